//! What all the answers of a run show together: each fault of an operation's answers is one failure, not one a case.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::Instance;
use crate::case::{Case, Evidence, InstanceId, Judges, Location};
use crate::check::{CaseResult, Exchange, Mismatch, Sighting, UnknownMember, Verdict, observe};
use crate::model::{Model, Operation};

/// The most paths of unknown members that are remembered of a run.
const MOST_UNKNOWN: usize = 1000;

/// The most mismatches that one failure tells.
const MOST_MISMATCHES: usize = 50;

/// What was seen so far.
#[derive(Debug, Default)]
pub(super) struct Answers {
    strict: bool,
    faults: BTreeMap<Judges, BTreeMap<MismatchPlace, Seen>>,
    unknown: BTreeMap<(Operation, String), usize>,
    /// Judgements whose case is in the run.
    accounted: BTreeSet<Judges>,
}

/// What makes two mismatches one fault: the place, whatever its position in a list, and what is expected there.
type MismatchPlace = (String, String);

/// Where a fault was seen.
#[derive(Debug)]
struct Seen {
    /// The case that judges it is the best witness, then the first by id.
    rank: (bool, InstanceId),
    mismatch: Mismatch,
    exchanges: Vec<Exchange>,
    location: Location,
    cases: usize,
}

impl Answers {
    pub(super) fn new(strict: bool) -> Self {
        Self {
            strict,
            ..Self::default()
        }
    }

    /// Notes that the run has a case for a judgement.
    pub(super) fn account(&mut self, instance: &Instance<'_>) {
        self.accounted.extend(instance.case.judges);
    }

    /// Looks at every answer of an instance that has ended. What a step got that should have been refused is that step's
    /// failure: its shape follows from what was sent.
    pub(super) fn take(
        &mut self,
        instance: &Instance<'_>,
        exchanges: &[Exchange],
        wrong: Option<usize>,
    ) {
        let mut told = BTreeSet::new();
        let mut unknown = BTreeSet::new();
        for observed in observe(Model::bundled(), exchanges, self.strict) {
            let operation = exchanges[observed.at].operation;
            let places = observed
                .unknown
                .into_iter()
                .map(|it| (operation, it.member));
            unknown.extend(places);
            let told_already = Some(exchanges[observed.at].step) == wrong;
            for finding in observed.findings {
                if told_already && matches!(finding.judges, Judges::Shape(_)) {
                    continue;
                }
                let fault = (finding.member, finding.mismatch.expected.clone());
                if !told.insert((finding.judges, fault.clone())) {
                    continue;
                }
                let own = instance.case.judges == Some(finding.judges);
                let rank = (!own, instance.id.clone());
                let faults = self.faults.entry(finding.judges).or_default();
                let cases = faults.get(&fault).map_or(0, |seen| seen.cases) + 1;
                match faults.get_mut(&fault) {
                    Some(seen) if seen.rank <= rank => seen.cases = cases,
                    _ => {
                        let seen = Seen {
                            rank,
                            mismatch: finding.mismatch,
                            exchanges: exchanges[..=observed.at].to_vec(),
                            location: instance.location(),
                            cases,
                        };
                        faults.insert(fault, seen);
                    }
                }
            }
        }
        for place in unknown {
            let full = self.unknown.len() >= MOST_UNKNOWN;
            if !full || self.unknown.contains_key(&place) {
                *self.unknown.entry(place).or_default() += 1;
            }
        }
    }

    /// Fails the result of a case that judges answers which were not right.
    pub(super) fn charge(&mut self, judges: Judges, result: &mut CaseResult) {
        let Some(faults) = self.faults.remove(&judges) else {
            return;
        };
        if result.verdict != Verdict::Fail {
            result.mismatches.clear();
        }
        result.verdict = Verdict::Fail;
        result.fault = None;
        let mut seen: Vec<Seen> = faults.into_values().collect();
        seen.sort_by(|a, b| a.rank.cmp(&b.rank));
        for seen in seen.into_iter().take(MOST_MISMATCHES) {
            result.sightings.push(Sighting {
                path: seen.mismatch.path.clone(),
                case: seen.rank.1,
                step: seen.exchanges.last().map_or(0, |last| last.step),
                cases: seen.cases,
                exchanges: seen.exchanges,
            });
            result.mismatches.push(seen.mismatch);
        }
    }

