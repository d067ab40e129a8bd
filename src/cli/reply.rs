//! Reading a reply: the members that the model knows, or the error.

use super::edition::Edition;
use super::fault::CliError;
use super::params::parse_timestamp;
use super::ports::Flavour;
use super::send::ServiceFault;
use super::value::{self, Map, Value, text};
use crate::model::{Kind, Operation};
use crate::wire::Response;

/// The error in a reply, if it is one.
///
/// # Errors
///
/// A body that no client can read.
pub(crate) fn error(response: &Response) -> Result<Option<ServiceFault>, CliError> {
    if response.status < 300 {
        return Ok(None);
    }
    let plain = |code: String, message: &str| {
        Ok(Some(ServiceFault {
            code,
            message: message.to_owned(),
            members: Vec::new(),
        }))
    };
    if response.status == 300 {
        return plain("Unknown".into(), "Unknown");
    }
    let body = response.body.trim_ascii();
    if response.status >= 500 && (body.is_empty() || body.starts_with(b"<html>")) {
        return plain(response.status.to_string(), reason(response.status));
    }
    let map = match document(&response.body)? {
        Value::Map(map) => map,
        other => return Err(no_attribute(&other, "get")),
    };
    let message = map.get("message").or_else(|| map.get("Message"));
    let message = message.map(text).unwrap_or_default();
    let code = match map.get("__type") {
        Some(Value::Text(t)) => t.clone(),
        Some(Value::Null) => String::new(),
        None => response.status.to_string(),
        Some(other) => {
            return Err(CliError::other(format!(
                "argument of type '{}' is not iterable",
                other.type_name()
            )));
        }
    };
    let code = code.split(':').next().unwrap_or_default();
    let code = code.rsplit('#').next().unwrap_or_default();
    let legacy = response.headers.get("x-amzn-query-error");
    let code = legacy
        .and_then(|h| h.split_once(';'))
        .filter(|(legacy, kind)| !legacy.is_empty() && !kind.contains(';'))
        .map_or(code, |(legacy, _)| legacy);
    let mut members = vec![
        ("Message".to_owned(), Value::text(message.as_str())),
        ("Code".to_owned(), Value::text(code)),
    ];
    if let Some(value) = map.get("message") {
        members.push(("message".to_owned(), value.clone()));
    }
    Ok(Some(ServiceFault {
        code: code.to_owned(),
        message,
        members,
    }))
}

fn no_attribute(value: &Value, attribute: &str) -> CliError {
    CliError::other(format!(
        "'{}' object has no attribute '{attribute}'",
        value.type_name()
    ))
}

/// The body as JSON; what is no JSON stands as a message, nothing as an empty object.
fn document(body: &[u8]) -> Result<Value, CliError> {
    if body.is_empty() {
        return Ok(Value::Map(Map::new()));
    }
    let body = std::str::from_utf8(body).map_err(|e| {
        let at = e.valid_up_to();
        CliError::other(format!(
            "'utf-8' codec can't decode byte 0x{:02x} in position {at}: invalid start byte",
            body.get(at).copied().unwrap_or_default()
        ))
    })?;
    match value::parse(body, false) {
        Ok(value) => Ok(value),
        Err(error) if error.is_too_deep() => Err(CliError::other(error.to_string())),
        Err(_) => {
            let message = ("message".to_owned(), Value::text(body));
            Ok(Value::Map([message].into_iter().collect()))
        }
    }
}

/// The output: members in the model's order, unknown and null ones left out, timestamps as the flavour prints them.
///
/// # Errors
///
/// A reply that does not look like its shape at all.
pub(crate) fn output(
    edition: &Edition<'_>,
    operation: Operation,
    response: &Response,
    iso_times: bool,
) -> Result<Map, CliError> {
    let Some(shape) = edition.output(operation) else {
        return Ok(Map::new());
    };
    let value = document(&response.body)?;
    if value == Value::Null {
        return Err(no_attribute(&value, "setdefault"));
    }
    let reader = Reader { edition, iso_times };
    match reader.value(shape, &value)? {
        Value::Map(map) => Ok(map),
        _ => Ok(Map::new()),
    }
}

