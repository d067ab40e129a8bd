//! Two runs, compared case by case: what newly fails, what is fixed, what answers otherwise, what appeared and vanished.

use std::collections::BTreeMap;
use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::alike;
use super::document::{Body, Document, ReportCase};
use super::style::{self, QUIET, STRONG};
use super::text::{count, one_line, shorten};
use super::words;
use crate::case;
use crate::check::Verdict;

/// What became of a case from one run to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It fails, and did not.
    Failing,
    /// It was judged, and is not any more: the case is gone, or the target cannot be asked.
    Vanished,
    /// It fails no more.
    Fixed,
    /// Neither better nor worse, but the target answers otherwise.
    Changed,
    /// It is judged, and was not.
    Appeared,
}

impl Change {
    /// Every change, the worst first.
    pub const ALL: [Change; 5] = [
        Change::Failing,
        Change::Vanished,
        Change::Fixed,
        Change::Changed,
        Change::Appeared,
    ];

    /// How reports call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Change::Failing => "newly failing",
            Change::Vanished => "vanished",
            Change::Fixed => "fixed",
            Change::Changed => "changed",
            Change::Appeared => "appeared",
        }
    }
}

/// Two runs, compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Comparison {
    /// The first run, for people: its target and version of kmspec.
    pub before: String,
    /// The second run, likewise.
    pub after: String,
    /// Why differences may have other reasons than the target.
    pub notes: Vec<String>,
    /// How many cases are in both and did not change.
    pub unchanged: usize,
    /// Every case that changed, the worst change first, and then by id.
    pub changes: Vec<ChangedCase>,
}

/// One case that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChangedCase {
    /// What became of it.
    pub change: Change,
    /// Its id.
    pub id: String,
    /// The operation that it is about.
    pub operation: String,
    /// The verdict before; missing where that run did not have the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Verdict>,
    /// The verdict after, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Verdict>,
    /// What was said before; empty of a pass.
    pub said_before: String,
    /// What is said after, likewise.
    pub said_after: String,
}

impl Comparison {
    /// How many cases changed so.
    #[must_use]
    pub fn number(&self, change: Change) -> usize {
        self.changes.iter().filter(|it| it.change == change).count()
    }

    /// Whether something newly fails or vanished.
    #[must_use]
    pub fn is_worse(&self) -> bool {
        self.number(Change::Failing) + self.number(Change::Vanished) > 0
    }
}

/// Compares two runs, case by case; one that was renamed between them is the same case.
#[must_use]
pub fn compare(before: &Document, after: &Document) -> Comparison {
    let mut pairs: BTreeMap<String, [Option<&ReportCase>; 2]> = BTreeMap::new();
    for (side, run) in [before, after].into_iter().enumerate() {
        for case in &run.cases {
            let id = case::renamed(&case.id).unwrap_or_else(|| case.id.clone());
            pairs.entry(id).or_default()[side] = Some(case);
        }
    }
    let mut changes: Vec<ChangedCase> = Vec::new();
    let mut unchanged = 0;
    for pair in pairs.into_values() {
        match change(pair[0], pair[1]) {
            Some(change) => changes.extend(changed(change, pair)),
            None => unchanged += 1,
        }
    }
    changes.sort_by(|a, b| (a.change, &a.id).cmp(&(b.change, &b.id)));
    Comparison {
        before: named(before),
        after: named(after),
        notes: notes(before, after),
        unchanged,
        changes,
    }
}

fn named(run: &Document) -> String {
    format!("{} (kmspec {}, seed {})", run.name(), run.kmspec, run.seed)
}

fn notes(before: &Document, after: &Document) -> Vec<String> {
    let mut notes = Vec::new();
    if before.kmspec != after.kmspec {
        notes.push(
            "the runs are of different versions of kmspec: cases may have changed".to_owned(),
        );
    }
    for (name, run) in [("first", before), ("second", after)] {
        if run.interrupted {
            notes.push(format!("the {name} run was interrupted: cases are missing"));
        }
    }
    notes
}

fn change(before: Option<&ReportCase>, after: Option<&ReportCase>) -> Option<Change> {
    let judged = |it: Option<&ReportCase>| it.is_some_and(|it| it.verdict.is_judged());
    let of_all = |it: &ReportCase| is_wrong(it) && words::is_of_all_answers(&it.id);
    match (before, after) {
        (None, Some(it)) if of_all(it) => Some(Change::Failing),
        (Some(it), None) if of_all(it) => Some(Change::Fixed),
        (Some(a), Some(b)) if !is_wrong(a) && is_wrong(b) => Some(Change::Failing),
        _ if judged(before) && !judged(after) => Some(Change::Vanished),
        _ if !judged(before) && judged(after) => Some(Change::Appeared),
        (Some(a), Some(b)) if is_wrong(a) && !is_wrong(b) && judged(after) => Some(Change::Fixed),
        (Some(a), Some(b)) if said(a) != said(b) => Some(Change::Changed),
        _ => None,
    }
}

