//! Recorded exchanges against the expectations of the corpus: which of them does a recording contradict?
//!
//! A request does not show the state of what it names, so a recorded exchange may be in any of the situations whose
//! requests have its form. It agrees with the corpus when one of these expects its answer. It contradicts the corpus when
//!
//! - such requests are answered with success somewhere, this one succeeded, and no expectation of a success holds;
//! - this error is expected somewhere for such requests, and its text or status is nowhere as expected;
//! - the request shows by itself that it must be refused (nothing in it stands for a thing with a state), and it is not,
//!   or with an error that no case expects of such a request;
//! - its body is not of the model's shape, or its header fields are not what cases ask of every answer.
//!
//! What no case speaks of is told as such. Members that no model has are noted and contradict nothing.

mod loosen;
mod recording;
mod unify;

use std::collections::BTreeSet;

use serde_json::Value;

pub use recording::{Recorded, Unreadable, read_recording};
use unify::Unifier;

use super::expectation::{Context, one, weight};
use super::matcher::{Subject, compare};
use super::{Mismatch, Origin, Reply};
use crate::case::{Action, Answer, Call, Case, Expect, Matcher, Principal, Region, Row, Shaped};
use crate::model::{Kind, Model, Operation, Shape, conforms};
use crate::wire::{Request, Response, Timestamp, aws_json};

/// Errors that any request may get at any time, whatever a case says of it.
const AT_ANY_TIME: [&str; 12] = [
    "AccessDeniedException",
    "DependencyTimeoutException",
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InternalFailure",
    "InvalidSignatureException",
    "KMSInternalException",
    "LimitExceededException",
    "MissingAuthenticationTokenException",
    "ServiceUnavailable",
    "ThrottlingException",
    "UnrecognizedClientException",
];

/// What the corpus says to one recorded exchange.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The operation's name as the request gives it.
    pub operation: String,
    /// The answer in one line.
    pub answer: String,
    /// The instances whose expectation the answer meets.
    pub agrees: Vec<String>,
    /// How many expectations of its header fields were compared.
    pub fields: usize,
    /// What it contradicts.
    pub contradictions: Vec<Contradiction>,
    /// Members of the answer that no model has, by path.
    pub unknown: BTreeSet<String>,
}

/// One expectation that an exchange contradicts.
#[derive(Debug, Clone, PartialEq)]
pub struct Contradiction {
    /// The instance, or the service model.
    pub of: String,
    /// In what.
    pub mismatches: Vec<Mismatch>,
}

/// A step of the corpus that a recorded request may be.
struct Candidate<'c> {
    instance: String,
    case: &'c Case,
    expect: Expect,
    /// Nothing in the request hangs on a state.
    certain: bool,
    drawn: bool,
}

