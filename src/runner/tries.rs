//! The tries of one instance: what it waits for, and when it is tried again.

use super::RunOptions;
use super::attempt::{Attempt, attempt, preflight};
use super::backing::{Refused, Stock, Supply};
use super::capability::Capabilities;
use super::left_behind::Remains;
use super::outcome::{Outcome, fault};
use super::plan::Instance;
use super::quota::{Gate, Pass};
use super::shared_keys::SharedKeys;
use super::shared_stores::{Leases, SharedStores};
use crate::check::Mismatch;
use crate::target::Target;

/// Every try of one instance.
pub(super) struct Tries {
    pub(super) last: Attempt,
    pub(super) count: u32,
    /// What did not match in tries before the last.
    pub(super) earlier: Vec<Mismatch>,
    /// What any of them has left behind.
    pub(super) remains: Remains,
}

impl Tries {
    pub(super) fn is_unreachable(&self) -> bool {
        matches!(
            self.last.outcome,
            Outcome::Error {
                unreachable: true,
                ..
            }
        )
    }
}

/// What lets an instance run: room, what stands behind its stores, and stores and keys that it shares.
pub(super) type Means<'run> = (
    &'run Gate,
    &'run Stock,
    &'run SharedStores<'run>,
    &'run SharedKeys,
);

/// What an instance has while it runs.
struct Admitted<'run> {
    leases: Leases<'run>,
    pass: Pass<'run>,
    supply: Supply<'run>,
}

/// Waits for the stores that an instance shares, for room for its own, and for what stands behind them.
async fn admit<'run>(
    instance: &Instance<'_>,
    target: &Target,
    options: &RunOptions,
    (gate, stock, shared_stores, _): Means<'run>,
    shares: bool,
) -> Result<Admitted<'run>, Outcome> {
    // What this target can never do takes no room from what it can.
    if !target.is_isolated()
        && let Ok(session) = target.open(0).await
    {
        let unfit = preflight(instance, target, &session, options);
        session.close().await;
        if let Some(outcome) = unfit {
            return Err(outcome);
        }
    }
    let demand = stock.plan(instance, target).await.map_err(refused)?;
    // First, as who has one waits for room and for nobody's shared store.
    let leases = if shares {
        shared_stores.lease(instance).await
    } else {
        Leases::none()
    };
    let entered = gate.enter(instance, !target.is_isolated(), &leases).await;
    let pass = entered.map_err(|why| {
        let fault = fault(why);
        Outcome::Blocked { step: 0, fault }
    })?;
    // Last, so that nobody holds what others need while waiting for something else.
    let supply = stock.take(&demand).await.map_err(refused)?;
    Ok(Admitted {
        leases,
        pass,
        supply,
    })
}

fn refused(why: Refused) -> Outcome {
    match why {
        Refused::Unsupported(fault) => Outcome::Unsupported { step: 0, fault },
        Refused::Spent(fault) => Outcome::Blocked { step: 0, fault },
    }
}

/// Tries an instance until it passes or there are no tries left; what is blocked in a shared store has one of its own.
pub(super) async fn tries<'case>(
    instance: Instance<'case>,
    target: &Target,
    options: &RunOptions,
    means: Means<'_>,
    capabilities: &Capabilities,
) -> (Instance<'case>, Tries) {
    let (mut tried, blocked) =
        tries_in(&instance, target, options, (means, true), capabilities).await;
    if blocked {
        let remains = std::mem::take(&mut tried.remains);
        (tried, _) = tries_in(&instance, target, options, (means, false), capabilities).await;
        tried.remains.add(remains);
    }
    (instance, tried)
}

/// The same, and whether it was blocked in a store that it shares, which nobody will share any more.
async fn tries_in(
    instance: &Instance<'_>,
    target: &Target,
    options: &RunOptions,
    (means, shares): (Means<'_>, bool),
    capabilities: &Capabilities,
) -> (Tries, bool) {
    let mut tries = Tries {
        last: Attempt::of(Outcome::Pass),
        count: 1,
        earlier: Vec::new(),
        remains: Remains::default(),
    };
    let admitted = admit(instance, target, options, means, shares).await;
    let Admitted {
        mut leases,
        mut pass,
        mut supply,
    } = match admitted {
        Ok(admitted) => admitted,
        Err(outcome) => {
            tries.last = Attempt::of(outcome);
            return (tries, false);
        }
    };
    let (_, _, shared_stores, shared_keys) = means;
    loop {
        let leased = leases.leased();
        let found = (&supply, leased.as_slice(), shared_keys);
        let number = tries.count - 1;
        let attempted = attempt(instance, target, options, capabilities, number, found);
        tries.last = Box::pin(attempted).await;
        shared_stores.put_away(&mut leases).await;
        let stores = tries.last.remains.stores();
        pass.leave_behind(&stores);
        if !stores.is_empty() {
            supply.spend();
        }
        tries.remains.add(std::mem::take(&mut tries.last.remains));
        if let Some(why) = tries
            .last
            .outcome
            .unmade_need()
            .filter(|_| !leases.is_empty())
        {
            leases.give_up(shared_stores, why);
            return (tries, true);
        }
        let again = match &tries.last.outcome {
            Outcome::Fail { .. } => true,
            Outcome::Error { unreachable, .. } => !unreachable,
            _ => false,
        };
        let as_before = leases.leased().len() == leased.len();
        if !again || !as_before || tries.count > options.retries || options.cancel.is_interrupted()
        {
            return (tries, false);
        }
        if let Outcome::Fail { mismatches, .. } = &mut tries.last.outcome {
            tries.earlier.append(mismatches);
        }
        tries.count += 1;
    }
}
