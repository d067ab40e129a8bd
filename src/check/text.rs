//! Words for people: what a matcher asks for, what a value is, with secrets masked.

use serde_json::Value;

use crate::case::{Answer, Expect, LengthRange, Matcher, Shaped, Template, ValueType};
use crate::model::{Kind, Model, Shape, mask};

/// The shape of a structure's member, or of a map's value.
pub(super) fn member_shape<'m>(
    model: &'m Model,
    shape: Option<&'m Shape>,
    name: &str,
) -> Option<&'m Shape> {
    let inner = match &shape?.kind {
        Kind::Structure { members } => &members.iter().find(|m| m.name == name)?.shape,
        Kind::Map { value, .. } => value,
        _ => return None,
    };
    model.shapes.get(inner)
}

/// The shape of a list's items.
pub(super) fn item_shape<'m>(model: &'m Model, shape: Option<&'m Shape>) -> Option<&'m Shape> {
    match &shape?.kind {
        Kind::List { member, .. } => model.shapes.get(member),
        _ => None,
    }
}

/// At most `most` characters of a text.
pub(super) fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}… ({} characters)", &text[..at], text.chars().count()),
        None => text.to_owned(),
    }
}

/// A value that came, for people.
pub(super) fn actual(model: &Model, shape: Option<&Shape>, value: Option<&Value>) -> String {
    match (value, shape) {
        (None, _) => "nothing".to_owned(),
        // A status, a header, a message: nothing of the model's, and nothing secret.
        (Some(value), None) => shorten(&value.to_string(), 240),
        (Some(value), Some(shape)) => {
            shorten(&mask(model, Some(&shape.name), value).to_string(), 240)
        }
    }
}

/// What an expectation asks for, in one line.
pub(super) fn expectation(expect: &Expect) -> String {
    let mut text = match &expect.answer {
        Answer::Ok(Matcher::Any(_)) => "ok".to_owned(),
        Answer::Ok(m) => format!("ok {}", shorten(&matcher(m), 160)),
        Answer::Error(error) => match error.types.as_slice() {
            [one] => format!("error {one}"),
            types => format!("error {}", types.join(" or ")),
        },
        Answer::Refused(but) if but.is_empty() => "a refusal (any 4xx error type)".to_owned(),
        Answer::Refused(but) => format!("a refusal (any 4xx error type but {})", but.join(", ")),
        Answer::AnyOf(any) => any
            .iter()
            .map(expectation)
            .collect::<Vec<_>>()
            .join(", or "),
        Answer::Each(lines) => lines
            .iter()
            .map(|line| format!("{} × {}", line.count, expectation(&line.expect)))
            .collect::<Vec<_>>()
            .join(", "),
    };
    let error_status = match &expect.answer {
        Answer::Error(error) => error.status.as_ref(),
        _ => None,
    };
    if let Some(status) = expect.status.as_ref().or(error_status) {
        text = format!("{text} with status {}", matcher(status));
    }
    text
}

/// What a matcher asks for.
pub(super) fn matcher(m: &Matcher) -> String {
    match m {
        Matcher::Value(template) => match &template.shaped {
            Shaped::Plain(value) => shorten(&value.to_string(), 240),
            _ => "a value".to_owned(),
        },
        Matcher::List(items) => format!("[{}]", list(items)),
        Matcher::Object { open, members, .. } => {
            let mut parts: Vec<String> = members
                .iter()
                .map(|(name, m)| format!("{name}: {}", matcher(m)))
                .collect();
            if *open {
                parts.push("…".to_owned());
            }
            format!("{{{}}}", parts.join(", "))
        }
        Matcher::Any(_) => "anything".to_owned(),
        Matcher::Absent(_) => "nothing".to_owned(),
        Matcher::Optional(_, inner) => format!("nothing, or {}", matcher(inner)),
        Matcher::Type(_, kind) => type_name(*kind).to_owned(),
        Matcher::Matches(_, pattern) => format!("text that matches /{pattern}/"),
        Matcher::OneOf(_, choices) => choices.iter().map(matcher).collect::<Vec<_>>().join(" or "),
        Matcher::All(_, all) => all.iter().map(matcher).collect::<Vec<_>>().join(" and "),
        Matcher::Not(_, inner) => format!("anything but {}", matcher(inner)),
        Matcher::Length(_, range) => format!("length {}", bounds(*range)),
        Matcher::Blob(_, range) => format!("base64 of {} bytes", bounds(*range)),
        Matcher::Has(_, items) => format!("a list with {}", list(items)),
        Matcher::Lacks(_, inner) => format!("a list without {}", matcher(inner)),
        Matcher::JsonText(_, inner) => format!("the JSON text of {}", matcher(inner)),
        Matcher::Set(_, items) => format!("a list, in any order, of just {}", list(items)),
        Matcher::Signature(_, claim) => format!(
            "a signature of the message by {}, which the public key verifies",
            word(&claim.algorithm)
        ),
        Matcher::PublicKey(_, spec) => {
            format!(
                "the SubjectPublicKeyInfo of a key of {}, in DER",
                word(spec)
            )
        }
        Matcher::PrivateKey(..) => {
            "the PKCS#8 of the private key to the public one, in DER".to_owned()
        }
        Matcher::Random(..) => "bytes that look random".to_owned(),
        Matcher::About(_, about) => {
            let give = humantime::format_duration(about.give);
            let by = humantime::format_duration(std::time::Duration::from_millis(
                about.offset_millis.unsigned_abs(),
            ));
            match about.offset_millis {
                0 => format!("now, give or take {give}"),
                1.. => format!("{by} from now, give or take {give}"),
                _ => format!("{by} ago, give or take {give}"),
            }
        }
    }
}

/// A word, as a plain template says it.
fn word(template: &Template) -> &str {
    match &template.shaped {
        Shaped::Plain(value) => value.as_str().unwrap_or_default(),
        _ => "a row's algorithm",
    }
}

fn list(items: &[Matcher]) -> String {
    items.iter().map(matcher).collect::<Vec<_>>().join(", ")
}

/// `3`, `at least 3`, `at most 3`, or `3 to 5`.
pub(super) fn bounds(range: LengthRange) -> String {
    match (range.min, range.max) {
        (min, max) if min == max => min.to_string(),
        (min, u64::MAX) => format!("at least {min}"),
        (0, max) => format!("at most {max}"),
        (min, max) => format!("{min} to {max}"),
    }
}

/// What a `$type` asks for.
pub(super) fn type_name(kind: ValueType) -> &'static str {
    match kind {
        ValueType::String => "a string",
        ValueType::Integer => "an integer",
        ValueType::Number => "a number",
        ValueType::Boolean => "true or false",
        ValueType::Blob => "base64",
        ValueType::List => "a list",
        ValueType::Structure => "an object",
        ValueType::Timestamp => "a number of seconds since the epoch",
    }
}
