//! Answers as HTTP responses (facts W-002, W-020..W-050, W-700..W-712).

use serde_json::{Map, Value, json};

use super::rules::{DateForm, ReplyRules};
use super::service_error::{Form, Output, ServiceError};
use crate::model::Model;
use crate::wire::json::{self, Spacing};
use crate::wire::{Headers, Response, Timestamp};

/// What forbids every cache to keep an answer (facts W-700, W-701).
const CACHE_HEADERS: [(&str, &str); 3] = [
    (
        "Cache-Control",
        "no-cache, no-store, must-revalidate, private",
    ),
    ("Expires", "0"),
    ("Pragma", "no-cache"),
];

/// The response to an answer.
pub(crate) fn respond(
    rules: &ReplyRules,
    answer: Result<Output, ServiceError>,
    now: Timestamp,
    request_id: &str,
) -> Response {
    let mut error_type = None;
    let (status, content_type, body) = match answer {
        Ok(Output::Silent) => (
            rules.success,
            rules.content_type,
            rules.silent_body.to_owned(),
        ),
        Ok(Output::Void) => (
            rules.success,
            rules.content_type,
            rules.void_body.to_owned(),
        ),
        Ok(Output::Members(output)) => (rules.success, rules.content_type, text(rules, output)),
        Err(error) => {
            let (content_type, body) = match error.form {
                Form::Json => (rules.content_type, error_body(rules, &error)),
                Form::Xml => ("application/xml", xml(&error)),
                Form::Empty => (rules.content_type, String::new()),
            };
            error_type = Some(error.error_type).filter(|_| rules.error_type_header);
            (status(rules, &error), content_type, body)
        }
    };
    let mut headers = Headers::new();
    if rules.cache_headers {
        for (name, value) in CACHE_HEADERS {
            headers.append(name, value);
        }
    }
    headers.append("Content-Type", content_type);
    if rules.request_id {
        headers.append("x-amzn-RequestId", request_id);
    }
    if let Some(error_type) = error_type {
        headers.append("x-amzn-errortype", error_type);
    }
    if rules.date {
        headers.append("Date", now.http_date());
    }
    headers.append("Content-Length", body.len().to_string());
    Response {
        status,
        headers,
        body: body.into_bytes(),
    }
}

/// One line without white space (fact W-708).
fn text(rules: &ReplyRules, value: Value) -> String {
    let value = if rules.members_in_order {
        json::in_order(value)
    } else {
        value
    };
    json::write(&value, rules.numbers, Spacing::Compact)
}

/// 400 for errors of the client (fact W-029), 500 for the model's faults (fact W-050).
fn status(rules: &ReplyRules, error: &ServiceError) -> u16 {
    let fault = || {
        Model::bundled()
            .shape(error.error_type)
            .is_some_and(|shape| shape.fault)
    };
    if let Some(status) = error.status {
        status
    } else if let Some(status) = rules.statuses.get(error.error_type) {
        *status
    } else if fault() {
        rules.server_error
    } else {
        rules.client_error
    }
}

fn error_body(rules: &ReplyRules, error: &ServiceError) -> String {
    let mut body = Map::new();
    body.insert(rules.type_member.to_owned(), json!(error.error_type));
    let message = error
        .message
        .as_deref()
        .or(rules.empty_messages.then_some(""));
    if let Some(message) = message {
        let member = if error.error_type == "AccessDeniedException" {
            rules.denial_member
        } else {
            rules.message_member
        };
        body.insert(member.to_owned(), json!(message));
    }
    // The name comes first, also before `Message` (fact W-709).
    json::write(&Value::Object(body), rules.numbers, Spacing::Compact)
}

fn xml(error: &ServiceError) -> String {
    let name = error.error_type;
    match &error.message {
        Some(message) => format!("<{name}>\n  <Message>{message}</Message>\n</{name}>\n"),
        None => format!("<{name}/>\n"),
    }
}

/// A timestamp in an answer: a number of seconds (fact W-036).
pub(crate) fn timestamp(rules: &ReplyRules, moment: Timestamp) -> Value {
    match rules.timestamps {
        DateForm::Seconds => json!(moment.epoch_seconds()),
        DateForm::Milliseconds => json!(moment.millis()),
        DateForm::Text => json!(moment.amz_date()),
    }
}
