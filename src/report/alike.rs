//! What is alike in the texts of two failures with one cause.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::check::Normaliser;

/// Refusals of the front end that say who called is not known, or did not sign: an answer that has another error, or none,
/// let the request in.
const WHO_CALLED: [&str; 8] = [
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InvalidClientTokenIdException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "MissingAuthenticationToken",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];

/// Where a case accepts it besides, it asks for a refusal before the members are looked at.
const UNREADABLE: &str = "SerializationException";

/// Shorter texts of a request may stand in an answer by chance.
const SHORTEST: usize = 4;

/// A text in which nothing differs from case to case or from run to run.
pub(super) fn plain(text: &str) -> String {
    static BLOB: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new("[A-Za-z0-9+/]{16,}={0,2}").ok());
    static NUMBER: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(status )?\d+(?:\.\d+)?(?:E[+-]?\d+)?").ok());
    let text = Normaliser::default().text(text);
    let text = BLOB.as_ref().map_or(text.clone(), |blob| {
        let shown = blob.replace_all(&text, |found: &regex::Captures<'_>| {
            let found = &found[0];
            let shown = if is_drawn(found) { "…" } else { found };
            shown.to_owned()
        });
        shown.into_owned()
    });
    NUMBER.as_ref().map_or(text.clone(), |number| {
        let shown = number.replace_all(&text, |found: &regex::Captures<'_>| {
            let is_status = found.get(1).is_some();
            let shown = if is_status { &found[0] } else { "#" };
            shown.to_owned()
        });
        shown.into_owned()
    })
}

/// Whether a long word is the base64 or hexadecimal text of something: a media type has no capitals.
fn is_drawn(word: &str) -> bool {
    let has = |is: fn(&u8) -> bool| word.as_bytes().iter().any(is);
    has(u8::is_ascii_digit)
        || has(|b| b"+=".contains(b))
        || (has(|b| *b == b'/') && has(u8::is_ascii_uppercase))
}

/// Of an answer as a whole its status and its error type or kind: neither its message nor its body.
pub(super) fn head(answer: &str) -> String {
    let mut words = answer.split_whitespace();
    let is_status = |word: &&str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit());
    let Some(status) = words.next().filter(is_status) else {
        return plain(answer);
    };
    let kind = words.next().map(|it| it.trim_end_matches([':', ';', ',']));
    let is_kind = |word: &&str| {
        word.starts_with(|c: char| c.is_ascii_uppercase())
            || (word.contains('/') && word.starts_with(|c: char| c.is_ascii_lowercase()))
            || *word == "null"
    };
    match kind.filter(is_kind) {
        Some(kind) => format!("{status} {kind}"),
        None => status.to_owned(),
    }
}

/// Of a list only how long it is.
pub(super) fn of_a_list(actual: &str) -> &str {
    let is_length = |head: &&str| matches!(*head, "# items" | "# item" | "length #");
    let head = actual.split_once(':').map(|(head, _)| head);
    head.filter(is_length).unwrap_or(actual)
}

/// How long was waited is no part of what was expected.
pub(super) fn without_times(expected: &str) -> &str {
    let Some((before, time)) = expected.rsplit_once(" within ") else {
        return expected;
    };
    let time = time.strip_suffix(" of the last change").unwrap_or(time);
    match humantime::parse_duration(time) {
        Ok(_) => before,
        Err(_) => expected,
    }
}

/// What was nearest is what was expected; what else would have passed is told elsewhere.
pub(super) fn without_nearest(expected: &str) -> &str {
    let nearest = expected.split_once(" (the nearest of: ");
    nearest.map_or(expected, |(expected, _)| expected)
}

/// The refusals that a case asks for, where all say that the caller is not known, and the answer says something else: what it
/// says depends on what the request went on to do.
pub(super) fn admitted(expected: &str, actual: &str) -> Option<String> {
    let expected = expected.strip_prefix("error ").unwrap_or(expected);
    let expected = expected
        .split_once(" with status ")
        .map_or(expected, |(types, _)| types);
    let types: Vec<&str> = expected.split(" or ").collect();
    let is_who = |it: &&str| WHO_CALLED.contains(it);
    let all = types.iter().all(|it| is_who(it) || *it == UNREADABLE);
    let got = head(actual);
    let got = got.split_once(' ').map_or("", |(_, kind)| kind);
    let admitted = all && types.iter().any(is_who) && !is_who(&got) && got != UNREADABLE;
    admitted.then(|| format!("error {expected}"))
}

/// The texts of a request, as an answer may repeat them.
pub(super) struct Echo(Vec<String>);

impl Echo {
    /// Those of a body.
    pub(super) fn of(body: &[u8]) -> Self {
        let mut texts = Vec::new();
        if let Ok(body) = serde_json::from_slice(body) {
            collect(&body, &mut texts);
        }
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        Self(texts)
    }

    /// The text without them.
    pub(super) fn out_of(&self, text: &str) -> String {
        let found = self.0.iter();
        found.fold(text.to_owned(), |text, echo| text.replace(echo, "…"))
    }
}

fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) if text.len() >= SHORTEST => texts.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(members) => members.values().for_each(|it| collect(it, texts)),
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}