/// Holds one recorded exchange against the corpus.
#[must_use]
pub fn compare_recorded(cases: &[Case], recorded: &Recorded) -> Comparison {
    let model = Model::bundled();
    let name = aws_json::operation(&recorded.request).unwrap_or_default();
    let mut comparison = Comparison {
        operation: name.to_owned(),
        answer: format!("{}", recorded.response.status),
        agrees: Vec::new(),
        fields: 0,
        contradictions: Vec::new(),
        unknown: BTreeSet::new(),
    };
    let Some(operation) = Operation::from_name(name) else {
        return comparison;
    };
    let (response, unknown) = without_unknown(model, operation, &recorded.response);
    comparison.unknown = unknown;
    let reply = Reply::read(&response);
    comparison.answer = reply.describe(model, operation);
    fields(cases, &reply, operation, &mut comparison);
    comparison
        .contradictions
        .extend(shape(model, operation, &reply));
    let Ok(input) = serde_json::from_slice::<Value>(&recorded.request.body) else {
        return comparison;
    };
    let clock = reply.response.headers.get("date");
    let now = clock.and_then(Timestamp::from_http_date);
    let candidates = candidates(cases, operation, &input, now.is_some());
    let judged: Vec<(&Candidate<'_>, Vec<Mismatch>)> = candidates
        .iter()
        .map(|candidate| {
            let context = Context {
                model,
                source: &candidate.case.source,
                operation,
                now: now.unwrap_or_default(),
            };
            (candidate, one(&candidate.expect, &reply, &context))
        })
        .collect();
    let held = judged.iter().filter(|(_, found)| found.is_empty());
    comparison.agrees = held.map(|(held, _)| held.instance.clone()).collect();
    if comparison.agrees.is_empty() {
        comparison.contradictions.extend(nearest(&reply, judged));
    }
    comparison
}

/// The expectation of a step as far as its request tells what it asks for; what that does not tell may be anything.
pub(super) fn loosened(
    case: &Case,
    row: Option<&Row>,
    call: &Call,
    request: &Request,
    expect: &Expect,
) -> Expect {
    let mut unifier = Unifier::new(case, row);
    let input = serde_json::from_slice::<Value>(&request.body);
    if let (Some(template), Ok(input)) = (&call.input, input)
        && !unifier.unify(template, &input)
    {
        // What was found out on the way to what does not fit is worth nothing.
        unifier = Unifier::new(case, row);
    }
    unifier.loosened(expect, false)
}

/// The expectation that an answer contradicts, if no expectation holds and one speaks of this situation.
fn nearest(
    reply: &Reply<'_>,
    judged: Vec<(&Candidate<'_>, Vec<Mismatch>)>,
) -> Option<Contradiction> {
    let error = reply.error_type.as_deref();
    if error.is_some_and(|error| AT_ANY_TIME.contains(&error)) {
        return None;
    }
    let speaks = |candidate: &Candidate<'_>| {
        if reply.is_success() && error.is_none() {
            succeeds(&candidate.expect) || (candidate.certain && !candidate.drawn)
        } else {
            error.is_some_and(|error| names(&candidate.expect, error))
                || (candidate.certain && !succeeds(&candidate.expect))
        }
    };
    let of = judged
        .into_iter()
        .filter(|(candidate, _)| speaks(candidate));
    let (candidate, mismatches) = of.min_by_key(|(_, found)| weight(found))?;
    Some(Contradiction {
        of: candidate.instance.clone(),
        mismatches,
    })
}

/// Whether a success can meet the expectation.
fn succeeds(expect: &Expect) -> bool {
    match &expect.answer {
        Answer::Ok(_) => true,
        Answer::AnyOf(any) => any.iter().any(succeeds),
        Answer::Error(_) | Answer::Refused(_) | Answer::Each(_) => false,
    }
}

/// Whether the expectation names this error.
fn names(expect: &Expect, error: &str) -> bool {
    match &expect.answer {
        Answer::Error(expected) => expected.types.iter().any(|name| name == error),
        Answer::AnyOf(any) => any.iter().any(|expect| names(expect, error)),
        Answer::Ok(_) | Answer::Refused(_) | Answer::Each(_) => false,
    }
}

/// Every step whose request has the form of this one.
fn candidates<'c>(
    cases: &'c [Case],
    operation: Operation,
    input: &Value,
    clock: bool,
) -> Vec<Candidate<'c>> {
    let mut found = Vec::new();
    for case in cases {
        let plain = case.needs.is_empty()
            && case
                .steps
                .iter()
                .all(|s| matches!(s.action, Action::Call(_)));
        for (instance, row) in case.instances() {
            for step in &case.steps {
                let Some((call, expect)) = expecting(&step.action) else {
                    continue;
                };
                if call.operation != operation {
                    continue;
                }
                let mut unifier = Unifier::new(case, row);
                let fits = match &call.input {
                    Some(template) => unifier.unify(template, input),
                    None => input.as_object().is_some_and(serde_json::Map::is_empty),
                };
                if fits {
                    let usual = call.principal == Principal::Owner && call.region == Region::Home;
                    found.push(Candidate {
                        instance: instance.as_str().to_owned(),
                        case,
                        expect: unifier.loosened(expect, clock),
                        certain: plain && usual && !unifier.stateful,
                        drawn: unifier.drawn,
                    });
                }
            }
        }
    }
    found
}

/// A call as a good client makes it, and what it expects.
fn expecting(action: &Action) -> Option<(&Call, &Expect)> {
    match action {
        Action::Call(call)
            if call.wire.is_none()
                && call.copies == 1
                && call.principal != Principal::Anonymous =>
        {
            Some((call, call.expect.as_ref()?))
        }
        _ => None,
    }
}

