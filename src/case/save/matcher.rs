//! Expectations and matchers.

use serde_json::{Map, Value, json};

use super::call::{millis, offset};
use super::document::{Entries, word};
use super::template::{length, template};
use crate::case::parse::words;
use crate::case::{Answer, CountedExpect, ErrorExpect, Expect, Matcher};

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
    match value {
        Matcher::Value(value) => template(value),
        Matcher::List(items) => matchers(items),
        Matcher::Object { open, members, .. } => {
            let mut out = Entries::default();
            if *open {
                out.put("$open", true);
            }
            for (name, member) in members {
                out.put(name, matcher(member));
            }
            out.into_value()
        }
        Matcher::Any(_) => json!({"$any": true}),
        Matcher::Absent(_) => json!({"$absent": true}),
        Matcher::Optional(inner) => json!({"$optional": matcher(inner)}),
        Matcher::Type(_, of) => json!({"$type": word(words::TYPES, of)}),
        Matcher::Matches(_, pattern) => json!({"$matches": pattern}),
        Matcher::OneOf(_, all) => json!({"$one_of": matchers(all)}),
        Matcher::All(_, all) => json!({"$all": matchers(all)}),
        Matcher::Not(_, inner) => json!({"$not": matcher(inner)}),
        Matcher::Length(_, range) => json!({"$length": length(*range)}),
        Matcher::Blob(_, range) => json!({"$blob": {"length": length(*range)}}),
        Matcher::Has(_, all) => json!({"$has": matchers(all)}),
        Matcher::Lacks(_, inner) => json!({"$lacks": matcher(inner)}),
        Matcher::JsonText(_, inner) => json!({"$json_text": matcher(inner)}),
        Matcher::Set(_, all) => json!({"$set": matchers(all)}),
        Matcher::About {
            offset_millis,
            give,
            ..
        } => {
            let mut out = Entries::default();
            if *offset_millis != 0 {
                out.put("in", offset(*offset_millis));
            }
            out.put("give", millis(give.as_millis()));
            json!({"$about": out.into_value()})
        }
    }
}

fn matchers(items: &[Matcher]) -> Value {
    items.iter().map(matcher).collect()
}
