//! Values that differ from run to run → tokens that do not, such as `[key:1]`.
//!
//! What is the same stays the same, and what is normalised already stays as it is: one key has one token through a whole
//! transcript, in a body, in an ARN and in a message. Lengths of blobs, the order of members and of items, and everything
//! that a case spells out are kept.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value, json};

use crate::model::{Kind, Model, Shape, decode_blob, mask_text};

/// A text longer than this is told by its length and beginning.
const LONGEST: usize = 512;

/// What is recognised in any text, drawn by kmspec or given by a target. The first that matches at a place wins.
static KNOWN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let known = [
        r"arn:aws[a-z-]*:kms:[a-z0-9-]*:\d{12}:key/(?:mrk-)?[0-9a-f-]{32,36}",
        r"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]*-----END CERTIFICATE-----\n?",
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        r"mrk-[0-9a-f]{32}",
        r"\bcks-[0-9a-f]{17}",
        r"\bcluster-[2-7a-z]{11}",
        r"https://[0-9a-f]{16}\.xks\.example\.com",
        r"/[0-9a-f]{16}/kms/xks/v1",
        r"com\.amazonaws\.vpce\.[a-z0-9-]+\.vpce-svc-[0-9a-f]{17}",
        r"\bkmspec-r[0-9a-f]{16}-[0-9a-f]{16}",
        r"\bkmspec r[0-9a-f]{16} [0-9a-f]{16}",
        r"\br[0-9a-f]{16}\b",
        r"\bkmspec-[0-9a-f]{20}",
        r"\bkmspec-[0-9a-f]{16}",
        r"\bkmspec [0-9a-f]{16}",
        r"\b[0-9a-f]{64}\b",
        r"\b\d{8}T\d{6}Z\b",
        r"\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?",
        r"\b20[2-9]\d[01]\d[0-3]\d\b",
        r"\b\d{12}\b",
        // The system and release that a CLI's version names: the machine's, not the CLI's.
        r"\b(?:Linux|Darwin|Windows)/\S+",
        r"\b(?:us|eu|ap|ca|sa|me|af|il|mx|cn)(?:-[a-z]+){1,2}-\d\b",
    ];
    Regex::new(&known.join("|")).ok()
});

/// What a text that [`KNOWN`] has matched is.
fn class(text: &str) -> &'static str {
    const BEGINNINGS: [(&str, &str); 12] = [
        ("arn:", "arn"),
        ("-----", "certificate"),
        ("mrk-", "key"),
        ("cks-", "store"),
        ("cluster-", "cluster"),
        ("https:", "endpoint"),
        ("/", "path"),
        ("com.", "vpc"),
        ("kmspec ", "text"),
        ("Linux/", "system"),
        ("Darwin/", "system"),
        ("Windows/", "system"),
    ];
    if let Some((_, class)) = BEGINNINGS.iter().find(|(begin, _)| text.starts_with(begin)) {
        return class;
    }
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    match text.len() {
        _ if text.starts_with("kmspec-") => {
            if text.len() == "kmspec-".len() + 20 {
                "external"
            } else {
                "name"
            }
        }
        _ if text.contains('T') => "time",
        17 if text.starts_with('r') => "run",
        8 if digits => "day",
        12 if digits => "account",
        64 => "hash",
        36 => "key",
        _ => "region",
    }
}

/// Gives tokens, in the order in which values are first seen.
#[derive(Debug, Default)]
pub struct Normaliser {
    tokens: BTreeMap<(&'static str, String), usize>,
    counts: BTreeMap<&'static str, usize>,
}

impl Normaliser {
    /// The value with tokens; `answer` tells that the target chose the value, whatever it looks like.
    #[must_use]
    pub fn value(&mut self, shape: Option<&Shape>, value: &Value, answer: bool) -> Value {
        let model = Model::bundled();
        match value {
            Value::Object(members) => {
                let mut shown = Map::new();
                for (name, member) in members {
                    let inner = shape.and_then(|s| below(model, s, Some(name)));
                    shown.insert(self.text(name), self.value(inner, member, answer));
                }
                Value::Object(shown)
            }
            Value::Array(items) => {
                let inner = shape.and_then(|s| below(model, s, None));
                let items = items.iter().map(|item| self.value(inner, item, answer));
                Value::Array(items.collect())
            }
            Value::String(text) => Value::String(self.shaped(shape, text, answer)),
            Value::Number(_) => match shape.map(|s| &s.kind) {
                Some(Kind::Timestamp) => json!("[time]"),
                _ => value.clone(),
            },
            Value::Bool(_) | Value::Null => value.clone(),
        }
    }

    /// The text with tokens in place of what is recognised in it.
    #[must_use]
    pub fn text(&mut self, text: &str) -> String {
        if is_cut(text) {
            return text.to_owned();
        }
        let shown = self.recognised(text);
        match shown.char_indices().nth(LONGEST) {
            Some(_) => {
                let head: String = shown.chars().take(64).collect();
                format!("[{} characters: {head}…]", shown.chars().count())
            }
            None => shown,
        }
    }

    fn recognised(&mut self, text: &str) -> String {
        let mut shown = text.to_owned();
        // A token beside it may lay bare what was part of a longer word. Each round takes away some of the text.
        while let Some(next) = self.replaced(&shown) {
            shown = next;
        }
        shown
    }

