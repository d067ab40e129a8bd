//! The corpus against each fault of the reference: which case notices it, and what it says.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use serde::Serialize;
use tokio::runtime::Runtime;

use super::prioritisation::Prioritisation;
use super::{corpus_run, pool};
use crate::case::Case;
use crate::check::{CaseResult, Verdict};
use crate::reference::{Rules, WrongBook};
use crate::runner::Selection;
use crate::target::in_process::Maker;

/// How many instances run before the next look at what they found; the rest runs after the last of these.
const BATCHES: [usize; 4] = [4, 16, 60, 240];

/// How many faults that no case can notice are tried at once, at the most.
const TOGETHER: usize = 32;

/// What to run.
#[derive(Debug, Clone)]
pub struct MutantsOptions {
    /// The seed of every run.
    pub seed: u64,
    /// How many faults are tried at once.
    pub jobs: usize,
    /// The faults.
    pub faults: Vec<WrongBook>,
    /// Goes on after the first case that notices, so that all are known.
    pub all_killers: bool,
}

/// What the corpus made of every fault.
#[derive(Debug, Clone, Serialize)]
pub struct Mutants {
    /// The seed of every run.
    pub seed: u64,
    /// In the order of the faults.
    pub outcomes: Vec<FaultOutcome>,
    /// How long it took.
    #[serde(rename = "seconds", serialize_with = "seconds")]
    pub duration: Duration,
}

impl Mutants {
    /// How many faults were noticed.
    #[must_use]
    pub fn killed(&self) -> usize {
        self.outcomes.iter().filter(|o| o.is_killed()).count()
    }

    /// Those that were not, though a case must tell.
    pub fn survivors(&self) -> impl Iterator<Item = &FaultOutcome> {
        let unnoticed = self.outcomes.iter().filter(|it| !it.is_killed());
        unnoticed.filter(|outcome| outcome.open.is_none())
    }

    /// Those that were not, and the reason.
    pub fn open(&self) -> impl Iterator<Item = (&FaultOutcome, &'static str)> {
        let unnoticed = self.outcomes.iter().filter(|it| !it.is_killed());
        unnoticed.filter_map(|outcome| Some((outcome, outcome.open?)))
    }

    /// What does not hold, one sentence each.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        let survivors = self
            .survivors()
            .map(|it| format!("nothing notices {}: {}", it.fault, it.sentence));
        let noticed = self.outcomes.iter().filter(|it| it.is_killed());
        let stale = noticed.filter_map(|it| Some((it, it.open?, it.killings.first()?)));
        survivors
            .chain(stale.map(|(it, reason, killing)| {
                format!(
                    "{} notices {}, which is held to be open: {reason}",
                    killing.case, it.fault
                )
            }))
            .collect()
    }
}

/// What the corpus made of one fault.
#[derive(Debug, Clone, Serialize)]
pub struct FaultOutcome {
    /// Its name.
    pub fault: Cow<'static, str>,
    /// What it does wrong.
    pub sentence: Cow<'static, str>,
    /// The emulator that does or did so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'static str>,
    /// Why no case can notice it, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<&'static str>,
    /// The cases that failed.
    pub killings: Vec<Killing>,
    /// How many instances ran.
    pub ran: usize,
    /// Instances that got no verdict, because what they need did not come about.
    pub without_verdict: usize,
}

impl FaultOutcome {
    /// True when a case failed.
    #[must_use]
    pub fn is_killed(&self) -> bool {
        !self.killings.is_empty()
    }
}

/// One case that noticed a fault.
#[derive(Debug, Clone, Serialize)]
pub struct Killing {
    /// The instance.
    pub case: String,
    /// Its rule.
    pub requirement: String,
    /// What it saw, one line for each mismatch.
    pub saw: Vec<String>,
    /// The whole result, for a report.
    #[serde(skip)]
    pub result: Box<CaseResult>,
}

/// Runs the corpus against each fault, the likeliest cases first.
#[must_use]
pub fn mutants(cases: &[Case], options: &MutantsOptions) -> Mutants {
    let begin = Instant::now();
    let mut instances = Selection::default().select(cases);
    // What judges a CLI says nothing of a server.
    instances.retain(|instance| !instance.case.runs_command());
    let prioritisation = Prioritisation::of(&instances);
    let groups = groups(options);
    let outcomes = pool::each(options.jobs, &groups, |runtime, group| {
        let alone = |fault: &&WrongBook| {
            let order = prioritisation.order(fault);
            outcome(runtime, cases, options, fault, &order)
        };
        if let [_, _, ..] = *group.faults {
            let able = prioritisation.able_to_notice(&group.faults);
            let maker = Maker::reference("open faults together", group.rules.clone());
            let run = corpus_run::run(runtime, cases, maker, options.seed, 1, Some(&able));
            if run.results.iter().all(|it| it.verdict != Verdict::Fail) {
                let unnoticed = |fault: &&WrongBook| unnoticed(fault, &run.results);
                return group.faults.iter().map(unnoticed).collect();
            }
        }
        group.faults.iter().map(alone).collect::<Vec<_>>()
    });
    let mut outcomes: Vec<FaultOutcome> = outcomes.into_iter().flatten().collect();
    let place = |name: &str| options.faults.iter().position(|fault| fault.name == name);
    outcomes.sort_by_cached_key(|outcome| place(&outcome.fault));
    Mutants {
        seed: options.seed,
        outcomes,
        duration: begin.elapsed(),
    }
}

