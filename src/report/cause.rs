//! Failures by cause: what is wrong with the target, told once however many cases meet it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aws_lc_rs::digest;
use regex::Regex;

use super::secrets::Secrets;
use crate::check::{CaseResult, Mismatch, Normaliser, Origin, Verdict};
use crate::model::Operation;

/// What two failures have in common when the target does the same thing wrong in both. Ids, times, names and numbers are
/// left out of its texts, so that they do not split it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cause {
    pub(super) origin: Origin,
    /// The operation that was called.
    pub(super) operation: Operation,
    /// The rule that does not hold. A member or header that is wrong is wrong whatever the case is about; of which refusal
    /// is missing or wrong only the rule tells.
    pub(super) rule: Option<String>,
    pub(super) path: String,
    pub(super) expected: String,
    pub(super) actual: String,
}

impl Cause {
    /// Of one mismatch of a result, without the result's secrets.
    pub(super) fn of(result: &CaseResult, mismatch: &Mismatch, secrets: &Secrets) -> Self {
        let shown = |text: &str| plain(&secrets.scrub(text));
        let in_answer = ["body.", "headers.", "stdout.", "stderr."];
        let is_part = in_answer.iter().any(|part| mismatch.path.starts_with(part));
        let actual = if is_part {
            shown(&mismatch.actual)
        } else {
            head(&secrets.scrub(&mismatch.actual))
        };
        Self {
            origin: mismatch.origin,
            operation: called(result),
            rule: (!is_part).then(|| result.requirement.clone()),
            path: shown(&mismatch.path),
            expected: shown(without_times(&mismatch.expected)),
            actual,
        }
    }

    /// The same for the same cause in every run: eight hexadecimal digits.
    pub(super) fn id(&self) -> String {
        let text = format!("{self:?}");
        let hash = digest::digest(&digest::SHA256, text.as_bytes());
        let head = hash.as_ref().iter().take(4);
        let number = head.fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
        format!("{number:08x}")
    }
}

/// Every cause of a run, with how many cases of any verdict meet it, in the order of the cases.
pub(super) fn causes(results: &[CaseResult]) -> Vec<(Cause, usize)> {
    let mut places: BTreeMap<Cause, usize> = BTreeMap::new();
    let mut causes: Vec<(Cause, usize)> = Vec::new();
    for result in results {
        for cause in distinct(result) {
            let place = *places.entry(cause.clone()).or_insert(causes.len());
            match causes.get_mut(place) {
                Some((_, number)) => *number += 1,
                None => causes.push((cause, 1)),
            }
        }
    }
    causes
}

/// How many causes the failures have.
pub(super) fn number(results: &[CaseResult]) -> usize {
    let failed = results.iter().filter(|it| it.verdict == Verdict::Fail);
    let mut all: Vec<Cause> = failed.flat_map(distinct).collect();
    all.sort();
    all.dedup();
    all.len()
}

/// The causes of one result, each once.
pub(super) fn distinct(result: &CaseResult) -> Vec<Cause> {
    let mut found: Vec<Cause> = Vec::new();
    if result.mismatches.is_empty() {
        return found;
    }
    let secrets = Secrets::of(&result.exchanges);
    for mismatch in &result.mismatches {
        let cause = Cause::of(result, mismatch, &secrets);
        if !found.contains(&cause) {
            found.push(cause);
        }
    }
    found
}

/// A text in which nothing differs from case to case or from run to run.
pub(super) fn plain(text: &str) -> String {
    static BLOB: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new("[A-Za-z0-9+/]{16,}={0,2}").ok());
    static NUMBER: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(status )?\d+(?:\.\d+)?(?:E[+-]?\d+)?").ok());
    let text = Normaliser::default().text(text);
    let drawn = |text: &str| {
        text.bytes()
            .any(|b| b.is_ascii_digit() || b"+/=".contains(&b))
    };
    let text = BLOB.as_ref().map_or(text.clone(), |blob| {
        let shown = blob.replace_all(&text, |found: &regex::Captures<'_>| {
            let found = &found[0];
            let shown = if drawn(found) { "…" } else { found };
            shown.to_owned()
        });
        shown.into_owned()
    });
    NUMBER.as_ref().map_or(text.clone(), |number| {
        let shown = number.replace_all(&text, |found: &regex::Captures<'_>| {
            let is_status = found.get(1).is_some();
            let shown = if is_status { &found[0] } else { "#" };
            shown.to_owned()
        });
        shown.into_owned()
    })
}