    /// One round; `None` where nothing is recognised.
    fn replaced(&mut self, text: &str) -> Option<String> {
        // Everything known has a digit or is a cluster: most texts are done with at once.
        let likely = text.bytes().any(|b| b.is_ascii_digit()) || text.contains("cluster-");
        let known = KNOWN.as_ref().filter(|_| likely)?;
        let mut shown = String::new();
        let mut rest = 0;
        for found in known.find_iter(text) {
            shown.push_str(&text[rest..found.start()]);
            shown.push_str(&self.found(found.as_str()));
            rest = found.end();
        }
        shown.push_str(&text[rest..]);
        (rest > 0).then_some(shown)
    }

    fn shaped(&mut self, shape: Option<&Shape>, text: &str, answer: bool) -> String {
        let Some(shape) = shape else {
            return self.text(text);
        };
        if is_token(text) && (!shape.sensitive || text.starts_with("[secret")) {
            return text.to_owned();
        }
        if let Kind::Blob { .. } = shape.kind {
            return match decode_blob(text) {
                Some(bytes) if shape.sensitive => format!("[secret blob:{}]", bytes.len()),
                Some(bytes) => format!("[blob:{}]", bytes.len()),
                None => self.text(text),
            };
        }
        if shape.sensitive && !text.is_empty() {
            return self.token("secret", text);
        }
        let known = self.text(text);
        let class = match shape.name.as_str() {
            "CustomKeyStoreIdType" => "store",
            "KeyIdType" => "key",
            "MarkerType" => "marker",
            "GrantIdType" => "grant",
            "GrantTokenType" => "grant token",
            _ => return known,
        };
        // What the target made up is a token even where it looks unlike AWS's; what a case spells out stays as it is.
        if known == text && !holds_token(text) && (answer || self.is_known(class, text)) {
            return self.token(class, text);
        }
        known
    }

    fn found(&mut self, text: &str) -> String {
        match class(text) {
            "arn" => {
                let key = text.rsplit('/').next().unwrap_or_default();
                let number = self.number("key", key);
                format!("[arn:key:{number}]")
            }
            plain @ ("time" | "day" | "hash" | "run" | "system") => format!("[{plain}]"),
            class => self.token(class, text),
        }
    }

    fn token(&mut self, class: &'static str, text: &str) -> String {
        let number = self.number(class, text);
        format!("[{class}:{number}]")
    }

    fn number(&mut self, class: &'static str, text: &str) -> usize {
        let count = self.counts.entry(class).or_default();
        *self
            .tokens
            .entry((class, text.to_owned()))
            .or_insert_with(|| {
                *count += 1;
                *count
            })
    }

    fn is_known(&self, class: &'static str, text: &str) -> bool {
        self.tokens.contains_key(&(class, text.to_owned()))
    }

    /// A body as text: JSON member by member, anything else as it is.
    #[must_use]
    pub fn body(&mut self, shape: Option<&Shape>, body: &[u8], answer: bool) -> String {
        if body.is_empty() {
            return "(no body)".to_owned();
        }
        if let Ok(value) = serde_json::from_slice::<Value>(body) {
            let shown = self.value(shape, &value, answer);
            return serde_json::to_string_pretty(&shown).unwrap_or_default();
        }
        if let Ok(text) = std::str::from_utf8(body) {
            return format!("(not JSON) {}", self.text(&mask_text(text)));
        }
        let mut hex = String::new();
        for byte in body.iter().take(32) {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        format!("(not UTF-8, {} bytes) {hex}", body.len())
    }
}

/// Whether the whole text is what a long one was cut down to.
fn is_cut(text: &str) -> bool {
    let inner = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix("…]"));
    inner
        .and_then(|inner| inner.split_once(" characters: "))
        .is_some_and(|(count, head)| {
            let count: usize = count.parse().unwrap_or_default();
            count > LONGEST && head.chars().count() <= 64
        })
}

/// Whether the whole text is a token with a number, such as `[key:1]`.
fn is_token(text: &str) -> bool {
    let inner = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    inner
        .and_then(|inner| inner.rsplit_once(':'))
        .is_some_and(|(class, number)| {
            let digits =
                (1..8).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
            digits
                && class
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b == b' ' || b == b':')
        })
}

/// Whether some of the text was normalised before.
fn holds_token(text: &str) -> bool {
    let mut parts = text.split('[').skip(1);
    let inner = |part: &str| part.split_once(']').map(|(inner, _)| format!("[{inner}]"));
    let is_known = |token: &str| {
        ["[time]", "[day]", "[hash]", "[run]", "[system]"].contains(&token) || is_token(token)
    };
    is_cut(text) || parts.any(|part| inner(part).is_some_and(|token| is_known(&token)))
}

/// The shape of a member or item.
fn below<'m>(model: &'m Model, shape: &'m Shape, name: Option<&str>) -> Option<&'m Shape> {
    let inner = match (&shape.kind, name) {
        (Kind::Structure { .. }, Some(name)) => return Some(model.shape_of(shape.member(name)?)),
        (Kind::Map { value, .. }, Some(_)) => value,
        (Kind::List { member, .. }, None) => member,
        _ => return None,
    };
    model.shape(inner)
}

#[cfg(test)]
mod tests;
