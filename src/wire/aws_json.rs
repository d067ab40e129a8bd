//! awsJson1.1: the request that a good client sends for an operation, and what a response says.

use serde_json::Value;

use super::{Headers, Request, Response};

/// What stands before the operation's name in `X-Amz-Target` (fact W-001).
pub const TARGET_PREFIX: &str = "TrentService.";

/// The media type of every request and answer (facts W-001, W-002).
pub const CONTENT_TYPE: &str = "application/x-amz-json-1.1";

/// The unsigned request that a good client sends to `authority` for the operation of this name.
///
/// Source: fact W-001.
#[must_use]
pub fn request(authority: &str, operation: &str, body: impl Into<Vec<u8>>) -> Request {
    let headers = Headers::from_iter([
        ("Host", authority.to_owned()),
        ("X-Amz-Target", format!("{TARGET_PREFIX}{operation}")),
        ("Content-Type", CONTENT_TYPE.to_owned()),
    ]);
    Request {
        method: "POST".to_owned(),
        target: "/".to_owned(),
        headers,
        body: body.into(),
    }
}

/// The operation's name in a request's `X-Amz-Target`; `None` without the header or its prefix.
#[must_use]
pub fn operation(request: &Request) -> Option<&str> {
    request
        .headers
        .get("x-amz-target")?
        .strip_prefix(TARGET_PREFIX)
}

/// What a response says, read as awsJson1.1.
///
/// Nothing is judged here: a 200 may carry an error type, and a 400 none.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body.
    pub body: Body,
    /// The error's shape name, from `__type` or else from `x-amzn-errortype`, as a client takes it (fact W-037).
    pub error_type: Option<String>,
    /// The error's text, from `message` or else `Message` (facts W-020, W-023); only where there is an error.
    pub message: Option<String>,
}

/// The body of a response.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// No bytes at all (fact W-004).
    Empty,
    /// One JSON document.
    Json(Value),
    /// Bytes that are not one JSON document; the text says why.
    NotJson(String),
}

impl Body {
    /// The JSON document, if it is one.
    #[must_use]
    pub fn json(&self) -> Option<&Value> {
        match self {
            Body::Json(value) => Some(value),
            Body::Empty | Body::NotJson(_) => None,
        }
    }
}

impl Answer {
    /// Reads a response.
    #[must_use]
    pub fn of(response: &Response) -> Self {
        let body = body(&response.body);
        let member = |name: &str| body.json()?.get(name)?.as_str();
        let error_type = member("__type")
            .or_else(|| response.headers.get("x-amzn-errortype"))
            .map(shape_name)
            .filter(|name| !name.is_empty())
            .map(str::to_owned);
        let message = if error_type.is_some() || response.status >= 400 {
            member("message")
                .or_else(|| member("Message"))
                .map(str::to_owned)
        } else {
            None
        };
        Self {
            status: response.status,
            body,
            error_type,
            message,
        }
    }

    /// The JSON body, if it is one.
    #[must_use]
    pub fn json(&self) -> Option<&Value> {
        self.body.json()
    }

    /// True for a 2xx without an error type.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status) && self.error_type.is_none()
    }
}

/// The shape name in an error type as it travels: after any `#`, before any `:` (fact W-037).
#[must_use]
pub fn shape_name(error_type: &str) -> &str {
    let name = error_type.split(':').next().unwrap_or_default();
    name.rsplit('#').next().unwrap_or_default().trim()
}

fn body(bytes: &[u8]) -> Body {
    if bytes.is_empty() {
        return Body::Empty;
    }
    match serde_json::from_slice(bytes) {
        Ok(value) => Body::Json(value),
        Err(error) => Body::NotJson(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
        Answer::of(&Response {
            status,
            headers: headers.iter().copied().collect(),
            body: body.into(),
        })
    }

    #[test]
    fn a_request_is_what_the_protocol_asks_for() {
        let request = request("kms.test", "ListKeys", "{}");
        assert_eq!(
            (request.method.as_str(), request.target.as_str()),
            ("POST", "/")
        );
        let headers: Vec<_> = request.headers.iter().collect();
        let expected = [
            ("Host", "kms.test"),
            ("X-Amz-Target", "TrentService.ListKeys"),
            ("Content-Type", "application/x-amz-json-1.1"),
        ];
        assert_eq!(headers, expected);
        assert_eq!(operation(&request), Some("ListKeys"));
    }

    #[test]
    fn an_error_type_loses_namespace_and_address() {
        for travelling in [
            "NotFoundException",
            "com.amazonaws.kms#NotFoundException",
            "NotFoundException:http://internal.amazon.com/coral/com.amazon.coral.service/",
            "aws.protocoltests#NotFoundException:http://internal.amazon.com/coral#x/",
        ] {
            assert_eq!(shape_name(travelling), "NotFoundException", "{travelling}");
        }
    }

    #[test]
    fn type_and_message_come_from_body_first() {
        let both = answer(
            400,
            &[("X-Amzn-ErrorType", "Other:x")],
            r#"{"__type":"a#NotFoundException","message":"gone"}"#,
        );
        assert_eq!(both.error_type.as_deref(), Some("NotFoundException"));
        assert_eq!(both.message.as_deref(), Some("gone"));
        let header = answer(
            400,
            &[("x-amzn-errortype", "Other:x")],
            r#"{"Message":"gone"}"#,
        );
        assert_eq!(header.error_type.as_deref(), Some("Other"));
        assert_eq!(header.message.as_deref(), Some("gone"));
        assert!(!answer(200, &[("x-amzn-errortype", "Other")], "{}").is_success());
    }

    #[test]
    fn a_message_needs_no_type() {
        let answer = answer(400, &[], r#"{"message":"gone"}"#);
        assert_eq!(
            (answer.error_type.as_deref(), answer.message.as_deref()),
            (None, Some("gone"))
        );
    }

    #[test]
    fn a_message_in_a_success_is_no_error() {
        let answer = answer(200, &[], r#"{"Message":"bWFj"}"#);
        assert_eq!(
            (answer.message.as_deref(), answer.is_success()),
            (None, true)
        );
    }

    #[test]
    fn bodies_are_told_apart() {
        assert_eq!(answer(200, &[], "").body, Body::Empty);
        assert_eq!(answer(200, &[], "null").body, Body::Json(Value::Null));
        for text in ["<html>", "{", "{} {}", " "] {
            let body = answer(500, &[], text).body;
            assert!(matches!(body, Body::NotJson(_)), "{text:?}: {body:?}");
        }
        let deep = "[".repeat(100_000);
        assert!(matches!(answer(200, &[], &deep).body, Body::NotJson(_)));
    }
}
