//! Two answers to one call: do they mean the same?

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::difference::{Ask, Difference, ask_for, told};
use super::trace::{Seen, Trace};
use crate::case::FreshKind;
use crate::generate::{Script, ScriptCall, Step, fresh};
use crate::model::{Model, conforms, decode_blob};
use crate::wire::aws_json::Answer;

/// Members that every endpoint draws for itself: compared by identity only.
const DRAWN: [&str; 17] = [
    "AliasArn",
    "TargetKeyId",
    "CustomKeyStoreId",
    "KeyId",
    "Arn",
    "KeyArn",
    "AWSAccountId",
    "NextMarker",
    "KeyMaterialId",
    "CurrentKeyMaterialId",
    "GrantId",
    "GrantToken",
    "GranteePrincipal",
    "RetiringPrincipal",
    "IssuingAccount",
    "CloudTrailEventId",
    "KmsRequestId",
];

/// Whether a member of this name is a time.
pub(super) fn is_time(name: &str) -> bool {
    name.ends_with("Date") || name == "Timestamp"
}

/// How far timestamps may differ, in seconds, beside the waits on our own clock.
const NEAR: f64 = 600.0;

/// Seconds that the reference's clock moves while a store comes to rest.
const REST: f64 = 1800.0;

/// How two traces are compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// Clock and state of the endpoint are ours.
    pub(super) world: bool,
    /// From which both sides draw fresh values.
    pub(super) salt: u64,
}

/// Every way in which the actual trace differs from the expected one, in order, up to where they diverge.
pub(super) fn compare(
    script: &Script,
    actual: &Trace,
    expected: &Trace,
    manner: Manner,
) -> Vec<Difference> {
    let mut pair = Pair {
        manner,
        drawn: BTreeMap::new(),
        slack: NEAR,
        secrets: secrets(script, manner.salt),
        heard: BTreeMap::new(),
        step: 0,
        origins: BTreeMap::new(),
        includes_all: false,
        is_cut: false,
        aliases: BTreeSet::new(),
        beyond: false,
        found: Vec::new(),
    };
    for (at, step) in script.steps.iter().enumerate() {
        pair.step = at;
        match step {
            Step::Settle { .. } => pair.slack += REST,
            Step::Call(call) => {
                let (Some(Some(actual)), Some(Some(expected))) = (actual.get(at), expected.get(at))
                else {
                    continue;
                };
                pair.answers(call, actual, expected);
            }
            _ => {}
        }
        if pair.beyond || pair.found.iter().any(|difference| difference.diverges) {
            break;
        }
    }
    pair.found
}

/// Two traces of one script, compared step by step.
pub(super) struct Pair {
    pub(super) manner: Manner,
    /// What the endpoint drew where the reference drew this.
    pub(super) drawn: BTreeMap<String, String>,
    slack: f64,
    secrets: Vec<String>,
    /// In which step each value came that must not come again, by its place.
    pub(super) heard: BTreeMap<(String, String), usize>,
    pub(super) step: usize,
    /// In which answer a drawn value came first, and where; by the reference's value.
    origins: BTreeMap<String, (usize, Vec<String>)>,
    /// The answer that is compared tells everything that is there.
    pub(super) includes_all: bool,
    /// One of the answers is a page of more: which things stand there follows from the ids that each side drew.
    pub(super) is_cut: bool,
    /// Names that calls gave to aliases so far.
    pub(super) aliases: BTreeSet<String>,
    /// The reference has no answer to a call: what comes later says nothing.
    beyond: bool,
    found: Vec<Difference>,
}

impl Pair {
    pub(super) fn note(
        &mut self,
        place: &str,
        expected: &str,
        actual: &str,
        ask: Ask,
        diverges: bool,
    ) {
        self.found.push(Difference {
            step: self.step,
            place: place.to_owned(),
            expected: expected.to_owned(),
            actual: actual.to_owned(),
            ask,
            diverges,
        });
    }

