//! Results → the summary of a run: exit code, and warnings where the run says less than it seems to.

use std::collections::BTreeMap;
use std::time::Duration;

use super::RunOptions;
use crate::check::{CHANGED, CaseResult, Reply, RunSummary, UnknownMember, Verdict};
use crate::model::Operation;

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
    /// A case that is blocked for want of credentials does not: nobody expects it to run, and the summary warns. Whether an
    /// answer has changed since the accepted snapshot is another judgement.
    pub(super) fn is_unexpected(&self, strict: bool) -> bool {
        match self.result.verdict {
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

/// The summary of a run of so many selected instances.
pub(super) fn summarise(
    options: &RunOptions,
    target: &str,
    mut finished: Vec<Finished>,
    unknown_members: Vec<UnknownMember>,
    selected: usize,
    interrupted: bool,
    duration: Duration,
) -> RunSummary {
    finished.sort_by(|a, b| a.result.id.cmp(&b.result.id));
    let exit = exit(options, &finished, interrupted);
    let warnings = warnings(&finished, selected);
    RunSummary {
        target: target.to_owned(),
        seed: options.seed,
        run: options.marks.as_ref().map(|marks| marks.run.clone()),
        selected,
        results: finished.into_iter().map(|f| f.result).collect(),
        duration,
        interrupted,
        unknown_members,
        strict: options.strict,
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
    if ran().next().is_some() && ran().all(|f| f.standing == Standing::Unreachable) {
        return 3;
    }
    // Whatever the reasons are: a run that judged nothing says nothing of the target, and is no success.
    if !finished.iter().any(|f| f.result.verdict.is_judged()) {
        return 4;
    }
    let unexpected = finished.iter().any(|f| f.is_unexpected(options.strict));
    let changed = finished.iter().any(|f| f.result.has_changed());
    match (unexpected, changed) {
        (true, _) => 1,
        (false, true) => CHANGED,
        (false, false) => 0,
    }
}

fn warnings(finished: &[Finished], selected: usize) -> Vec<String> {
    let mut warnings = Vec::new();
    let count = |verdict| {
        finished
            .iter()
            .filter(|f| f.result.verdict == verdict)
            .count()
    };
    let judged = finished
        .iter()
        .filter(|f| f.result.verdict.is_judged())
        .count();
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
    // What the run itself found about all answers stands beside the selected cases.
    let left = selected.saturating_sub(total);
    if left > 0 {
        let were = if left == 1 { "was" } else { "were" };
        let cases = counted(left, "selected case");
        warnings.push(format!("{cases} {were} not run to the end"));
    }
    warnings.extend(unjudged(finished));
    warnings.extend(only_refusals(finished));
    if total > 1 {
        warnings.extend(lacking(finished));
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

/// What credentials or Regions the user could give, of a run of more than the one case that says so itself.
fn lacking(finished: &[Finished]) -> Vec<String> {
    let mut lacking: BTreeMap<&str, usize> = BTreeMap::new();
    for case in finished.iter().filter(|f| f.standing == Standing::Lacking) {
        let fault = case.result.fault.as_ref();
        *lacking
            .entry(fault.map_or("", |f| f.summary.as_str()))
            .or_default() += 1;
    }
    let told = lacking.into_iter().map(|(why, cases)| {
        let were = if cases == 1 { "was" } else { "were" };
        format!("{} {were} not judged: {why}", counted(cases, "case"))
    });
    told.collect()
}

/// The operations of which the run says nothing, beside those of which it says something.
fn unjudged(finished: &[Finished]) -> Option<String> {
    let mut operations: BTreeMap<Operation, bool> = BTreeMap::new();
    for Finished { result, .. } in finished {
        *operations.entry(result.operation).or_default() |= result.verdict.is_judged();
    }
    if !operations.values().any(|judged| *judged) {
        return None;
    }
    let without = operations.iter().filter(|(_, judged)| !**judged);
    let names: Vec<&str> = without.map(|(operation, _)| operation.name()).collect();
    (!names.is_empty()).then(|| format!("nothing is said of {}", names.join(", ")))
}

fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Nothing but refusals of one kind came back: the credentials are wrong, or it is no KMS. One case says nothing of that,
/// however often it asked.
fn only_refusals(finished: &[Finished]) -> Option<String> {
    const FEW: usize = 5;
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let (mut all, mut cases) = (0, 0);
    for case in finished {
        let asked = case.result.exchanges.iter().filter(|e| e.is_of_the_case());
        let before = all;
        for answer in asked.filter_map(|e| e.response.as_ref()) {
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
        cases += usize::from(all > before);
    }
    let (kind, count) = kinds.into_iter().max_by_key(|(_, count)| *count)?;
    (cases >= FEW).then(|| {
        format!(
            "nothing was ever answered with success: {count} of {all} answers were {kind}; \
             are endpoint, credentials and Region right?"
        )
    })
}
