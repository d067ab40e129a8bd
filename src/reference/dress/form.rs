//! What a dress does to an answer.

use std::fmt::Write;

use serde_json::{Map, Number, Value, json};

use super::{Dress, Manner as M};
use crate::model::{Kind, Model, Operation, Shape};
use crate::wire::json::{self as text, NumberForm, Spacing};
use crate::wire::{Headers, Request, Response, aws_json};

/// The errors of the front end whose texts only sister services have shown.
const OF_THE_FRONT: [&str; 6] = [
    "SerializationException",
    "MissingAuthenticationTokenException",
    "IncompleteSignatureException",
    "InvalidSignatureException",
    "UnrecognizedClientException",
    "ExpiredTokenException",
];

impl Dress {
    /// The answer to a request, in this dress. What is no JSON object keeps its body.
    #[must_use]
    pub fn put_on(&self, request: &Request, mut response: Response) -> Response {
        let operation = aws_json::operation(request).and_then(Operation::from_name);
        let output = operation.map(output);
        if let Ok(Value::Object(members)) = serde_json::from_slice(&response.body) {
            let error_type = members.get("__type").and_then(Value::as_str);
            let error_type = error_type.map(|name| aws_json::shape_name(name).to_owned());
            if let (Some(name), true) = (&error_type, self.turns(M::ErrorTypeField)) {
                response.headers.append("x-amzn-errortype", name.as_str());
            }
            let void = error_type.is_none() && members.is_empty();
            response.body = if void && self.turns(M::VoidBodies) && output.is_some() {
                Vec::new()
            } else {
                let shape = output.flatten().filter(|_| error_type.is_none());
                let body = self.body(members, shape, error_type.as_deref());
                self.written(&body).into_bytes()
            };
        } else if response.body.is_empty()
            && (200..300).contains(&response.status)
            && self.turns(M::VoidBodies)
            && output == Some(None)
        {
            response.body = b"{}".to_vec();
        }
        response.headers = self.fields(&response);
        response
    }

    fn body(
        &self,
        mut members: Map<String, Value>,
        shape: Option<&Shape>,
        error_type: Option<&str>,
    ) -> Value {
        if let Some(name) = error_type {
            self.error(name, &mut members);
        }
        let mut body = Value::Object(members);
        if self.turns(M::WholeSeconds) {
            whole_seconds(&mut body);
        }
        if self.turns(M::UnknownMembers) {
            match error_type {
                Some(_) => add_unknown(&mut body),
                None => with_unknown(&mut body, shape),
            }
        }
        if self.turns(M::MembersReversed) {
            reverse(&mut body);
        }
        body
    }

    fn error(&self, name: &str, members: &mut Map<String, Value>) {
        if self.turns(M::OpenMessages) && has_no_known_text(name) {
            let had = members.remove("message").is_some();
            if !had {
                let words = "The service says something here of which nobody knows the words.";
                members.insert("message".to_owned(), json!(words));
            }
        }
        if self.turns(M::MessageKeys) {
            let (from, to) = if name == "AccessDeniedException" {
                ("Message", "message")
            } else if OF_THE_FRONT.contains(&name) {
                ("message", "Message")
            } else {
                ("", "")
            };
            if let Some(message) = members.remove(from) {
                members.insert(to.to_owned(), message);
            }
        }
        let before = if self.turns(M::TypeNamespace) {
            "com.amazonaws.kms#"
        } else {
            ""
        };
        let behind = if self.turns(M::TypeAddress) {
            ":http://internal.amazon.com/coral/com.amazon.coral.service/"
        } else {
            ""
        };
        members.insert(
            "__type".to_owned(),
            json!(format!("{before}{name}{behind}")),
        );
    }

    fn written(&self, body: &Value) -> String {
        let numbers = if self.turns(M::DecimalSeconds) {
            NumberForm::Decimal
        } else {
            NumberForm::Exponent
        };
        let spacing = if self.turns(M::Pretty) {
            Spacing::Pretty
        } else {
            Spacing::Compact
        };
        let written = text::write(body, numbers, spacing);
        if self.turns(M::Escaped) {
            escaped(&written)
        } else {
            written
        }
    }

