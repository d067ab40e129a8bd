//! What a report says of a case and of a run, in one line each.

use super::document::{CauseEntry, Document, MismatchEntry, ReportCase};
use super::text::{count, one_line, shorten};
use crate::check::{Origin, Verdict};

/// The longest line of words, in characters.
const LONGEST: usize = 300;

/// Whether a verdict is one that somebody has to mend.
pub(super) fn is_bad(verdict: Verdict) -> bool {
    match verdict {
        Verdict::Fail | Verdict::Error | Verdict::Blocked => true,
        Verdict::Pass
        | Verdict::Flaky
        | Verdict::Unsupported
        | Verdict::Disabled
        | Verdict::Deviates
        | Verdict::Fixed => false,
    }
}

/// Whether a case of this id is judged over all answers of a run: where it does not stand in a report, it did not fail.
pub(super) fn is_of_all_answers(id: &str) -> bool {
    id.starts_with("protocol/success_shape/") || id == "protocol/secrets_in_answers"
}

/// `answer: expected error X, came 200 {}`, or why there is no judgement; empty where nothing is to be said.
pub(super) fn of_case(case: &ReportCase) -> String {
    let mut mismatches = case.mismatches.iter();
    let told = match (&case.fault, mismatches.next()) {
        (Some(fault), _) if case.verdict != Verdict::Fail => fault.summary.clone(),
        (_, Some(first)) => match mismatches.count() {
            0 => of_mismatch(first),
            more => format!("{} (and {more} more)", of_mismatch(first)),
        },
        (Some(fault), None) => fault.summary.clone(),
        (None, None) if has_changed(case) => "changed since the accepted snapshot".to_owned(),
        (None, None) => String::new(),
    };
    one_line(&shorten(&told, LONGEST))
}

/// True where the answers differ from the accepted snapshot.
pub(super) fn has_changed(case: &ReportCase) -> bool {
    case.regression
        .as_ref()
        .is_some_and(|diff| !diff.is_empty())
}

/// One mismatch in a line.
pub(super) fn of_mismatch(mismatch: &MismatchEntry) -> String {
    let whose = whose(mismatch.origin);
    let (path, expected) = (&mismatch.path, &mismatch.expected);
    format!(
        "{whose}{path}: expected {expected}, came {}",
        mismatch.actual
    )
}

/// One cause in a line.
pub(super) fn of_cause(cause: &CauseEntry) -> String {
    let whose = whose(cause.origin);
    let (operation, path, expected) = (&cause.operation, &cause.path, &cause.expected);
    let told = format!(
        "{whose}{operation}: {path}: expected {expected}, came {}",
        cause.actual
    );
    one_line(&shorten(&told, LONGEST))
}

fn whose(origin: Origin) -> &'static str {
    match origin {
        Origin::Endpoint => "",
        Origin::Client => "client: ",
    }
}

/// The ids of a case's causes, each once, in the order of its mismatches.
pub(super) fn causes(case: &ReportCase) -> Vec<&str> {
    let mut causes: Vec<&str> = Vec::new();
    for mismatch in &case.mismatches {
        if !causes.contains(&mismatch.cause.as_str()) {
            causes.push(&mismatch.cause);
        }
    }
    causes
}

/// How many causes the failures have.
pub(super) fn failing_causes(document: &Document) -> usize {
    let failed = document
        .cases
        .iter()
        .filter(|it| it.verdict == Verdict::Fail);
    let mut all: Vec<&str> = failed.flat_map(causes).collect();
    all.sort_unstable();
    all.dedup();
    all.len()
}

/// `743 pass of 953 selected, 900 judged`: never a number of passes alone.
pub(super) fn passes(document: &Document) -> String {
    let (pass, judged) = (document.totals.pass, document.judged);
    let available = match document.available {
        Some(all) if all > document.selected => format!(" ({all} there are)"),
        _ => String::new(),
    };
    format!(
        "{pass} pass of {} selected{available}, {judged} judged",
        document.selected
    )
}

/// `200 fail, 109 causes, 3 blocked`: every verdict but `pass` that came; empty where none did.
pub(super) fn others(document: &Document) -> String {
    let told = Verdict::ALL.into_iter().filter(|it| *it != Verdict::Pass);
    let told = told.filter_map(|verdict| {
        let number = document.totals.get(verdict);
        let causes = match verdict {
            Verdict::Fail => format!(", {}", count(failing_causes(document), "cause")),
            _ => String::new(),
        };
        (number > 0).then(|| format!("{number} {verdict}{causes}"))
    });
    told.collect::<Vec<_>>().join(", ")
}

/// What the run allows to say of the target, in a word or two.
pub(super) fn conformance(document: &Document) -> &'static str {
    if document.conformant {
        "conformant"
    } else if document.interrupted {
        "interrupted"
    } else if document.totals.fail > 0 {
        "not conformant"
    } else {
        "no claim of conformance"
    }
}

/// A run in one line: what it allows to say, the pass count with its denominator, every other verdict.
#[must_use]
pub fn headline(document: &Document) -> String {
    let (word, passes) = (conformance(document), passes(document));
    match others(document) {
        others if others.is_empty() => format!("{word}: {passes}"),
        others => format!("{word}: {passes}: {others}"),
    }
}
