//! The campaign: scripts on the endpoint and on the reference in lock-step, differences shrunk, confirmed and saved.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::time::Instant;

use futures_util::future::join_all;

use super::Options;
use super::control::{Control, Ended};
use super::judge::{Known, judge};
use super::probe::{Probed, probe};
use super::sides::{Sides, Traces, Which};
use super::situation::{Fingerprint, is_signature};
use super::stop::Stop;
use super::summary::{Finding, Left, Progress, Summary};
use super::trace::{Seen, Trace};
use crate::case::Case;
use crate::generate::{Malformation, Mode, Options as Scripts, Script, ScriptCall, Step, seeded};
use crate::model::Operation;
use crate::reference::Rules;

/// Says whether a case fails on one side and passes on the reference: the suite's own runner, which stands on the
/// same floor and is therefore given by the caller.
pub type Confirm<'a> = dyn Fn(&Case, Which) -> Pin<Box<dyn Future<Output = bool> + 'a>> + 'a;

/// Runs a campaign against one side, or between two.
///
/// Without `confirm`, findings are kept as they were shrunk.
pub async fn fuzz(
    options: &Options,
    sides: Sides<'_>,
    confirm: Option<&Confirm<'_>>,
    stop: &Stop,
    mut on_progress: impl FnMut(Progress),
) -> Summary {
    let control = Control::new(options, stop);
    let begin = Instant::now();
    let mut campaign = Campaign {
        options,
        sides,
        confirm,
        stop,
        control: &control,
        begin,
        probed: Probed::default(),
        answered: BTreeSet::new(),
        known: BTreeSet::new(),
        allowed: BTreeSet::new(),
        unconfirmed: BTreeMap::new(),
        coverage: BTreeMap::new(),
        findings: Vec::new(),
        scripts: 0,
    };
    let stopped_by = campaign.all(&mut on_progress).await.err();
    let stopped_by = stopped_by.or_else(|| control.heard_nothing());
    on_progress(Progress::CleaningUp);
    for (which, side) in sides.all() {
        side.clean_up(&control, which).await;
    }
    Summary {
        schema: "kmspec/fuzz/v1",
        target: sides.first.name().to_owned(),
        against: against(sides).to_owned(),
        seed: options.seed,
        seconds: begin.elapsed().as_secs_f64(),
        scripts: campaign.scripts,
        requests: control.rate.sent(),
        findings: campaign.findings,
        allowed: campaign.allowed.len(),
        unconfirmed: campaign.unconfirmed.len(),
        lacks: campaign
            .probed
            .lacks
            .iter()
            .map(ToString::to_string)
            .collect(),
        coverage: campaign.coverage,
        left_out: left_out(campaign.probed.left_out, &control),
        left: left(&control),
        interrupted: stop.is_stopped(),
        stopped_by: stopped_by.map(|Ended(why)| why),
    }
}

/// What was not asked, and that no keys were made in stores any more.
fn left_out(mut left_out: Vec<String>, control: &Control) -> Vec<String> {
    let sides = [Which::First, Which::Second];
    if sides
        .iter()
        .any(|which| control.ledger(*which).stores_left() >= MOST_STORES_LEFT)
    {
        left_out.push(format!(
            "keys in custom key stores, after the first few scripts: {MOST_STORES_LEFT} stores hold keys until their waiting period is over, and ten may be there"
        ));
    }
    left_out
}

/// What could not be taken away, on either side.
fn left(control: &Control) -> Vec<Left> {
    let sides = [Which::First, Which::Second];
    let left = sides.map(|which| control.ledger(which).left());
    left.concat()
}

/// The script of a seed: the modes in turn.
pub(super) fn made(seed: u64, there: &[Operation], probed: &Probed, world: bool) -> Script {
    let modes = [
        Mode::Valid,
        Mode::OneFault,
        Mode::Valid,
        Mode::Mixed,
        Mode::OneFault,
        Mode::Wild,
    ];
    let at = usize::try_from(seed % 6).unwrap_or_default();
    let options = Scripts {
        mode: modes[at],
        operations: there.to_vec(),
        principals: probed.principals.clone(),
        regions: probed.regions.clone(),
        world,
        wire: true,
        most_calls: 14,
    };
    let mut script = seeded(seed, &options);
    for step in &mut script.steps {
        if let Step::Call(call) = step {
            let fair = |it: &Malformation| it.is_http() && (probed.signatures || !is_signature(it));
            call.oddity = call.oddity.take().filter(fair);
        }
    }
    script
}