    fn fields(&self, response: &Response) -> Headers {
        let mut headers = response.headers.clone();
        if headers.get("content-length").is_some() {
            headers.set("content-length", response.body.len().to_string());
        }
        if self.turns(M::NoCacheFields) {
            for name in ["cache-control", "expires", "pragma"] {
                headers.remove(name);
            }
        }
        let aws_json = headers.get("content-type") == Some(aws_json::CONTENT_TYPE);
        if self.turns(M::Charset) && aws_json {
            headers.set(
                "content-type",
                format!("{}; charset=utf-8", aws_json::CONTENT_TYPE),
            );
        }
        if let (Some(id), true) = (
            headers.get("x-amzn-requestid").map(str::to_owned),
            self.turns(M::OldRequestIds),
        ) {
            headers.set("x-amzn-requestid", of_version_1(&id));
        }
        if self.turns(M::MoreFields) {
            for (name, value) in [
                ("Server", "Server"),
                ("Connection", "keep-alive"),
                ("Vary", "Accept-Encoding"),
                ("Via", "1.1 proxy.example.com"),
                ("Strict-Transport-Security", "max-age=31536000"),
                ("X-Content-Type-Options", "nosniff"),
            ] {
                headers.append(name, value);
            }
        }
        let mut fields: Vec<(String, String)> = headers
            .iter()
            .map(|(name, value)| (self.name_of_field(name), value.to_owned()))
            .collect();
        if self.turns(M::FieldsReversed) {
            fields.reverse();
        }
        fields.into_iter().collect()
    }

    fn name_of_field(&self, name: &str) -> String {
        if self.turns(M::NamesOfFieldsLower) {
            name.to_ascii_lowercase()
        } else if self.turns(M::NamesOfFieldsUpper) {
            name.to_ascii_uppercase()
        } else {
            name.to_owned()
        }
    }
}

/// The operation's output, if it has one.
fn output(operation: Operation) -> Option<&'static Shape> {
    let model = Model::bundled();
    model.shape(model.operation(operation).output.as_deref()?)
}

/// Whether no source has a text for this error.
fn has_no_known_text(name: &str) -> bool {
    const OTHERS: [&str; 4] = [
        "KMSInternalException",
        "DependencyTimeoutException",
        "InvalidMarkerException",
        "InvalidGrantTokenException",
    ];
    ["CustomKeyStore", "CloudHsm", "Xks"]
        .iter()
        .any(|begin| name.starts_with(begin))
        || OTHERS.contains(&name)
}

/// Adds members to every structure that the shape knows, but to none that is documented to have no properties.
fn with_unknown(value: &mut Value, shape: Option<&Shape>) {
    let model = Model::bundled();
    match (value, shape.map(|shape| &shape.kind)) {
        (value @ Value::Object(_), Some(Kind::Structure { members })) if !members.is_empty() => {
            if let Value::Object(given) = &mut *value {
                for member in members {
                    if let Some(inner) = given.get_mut(&member.name) {
                        with_unknown(inner, Some(model.shape_of(member)));
                    }
                }
            }
            add_unknown(value);
        }
        (Value::Array(items), Some(Kind::List { member, .. })) => {
            for item in items {
                with_unknown(item, model.shape(member));
            }
        }
        _ => {}
    }
}

fn add_unknown(value: &mut Value) {
    if let Value::Object(members) = value {
        members.insert("NewerText".to_owned(), json!("AWS_KMS"));
        members.insert("NewerCount".to_owned(), json!(2));
        members.insert(
            "NewerEntries".to_owned(),
            json!([{"Name": "a", "Since": 1_767_225_600.5}]),
        );
    }
}

/// Every number with a fraction or an exponent as an integer: all that answers have are timestamps.
fn whole_seconds(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a timestamp in seconds is far smaller than 2^63"
            )]
            let whole = number.as_f64().unwrap_or_default().round() as i64;
            *number = Number::from(whole);
        }
        Value::Array(items) => items.iter_mut().for_each(whole_seconds),
        Value::Object(members) => members.values_mut().for_each(whole_seconds),
        _ => {}
    }
}

fn reverse(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(reverse),
        Value::Object(members) => {
            let mut turned: Vec<(String, Value)> = std::mem::take(members).into_iter().collect();
            turned.sort_by(|(one, _), (other, _)| other.cmp(one));
            members.extend(turned);
            members.values_mut().for_each(reverse);
        }
        _ => {}
    }
}

/// A slash stands in strings only, and so does what is not ASCII.
fn escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter == '/' {
            escaped.push_str("\\/");
        } else if letter.is_ascii() {
            escaped.push(letter);
        } else {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    escaped
}

/// The same id with the version digit of a time-based UUID.
fn of_version_1(id: &str) -> String {
    let mut letters: Vec<char> = id.chars().collect();
    if let Some(version) = letters.get_mut(14) {
        *version = '1';
    }
    letters.into_iter().collect()
}
