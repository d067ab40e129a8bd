//! What a run as a whole allows to say.

use crate::check::{CaseResult, RunSummary, Verdict};

/// Whether a run may be called conformant: something passed, nothing but passes came, and it ended by itself.
///
/// A known deviation that passes (`fixed`) is a pass. Whether an answer changed since the accepted snapshot is another
/// judgement and does not matter here.
#[must_use]
pub fn is_conformant(summary: &RunSummary) -> bool {
    !summary.interrupted && !summary.results.is_empty() && summary.results.iter().all(passes)
}

/// The runner's warnings, and one more where cases were judged and none of them passed.
pub(super) fn warnings(summary: &RunSummary) -> Vec<String> {
    let judged = |result: &CaseResult| matches!(result.verdict, Verdict::Fail | Verdict::Deviates);
    let passed = |result: &CaseResult| result.verdict == Verdict::Flaky || passes(result);
    let mut warnings = summary.warnings.clone();
    if summary.results.iter().any(judged) && !summary.results.iter().any(passed) {
        warnings.push(
            "no case passed: is this a KMS endpoint, and are the credentials right?".to_owned(),
        );
    }
    warnings
}

fn passes(result: &CaseResult) -> bool {
    matches!(result.verdict, Verdict::Pass | Verdict::Fixed)
}
