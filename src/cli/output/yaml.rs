//! v2's `--output yaml` and `yaml-stream`: block style, keys sorted, single quotes where a plain text would read differently.

use std::fmt::Write as _;

use super::super::params::base64;
use super::super::value::{Layout, Value, float_text, write};

/// The value as a YAML document.
pub(crate) fn yaml(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Map(map) if !map.is_empty() => put_map(&mut out, value, 0, false),
        Value::List(items) if !items.is_empty() => put_list(&mut out, items, 0),
        // What is no document stands as JSON.
        scalar => {
            out = write(scalar, Layout::Wire);
            out.push('\n');
        }
    }
    out
}

fn put_map(out: &mut String, value: &Value, indent: usize, after_dash: bool) {
    let Some(map) = value.as_map() else { return };
    let mut keys: Vec<&str> = map.keys().collect();
    keys.sort_unstable();
    for (i, key) in keys.into_iter().enumerate() {
        if i > 0 || !after_dash {
            out.push_str(&" ".repeat(indent));
        }
        let name = scalar_text(&Value::text(key), indent, 0);
        let _ = write!(out, "{name}:");
        let Some(member) = map.get(key) else { continue };
        match member {
            Value::Map(inner) if !inner.is_empty() => {
                out.push('\n');
                put_map(out, member, indent + 2, false);
            }
            Value::List(items) if !items.is_empty() => {
                out.push('\n');
                put_list(out, items, indent);
            }
            scalar => {
                let column = indent + name.chars().count() + 2;
                let _ = writeln!(out, " {}", scalar_text(scalar, indent + 2, column));
            }
        }
    }
}

fn put_list(out: &mut String, items: &[Value], indent: usize) {
    for item in items {
        out.push_str(&" ".repeat(indent));
        out.push('-');
        match item {
            Value::Map(map) if !map.is_empty() => {
                out.push(' ');
                put_map(out, item, indent + 2, true);
            }
            Value::List(inner) if !inner.is_empty() => {
                out.push(' ');
                let mut nested = String::new();
                put_list(&mut nested, inner, indent + 2);
                out.push_str(nested.trim_start());
            }
            scalar => {
                let _ = writeln!(out, " {}", scalar_text(scalar, indent + 2, indent + 2));
            }
        }
    }
}

const WIDTH: usize = 80;

fn scalar_text(value: &Value, indent: usize, column: usize) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(b) => b.to_string(),
        Value::Int(i) => i.to_string(),
        Value::Float(f) => float_text(*f),
        Value::Bytes(b) => format!("!!binary |\n  {}", base64(b)),
        Value::List(_) => "[]".into(),
        Value::Map(_) => "{}".into(),
        // Blanks beside a line break would be lost in any other form.
        Value::Text(t) if t.chars().any(is_special) || t.contains("\n ") || t.contains(" \n") => {
            double_quoted(t, indent, column)
        }
        Value::Text(t) if is_plain(t) => folded(t, indent, column, ""),
        Value::Text(t) => format!(
            "'{}'",
            folded(&t.replace('\'', "''"), indent, column + 1, "\n")
        ),
    }
}

/// Characters that only stand escaped: control characters, and those beyond the first plane.
fn is_special(c: char) -> bool {
    c != '\n' && (c.is_control() || c == '\u{feff}' || c > '\u{ffff}')
}

/// A text that reads as itself without quotes.
fn is_plain(text: &str) -> bool {
    let special = |c: char| "-?:,[]{}#&*!|>'\"%@`=".contains(c);
    let Some(first) = text.chars().next() else {
        return false;
    };
    let first_two: Vec<char> = text.chars().take(2).collect();
    let dash_word =
        matches!(first, '-' | '?' | ':') && first_two.get(1).is_some_and(|c| !c.is_whitespace());
    let reads_as_other = [
        "<<", "null", "Null", "NULL", "~", "true", "True", "TRUE", "false", "False", "FALSE",
    ]
    .contains(&text)
        || reads_as_number(text)
        || reads_as_date(text);
    !reads_as_other
        && (!special(first) || dash_word)
        && !text.contains('\n')
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && !text.starts_with("---")
        && !text.starts_with("...")
}

fn reads_as_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && (digits.replace('_', "").parse::<f64>().is_ok()
            || digits.starts_with("0b") && digits[2..].bytes().all(|b| matches!(b, b'0' | b'1'))
            || digits.starts_with("0x") && digits[2..].bytes().all(|b| b.is_ascii_hexdigit())
            || digits.starts_with("0o") && digits[2..].bytes().all(|b| b.is_ascii_digit())
            || [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"].contains(&digits))
}

fn reads_as_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    (0..4).all(digit)
        && bytes.get(4) == Some(&b'-')
        && digit(5)
        && (bytes.get(6) == Some(&b'-') || bytes.get(7) == Some(&b'-'))
}

