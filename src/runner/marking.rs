//! The mark of the run, on everything that a run makes where others see it.
//!
//! Names and texts that cases draw bear it from the beginning ([`FreshValues`](crate::check::FreshValues)). Keys get it here:
//! a tag where the target is AWS, else a description, and neither where the case has something to say of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use super::outcome::Outcome;
use super::request::Draft;
use super::shared_stores::shared_store;
use crate::case::{Call, Case, Principal};
use crate::model::Operation;
use crate::target::resource::{Kind, Resource};
use crate::wire::{RUN_TAG, RunId};

/// What a run marks its things with.
#[derive(Debug, Clone)]
pub struct RunMarks {
    /// The id of the run.
    pub run: RunId,
    /// Keys bear a tag: not every emulator takes one.
    pub tags: bool,
    /// What cannot bear the mark is not made; its case is `unsupported`.
    pub required: bool,
    /// Descriptions given out.
    given: Arc<AtomicU64>,
}

impl RunMarks {
    /// The marks of a run; on AWS its keys are tagged, and nothing is made that cannot bear the mark.
    #[must_use]
    pub fn new(run: RunId, on_aws: bool) -> Self {
        Self {
            run,
            tags: on_aws,
            required: on_aws,
            given: Arc::default(),
        }
    }

    fn description(&self) -> String {
        let number = self.given.fetch_add(1, Ordering::Relaxed);
        self.run.description(&format!("{number:016x}"))
    }
}

/// Puts the mark on what one case makes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Marker<'a> {
    marks: Option<&'a RunMarks>,
    /// The case says something of tags.
    about_tags: bool,
    /// The case says something of descriptions.
    about_descriptions: bool,
}

impl<'a> Marker<'a> {
    /// For what no case has asked for.
    pub(super) fn of_run(marks: Option<&'a RunMarks>) -> Self {
        Self {
            marks,
            ..Self::default()
        }
    }

    /// For what a case asks for. Whatever it says of tags or descriptions, anywhere in its file, is left as it says.
    pub(super) fn of_case(marks: Option<&'a RunMarks>, case: &Case) -> Self {
        let text = &case.source.text;
        Self {
            marks,
            about_tags: text.contains("Tag"),
            about_descriptions: text.contains("Description"),
        }
    }

    /// The same for a key that others use too, of which no case says anything.
    pub(super) fn of_shared(self) -> Self {
        Self {
            about_tags: false,
            about_descriptions: false,
            ..self
        }
    }

    /// Puts the mark into the request, if it makes a key.
    ///
    /// Nobody tags a key who may do nothing: what is answered then is about another permission.
    pub(super) fn mark(&self, operation: Operation, principal: Principal, input: &mut Value) {
        let Some(marks) = self.marks else { return };
        let makes_key = matches!(operation, Operation::CreateKey | Operation::ReplicateKey);
        if is_tagged(input) {
            return;
        }
        let Some(members) = input.as_object_mut().filter(|_| makes_key) else {
            return;
        };
        let may_tag = !self.about_tags
            && !members.contains_key("Tags")
            && matches!(principal, Principal::Owner | Principal::Peer);
        let may_describe = !self.about_descriptions && !members.contains_key("Description");
        let described = members.get("Description").and_then(Value::as_str);
        let is_described = described.and_then(RunId::of_description).is_some();
        if may_tag && (marks.tags || !(may_describe || is_described)) {
            let tag = json!([{"TagKey": RUN_TAG, "TagValue": marks.run.as_str()}]);
            members.insert("Tags".to_owned(), tag);
        } else if may_describe {
            members.insert("Description".to_owned(), json!(marks.description()));
        }
    }

    /// Puts the mark on the requests of a step that may make something. What should be refused stays as the case says.
    ///
    /// # Errors
    /// When the mark is required, and something that may be made cannot bear it.
    pub(super) fn mark_call(
        self,
        step: usize,
        call: &Call,
        drafts: &mut [Draft],
    ) -> Result<(), Outcome> {
        let has_body = call.wire.as_ref().is_some_and(|wire| wire.body.is_some());
        if has_body || !call.may_succeed() {
            return Ok(());
        }
        for draft in &mut *drafts {
            draft.mark(self, call);
        }
        let allowed = |draft: &Draft| self.allows(call.operation, &draft.input());
        if drafts.iter().all(allowed) {
            return Ok(());
        }
        Err(Outcome::unmarked(step, call.operation))
    }

