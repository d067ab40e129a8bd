//! Recorded exchanges: HAR, and the replay format of `httpreplay` (JSON, bodies in base64).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::wire::aws_json::TARGET_PREFIX;
use crate::wire::{Headers, Request, Response};

/// One exchange of a recording.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Its number in the recording, from 1.
    pub number: usize,
    /// What was sent, as far as the recording keeps it.
    pub request: Request,
    /// What came back.
    pub response: Response,
}

/// Why a text is no recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Where in it, such as `Entries[3].Response`; empty for the whole.
    pub place: String,
    /// What is wrong there.
    pub why: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.as_str() {
            "" => f.write_str(&self.why),
            place => write!(f, "{place}: {}", self.why),
        }
    }
}

impl std::error::Error for Unreadable {}

/// Reads the exchanges of a recording that are requests to KMS; others are left out.
///
/// # Errors
/// When the text is neither a HAR nor a replay, or an entry cannot be read.
pub fn read_recording(text: &str) -> Result<Vec<Recorded>, Unreadable> {
    let whole = |why: String| Unreadable {
        place: String::new(),
        why,
    };
    let document: Value =
        serde_json::from_str(text).map_err(|error| whole(format!("it is not JSON: {error}")))?;
    let (path, entries, read): (_, _, Reader) = if let Some(entries) =
        document.get("Entries").and_then(Value::as_array)
    {
        ("Entries", entries, replay)
    } else if let Some(entries) = document.pointer("/log/entries").and_then(Value::as_array) {
        ("log.entries", entries, har)
    } else {
        let formats = "it has neither `log.entries`, as a HAR has, nor `Entries`, as a replay has";
        return Err(whole(formats.to_owned()));
    };
    let mut recorded = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let (request, response) = read(entry).map_err(|(place, why)| Unreadable {
            place: format!("{path}[{at}].{place}"),
            why,
        })?;
        let target = request.headers.get("x-amz-target").unwrap_or_default();
        if target.starts_with(TARGET_PREFIX) {
            recorded.push(Recorded {
                number: at + 1,
                request,
                response,
            });
        }
    }
    Ok(recorded)
}

type RecordingError = (String, String);
type Reader = fn(&Value) -> Result<(Request, Response), RecordingError>;

fn fault(place: &str, why: &str) -> RecordingError {
    (place.to_owned(), why.to_owned())
}

fn replay(entry: &Value) -> Result<(Request, Response), RecordingError> {
    let request = &entry["Request"];
    let response = &entry["Response"];
    let decoded = |place: &str, text: &Value| match text {
        Value::Null => Ok(Vec::new()),
        Value::String(text) => STANDARD
            .decode(text)
            .map_err(|error| fault(place, &format!("it is not base64: {error}"))),
        _ => Err(fault(place, "it is not a text in base64")),
    };
    let mut sent = Vec::new();
    for part in request["BodyParts"].as_array().into_iter().flatten() {
        sent.extend(decoded("Request.BodyParts", part)?);
    }
    Ok((
        Request {
            method: text(request, "Method", "Request.Method")?,
            target: "/".to_owned(),
            headers: lists(&request["Header"]),
            body: sent,
        },
        Response {
            status: status(&response["StatusCode"], "Response.StatusCode")?,
            headers: lists(&response["Header"]),
            body: decoded("Response.Body", &response["Body"])?,
        },
    ))
}

fn har(entry: &Value) -> Result<(Request, Response), RecordingError> {
    let request = &entry["request"];
    let response = &entry["response"];
    let sent = request.pointer("/postData/text").and_then(Value::as_str);
    let content = &response["content"];
    let came = content["text"].as_str().unwrap_or_default();
    let came = if content["encoding"] == "base64" {
        STANDARD.decode(came).map_err(|error| {
            fault(
                "response.content.text",
                &format!("it is not base64: {error}"),
            )
        })?
    } else {
        came.as_bytes().to_vec()
    };
    Ok((
        Request {
            method: text(request, "method", "request.method")?,
            target: "/".to_owned(),
            headers: pairs(&request["headers"]),
            body: sent.unwrap_or_default().as_bytes().to_vec(),
        },
        Response {
            status: status(&response["status"], "response.status")?,
            headers: pairs(&response["headers"]),
            body: came,
        },
    ))
}

fn text(of: &Value, member: &str, place: &str) -> Result<String, RecordingError> {
    let text = of[member].as_str().map(str::to_owned);
    text.ok_or_else(|| fault(place, "there is no such text"))
}

fn status(value: &Value, place: &str) -> Result<u16, RecordingError> {
    let status = value.as_u64().and_then(|status| u16::try_from(status).ok());
    status
        .filter(|status| (100..600).contains(status))
        .ok_or_else(|| fault(place, "it is no status code"))
}

/// `{"Name": ["value"]}`.
fn lists(headers: &Value) -> Headers {
    let none = Map::new();
    let mut read = Headers::new();
    for (name, values) in headers.as_object().unwrap_or(&none) {
        for value in values.as_array().into_iter().flatten() {
            read.append(name.as_str(), value.as_str().unwrap_or_default());
        }
    }
    read
}

/// `[{"name": "Name", "value": "value"}]`.
fn pairs(headers: &Value) -> Headers {
    let part = |field: &Value, name: &str| field[name].as_str().unwrap_or_default().to_owned();
    headers
        .as_array()
        .into_iter()
        .flatten()
        .map(|field| (part(field, "name"), part(field, "value")))
        .collect()
}
