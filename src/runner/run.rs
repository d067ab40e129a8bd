//! A whole run: instances side by side, retries, doubts settled at the end, one summary.

use std::collections::BTreeSet;
use std::time::Instant;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::attempt::{Attempt, attempt};
use super::ending::{Ending, fault};
use super::left_behind::Remains;
use super::plan::Instance;
use super::pool::Pool;
use super::profile::today;
use super::quota::{Gate, leaves_stores};
use super::snapshot;
use super::summary::{Finished, Standing, summarise};
use super::{Driver, RunOptions};
use crate::case::Case;
use crate::check::{CaseResult, Event, Exchange, Mismatch, Reply, RunSummary, Verdict};
use crate::model::{Model, Operation};
use crate::target::Target;
use crate::wire::aws_json;

/// Runs the selected instances of the cases on the target, and tells what happens while it does.
///
/// Results come in the summary sorted by id; events come as things happen. An instance whose answers may mean "not
/// implemented" as well as "crashed" is finished last, when the rest of the run has shown which.
pub async fn run(
    options: &RunOptions,
    cases: &[Case],
    target: &Target,
    mut on_event: impl FnMut(Event),
) -> RunSummary {
    let begin = Instant::now();
    let selected = options.selected(cases);
    // Where only a CLI is judged, it is what passes or fails.
    let judges_command = selected.iter().all(|instance| instance.case.runs_command());
    let name = match &options.command {
        Some(command) if judges_command => command.name(),
        Some(command) if options.driver == Driver::Cli => {
            format!("{} through {}", target.name(), command.name())
        }
        _ => target.name().to_owned(),
    };
    on_event(Event::Started {
        selected: selected.len(),
        seed: options.seed,
        target: name.clone(),
    });
    let mut run = Run {
        options,
        answered: BTreeSet::new(),
        finished: Vec::new(),
        doubtful: Vec::new(),
        remains: Remains::default(),
    };
    let mut waiting = Vec::new();
    for instance in selected {
        match run.switched_off(&instance) {
            Some(result) => run.finish(result, Standing::Known, &mut on_event),
            None => waiting.push(instance),
        }
    }
    let gate = Gate::open(target, &waiting).await;
    shuffle(&mut waiting, options.seed);
    if !target.is_isolated() {
        // Popped from the end: what may use up the quota for good comes last.
        waiting.sort_by_key(|instance| !leaves_stores(instance));
    }
    let mut pool = Pool::new();
    let mut stopped = false;
    let mut interrupted = false;
    loop {
        while !stopped && pool.len() < options.jobs.max(1) {
            let Some(instance) = waiting.pop() else { break };
            on_event(Event::CaseStarted(instance.id.clone()));
            pool.push(tries(instance, target, options, &gate));
        }
        if pool.is_empty() {
            break;
        }
        tokio::select! {
            biased;
            (instance, mut tried) = pool.next() => {
                run.remains.add(std::mem::take(&mut tried.remains));
                let unreachable = tried.is_unreachable();
                run.take(&instance, tried, &mut on_event);
                // Nothing has ever answered: the other instances would all say the same.
                stopped |= unreachable && run.answered_nothing();
                stopped |= options.fail_fast && run.has_unexpected();
            }
            () = options.cancel.interrupted(), if !interrupted => {
                interrupted = true;
                stopped = true;
                on_event(Event::Interrupted);
            }
        }
    }
    // An interruption that came while nothing was awaited counts too.
    let interrupted = interrupted || options.cancel.is_interrupted();
    run.settle(&mut on_event);
    let left_behind = run.remains.report(target, options).await;
    let left = waiting.len();
    let mut summary = summarise(
        options,
        &name,
        run.finished,
        left,
        interrupted,
        begin.elapsed(),
    );
    summary.left_behind = left_behind;
    summary
}

/// Every try of one instance.
struct Tries {
    last: Attempt,
    count: u32,
    /// What did not match in tries before the last.
    earlier: Vec<Mismatch>,
    /// What any of them has left behind.
    remains: Remains,
}

impl Tries {
    fn is_unreachable(&self) -> bool {
        matches!(
            self.last.ending,
            Ending::Error {
                unreachable: true,
                ..
            }
        )
    }
}