    /// The results of judgements whose case is not in the run, where answers were not right; without those of cases that
    /// are skipped on request.
    pub(super) fn unaccounted(
        &mut self,
        cases: &[Case],
        skipped: impl Fn(&Instance<'_>) -> bool,
    ) -> Vec<CaseResult> {
        let judgements: Vec<Judges> = self.faults.keys().copied().collect();
        let mut results = Vec::new();
        for judges in judgements {
            if self.accounted.contains(&judges) {
                continue;
            }
            let case = cases.iter().find(|case| case.judges == Some(judges));
            let instance = case.and_then(|case| Instance::of(case).into_iter().next());
            if instance.as_ref().is_some_and(&skipped) {
                continue;
            }
            let mut result = match instance {
                Some(instance) => super::run::empty(&instance),
                None => match self.first(judges) {
                    Some(seen) => judgement(judges, seen),
                    None => continue,
                },
            };
            self.charge(judges, &mut result);
            results.push(result);
        }
        results
    }

    fn first(&self, judges: Judges) -> Option<&Seen> {
        let seen = self.faults.get(&judges)?.values();
        seen.min_by(|a, b| a.rank.cmp(&b.rank))
    }

    /// Every unknown member, by operation and path.
    pub(super) fn unknown_members(self) -> Vec<UnknownMember> {
        let unknown = self.unknown.into_iter();
        unknown
            .map(|((operation, path), cases)| UnknownMember {
                operation,
                path,
                cases,
            })
            .collect()
    }
}

/// The id under which the shape of an operation's answers is judged.
pub(super) fn shape_of(operation: Operation) -> String {
    format!("protocol/success_shape/{}", operation.snake_case())
}

/// A result for a judgement that no loaded case makes, in the place of the case that saw it first.
fn judgement(judges: Judges, first: &Seen) -> CaseResult {
    let any = || {
        let last = first.exchanges.last();
        last.map_or(Operation::DescribeCustomKeyStores, |it| it.operation)
    };
    let (id, operation, requirement, fact) = match judges {
        Judges::Shape(operation) => {
            let model = Model::bundled();
            let output = model.output(operation);
            (
                shape_of(operation),
                operation,
                format!("A successful answer of {operation} is what the service model says."),
                output.map_or_else(
                    || format!("model-{operation}"),
                    |it| format!("model-{}", it.name),
                ),
            )
        }
        Judges::Secrets => (
            "protocol/secrets_in_answers".to_owned(),
            any(),
            "No answer tells a password, a secret key or a plaintext.".to_owned(),
            "model-sensitive".to_owned(),
        ),
        Judges::Repeats => (
            "protocol/success_shape/members_once".to_owned(),
            any(),
            "Each member stands in its object once, in every answer.".to_owned(),
            "rfc-8259-4".to_owned(),
        ),
    };
    CaseResult {
        id: InstanceId(id),
        operation,
        verdict: Verdict::Pass,
        requirement,
        evidence: Evidence::built_in(&fact).into_iter().collect(),
        mismatches: Vec::new(),
        sightings: Vec::new(),
        fault: None,
        exchanges: Vec::new(),
        commands: Vec::new(),
        failed_step: None,
        location: first.location.clone(),
        duration: std::time::Duration::ZERO,
        tries: 1,
        regression: None,
    }
}

impl Instance<'_> {
    /// Its place in its file.
    pub(super) fn location(&self) -> Location {
        let span = match self.row {
            Some(row) => row.name.span,
            None => self.case.requirement.span,
        };
        self.case.location(span)
    }
}
