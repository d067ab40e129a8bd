//! One try of an instance: a session, its play within a time limit, and clean-up whatever happened.

use std::pin::pin;
use std::time::{Duration, Instant};

use aws_lc_rs::digest;

use super::RunOptions;
use super::backing::Supply;
use super::capability::Capabilities;
use super::cleanup;
use super::client::Client;
use super::execute::execute;
use super::ledger::Ledger;
use super::left_behind::Remains;
use super::marking::Marker;
use super::outcome::{Outcome, fault};
use super::plan::Instance;
use super::pool::catching;
use super::request::Lacking;
use super::set_up::needs_world;
use super::shared_keys::SharedKeys;
use super::shared_stores::LeasedStore;
use crate::case::{Action, Case, InstanceId, Lack, Principal, Region};
use crate::check::{CommandRun, Exchange, FreshValues};
use crate::target::command::CliProgram;
use crate::target::{Session, Target};

/// How often is looked whether a call that is awaited was answered.
const LANDING: Duration = Duration::from_millis(10);

/// What one try of an instance came to.
#[derive(Debug)]
pub(super) struct Attempt {
    pub(super) outcome: Outcome,
    pub(super) exchanges: Vec<Exchange>,
    pub(super) commands: Vec<CommandRun>,
    pub(super) duration: Duration,
    /// What it has left on a target that others use too.
    pub(super) remains: Remains,
}

impl Attempt {
    /// One that ended before anything was sent.
    pub(super) fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            exchanges: Vec::new(),
            commands: Vec::new(),
            duration: Duration::ZERO,
            remains: Remains::default(),
        }
    }
}

