//! The model's regular expressions, which are Java's, in the dialect of the `regex` crate.

use regex::Regex;

/// Compiles a pattern of the model so that it matches whole strings only.
///
/// AWS matches with Java's `Matcher.matches`: the whole string, `\w`, `\d` and `\s` in ASCII, `.` for anything but Java's
/// line ends, `\uXXXX` for one UTF-16 unit.
///
/// # Errors
/// What the `regex` crate says of a pattern that it does not understand, in one line.
pub(super) fn compile(pattern: &str) -> Result<Regex, String> {
    let translated = format!(r"\A(?:{})\z", translate(pattern));
    Regex::new(&translated).map_err(|error| {
        let text = error.to_string();
        let reason = text.lines().last().unwrap_or_default();
        reason.trim_start_matches("error: ").to_owned()
    })
}

/// The pattern in the dialect of the `regex` crate, not anchored.
fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() * 2);
    let mut rest = pattern.chars();
    let mut in_class = false;
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next() {
                Some('u') => {
                    let digits: String = rest.by_ref().take(4).collect();
                    out.extend([r"\x{", &digits, "}"]);
                }
                Some(class @ ('w' | 'd' | 's')) => {
                    let ascii = match class {
                        'w' => "a-zA-Z0-9_",
                        'd' => "0-9",
                        _ => r" \t\n\x0B\f\r",
                    };
                    let (open, close) = if in_class { ("", "") } else { ("[", "]") };
                    out.extend([open, ascii, close]);
                }
                Some(escaped) => out.extend(['\\', escaped]),
                None => out.push('\\'),
            },
            '[' => {
                in_class = true;
                out.push(c);
            }
            ']' => {
                in_class = false;
                out.push(c);
            }
            '.' if !in_class => out.push_str(r"[^\n\r\x{85}\x{2028}\x{2029}]"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Model};

    fn check(pattern: &str, matches: &[&str], refuses: &[&str]) {
        let regex = compile(pattern).expect("the pattern is readable");
        for text in matches {
            assert!(regex.is_match(text), "{pattern} should match {text:?}");
        }
        for text in refuses {
            assert!(!regex.is_match(text), "{pattern} should not match {text:?}");
        }
    }

    #[test]
    fn the_whole_string_counts() {
        check(
            "[0-9]{12}",
            &["111122223333"],
            &["1111222233334", "a111122223333", "", "111122223333\n"],
        );
        check("^[a-f0-9]+$", &["0af"], &["0AF", "0af\n"]);
        check("a|b", &["a", "b"], &["ab", "xb"]);
    }

    #[test]
    fn classes_are_ascii() {
        check(r"[\w]+", &["az_09"], &["é", "-", "٣"]);
        check(
            r"^([a-z]+-){2,3}\d+$",
            &["us-east-1", "us-gov-west-1"],
            &["us-east", "us-east-٣"],
        );
        check(r"^[a-zA-Z0-9:/_\s.-]+$", &["a b\tc"], &["a\u{a0}b"]);
    }

    #[test]
    fn java_escapes_are_translated() {
        check(
            r"[\u0009\u000A\u000D\u0020-\u00FF]+",
            &["\t\n\r ÿ"],
            &["Ā", "\u{0}", ""],
        );
        check(r"^[a-zA-Z0-9\/+=]+$", &["aZ/+="], &["-"]);
        check("^[a-zA-Z0-9-_.]+$", &["a-_.9"], &["/"]);
        check("^x:.+$", &["x:yz"], &["x:", "x:y\nz", "x:y\u{2028}z"]);
    }

    #[test]
    fn an_unreadable_pattern_is_told() {
        let error = compile("[a").expect_err("the class is not closed");
        assert_eq!(error, "unclosed character class");
    }

    #[test]
    fn every_pattern_of_the_model_is_readable() {
        let mut count = 0;
        for shape in Model::bundled().shapes.values() {
            if let Kind::String {
                pattern: Some(pattern),
                ..
            } = &shape.kind
            {
                compile(pattern).expect("the model's patterns are readable");
                count += 1;
            }
        }
        assert_eq!(count, 20);
    }
}
