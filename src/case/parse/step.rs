//! Steps: calls, the clock, and what stands behind custom key stores.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::fields::Fields;
use super::names::Meaning;
use super::parser::{Parsed, Parser, Reported, all};
use crate::case::keys::{
    self, AnyValue, Mapping, NeedName, OwnSentence, Takes, Time, declare_kinds, object, sort,
    sort_each,
};
use crate::case::node::{Key, Node};
use crate::case::save::Body;
use crate::case::suggest::{did_you_mean, listed};
use crate::case::{Action, Answer, Call, Disturb, Expect, Run, Step};
use crate::wire::admin::Disturbance;

/// The keys that say what a step does.
const ACTIONS: [&str; 4] = ["call", "run", "advance", "disturb"];

/// The keys of every step.
const KEYS: &[keys::Key] = &[
    keys::Key::of::<NeedName>(
        "id",
        false,
        &["Names what came of it for later references."],
    ),
    keys::Key::of::<OwnSentence>(
        "requirement",
        false,
        &["A requirement of its own, which a failure says in place of the case's."],
    ),
];

const ADVANCE: &[keys::Key] = &[keys::Key::of::<Time>("advance", true, &["By how much."])];

const DISTURB: &[keys::Key] = &[keys::Key::of::<Change>("disturb", true, &["What changes."])];

declare_kinds! {
    /// What is done, in order.
    Steps(Vec<Step>, "a step") = |parser, node, _| parser.with_names(|parser| parser.steps(node)),
        |steps| steps.iter().map(written).collect(), (|generator| {
            json_schema!({"type": "array", "items": any_step(generator), "minItems": 1})
        }), sort |body| sort_each(body, sort_step);
    /// What changes behind custom key stores.
    Change(Disturb, "a disturbance") = |parser, node, _| {
        parser.check_disturbance(node);
        let template = parser.template(node)?;
        Ok(Disturb { template })
    }, |disturb| AnyValue::write(&disturb.template), (|generator| generator.subschema_for::<Disturbance>());
}

fn any_step(generator: &mut SchemaGenerator) -> Schema {
    let mut call = object(
        generator,
        &["A call of one operation; without `expect` it is set-up."],
        &[KEYS, Call::KEYS],
    );
    let judged = json!({"requirement": ["expect"], "unchanged": ["expect"]});
    call.insert("dependentRequired".to_owned(), judged);
    let run = object(
        generator,
        &["A run of the CLI under test."],
        &[KEYS, Run::KEYS],
    );
    let advance = object(generator, &["Moves the target's clock."], &[ADVANCE]);
    let disturb = object(
        generator,
        &["Changes what stands behind custom key stores."],
        &[DISTURB],
    );
    json_schema!({"anyOf": [call, advance, disturb, run]})
}

fn sort_step(body: &mut Body) {
    let has_run = body
        .entries()
        .iter()
        .any(|entry| entry.key.as_deref() == Some("run"));
    let own = if has_run { Run::KEYS } else { Call::KEYS };
    sort(body, &[KEYS, own, ADVANCE, DISTURB]);
}

fn written(step: &Step) -> Value {
    let head = [("id", &step.id), ("requirement", &step.requirement)].into_iter();
    let mut all: Map<_, _> = head
        .filter_map(|(key, value)| Some((key.to_owned(), json!(value.as_ref()?))))
        .collect();
    match &step.action {
        Action::Call(call) => call.write_keys(&mut all),
        Action::Run(run) => run.write_keys(&mut all),
        Action::Advance(by) => all.extend([("advance".to_owned(), Time::write(by))]),
        Action::Disturb(disturb) => all.extend([("disturb".to_owned(), Change::write(disturb))]),
    }
    Value::Object(all)
}

impl<'n> Parser<'n> {
    /// The list under `steps`.
    pub(super) fn steps(&mut self, node: &'n Node) -> Parsed<Vec<Step>> {
        let items = self.items(node, "a step")?;
        let before = self.error_count();
        let steps = all(items.iter().map(|item| self.step(item)))?;
        if self.error_count() == before && !steps.iter().any(|step| judges(&step.action)) {
            self.error_with(
                node,
                "no step has `expect`",
                "a case that expects nothing would pass whatever comes back",
                "a call without `expect` is set-up; say what its answer must be".to_owned(),
            );
        }
        Ok(steps)
    }

