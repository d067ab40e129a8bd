//! Names of cases as people write them: ids, prefixes of ids, globs; and what is none.

use std::fmt;

use crate::case::did_you_mean;

/// Whether the id is the prefix, or goes on from it at a `/`: `key/enable` is no prefix of `key/enable_more`.
pub(super) fn is_under(id: &str, prefix: &str) -> bool {
    let rest = id.strip_prefix(prefix.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether the pattern is more than an id or a prefix of ids.
pub(super) fn is_glob(pattern: &str) -> bool {
    pattern.contains(['*', '?'])
}

/// Whether the id, or a prefix of it, is as the pattern says: `*` and `?` stand for letters of one segment, and the
/// segment `**` for any number of segments.
pub(super) fn is_matched(id: &str, pattern: &str) -> bool {
    let id: Vec<&str> = id.split('/').collect();
    let pattern: Vec<&str> = pattern.trim_end_matches('/').split('/').collect();
    segments(&id, &pattern)
}

fn segments(id: &[&str], pattern: &[&str]) -> bool {
    match (pattern.split_first(), id.split_first()) {
        // The rest of the id is below what the pattern names.
        (None, _) => true,
        (Some((&"**", rest)), _) => (0..=id.len()).any(|at| segments(&id[at..], rest)),
        (Some((first, rest)), Some((name, below))) => {
            let (name, first): (Vec<char>, Vec<char>) =
                (name.chars().collect(), first.chars().collect());
            letters(&name, &first) && segments(below, rest)
        }
        (Some(_), None) => false,
    }
}

fn letters(name: &[char], pattern: &[char]) -> bool {
    // Where the last `*` stands, and how much of the name it has taken so far.
    let (mut at, mut asked, mut star) = (0, 0, None);
    while at < name.len() {
        match pattern.get(asked) {
            Some('*') => {
                star = Some((asked, at));
                asked += 1;
            }
            Some(&letter) if letter == '?' || letter == name[at] => {
                at += 1;
                asked += 1;
            }
            _ => {
                let Some((stands, taken)) = star else {
                    return false;
                };
                star = Some((stands, taken + 1));
                at = taken + 1;
                asked = stands + 1;
            }
        }
    }
    pattern[asked..].iter().all(|letter| *letter == '*')
}

/// Something that the user named, and that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    /// What was said, in one sentence.
    pub(super) told: String,
    /// What may have been meant.
    pub(super) help: Option<String>,
}

impl UnknownName {
    /// `place` is the flag or file where the name stands, with a space or colon at its end.
    pub(super) fn of<'a>(
        place: &str,
        name: &str,
        names: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self {
            told: format!("{place}`{name}` names no {names}"),
            help: did_you_mean(name, candidates),
        }
    }

    /// What may have been meant, or how to find out.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told)
    }
}

impl std::error::Error for UnknownName {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_cut_at_a_segment() {
        let check = |id: &str, prefix: &str, expected| {
            assert_eq!(is_under(id, prefix), expected, "{id} under {prefix}");
        };
        check("key/enable/a", "key", true);
        check("key/enable/a", "key/enable/", true);
        check("key/enable/a", "key/enable/a", true);
        check("key/enable_more/a", "key/enable", false);
        check("custom_key_store/delete/a", "key", false);
        check("key", "key/enable", false);
    }

    #[test]
    fn globs_stay_in_their_segment() {
        let check = |id: &str, pattern: &str, expected| {
            assert_eq!(is_matched(id, pattern), expected, "{id} as {pattern}");
        };
        check("key/enable/unknown", "key/*/unknown", true);
        check("key/enable/unknown", "key/en*", true);
        check("key/enable/unknown/row", "key/*/unknown", true);
        check("key/enable/unknown", "*/unknown", false);
        check("key/enable/unknown", "**/unknown", true);
        check("key/enable/unknown", "key/**/unknown", true);
        check("key/unknown", "key/**/unknown", true);
        check("key/enable/unknown", "key/enable/unkn?wn", true);
        check("key/enable/unknown", "key/enable/?", false);
        check("key/enable/unknown", "*/*/u*n*n", true);
        check("key/enable/unknown", "*/*/u*x*n", false);
        check("key/enable", "key/enable/*", false);
    }

    #[test]
    fn a_slip_is_told_with_what_was_meant() {
        let slip = UnknownName::of("--skip ", "key/enabl", "case", ["key/enable", "key/list"]);
        assert_eq!(slip.to_string(), "--skip `key/enabl` names no case");
        assert_eq!(slip.help(), Some("did you mean `key/enable`?"));
        assert_eq!(
            UnknownName::of("", "xyzzy", "case", ["key/list"]).help(),
            None
        );
    }
}
