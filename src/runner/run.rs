//! A whole run: instances side by side, retries, doubts settled at the end, one summary.

use std::time::Instant;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::answers::Answers;
use super::backing::Stock;
use super::capability::Capabilities;
use super::left_behind::Remains;
use super::outcome::{Outcome, fault};
use super::permitted::forbidden;
use super::plan::Instance;
use super::pool::Pool;
use super::profile::{Known, today};
use super::quota::{Gate, leaves_stores};
use super::shared_keys::SharedKeys;
use super::shared_stores::{SharedStores, shareable_stores};
use super::snapshot::{self, UNWRITTEN};
use super::summary::{Finished, Standing, summarise};
use super::tries::{Tries, tries};
use super::{Driver, RunOptions};
use crate::case::{Action, Case, Lack, Need, NeedKind};
use crate::check::{CaseResult, Event, LeftBehind, RunSummary, Verdict};
use crate::model::Operation;
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
    let name = judged(options, &selected, target);
    on_event(Event::Started {
        selected: number,
        seed: options.seed,
        target: name.clone(),
        run: options.marks.as_ref().map(|marks| marks.run.clone()),
    });
    let capabilities = Capabilities::default();
    let mut run = Run {
        options,
        answers: Answers::new(options.strict_members),
        capabilities: &capabilities,
        shared: !target.is_isolated(),
        finished: Vec::new(),
        held: Vec::new(),
        kept: snapshot::Kept::of(target),
        remains: Remains::default(),
    };
    let mut waiting = Vec::new();
    for instance in selected {
        run.answers.account(&instance);
        match run.left_out(target, &instance) {
            Some(result) => run.finish(result, Standing::Known, &mut on_event),
            None => waiting.push(instance),
        }
    }
    let stock = Stock::open(target, options, &waiting, &mut run.remains).await;
    let gate = Gate::open(target, &waiting, stock.quota(), options.waits()).await;
    let shared_keys = SharedKeys::default();
    let shared_stores = SharedStores::new(target, options, (&gate, &stock), &waiting);
    shuffle(&mut waiting, options.seed);
    if !target.is_isolated() {
        // Popped from the end: what may use up the quota for good comes last.
        waiting.sort_by_key(turn);
    }
    let mut pool = Pool::new();
    // How many run that leave no store behind.
    let mut leaving_none = 0;
    let mut stopped = false;
    let mut interrupted = false;
    loop {
        // Many attempts may end before the interruption is looked at below: none begins after it.
        while !stopped && !options.cancel.is_interrupted() && pool.len() < options.jobs.max(1) {
            // A store that stays takes room from nobody who could still have it.
            let may_begin =
                |next: &mut Instance<'_>| !run.shared || leaving_none == 0 || !leaves_stores(next);
            let Some(instance) = waiting.pop_if(may_begin) else {
                break;
            };
            on_event(Event::CaseStarted(instance.id.clone()));
            leaving_none += usize::from(!leaves_stores(&instance));
            let means = (&gate, &stock, &shared_stores, &shared_keys);
            let tried = tries(instance, target, options, means, &capabilities);
            pool.push(tried);
        }
        if pool.is_empty() {
            break;
        }
        tokio::select! {
            biased;
            (instance, mut tried) = pool.next() => {
                leaving_none -= usize::from(!leaves_stores(&instance));
                run.remains.add(std::mem::take(&mut tried.remains));
                let unreachable = tried.is_unreachable();
                run.take(&instance, tried, &mut on_event);
                // Nothing has ever answered: the other instances would all say the same.
                stopped |= unreachable && run.answered_nothing();
                // Every other instance would wait as long, and learn no more.
                stopped |= target.has_given_up() || target.journal_failure().is_some();
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
    drop(pool);
    run.remains.add(shared_stores.close().await);
    let keys = shared_keys.close(target, options, &capabilities).await;
    run.remains.add(keys);
    let left_behind = run.remains.report(target, options, &capabilities).await;
    let mut summary = summarise(
        options,
        &name,
        run.finished,
        run.answers.unknown_members(),
        number + besides,
        interrupted,
        begin.elapsed(),
    );
    if let Some(snapshots) = &options.snapshots {
        kept.tell(snapshots, &mut summary);
    }
    told_by(target, left_behind, &mut summary);
    summary
}

/// Adds what stays on the target, what that itself has to tell, and whether the journal took what was made.
fn told_by(target: &Target, left_behind: Vec<LeftBehind>, summary: &mut RunSummary) {
    summary.left_behind = left_behind;
    summary.warnings.extend(target.notices());
    if target.journal_failure().is_some() && !summary.interrupted {
        summary.exit = UNWRITTEN;
    }
}

/// The result of an instance that asks for custom key stores, where there can never be any: nothing is sent for it.
fn without_stores(target: &Target, instance: &Instance<'_>) -> Option<CaseResult> {
    if !target.lacks(Lack::CustomKeyStores) || !asks_for_stores(instance.case) {
        return None;
    }
    let mut result = empty(instance);
    result.verdict = Verdict::Unsupported;
    result.fault = Some(fault("the target can never have a custom key store"));
    Some(result)
}

/// The result of an instance that could not be played through with the requests that the user permits: nothing is sent
/// for it.
fn not_permitted(target: &Target, instance: &Instance<'_>) -> Option<CaseResult> {
    let mut result = empty(instance);
    result.verdict = Verdict::Unsupported;
    result.fault = Some(forbidden(target.permitted(), instance)?);
    Some(result)
}

/// The result of an instance that would make what the run is to leave out: nothing is sent for it.
fn too_costly(options: &RunOptions, instance: &Instance<'_>) -> Option<CaseResult> {
    let mut all = options.leaves_out.iter();
    let made = all.find(|costly| costly.is_made_by(instance))?;
    let mut result = empty(instance);
    result.verdict = Verdict::Unsupported;
    let what = made.noun();
    let mut why = fault(format!(
        "it makes {what}, which is made on AWS only on request"
    ));
    why.help = Some(format!("--with {} runs it", made.word()));
    result.fault = Some(why);
    Some(result)
}

/// True for a case that needs a custom key store, or calls an operation of theirs.
fn asks_for_stores(case: &Case) -> bool {
    let of_stores = |operation: Operation| operation.resource() == "custom_key_store";
    let needs = |need: &Need| matches!(need.kind, NeedKind::CustomKeyStore(_));
    case.needs.iter().any(needs)
        || case
            .steps
            .iter()
            .any(|step| matches!(&step.action, Action::Call(call) if of_stores(call.operation)))
}

/// What passes or fails: the target, or the CLI where only that is judged.
fn judged(options: &RunOptions, selected: &[Instance<'_>], target: &Target) -> String {
    let judges_command = selected.iter().all(|instance| instance.case.runs_command());
    match &options.command {
        Some(command) if judges_command => command.name(),
        Some(command) if options.driver == Driver::Cli => {
            format!("{} through {}", target.name(), command.name())
        }
        _ => target.name().to_owned(),
    }
}

/// When an instance runs: those first that end last in this order.
///
/// What keeps a store of its own for good comes last, what shares stores before it, since those stay in any case.
fn turn(instance: &Instance<'_>) -> u8 {
    match (
        leaves_stores(instance),
        shareable_stores(instance).is_empty(),
    ) {
        (true, true) => 0,
        (true, false) => 1,
        (false, _) => 2,
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
    /// The result of an instance that is not played, whatever the endpoint would say.
    fn left_out(&self, target: &Target, instance: &Instance<'case>) -> Option<CaseResult> {
        self.switched_off(instance)
            .or_else(|| without_stores(target, instance))
            .or_else(|| not_permitted(target, instance))
            .or_else(|| too_costly(self.options, instance))
    }

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
        if tried.last.outcome == Outcome::Interrupted {
            return;
        }
        let wrong = tried.last.outcome.wrong_answer();
        self.answers.take(instance, &tried.last.exchanges, wrong);
        let doubtful = matches!(tried.last.outcome, Outcome::Doubtful { .. });
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
            if let Outcome::Doubtful {
                operation,
                absent,
                crashed,
            } = tried.last.outcome
            {
                let has_it = self.capabilities.has_answered(operation);
                tried.last.outcome = if has_it { *crashed } else { *absent };
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
        match tried.last.outcome {
            Outcome::Pass if tried.earlier.is_empty() && tried.count == 1 => {}
            Outcome::Pass => {
                result.verdict = Verdict::Flaky;
                result.mismatches = tried.earlier;
            }
            Outcome::Fail { step, mismatches } => {
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
            Outcome::Blocked { step, fault } => {
                result.verdict = Verdict::Blocked;
                result.fault = Some(fault);
                result.failed_step = Some(step);
            }
            Outcome::Lacking { fault } => {
                result.verdict = Verdict::Blocked;
                result.fault = Some(fault);
                standing = Standing::Lacking;
            }
            Outcome::Unsupported { step, fault } => {
                result.verdict = Verdict::Unsupported;
                result.fault = Some(fault);
                result.failed_step = Some(step);
            }
            Outcome::Error {
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
            Outcome::Doubtful { .. } | Outcome::Interrupted => result.verdict = Verdict::Error,
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
