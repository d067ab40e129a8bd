//! The file of a baseline: read strictly, written so that a difference between two is read line by line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::Value;
use time::Date;
use time::macros::format_description;

use crate::case::yaml;

/// The value of [`Baseline::baseline`].
pub(super) const SCHEMA: &str = "kmspec/baseline/v1";

/// What a target is known to get wrong.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Always `kmspec/baseline/v1`.
    pub baseline: String,
    /// The target, for people.
    pub target: String,
    /// The version of kmspec that wrote it.
    pub kmspec: String,
    /// How many runs agreed on it.
    pub runs: usize,
    /// How many cases of each operation were judged.
    #[serde(default)]
    pub operations: BTreeMap<String, usize>,
    /// What is wrong, by the id of its cause.
    #[serde(default)]
    pub causes: BTreeMap<String, KnownCause>,
}

/// One thing that the target is known to get wrong.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownCause {
    /// What it is, in a line.
    pub what: String,
    /// The cases that show it.
    pub cases: BTreeSet<String>,
    /// Why it is so.
    #[serde(default)]
    pub reason: Option<String>,
    /// Where the target's maintainers speak of it.
    #[serde(default)]
    pub issue: Option<String>,
    /// The day from which it is a failure again, `YYYY-MM-DD`.
    #[serde(default)]
    pub expires: Option<String>,
}

impl Baseline {
    /// Reads a baseline; `path` stands in the error's text.
    ///
    /// # Errors
    /// A text for people, with line and column, for anything that is not a baseline.
    pub fn parse(path: &str, text: &str) -> Result<Self, String> {
        let read: Self = serde_saphyr::from_str(text).map_err(|error| {
            format!("{path} is not a baseline: {}", yaml::of_file(path, &error))
        })?;
        if read.baseline != SCHEMA {
            let schema = &read.baseline;
            return Err(format!(
                "{path} is a `{schema}`, and this kmspec reads `{SCHEMA}`"
            ));
        }
        for (id, known) in &read.causes {
            if let Some(expires) = known.expires.as_ref().filter(|it| day(it).is_none()) {
                return Err(format!(
                    "{path}: `{expires}` of cause {id} is not a day: write YYYY-MM-DD"
                ));
            }
        }
        Ok(read)
    }

    /// The same, with each case under the ids that it has now.
    #[must_use]
    pub fn under_ids(mut self, now: impl Fn(&str) -> Vec<String>) -> Self {
        for known in self.causes.values_mut() {
            known.cases = known.cases.iter().flat_map(|id| now(id)).collect();
        }
        self
    }

    /// The text of its file.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::from(
            "# What this target is known to get wrong. `kmspec run --baseline FILE --update-baseline` writes it anew and keeps\n\
             # `reason`, `issue` and `expires` (YYYY-MM-DD) of each cause, which are written by hand.\n",
        );
        let _ = writeln!(out, "baseline: {SCHEMA}");
        let _ = writeln!(out, "target: {}", quoted(&self.target));
        let _ = writeln!(out, "kmspec: {}", quoted(&self.kmspec));
        let _ = writeln!(out, "runs: {}", self.runs);
        write_operations(&mut out, &self.operations);
        if self.causes.is_empty() {
            out.push_str("causes: {}\n");
            return out;
        }
        out.push_str("causes:\n");
        for (id, known) in &self.causes {
            write_cause(&mut out, id, known);
        }
        out
    }

    /// The cause of this id, where it is known of this case.
    pub(super) fn knows(&self, cause: &str, instance: &str) -> Option<&KnownCause> {
        self.causes
            .get(cause)
            .filter(|it| it.cases.contains(instance))
    }

    /// What is known of a case, whatever the cause.
    pub(super) fn of_case<'b>(&'b self, case: &'b str) -> impl Iterator<Item = &'b KnownCause> {
        self.causes
            .values()
            .filter(move |it| it.cases.contains(case))
    }
}

impl KnownCause {
    /// Whether it is a failure again on this day.
    pub(super) fn is_expired(&self, today: Date) -> bool {
        let expires = self.expires.as_deref().and_then(day);
        expires.is_some_and(|expires| expires <= today)
    }

    /// Why it is known, in a line.
    pub(super) fn text(&self) -> String {
        let reason = self.reason.as_ref().unwrap_or(&self.what);
        match &self.issue {
            Some(issue) => format!("{reason} ({issue})"),
            None => reason.clone(),
        }
    }
}

fn write_operations(out: &mut String, operations: &BTreeMap<String, usize>) {
    if operations.is_empty() {
        out.push_str("operations: {}\n");
        return;
    }
    out.push_str("operations:\n");
    for (operation, judged) in operations {
        let _ = writeln!(out, "  {operation}: {judged}");
    }
}

fn write_cause(out: &mut String, id: &str, known: &KnownCause) {
    let _ = writeln!(out, "  {}:", quoted(id));
    let _ = writeln!(out, "    what: {}", quoted(&known.what));
    let cases: Vec<String> = known.cases.iter().map(|it| quoted(it)).collect();
    let _ = writeln!(out, "    cases: [{}]", cases.join(", "));
    let by_hand = [
        ("reason", &known.reason),
        ("issue", &known.issue),
        ("expires", &known.expires),
    ];
    for (name, value) in by_hand {
        if let Some(value) = value {
            let _ = writeln!(out, "    {name}: {}", quoted(value));
        }
    }
}

/// A word as it is where YAML takes it for one, anything else as JSON has it.
fn quoted(text: &str) -> String {
    let begins = text.starts_with(|c: char| c.is_ascii_lowercase());
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_/-".contains(c);
    let is_plain = begins && text.contains('/') && text.chars().all(is_word);
    if is_plain {
        text.to_owned()
    } else {
        Value::from(text).to_string()
    }
}

fn day(text: &str) -> Option<Date> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).ok()
}
