//! Failures by cause: what is wrong with the target, told once however many cases meet it.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use aws_lc_rs::digest;

use super::alike::{Echo, admitted, head, of_a_list, plain, without_nearest, without_times};
use super::secrets::Secrets;
use crate::check::{CaseResult, Exchange, Mismatch, Origin, Verdict};
use crate::model::{Model, Operation};
use crate::wire::aws_json;

/// What two failures have in common when the target does the same thing wrong in both. Ids, times, names, numbers and what
/// the request said are left out of its texts, so that they do not split it.
#[derive(Debug, Clone)]
pub(super) struct Cause {
    pub(super) origin: Origin,
    /// The operation that was called, in the first case that shows it.
    pub(super) operation: Operation,
    /// Whose fault it is: the operation's, a structure's that several operations answer with, or that of all answers.
    whose: String,
    /// The rule that does not hold. A member or header that is wrong is wrong whatever the case is about; of which refusal
    /// is missing or wrong only the rule tells.
    pub(super) rule: Option<String>,
    pub(super) path: String,
    pub(super) expected: String,
    pub(super) actual: String,
}

impl Cause {
    /// Of one mismatch of a result, without the result's secrets.
    fn of(result: &CaseResult, mismatch: &Mismatch, secrets: &Secrets) -> Self {
        let decisive = decisive(result);
        let called = decisive.map_or(result.operation, |it| it.operation);
        let shown = |text: &str| plain(&secrets.scrub(text));
        let expected = without_nearest(without_times(&mismatch.expected));
        let mut cause = Self {
            origin: mismatch.origin,
            operation: decisive.and_then(asked).unwrap_or(called),
            whose: called.to_string(),
            rule: None,
            path: shown(&mismatch.path),
            expected: shown(expected),
            actual: of_a_list(&shown(&mismatch.actual)).to_owned(),
        };
        if let Some(member) = mismatch.path.strip_prefix("body.") {
            cause.whose = owner(called, member);
            if matches!(cause.actual.as_str(), "null" | "nothing") {
                "a value".clone_into(&mut cause.expected);
            } else if cause.expected == "no such member" {
                "nothing".clone_into(&mut cause.expected);
            }
        } else if mismatch.path.starts_with("headers.") {
            cause.whose.clear();
        } else if !["stdout.", "stderr."]
            .iter()
            .any(|part| mismatch.path.starts_with(part))
        {
            cause.rule = Some(result.requirement.clone());
            let echo = Echo::of(decisive.map_or(&[][..], |it| &it.request.body));
            if mismatch.path == "error message" {
                cause.expected = shown(&echo.out_of(expected));
                cause.actual = shown(&echo.out_of(&mismatch.actual));
            } else if let Some(refusals) = admitted(expected, &mismatch.actual) {
                "answer".clone_into(&mut cause.path);
                cause.expected = refusals;
                "admitted".clone_into(&mut cause.actual);
            } else {
                cause.actual = head(&secrets.scrub(&mismatch.actual));
            }
        }
        cause
    }

    /// The same for the same cause in every run: eight hexadecimal digits.
    pub(super) fn id(&self) -> String {
        id_of(&format!("{:?}", self.identity()))
    }

    fn identity(&self) -> (Origin, [&str; 4], Option<&str>) {
        let texts = [&self.whose, &self.path, &self.expected, &self.actual];
        (self.origin, texts.map(String::as_str), self.rule.as_deref())
    }
}

/// The id of what this text tells: eight hexadecimal digits.
pub(super) fn id_of(text: &str) -> String {
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    let head = hash.as_ref().iter().take(4);
    let number = head.fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
    format!("{number:08x}")
}