/// How often a difference may fail to be confirmed before it is left alone.
const PATIENCE: u32 = 3;

/// Stores that may stay, as they hold keys, before no more keys are made in stores.
const MOST_STORES_LEFT: usize = 5;

/// What the first side is compared with.
pub(super) fn against(sides: Sides<'_>) -> &str {
    sides.second.map_or("reference", |side| side.name())
}

/// What a campaign knows so far.
pub(super) struct Campaign<'a, 'c> {
    pub(super) options: &'a Options,
    pub(super) sides: Sides<'a>,
    pub(super) confirm: Option<&'a Confirm<'c>>,
    pub(super) stop: &'a Stop,
    pub(super) control: &'a Control,
    pub(super) begin: Instant,
    pub(super) probed: Probed,
    /// Operations that have answered properly.
    answered: BTreeSet<(Which, Operation)>,
    pub(super) known: BTreeSet<Known>,
    allowed: BTreeSet<(Which, Fingerprint)>,
    pub(super) unconfirmed: BTreeMap<Known, u32>,
    coverage: BTreeMap<String, u64>,
    pub(super) findings: Vec<Finding>,
    scripts: u64,
}

impl Campaign<'_, '_> {
    async fn all(&mut self, on_progress: &mut impl FnMut(Progress)) -> Result<(), Ended> {
        let operations = &self.options.operations;
        self.probed = probe(self.sides, operations, self.options.seed, self.control).await?;
        let there = operations.iter().copied();
        let there: Vec<_> = there
            .filter(|operation| !self.probed.lacks.contains(operation))
            .collect();
        if there.is_empty() {
            self.probed
                .left_out
                .push("everything: the endpoint has none of the operations".to_owned());
            return Ok(());
        }
        let mut seed = self.options.seed;
        while self.options.concurrent > 1 && !self.is_over() {
            self.race(seed, on_progress).await?;
            seed = seed.wrapping_add(1);
        }
        while !self.is_over() {
            let batch: Vec<u64> = (0..self.options.jobs.max(1) as u64)
                .map(|at| seed.wrapping_add(at))
                .collect();
            seed = seed.wrapping_add(batch.len() as u64);
            let scripts = batch.iter().map(|seed| (*seed, self.script(*seed, &there)));
            let scripts: Vec<(u64, Script)> = scripts.collect();
            let (sides, control) = (self.sides, self.control);
            let played = scripts
                .iter()
                .map(|(salt, script)| sides.play(script, *salt, control));
            let traces = join_all(played).await;
            if control.is_silent() {
                return Err(Ended::by_silence());
            }
            for ((seed, script), trace) in scripts.into_iter().zip(traces) {
                self.look(seed, script, &trace?, on_progress).await?;
                self.count(on_progress);
                if self.is_over() {
                    break;
                }
            }
        }
        Ok(())
    }

    /// One script more.
    pub(super) fn count(&mut self, on_progress: &mut impl FnMut(Progress)) {
        self.scripts += 1;
        on_progress(Progress::Script {
            scripts: self.scripts,
            requests: self.control.rate.sent(),
            cells: self.coverage.len(),
            findings: self.findings.len(),
        });
    }

    fn is_over(&self) -> bool {
        self.control.end.is_there()
            || self.options.cases.is_some_and(|most| self.scripts >= most)
            || (self.options.first_only && !self.findings.is_empty())
    }

    /// The script of a seed.
    fn script(&self, seed: u64, there: &[Operation]) -> Script {
        let world = self.sides.have_worlds();
        let script = made(seed, there, &self.probed, world);
        // Bytes may say what the options do not: what the endpoint cannot do is left out.
        let crowded = self.is_crowded();
        let fills = |call: &ScriptCall| {
            call.operation == Operation::CreateKey
                && call.input.member("CustomKeyStoreId").is_some()
        };
        let here = |step: &Step| match step {
            Step::Call(call) if crowded && fills(call) => false,
            Step::Call(call) => !self.probed.lacks.contains(&call.operation),
            Step::Settle { .. } => true,
            Step::Advance(_) | Step::Disturb(_) => world,
        };
        script.without(|at| !script.steps.get(at).is_some_and(here))
    }