/// What cases of the protocol ask of the header fields of every answer of this kind.
fn fields(cases: &[Case], reply: &Reply<'_>, operation: Operation, comparison: &mut Comparison) {
    // A recording may have lost them all.
    if reply.response.headers.iter().next().is_none() {
        return;
    }
    let kind = |expect: &Expect| match expect.answer {
        Answer::Ok(_) => Some(true),
        Answer::Error(_) => Some(false),
        _ => None,
    };
    let success = reply.is_success() && reply.error_type.is_none();
    let mut seen: Vec<(&str, &Matcher)> = Vec::new();
    for case in cases
        .iter()
        .filter(|case| case.id.as_str().starts_with("protocol/"))
    {
        for (_, expect) in case.steps.iter().filter_map(|step| expecting(&step.action)) {
            if kind(expect) != Some(success) {
                continue;
            }
            for (name, matcher) in &expect.headers {
                if !is_spelt_out(matcher)
                    || seen.iter().any(|(n, m)| *n == name && alike(m, matcher))
                {
                    continue;
                }
                seen.push((name, matcher));
                let context = Context {
                    model: Model::bundled(),
                    source: &case.source,
                    operation,
                    now: Timestamp::default(),
                };
                let value = reply.response.headers.joined(name).map(Value::String);
                let path = format!("headers.{name}");
                let place = Subject {
                    path: &path,
                    shape: None,
                    span: expect.span,
                };
                let mismatches = compare(matcher, value.as_ref(), place, &context);
                comparison.fields += 1;
                if !mismatches.is_empty() {
                    comparison.contradictions.push(Contradiction {
                        of: case.id.as_str().to_owned(),
                        mismatches,
                    });
                }
            }
        }
    }
}

/// Whether a matcher needs nothing but itself.
fn is_spelt_out(matcher: &Matcher) -> bool {
    match matcher {
        Matcher::Value(template) => matches!(template.shaped, Shaped::Plain(_)),
        Matcher::Matches(..) | Matcher::Any(_) | Matcher::Absent(_) | Matcher::Type(..) => true,
        Matcher::Optional(_, inner) => is_spelt_out(inner),
        Matcher::OneOf(_, all) | Matcher::All(_, all) => all.iter().all(is_spelt_out),
        _ => false,
    }
}

/// Whether two matchers ask for the same, wherever they stand.
fn alike(one: &Matcher, other: &Matcher) -> bool {
    match (one, other) {
        (Matcher::Matches(_, one), Matcher::Matches(_, other)) => one == other,
        (Matcher::Value(one), Matcher::Value(other)) => one.shaped == other.shaped,
        (Matcher::Any(_), Matcher::Any(_)) => true,
        _ => false,
    }
}

/// What of a success is not as the model says.
fn shape(model: &Model, operation: Operation, reply: &Reply<'_>) -> Option<Contradiction> {
    let output = model.operation(operation).output.as_deref()?;
    let body = reply
        .json()
        .filter(|_| reply.is_success() && reply.error_type.is_none())?;
    let mismatches: Vec<Mismatch> = conforms(model, output, body)
        .into_iter()
        .map(|fault| Mismatch {
            origin: Origin::Endpoint,
            path: format!("body.{}", fault.path),
            expected: fault.expected,
            actual: fault.actual,
            location: None,
        })
        .collect();
    (!mismatches.is_empty()).then(|| Contradiction {
        of: format!("the service model, {output}"),
        mismatches,
    })
}

/// The response without the members that no model has, and their paths.
fn without_unknown(
    model: &Model,
    operation: Operation,
    response: &Response,
) -> (Response, BTreeSet<String>) {
    let mut unknown = BTreeSet::new();
    let mut response = response.clone();
    let output = model.operation(operation).output.as_deref();
    if let (Some(shape), Ok(mut body)) = (
        output.and_then(|name| model.shape(name)),
        serde_json::from_slice::<Value>(&response.body),
    ) && body.get("__type").is_none()
        && !shape.members().is_empty()
    {
        strip(model, shape, &mut body, "", &mut unknown);
        if !unknown.is_empty() {
            response.body = body.to_string().into_bytes();
        }
    }
    (response, unknown)
}

fn strip(
    model: &Model,
    shape: &Shape,
    value: &mut Value,
    path: &str,
    unknown: &mut BTreeSet<String>,
) {
    match (&shape.kind, value) {
        (Kind::Structure { .. }, Value::Object(members)) => {
            members.retain(|name, value| {
                let below = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                let Some(member) = shape.member(name) else {
                    unknown.insert(below);
                    return false;
                };
                strip(model, model.shape_of(member), value, &below, unknown);
                true
            });
        }
        (Kind::List { member, .. }, Value::Array(items)) => {
            if let Some(inner) = model.shape(member) {
                for item in items {
                    strip(model, inner, item, &format!("{path}[]"), unknown);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
