//! Scalars and small values: texts, numbers, durations, words of a closed set.

use std::time::Duration;

use super::fields::Fields;
use super::parser::{At, Parsed, Parser, Reported};
use crate::case::LengthRange;
use crate::case::keys::MOST_DRAWN;
use crate::case::node::{Node, Tree};
use crate::case::suggest::{did_you_mean, listed};

impl<'n> Parser<'n> {
    /// A text.
    pub(in crate::case) fn text(&mut self, node: &Node) -> Parsed<String> {
        if let Tree::Text(text) = &node.tree {
            return Ok(text.clone());
        }
        let help = match &node.tree {
            Tree::Bool(_) | Tree::Number(_) | Tree::Null => {
                Some("quote it if a text is meant".to_owned())
            }
            _ => None,
        };
        self.error_with(
            node,
            format!("expected a text, found {}", node.describe()),
            "this value is a text",
            help,
        );
        Err(Reported)
    }

    /// A text that is not blank.
    pub(in crate::case) fn filled_text(&mut self, node: &Node) -> Parsed<String> {
        let text = self.text(node)?;
        if text.trim().is_empty() {
            self.error(node, "this text is empty", "it has to say something");
            return Err(Reported);
        }
        Ok(text)
    }

    /// `true` or `false`.
    pub(in crate::case) fn boolean(&mut self, node: &Node) -> Parsed<bool> {
        if let Tree::Bool(value) = node.tree {
            return Ok(value);
        }
        self.error(
            node,
            format!("expected `true` or `false`, found {}", node.describe()),
            "this value is a boolean",
        );
        Err(Reported)
    }

    /// A flag that is there only to be `true`.
    pub(in crate::case) fn truth(&mut self, node: &Node, name: &str) -> Parsed<()> {
        if node.tree == Tree::Bool(true) {
            return Ok(());
        }
        self.error(
            node,
            format!("expected `true`, found {}", node.describe()),
            format!("`{name}` is `true` or left out"),
        );
        Err(Reported)
    }

    /// A whole number within bounds.
    pub(in crate::case) fn integer(&mut self, node: &Node, min: u64, max: u64) -> Parsed<u64> {
        let number = match &node.tree {
            Tree::Number(number) => number.as_u64(),
            _ => None,
        };
        let found = number.filter(|n| (min..=max).contains(n));
        if found.is_none() {
            let rule = if max == u64::MAX {
                format!("a whole number of at least {min}")
            } else {
                format!("a whole number from {min} to {max}")
            };
            self.error(
                node,
                format!("expected {rule}, found {}", node.describe()),
                format!("this value is {rule}"),
            );
        }
        found.ok_or(Reported)
    }

    /// The items of a list that is not empty.
    pub(in crate::case) fn items(&mut self, node: &'n Node, of: &str) -> Parsed<&'n [Node]> {
        match &node.tree {
            Tree::List(items) if items.is_empty() => {
                self.error(
                    node,
                    "this list is empty",
                    format!("each item is {of}, and there is at least one"),
                );
                Err(Reported)
            }
            Tree::List(items) => Ok(items),
            _ => {
                self.error(
                    node,
                    format!("expected a list, found {}", node.describe()),
                    format!("this value is a list, each item is {of}"),
                );
                Err(Reported)
            }
        }
    }

    /// One word of a closed set.
    pub(in crate::case) fn word<T: Copy>(
        &mut self,
        node: &Node,
        what: &str,
        words: &[(&str, T)],
    ) -> Parsed<T> {
        let text = self.text(node)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Ok(*value);
        }
        let names = || words.iter().map(|(word, _)| *word);
        self.error_with(
            node,
            format!("unknown {what} `{text}`"),
            format!("{what} is one of {}", listed(names())),
            did_you_mean(&text, names()),
        );
        Err(Reported)
    }

    /// A duration such as `20m` or `7d`.
    pub(in crate::case) fn duration(&mut self, node: &Node) -> Parsed<Duration> {
        let text = self.text(node)?;
        self.parse_duration(node.into(), &text)
    }

