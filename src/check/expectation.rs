//! One bound expectation against what came back.

use std::sync::Arc;

use serde_json::{Value, json};

use super::counted::each;
use super::matcher::{Subject, compare};
use super::{BoundExpect, Mismatch, Origin, Reply, is_unknown_operation, text};
use crate::case::{Answer, ErrorExpect, Expect, Matcher, Source};
use crate::model::{Kind, Model, Operation};
use crate::wire::aws_json::Body;
use crate::wire::{Response, Timestamp};

/// What a judgement needs beside the expectation and the answer.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The service model.
    pub model: &'a Model,
    /// The case's file, for locations.
    pub source: &'a Arc<Source>,
    /// The operation whose output shape describes a success.
    pub operation: Operation,
    /// The target's clock, for `$about`.
    pub now: Timestamp,
}

/// The ways in which the answers are not what the expectation asks for; empty when it holds.
///
/// There is one answer for each copy of the request that was sent. With `each`, the answers are dealt out to the lines;
/// any other expectation must hold for every answer.
#[must_use]
pub fn judge(expect: &BoundExpect, answers: &[Response], context: &Context<'_>) -> Vec<Mismatch> {
    // Read one after the other: many long answers would fill the memory.
    let replies = answers.iter().map(Reply::read);
    let expect = expect.expect();
    if let Answer::Each(lines) = &expect.answer {
        return each(lines, expect.span, replies, context);
    }
    replies
        .flat_map(|reply| one(expect, &reply, context))
        .collect()
}

/// The ways in which one answer is not what the expectation asks for.
pub(super) fn one(expect: &Expect, reply: &Reply<'_>, context: &Context<'_>) -> Vec<Mismatch> {
    let mut found = match &expect.answer {
        Answer::Ok(matcher) => ok(expect, matcher, reply, context),
        Answer::Error(error) => refused_with(expect, error, reply, context),
        Answer::Refused(but) => refused(expect, but, reply, context),
        Answer::AnyOf(choices) => any_of(expect, choices, reply, context),
        Answer::Each(lines) => each(lines, expect.span, [reply], context),
    };
    if let Some(status) = &expect.status {
        let actual = json!(reply.response.status);
        found.extend(compare(
            status,
            Some(&actual),
            place("status", expect),
            context,
        ));
    }
    for (name, matcher) in &expect.headers {
        let actual = reply.response.headers.joined(name).map(Value::String);
        let path = format!("headers.{name}");
        found.extend(compare(
            matcher,
            actual.as_ref(),
            place(&path, expect),
            context,
        ));
    }
    if let Some(matcher) = &expect.body_text {
        let body = &reply.response.body;
        let actual =
            (!body.is_empty()).then(|| Value::String(String::from_utf8_lossy(body).into_owned()));
        found.extend(compare(
            matcher,
            actual.as_ref(),
            place("body text", expect),
            context,
        ));
    }
    found
}

fn ok(
    expect: &Expect,
    matcher: &Matcher,
    reply: &Reply<'_>,
    context: &Context<'_>,
) -> Vec<Mismatch> {
    let status = reply.response.status;
    let right_status = match expect.status {
        Some(_) => reply.is_success(),
        None => status == 200,
    };
    let operation = context.model.operations.get(&context.operation);
    let output = operation.and_then(|o| o.output.as_deref());
    let void = output.is_none_or(|shape| has_no_members(context.model, shape));
    let nothing = json!({});
    let body = match &reply.body {
        // Old API Reference pages say that these answer with an empty body (facts W-003, W-010 to W-013, W-030); a null is
        // a fault of every answer of the operation, and told once.
        Body::Empty | Body::Json(Value::Null) if right_status && void => &nothing,
        Body::Json(value) if right_status => value,
        _ => return vec![whole(expect, reply, context)],
    };
    let place = Subject {
        path: "body",
        shape: output.and_then(|o| context.model.shapes.get(o)),
        span: expect.span,
    };
    let mut found = compare(matcher, Some(body), place, context);
    // What the model has no members for is documented to have none.
    if void && *body != nothing && found.is_empty() {
        found.push(Mismatch {
            origin: Origin::Endpoint,
            path: "body".to_owned(),
            expected: "{}, as the operation returns nothing".to_owned(),
            actual: text::actual(context.model, place.shape, Some(body)),
            location: Some(context.location(expect.span)),
        });
    }
    found
}

/// A part of the answer that the model gives no shape.
fn place<'a>(path: &'a str, expect: &Expect) -> Subject<'a> {
    Subject {
        path,
        shape: None,
        span: expect.span,
    }
}

