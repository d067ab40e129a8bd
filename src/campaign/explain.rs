//! Where AWS is not known there is no finding: differences that another allowed answer explains are dropped.

use super::compare::{Manner, compare};
use super::difference::{Ask, Difference};
use super::situation::Fingerprint;
use super::trace::{Seen, Trace, replay, replay_blind};
use crate::generate::{Script, Step};
use crate::reference::{AllowedAnswer, Rules};

/// What is left of a script's differences once every open question was answered in the endpoint's favour.
#[derive(Debug)]
pub(super) struct Explained {
    /// The rules that explain the rest.
    pub(super) rules: Rules,
    /// The reference's answers under these rules.
    pub(super) expected: Trace,
    /// What no allowed answer explains, and how it is known.
    pub(super) left: Vec<(Difference, Fingerprint)>,
    /// What an allowed answer explains.
    pub(super) allowed: Vec<Fingerprint>,
}

/// Compares and explains, beginning with these rules; only differences that are `wanted` are looked into.
pub(super) fn explain(
    script: &Script,
    actual: &Trace,
    manner: Manner,
    mut rules: Rules,
    wanted: impl Fn(&Fingerprint) -> bool,
) -> Explained {
    let mut expected = replay(script, &rules, manner.salt);
    let mut left: Vec<(Difference, Fingerprint)> = Vec::new();
    let mut allowed = Vec::new();
    // Every round settles one difference; a script has not more than a few.
    for _ in 0..24 {
        let found = compare(script, actual, &expected, manner);
        let next = found.iter().find_map(|difference| {
            let signature = signature(script, &expected, difference)?;
            let settled = left.iter().any(|(_, s)| *s == signature);
            (!settled).then_some((difference.clone(), signature))
        });
        let Some((difference, signature)) = next else {
            break;
        };
        if !wanted(&signature) || !is_open(&difference) {
            left.push((difference, signature));
            continue;
        }
        match explaining(script, actual, manner, &rules, &found, &difference) {
            Some((better, trace)) => {
                rules = better;
                expected = trace;
                allowed.push(signature);
            }
            None => left.push((difference, signature)),
        }
    }
    Explained {
        rules,
        expected,
        left,
        allowed,
    }
}

/// By what a difference is known.
pub(super) fn signature(
    script: &Script,
    expected: &Trace,
    difference: &Difference,
) -> Option<Fingerprint> {
    let Some(Step::Call(call)) = script.steps.get(difference.step) else {
        return None;
    };
    let seen = expected.get(difference.step)?.as_ref()?;
    Some(Fingerprint::of(call, seen, difference))
}

/// Whether an open question can be about this: none is about headers and shapes.
fn is_open(difference: &Difference) -> bool {
    // No question is about how a success is said to be one.
    let of_success = difference.place == "status" && difference.expected.starts_with('2');
    let of_the_answer = !of_success && ["answer", "status"].contains(&difference.place.as_str());
    of_the_answer
        || matches!(
            difference.ask,
            Ask::Member(..) | Ask::Absent(_) | Ask::Same { .. }
        )
}

/// One more answer to an open question that makes the difference go, and no other come before it.
fn explaining(
    script: &Script,
    actual: &Trace,
    manner: Manner,
    rules: &Rules,
    found: &[Difference],
    difference: &Difference,
) -> Option<(Rules, Trace)> {
    let up_to = difference.step;
    let mut begin = script.clone();
    begin.steps.truncate(up_to + 1);
    let count = |found: &[Difference]| found.iter().filter(|d| d.step <= up_to).count();
    let before = count(found);
    AllowedAnswer::all().find_map(|choice| {
        let rules = rules.clone().with_choice(choice);
        let expected = replay_blind(&begin, &rules, manner.salt);
        let found = compare(&begin, actual, &expected, manner);
        let better = !found.contains(difference) && count(&found) < before;
        better.then(|| {
            let expected = replay(script, &rules, manner.salt);
            (rules, expected)
        })
    })
}

/// Every answer to one step that an allowed book gives where all before it is the same.
pub(super) fn alternatives(script: &Script, step: usize, rules: &Rules, salt: u64) -> Vec<Seen> {
    let usual = replay_blind(script, rules, salt);
    let told = |seen: &Option<Seen>| {
        let answer = seen.as_ref().and_then(Seen::answer);
        answer.map(|answer| (answer.status, answer.error_type))
    };
    let mut all = Vec::new();
    let mut outcomes = Vec::new();
    let books = AllowedAnswer::all().map(|choice| rules.clone().with_choice(choice));
    for book in std::iter::once(rules.clone()).chain(books) {
        let trace = replay_blind(script, &book, salt);
        let mut before = usual.iter().zip(&trace).take(step);
        let same_before = before.all(|(one, other)| told(one) == told(other));
        let Some(seen) = trace.get(step).filter(|_| same_before) else {
            continue;
        };
        let outcome = told(seen);
        if !outcomes.contains(&outcome) {
            outcomes.push(outcome);
            all.extend(seen.clone());
        }
    }
    all
}
