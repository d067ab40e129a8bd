//! Values in Python's words: `repr`, `str`, `int`.

use std::fmt::Write as _;

use super::{Class, Value, surrogate};

/// `repr(float)`: the shortest digits that read back, an exponent from 1e16 up and below 1e-4.
pub(crate) fn float_text(f: f64) -> String {
    if f.is_nan() {
        return "nan".into();
    }
    if f.is_infinite() {
        return if f > 0.0 { "inf" } else { "-inf" }.into();
    }
    let scientific = format!("{f:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if f != 0.0 && !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    let plain = format!("{f}");
    if plain.contains('.') {
        plain
    } else {
        plain + ".0"
    }
}

/// `repr(str)`.
pub(crate) fn quote(text: &str) -> String {
    let mark = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(mark);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == mark => {
                out.push('\\');
                out.push(c);
            }
            c => escape_or_push(&mut out, c),
        }
    }
    out.push(mark);
    out
}

fn escape_or_push(out: &mut String, c: char) {
    let code = surrogate::decode(c).map_or(u32::from(c), u32::from);
    let hidden = matches!(code,
        0..=0x1f | 0x7f..=0xa0 | 0xad | 0x600..=0x605 | 0x61c | 0x1680 | 0x2000..=0x200f
        | 0x2028..=0x202f | 0x205f..=0x206f | 0x3000 | 0xd800..=0xf8ff | 0xfeff | 0xfff9..=0xfffb
        | 0xfffe..=0xffff | 0xe0000..=0x10_ffff);
    let written = match code {
        _ if !hidden => {
            out.push(c);
            Ok(())
        }
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
    debug_assert!(written.is_ok(), "writing to a String cannot fail");
}

/// `repr(value)`.
pub(crate) fn repr(value: &Value) -> String {
    match value {
        Value::Null => "None".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Int(i) => i.to_string(),
        Value::Float(f) => float_text(*f),
        Value::Text(t) => quote(t),
        Value::Bytes(b) => bytes_repr(b),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(repr).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(map) => {
            let pairs = map.class() == Class::OrderedPairs;
            let members: Vec<String> = map
                .iter()
                .map(|(k, v)| {
                    if pairs {
                        format!("({}, {})", quote(k), repr(v))
                    } else {
                        format!("{}: {}", quote(k), repr(v))
                    }
                })
                .collect();
            let members = members.join(", ");
            match map.class() {
                _ if map.is_empty() && map.class() != Class::Dict => "OrderedDict()".into(),
                Class::Dict => format!("{{{members}}}"),
                Class::OrderedPairs => format!("OrderedDict([{members}])"),
                Class::OrderedBraces => format!("OrderedDict({{{members}}})"),
            }
        }
    }
}

fn bytes_repr(bytes: &[u8]) -> String {
    let mark = if bytes.contains(&b'\'') && !bytes.contains(&b'"') {
        '"'
    } else {
        '\''
    };
    let mut out = format!("b{mark}");
    for byte in bytes {
        match char::from(*byte) {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == mark => {
                out.push('\\');
                out.push(c);
            }
            c if (' '..='~').contains(&c) => out.push(c),
            _ => {
                let _ = write!(out, "\\x{byte:02x}");
            }
        }
    }
    out.push(mark);
    out
}

/// `str(value)`: text as it is, everything else by [`repr`].
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Text(t) => t.clone(),
        other => repr(other),
    }
}

/// `int(text)`: blanks around, a sign, single underscores between digits.
///
/// # Errors
///
/// Python's words for a text that is no number.
pub(crate) fn parse_int(text: &str) -> Result<i128, String> {
    let fault = || format!("invalid literal for int() with base 10: {}", quote(text));
    let trimmed = text.trim();
    let (sign, digits) = match trimmed.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let well_formed = !digits.is_empty()
        && digits
            .split('_')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if !well_formed {
        return Err(fault());
    }
    let digits: String = digits.chars().filter(|c| *c != '_').collect();
    digits
        .parse::<i128>()
        .map(|n| sign * n)
        .map_err(|_| fault())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_read_as_python_prints_them() {
        for (float, text) in [
            (1_499_288_695.918, "1499288695.918"),
            (1_442_102_400.0, "1442102400.0"),
            (-1.5, "-1.5"),
            (1e16, "1e+16"),
            (1e15, "1000000000000000.0"),
            (1.5e-5, "1.5e-05"),
            (0.0001, "0.0001"),
            (0.0, "0.0"),
            (f64::NAN, "nan"),
        ] {
            assert_eq!(float_text(float), text);
        }
    }

    #[test]
    fn text_is_quoted_as_python_quotes_it() {
        assert_eq!(quote("it's"), "\"it's\"");
        assert_eq!(quote("a'\"b"), "'a\\'\"b'");
        assert_eq!(quote("é\u{1}\n"), "'é\\x01\\n'");
        assert_eq!(repr(&Value::Bytes(b"a\xffb".to_vec())), "b'a\\xffb'");
    }

    #[test]
    fn maps_are_written_by_their_class() {
        let map = || {
            let inner = Value::Map([("b".to_owned(), Value::Int(1))].into_iter().collect());
            Value::Map([("a".to_owned(), inner)].into_iter().collect())
        };
        for (class, expect) in [
            (Class::Dict, "{'a': {'b': 1}}"),
            (
                Class::OrderedPairs,
                "OrderedDict([('a', OrderedDict([('b', 1)]))])",
            ),
            (
                Class::OrderedBraces,
                "OrderedDict({'a': OrderedDict({'b': 1})})",
            ),
        ] {
            assert_eq!(repr(&map().classed(class)), expect);
        }
    }

    #[test]
    fn integers_are_read_as_python_reads_them() {
        assert_eq!(parse_int(" 7 "), Ok(7));
        assert_eq!(parse_int("+1_0"), Ok(10));
        for bad in ["", "0x10", "1.5", "1e3", "_1", "1__0"] {
            assert!(parse_int(bad).is_err(), "{bad}");
        }
    }
}
