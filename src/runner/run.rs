//! A whole run: instances side by side, retries, doubts settled at the end, one summary.

use std::time::Instant;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::answers::Answers;
use super::attempt::{Attempt, attempt, preflight};
use super::backing::{Refused, Stock, Supply};
use super::capability::Capabilities;
use super::ending::{Ending, fault};
use super::left_behind::Remains;
use super::plan::Instance;
use super::pool::Pool;
use super::profile::{Known, today};
use super::quota::{Gate, Pass, leaves_stores};
use super::snapshot;
use super::summary::{Finished, Standing, summarise};
use super::{Driver, RunOptions};
use crate::case::Case;
use crate::check::{CaseResult, Event, Mismatch, RunSummary, Verdict};
use crate::target::Target;

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
    let number = selected.len();
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
        selected: number,
        seed: options.seed,
        target: name.clone(),
    });
    let capabilities = Capabilities::default();
    let mut run = Run {
        options,
        answers: Answers::new(options.strict_members),
        capabilities: &capabilities,
        shared: !target.is_isolated(),
        finished: Vec::new(),
        held: Vec::new(),
        kept: snapshot::Kept::default(),
        remains: Remains::default(),
    };
    let mut waiting = Vec::new();
    for instance in selected {
        run.answers.account(&instance);
        match run.switched_off(&instance) {
            Some(result) => run.finish(result, Standing::Known, &mut on_event),
            None => waiting.push(instance),
        }
    }
    let stock = Stock::open(target, options, &waiting, &mut run.remains).await;
    let gate = Gate::open(target, &waiting, stock.quota()).await;
    shuffle(&mut waiting, options.seed);
    if !target.is_isolated() {
        // Popped from the end: what may use up the quota for good comes last.
        waiting.sort_by_key(|instance| !leaves_stores(instance));
    }
    let mut pool = Pool::new();
    let mut stopped = false;
    let mut interrupted = false;
    loop {
        // Many attempts may end before the interruption is looked at below: none begins after it.
        while !stopped && !options.cancel.is_interrupted() && pool.len() < options.jobs.max(1) {
            let Some(instance) = waiting.pop() else { break };
            on_event(Event::CaseStarted(instance.id.clone()));
            let tried = tries(instance, target, options, &gate, &stock, &capabilities);
            pool.push(tried);
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
                // Every other instance would wait as long, and learn no more.
                stopped |= target.has_given_up();
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
    let besides = run.settle(cases, &mut on_event);
    let kept = run.kept;
    let left_behind = run.remains.report(target, options).await;
    let mut summary = summarise(
        options,
        &name,
        run.finished,
        run.answers.unknown_members(),
        number + besides,
        interrupted,
        begin.elapsed(),
    );
    summary.warnings.extend(target.notices());
    if let Some(snapshots) = &options.snapshots {
        kept.tell(snapshots, &mut summary);
    }
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

/// Waits for room for the stores of an instance, and for what stands behind them.
async fn admit<'run>(
    instance: &Instance<'_>,
    target: &Target,
    options: &RunOptions,
    gate: &'run Gate,
    stock: &'run Stock,
) -> Result<(Pass<'run>, Supply<'run>), Ending> {
    // What this target can never do takes no room from what it can.
    if !target.is_isolated()
        && let Ok(session) = target.open(0).await
    {
        let unfit = preflight(instance, target, &session, options);
        session.close().await;
        if let Some(ending) = unfit {
            return Err(ending);
        }
    }
    let demand = stock.plan(instance, target).await.map_err(refused)?;
    let shared = !target.is_isolated();
    let pass = gate.enter(instance, shared).await.map_err(|why| {
        let fault = fault(why);
        Ending::Blocked { step: 0, fault }
    })?;
    // Last, so that nobody holds what others need while waiting for something else.
    let supply = stock.take(&demand).await.map_err(refused)?;
    Ok((pass, supply))
}

fn refused(why: Refused) -> Ending {
    match why {
        Refused::Unsupported(fault) => Ending::Unsupported { step: 0, fault },
        Refused::Spent(fault) => Ending::Blocked { step: 0, fault },
    }
}

/// Tries an instance until it passes or there are no tries left.
async fn tries<'case>(
    instance: Instance<'case>,
    target: &Target,
    options: &RunOptions,
    gate: &Gate,
    stock: &Stock,
    capabilities: &Capabilities,
) -> (Instance<'case>, Tries) {
    let mut count = 1;
    let mut earlier = Vec::new();
    let (mut pass, mut supply) = match admit(&instance, target, options, gate, stock).await {
        Ok(admitted) => admitted,
        Err(ending) => {
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
        let tried = attempt(&instance, target, options, capabilities, count - 1, &supply);
        let mut last = Box::pin(tried).await;
        let stores = last.remains.stores();
        pass.leave_behind(&stores);
        if !stores.is_empty() {
            supply.spend();
        }
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
    /// What the answers of every instance show together.
    answers: Answers,
    capabilities: &'run Capabilities,
    /// Other instances see what one makes.
    shared: bool,
    finished: Vec<Finished>,
    /// What only the rest of the run can decide.
    held: Vec<(Instance<'case>, Tries)>,
    kept: snapshot::Kept,
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
        if tried.last.ending == Ending::Interrupted {
            return;
        }
        let wrong = tried.last.ending.wrong_answer();
        self.answers.take(instance, &tried.last.exchanges, wrong);
        let doubtful = matches!(tried.last.ending, Ending::Doubtful { .. });
        if doubtful || instance.case.judges.is_some() {
            self.held.push((instance.clone(), tried));
        } else {
            self.conclude(instance, tried, on_event);
        }
    }

    /// Finishes what had to wait for the rest of the run; the number of results that were not selected, and that wrong
    /// answers have brought in.
    fn settle(&mut self, cases: &[Case], on_event: &mut impl FnMut(Event)) -> usize {
        let mut held = std::mem::take(&mut self.held);
        held.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
        for (instance, mut tried) in held {
            if let Ending::Doubtful {
                operation,
                absent,
                crashed,
            } = tried.last.ending
            {
                let has_it = self.capabilities.has_answered(operation);
                tried.last.ending = if has_it { *crashed } else { *absent };
            }
            self.conclude(&instance, tried, on_event);
        }
        let mut besides = 0;
        let selection = &self.options.selection;
        for mut result in self
            .answers
            .unaccounted(cases, |case| selection.skips(case))
        {
            if self.options.profile.disabled(&result.id).is_some() {
                continue;
            }
            self.deviate(&mut result);
            self.finish(result, Standing::Known, on_event);
            besides += 1;
        }
        besides
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
            // Settled before, or left out; were they not, nothing would be known.
            Ending::Doubtful { .. } | Ending::Interrupted => result.verdict = Verdict::Error,
        }
        if let Some(judges) = instance.case.judges {
            self.answers.charge(judges, &mut result);
        }
        self.deviate(&mut result);
        if let Some(snapshots) = &self.options.snapshots
            && let Err(why) = self
                .kept
                .keep(snapshots, instance, &mut result, self.shared)
        {
            result.verdict = Verdict::Error;
            result.fault = Some(fault(why));
        }
        self.finish(result, standing, on_event);
    }

    /// What the target's profile says of the instance.
    fn deviate(&self, result: &mut CaseResult) {
        let known = self.options.profile.deviation(&result.id, today());
        let Some(known) = known else { return };
        match (result.verdict, known) {
            (Verdict::Fail, Known::Deviates(known)) => {
                result.verdict = Verdict::Deviates;
                result.fault = Some(fault(known.text()));
            }
            (Verdict::Fail, Known::Expired(known)) => {
                let day = known.expires.as_deref().unwrap_or_default();
                let text = known.text();
                let mut expired = fault(format!("a known deviation until {day}: {text}"));
                expired.help = Some("mend the target, or give the deviation more time".to_owned());
                result.fault = Some(expired);
            }
            (Verdict::Pass, Known::Deviates(known)) => {
                result.verdict = Verdict::Fixed;
                let text = known.text();
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
pub(super) fn empty(instance: &Instance<'_>) -> CaseResult {
    let case = instance.case;
    CaseResult {
        id: instance.id.clone(),
        operation: instance.operation(),
        verdict: Verdict::Pass,
        requirement: instance.requirement().to_owned(),
        evidence: case.evidence.clone(),
        mismatches: Vec::new(),
        sightings: Vec::new(),
        fault: None,
        exchanges: Vec::new(),
        commands: Vec::new(),
        failed_step: None,
        location: instance.location(),
        duration: std::time::Duration::ZERO,
        tries: 1,
        regression: None,
    }
}

fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    for at in (1..items.len()).rev() {
        let other = random.next_u64() % (at as u64 + 1);
        items.swap(at, usize::try_from(other).unwrap_or(at));
    }
}