/// Broken at blanks past the width; line breaks doubled for a quoted text.
fn folded(text: &str, indent: usize, column: usize, break_as: &str) -> String {
    let mut out = String::new();
    let mut at = column;
    let pad = " ".repeat(indent);
    let mut words = text.split(' ').peekable();
    let mut first = true;
    while let Some(word) = words.next() {
        if !first {
            let can_break = at > WIDTH && !word.is_empty() && words.peek().is_some();
            if can_break {
                out.push('\n');
                out.push_str(&pad);
                at = indent;
            } else {
                out.push(' ');
                at += 1;
            }
        }
        first = false;
        let mut in_breaks = false;
        for c in word.chars() {
            if c == '\n' {
                // Several in a row need one more than there are.
                if !in_breaks {
                    out.push_str(break_as);
                }
                out.push('\n');
            } else {
                if in_breaks {
                    out.push_str(&pad);
                    at = indent;
                }
                out.push(c);
                at += 1;
            }
            in_breaks = c == '\n';
        }
        if in_breaks {
            out.push_str(&pad);
            at = indent;
        }
    }
    out
}

/// Escaped, and broken past the width at the first of some blanks: the break stands for it, and a backslash saves the rest.
fn double_quoted(text: &str, indent: usize, column: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::from("\"");
    let mut at = column + 1;
    for (i, c) in chars.iter().enumerate() {
        let first_blank = *c == ' ' && i > 0 && chars[i - 1] != ' ';
        if at > WIDTH && first_blank && i + 1 < chars.len() {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            at = indent;
            if chars[i + 1] == ' ' {
                out.push('\\');
                at += 1;
            }
            continue;
        }
        let length = out.chars().count();
        put_escaped(&mut out, *c);
        at += out.chars().count() - length;
    }
    out + "\""
}

/// Writes one character, escaped if it has to be.
fn put_escaped(out: &mut String, c: char) {
    let short = match c {
        '"' => '"',
        '\\' => '\\',
        '\n' => 'n',
        '\t' => 't',
        '\r' => 'r',
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\u{1b}' => 'e',
        '\u{85}' => 'N',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        c => {
            let code = u32::from(c);
            let written = match c {
                '\u{feff}' => write!(out, "\\u{code:04X}"),
                c if c > '\u{ffff}' => write!(out, "\\U{code:08X}"),
                c if c.is_control() => write!(out, "\\x{code:02X}"),
                c => {
                    out.push(c);
                    Ok(())
                }
            };
            debug_assert!(written.is_ok(), "writing to a String cannot fail");
            return;
        }
    };
    out.push('\\');
    out.push(short);
}

#[cfg(test)]
mod tests {
    use super::super::super::value::parse;
    use super::*;

    fn check(json: &str, expect: &str) {
        assert_eq!(yaml(&parse(json, false).expect("JSON")), expect, "{json}");
    }

    #[test]
    fn keys_are_sorted_and_texts_quoted_at_need() {
        check(
            r#"{"b":[{"y":"1","x":true}],"a":"arn:k","d":"2015-09-13","e":"","l":[]}"#,
            "a: arn:k\nb:\n- x: true\n  y: '1'\nd: '2015-09-13'\ne: ''\nl: []\n",
        );
        check(
            r#"{"c":"0b1","d":"\ufeffa","e":"\u0007\u0085"}"#,
            "c: '0b1'\nd: \"\\uFEFFa\"\ne: \"\\a\\N\"\n",
        );
        check(r#"{"c":"-----A\nB\n"}"#, "c: '-----A\n\n  B\n\n  '\n");
        check(
            r#"{"Policy": "{\n  \"Version\": \"2012-10-17\",\n  \"Id\": \"key-default-1\",\n  \"Statement\": [\n    {\n      \"Sid\": \"Enable IAM User Permissions\",\n      \"Effect\": \"Allow\",\n      \"Principal\": {\n        \"AWS\": \"arn:aws:iam::111122223333:root\"\n      },\n      \"Action\": \"kms:*\",\n      \"Resource\": \"*\"\n    }\n  ]\n}"}"#,
            concat!(
                "Policy: \"{\\n  \\\"Version\\\": \\\"2012-10-17\\\",\\n  \\\"Id\\\": \\\"key-default-1\\\",\\n  \\\"Statement\\\":\n",
                "  [\\n    {\\n      \\\"Sid\\\": \\\"Enable IAM User Permissions\\\",\\n      \\\"Effect\\\": \\\"Allow\\\",\\n\n",
                "  \\     \\\"Principal\\\": {\\n        \\\"AWS\\\": \\\"arn:aws:iam::111122223333:root\\\"\\n      },\\n\n",
                "  \\     \\\"Action\\\": \\\"kms:*\\\",\\n      \\\"Resource\\\": \\\"*\\\"\\n    }\\n  ]\\n}\"\n",
            ),
        );
        check(r#"{"c":"a\n\nb"}"#, "c: 'a\n\n\n  b'\n");
    }
}
