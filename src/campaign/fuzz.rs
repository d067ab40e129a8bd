//! The campaign: scripts on the endpoint and on the reference in lock-step, differences shrunk, confirmed and saved.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::Options;
use super::compare::{Difference, Manner};
use super::concurrent::race;
use super::explain::explain;
use super::join::join_all;
use super::learn::{Learnt, is_absence, learn};
use super::rate::Rate;
use super::save::{keep, name};
use super::shrink::Shrinker;
use super::situation::{Signature, is_signature, requirement};
use super::summary::{Finding, Progress, Summary};
use super::trace::{Side, Trace};
use crate::case::Case;
use crate::generate::{Mode, Options as Scripts, Script, Step, seeded};
use crate::model::Operation;
use crate::reference::Rules;
use crate::target::Error;

/// Says whether a case fails on the endpoint and passes on the reference: the suite's own runner, which stands on the
/// same floor and is therefore given by the caller.
pub type Confirm<'a> = dyn Fn(&Case) -> Pin<Box<dyn Future<Output = bool> + 'a>> + 'a;

/// Stops a campaign; clones stop the same one.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Ends the campaign after what it is doing; everything found is saved.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was stopped.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Runs a campaign against one side.
///
/// Without `confirm`, findings are kept as they were shrunk.
pub async fn fuzz(
    options: &Options,
    side: &Side,
    confirm: Option<&Confirm<'_>>,
    stop: &Stop,
    mut on_progress: impl FnMut(Progress),
) -> Summary {
    let rate = Rate::new(options.rate);
    let begin = Instant::now();
    let mut campaign = Campaign {
        options,
        side,
        confirm,
        stop,
        rate: &rate,
        begin,
        learnt: Learnt::default(),
        answered: BTreeSet::new(),
        known: BTreeSet::new(),
        allowed: BTreeSet::new(),
        unconfirmed: BTreeMap::new(),
        coverage: BTreeMap::new(),
        findings: Vec::new(),
        scripts: 0,
    };
    let stopped_by = campaign.all(&mut on_progress).await.err();
    Summary {
        schema: "kmspec/fuzz/v1",
        target: side.name().to_owned(),
        seed: options.seed,
        seconds: begin.elapsed().as_secs_f64(),
        scripts: campaign.scripts,
        requests: rate.sent(),
        findings: campaign.findings,
        allowed: campaign.allowed.len(),
        unconfirmed: campaign.unconfirmed.len(),
        lacks: campaign
            .learnt
            .lacks
            .iter()
            .map(ToString::to_string)
            .collect(),
        left_out: campaign.learnt.left_out,
        coverage: campaign.coverage,
        interrupted: stop.is_stopped(),
        stopped_by: stopped_by.map(|error| error.to_string()),
    }
}

/// How often a difference may fail to be confirmed before it is left alone.
const PATIENCE: u32 = 3;

struct Campaign<'a, 'c> {
    options: &'a Options,
    side: &'a Side,
    confirm: Option<&'a Confirm<'c>>,
    stop: &'a Stop,
    rate: &'a Rate,
    begin: Instant,
    learnt: Learnt,
    /// Operations that have answered properly.
    answered: BTreeSet<Operation>,
    known: BTreeSet<Signature>,
    allowed: BTreeSet<Signature>,
    unconfirmed: BTreeMap<Signature, u32>,
    coverage: BTreeMap<String, u64>,
    findings: Vec<Finding>,
    scripts: u64,
}

