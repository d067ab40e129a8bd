//! Results → the summary of a run: exit code, and warnings where the run says less than it seems to.

use std::collections::BTreeMap;
use std::time::Duration;

use super::RunOptions;
use crate::check::{CaseResult, Reply, RunSummary, Verdict};

/// A result, and what the verdict alone does not tell.
#[derive(Debug)]
pub(super) struct Finished {
    pub(super) result: CaseResult,
    pub(super) standing: Standing,
}

/// What a verdict alone does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// The verdict says it all.
    Known,
    /// Blocked for want of credentials or a Region that the user could give.
    Lacking,
    /// No connection could be made.
    Unreachable,
}

impl Finished {
    /// True when the result makes the run exit with 1.
    ///
    /// A case that is blocked for want of credentials does not: nobody expects it to run, and the summary warns.
    pub(super) fn is_unexpected(&self, strict: bool) -> bool {
        let result = &self.result;
        let regressed = result
            .regression
            .as_ref()
            .is_some_and(|diff| !diff.is_empty());
        regressed
            || match result.verdict {
                Verdict::Fail | Verdict::Error => true,
                Verdict::Blocked => self.standing != Standing::Lacking,
                Verdict::Fixed => strict,
                Verdict::Pass
                | Verdict::Flaky
                | Verdict::Unsupported
                | Verdict::Disabled
                | Verdict::Deviates => false,
            }
    }
}

/// The summary of a run; `left` instances never began.
pub(super) fn summarise(
    options: &RunOptions,
    target: &str,
    mut finished: Vec<Finished>,
    left: usize,
    interrupted: bool,
    duration: Duration,
) -> RunSummary {
    finished.sort_by(|a, b| a.result.id.cmp(&b.result.id));
    let exit = exit(options, &finished, interrupted);
    let warnings = warnings(&finished, left);
    RunSummary {
        target: target.to_owned(),
        seed: options.seed,
        results: finished.into_iter().map(|f| f.result).collect(),
        duration,
        interrupted,
        warnings,
        left_behind: Vec::new(),
        exit,
    }
}

fn exit(options: &RunOptions, finished: &[Finished], interrupted: bool) -> u8 {
    if interrupted {
        return 130;
    }
    let ran = || {
        finished
            .iter()
            .filter(|f| f.result.verdict != Verdict::Disabled)
    };
    if ran().next().is_none() {
        return 4;
    }
    if ran().all(|f| f.standing == Standing::Unreachable) {
        return 3;
    }
    u8::from(finished.iter().any(|f| f.is_unexpected(options.strict)))
}

fn warnings(finished: &[Finished], left: usize) -> Vec<String> {
    let mut warnings = Vec::new();
    let count = |verdict| {
        finished
            .iter()
            .filter(|f| f.result.verdict == verdict)
            .count()
    };
    let judged: usize = [
        Verdict::Pass,
        Verdict::Fail,
        Verdict::Flaky,
        Verdict::Deviates,
        Verdict::Fixed,
    ]
    .into_iter()
    .map(count)
    .sum();
    let total = finished.len();
    if total > 0 && judged == 0 {
        let none = match total {
            1 => "the only case was not judged".to_owned(),
            _ => format!("none of the {total} cases was judged"),
        };
        warnings.push(format!("{none}: this run says nothing of the target"));
    } else if total > 0 && count(Verdict::Unsupported) * 2 > total {
        let unsupported = count(Verdict::Unsupported);
        warnings.push(format!(
            "the target does not support {unsupported} of {total} cases"
        ));
    }
    if left > 0 {
        warnings.push(format!("{} never began", counted(left, "selected case")));
    }
    warnings.extend(only_refusals(finished));
    let mut lacking: BTreeMap<&str, usize> = BTreeMap::new();
    for case in finished.iter().filter(|f| f.standing == Standing::Lacking) {
        let why = case
            .result
            .fault
            .as_ref()
            .map_or("", |f| f.summary.as_str());
        *lacking.entry(why).or_default() += 1;
    }
    for (why, cases) in lacking {
        let were = if cases == 1 { "was" } else { "were" };
        let cases = counted(cases, "case");
        warnings.push(format!("{cases} {were} not judged: {why}"));
    }
    let blocked = count(Verdict::Blocked)
        - finished
            .iter()
            .filter(|f| f.standing == Standing::Lacking)
            .count();
    if blocked * 4 > total {
        warnings.push(format!(
            "set-up failed for {blocked} of {total} cases: what they are about was never tried"
        ));
    }
    warnings
}

fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Nothing but refusals of one kind came back: the credentials are wrong, or it is no KMS.
fn only_refusals(finished: &[Finished]) -> Option<String> {
    const FEW: usize = 5;
    let exchanges = finished.iter().flat_map(|f| &f.result.exchanges);
    let answers = exchanges
        .filter(|e| !e.cleanup && !e.waiting)
        .filter_map(|e| e.response.as_ref());
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut all = 0;
    for answer in answers {
        let reply = Reply::read(answer);
        if reply.is_success() {
            return None;
        }
        all += 1;
        let kind = match (reply.error_type, reply.xml_type) {
            (Some(kind), _) | (None, Some(kind)) => kind,
            (None, None) => format!("status {}", answer.status),
        };
        *kinds.entry(kind).or_default() += 1;
    }
    let (kind, count) = kinds.into_iter().max_by_key(|(_, count)| *count)?;
    (all >= FEW).then(|| {
        format!(
            "nothing was ever answered with success: {count} of {all} answers were {kind}; \
             are endpoint, credentials and Region right?"
        )
    })
}
