//! What a run as a whole allows to say.

use std::collections::BTreeMap;

use super::text::count;
use crate::check::{CaseResult, RunSummary, Verdict};
use crate::wire::aws_json::Answer;

/// Whether a run may be called conformant: something passed, nothing but passes came, and it ended by itself.
///
/// A known deviation that passes (`fixed`) is a pass. Whether an answer changed since the accepted snapshot is another
/// judgement and does not matter here.
#[must_use]
pub fn is_conformant(summary: &RunSummary) -> bool {
    let passes = |result: &CaseResult| matches!(result.verdict, Verdict::Pass | Verdict::Fixed);
    !summary.interrupted && !summary.results.is_empty() && summary.results.iter().all(passes)
}

/// Why a run says nothing about its target, although it ended; empty for most runs.
#[must_use]
pub fn hollow(results: &[CaseResult]) -> Vec<String> {
    let mut warnings = Vec::new();
    let of = |verdict: Verdict| {
        results
            .iter()
            .filter(|result| result.verdict == verdict)
            .count()
    };
    if results.is_empty() {
        return warnings;
    }
    let passes = of(Verdict::Pass) + of(Verdict::Flaky) + of(Verdict::Fixed);
    let skips = [
        Verdict::Blocked,
        Verdict::Unsupported,
        Verdict::Disabled,
        Verdict::Error,
    ];
    if let Some(all) = skips
        .into_iter()
        .find(|verdict| of(*verdict) == results.len())
    {
        warnings.push(format!(
            "every case is {all}: this run says nothing about the target"
        ));
    } else if skips.into_iter().map(of).sum::<usize>() == results.len() {
        warnings.push("no case was judged: this run says nothing about the target".to_owned());
    } else if passes == 0 {
        warnings.push(
            "no case passed: is this a KMS endpoint, and are the credentials right?".to_owned(),
        );
    }
    warnings.extend(refusals(results));
    warnings
}

/// What the target answered when it never answered anything else but refusals.
fn refusals(results: &[CaseResult]) -> Option<String> {
    let answers = results
        .iter()
        .flat_map(|result| &result.exchanges)
        .filter_map(|exchange| exchange.response.as_ref());
    let mut by_kind: BTreeMap<(u16, String), usize> = BTreeMap::new();
    for response in answers {
        if (200..300).contains(&response.status) {
            return None;
        }
        let kind = Answer::of(response).error_type.unwrap_or_default();
        *by_kind.entry((response.status, kind)).or_default() += 1;
    }
    let all: usize = by_kind.values().sum();
    let ((status, kind), most) = by_kind.into_iter().max_by_key(|(_, times)| *times)?;
    let kind = super::text::one_line(&super::text::shorten(&kind, 80));
    Some(format!(
        "not one of {} is a success; {most} of them: {}",
        count(all, "answer"),
        format!("{status} {kind}").trim_end()
    ))
}