    fn step(&mut self, node: &'n Node) -> Parsed<Step> {
        let mut fields = Fields::of(self, node, "a step")?;
        let id_node = fields.take("id");
        let id = id_node.map(|node| self.name(node, "a step"));
        let own_node = fields.take("requirement");
        let requirement = own_node.map(|node| self.requirement(node));
        let parsed = self.action(node, fields);
        if let (Some(node), Ok(action)) = (own_node, &parsed)
            && !judges(action)
        {
            self.error(
                node,
                "a `requirement` without `expect`",
                "only a step that expects something can fail its requirement",
            );
            return Err(Reported);
        }
        if let (Some(node), Some(Ok(name))) = (id_node, &id) {
            match parsed.as_ref().map(answer) {
                Ok(Some(meaning)) => self.define(node.into(), name, meaning),
                Ok(None) => self.error(
                    node,
                    "an `id` without an answer",
                    "only a call and a run have an answer to refer to",
                ),
                Err(Reported) => self.define(node.into(), name, Meaning::Broken),
            }
        }
        Ok(Step {
            id: id.transpose()?,
            requirement: requirement.transpose()?.map(|own| own.value),
            span: node.span,
            action: parsed?,
        })
    }

    fn action(&mut self, node: &'n Node, mut fields: Fields<'n>) -> Parsed<Action> {
        let mut actions: Vec<(&'n Key, &'n Node)> = ACTIONS
            .iter()
            .filter_map(|name| fields.entry(name))
            .collect();
        actions.sort_by_key(|(key, _)| key.span);
        if let [(first, _), (second, _), ..] = actions[..] {
            self.error(
                second,
                format!(
                    "two actions in one step, `{}` and `{}`",
                    first.text, second.text
                ),
                format!("a step has exactly one of {}", listed(ACTIONS)),
            );
            return Err(Reported);
        }
        let Some((key, value)) = actions.first().copied() else {
            let why = format!("a step has exactly one of {}", listed(ACTIONS));
            let slip = fields.rest().into_iter().map(|(key, _)| key);
            let mut slip = slip.filter_map(|key| Some((key, did_you_mean(&key.text, ACTIONS)?)));
            match slip.next() {
                Some((key, help)) => {
                    self.error_with(
                        key,
                        format!("unknown key `{}` in a step", key.text),
                        why,
                        help,
                    );
                }
                None => self.error(node, "a step that does nothing", why),
            }
            return Err(Reported);
        };
        let action = match key.text.as_str() {
            "call" => {
                Call::read_keys(self, &mut fields, node).map(|call| Action::Call(Box::new(call)))
            }
            "run" => Run::read_keys(self, &mut fields, node).map(|run| Action::Run(Box::new(run))),
            "advance" => Time::read(self, value, "advance").map(Action::Advance),
            _ => Change::read(self, value, "disturb").map(Action::Disturb),
        };
        fields.finish(self);
        action
    }
}

/// Whether a step expects something.
fn judges(action: &Action) -> bool {
    match action {
        Action::Call(call) => call.expect.is_some(),
        Action::Run(_) => true,
        Action::Advance(_) | Action::Disturb(_) => false,
    }
}

/// What a step's `id` stands for.
fn answer(action: &Action) -> Option<Meaning> {
    match action {
        Action::Call(call) => Some(Meaning::Answer {
            operation: call.operation,
            single: call.copies == 1,
            has_body: call.expect.as_ref().is_none_or(has_body),
        }),
        Action::Run(_) => Some(Meaning::Printed),
        Action::Advance(_) | Action::Disturb(_) => None,
    }
}

/// Whether an answer that meets the expectation may be a success, with a body to refer to.
fn has_body(expect: &Expect) -> bool {
    match &expect.answer {
        Answer::Ok(_) => true,
        Answer::AnyOf(all) => all.iter().any(has_body),
        _ => false,
    }
}
