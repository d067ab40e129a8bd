//! The run as it will go, on a reference in the place of the target.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;

use super::policed::Policed;
use super::things::Things;
use super::{Call, Key, Policy, Store, policy};
use crate::case::Case;
use crate::check::{Exchange, RunSummary, Verdict};
use crate::model::{Effect, Operation};
use crate::reference::{Config, Reference};
use crate::runner::{self, RunOptions};
use crate::target::{Manner, Rehearsal, Target, http};
use crate::wire::admin::{Disturbance, Principal, ServiceChange};
use crate::wire::{Timestamp, region, sigv4, world};

/// How long a store needs to connect at AWS, which says that it may take up to 20 minutes.
const CONNECTING_MILLIS: u64 = 600_000;

/// Who may do nothing in the reference.
const STRANGER: &str = "stranger";

/// How the target looks from outside, without asking it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Its URL.
    pub name: String,
    /// Who may call.
    pub principals: Vec<Somebody>,
    /// The names of those whom it can never have.
    pub cannot: Vec<String>,
    /// The Regions, home first.
    pub regions: Vec<String>,
    /// How it is asked and answers.
    pub manner: Manner,
}

impl Shape {
    fn named(&self, name: &str) -> Option<&Somebody> {
        self.principals.iter().find(|it| it.name == name)
    }
}

/// Somebody who may call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Somebody {
    /// `owner`, `peer`, `stranger` or `user`.
    pub name: String,
    /// The twelve digits of the account; `None` where nobody has told.
    pub account: Option<String>,
    /// Whether the run will know the ARN.
    pub knows_arn: bool,
}

/// A key that a case has to itself where cases share those that they only use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnKey {
    /// The case's id.
    pub case: String,
    /// The name of its need.
    pub need: String,
    /// Such as `DisableKey changes it`.
    pub why: String,
}

/// What a rehearsal has seen.
#[derive(Debug)]
pub struct Rehearsed {
    /// The verdicts on a right endpoint, and what stays.
    pub summary: RunSummary,
    /// Every request, in order.
    pub calls: Vec<Call>,
    /// Every key that was made.
    pub keys: Vec<Key>,
    /// The keys that no other case could have.
    pub own_keys: Vec<OwnKey>,
    /// Every custom key store that was made.
    pub stores: Vec<Store>,
    /// What was waited for, one thing after the other.
    pub waited: Duration,
}

impl Rehearsed {
    /// What a run comes to: every verdict, and how much stays.
    #[must_use]
    pub fn outcome(&self) -> (Vec<(String, Verdict)>, usize) {
        let results = self.summary.results.iter();
        let verdicts = results.map(|it| (it.id.to_string(), it.verdict)).collect();
        (verdicts, self.summary.left_behind.len())
    }
}

/// Identity policies with all that came to the question who may in a run that was rehearsed without any, by principal: they are
/// enough. What a key's policy refuses is among it, as a case may tell by whom it was refused.
#[must_use]
pub fn whole_policies(free: &Rehearsed, by_tag: bool, shape: &Shape) -> BTreeMap<String, Policy> {
    let known = shape.principals.iter();
    let accounts = known.filter_map(|it| Some((it.name.clone(), it.account.clone()?)));
    let mut whole = policy::least(&free.calls, &accounts.collect(), by_tag);
    // What a stranger or a user may do, key policies and grants let them.
    whole.retain(|name, _| world::is_permitted(name));
    whole
}

