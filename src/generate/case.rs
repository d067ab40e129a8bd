//! A script as a case of the corpus.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Number, Value};

use super::fresh::{KINDS, word};
use super::script::PREFLIGHT;
use super::{Arg, Malformation, Script, ScriptCall, Step};
use crate::case::{
    self, Action, Answer, BodyBytes, Case, CaseId, Disturb, Eventually, Evidence, Expect,
    FreshKind, Matcher, Repeat, Shaped, Signing, Source, Span, Spanned, StoreState, Template, Wire,
};
use crate::model::{Kind, Model, Operation, Shape};

/// What a case says beside the calls of its script.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Its id, such as `custom_key_store/delete/found_holds_keys`.
    pub id: String,
    /// The rule, in one sentence.
    pub requirement: String,
    /// Where the rule comes from.
    pub evidence: Vec<Evidence>,
    /// Why, or how it was found.
    pub note: Option<String>,
    /// For `--tag`.
    pub tags: Vec<String>,
    /// What each step must answer, by the step's number; set-up where there is nothing.
    pub expects: BTreeMap<usize, Expect>,
    /// The step to whose answer an expectation refers by [`Names::step_name`].
    pub refers: Option<usize>,
}

/// The script as a case.
///
/// Every reference must stand for an answer that its step gives; others make a case that is blocked.
#[must_use]
pub fn into_case(script: &Script, claim: Claim) -> Case {
    let names = Names::and_of(script, claim.refers);
    let steps = script.steps.iter().enumerate();
    let steps = steps
        .map(|(at, step)| names.step(at, step, claim.expects.get(&at).cloned()))
        .collect();
    Case {
        id: CaseId(claim.id.clone()),
        source: Arc::new(Source {
            path: format!("{}.yaml", claim.id),
            text: String::new(),
        }),
        requirement: Spanned {
            value: claim.requirement,
            span: Span::default(),
        },
        evidence: claim.evidence,
        note: claim.note,
        tags: claim.tags,
        judges: None,
        serial: false,
        lets: names.lets(),
        needs: Vec::new(),
        of_family: false,
        rows: Vec::new(),
        steps,
    }
}

/// A template without a place.
#[must_use]
pub fn template(shaped: Shaped) -> Template {
    Template {
        span: Span::default(),
        shaped,
    }
}

/// An expectation of nothing but this answer.
#[must_use]
pub fn expect(answer: Answer) -> Expect {
    Expect {
        span: Span::default(),
        answer,
        status: None,
        headers: Vec::new(),
        body_text: None,
    }
}

/// What steps and fresh values are called in the case of a script.
#[derive(Debug, Clone)]
pub struct Names {
    /// Ids of the steps that are referred to.
    steps: BTreeMap<usize, String>,
    /// Names of the fresh values, by kind and number.
    fresh: BTreeMap<(FreshKind, u8), String>,
}

impl Names {
    /// The names for every reference and every fresh value of the script.
    #[must_use]
    pub fn of(script: &Script) -> Self {
        Self::and_of(script, None)
    }

    /// The same, and a name for one more step.
    #[must_use]
    pub fn and_of(script: &Script, more: Option<usize>) -> Self {
        let mut referred: BTreeSet<usize> = more.into_iter().collect();
        let mut drawn: Vec<(FreshKind, u8)> = Vec::new();
        for step in &script.steps {
            step.clone().each_arg(&mut |arg| match arg {
                Arg::Ref(reference) => {
                    referred.insert(reference.step);
                }
                Arg::Fresh(kind, n) if !drawn.contains(&(*kind, *n)) => drawn.push((*kind, *n)),
                _ => {}
            });
        }
        let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
        let mut fresh = BTreeMap::new();
        for (kind, n) in drawn {
            let word = word(kind);
            fresh.insert((kind, n), numbered(word, &mut taken, word));
        }
        let mut steps = BTreeMap::new();
        for at in referred {
            if let Some(Step::Call(call)) = script.steps.get(at) {
                let word = call.operation.answer_noun();
                steps.insert(at, numbered(word, &mut taken, word));
            }
        }
        Self { steps, fresh }
    }

    /// What a step is called, if anything refers to it.
    #[must_use]
    pub fn step_name(&self, step: usize) -> Option<&str> {
        self.steps.get(&step).map(String::as_str)
    }