/// Whether the target does what the case does not allow, also where that is known.
fn is_wrong(case: &ReportCase) -> bool {
    matches!(case.verdict, Verdict::Fail | Verdict::Deviates)
}

/// What a target did, without what is drawn anew in every run: the causes, or the answers to the case's own calls.
fn said(case: &ReportCase) -> Vec<String> {
    let mut said = vec![if is_wrong(case) { "wrong" } else { "right" }.to_owned()];
    if !case.verdict.is_judged() {
        return vec![case.verdict.name().to_owned()];
    }
    said.extend(words::causes(case).into_iter().map(str::to_owned));
    for exchange in case
        .requests
        .iter()
        .filter(|it| !it.cleanup && !it.waiting && it.step > 0)
    {
        let answer = exchange
            .response
            .as_ref()
            .map(|it| answer(it.status, &it.body));
        let answer = format!("{} {}", exchange.step, answer.unwrap_or_default());
        if !said.contains(&answer) {
            said.push(answer);
        }
    }
    said
}

/// Status and error of a refusal with its message; of another answer the members that it has.
fn answer(status: u16, body: &Body) -> String {
    let Some(json) = &body.json else {
        return status.to_string();
    };
    let text = |name: &str| json.get(name).and_then(serde_json::Value::as_str);
    if let Some(kind) = text("__type") {
        let message = text("message").or(text("Message")).unwrap_or_default();
        return format!("{status} {kind} {}", alike::plain(message));
    }
    let members = json
        .as_object()
        .map(|it| it.keys().cloned().collect::<Vec<_>>());
    let mut members = members.unwrap_or_default();
    members.sort();
    format!("{status} {}", members.join(" "))
}

fn changed(change: Change, [before, after]: [Option<&ReportCase>; 2]) -> Option<ChangedCase> {
    let case = after.or(before)?;
    let said = |case: Option<&ReportCase>| {
        let told = case.map(|case| match words::of_case(case) {
            words if words.is_empty() => last_answer(case),
            words => words,
        });
        told.unwrap_or_default()
    };
    Some(ChangedCase {
        change,
        id: case.id.clone(),
        operation: case.operation.clone(),
        before: before.map(|it| it.verdict),
        after: after.map(|it| it.verdict),
        said_before: said(before),
        said_after: said(after),
    })
}

/// The answer that decided, in short.
fn last_answer(case: &ReportCase) -> String {
    let mut asked = case.requests.iter().filter(|it| !it.cleanup && !it.waiting);
    let answer = asked.next_back().and_then(|it| it.response.as_ref());
    answer
        .map(|it| answer_text(it.status, &it.body))
        .unwrap_or_default()
}

fn answer_text(status: u16, body: &Body) -> String {
    one_line(&shorten(&answer(status, body), 200))
}

/// Writes the comparison as a table: counts, and then every case that changed with both verdicts and what was said.
///
/// # Errors
/// Those of the stream.
pub fn write_comparison(out: &mut dyn Write, comparison: &Comparison) -> io::Result<()> {
    writeln!(out, "before  {}", one_line(&comparison.before))?;
    writeln!(out, "after   {}", one_line(&comparison.after))?;
    for note in &comparison.notes {
        writeln!(out, "note    {note}")?;
    }
    for change in Change::ALL {
        let mut cases = comparison
            .changes
            .iter()
            .filter(|it| it.change == change)
            .peekable();
        if cases.peek().is_none() {
            continue;
        }
        let number = count(comparison.number(change), "case");
        writeln!(out, "\n{STRONG}{}{STRONG:#}: {number}", change.name())?;
        for case in cases {
            write_case(out, case)?;
        }
    }
    let numbers = Change::ALL.map(|it| format!("{} {}", comparison.number(it), it.name()));
    let unchanged = comparison.unchanged;
    writeln!(out, "\n{}, {unchanged} unchanged", numbers.join(", "))
}

fn write_case(out: &mut dyn Write, case: &ChangedCase) -> io::Result<()> {
    writeln!(out, "  {}", one_line(&case.id))?;
    for (verdict, said) in [
        (case.before, &case.said_before),
        (case.after, &case.said_after),
    ] {
        let Some(verdict) = verdict else {
            writeln!(out, "    {QUIET}{:12}{QUIET:#}", "not there")?;
            continue;
        };
        let style = style::of(verdict);
        let name = verdict.name();
        let said = one_line(&shorten(said, 200));
        let line = format!("    {style}{name:12}{style:#}{said}");
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