    /// Whether stores that hold keys until their waiting period is over fill half of an account's quota of ten: no more keys
    /// are made in stores then, so that stores can still be.
    fn is_crowded(&self) -> bool {
        let sides = self.sides.all();
        let mut left = sides.map(|(which, _)| self.control.ledger(which).stores_left());
        left.any(|left| left >= MOST_STORES_LEFT)
    }

    /// Whether a store was refused for want of room that others take: what the script shows then says nothing.
    fn lacks_room(&self, script: &Script, traces: &Traces) -> bool {
        let trace = |which| match which {
            Which::First => Some(&traces.first),
            Which::Second => traces.second.as_ref(),
        };
        self.sides.all().any(|(which, side)| {
            let taken = self.options.jobs > 1 || self.control.ledger(which).stores_left() > 0;
            let steps = script.steps.iter().zip(trace(which).into_iter().flatten());
            let mut refused = steps.filter(|(step, seen)| {
                let creates = step
                    .call()
                    .is_some_and(|call| call.operation == Operation::CreateCustomKeyStore);
                let answer = seen.as_ref().and_then(Seen::answer);
                let error = answer.and_then(|answer| answer.error_type);
                creates && error.as_deref() == Some("LimitExceededException")
            });
            taken && !side.has_world() && refused.next().is_some()
        })
    }

    async fn look(
        &mut self,
        seed: u64,
        script: Script,
        traces: &Traces,
        on_progress: &mut impl FnMut(Progress),
    ) -> Result<(), Ended> {
        if self.is_absent(&script, traces) || self.lacks_room(&script, traces) {
            return Ok(());
        }
        let settled: BTreeSet<Known> = self.settled();
        let end = &self.control.end;
        let wanted = |which: Which, signature: &Fingerprint| {
            !end.is_there() && !settled.contains(&(Some(which), signature.clone()))
        };
        let usual = [Rules::aws(), Rules::aws()];
        let judged = judge((&script, traces), self.sides, seed, usual, wanted);
        self.cover(&script, &judged.first.expected);
        self.allowed.extend(judged.allowed.iter().cloned());
        let rules = judged.rules();
        for found in judged.found {
            let known = found.known();
            let given_up = self.unconfirmed.get(&known);
            if settled.contains(&known) || given_up.is_some_and(|tries| *tries >= PATIENCE) {
                continue;
            }
            if self.is_over() {
                break;
            }
            self.triage(seed, &script, &found, &rules, on_progress)
                .await?;
        }
        Ok(())
    }

    /// What is no longer looked into.
    fn settled(&self) -> BTreeSet<Known> {
        let mut settled = self.known.clone();
        if self.sides.second.is_none() {
            // Beside a second endpoint, what is allowed must not count as a difference.
            let allowed = self.allowed.iter().cloned();
            settled.extend(allowed.map(|(which, signature)| (Some(which), signature)));
            let tries = self.unconfirmed.iter();
            let given_up = tries.filter(|(_, tries)| **tries >= PATIENCE);
            settled.extend(given_up.map(|(known, _)| known.clone()));
        }
        settled
    }

    /// Whether an answer says that there is no such operation, or may say so; notes which ones are there.
    fn is_absent(&mut self, script: &Script, traces: &Traces) -> bool {
        let second = traces.second.as_ref().map(|trace| (Which::Second, trace));
        for (which, trace) in std::iter::once((Which::First, &traces.first)).chain(second) {
            for (step, heard) in script.steps.iter().zip(trace) {
                let (Some(call), Some(heard)) = (step.call(), heard) else {
                    continue;
                };
                // What is asked oddly may name another operation, or none.
                if call.oddity.is_some() {
                    continue;
                }
                let there = (which, call.operation);
                if heard.is_absence && !self.answered.contains(&there) {
                    return true;
                }
                let answer = heard.answer();
                if answer.is_some_and(|answer| answer.status < 500) {
                    self.answered.insert(there);
                }
            }
        }
        false
    }

    fn cover(&mut self, script: &Script, expected: &Trace) {
        for (step, seen) in script.steps.iter().zip(expected) {
            let (Step::Call(call), Some(seen)) = (step, seen) else {
                continue;
            };
            let answer = seen.answer();
            let outcome = answer.map_or_else(String::new, |answer| {
                answer
                    .error_type
                    .unwrap_or_else(|| answer.status.to_string())
            });
            let place = format!("{} | {} | {outcome}", call.operation, seen.state);
            *self.coverage.entry(place).or_default() += 1;
        }
    }
}
