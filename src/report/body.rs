//! A body as it may be shown: pretty where nothing is lost by it, masked, bounded.

use serde_json::Value;

use super::secrets::Secrets;
use super::text::visible;
use crate::model::{Model, mask, mask_text};

/// Larger bodies are not read as JSON, only their beginning is shown.
const LARGEST: usize = 256 << 10;

/// What a body is.
#[derive(Debug, PartialEq)]
pub(super) enum Shown {
    /// No bytes.
    Empty,
    /// JSON that says the same when it is written anew.
    Json(Value),
    /// Anything else: its beginning as text.
    Text(String),
}

/// The body, masked; `shape` is the one that it should have.
pub(super) fn show(shape: Option<&str>, bytes: &[u8], secrets: &Secrets) -> Shown {
    if bytes.is_empty() {
        return Shown::Empty;
    }
    if bytes.len() <= LARGEST
        && let Ok(value) = serde_json::from_slice::<Value>(bytes)
        && says_the_same(&value, bytes)
    {
        return Shown::Json(scrubbed(&mask(Model::bundled(), shape, &value), secrets));
    }
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(LARGEST)]);
    Shown::Text(secrets.scrub(&mask_text(&text)))
}

/// The body as lines for people, at most `most` of them and each of bounded width.
pub(super) fn lines(shown: &Shown, length: usize, most: usize) -> Vec<String> {
    let text = match shown {
        Shown::Empty => return vec!["(no body)".to_owned()],
        Shown::Json(value) => serde_json::to_string_pretty(value).unwrap_or_default(),
        Shown::Text(text) => text.clone(),
    };
    let text = visible(&text);
    let mut lines: Vec<String> = text
        .lines()
        .take(most)
        .map(|line| super::text::shorten(line, 400))
        .collect();
    if text.lines().nth(most).is_some() {
        lines.push(format!("… ({length} bytes in all)"));
    }
    lines
}

/// Whether the value, written without white space, is the body without white space: no member twice, no odd number or
/// escape that a reader of the report should see.
fn says_the_same(value: &Value, bytes: &[u8]) -> bool {
    let compact = |bytes: &[u8]| {
        bytes
            .iter()
            .copied()
            .filter(|byte| !byte.is_ascii_whitespace())
            .collect::<Vec<u8>>()
    };
    compact(value.to_string().as_bytes()) == compact(bytes)
}

fn scrubbed(value: &Value, secrets: &Secrets) -> Value {
    match value {
        Value::String(text) => Value::String(secrets.scrub(text)),
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| scrubbed(item, secrets)).collect())
        }
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| (secrets.scrub(name), scrubbed(value, secrets)));
            Value::Object(members.collect())
        }
        scalar => scalar.clone(),
    }
}
