//! A tree → YAML text: blocks on the outside, flow where it fits on a line, and quotes where a reader could go wrong.

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// The longest line that flow style may make.
const WIDTH: usize = 120;

/// Keys of a case whose value is written one entry a line.
const BLOCKS: [&str; 3] = ["let", "needs", "steps"];

/// The text of a whole file.
pub(super) fn write(document: &Value) -> String {
    let mut out = String::new();
    if let Value::Object(entries) = document {
        for (key, value) in entries {
            let _ = write!(out, "{}:", scalar(key, Context::Block));
            let block = BLOCKS.contains(&key.as_str()) || key == "rows";
            after_key(&mut out, value, 0, block, key);
        }
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    Block,
    Flow,
}

/// Writes what follows `key:`, up to and with the line break.
fn after_key(out: &mut String, value: &Value, indent: usize, block: bool, key: &str) {
    let line = out.len() - out.rfind('\n').map_or(0, |at| at + 1);
    match value {
        Value::Object(entries) if !entries.is_empty() && (block || !fits(value, line)) => {
            out.push('\n');
            mapping(out, entries, indent + 2, false);
        }
        Value::Array(items) if !items.is_empty() && (block || !fits(value, line)) => {
            out.push('\n');
            list(out, items, indent + 2, key == "steps");
        }
        Value::String(text) => {
            let _ = writeln!(out, " {}", scalar(text, Context::Block));
        }
        value => {
            let _ = writeln!(out, " {}", flow(value));
        }
    }
}

/// Writes entries, each on a line; the first line is begun already if `begun`.
fn mapping(out: &mut String, entries: &Map<String, Value>, indent: usize, begun: bool) {
    for (index, (key, value)) in entries.iter().enumerate() {
        if index > 0 || !begun {
            out.push_str(&" ".repeat(indent));
        }
        let _ = write!(out, "{}:", scalar(key, Context::Block));
        after_key(out, value, indent, false, key);
    }
}

fn list(out: &mut String, items: &[Value], indent: usize, open_items: bool) {
    for item in items {
        out.push_str(&" ".repeat(indent));
        out.push_str("- ");
        match item {
            Value::Object(entries)
                if !entries.is_empty() && (open_items || !fits(item, indent + 2)) =>
            {
                mapping(out, entries, indent + 2, true);
            }
            Value::String(text) => {
                let _ = writeln!(out, "{}", scalar(text, Context::Block));
            }
            item => {
                let _ = writeln!(out, "{}", flow(item));
            }
        }
    }
}

fn fits(value: &Value, line: usize) -> bool {
    line + 1 + flow(value).chars().count() <= WIDTH
}

/// A value on one line.
fn flow(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => scalar(text, Context::Flow),
        Value::Array(items) => format!(
            "[{}]",
            items.iter().map(flow).collect::<Vec<_>>().join(", ")
        ),
        Value::Object(entries) => {
            let entries = entries.iter();
            let entries = entries
                .map(|(key, value)| format!("{}: {}", scalar(key, Context::Flow), flow(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A text, plain where no reader of YAML can take it for anything else.
fn scalar(text: &str, context: Context) -> String {
    if is_plain(text, context) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

fn is_plain(text: &str, context: Context) -> bool {
    const WORDS: [&str; 11] = [
        "null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf",
    ];
    let punctuation = match context {
        Context::Block => " _.,/()+;'$-",
        Context::Flow => "_./$-",
    };
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '$' || c == '_')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || punctuation.contains(c))
        && !text.ends_with(' ')
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
        || is_duration(text)
}

/// A number and a unit, such as `20m` or `-7d`: no reader takes it for a number.
fn is_duration(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let unit = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    unit.len() < digits.len() && ["d", "h", "m", "s", "ms"].contains(&unit)
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_hidden(c) => {
                let code = u32::from(c);
                let _ = if code > 0xffff {
                    write!(out, "\\U{code:08X}")
                } else {
                    write!(out, "\\u{code:04X}")
                };
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Characters that YAML forbids or that an editor would not show.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}')
        || u32::from(c) & 0xfffe == 0xfffe
        || matches!(c, '\u{e0000}'..='\u{e0fff}')
}