    /// Whether a request may be sent that is to make something: where the mark is required, it bears it.
    pub(super) fn allows(&self, operation: Operation, input: &Value) -> bool {
        let required = self.marks.is_some_and(|marks| marks.required);
        let Some(resource) = Resource::made_by(operation).filter(|_| required) else {
            return true;
        };
        let mark = input.get(resource.mark).and_then(Value::as_str);
        match resource.kind {
            Kind::Alias => mark.and_then(RunId::of_alias).is_some(),
            Kind::Store => {
                mark.is_some_and(|it| RunId::of_store(it).is_some() || shared_store(it).is_some())
            }
            Kind::Key => mark.and_then(RunId::of_description).is_some() || is_tagged(input),
        }
    }
}

fn is_tagged(input: &Value) -> bool {
    let tags = input.get("Tags").and_then(Value::as_array);
    let text = |tag: &Value, member: &str| tag.get(member)?.as_str().map(str::to_owned);
    tags.into_iter().flatten().any(|tag| {
        let (key, value) = (text(tag, "TagKey"), text(tag, "TagValue"));
        key.zip(value)
            .is_some_and(|(key, value)| RunId::of_tag(&key, &value).is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runner::tests::case;

    const STEPS: &str = "steps:\n  - call: CreateKey\n    expect: {ok: {$open: true}}\n";

    fn marks(on_aws: bool) -> RunMarks {
        RunMarks::new(RunId::of_bytes([1; 6]), on_aws)
    }

    /// What a key's request gets, and whether it may be sent.
    fn check(on_aws: bool, note: &str, input: &Value, expected: (&[&str], bool)) {
        let case = case("key/create/x", &format!("note: {note}\n{STEPS}"));
        let marks = marks(on_aws);
        let marker = Marker::of_case(Some(&marks), &case);
        let mut sent = input.clone();
        marker.mark(Operation::CreateKey, Principal::Owner, &mut sent);
        let got: Vec<&str> = sent
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(name, value)| input.get(name.as_str()) != Some(*value))
            .map(|(name, _)| name.as_str())
            .collect();
        let allowed = marker.allows(Operation::CreateKey, &sent);
        assert_eq!((got.as_slice(), allowed), expected, "{note} {input}");
    }

    #[test]
    fn keys_bear_the_mark_where_the_case_leaves_room() {
        let (tags, description) = (&["Tags"][..], &["Description"][..]);
        check(false, "A key.", &json!({}), (description, true));
        check(true, "A key.", &json!({}), (tags, true));
        check(true, "Tags of it.", &json!({}), (description, true));
        check(false, "Its Description.", &json!({}), (tags, true));
        check(false, "Tags, Description.", &json!({}), (&[], true));
        check(true, "Tags, Description.", &json!({}), (&[], false));
        check(
            true,
            "A key.",
            &json!({"Description": "mine"}),
            (tags, true),
        );
        check(
            false,
            "A key.",
            &json!({"Description": "mine"}),
            (tags, true),
        );
        check(true, "A key.", &json!({"Tags": null}), (description, true));
        check(true, "A key.", &json!([1]), (&[], false));
        let marked = json!({"Description": marks(true).run.description("1")});
        check(false, "A key.", &marked, (&[], true));
    }

    #[test]
    fn names_must_bear_it_where_it_is_required() {
        let marks = marks(true);
        let marker = Marker::of_run(Some(&marks));
        let allows = |operation, input: Value| marker.allows(operation, &input);
        let run = &marks.run;
        let alias = |name: &str| allows(Operation::CreateAlias, json!({"AliasName": name}));
        assert!(alias(&run.alias_name("a")));
        assert!(!alias("alias/kmspec"));
        let store = |name: &str| {
            let input = json!({"CustomKeyStoreName": name});
            allows(Operation::CreateCustomKeyStore, input)
        };
        assert!(store(&run.store_name("a")));
        assert!(!store("kmspec-store-1-kept-many-mine"));
        assert!(!allows(Operation::CreateCustomKeyStore, json!({})));
        assert!(
            allows(Operation::DeleteAlias, json!({})),
            "it makes nothing"
        );
    }

    #[test]
    fn who_may_do_nothing_tags_nothing() {
        let marks = marks(true);
        let marker = Marker::of_run(Some(&marks));
        let mut input = json!({});
        marker.mark(Operation::CreateKey, Principal::Stranger, &mut input);
        assert!(input.get("Tags").is_none() && input.get("Description").is_some());
        let mut input = json!({});
        Marker::default().mark(Operation::CreateKey, Principal::Owner, &mut input);
        assert_eq!(input, json!({}), "no run, no mark");
    }
}