impl PartialEq for Cause {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

impl Eq for Cause {}

impl PartialOrd for Cause {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Cause {
    fn cmp(&self, other: &Self) -> Ordering {
        self.identity().cmp(&other.identity())
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
    for cause in each(result) {
        if !found.contains(&cause) {
            found.push(cause);
        }
    }
    found
}

/// The cause of each mismatch of a result. The status of a refusal that is the wrong one is no fault of its own.
pub(super) fn each(result: &CaseResult) -> Vec<Cause> {
    if result.mismatches.is_empty() {
        return Vec::new();
    }
    let secrets = Secrets::of(&result.exchanges);
    let wrong_refusal = result
        .mismatches
        .iter()
        .find(|it| matches!(it.path.as_str(), "error type" | "answer"));
    let of = |mismatch: &Mismatch| {
        let told = wrong_refusal.filter(|_| mismatch.path == "status");
        Cause::of(result, told.unwrap_or(mismatch), &secrets)
    };
    result.mismatches.iter().map(of).collect()
}

/// The request and answer that decided.
fn decisive(result: &CaseResult) -> Option<&Exchange> {
    let exchanges = result.exchanges.iter();
    let mut asked = exchanges.filter(|it| it.is_of_the_case()).rev();
    asked.find(|it| Some(it.step) == result.failed_step)
}

/// The operation that the request names, where it is not the one whose shapes describe it.
fn asked(exchange: &Exchange) -> Option<Operation> {
    aws_json::operation(&exchange.request).and_then(|name| name.parse().ok())
}

/// Whose member of an answer it is: the structure's, where operations share one, else the operation's.
fn owner(operation: Operation, path: &str) -> String {
    let model = Model::bundled();
    let first = path.split(['.', '[']).next().unwrap_or(path);
    let member = |operation: Operation| model.output(operation)?.member(first);
    let shared = member(operation).filter(|it| {
        let is_structure = !model.shape_of(it).members().is_empty();
        let mut others = Operation::ALL.iter().filter(|other| **other != operation);
        is_structure && others.any(|other| member(*other).is_some_and(|o| o.shape == it.shape))
    });
    shared.map_or_else(|| operation.to_string(), |it| it.shape.clone())
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
    fn who_is_let_in_without_a_signature_is_one_cause_whatever_is_said_then() {
        let signed = |path: &str, expected: &str, actual: &str| of(path, expected, actual, "Rule.");
        let let_in = signed(
            "answer",
            "error InvalidSignatureException with status 400 or 403 within 1s of the last change",
            "200 {}",
        );
        let types = "InvalidSignatureException";
        assert_eq!(
            let_in,
            signed("error type", types, "400 NotFoundException: a")
        );
        assert_eq!(let_in, signed("error type", types, "500 InternalError"));
        assert_ne!(
            let_in,
            signed("error type", types, "403 UnrecognizedClientException")
        );
        let other = of("error type", types, "500 InternalError", "Another rule.");
        assert_ne!(let_in, other);
        let key = |actual: &str| signed("error type", "NotFoundException", actual);
        assert_ne!(key("400 ValidationException"), key("500 InternalError"));
    }

    #[test]
    fn what_operations_answer_alike_is_one_cause() {
        let member = "KeyMetadata.KeyUsage";
        assert_eq!(owner(Operation::CreateKey, member), "KeyMetadata");
        assert_eq!(owner(Operation::DescribeKey, member), "KeyMetadata");
        assert_eq!(owner(Operation::ListKeys, "Keys[0].KeyId"), "ListKeys");
        assert_eq!(owner(Operation::EnableKey, "KeyId"), "EnableKey");
        let header = |actual: &str| of("headers.Content-Type", "text", actual, "A rule.");
        assert_ne!(
            header("\"application/json\""),
            header("\"text/html; charset=utf-8\"")
        );
        assert!(header("\"a\"").whose.is_empty());
    }

    #[test]
    fn what_the_request_said_does_not_split_a_cause() {
        let mut failure = failure();
        let step = failure.failed_step;
        let sent = failure
            .exchanges
            .iter_mut()
            .rfind(|it| Some(it.step) == step);
        let sent = sent.expect("the fixture has the exchange that decided");
        sent.request.body = br#"{"KeyId":"no-key-id"}"#.to_vec();
        let [mismatch] = &mut failure.mismatches[..] else {
            panic!("the fixture has one mismatch");
        };
        mismatch.path = "error message".to_owned();
        mismatch.expected = "\"Invalid keyId 'no-key-id'\"".to_owned();
        mismatch.actual = "\"Key no-key-id not found\"".to_owned();
        let [cause] = &distinct(&failure)[..] else {
            panic!("one mismatch has one cause");
        };
        assert_eq!(cause.expected, "\"Invalid keyId '…'\"");
        assert_eq!(cause.actual, "\"Key … not found\"");
    }

    #[test]
    fn the_status_of_a_wrong_refusal_is_no_cause_of_its_own() {
        let mut failure = failure();
        let [mismatch] = &mut failure.mismatches[..] else {
            panic!("the fixture has one mismatch");
        };
        mismatch.path = "status".to_owned();
        let alone = distinct(&failure);
        let mut refusal = failure.mismatches[0].clone();
        refusal.path = "error type".to_owned();
        failure.mismatches.push(refusal);
        assert_eq!((alone.len(), distinct(&failure).len()), (1, 1));
        assert_ne!(alone, distinct(&failure));
        assert_eq!(each(&failure).len(), 2);
    }

    #[test]
    fn a_cause_has_the_same_id_in_every_run() {
        let cause = of("body.KeyMetadata.KeyUsage", "a string", "null", "A rule.");
        assert_eq!(cause.id(), "6f44b5d0");
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