/// Tries the instance once.
pub(super) async fn attempt(
    instance: &Instance<'_>,
    target: &Target,
    options: &RunOptions,
    capabilities: &Capabilities,
    number: u32,
    (supply, leased, shared_keys): (&Supply<'_>, &[LeasedStore], &SharedKeys),
) -> Attempt {
    let begin = Instant::now();
    let fresh = seed(options.seed, number, &instance.id);
    // What is compared with an earlier run asks what that run asked.
    let variation = match options.snapshots {
        Some(_) => seed(0, 0, &instance.id),
        None => fresh,
    };
    let draw = FreshValues::new(fresh, variation)
        .with_run(options.marks.as_ref().map(|marks| &marks.run))
        .with_backing(&supply.values);
    let world = fresh.iter().take(8);
    let world = world.fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    let ledger = Ledger::default();
    let cleans = options.clean_up_always || !target.is_isolated();
    let outcome = match target.open(world).await {
        Err(error) => Outcome::of_error(0, &error),
        Ok(session) => {
            let borrowed = cleans
                .then(|| shared_keys.borrowed(options, instance))
                .flatten();
            let client = Client {
                shared_keys: borrowed.as_ref(),
                session: &session,
                ledger: &ledger,
                capabilities,
                waits: options.waits(),
                marker: Marker::of_case(options.marks.as_ref(), instance.case),
                cleanup: false,
            };
            let unfit = preflight(instance, target, &session, options);
            let outcome = if let Some(outcome) = unfit {
                outcome
            } else {
                let found = (supply.refuses_invented, leased);
                let played = execute(instance, client, draw, options, found);
                Box::pin(bounded(instance, &ledger, options, played)).await
            };
            if cleans {
                let client = Client {
                    cleanup: true,
                    ..client
                };
                if let Some(borrowed) = &borrowed {
                    borrowed.give_back(client, outcome == Outcome::Pass).await;
                }
                cleanup::within_limits(client, &options.cancel).await;
            }
            session.close().await;
            outcome
        }
    };
    let remains = if cleans {
        Remains::of(&ledger)
    } else {
        Remains::default()
    };
    Attempt {
        outcome,
        exchanges: ledger.take_exchanges(),
        commands: ledger.take_commands(),
        duration: begin.elapsed(),
        remains,
    }
}

/// Plays within the time limit, until interrupted, and through a panic.
async fn bounded(
    instance: &Instance<'_>,
    ledger: &Ledger,
    options: &RunOptions,
    played: impl Future<Output = Outcome>,
) -> Outcome {
    let mut played = pin!(catching(played));
    let limit = options.limit(instance);
    let outcome = tokio::select! {
        biased;
        played = &mut played => return played.unwrap_or_else(|panic| {
            Outcome::broken(ledger.step(), format!("a panic, which is a fault of kmspec: {panic}"))
        }),
        () = options.cancel.interrupted() => Outcome::Interrupted,
        () = tokio::time::sleep(limit) => {
            let step = ledger.step();
            let at = if step == 0 { "its needs".to_owned() } else { format!("step {step}") };
            let limit = humantime::format_duration(limit);
            let mut fault = fault(format!("not done within {limit}: it hung at {at}"));
            fault.help = Some("raise --timeout if the target is only slow".to_owned());
            Outcome::Error { step, fault, unreachable: false }
        }
    };
    ledger.stop();
    // What a call has made is known only from its answer, which has a time limit of its own.
    let landed = async {
        while ledger.is_under_way() {
            tokio::time::sleep(LANDING).await;
        }
    };
    tokio::select! {
        biased;
        _ = played => {}
        () = landed => {}
        () = options.cancel.aborted() => {}
    }
    outcome
}

/// What can be told before anything is sent.
pub(super) fn preflight(
    instance: &Instance<'_>,
    target: &Target,
    session: &Session,
    options: &RunOptions,
) -> Option<Outcome> {
    let case = instance.case;
    if let Some(outcome) = unsuited(case, options.command.as_ref()) {
        return Some(outcome);
    }
    if let Err(why) = options.drives(instance) {
        let fault = fault(why);
        return Some(Outcome::Unsupported { step: 0, fault });
    }
    let changes_world = case
        .steps
        .iter()
        .any(|step| matches!(step.action, Action::Advance(_) | Action::Disturb(_)));
    if !target.has_world() && (changes_world || case.needs.iter().any(needs_world)) {
        return Some(Outcome::Unsupported {
            step: 0,
            fault: fault("the target has no clock or world that a case may change"),
        });
    }
    let callers = case.steps.iter().filter_map(|step| match &step.action {
        Action::Call(call) => Some((call.principal, call.region)),
        Action::Advance(_) | Action::Disturb(_) | Action::Run(_) => None,
    });
    let makers = case.needs.iter().map(|need| (need.principal, need.region));
    callers.chain(makers).find_map(|(principal, region)| {
        let lacking = if principal != Principal::Anonymous && session.principal(principal).is_none()
        {
            if session.cannot_have(principal) {
                return Some(Outcome::of_never(principal));
            }
            Lacking::Principal(principal)
        } else if region == Region::Other && session.region(region).is_none() {
            if session.lacks(Lack::SecondRegion) {
                return Some(Outcome::never("another Region"));
            }
            Lacking::Region(region)
        } else {
            return None;
        };
        Some(Outcome::of_lacking(lacking))
    })
}

/// The CLI under test is none that the case knows.
fn unsuited(case: &Case, command: Option<&CliProgram>) -> Option<Outcome> {
    let unsupported = |text: String| {
        Some(Outcome::Unsupported {
            step: 0,
            fault: fault(text),
        })
    };
    let runs = case.steps.iter().filter_map(|step| match &step.action {
        Action::Run(run) => Some(run),
        _ => None,
    });
    for run in runs {
        let Some(command) = command else {
            return unsupported("there is no CLI under test".to_owned());
        };
        let flavour = command.flavour();
        if run.expect(flavour).is_none() {
            let flavour = flavour.name();
            return unsupported(format!("the case expects nothing of a CLI {flavour}"));
        }
    }
    None
}

/// The seed of one try: the same run draws the same values for an instance, whatever else runs.
fn seed(run: u64, number: u32, id: &InstanceId) -> [u8; 32] {
    let mut text = Vec::from(run.to_le_bytes());
    text.extend(number.to_le_bytes());
    text.extend(id.as_str().as_bytes());
    let mut seed = [0; 32];
    seed.copy_from_slice(digest::digest(&digest::SHA256, &text).as_ref());
    seed
}
