//! Expectations and matchers.

use serde_json::{Map, Value, json};

use super::call::{millis, offset};
use super::document::{Entries, word};
use super::template::{length, template};
use crate::case::parse::words;
use crate::case::{Answer, CountedExpect, ErrorExpect, Expect, Inner, Matcher};

/// An expectation as a file gives it.
pub(super) fn expect(expect: &Expect) -> Value {
    let mut out = Entries::default();
    match &expect.answer {
        Answer::Ok(body) => out.put("ok", matcher(body)),
        Answer::Error(error) => out.put("error", error_expect(error)),
        Answer::Refused { but } if but.is_empty() => out.put("refused", true),
        Answer::Refused { but } => out.put("refused", but.clone()),
        Answer::AnyOf(all) => out.put("any_of", all.iter().map(self::expect).collect::<Vec<_>>()),
        Answer::Each(lines) => out.put("each", lines.iter().map(counted).collect::<Vec<_>>()),
    }
    out.put_some("status", expect.status.as_ref().map(matcher));
    if !expect.headers.is_empty() {
        out.put("headers", matchers_by_name(&expect.headers));
    }
    if let Some(text) = &expect.body_text {
        out.put("body", json!({"text": matcher(text)}));
    }
    out.into_value()
}

fn counted(line: &CountedExpect) -> Value {
    json!({"count": line.count, "expect": expect(&line.expect)})
}

fn error_expect(error: &ErrorExpect) -> Value {
    let types = match &error.types[..] {
        [one] => json!(one),
        several => json!(several),
    };
    if error.message.is_none() && error.status.is_none() {
        return types;
    }
    let mut out = Entries::default();
    out.put("type", types);
    out.put_some("message", error.message.as_ref().map(matcher));
    out.put_some("status", error.status.as_ref().map(matcher));
    out.into_value()
}

fn matchers_by_name(entries: &[(String, Matcher)]) -> Value {
    let entries = entries
        .iter()
        .map(|(name, value)| (name.clone(), matcher(value)));
    Value::Object(entries.collect::<Map<_, _>>())
}

/// A matcher as a file gives it.
pub(super) fn matcher(value: &Matcher) -> Value {
    let inner = match (value.inner(), value) {
        (Inner::One(inner), _) => matcher(inner),
        (Inner::Many(all), _) => matchers(all),
        (Inner::None, Matcher::Value(value)) => return template(value),
        (Inner::None, Matcher::List(items)) => return matchers(items),
        (Inner::None, Matcher::Object { open, members, .. }) => {
            let mut out = Entries::default();
            if *open {
                out.put("$open", true);
            }
            for (name, member) in members {
                out.put(name, matcher(member));
            }
            return out.into_value();
        }
        (Inner::None, Matcher::Type(_, of)) => json!(word(words::TYPES, of)),
        (Inner::None, Matcher::Matches(_, pattern)) => json!(pattern),
        (Inner::None, Matcher::Length(_, range)) => length(*range),
        (Inner::None, Matcher::Blob(_, range)) => json!({"length": length(*range)}),
        (Inner::None, Matcher::About(_, about)) => {
            let mut out = Entries::default();
            if about.offset_millis != 0 {
                out.put("in", offset(about.offset_millis));
            }
            out.put("give", millis(about.give.as_millis()));
            out.into_value()
        }
        (Inner::None, _) => json!(true),
    };
    let name = value.form().unwrap_or_default();
    json!({(name): inner})
}

fn matchers(items: &[Matcher]) -> Value {
    items.iter().map(matcher).collect()
}
