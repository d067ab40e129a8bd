//! Answers of STS, in XML.

use std::fmt::Write as _;

use crate::wire::{Headers, Response, Timestamp};

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// Why STS refuses a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StsError {
    code: &'static str,
    status: u16,
    message: String,
}

impl StsError {
    pub(super) fn new(code: &'static str, status: u16, message: impl Into<String>) -> Self {
        Self {
            code,
            status,
            message: message.into(),
        }
    }
}

/// What an action gives: its name, and elements within its result.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Success {
    pub(super) action: &'static str,
    pub(super) result: Vec<Element>,
}

/// One element.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Element {
    Text(&'static str, String),
    Nested(&'static str, Vec<Element>),
}

/// The answer to one request.
pub(super) fn respond(
    result: Result<Success, StsError>,
    request_id: &str,
    now: Timestamp,
) -> Response {
    let (status, body) = match result {
        Ok(success) => (200, of_success(&success, request_id)),
        Err(error) => (error.status, of_error(&error, request_id)),
    };
    let headers = Headers::from_iter([
        ("x-amzn-RequestId", request_id.to_owned()),
        ("Content-Type", "text/xml".to_owned()),
        ("Content-Length", body.len().to_string()),
        ("Date", now.http_date()),
    ]);
    Response {
        status,
        headers,
        body: body.into_bytes(),
    }
}

fn of_success(success: &Success, request_id: &str) -> String {
    let action = success.action;
    let mut text = format!("<{action}Response xmlns=\"{NAMESPACE}\">\n  <{action}Result>\n");
    write_elements(&mut text, &success.result, 2);
    let _ = write!(
        text,
        "  </{action}Result>\n  <ResponseMetadata>\n    <RequestId>{request_id}</RequestId>\n  </ResponseMetadata>\n</{action}Response>\n"
    );
    text
}

fn of_error(error: &StsError, request_id: &str) -> String {
    let StsError { code, message, .. } = error;
    format!(
        "<ErrorResponse xmlns=\"{NAMESPACE}\">\n  <Error>\n    <Type>Sender</Type>\n    <Code>{code}</Code>\n    <Message>{}</Message>\n  </Error>\n  <RequestId>{request_id}</RequestId>\n</ErrorResponse>\n",
        escaped(message)
    )
}

fn write_elements(text: &mut String, elements: &[Element], level: usize) {
    let space = "  ".repeat(level);
    for element in elements {
        match element {
            Element::Text(name, value) => {
                let _ = writeln!(text, "{space}<{name}>{}</{name}>", escaped(value));
            }
            Element::Nested(name, inner) => {
                let _ = writeln!(text, "{space}<{name}>");
                write_elements(text, inner, level + 1);
                let _ = writeln!(text, "{space}</{name}>");
            }
        }
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // No escape makes one of these a character of XML 1.0.
            c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
