//! Reading JSON with the faults, and the positions, that Python's `json.loads` names.

use super::{Map, Value, surrogate};

/// What is wrong with a JSON text, in Python's words, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JsonError {
    message: &'static str,
    line: usize,
    column: usize,
    at: usize,
}

impl std::fmt::Display for JsonError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_too_deep() {
            return f.write_str(self.message);
        }
        write!(
            f,
            "{}: line {} column {} (char {})",
            self.message, self.line, self.column, self.at
        )
    }
}

impl JsonError {
    /// The text is not wrong, but nested deeper than anybody reads.
    pub(crate) fn is_too_deep(&self) -> bool {
        [DEEP_ARRAY, DEEP_OBJECT].contains(&self.message)
    }
}

const DEEP_ARRAY: &str =
    "maximum recursion depth exceeded while decoding a JSON array from a unicode string";
const DEEP_OBJECT: &str =
    "maximum recursion depth exceeded while decoding a JSON object from a unicode string";

/// Python gives up at about 940; this is deep enough for any reply, and shallow enough for a thread's stack.
const MAX_DEPTH: usize = 300;

/// Reads one JSON value. `trailing_comma` turns on the message that newer Pythons (3.13) give for `{"a": 1,}`.
pub(crate) fn parse(text: &str, trailing_comma: bool) -> Result<Value, JsonError> {
    let chars: Vec<char> = text.chars().collect();
    let mut reader = Reader {
        chars: &chars,
        depth: 0,
        trailing_comma,
    };
    if chars.first() == Some(&'\u{feff}') {
        return Err(reader.fault("Unexpected UTF-8 BOM (decode using utf-8-sig)", 0));
    }
    let start = reader.blanks(0);
    let (value, end) = reader.value(start)?;
    let end = reader.blanks(end);
    if end != chars.len() {
        return Err(reader.fault("Extra data", end));
    }
    Ok(value)
}

struct Reader<'a> {
    chars: &'a [char],
    depth: usize,
    trailing_comma: bool,
}

type Read<T> = Result<(T, usize), JsonError>;