    fn answers(&mut self, call: &ScriptCall, actual: &Seen, expected: &Seen) {
        let Some(right) = expected.answer() else {
            return;
        };
        let name = expected.input["AliasName"].as_str();
        self.aliases.extend(name.map(str::to_owned));
        if Self::is_beyond(&right) {
            self.beyond = true;
            return;
        }
        let ask = ask_for(call, expected, &right);
        let should = told(&right);
        let response = match &actual.response {
            Ok(response) => response,
            Err(why) => {
                self.note("answer", &should, &format!("none: {why}"), ask, true);
                return;
            }
        };
        let left = Answer::of(response);
        let text = String::from_utf8_lossy(&response.body);
        if self.secrets.iter().any(|s| text.contains(s.as_str())) {
            self.note(
                "secret",
                "no secret in an answer",
                "one",
                Ask::Success,
                false,
            );
        }
        let reads = call.operation.name().starts_with("Describe")
            || call.operation.name().starts_with("List");
        match (right.is_success(), left.is_success()) {
            (true, true) => {
                self.status(&left, &right);
                self.bodies(call, actual, expected, &left, &right);
            }
            (true, false) | (false, true) => {
                self.note("answer", &should, &told(&left), ask, !reads);
                return;
            }
            (false, false) => {
                let same_type = left.error_type == right.error_type;
                let same_class = (left.status >= 500) == (right.status >= 500);
                if ask == Ask::Refusal && !same_class {
                    self.note("answer", &should, &told(&left), ask, false);
                } else if ask == Ask::Refusal {
                    if same_type {
                        self.message(&left, &right);
                    }
                } else if same_type {
                    self.status(&left, &right);
                    self.message(&left, &right);
                } else {
                    self.note("answer", &should, &told(&left), ask, false);
                }
            }
        }
        self.fresh(call, response);
        self.headers(response, &right);
        self.once(response);
    }

    fn bodies(
        &mut self,
        call: &ScriptCall,
        actual: &Seen,
        expected: &Seen,
        left: &Answer,
        right: &Answer,
    ) {
        let model = Model::bundled();
        let Some(shape) = &model.operation(call.operation).output else {
            return;
        };
        let nothing = Value::Object(serde_json::Map::new());
        let left_body = left.json().unwrap_or(&nothing);
        let right_body = right.json().unwrap_or(&nothing);
        // Where the reference goes beyond the model too, AWS does: `CustomerMasterKeySpec` tells specs that it cannot take.
        let beyond: Vec<String> = conforms(model, shape, right_body)
            .into_iter()
            .map(|wrong| without_indexes(&wrong.path))
            .collect();
        let wrong = conforms(model, shape, left_body).into_iter();
        for wrong in wrong.filter(|wrong| !beyond.contains(&without_indexes(&wrong.path))) {
            let place = without_indexes(&wrong.path);
            self.note(
                &place,
                &wrong.expected,
                kind_of(&wrong.actual),
                Ask::Success,
                false,
            );
        }
        let mut path = Vec::new();
        self.includes_all = self.whole(call, expected);
        let is_page = |body: &Value| body["Truncated"] == true || body["NextMarker"].is_string();
        self.is_cut = is_page(left_body) || is_page(right_body);
        let ages = (actual.at, expected.at);
        self.values(call, &mut path, left_body, right_body, ages);
    }

    pub(super) fn values(
        &mut self,
        call: &ScriptCall,
        path: &mut Vec<String>,
        left: &Value,
        right: &Value,
        ages: (crate::wire::Timestamp, crate::wire::Timestamp),
    ) {
        match right {
            Value::Object(members) => {
                for (name, right) in members {
                    // A page that says that there is no more may as well say nothing (fact C-146).
                    if name == "Truncated" && (!self.manner.world || right == false) {
                        continue;
                    }
                    let is_marker = name == "NextMarker" && !self.manner.world;
                    // How many a page has is in no model, and need not be told (fact W-705).
                    if is_marker || name == "AliasCount" {
                        continue;
                    }
                    path.push(name.clone());
                    match left.get(name) {
                        // Not what the model says, and noted as such.
                        Some(Value::Null) => {}
                        Some(left) => self.values(call, path, left, right, ages),
                        None => {
                            let ask = Ask::Member(path.clone(), None);
                            self.note(&shown(path), "there", "not there", ask, false);
                        }
                    }
                    path.pop();
                }
                self.dates(path, left, right);
                self.extra(path, left, members);
            }
            Value::Array(items) => self.lists(call, path, left, items, ages),
            right => self.scalar(call, path, left, right, ages),
        }
    }