impl Campaign<'_, '_> {
    async fn all(&mut self, on_progress: &mut impl FnMut(Progress)) -> Result<(), Error> {
        let operations = &self.options.operations;
        self.learnt = learn(self.side, operations, self.options.seed, self.rate).await?;
        let there = operations.iter().copied();
        let there: Vec<_> = there
            .filter(|operation| !self.learnt.lacks.contains(operation))
            .collect();
        if there.is_empty() {
            self.learnt
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
            let (side, rate) = (self.side, self.rate);
            let played = scripts
                .iter()
                .map(|(salt, script)| side.play(script, *salt, rate));
            let traces = join_all(played.collect()).await;
            for ((seed, script), trace) in scripts.into_iter().zip(traces) {
                self.scripts += 1;
                self.look(seed, script, &trace?, on_progress).await?;
                on_progress(Progress::Script {
                    scripts: self.scripts,
                    requests: self.rate.sent(),
                    cells: self.coverage.len(),
                    findings: self.findings.len(),
                });
                if self.is_over() {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Lets several clients call at once.
    async fn race(
        &mut self,
        seed: u64,
        on_progress: &mut impl FnMut(Progress),
    ) -> Result<(), Error> {
        let Side::Target(target) = self.side else {
            self.stop.stop();
            return Ok(());
        };
        let raced = race(target, self.options.concurrent, seed, self.rate).await?;
        self.scripts += 1;
        on_progress(Progress::Script {
            scripts: self.scripts,
            requests: self.rate.sent(),
            cells: self.coverage.len(),
            findings: self.findings.len(),
        });
        let Some(impossible) = raced else {
            return Ok(());
        };
        let names: Vec<&str> = impossible.operations.iter().map(|op| op.name()).collect();
        let signature = Signature {
            operation: names.join(" and "),
            situation: "at the same time".to_owned(),
            place: "order".to_owned(),
            expected: "the answers of some order of the calls".to_owned(),
            actual: impossible.history.join(", "),
        };
        let alike = |finding: &Finding| finding.operation == signature.operation;
        if !self.findings.iter().any(alike) {
            let finding = Finding {
                requirement: format!("{} answer as in some order.", signature.operation),
                operation: signature.operation,
                situation: signature.situation,
                place: signature.place,
                expected: signature.expected,
                actual: signature.actual,
                calls: impossible.calls,
                tries: 1,
                found_after: self.begin.elapsed().as_secs_f64(),
                script_seed: seed,
                path: None,
            };
            on_progress(Progress::Found(Box::new(finding.clone())));
            self.findings.push(finding);
        }
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.stop.is_stopped()
            || self.begin.elapsed() >= self.options.time
            || self.options.cases.is_some_and(|most| self.scripts >= most)
            || (self.options.first_only && !self.findings.is_empty())
    }

    /// The script of a seed: the modes in turn.
    fn script(&self, seed: u64, there: &[Operation]) -> Script {
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
            principals: self.learnt.principals.clone(),
            regions: self.learnt.regions.clone(),
            world: self.side.has_world(),
            wire: true,
            most_calls: 12,
        };
        let mut script = seeded(seed, &options);
        if !self.learnt.signatures {
            for step in &mut script.steps {
                if let Step::Call(call) = step {
                    call.oddity = call.oddity.take().filter(|oddity| !is_signature(oddity));
                }
            }
        }
        // Bytes may say what the options do not: what the endpoint cannot do is left out.
        let here = |step: &Step| match step {
            Step::Call(call) => !self.learnt.lacks.contains(&call.operation),
            Step::Settle { .. } => true,
            Step::Advance(_) | Step::Disturb(_) => options.world,
        };
        script.without(|at| !script.steps.get(at).is_some_and(here))
    }

    async fn look(
        &mut self,
        seed: u64,
        script: Script,
        actual: &Trace,
        on_progress: &mut impl FnMut(Progress),
    ) -> Result<(), Error> {
        for (step, heard) in script.steps.iter().zip(actual) {
            let (Step::Call(call), Some(heard)) = (step, heard) else {
                continue;
            };
            if is_absence(
                heard,
                call.operation,
                self.answered.contains(&call.operation),
            ) {
                return Ok(());
            }
            if heard.answer().is_some_and(|answer| answer.status < 500) && call.oddity.is_none() {
                self.answered.insert(call.operation);
            }
        }
        let manner = Manner {
            world: self.side.has_world(),
            salt: seed,
        };
        let mut settled = self.known.clone();
        settled.extend(self.allowed.iter().cloned());
        let given_up = self
            .unconfirmed
            .iter()
            .filter(|(_, tries)| **tries >= PATIENCE);
        settled.extend(given_up.map(|(signature, _)| signature.clone()));
        let wanted = |signature: &Signature| !settled.contains(signature);
        let explained = explain(&script, actual, manner, Rules::aws(), wanted);
        self.cover(&script, &explained.expected);
        self.allowed.extend(explained.allowed.iter().cloned());
        let new: Vec<(Difference, Signature)> = explained
            .left
            .iter()
            .filter(|(_, signature)| !settled.contains(signature))
            .cloned()
            .collect();
        for (difference, signature) in new {
            if self.is_over() {
                break;
            }
            let found = (&difference, &signature, &explained.rules);
            self.pursue(seed, &script, found, on_progress).await?;
        }
        Ok(())
    }

    /// Shrinks, confirms and saves one difference.
    async fn pursue(
        &mut self,
        seed: u64,
        script: &Script,
        (difference, signature, rules): (&Difference, &Signature, &Rules),
        on_progress: &mut impl FnMut(Progress),
    ) -> Result<(), Error> {
        if self.known.contains(signature) {
            return Ok(());
        }
        let found_after = self.begin.elapsed();
        let mut whole = script.clone();
        whole.steps.truncate(difference.step + 1);
        let stop = self.stop.clone();
        let late = Instant::now() + Duration::from_secs(10);
        let stopped = move || stop.is_stopped() || Instant::now() > late;
        let shrinker = Shrinker {
            side: self.side,
            rate: self.rate,
            wanted: signature,
            rules,
            salt: seed ^ 0x5eed_0000_0000,
            budget: 200,
            stopped: &stopped,
        };
        let shrunk = shrinker.shrink(whole).await?;
        let found = shrunk.as_ref().and_then(|shrunk| {
            let (_, signature) = shrunk.explained.left.first()?;
            let kept = keep(shrunk, signature, self.side.name())?;
            Some((shrunk, signature.clone(), kept))
        });
        let Some((shrunk, small, kept)) = found else {
            *self.unconfirmed.entry(signature.clone()).or_default() += 1;
            return Ok(());
        };
        if self.known.contains(&small) {
            // The same thing in a plainer situation.
            self.known.insert(signature.clone());
            return Ok(());
        }
        if let Some(confirm) = self.confirm
            && !confirm(&kept.case).await
        {
            *self.unconfirmed.entry(signature.clone()).or_default() += 1;
            return Ok(());
        }
        self.known.extend([signature.clone(), small.clone()]);
        let path = self.write(&small, &kept.text);
        let finding = Self::finding(shrunk, &small, path, found_after, seed);
        if let Some(finding) = finding {
            on_progress(Progress::Found(Box::new(finding.clone())));
            self.findings.push(finding);
        }
        Ok(())
    }

    fn finding(
        shrunk: &super::shrink::Shrunk,
        signature: &Signature,
        path: Option<PathBuf>,
        found_after: Duration,
        script_seed: u64,
    ) -> Option<Finding> {
        let (difference, _) = shrunk.explained.left.first()?;
        let call = shrunk.script.steps.get(difference.step)?.call()?;
        let seen = shrunk.explained.expected.get(difference.step)?.as_ref()?;
        Some(Finding {
            operation: signature.operation.clone(),
            situation: signature.situation.clone(),
            place: signature.place.clone(),
            expected: signature.expected.clone(),
            actual: signature.actual.clone(),
            requirement: requirement(call, seen, difference),
            calls: shrunk.script.calls(),
            tries: shrunk.tries,
            found_after: found_after.as_secs_f64(),
            script_seed,
            path,
        })
    }

    /// Saves the case; `None` where nothing is to be saved, or where it cannot be.
    fn write(&mut self, signature: &Signature, text: &str) -> Option<PathBuf> {
        let folder = self.options.out.as_ref()?;
        let path = folder.join(format!("{}.yaml", name(signature)));
        let half = folder.join(format!(".{}.half", name(signature)));
        let written = std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&half, text))
            .and_then(|()| std::fs::rename(&half, &path));
        match written {
            Ok(()) => Some(path),
            Err(error) => {
                let why = format!("{}: cannot be written: {error}", path.display());
                if !self.learnt.left_out.contains(&why) {
                    self.learnt.left_out.push(why);
                }
                None
            }
        }
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
