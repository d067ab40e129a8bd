//! What a run as a whole allows to say.

use crate::check::{CaseResult, RunSummary, Verdict};

/// With so many judged cases, none of which passes, somebody may have named another endpoint or the wrong credentials.
const FEW: usize = 5;

/// Whether a run may be called conformant: something passed, nothing but passes came, and all that was selected ran.
///
/// A known deviation that passes (`fixed`) is a pass, unless the run is strict. Whether an answer changed since the
/// accepted snapshot is another judgement and does not matter here.
#[must_use]
pub fn is_conformant(summary: &RunSummary) -> bool {
    let fits = |result: &CaseResult| {
        passes(result) && !(summary.strict && result.verdict == Verdict::Fixed)
    };
    !summary.interrupted
        && !summary.results.is_empty()
        && summary.results.len() == summary.selected
        && summary.results.iter().all(fits)
}

/// The runner's warnings, and one more where many cases were judged and none of them passed.
pub(super) fn warnings(summary: &RunSummary) -> Vec<String> {
    let judged = |result: &&CaseResult| result.verdict.is_judged();
    let passed = |result: &CaseResult| result.verdict == Verdict::Flaky || passes(result);
    let mut warnings = summary.warnings.clone();
    let results = &summary.results;
    if results.iter().filter(judged).count() >= FEW && !results.iter().any(passed) {
        warnings.push(
            "no case passed: is this a KMS endpoint, and are the credentials right?".to_owned(),
        );
    }
    warnings
}

fn passes(result: &CaseResult) -> bool {
    matches!(result.verdict, Verdict::Pass | Verdict::Fixed)
}