/// Tries an instance until it passes or there are no tries left.
async fn tries<'case>(
    instance: Instance<'case>,
    target: &Target,
    options: &RunOptions,
    gate: &Gate,
) -> (Instance<'case>, Tries) {
    let mut count = 1;
    let mut earlier = Vec::new();
    let mut pass = match gate.enter(&instance, !target.is_isolated()).await {
        Ok(pass) => pass,
        Err(why) => {
            let ending = Ending::Blocked {
                step: 0,
                fault: fault(why),
            };
            let last = Attempt {
                ending,
                exchanges: Vec::new(),
                commands: Vec::new(),
                duration: std::time::Duration::ZERO,
                remains: Remains::default(),
            };
            return (
                instance,
                Tries {
                    last,
                    count,
                    earlier,
                    remains: Remains::default(),
                },
            );
        }
    };
    let mut remains = Remains::default();
    loop {
        let mut last = attempt(&instance, target, options, count - 1).await;
        pass.leave_behind(&last.remains.stores());
        remains.add(std::mem::take(&mut last.remains));
        let again = match &last.ending {
            Ending::Fail { .. } => true,
            Ending::Error { unreachable, .. } => !unreachable,
            _ => false,
        };
        if !again || count > options.retries || options.cancel.is_interrupted() {
            return (
                instance,
                Tries {
                    last,
                    count,
                    earlier,
                    remains,
                },
            );
        }
        if let Ending::Fail { mismatches, .. } = last.ending {
            earlier.extend(mismatches);
        }
        count += 1;
    }
}

struct Run<'run, 'case> {
    options: &'run RunOptions,
    /// Operations that the target has answered as one that has them.
    answered: BTreeSet<Operation>,
    finished: Vec<Finished>,
    doubtful: Vec<(Instance<'case>, Tries)>,
    remains: Remains,
}

impl<'case> Run<'_, 'case> {
    fn switched_off(&self, instance: &Instance<'case>) -> Option<CaseResult> {
        let why = match self.options.profile.disabled(&instance.id) {
            Some(why) => format!("the target's profile switches it off: {why}"),
            None if self.options.selection.skips(instance) => "skipped on request".to_owned(),
            None => return None,
        };
        let mut result = empty(instance);
        result.verdict = Verdict::Disabled;
        result.fault = Some(fault(why));
        Some(result)
    }

    fn take(&mut self, instance: &Instance<'case>, tried: Tries, on_event: &mut impl FnMut(Event)) {
        for exchange in &tried.last.exchanges {
            if is_proper(exchange) {
                self.answered.insert(exchange.operation);
            }
        }
        if let Ending::Doubtful { .. } = tried.last.ending {
            self.doubtful.push((instance.clone(), tried));
        } else {
            self.conclude(instance, tried, on_event);
        }
    }

    /// Finishes what had to wait for the rest of the run.
    fn settle(&mut self, on_event: &mut impl FnMut(Event)) {
        let mut doubtful = std::mem::take(&mut self.doubtful);
        doubtful.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
        for (instance, mut tried) in doubtful {
            if let Ending::Doubtful {
                operation,
                absent,
                crashed,
            } = tried.last.ending
            {
                let has_it = self.answered.contains(&operation);
                tried.last.ending = if has_it { *crashed } else { *absent };
            }
            self.conclude(&instance, tried, on_event);
        }
    }

