//! Shorthand: `Key=Value,List=a,b,Map={k=v},Other@=file://path`.

use super::super::fault::CliError;
use super::super::ports::Flavour;
use super::super::value::{Map, Value};
use super::paramfile::Paramfiles;

/// Reads one shorthand expression.
///
/// # Errors
///
/// What was expected and where, with the expression and a caret.
pub(super) fn parse(
    option: &str,
    text: &str,
    files: &Paramfiles<'_>,
    flavour: Flavour,
) -> Result<Value, CliError> {
    let chars: Vec<char> = text.chars().collect();
    let mut reader = Reader {
        chars: &chars,
        at: 0,
        depth: 0,
        from_files: false,
        files,
        flavour,
    };
    match reader.members() {
        Ok(map) => Ok(Value::Map(map)),
        Err(Stop::Syntax(message) | Stop::Broken(message)) => {
            Err(CliError::parameter(option, &message))
        }
        Err(Stop::File(message)) => Err(CliError::other(message)),
    }
}

/// Why reading stopped: only the first kind lets a list end early.
enum Stop {
    Syntax(String),
    Broken(String),
    /// A file that cannot be read; the CLI forgets which option named it.
    File(String),
}

type Read<T> = Result<T, Stop>;

const MAX_DEPTH: usize = 64;

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
    depth: usize,
    /// The value after `@=` may name a file.
    from_files: bool,
    files: &'a Paramfiles<'a>,
    flavour: Flavour,
}

/// Characters that may begin an unquoted value; `\,` may too.
fn begins_word(c: char) -> bool {
    matches!(c, '!' | '#'..='&' | '('..='+' | '-'..='<' | '>'..='Z' | '\\'..='z' | '|'..='\u{ffff}')
}

/// Characters that may follow in the first value after `=`.
fn follows_first(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '!' | '#'..='&' | '('..='+' | '-'..='\\' | '^'..='|' | '~'..='\u{ffff}')
}

/// Characters that may follow in a further value of a list, where `=` would begin the next member.
fn follows_next(c: char) -> bool {
    c.is_whitespace() || matches!(c, '!' | '#'..='&' | '('..='+' | '-'..='<' | '>'..='\u{ffff}')
}

