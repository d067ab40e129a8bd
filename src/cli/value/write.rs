//! Writing JSON as Python's `json.dumps` does.

use std::fmt::Write as _;

use super::{Value, float_text, surrogate};

/// How to lay JSON out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// On one line, `", "` and `": "`, non-ASCII escaped: the body of a request.
    Wire,
    /// On one line without blanks: `JMESPath`'s `to_string`.
    Compact,
    /// Indented by four, non-ASCII as it is: `--output json`.
    Indented,
    /// Indented by four, non-ASCII escaped: a skeleton.
    IndentedAscii,
}

/// The value as JSON; bytes as base64.
pub(crate) fn write(value: &Value, layout: Layout) -> String {
    let mut out = String::new();
    put(&mut out, value, layout, 0);
    out
}

fn put(out: &mut String, value: &Value, layout: Layout, depth: usize) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Int(i) => out.push_str(&i.to_string()),
        Value::Float(f) if f.is_nan() => out.push_str("NaN"),
        Value::Float(f) if f.is_infinite() => {
            out.push_str(if *f > 0.0 { "Infinity" } else { "-Infinity" });
        }
        Value::Float(f) => out.push_str(&float_text(*f)),
        Value::Text(t) => put_text(out, t, layout),
        Value::Bytes(b) => put_text(out, &super::super::params::base64(b), layout),
        Value::List(items) => {
            out.push('[');
            for (n, item) in items.iter().enumerate() {
                separate(out, layout, depth + 1, n == 0);
                put(out, item, layout, depth + 1);
            }
            close(out, layout, depth, items.is_empty(), ']');
        }
        Value::Map(map) => {
            out.push('{');
            for (n, (key, member)) in map.iter().enumerate() {
                separate(out, layout, depth + 1, n == 0);
                put_text(out, key, layout);
                out.push_str(if layout == Layout::Compact { ":" } else { ": " });
                put(out, member, layout, depth + 1);
            }
            close(out, layout, depth, map.is_empty(), '}');
        }
    }
}

fn separate(out: &mut String, layout: Layout, depth: usize, first: bool) {
    if !first {
        out.push(',');
    }
    match layout {
        Layout::Compact => {}
        Layout::Wire if first => {}
        Layout::Wire => out.push(' '),
        Layout::Indented | Layout::IndentedAscii => break_line(out, depth),
    }
}

fn close(out: &mut String, layout: Layout, depth: usize, empty: bool, mark: char) {
    if !empty && matches!(layout, Layout::Indented | Layout::IndentedAscii) {
        break_line(out, depth);
    }
    out.push(mark);
}

fn break_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("    ", depth));
}

fn put_text(out: &mut String, text: &str, layout: Layout) {
    let ascii = layout != Layout::Indented;
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(c),
            c if !ascii && c > '\u{1f}' => out.push(c),
            c => match surrogate::decode(c) {
                Some(unit) => {
                    let _ = write!(out, "\\u{unit:04x}");
                }
                None => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        let _ = write!(out, "\\u{unit:04x}");
                    }
                }
            },
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn check(json: &str, layout: Layout, expect: &str) {
        assert_eq!(write(&parse(json, false).expect("JSON"), layout), expect);
    }

    #[test]
    fn each_layout_is_pythons() {
        let json = r#"{"a":[1,2.5],"b":{},"c":"é\u0001\u007f\ud83d"}"#;
        check(
            json,
            Layout::Wire,
            r#"{"a": [1, 2.5], "b": {}, "c": "\u00e9\u0001\u007f\ud83d"}"#,
        );
        check(
            r#"{"a":[1],"b":[],"c":"é\u0001"}"#,
            Layout::Indented,
            "{\n    \"a\": [\n        1\n    ],\n    \"b\": [],\n    \"c\": \"é\\u0001\"\n}",
        );
        check(r#"{"a": [1, 2]}"#, Layout::Compact, r#"{"a":[1,2]}"#);
    }
}