    fn conclude(
        &mut self,
        instance: &Instance<'case>,
        tried: Tries,
        on_event: &mut impl FnMut(Event),
    ) {
        let mut result = empty(instance);
        result.tries = tried.count;
        result.exchanges = tried.last.exchanges;
        result.commands = tried.last.commands;
        result.duration = tried.last.duration;
        let mut standing = Standing::Known;
        match tried.last.ending {
            Ending::Pass if tried.earlier.is_empty() && tried.count == 1 => {}
            Ending::Pass => {
                result.verdict = Verdict::Flaky;
                result.mismatches = tried.earlier;
            }
            Ending::Fail { step, mismatches } => {
                result.verdict = Verdict::Fail;
                result.mismatches = mismatches;
                result.failed_step = Some(step);
                let at = step
                    .checked_sub(1)
                    .and_then(|at| instance.case.steps.get(at));
                if let Some(own) = at.and_then(|step| step.requirement.as_ref()) {
                    result.requirement.clone_from(own);
                }
            }
            Ending::Blocked { step, fault } => {
                result.verdict = Verdict::Blocked;
                result.fault = Some(fault);
                result.failed_step = Some(step);
            }
            Ending::Lacking { fault } => {
                result.verdict = Verdict::Blocked;
                result.fault = Some(fault);
                standing = Standing::Lacking;
            }
            Ending::Unsupported { step, fault } => {
                result.verdict = Verdict::Unsupported;
                result.fault = Some(fault);
                result.failed_step = Some(step);
            }
            Ending::Error {
                step,
                fault,
                unreachable,
            } => {
                result.verdict = Verdict::Error;
                result.fault = Some(fault);
                result.failed_step = Some(step);
                if unreachable {
                    standing = Standing::Unreachable;
                }
            }
            // Settled before; were it not, nothing would be known.
            Ending::Doubtful { .. } => result.verdict = Verdict::Error,
        }
        self.deviate(&mut result);
        if let Some(snapshots) = &self.options.snapshots {
            match snapshot::compare(snapshots, instance, &result) {
                Ok(regression) => result.regression = regression,
                Err(why) => {
                    result.verdict = Verdict::Error;
                    result.fault = Some(fault(why));
                }
            }
        }
        self.finish(result, standing, on_event);
    }

    /// What the target's profile says of the instance.
    fn deviate(&self, result: &mut CaseResult) {
        let known = self.options.profile.deviation(&result.id, today());
        let Some(known) = known else { return };
        let text = known.text();
        match result.verdict {
            Verdict::Fail => {
                result.verdict = Verdict::Deviates;
                result.fault = Some(fault(text));
            }
            Verdict::Pass => {
                result.verdict = Verdict::Fixed;
                let mut fixed = fault(format!("it passes, though the profile says: {text}"));
                fixed.help = Some("take the deviation out of the target's profile".to_owned());
                result.fault = Some(fixed);
            }
            _ => {}
        }
    }

    fn finish(&mut self, result: CaseResult, standing: Standing, on_event: &mut impl FnMut(Event)) {
        on_event(Event::CaseFinished(result.clone()));
        self.finished.push(Finished { result, standing });
    }

    fn has_unexpected(&self) -> bool {
        let strict = self.options.strict;
        self.finished.iter().any(|f| f.is_unexpected(strict))
    }

    fn answered_nothing(&self) -> bool {
        let mut exchanges = self.finished.iter().flat_map(|f| &f.result.exchanges);
        exchanges.all(|exchange| exchange.response.is_none())
    }
}

/// A result of an instance of which nothing is known yet but that nothing is wrong.
fn empty(instance: &Instance<'_>) -> CaseResult {
    let case = instance.case;
    let span = match instance.row {
        Some(row) => row.name.span,
        None => case.requirement.span,
    };
    CaseResult {
        id: instance.id.clone(),
        operation: instance.operation(),
        verdict: Verdict::Pass,
        requirement: instance.requirement().to_owned(),
        evidence: case.evidence.clone(),
        mismatches: Vec::new(),
        fault: None,
        exchanges: Vec::new(),
        commands: Vec::new(),
        failed_step: None,
        location: case.location(span),
        duration: std::time::Duration::ZERO,
        tries: 1,
        regression: None,
    }
}

/// True for an answer that only a target gives which has the operation: a success, or one of the model's errors.
fn is_proper(exchange: &Exchange) -> bool {
    let Some(response) = &exchange.response else {
        return false;
    };
    if aws_json::operation(&exchange.request) != Some(exchange.operation.name()) {
        return false;
    }
    let reply = Reply::read(response);
    let error = reply.error_type.as_deref();
    let modelled = error.is_some_and(|name| Model::bundled().error(name).is_some());
    (reply.is_success()
        && reply
            .json()
            .is_some_and(|body| body.is_object() || body.is_null()))
        || (modelled && (400..500).contains(&response.status))
}

fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    for at in (1..items.len()).rev() {
        let other = random.next_u64() % (at as u64 + 1);
        items.swap(at, usize::try_from(other).unwrap_or(at));
    }
}