    /// A duration that may be negative, in milliseconds.
    pub(in crate::case) fn offset(&mut self, node: &Node) -> Parsed<i64> {
        let text = self.text(node)?;
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.as_str()),
        };
        let millis = self.parse_duration(node.into(), rest)?.as_millis();
        let millis = i64::try_from(millis).map_err(|_| Reported)?;
        Ok(sign * millis)
    }

    fn parse_duration(&mut self, at: At, text: &str) -> Parsed<Duration> {
        const LONGEST: Duration = Duration::from_hours(100 * 365 * 24);
        if !has_known_units(text) {
            self.error_with(
                at,
                format!("bad duration `{text}`"),
                "a duration is whole numbers, each with one of the units ms, s, m, h, d",
                "write it like `500ms`, `20m`, `1h 30m` or `7d`".to_owned(),
            );
            return Err(Reported);
        }
        match humantime::parse_duration(text) {
            Ok(duration) if duration <= LONGEST && duration.subsec_nanos() % 1_000_000 == 0 => {
                Ok(duration)
            }
            Ok(_) => {
                self.error(
                    at,
                    format!("bad duration `{text}`"),
                    "a duration is a whole number of milliseconds, and at most a hundred years",
                );
                Err(Reported)
            }
            Err(error) => {
                self.error_with(
                    at,
                    format!("bad duration `{text}`: {error}"),
                    "a duration is a number and a unit",
                    "write it like `500ms`, `20m`, `1h 30m` or `7d`".to_owned(),
                );
                Err(Reported)
            }
        }
    }

    /// `3`, or `{min: 1, max: 4}` with either left out.
    pub(in crate::case) fn length_range(&mut self, node: &'n Node) -> Parsed<LengthRange> {
        if let Tree::Number(_) = node.tree {
            let length = self.integer(node, 0, u64::MAX)?;
            return Ok(LengthRange {
                min: length,
                max: length,
            });
        }
        let mut fields = Fields::of(self, node, "a length (a number, or `{min, max}`)")?;
        let (min, max) = (fields.take("min"), fields.take("max"));
        fields.finish(self);
        if min.is_none() && max.is_none() {
            self.error(
                node,
                "a length without bounds",
                "it is a number, or has `min`, `max` or both",
            );
            return Err(Reported);
        }
        let min = min.map_or(Ok(0), |node| self.integer(node, 0, u64::MAX))?;
        let max = max.map_or(Ok(u64::MAX), |node| self.integer(node, 0, u64::MAX))?;
        if min > max {
            self.error(
                node,
                format!("`min` {min} is more than `max` {max}"),
                "no length is between them",
            );
            return Err(Reported);
        }
        Ok(LengthRange { min, max })
    }

    /// `{length: …}`, as in `$bytes` and `$blob`.
    pub(in crate::case) fn length_of(&mut self, node: &'n Node, what: &str) -> Parsed<LengthRange> {
        let mut fields = Fields::of(self, node, format!("`{what}`"))?;
        let length = fields.need(self, "length");
        fields.finish(self);
        self.length_range(length?)
    }

    /// A length that is drawn: it needs an end, and one that fits in memory.
    pub(in crate::case) fn drawn(
        &mut self,
        node: &Node,
        range: LengthRange,
    ) -> Parsed<LengthRange> {
        if range.max <= MOST_DRAWN {
            return Ok(range);
        }
        self.error(
            node,
            "this length has no end, or a far one",
            format!("a length that is drawn has a `max` of at most {MOST_DRAWN}"),
        );
        Err(Reported)
    }
}

/// Whether a text is numbers with the units of the format, at most one space between them.
fn has_known_units(text: &str) -> bool {
    let mut rest = text;
    loop {
        let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let found = ["ms", "s", "m", "h", "d"]
            .iter()
            .find_map(|name| unit.strip_prefix(name));
        match found {
            _ if unit.len() == rest.len() => return false,
            Some("") => return true,
            Some(more) => rest = more.strip_prefix(' ').unwrap_or(more),
            None => return false,
        }
    }
}
