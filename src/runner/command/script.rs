//! What a scripted server answers.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;

use crate::wire::{Headers, Response, aws_json};

/// A scripted server.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Script {
    pub(super) tls: Option<Tls>,
    /// One a request; what comes after the last is answered 200 `{}`.
    pub(super) replies: Vec<Reply>,
    /// The last reply is given again and again.
    pub(super) repeat: bool,
}

/// Which certificate a server shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Tls {
    Good,
    WrongHost,
    Untrusted,
}

/// One reply.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Reply {
    status: Option<u16>,
    body: Option<Body>,
    headers: BTreeMap<String, Option<String>>,
    #[serde(deserialize_with = "duration")]
    pub(super) delay: Duration,
    pub(super) drop: Option<Dropped>,
    /// It announces this many bytes more than it sends.
    truncate: usize,
    chunked: bool,
    /// The bytes of the whole reply, after which the connection is closed.
    raw: Option<String>,
    close: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Body {
    Text(String),
    Json(Value),
    Base64(String),
}

/// How a connection ends without a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Dropped {
    Close,
    Reset,
}

fn duration<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(from)?;
    humantime::parse_duration(&text).map_err(serde::de::Error::custom)
}

/// Bytes to write, and whether the connection goes on.
pub(super) struct Written {
    pub(super) bytes: Vec<u8>,
    pub(super) goes_on: bool,
}

impl Script {
    /// What the request of this number, from 0, is answered.
    pub(super) fn reply(&self, number: usize) -> Reply {
        let again = self.replies.last().filter(|_| self.repeat);
        let reply = self.replies.get(number).or(again);
        reply.cloned().unwrap_or_default()
    }
}

impl Reply {
    /// The reply that passes on an answer.
    pub(super) fn of(response: &Response) -> Self {
        let mut headers: BTreeMap<String, Option<String>> = BTreeMap::new();
        for (name, value) in response.headers.iter() {
            let framing = ["content-length", "transfer-encoding", "connection"];
            if !framing.iter().any(|f| name.eq_ignore_ascii_case(f)) {
                headers.insert(name.to_owned(), Some(value.to_owned()));
            }
        }
        Self {
            status: Some(response.status),
            body: Some(Body::Base64(STANDARD.encode(&response.body))),
            headers,
            ..Self::default()
        }
    }

    /// The answer, unless it is raw bytes.
    pub(super) fn response(&self) -> Option<Response> {
        if self.raw.is_some() || self.drop.is_some() {
            return None;
        }
        let mut headers = Headers::new();
        headers.set("Content-Type", aws_json::CONTENT_TYPE);
        headers.set("x-amzn-RequestId", "11111111-2222-3333-4444-555555555555");
        for (name, value) in &self.headers {
            match value {
                Some(value) => headers.set(name, value.as_str()),
                None => headers.remove(name),
            }
        }
        let body = match &self.body {
            None => b"{}".to_vec(),
            Some(Body::Text(text)) => text.clone().into_bytes(),
            Some(Body::Json(value)) => value.to_string().into_bytes(),
            Some(Body::Base64(text)) => STANDARD.decode(text).unwrap_or_default(),
        };
        Some(Response {
            status: self.status.unwrap_or(200),
            headers,
            body,
        })
    }

    /// The bytes of the reply.
    pub(super) fn written(&self) -> Written {
        let Some(response) = self.response() else {
            return Written {
                bytes: self.raw.clone().unwrap_or_default().into_bytes(),
                goes_on: false,
            };
        };
        let mut headers = response.headers.clone();
        if self.chunked {
            headers.set("Transfer-Encoding", "chunked");
        } else if headers.get("content-length").is_none() {
            let length = response.body.len() + self.truncate;
            headers.set("Content-Length", length.to_string());
        }
        let mut bytes = format!(
            "HTTP/1.1 {} {}\r\n",
            response.status,
            reason(response.status)
        );
        for (name, value) in headers.iter() {
            // Writing to a string cannot fail.
            let _ = write!(bytes, "{name}: {value}\r\n");
        }
        bytes.push_str("\r\n");
        let mut bytes = bytes.into_bytes();
        if self.chunked {
            for chunk in response.body.chunks(7) {
                bytes.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
                bytes.extend(chunk);
                bytes.extend(b"\r\n");
            }
            bytes.extend(b"0\r\n\r\n");
        } else {
            bytes.extend(&response.body);
        }
        Written {
            bytes,
            goes_on: self.truncate == 0 && !self.close,
        }
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        307 => "Temporary Redirect",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        413 => "Request Entity Too Large",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Status",
    }
}