impl Reader<'_> {
    fn now(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(
            self.now(),
            Some(' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
        ) {
            self.at += 1;
        }
    }

    /// The expression up to the end of the line of `at`, a caret under it, and the rest.
    fn place(&self, at: usize) -> String {
        let text = |range: &[char]| range.iter().collect::<String>();
        let before = &self.chars[..at];
        let column = match before.iter().rposition(|c| *c == '\n') {
            Some(newline) => at - newline - 1,
            None => at,
        };
        let end = self.chars[at..].iter().position(|c| *c == '\n');
        let end = end.map_or(self.chars.len(), |n| at + n);
        format!(
            "{}\n{}^{}",
            text(&self.chars[..end]),
            " ".repeat(column),
            text(&self.chars[end..])
        )
    }

    fn syntax<T>(&self, expected: &str, actual: &str) -> Read<T> {
        let lead = if self.flavour == Flavour::V2 { " " } else { "" };
        Err(Stop::Syntax(format!(
            "Expected: '{expected}', received: '{actual}' for input:\n{lead}{}",
            self.place(self.at)
        )))
    }

    fn expect(&mut self, c: char) -> Read<()> {
        match self.now() {
            Some(found) if found == c => {
                self.at += 1;
                Ok(())
            }
            Some(found) => self.syntax(&c.to_string(), &found.to_string()),
            None => self.syntax(&c.to_string(), "EOF"),
        }
    }

    fn expect_spaced(&mut self, c: char) -> Read<()> {
        self.blanks();
        self.expect(c)?;
        self.blanks();
        Ok(())
    }

    fn members(&mut self) -> Read<Map> {
        let mut map = Map::new();
        let (key, value) = self.member()?;
        map.set(key, value);
        let mut last = self.at;
        while self.at < self.chars.len() {
            self.expect_spaced(',')?;
            let (key, value) = self.member()?;
            if map.has(&key) {
                return Err(Stop::Broken(format!(
                    "Second instance of key \"{key}\" encountered for input:\n{}\nThis is often because there is a preceding \",\" instead of a space.",
                    self.place(last + 1)
                )));
            }
            map.set(key, value);
            last = self.at;
        }
        Ok(map)
    }

    fn member(&mut self) -> Read<(String, Value)> {
        let key = self.key()?;
        let value = match self.now() {
            None => Value::text(""),
            Some('[') => self.list()?,
            Some('{') => self.map()?,
            Some(_) => self.values()?,
        };
        Ok((key, value))
    }

    /// A key, and `=` or `@=`.
    fn key(&mut self) -> Read<String> {
        let start = self.at;
        while self
            .now()
            .is_some_and(|c| c.is_ascii_alphanumeric() || "-_.#/:".contains(c))
        {
            self.at += 1;
        }
        let key = self.chars[start..self.at].iter().collect();
        self.blanks();
        self.from_files = self.now() == Some('@');
        if self.from_files {
            self.at += 1;
        }
        self.expect_spaced('=')?;
        Ok(key)
    }

    /// `a`, or `a,b`; the `c` of `a,c=d` is the next member.
    fn values(&mut self) -> Read<Value> {
        let first = self.first_value()?;
        self.blanks();
        if self.now() != Some(',') {
            return Ok(first);
        }
        self.expect_spaced(',')?;
        let mut items = vec![first];
        loop {
            match self.next_value() {
                Ok((value, done)) => {
                    items.push(value);
                    if done {
                        break;
                    }
                }
                Err(Stop::Syntax(message)) => {
                    if self.at >= self.chars.len() {
                        return Err(Stop::Syntax(message));
                    }
                    while self.at > 0 && self.now() != Some(',') {
                        self.at -= 1;
                    }
                    break;
                }
                Err(broken) => return Err(broken),
            }
        }
        if items.len() == 1 {
            return Ok(items.remove(0));
        }
        Ok(Value::List(items))
    }

    /// A further value of a list, and whether the text ends with it.
    fn next_value(&mut self) -> Read<(Value, bool)> {
        let value = match self.now() {
            Some(mark @ ('\'' | '"')) => self.quoted(mark)?,
            _ => match self.word(follows_next) {
                Some(word) => self.resolve(word)?,
                None => return self.syntax("<second>", "<none>"),
            },
        };
        self.blanks();
        if self.at >= self.chars.len() {
            return Ok((value, true));
        }
        self.expect_spaced(',')?;
        Ok((value, false))
    }

    fn first_value(&mut self) -> Read<Value> {
        match self.now() {
            Some(mark @ ('\'' | '"')) => self.quoted(mark),
            _ => match self.word(follows_first) {
                Some(word) => self.resolve(word),
                None => Ok(Value::text("")),
            },
        }
    }

    fn word(&mut self, follows: fn(char) -> bool) -> Option<String> {
        let mut word = String::new();
        loop {
            let allowed = if word.is_empty() {
                begins_word
            } else {
                follows
            };
            match (self.now(), self.chars.get(self.at + 1)) {
                (Some('\\'), Some(',')) => {
                    word.push(',');
                    self.at += 2;
                }
                (Some(c), _) if allowed(c) => {
                    word.push(c);
                    self.at += 1;
                }
                _ => break,
            }
        }
        (!word.is_empty()).then(|| word.trim_end().to_owned())
    }

    fn quoted(&mut self, mark: char) -> Read<Value> {
        let mut end = self.at + 1;
        let mut escaped = None;
        loop {
            match self.chars.get(end) {
                None if let Some(last) = escaped => {
                    // Nothing else closes the quotes, so the last mark does: the text ends with a backslash.
                    end = last;
                    break;
                }
                None => {
                    let kind = if mark == '"' {
                        "<double quoted>"
                    } else {
                        "<singled quoted>"
                    };
                    return self.syntax(kind, "<none>");
                }
                Some('\\') if self.chars.get(end + 1) == Some(&mark) => {
                    escaped = Some(end + 1);
                    end += 2;
                }
                Some(c) if *c == mark => break,
                Some(_) => end += 1,
            }
        }
        let inner: String = self.chars[self.at + 1..end].iter().collect();
        self.at = end + 1;
        let inner = inner
            .replace(&format!("\\{mark}"), &mark.to_string())
            .replace("\\\\", "\\");
        self.resolve(inner)
    }

    fn resolve(&self, word: String) -> Read<Value> {
        if !self.from_files {
            return Ok(Value::Text(word));
        }
        let loaded = self.files.load(&word).map_err(Stop::File)?;
        Ok(loaded.unwrap_or(Value::Text(word)))
    }

    fn nested(&mut self) -> Read<Value> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Stop::Broken(format!(
                "nested deeper than {MAX_DEPTH} levels"
            )));
        }
        let value = match self.now() {
            Some('[') => self.list(),
            Some('{') => self.map(),
            _ => self.first_value(),
        };
        self.depth -= 1;
        value
    }

    fn list(&mut self) -> Read<Value> {
        self.expect_spaced('[')?;
        let mut items = Vec::new();
        while self.now() != Some(']') {
            items.push(self.nested()?);
            self.blanks();
            if self.now() != Some(']') {
                self.expect(',')?;
                self.blanks();
            }
        }
        self.expect(']')?;
        Ok(Value::List(items))
    }

    fn map(&mut self) -> Read<Value> {
        self.expect_spaced('{')?;
        let mut map = Map::new();
        while self.now() != Some('}') {
            let key = self.key()?;
            let value = self.nested()?;
            self.blanks();
            if self.now() != Some('}') {
                self.expect(',')?;
                self.blanks();
            }
            map.set(key, value);
        }
        self.expect('}')?;
        Ok(Value::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::super::ports::{FileFault, Files};
    use super::super::super::value::repr;
    use super::*;

    struct OneFile;

    impl Files for OneFile {
        fn read(&self, path: &str) -> Result<Vec<u8>, FileFault> {
            if path == "s.txt" {
                return Ok(b"secret".to_vec());
            }
            Err(FileFault {
                number: 2,
                message: "No such file or directory".into(),
            })
        }
    }

    fn read(text: &str) -> Result<String, String> {
        let files = Paramfiles {
            files: &OneFile,
            env: &BTreeMap::new(),
        };
        parse("--o", text, &files, Flavour::V1)
            .map(|value| repr(&value))
            .map_err(|fault| fault.message)
    }

    fn check(text: &str, expect: &str) {
        assert_eq!(read(text).as_deref(), Ok(expect), "{text}");
    }

    #[test]
    fn members_lists_and_maps() {
        check("a=b,c=d", "{'a': 'b', 'c': 'd'}");
        check("a=b,c", "{'a': ['b', 'c']}");
        check("a=x,y,b=z", "{'a': ['x', 'y'], 'b': 'z'}");
        check("a = b , c = d=", "{'a': 'b', 'c': 'd='}");
        check("a={b=c,d=[e,f]}", "{'a': {'b': 'c', 'd': ['e', 'f']}}");
        check("a=b\\,c", "{'a': 'b,c'}");
        check("a=\"x,y\",b='z'", "{'a': 'x,y', 'b': 'z'}");
        check(r#"a=b,c="C:\dir\""#, r"{'a': 'b', 'c': 'C:\\dir\\'}");
        check(r#"a="C:\",c=d"#, r"{'a': 'C:\\', 'c': 'd'}");
        check(r#"a="x\\\""#, r"{'a': 'x\\\\'}");
        check(r"a='C:\'", r"{'a': 'C:\\'}");
        check(r#"a="b\"c",d=e"#, "{'a': 'b\"c', 'd': 'e'}");
        check("a=,b=", "{'a': '', 'b': ''}");
        check("=A", "{'': 'A'}");
        check(
            "a@=file://s.txt,b=file://s.txt",
            "{'a': 'secret', 'b': 'file://s.txt'}",
        );
    }

    #[test]
    fn faults_point_at_their_place() {
        for (text, expect) in [
            (
                "abc",
                "Error parsing parameter '--o': Expected: '=', received: 'EOF' for input:\nabc\n   ^",
            ),
            (
                "a@b=c",
                "Error parsing parameter '--o': Expected: '=', received: 'b' for input:\na@b=c\n  ^",
            ),
            (
                "a=\"b",
                "Error parsing parameter '--o': Expected: '<double quoted>', received: '<none>' for input:\na=\"b\n  ^",
            ),
            (
                "a=1,a=2",
                "Error parsing parameter '--o': Second instance of key \"a\" encountered for input:\na=1,a=2\n    ^\nThis is often because there is a preceding \",\" instead of a space.",
            ),
        ] {
            assert_eq!(read(text), Err(expect.to_owned()), "{text}");
        }
        assert!(read(&format!("a={}", "[".repeat(5000))).is_err());
    }
}