    fn lets(&self) -> Vec<(String, Template)> {
        // In the order of their kinds, which is the order in which people read a request.
        let mut lets = Vec::new();
        for kind in KINDS {
            let of_kind = self.fresh.iter().filter(|((k, _), _)| *k == kind);
            lets.extend(
                of_kind.map(|((kind, _), name)| (name.clone(), template(Shaped::Fresh(*kind)))),
            );
        }
        lets
    }

    fn step(&self, at: usize, step: &Step, expect: Option<Expect>) -> case::Step {
        let action = match step {
            Step::Call(call) => Action::Call(Box::new(self.call(call, expect))),
            Step::Settle { store, state } => Action::Call(Box::new(self.settled(store, *state))),
            Step::Advance(millis) => Action::Advance(Duration::from_millis(*millis)),
            Step::Disturb(change) => Action::Disturb(Disturb {
                template: self.template(change),
            }),
        };
        case::Step {
            id: self.steps.get(&at).cloned(),
            requirement: None,
            span: Span::default(),
            action,
        }
    }

    fn call(&self, call: &ScriptCall, expect: Option<Expect>) -> case::Call {
        let wire = call.oddity.as_ref().map(wire);
        let own_body = wire.as_ref().is_some_and(|wire| wire.body.is_some());
        let is_empty = matches!(&call.input, Arg::Map(members) if members.is_empty());
        let input = (!own_body && !is_empty).then(|| self.template(&call.input));
        case::Call {
            operation: call.operation,
            principal: call.principal,
            region: call.region,
            input,
            unknown_members: !own_body && has_unknown_members(call),
            wire,
            copies: 1,
            expect,
            eventually: None,
        }
    }

    /// Repeats a description of the store until it is in its state.
    fn settled(&self, store: &Arg, state: StoreState) -> case::Call {
        let value = |text: &str| Matcher::Value(template(Shaped::Plain(Value::from(text))));
        let entry = open(vec![("ConnectionState", value(state_name(state)))]);
        let matcher = open(vec![("CustomKeyStores", Matcher::List(vec![entry]))]);
        let input = Arg::object([("CustomKeyStoreId", store.clone())]);
        case::Call {
            operation: Operation::DescribeCustomKeyStores,
            principal: case::Principal::Owner,
            region: case::Region::Home,
            input: Some(self.template(&input)),
            unknown_members: false,
            wire: None,
            copies: 1,
            expect: Some(expect(Answer::Ok(matcher))),
            eventually: Some(Eventually {
                within: Duration::from_mins(20),
                stable_for: Duration::ZERO,
            }),
        }
    }

    /// The value as the case writes it.
    #[must_use]
    pub fn template(&self, arg: &Arg) -> Template {
        template(match arg {
            Arg::Null => Shaped::Plain(Value::Null),
            Arg::Bool(value) => Shaped::Plain(Value::Bool(*value)),
            Arg::Int(value) => Shaped::Plain(Value::from(*value)),
            Arg::Float(value) => {
                Shaped::Plain(Number::from_f64(*value).map_or(Value::Null, Value::Number))
            }
            Arg::Text(text) => Shaped::Plain(Value::from(text.as_str())),
            Arg::Repeat(text, times) => Shaped::Repeat(Repeat {
                text: text.clone(),
                times: *times,
            }),
            Arg::Join(parts) => {
                Shaped::Concat(parts.iter().map(|part| self.template(part)).collect())
            }
            Arg::Upper(inner) => Shaped::Upper(Box::new(self.template(inner))),
            Arg::List(items) => {
                Shaped::List(items.iter().map(|item| self.template(item)).collect())
            }
            Arg::Map(members) => {
                let members = members.iter();
                let map = members.map(|(name, arg)| (name.clone(), self.template(arg)));
                Shaped::Map(map.collect())
            }
            Arg::Ref(reference) => {
                let step = self.steps.get(&reference.step).cloned();
                let mut path = vec![step.unwrap_or_else(|| "nothing".to_owned())];
                path.extend(reference.path.iter().cloned());
                Shaped::Ref(path)
            }
            Arg::Fresh(kind, n) => match self.fresh.get(&(*kind, *n)) {
                Some(name) => Shaped::Ref(vec![name.clone()]),
                None => Shaped::Fresh(*kind),
            },
        })
    }
}

/// `store`, `store_2`, `store_3`.
fn numbered<'w>(word: &'w str, taken: &mut BTreeMap<&'w str, usize>, name: &str) -> String {
    let count = taken.entry(word).or_default();
    *count += 1;
    match *count {
        1 => name.to_owned(),
        count => format!("{name}_{count}"),
    }
}