impl Reader<'_> {
    fn fault(&self, message: &'static str, at: usize) -> JsonError {
        let before = &self.chars[..at.min(self.chars.len())];
        let line = before.iter().filter(|c| **c == '\n').count() + 1;
        let column = match before.iter().rposition(|c| *c == '\n') {
            Some(newline) => at - newline,
            None => at + 1,
        };
        JsonError {
            message,
            line,
            column,
            at,
        }
    }

    fn at(&self, i: usize) -> Option<char> {
        self.chars.get(i).copied()
    }

    fn blanks(&self, mut i: usize) -> usize {
        while matches!(self.at(i), Some(' ' | '\t' | '\n' | '\r')) {
            i += 1;
        }
        i
    }

    fn word(&self, i: usize, word: &str) -> bool {
        word.chars()
            .enumerate()
            .all(|(n, c)| self.at(i + n) == Some(c))
    }

    fn value(&mut self, i: usize) -> Read<Value> {
        const WORDS: [(&str, Value); 6] = [
            ("null", Value::Null),
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
            ("NaN", Value::Float(f64::NAN)),
            ("Infinity", Value::Float(f64::INFINITY)),
            ("-Infinity", Value::Float(f64::NEG_INFINITY)),
        ];
        match self.at(i) {
            Some('"') => {
                let (text, end) = self.string(i + 1)?;
                Ok((Value::Text(text), end))
            }
            Some('{' | '[') => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    let array = self.at(i) == Some('[');
                    return Err(self.fault(if array { DEEP_ARRAY } else { DEEP_OBJECT }, i));
                }
                let read = if self.at(i) == Some('{') {
                    self.object(i + 1)
                } else {
                    self.array(i + 1)
                };
                self.depth -= 1;
                read
            }
            _ => {
                for (word, value) in WORDS {
                    if self.word(i, word) {
                        return Ok((value, i + word.len()));
                    }
                }
                self.number(i)
                    .ok_or_else(|| self.fault("Expecting value", i))
            }
        }
    }

    fn object(&mut self, i: usize) -> Read<Value> {
        let mut map = Map::new();
        let mut i = self.blanks(i);
        if self.at(i) == Some('}') {
            return Ok((Value::Map(map), i + 1));
        }
        let mut comma = None;
        loop {
            if self.at(i) != Some('"') {
                if let (true, Some(comma), Some('}')) = (self.trailing_comma, comma, self.at(i)) {
                    return Err(self.fault("Illegal trailing comma before end of object", comma));
                }
                let message = "Expecting property name enclosed in double quotes";
                return Err(self.fault(message, i));
            }
            let (key, end) = self.string(i + 1)?;
            i = self.blanks(end);
            if self.at(i) != Some(':') {
                return Err(self.fault("Expecting ':' delimiter", i));
            }
            let (value, end) = self.value(self.blanks(i + 1))?;
            map.set(key, value);
            i = self.blanks(end);
            match self.at(i) {
                Some('}') => return Ok((Value::Map(map), i + 1)),
                Some(',') => comma = Some(i),
                _ => return Err(self.fault("Expecting ',' delimiter", i)),
            }
            i = self.blanks(i + 1);
        }
    }

    fn array(&mut self, i: usize) -> Read<Value> {
        let mut items = Vec::new();
        let mut i = self.blanks(i);
        if self.at(i) == Some(']') {
            return Ok((Value::List(items), i + 1));
        }
        loop {
            let (value, end) = self.value(i)?;
            items.push(value);
            i = self.blanks(end);
            let comma = match self.at(i) {
                Some(']') => return Ok((Value::List(items), i + 1)),
                Some(',') => i,
                _ => return Err(self.fault("Expecting ',' delimiter", i)),
            };
            i = self.blanks(i + 1);
            if self.trailing_comma && self.at(i) == Some(']') {
                return Err(self.fault("Illegal trailing comma before end of array", comma));
            }
        }
    }

    fn string(&self, begin: usize) -> Read<String> {
        let unterminated = || self.fault("Unterminated string starting at", begin - 1);
        let mut text = String::new();
        let mut i = begin;
        loop {
            match self.at(i).ok_or_else(unterminated)? {
                '"' => return Ok((text, i + 1)),
                c if u32::from(c) < 0x20 => {
                    return Err(self.fault("Invalid control character at", i));
                }
                '\\' => {
                    let escape = self.at(i + 1).ok_or_else(unterminated)?;
                    i += 2;
                    text.push(match escape {
                        '"' | '\\' | '/' => escape,
                        'b' => '\u{8}',
                        'f' => '\u{c}',
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        'u' => {
                            let (c, end) = self.unicode(i)?;
                            i = end;
                            c
                        }
                        _ => return Err(self.fault("Invalid \\escape", i - 2)),
                    });
                }
                c => {
                    text.push(c);
                    i += 1;
                }
            }
        }
    }

    /// Four hexadecimal digits at `i`, and the low surrogate that may follow.
    fn unicode(&self, i: usize) -> Read<char> {
        let unit = self
            .hex(i)
            .ok_or_else(|| self.fault("Invalid \\uXXXX escape", i - 1))?;
        if (0xd800..0xdc00).contains(&unit)
            && self.word(i + 4, "\\u")
            && let Some(low) = self.hex(i + 6).filter(|u| (0xdc00..0xe000).contains(u))
        {
            let code = 0x1_0000 + ((u32::from(unit) - 0xd800) << 10) + u32::from(low) - 0xdc00;
            return Ok((
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
                i + 10,
            ));
        }
        let c = char::from_u32(u32::from(unit)).unwrap_or_else(|| surrogate::encode(unit));
        Ok((c, i + 4))
    }

    fn hex(&self, i: usize) -> Option<u16> {
        // Python wants a character after the four digits: the string cannot end inside the escape.
        self.at(i + 4)?;
        (0..4).try_fold(0u16, |unit, n| {
            let digit = u16::try_from(self.at(i + n)?.to_digit(16)?).ok()?;
            Some(unit << 4 | digit)
        })
    }

    fn number(&self, start: usize) -> Option<(Value, usize)> {
        let digits = |mut i: usize| {
            while self.at(i).is_some_and(|c| c.is_ascii_digit()) {
                i += 1;
            }
            i
        };
        let mut i = start + usize::from(self.at(start) == Some('-'));
        i = match self.at(i)? {
            '0' => i + 1,
            '1'..='9' => digits(i),
            _ => return None,
        };
        let mut float = false;
        if self.at(i) == Some('.') && digits(i + 1) > i + 1 {
            i = digits(i + 1);
            float = true;
        }
        if matches!(self.at(i), Some('e' | 'E')) {
            let exponent = i + 1 + usize::from(matches!(self.at(i + 1), Some('+' | '-')));
            if digits(exponent) > exponent {
                i = digits(exponent);
                float = true;
            }
        }
        let text: String = self.chars[start..i].iter().collect();
        let value = match (float, text.parse()) {
            (false, Ok(int)) => Value::Int(int),
            _ => Value::Float(text.parse().ok()?),
        };
        Some((value, i))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(text: &str, expect: &str) {
        let error = parse(text, false).expect_err("not JSON").to_string();
        assert_eq!(error, expect, "{text}");
    }

    #[test]
    fn faults_are_named_as_python_names_them() {
        fails("", "Expecting value: line 1 column 1 (char 0)");
        fails("in.json", "Expecting value: line 1 column 1 (char 0)");
        fails(
            "{bad",
            "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        );
        fails(
            "{\n \"a\": \"a\"\n \"B\": 1}",
            "Expecting ',' delimiter: line 3 column 2 (char 13)",
        );
        fails("{\"a\":", "Expecting value: line 1 column 6 (char 5)");
        fails("{} x", "Extra data: line 1 column 4 (char 3)");
        fails(
            "\"abc",
            "Unterminated string starting at: line 1 column 1 (char 0)",
        );
        fails(r#""a\q""#, "Invalid \\escape: line 1 column 3 (char 2)");
        fails(
            r#""\u12x4""#,
            "Invalid \\uXXXX escape: line 1 column 3 (char 2)",
        );
        fails(
            "\u{feff}{}",
            "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)",
        );
        let comma = parse("[1,]", true).expect_err("a comma").to_string();
        assert_eq!(
            comma,
            "Illegal trailing comma before end of array: line 1 column 3 (char 2)"
        );
    }

    #[test]
    fn the_last_of_two_equal_keys_wins_in_the_place_of_the_first() {
        let value = parse(r#"{"a":1,"b":2,"a":3}"#, false).expect("JSON");
        let map = value.as_map().expect("a map");
        assert_eq!(map.keys().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(map.get("a"), Some(&Value::Int(3)));
    }

    #[test]
    fn surrogates_pair_or_stay_alone() {
        assert_eq!(
            parse(r#""\ud83d\udd11""#, false).expect("JSON"),
            Value::text("\u{1f511}")
        );
        let lone = parse(r#""\ud83d""#, false).expect("JSON");
        let c = lone.as_text().and_then(|t| t.chars().next()).expect("one");
        assert_eq!(surrogate::decode(c), Some(0xd83d));
    }

    #[test]
    fn deep_nesting_is_refused() {
        assert!(parse(&"[".repeat(100_000), false).is_err());
    }
}