    fn scalar(
        &mut self,
        call: &ScriptCall,
        path: &[String],
        left: &Value,
        right: &Value,
        ages: (crate::wire::Timestamp, crate::wire::Timestamp),
    ) {
        let name = path.last().map_or("", String::as_str);
        let same = match (name, left, right) {
            (name, Value::String(left), Value::String(right)) if DRAWN.contains(&name) => {
                let drawn = self.drawn.entry(right.clone());
                let drawn = drawn.or_insert_with(|| left.clone());
                let form = |text: &str| (text.starts_with("arn:"), is_multi_region(text));
                drawn == left && form(left) == form(right)
            }
            ("CiphertextBlob", Value::String(_), _) => true,
            // A policy may come back in another layout (facts P-003, P-004).
            ("Policy", Value::String(left), Value::String(right)) => {
                let parsed = |text: &str| serde_json::from_str::<Value>(text).ok();
                left == right || parsed(left).is_some_and(|left| Some(left) == parsed(right))
            }
            ("Plaintext", Value::String(left), Value::String(right))
                if call.operation.name().starts_with("Generate") =>
            {
                let length = |text: &str| decode_blob(text).map(|bytes| bytes.len());
                length(left) == length(right)
            }
            ("ConnectionState", Value::String(left), Value::String(_)) if !self.manner.world => {
                left.ends_with("ING")
                    || left == right.as_str().unwrap_or_default()
                    || right.as_str().is_some_and(|right| right.ends_with("ING"))
            }
            (_, Value::Number(left), Value::Number(right)) if is_time(name) => {
                let age = |value: &serde_json::Number, at: crate::wire::Timestamp| {
                    value.as_f64().unwrap_or_default() - at.epoch_seconds()
                };
                (age(left, ages.0) - age(right, ages.1)).abs() <= self.slack
            }
            (_, left, right) => left == right,
        };
        if !same {
            self.differs(path, name, left, right);
        } else if let (true, Value::String(right)) = (DRAWN.contains(&name), right) {
            let origin = (self.step, path.to_vec());
            self.origins.entry(right.clone()).or_insert(origin);
        }
    }

    fn differs(&mut self, path: &[String], name: &str, left: &Value, right: &Value) {
        let known = !DRAWN.contains(&name) && !is_time(name) && name != "Plaintext";
        let origin = right.as_str().and_then(|right| self.origins.get(right));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        if !known && is_multi_region(&text(right)) != is_multi_region(&text(left)) {
            return self.multi_region(path, is_multi_region(&text(right)));
        }
        let ask = match origin {
            Some((step, from)) if !known && !from.iter().any(|part| part == "*") => Ask::Same {
                path: path.to_vec(),
                step: *step,
                from: from.clone(),
            },
            _ => Ask::Member(path.to_vec(), known.then(|| right.clone())),
        };
        let is_arn = |value: &Value| value.as_str().is_some_and(|text| text.starts_with("arn:"));
        let (right, left) = if known {
            (right.to_string(), left.to_string())
        } else if is_arn(right) != is_arn(left) {
            let form = |value| if is_arn(value) { "an ARN" } else { "an id" };
            (form(right).to_owned(), form(left).to_owned())
        } else {
            ("the same as before".to_owned(), "another".to_owned())
        };
        self.note(&shown(path), &right, &left, ask, false);
    }

    /// Ids of multi-Region keys begin with `mrk-`, and no others do.
    fn multi_region(&mut self, path: &[String], should: bool) {
        let begins = |does| {
            if does {
                "begins with mrk-"
            } else {
                "does not begin with mrk-"
            }
        };
        let ask = Ask::Form(path.to_vec(), should);
        self.note(&shown(path), begins(should), begins(!should), ask, false);
    }
}

/// Whether an id, or the id in an ARN, says that the key is a multi-Region key's.
fn is_multi_region(id: &str) -> bool {
    id.rsplit('/')
        .next()
        .is_some_and(|id| id.starts_with("mrk-"))
}

fn secrets(script: &Script, salt: u64) -> Vec<String> {
    let mut secrets = Vec::new();
    for step in &script.steps {
        step.clone().each_arg(&mut |arg| {
            if let crate::generate::Arg::Fresh(
                kind @ (FreshKind::Password | FreshKind::ProxySecret),
                n,
            ) = arg
            {
                secrets.push(fresh(*kind, *n, salt));
            }
        });
    }
    secrets
}

pub(super) fn shown(path: &[String]) -> String {
    path.join(".").replace(".*", "[]")
}

fn without_indexes(path: &str) -> String {
    let mut shown = String::new();
    let mut inside = false;
    for c in path.chars() {
        if c == ']' {
            inside = false;
        }
        if !inside {
            shown.push(c);
        }
        if c == '[' {
            inside = true;
        }
    }
    shown
}

/// A wrong value in a word that is the same from run to run.
fn kind_of(actual: &str) -> &'static str {
    match actual.chars().next() {
        Some('"') => "text",
        Some('0'..='9' | '-') => "a number",
        Some('[') => "a list",
        Some('{') => "an object",
        Some('n') => "null",
        _ => "something else",
    }
}