fn open(members: Vec<(&str, Matcher)>) -> Matcher {
    Matcher::Object {
        span: Span::default(),
        open: true,
        members: members
            .into_iter()
            .map(|(name, matcher)| (name.to_owned(), matcher))
            .collect(),
    }
}

/// The name of a connection state in the model.
#[must_use]
pub fn state_name(state: StoreState) -> &'static str {
    match state {
        StoreState::Disconnected => "DISCONNECTED",
        StoreState::Connecting => "CONNECTING",
        StoreState::Connected => "CONNECTED",
        StoreState::Disconnecting => "DISCONNECTING",
        StoreState::Failed => "FAILED",
    }
}

/// Whether the input has members that the model does not know.
fn has_unknown_members(call: &ScriptCall) -> bool {
    fn unknown(model: &Model, shape: &Shape, arg: &Arg) -> bool {
        let Arg::Map(members) = arg else { return false };
        matches!(shape.kind, Kind::Structure { .. })
            && members.iter().any(|(name, arg)| {
                let member = shape.member(name);
                member.is_none_or(|member| unknown(model, model.shape_of(member), arg))
            })
    }
    let model = Model::bundled();
    unknown(model, model.input(call.operation), &call.input)
}

/// How the case format writes a browser's question.
fn preflight() -> Wire {
    let text = |text: &str| template(Shaped::Plain(Value::from(text)));
    let headers = PREFLIGHT.map(|(name, value)| (name.to_owned(), Some(text(value))));
    Wire {
        method: Some("OPTIONS".to_owned()),
        target: Some(None),
        content_type: Some(None),
        headers: headers.into(),
        body: Some(BodyBytes::Text(text(""))),
        sign: Some(None),
        ..Wire::default()
    }
}

/// How the case format writes an oddity.
fn wire(oddity: &Malformation) -> Wire {
    let text = |text: &String| template(Shaped::Plain(Value::from(text.as_str())));
    let mut wire = Wire::default();
    let mut sign = Signing::default();
    match oddity {
        Malformation::Method(method) => wire.method = Some(method.clone()),
        Malformation::Path(path) => wire.path = Some(text(path)),
        Malformation::Target(target) => wire.target = Some(target.as_ref().map(text)),
        Malformation::ContentType(kind) => wire.content_type = Some(kind.clone()),
        Malformation::Header(name, value) => {
            wire.headers.push((name.clone(), value.as_ref().map(text)));
        }
        Malformation::BodyText(body) => wire.body = Some(BodyBytes::Text(text(body))),
        Malformation::BodyRepeat(body, times) => {
            wire.body = Some(BodyBytes::Repeat(Repeat {
                text: body.clone(),
                times: *times,
            }));
        }
        Malformation::BodyBytes(bytes) => wire.body = Some(BodyBytes::Hex(bytes.clone())),
        Malformation::Unsigned => {
            wire.sign = Some(None);
            return wire;
        }
        Malformation::SignedAt(millis) => sign.at_millis = *millis,
        Malformation::ScopeRegion(region) => sign.region = Some(text(region)),
        Malformation::ScopeService(service) => sign.service = Some(service.clone()),
        Malformation::ScopeDate(date) => sign.scope_date = Some(date.clone()),
        Malformation::ScopeTerminator(word) => sign.terminator = Some(word.clone()),
        Malformation::Algorithm(name) => sign.algorithm = Some(name.clone()),
        Malformation::AccessKeyId(id) => sign.access_key_id = Some(text(id)),
        Malformation::Secret(secret) => sign.secret_access_key = Some(secret.clone()),
        Malformation::Signature(digits) => sign.signature = Some(digits.clone()),
        Malformation::SessionToken(token) => sign.session_token = Some(token.clone()),
        Malformation::UnsignedHeader(name) => sign.unsigned.push(name.clone()),
        Malformation::Omit(parameter) => sign.omit.push(parameter.clone()),
        Malformation::Authorization(value) => sign.authorization = Some(value.clone()),
        Malformation::AlterHeader(name, value) => {
            sign.alter_headers.push((name.clone(), value.clone()));
        }
        Malformation::AlterBody(body) => sign.alter_body = Some(BodyBytes::Text(text(body))),
        Malformation::OmitDate => sign.omit_date = true,
        Malformation::InQuery => sign.in_query = true,
        Malformation::Preflight => return preflight(),
    }
    if sign != Signing::default() {
        wire.sign = Some(Some(sign));
    }
    wire
}
