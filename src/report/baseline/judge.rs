//! A run, judged by a baseline.

use std::collections::BTreeSet;
use std::io::{self, Write};

use time::Date;

use super::file::Baseline;
use super::make;
use crate::check::{CHANGED, CaseResult, NoVerdict, RunSummary, Verdict};
use crate::report::document::Document;
use crate::report::style::{self, QUIET, STRONG, WARNING};
use crate::report::text::{count, one_line};
use crate::report::words;

/// How many of a kind are named.
const MOST_NAMED: usize = 50;

/// What a run is, compared with what is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Judgement {
    /// Failures that are known.
    pub known: Vec<String>,
    /// Failures that are not.
    pub new: Vec<String>,
    /// Failures that were known until a day that is past.
    pub expired: Vec<String>,
    /// Known failures that pass.
    pub fixed: Vec<String>,
    /// Known failures, and operations, of which the run says less than the baseline: a case that is gone or became unsupported.
    pub gone: Vec<String>,
}

impl Judgement {
    /// Whether the run fails: something is new, expired or gone, with `strict` also when something is fixed.
    #[must_use]
    pub fn fails(&self, strict: bool) -> bool {
        let bad = [&self.new, &self.expired, &self.gone];
        bad.iter().any(|it| !it.is_empty()) || (strict && !self.fixed.is_empty())
    }
}

impl Baseline {
    /// Judges a run: known failures become `deviates`, known failures that pass `fixed`; the exit code is 1 only for
    /// what [fails](Judgement::fails), and 6 where answers only changed since accepted snapshots. `document` is the run's, with
    /// its cases in the same order; with `whole` nothing
    /// was left out of the run, so that what lacks is gone.
    pub fn judge(
        &self,
        summary: &mut RunSummary,
        document: &Document,
        whole: bool,
        strict: bool,
        today: Date,
    ) -> Judgement {
        let mut judgement = Judgement::default();
        for (case, result) in document.cases.iter().zip(&mut summary.results) {
            let wrong: Vec<String> = make::wrong(document, case).into_keys().collect();
            self.judge_case(result, &wrong, today, &mut judgement);
        }
        if whole && !summary.interrupted {
            self.find_gone(document, &mut judgement);
        }
        if matches!(summary.exit, 0 | 1 | CHANGED) {
            summary.exit = if judgement.fails(strict) {
                1
            } else if summary.results.iter().any(CaseResult::has_changed) {
                CHANGED
            } else {
                0
            };
        }
        judgement
    }

    fn judge_case(
        &self,
        result: &mut CaseResult,
        wrong: &[String],
        today: Date,
        judgement: &mut Judgement,
    ) {
        let id = result.id.as_str().to_owned();
        let listed = self.of_case(&id).next();
        match result.verdict {
            verdict if words::is_bad(verdict) => {
                let known: Vec<_> = wrong.iter().filter_map(|it| self.knows(it, &id)).collect();
                if known.len() < wrong.len() {
                    judgement.new.push(id);
                } else if let Some(old) = known.iter().find(|it| it.is_expired(today)) {
                    let day = old.expires.as_deref().unwrap_or_default();
                    judgement
                        .expired
                        .push(format!("{id} (known until {day}: {})", old.text()));
                } else {
                    judgement.known.push(id);
                    if let (Verdict::Fail, Some(first)) = (verdict, known.first()) {
                        result.verdict = Verdict::Deviates;
                        result.fault = Some(fault(format!("in the baseline: {}", first.text())));
                    }
                }
            }
            Verdict::Pass => {
                if let Some(known) = listed {
                    result.verdict = Verdict::Fixed;
                    let told = format!("in the baseline, and passes: {}", known.text());
                    result.fault = Some(fault(told));
                    judgement.fixed.push(id);
                }
            }
            Verdict::Unsupported if listed.is_some() => {
                judgement.gone.push(format!("{id} (unsupported now)"));
            }
            _ => {}
        }
    }

    /// What the baseline has and the run has not.
    fn find_gone(&self, document: &Document, judgement: &mut Judgement) {
        let mut ids: Vec<&String> = self.causes.values().flat_map(|it| &it.cases).collect();
        ids.sort();
        ids.dedup();
        let there: BTreeSet<&String> = document.cases.iter().map(|case| &case.id).collect();
        for id in ids {
            if there.contains(id) {
                continue;
            }
            if words::is_of_all_answers(id) {
                judgement.fixed.push(id.clone());
            } else {
                judgement
                    .gone
                    .push(format!("{id} (there is no such case now)"));
            }
        }
        let judged = make::judged(document);
        for (operation, before) in &self.operations {
            let now = judged.get(operation).copied().unwrap_or_default();
            if now < *before {
                let told = format!("{operation}: {before} cases were judged, {now} are now");
                judgement.gone.push(told);
            }
        }
    }
}

fn fault(summary: String) -> NoVerdict {
    NoVerdict {
        summary,
        help: None,
    }
}

/// Writes what the baseline says of a run.
///
/// # Errors
/// Those of the stream.
pub fn write_judgement(out: &mut dyn Write, path: &str, judgement: &Judgement) -> io::Result<()> {
    let kinds = [
        ("new", style::of(Verdict::Fail), &judgement.new, ""),
        ("expired", style::of(Verdict::Fail), &judgement.expired, ""),
        ("gone", style::of(Verdict::Fail), &judgement.gone, ""),
        (
            "fixed",
            WARNING,
            &judgement.fixed,
            "--update-baseline takes it out",
        ),
    ];
    let numbers = kinds.map(|(name, _, cases, _)| format!("{} {name}", cases.len()));
    let known = count(judgement.known.len(), "known failure");
    writeln!(
        out,
        "{STRONG}baseline{STRONG:#} {}: {known}, {}",
        one_line(path),
        numbers.join(", ")
    )?;
    for (name, style, cases, help) in kinds {
        for case in cases.iter().take(MOST_NAMED) {
            writeln!(out, "  {style}{name:8}{style:#} {}", one_line(case))?;
        }
        if cases.len() > MOST_NAMED {
            writeln!(
                out,
                "  {style}{name:8}{style:#} and {} more",
                cases.len() - MOST_NAMED
            )?;
        }
        if !cases.is_empty() && !help.is_empty() {
            writeln!(out, "  {QUIET}{help}{QUIET:#}")?;
        }
    }
    Ok(())
}