fn refused_with(
    expect: &Expect,
    error: &ErrorExpect,
    reply: &Reply<'_>,
    context: &Context<'_>,
) -> Vec<Mismatch> {
    let stated = expect.status.as_ref().or(error.status.as_ref());
    // A client of KMS reads no XML: it counts only where the case speaks of a gateway's answer and gives the status.
    let gateway = stated.and(reply.xml_type.as_ref());
    let Some(actual) = reply.error_type.as_ref().or(gateway) else {
        return vec![whole(expect, reply, context)];
    };
    let mut found = Vec::new();
    if !error.types.contains(actual) {
        if reply.is_success() {
            return vec![whole(expect, reply, context)];
        }
        found.push(Mismatch {
            origin: Origin::Endpoint,
            path: "error type".to_owned(),
            expected: error.types.join(" or "),
            actual: reply.describe(context.model, context.operation),
            location: Some(context.location(expect.span)),
        });
    }
    let status = json!(reply.response.status);
    if let Some(matcher) = &error.status {
        found.extend(compare(
            matcher,
            Some(&status),
            place("status", expect),
            context,
        ));
    } else if expect.status.is_none() {
        let shape = context.model.shapes.get(actual);
        let default = if shape.is_some_and(|s| s.fault) {
            500
        } else {
            400
        };
        if reply.response.status != default && found.is_empty() {
            found.push(Mismatch {
                origin: Origin::Endpoint,
                path: "status".to_owned(),
                expected: format!("{default} for {actual}"),
                actual: reply.describe(context.model, context.operation),
                location: Some(context.location(expect.span)),
            });
        }
    }
    if let (Some(matcher), true) = (&error.message, found.is_empty()) {
        // Null is as good as absent (facts W-024 to W-027).
        let message = reply.message().filter(|m| !m.is_null());
        found.extend(compare(
            matcher,
            message,
            place("error message", expect),
            context,
        ));
    }
    found
}

fn refused(
    expect: &Expect,
    but: &[String],
    reply: &Reply<'_>,
    context: &Context<'_>,
) -> Vec<Mismatch> {
    let named = reply.error_type.as_ref().or(reply.xml_type.as_ref());
    let held = (400..500).contains(&reply.response.status)
        && named.is_some_and(|name| {
            // Who was asked too often has not looked at the request.
            !is_unknown_operation(name) && name != "ThrottlingException" && !but.contains(name)
        });
    if held {
        Vec::new()
    } else {
        vec![whole(expect, reply, context)]
    }
}

fn any_of(
    expect: &Expect,
    choices: &[Expect],
    reply: &Reply<'_>,
    context: &Context<'_>,
) -> Vec<Mismatch> {
    let judged: Vec<Vec<Mismatch>> = choices.iter().map(|c| one(c, reply, context)).collect();
    if judged.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let nearest = judged.into_iter().min_by_key(|found| weight(found));
    let nearest = nearest.unwrap_or_default();
    // Unless the answer is of the right kind, which alternative it is nearest to says nothing.
    if nearest
        .iter()
        .any(|m| m.path == "answer" || m.path == "error type")
        || nearest.is_empty()
    {
        return vec![whole(expect, reply, context)];
    }
    let all = text::expectation(expect);
    nearest
        .into_iter()
        .map(|mut mismatch| {
            mismatch.expected = format!("{} (the nearest of: {all})", mismatch.expected);
            mismatch
        })
        .collect()
}

/// How far mismatches are from none.
pub(super) fn weight(found: &[Mismatch]) -> usize {
    found
        .iter()
        .map(|mismatch| match mismatch.path.as_str() {
            "answer" | "answers" => 1000,
            "error type" => 100,
            "status" => 10,
            _ => 1,
        })
        .sum()
}

/// The answer is not of the kind that the case expects.
fn whole(expect: &Expect, reply: &Reply<'_>, context: &Context<'_>) -> Mismatch {
    let mut expected = text::expectation(expect);
    if matches!(expect.answer, Answer::Ok(_)) && expect.status.is_none() {
        expected.push_str(" with status 200");
    }
    let mut actual = reply.describe(context.model, context.operation);
    if let (Body::NotJson(why), true) = (&reply.body, reply.is_success()) {
        actual = format!("{actual} (not JSON: {why})");
    }
    if reply.error_type.is_none() && !reply.is_success() {
        let body = reply.json();
        let code = body.and_then(|b| b.get("code")).and_then(Value::as_str);
        let header = reply.response.headers.get("x-amzn-errortype");
        if let Some(name) = code {
            actual = format!("{actual} (no `__type`, which KMS sends; `code` says {name})");
        } else if let Some(name) = header {
            actual =
                format!("{actual} (no `__type`, which KMS sends; x-amzn-errortype says {name})");
        }
    }
    Mismatch {
        origin: Origin::Endpoint,
        path: "answer".to_owned(),
        expected,
        actual,
        location: Some(context.location(expect.span)),
    }
}

fn has_no_members(model: &Model, shape: &str) -> bool {
    let kind = model.shapes.get(shape).map(|s| &s.kind);
    matches!(kind, Some(Kind::Structure { members }) if members.is_empty())
}
