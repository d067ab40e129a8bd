//! What came back, read as a client of KMS reads it.

use serde_json::Value;

use super::text::shorten;
use crate::model::{Model, Operation, mask, mask_text};
use crate::wire::Response;
use crate::wire::aws_json::{self, Body};

/// Error types by which services say that they do not know an operation.
const UNKNOWN_OPERATION: [&str; 5] = [
    "UnknownOperationException",
    "UnknownOperation",
    "InvalidAction",
    "NotImplemented",
    "NotImplementedException",
];

/// True for an error type that says "no such operation".
#[must_use]
pub fn is_unknown_operation(error_type: &str) -> bool {
    UNKNOWN_OPERATION.contains(&error_type)
}

/// A response, with its body read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply<'a> {
    /// The response.
    pub response: &'a Response,
    /// Its body.
    pub body: Body,
    /// The error type that the JSON body names in `__type`, without namespace and URL (facts W-020, W-037). A header is no
    /// substitute: KMS sends `__type`.
    pub error_type: Option<String>,
    /// The error type that the root element of an XML body names, as gateways in front of services answer
    /// (facts W-043, W-045).
    pub xml_type: Option<String>,
}

impl<'a> Reply<'a> {
    /// Reads a response.
    #[must_use]
    pub fn read(response: &'a Response) -> Self {
        let body = aws_json::Answer::of(response).body;
        let named = body.json().and_then(|value| value.get("__type"));
        let named = named.and_then(Value::as_str).map(aws_json::shape_name);
        let error_type = named.filter(|n| !n.is_empty()).map(str::to_owned);
        Self {
            xml_type: xml_type(&response.body),
            response,
            body,
            error_type,
        }
    }

    /// The body as JSON, if it is.
    #[must_use]
    pub fn json(&self) -> Option<&Value> {
        self.body.json()
    }

    /// The error's text: `message`, or `Message` as an authorization layer may write it (fact W-023).
    #[must_use]
    pub fn message(&self) -> Option<&Value> {
        let body = self.json()?;
        body.get("message").or_else(|| body.get("Message"))
    }

    /// True for a status of 2xx.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.response.status)
    }

    /// The answer in one line, for people: `200 {}`, `400 NotFoundException: …`, `500 text/html, 260 bytes: …`.
    #[must_use]
    pub fn describe(&self, model: &Model, operation: Operation) -> String {
        let status = self.response.status;
        if let Some(error) = &self.error_type {
            return match self.message().and_then(Value::as_str) {
                Some(message) => format!("{status} {error}: {}", shorten(message, 240)),
                None => format!("{status} {error}"),
            };
        }
        match &self.body {
            Body::Empty => format!("{status} with an empty body"),
            Body::Json(value) => {
                let output = model
                    .operations
                    .get(&operation)
                    .and_then(|o| o.output.as_deref());
                let shown = mask(model, output, value);
                format!("{status} {}", shorten(&shown.to_string(), 240))
            }
            Body::NotJson(_) => {
                let kind = self.response.headers.get("content-type");
                let text = mask_text(&String::from_utf8_lossy(&self.response.body));
                format!(
                    "{status} {}, {} bytes: {}",
                    kind.unwrap_or("without a content type"),
                    self.response.body.len(),
                    shorten(&text.split_whitespace().collect::<Vec<_>>().join(" "), 160)
                )
            }
        }
    }
}

fn xml_type(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim_start();
    let text = match text.strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>")?.1.trim_start(),
        None => text,
    };
    let name: String = text
        .strip_prefix('<')?
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    name.ends_with("Exception").then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Headers;

    fn check(body: &str, error_type: Option<&str>, xml_type: Option<&str>) {
        let response = Response {
            status: 400,
            headers: Headers::new(),
            body: body.as_bytes().to_vec(),
        };
        let reply = Reply::read(&response);
        assert_eq!(reply.error_type.as_deref(), error_type, "{body}");
        assert_eq!(reply.xml_type.as_deref(), xml_type, "{body}");
    }

    #[test]
    fn error_types_lose_namespace_and_url() {
        check(r#"{"__type":"A"}"#, Some("A"), None);
        check(r#"{"__type":"com.amazonaws.kms#A"}"#, Some("A"), None);
        check(r#"{"__type":"A:http://internal/"}"#, Some("A"), None);
        check(r#"{"__type":"x#A:http://internal/#b"}"#, Some("A"), None);
        check(r#"{"__type":1}"#, None, None);
        check("[]", None, None);
        check("", None, None);
    }

    #[test]
    fn gateways_answer_in_xml() {
        check(
            "<UnknownOperationException/>",
            None,
            Some("UnknownOperationException"),
        );
        check(
            "<?xml version=\"1.0\"?>\n<AccessDeniedException>\n",
            None,
            Some("AccessDeniedException"),
        );
        check("<!doctype html><html>", None, None);
        check("<ErrorResponse><Error>", None, None);
    }
}