/// Faults that are tried together.
struct Group<'a> {
    faults: Vec<&'a WrongBook>,
    /// The book in which all are wrong.
    rules: Rules,
}

/// Faults that no case can notice are tried many at once: only where something is noticed, each alone. Any other fault is a
/// group of its own, as is each where all cases that notice it are wanted.
fn groups(options: &MutantsOptions) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut told = Vec::new();
    for fault in &options.faults {
        let alone = || Group {
            faults: vec![fault],
            rules: fault.rules.clone(),
        };
        if options.all_killers || WrongBook::is_open(&fault.name).is_none() {
            told.push(alone());
            continue;
        }
        let joined = groups.iter_mut().find_map(|group| {
            let room = group.faults.len() < TOGETHER;
            let rules = room.then(|| group.rules.with_wrongs_of(&fault.rules))??;
            Some((group, rules))
        });
        match joined {
            Some((group, rules)) => {
                group.faults.push(fault);
                group.rules = rules;
            }
            None => groups.push(alone()),
        }
    }
    // These run longest.
    groups.extend(told);
    groups
}

fn unnoticed(fault: &WrongBook, results: &[CaseResult]) -> FaultOutcome {
    let has_verdict = |result: &&CaseResult| result.verdict == Verdict::Pass;
    let passed = results.iter().filter(has_verdict).count();
    FaultOutcome {
        ran: results.len(),
        without_verdict: results.len() - passed,
        ..not_run(fault)
    }
}

fn not_run(fault: &WrongBook) -> FaultOutcome {
    FaultOutcome {
        fault: fault.name.clone(),
        sentence: fault.sentence.clone(),
        source: fault.source,
        open: WrongBook::is_open(&fault.name),
        killings: Vec::new(),
        ran: 0,
        without_verdict: 0,
    }
}

/// Derived faults that a case must notice, so many of them, drawn by a seed: where there is no time for all.
#[must_use]
pub fn sample(seed: u64, size: usize) -> Vec<WrongBook> {
    let mut faults = WrongBook::derived();
    faults.retain(|fault| WrongBook::is_open(&fault.name).is_none());
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    for at in 0..size.min(faults.len()) {
        let rest = (faults.len() - at) as u64;
        let other = at + usize::try_from(random.next_u64() % rest).unwrap_or(0);
        faults.swap(at, other);
    }
    faults.truncate(size);
    faults
}

fn outcome(
    runtime: &Runtime,
    cases: &[Case],
    options: &MutantsOptions,
    fault: &WrongBook,
    mut order: &[&str],
) -> FaultOutcome {
    let mut outcome = not_run(fault);
    let maker = Maker::reference(fault.name.clone(), fault.rules.clone());
    let mut sizes = BATCHES.into_iter();
    while !order.is_empty() && (options.all_killers || !outcome.is_killed()) {
        let size = sizes.next().unwrap_or(order.len()).min(order.len());
        let (batch, rest) = order.split_at(size);
        order = rest;
        let run = corpus_run::run(runtime, cases, maker.clone(), options.seed, 1, Some(batch));
        outcome.ran += run.results.len();
        let mut results = run.results;
        // The likeliest first, not the first by name.
        results.sort_by_key(|result| batch.iter().position(|id| *id == result.id.as_str()));
        for result in results {
            match result.verdict {
                Verdict::Pass => {}
                Verdict::Fail => outcome.killings.push(killing(result)),
                _ => outcome.without_verdict += 1,
            }
        }
    }
    if !options.all_killers {
        outcome.killings.truncate(1);
    }
    outcome
}

fn killing(result: CaseResult) -> Killing {
    let saw = result.mismatches.iter().map(|mismatch| {
        format!(
            "{}: expected {}, got {}",
            mismatch.path, mismatch.expected, mismatch.actual
        )
    });
    Killing {
        case: result.id.as_str().to_owned(),
        requirement: result.requirement.clone(),
        saw: saw.collect(),
        result: Box::new(result),
    }
}

/// Durations in reports are seconds.
pub(super) fn seconds<S: serde::Serializer>(
    duration: &Duration,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_secs_f64())
}
