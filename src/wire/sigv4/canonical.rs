//! The canonical request, the string to sign, and the signature over it.

use std::fmt::Write as _;

use aws_lc_rs::{digest, hmac};

use crate::wire::{Request, form::parameters};

/// The parts of a credential scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ScopeParts<'a> {
    pub(super) date: &'a str,
    pub(super) region: &'a str,
    pub(super) service: &'a str,
    pub(super) terminator: &'a str,
}

impl ScopeParts<'_> {
    pub(super) fn text(&self) -> String {
        let Self {
            date,
            region,
            service,
            terminator,
        } = self;
        format!("{date}/{region}/{service}/{terminator}")
    }
}

/// The canonical form of a request, of which only the headers named in `signed` (lower case, sorted) count.
///
/// A parameter `X-Amz-Signature` of the query never counts.
pub(super) fn request(request: &Request, signed: &[String]) -> String {
    let (path, query) = split(&request.target);
    let mut text = format!(
        "{}\n{}\n{}\n",
        request.method,
        uri(path),
        self::query(query)
    );
    for name in signed {
        let values: Vec<String> = request.headers.all(name).map(squeeze).collect();
        let _ = writeln!(text, "{name}:{}", values.join(","));
    }
    let _ = write!(text, "\n{}\n{}", signed.join(";"), sha256(&request.body));
    text
}

/// What is signed: the date in full, the scope, the canonical request's hash.
pub(super) fn string_to_sign(amz_date: &str, scope: &ScopeParts<'_>, canonical: &str) -> String {
    let hash = sha256(canonical.as_bytes());
    format!("{}\n{amz_date}\n{}\n{hash}", super::ALGORITHM, scope.text())
}

/// The signature as 64 hex digits.
pub(super) fn signature(secret: &str, scope: &ScopeParts<'_>, string_to_sign: &str) -> String {
    let mut key = format!("AWS4{secret}").into_bytes();
    for part in [scope.date, scope.region, scope.service, scope.terminator] {
        key = mac(&key, part);
    }
    hex(&mac(&key, string_to_sign))
}

/// Path and query of a request target.
pub(super) fn split(target: &str) -> (&str, &str) {
    target.split_once('?').unwrap_or((target, ""))
}

/// Everything but unreserved characters percent-encoded.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// The path with dot segments resolved and encoded once more than it stands in the request line, as all services but
/// S3 ask.
fn uri(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                kept.pop();
            }
            segment => kept.push(segment),
        }
    }
    let mut text = String::new();
    for segment in &kept {
        text.push('/');
        text.push_str(&encode(segment.as_bytes()));
    }
    let last = path.rsplit('/').next().unwrap_or_default();
    if kept.is_empty() || matches!(last, "" | "." | "..") {
        text.push('/');
    }
    text
}

fn query(query: &str) -> String {
    let mut pairs: Vec<(String, String)> = parameters(query)
        .map(|(name, value)| (encode(&name), encode(&value)))
        .filter(|(name, _)| name != "X-Amz-Signature")
        .collect();
    pairs.sort();
    let pairs: Vec<String> = pairs.iter().map(|(n, v)| format!("{n}={v}")).collect();
    pairs.join("&")
}

/// A header's value without space around it, and with one space where there were several.
fn squeeze(value: &str) -> String {
    let words = value.trim_matches([' ', '\t']).split(' ');
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
}

fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
