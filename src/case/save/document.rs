//! A whole case as the tree that a file holds.

use serde_json::{Map, Value, json};

use super::call::{call, millis};
use super::command::run;
use super::template::{members, template};
use crate::case::parse::words::{self, Word};
use crate::case::{
    Action, Case, Evidence, Judges, KeyNeed, Need, NeedKind, OfKeyNeed, Row, Step, StoreNeed,
    StoreType,
};

/// A mapping under construction, whose defaults are left out.
#[derive(Default)]
pub(super) struct Entries(Map<String, Value>);

impl Entries {
    pub(super) fn put(&mut self, key: &str, value: impl Into<Value>) {
        self.0.insert(key.to_owned(), value.into());
    }

    pub(super) fn put_some(&mut self, key: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }

    /// The word for a value, unless it is the default.
    pub(super) fn put_word<T: PartialEq + Default>(
        &mut self,
        key: &str,
        words: &[Word<T>],
        value: &T,
    ) {
        if *value != T::default() {
            self.put(key, word(words, value));
        }
    }

    pub(super) fn into_value(self) -> Value {
        Value::Object(self.0)
    }
}

/// The word that stands for a value.
pub(super) fn word<T: PartialEq>(words: &[Word<T>], value: &T) -> &'static str {
    let found = words.iter().find(|(_, meaning)| meaning == value);
    found.map_or("", |(word, _)| word)
}

/// The case, in the order in which a file gives its parts.
pub(super) fn document(case: &Case) -> Value {
    let mut out = Entries::default();
    out.put("requirement", case.requirement.value.as_str());
    out.put(
        "evidence",
        case.evidence.iter().map(evidence).collect::<Vec<_>>(),
    );
    out.put_some("note", case.note.as_deref());
    if !case.tags.is_empty() {
        out.put("tags", case.tags.clone());
    }
    if case.serial {
        out.put("serial", true);
    }
    match case.judges {
        Some(Judges::Shape(operation)) => out.put("judges", json!({"shape": operation.name()})),
        Some(Judges::Secrets) => out.put("judges", json!({"secrets": true})),
        Some(Judges::Repeats) => out.put("judges", json!({"repeats": true})),
        None => {}
    }
    if !case.lets.is_empty() {
        out.put("let", members(&case.lets));
    }
    if !case.needs.is_empty() {
        let needs: Map<_, _> = case
            .needs
            .iter()
            .map(|n| (n.name.clone(), need(n)))
            .collect();
        out.put("needs", needs);
    }
    if !case.rows.is_empty() {
        out.put("rows", case.rows.iter().map(row).collect::<Vec<_>>());
    }
    out.put("steps", case.steps.iter().map(step).collect::<Vec<_>>());
    out.into_value()
}

fn evidence(evidence: &Evidence) -> Value {
    match &evidence.note {
        None => json!(evidence.fact.id),
        Some(note) => json!({"fact": evidence.fact.id, "note": note}),
    }
}

fn row(row: &Row) -> Value {
    let mut out = Entries::default();
    out.put("name", row.name.value.as_str());
    out.put_some("requirement", row.requirement.as_deref());
    for (name, value) in &row.values {
        out.put(name, template(value));
    }
    out.into_value()
}

fn need(need: &Need) -> Value {
    let mut out = Entries::default();
    match &need.kind {
        NeedKind::CustomKeyStore(store) => store_need(&mut out, store),
        NeedKind::Key(key) => key_need(&mut out, key),
        NeedKind::OfKey(need) => of_key_need(&mut out, need),
    }
    out.put_word("as", words::PRINCIPALS, &need.principal);
    out.put_word("region", words::REGIONS, &need.region);
    out.into_value()
}

fn store_need(out: &mut Entries, need: &StoreNeed) {
    out.put("role", "custom_key_store");
    out.put("type", word(words::STORE_TYPES, &need.store_type));
    if need.store_type == StoreType::ExternalKeyStore {
        out.put_word("connectivity", words::CONNECTIVITIES, &need.connectivity);
    }
    out.put_word("state", words::STORE_STATES, &need.state);
    if !need.with.is_empty() {
        out.put("with", members(&need.with));
    }
}

fn key_need(out: &mut Entries, need: &KeyNeed) {
    out.put("role", "key");
    out.put_some("in", need.store.as_deref());
    out.put_word("state", words::KEY_STATES, &need.state);
    if !need.with.is_empty() {
        out.put("with", members(&need.with));
    }
}

fn of_key_need(out: &mut Entries, need: &OfKeyNeed) {
    out.put("role", need.role.word);
    out.put("of", need.of.as_str());
    if !need.with.is_empty() {
        out.put("with", members(&need.with));
    }
}

fn step(step: &Step) -> Value {
    let mut out = Entries::default();
    out.put_some("id", step.id.as_deref());
    out.put_some("requirement", step.requirement.as_deref());
    match &step.action {
        Action::Call(the_call) => call(&mut out, the_call),
        Action::Advance(by) => out.put("advance", millis(by.as_millis())),
        Action::Disturb(disturb) => out.put("disturb", template(&disturb.template)),
        Action::Run(the_run) => run(&mut out, the_run),
    }
    out.into_value()
}