/// The operation that was called in the step that decided.
fn called(result: &CaseResult) -> Operation {
    let mut asked = result
        .exchanges
        .iter()
        .filter(|it| it.is_of_the_case())
        .rev();
    let decisive = asked.find(|it| Some(it.step) == result.failed_step);
    decisive.map_or(result.operation, |it| it.operation)
}

/// Of an answer as a whole its status and its error type or kind: neither its message nor its body.
fn head(answer: &str) -> String {
    let mut words = answer.split_whitespace();
    let is_status = |word: &&str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit());
    let Some(status) = words.next().filter(is_status) else {
        return plain(answer);
    };
    match words.next() {
        Some(kind) if kind.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            format!("{status} {}", kind.trim_end_matches([':', ';', ',']))
        }
        _ => status.to_owned(),
    }
}

/// How long was waited is no part of what was expected.
fn without_times(expected: &str) -> &str {
    match expected.rsplit_once(" within ") {
        Some((expected, time)) if humantime::parse_duration(time).is_ok() => expected,
        _ => expected,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::fixture::{failure, result};
    use super::*;

    fn of(path: &str, expected: &str, actual: &str, requirement: &str) -> Cause {
        let mut failure = failure();
        failure.requirement = requirement.to_owned();
        let [mismatch] = &mut failure.mismatches[..] else {
            panic!("the fixture has one mismatch");
        };
        mismatch.path = path.to_owned();
        mismatch.expected = expected.to_owned();
        mismatch.actual = actual.to_owned();
        Cause::of(&failure, &failure.mismatches[0], &Secrets::default())
    }

    #[test]
    fn what_is_drawn_does_not_split_a_cause() {
        let check = |a: [&str; 3], b: [&str; 3]| {
            assert_eq!(
                of(a[0], a[1], a[2], "A rule."),
                of(b[0], b[1], b[2], "A rule.")
            );
        };
        check(
            [
                "body.Keys[0].KeyId",
                "\"00000000-1111-4222-8333-444444444444\"",
                "nothing",
            ],
            [
                "body.Keys[12].KeyId",
                "\"99999999-1111-4222-8333-444444444444\"",
                "nothing",
            ],
        );
        check(
            ["body.Name", "\"kmspec-0123456789abcdef\"", "null"],
            ["body.Name", "\"kmspec-fedcba9876543210\" within 1s", "null"],
        );
        check(
            ["answer", "error X", "200 {\"CreationDate\":1}"],
            ["answer", "error X", "200 {\"Enabled\":true}"],
        );
        check(
            ["error type", "X", "400 Y: Key a not found"],
            ["error type", "X", "400 Y: Key b not found"],
        );
        check(
            [
                "body.CiphertextBlob",
                "AQIDBAUGBwgJCgsMDQ4PEBESExQ=",
                "null",
            ],
            [
                "body.CiphertextBlob",
                "EQIDBAUGBwgJCgsMDQ4PEBESExQVFg==",
                "null",
            ],
        );
    }

    #[test]
    fn other_causes_stay_apart() {
        let a = of("answer", "error X", "200 {}", "A rule.");
        assert_ne!(a, of("answer", "error Y", "200 {}", "A rule."));
        assert_ne!(a, of("answer", "error X", "500 {}", "A rule."));
        assert_ne!(a, of("answer", "error X", "200 {}", "Another rule."));
        assert_ne!(a, of("error type", "X", "200 {}", "A rule."));
        let member = |rule: &str| of("body.KeyMetadata.KeyUsage", "a string", "null", rule);
        assert_eq!(member("A rule."), member("Another rule."));
    }

    #[test]
    fn a_cause_has_the_same_id_in_every_run() {
        let cause = of("body.KeyMetadata.KeyUsage", "a string", "null", "A rule.");
        assert_eq!(cause.id(), "36b06526");
        assert_eq!(cause.operation, Operation::DeleteCustomKeyStore);
    }

    #[test]
    fn causes_are_counted_by_case() {
        let mut deviates = failure();
        deviates.verdict = Verdict::Deviates;
        let pass = result("key/create/a", Operation::CreateKey, Verdict::Pass);
        let results = [failure(), deviates, pass, failure()];
        let counts: Vec<usize> = causes(&results)
            .into_iter()
            .map(|(_, cases)| cases)
            .collect();
        assert_eq!((counts, number(&results)), (vec![3], 1));
    }
}