/// The least identity policies with which a run goes as it did when it was rehearsed without any, by principal.
///
/// With `by_tag` an action is held to keys that bear the tag of a run, where all do for which the run asks it.
///
/// What was done once is needed. What was asked and always answered with an error is tried without: a case may expect to be
/// refused, and not care how. So is what only reads: a run may ask it, and go on without an answer.
pub async fn least_policies(
    free: &Rehearsed,
    by_tag: bool,
    options: &RunOptions,
    cases: &[Case],
    shape: &Shape,
    now: Timestamp,
) -> BTreeMap<String, Policy> {
    let mut least = whole_policies(free, by_tag, shape);
    let mut doubtful: Vec<(String, Operation)> = Vec::new();
    for (name, policy) in &least {
        for action in policy.actions() {
            let mut calls = free.calls.iter();
            let done = calls.any(|call| {
                call.operation == Some(action) && call.principal == *name && call.error.is_none()
            });
            if !done || action.effect() == Effect::Tells {
                doubtful.push((name.clone(), action));
            }
        }
    }
    let mut needless = Vec::new();
    for (name, action) in doubtful {
        let asked = (name.as_str(), action);
        if !is_needed(asked, &least, free, options, cases, shape, now).await {
            needless.push((name, action));
        }
    }
    // What a run asks beside its cases shows in the whole, where one may do for another.
    let each = needless.chunks(1);
    for some in std::iter::once(&needless[..]).chain(each) {
        let mut less = least.clone();
        for (name, action) in some {
            less = without(&less, name, *action);
        }
        if less == least {
            continue;
        }
        let under = rehearse_under(&less, options, cases, shape, now).await;
        if under.outcome() == free.outcome() {
            least = less;
        }
    }
    least.retain(|_, policy| !policy.actions().is_empty());
    least
}

/// How many of the cases that ask for an action are tried first: most show at once that it is needed.
const FIRST: usize = 8;

/// Whether a run goes otherwise where a principal may not do this any more.
///
/// Cases that ask for it tell at once, if they can; the whole tells of what a run asks beside its cases, and of what another
/// operation asks as well.
pub async fn is_needed(
    (name, action): (&str, Operation),
    policies: &BTreeMap<String, Policy>,
    free: &Rehearsed,
    options: &RunOptions,
    cases: &[Case],
    shape: &Shape,
    now: Timestamp,
) -> bool {
    let less = without(policies, name, action);
    let callers = callers(shape);
    let caller = callers.iter().find(|it| it.name == name);
    let asks = |exchange: &Exchange| {
        let by = sigv4::claim(&exchange.request).map(|claim| claim.access_key_id);
        exchange.operation == action && by.as_deref() == caller.map(|it| &*it.access_key_id)
    };
    let results = free.summary.results.iter();
    let asking = results.filter(|result| result.exchanges.iter().any(asks));
    let asking: BTreeSet<&str> = asking.map(|result| result.id.as_str()).collect();
    let mut some = cases.to_vec();
    some.retain(|case| {
        let mut instances = case.instances().into_iter();
        instances.any(|(id, _)| asking.contains(id.as_str()))
    });
    let (first, others) = some.split_at(some.len().min(FIRST));
    for cases in [first, others, cases] {
        let with = rehearse_under(policies, options, cases, shape, now).await;
        let without = rehearse_under(&less, options, cases, shape, now).await;
        if with.outcome() != without.outcome() {
            return true;
        }
    }
    false
}

/// The same policies without one action of one of them.
fn without(
    policies: &BTreeMap<String, Policy>,
    name: &str,
    action: Operation,
) -> BTreeMap<String, Policy> {
    let mut less = policies.clone();
    if let Some(policy) = less.get_mut(name) {
        *policy = policy.without(action);
    }
    less
}

#[derive(Debug, Default)]
struct Seen {
    calls: Vec<Call>,
    things: Things,
}

/// Plays the selected cases against a reference in the place of the target, one at a time; nothing is sent anywhere.
///
/// Everything goes as in the run: what cannot be asked of the target is not asked, all cases share one account, and
/// clean-up runs. `now` is the clock at the start.
pub async fn rehearse(
    options: &RunOptions,
    cases: &[Case],
    shape: &Shape,
    now: Timestamp,
) -> Rehearsed {
    rehearse_under(&BTreeMap::new(), options, cases, shape, now).await
}