struct Reader<'a> {
    edition: &'a Edition<'a>,
    iso_times: bool,
}

impl Reader<'_> {
    fn value(&self, shape: &str, value: &Value) -> Result<Value, CliError> {
        match self.edition.kind(shape) {
            Some(Kind::Structure { .. }) => self.structure(shape, value),
            Some(Kind::List { member, .. }) => {
                let items = match value {
                    Value::List(items) => items.clone(),
                    Value::Text(t) => t.chars().map(|c| Value::text(c.to_string())).collect(),
                    Value::Map(map) => map.keys().map(Value::text).collect(),
                    other => {
                        return Err(CliError::other(format!(
                            "'{}' object is not iterable",
                            other.type_name()
                        )));
                    }
                };
                let items: Result<Vec<Value>, CliError> = items
                    .iter()
                    .map(|item| match item {
                        Value::Null => Ok(Value::Null),
                        item => self.value(member, item),
                    })
                    .collect();
                items.map(Value::List)
            }
            Some(Kind::Map { value: of, .. }) => {
                let Value::Map(map) = value else {
                    return Err(no_attribute(value, "items"));
                };
                let members: Result<Vec<(String, Value)>, CliError> = map
                    .iter()
                    .map(|(k, v)| Ok((k.to_owned(), self.value(of, v)?)))
                    .collect();
                Ok(Value::Map(members?.into_iter().collect()))
            }
            Some(Kind::Timestamp) if self.iso_times => parse_timestamp(value)
                .map(|moment| Value::Text(moment.iso()))
                .map_err(|message| CliError::other(self.worded(message))),
            _ => Ok(value.clone()),
        }
    }

    /// v2's Python has other words for a year that no calendar has.
    fn worded(&self, message: String) -> String {
        let year = message
            .strip_prefix("year ")
            .and_then(|rest| rest.strip_suffix(" is out of range"));
        match (self.edition.flavour, year) {
            (Flavour::V2, Some(year)) => format!("year must be in 1..9999, not {year}"),
            _ => message,
        }
    }

    fn structure(&self, shape: &str, value: &Value) -> Result<Value, CliError> {
        let members = self.edition.members(shape);
        let map = match value {
            Value::Null => return Ok(Value::Null),
            Value::Map(map) => map,
            _ if members.is_empty() => return Ok(Value::Map(Map::new())),
            other => return Err(no_attribute(other, "get")),
        };
        let mut read = Map::new();
        for member in members {
            match map.get(&member.name) {
                None | Some(Value::Null) => {}
                Some(value) => read.set(member.name, self.value(&member.shape, value)?),
            }
        }
        Ok(Value::Map(read))
    }
}

/// The words of HTTP for a server's status.
fn reason(status: u16) -> &'static str {
    match status {
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        506 => "Variant Also Negotiates",
        507 => "Insufficient Storage",
        508 => "Loop Detected",
        510 => "Not Extended",
        511 => "Network Authentication Required",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Headers;

    fn code(status: u16, body: &str) -> (String, String) {
        let response = Response {
            status,
            headers: Headers::new(),
            body: body.into(),
        };
        let fault = error(&response).expect("readable").expect("an error");
        (fault.code, fault.message)
    }

    #[test]
    fn codes_and_messages_are_found() {
        for (status, body, expect) in [
            (400, r#"{"__type":"a.b#X","message":"m"}"#, ("X", "m")),
            (
                400,
                r#"{"__type":"http://x/y#X:z","Message":"m"}"#,
                ("http", "m"),
            ),
            (400, "{", ("400", "{")),
            (404, "", ("404", "")),
            (503, "", ("503", "Service Unavailable")),
            (500, "<html>x</html>", ("500", "Internal Server Error")),
            (300, "", ("Unknown", "Unknown")),
        ] {
            let (code, message) = code(status, body);
            assert_eq!((code.as_str(), message.as_str()), expect);
        }
    }
}