/// The same, where principals may do what these identity policies allow and nothing else.
pub async fn rehearse_under(
    policies: &BTreeMap<String, Policy>,
    options: &RunOptions,
    cases: &[Case],
    shape: &Shape,
    now: Timestamp,
) -> Rehearsed {
    let seen: Arc<Mutex<Seen>> = Arc::default();
    let callers = callers(shape);
    let names = callers
        .iter()
        .map(|it| (it.access_key_id.clone(), it.name.clone()));
    let names: BTreeMap<String, String> = names.collect();
    let config = Config {
        seed: options.seed,
        now,
        regions: served(shape),
        principals: callers.clone(),
        verify_signatures: true,
        aws_form: None,
    };
    let mut strangers = config.clone();
    for principal in &mut strangers.principals {
        STRANGER.clone_into(&mut principal.name);
    }
    let mut reference = Reference::new(config);
    if http::is_aws(&shape.name) {
        reference.disturb(&connecting(CONNECTING_MILLIS));
    }
    let authorised = Arc::new(AtomicBool::new(false));
    for (name, policy) in policies {
        let document = policy.document().to_string();
        let given = reference.set_identity_policies(name, &[document]);
        debug_assert!(given.is_ok(), "policies are of callers: {given:?}");
    }
    let policed = Policed {
        reference,
        nobodys: Reference::new(strangers),
        authorised: Arc::clone(&authorised),
    };
    let watched = Arc::clone(&seen);
    let mut rehearsal = Rehearsal::new(
        &shape.name,
        Box::new(policed),
        move |request, response, now| {
            let body = serde_json::from_slice(&response.body).unwrap_or_default();
            let mut call = Call::of(request, response, &names);
            call.authorised = authorised.load(Ordering::Relaxed);
            let mut seen = lock(&watched);
            seen.things.note(&mut call, &body, now);
            seen.calls.push(call);
        },
    );
    // A run does not know more of its callers than it was told.
    rehearsal.principals = callers
        .into_iter()
        .map(|caller| {
            let known = shape.named(&caller.name);
            let account = known.and_then(|it| it.account.clone());
            let arn = caller.arn.filter(|_| known.is_some_and(|it| it.knows_arn));
            Principal {
                account: account.unwrap_or_default(),
                arn,
                ..caller
            }
        })
        .collect();
    rehearsal.cannot.clone_from(&shape.cannot);
    rehearsal.regions.clone_from(&shape.regions);
    rehearsal.manner = shape.manner.clone();
    let target = Target::Rehearsal(rehearsal);
    let options = RunOptions {
        jobs: 1,
        command: None,
        snapshots: None,
        ..options.clone()
    };
    let summary = runner::run(&options, cases, &target, |_| {}).await;
    let end = match target.open(0).await {
        Ok(session) => session.now(),
        Err(_) => now,
    };
    let seen = std::mem::take(&mut *lock(&seen));
    let waited = end.millis().saturating_sub(now.millis());
    Rehearsed {
        own_keys: own_keys(&options, cases, &summary),
        summary,
        calls: seen.calls,
        keys: seen.things.keys.into_values().collect(),
        stores: seen.things.stores.into_values().collect(),
        waited: Duration::from_millis(u64::try_from(waited).unwrap_or_default()),
    }
}

/// The keys that cases have to themselves which were played.
fn own_keys(options: &RunOptions, cases: &[Case], summary: &RunSummary) -> Vec<OwnKey> {
    let results = summary.results.iter();
    let played = results.filter(|result| !result.exchanges.is_empty());
    let played: BTreeSet<&str> = played.map(|result| result.id.as_str()).collect();
    let mut instances = options.selected(cases);
    instances.retain(|instance| played.contains(instance.id.as_str()));
    instances.dedup_by_key(|instance| &instance.case.id);
    let own = instances.into_iter().flat_map(|instance| {
        let keys = runner::keys_to_itself(instance.case).into_iter();
        keys.map(|(need, why)| OwnKey {
            case: instance.case.id.to_string(),
            need: need.to_owned(),
            why,
        })
    });
    own.collect()
}

/// The callers of the target with credentials of the reference's world, in its accounts where none is told.
fn callers(shape: &Shape) -> Vec<Principal> {
    let partition = region::partition(&shape.regions[0]);
    let callers = world::principals().into_iter();
    callers
        .filter_map(|known| {
            let somebody = shape.named(&known.name)?;
            let account = somebody.account.clone().unwrap_or(known.account);
            let arn = format!("arn:{partition}:iam::{account}:user/{}", known.name);
            Some(Principal {
                account,
                arn: Some(arn),
                ..known
            })
        })
        .collect()
}

/// Every Region of AWS, and those of the target whatever they are called; home first.
fn served(shape: &Shape) -> Vec<String> {
    let mut served = shape.regions.clone();
    let others = world::served().into_iter();
    served.extend(others.filter(|region| !shape.regions.contains(region)));
    served
}

fn connecting(millis: u64) -> Disturbance {
    Disturbance {
        service: Some(ServiceChange {
            connect_millis: Some(millis),
            ..ServiceChange::default()
        }),
        ..Disturbance::default()
    }
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}
