//! Takes away what runs have left: what bears the mark of a run, or is told of by its journal, and nothing else.

mod found;
mod ours;
mod place;
mod remove;
mod report;
mod survey;

use std::collections::BTreeMap;
use std::time::Duration;

use super::Cancel;
use super::set_up::REGIONS;
use crate::case::{Principal, Region};
use crate::target::journal::Journals;
use crate::target::{Error, Session, Target};
use crate::wire::world;

pub use report::{SWEEP_SCHEMA, SweepReport, SweepWait, Swept, SweptAction};

/// How a sweep goes.
#[derive(Debug, Clone, Default)]
pub struct SweepOptions {
    /// Of these runs only; without any, of all. Nothing is touched that does not itself bear the mark of its run, whatever a
    /// journal says.
    pub journals: Journals,
    /// Only what was made at least this long ago.
    pub older_than: Option<Duration>,
    /// Look, and take nothing away.
    pub dry_run: bool,
    /// Wait until everything has ended that can.
    pub wait: bool,
    /// How long a thing may take to be seen everywhere.
    pub consistency_wait: Duration,
    /// How long a store may take to disconnect, where that is waited for.
    pub connection_wait: Duration,
    /// Of the Regions of the target only the first.
    pub home_only: bool,
    /// The way to stop it.
    pub cancel: Cancel,
}

/// Is told what is waited for.
type Telling<'a> = dyn Fn(&SweepWait) + 'a;

/// Sweeps every Region of a target, as everybody who may have made something there; `tell` hears what is waited for.
///
/// # Errors
/// When the target cannot be asked at all.
pub async fn sweep(
    options: &SweepOptions,
    target: &Target,
    tell: &(dyn Fn(&SweepWait) + '_),
) -> Result<SweepReport, Error> {
    let session = target.open(0).await?;
    let mut report = SweepReport::of(target.name(), options.dry_run);
    for place in places(options, &session) {
        if options.cancel.is_interrupted() {
            break;
        }
        place::sweep(options, &session, place, tell, &mut report).await;
    }
    report.failures.extend(of_nobody_here(options, &session));
    report.interrupted = options.cancel.is_interrupted();
    report.sort();
    session.close().await;
    Ok(report)
}

/// Who has to look, and where: of those of one account one is enough, and who may do nothing has made nothing unless a
/// journal says so.
fn places(options: &SweepOptions, session: &Session) -> Vec<(Principal, Region)> {
    let mut accounts: Vec<String> = Vec::new();
    let mut places = Vec::new();
    for who in Principal::SIGNERS {
        let Some(known) = session.principal(who) else {
            continue;
        };
        let name = who.word();
        let told = |it: &_| is_told_of(it, name);
        let asked = world::is_permitted(name) || options.journals.things.iter().any(told);
        if !asked || accounts.contains(&known.account) {
            continue;
        }
        if !known.account.is_empty() {
            accounts.push(known.account);
        }
        let regions = REGIONS
            .into_iter()
            .take(if options.home_only { 1 } else { 2 });
        let there = regions.filter(|region| session.region(*region).is_some());
        places.extend(there.map(|region| (who, region)));
    }
    places
}

/// The accounts in which journals tell of things, and of which nobody is who calls: what is there stays.
fn of_nobody_here(options: &SweepOptions, session: &Session) -> Vec<String> {
    let callers = Principal::SIGNERS.into_iter();
    let callers = callers.filter_map(|who| session.principal(who));
    let here: Vec<String> = callers.map(|known| known.account).collect();
    let is_here = |account: &str| here.iter().any(|it| it == account);
    let mut elsewhere: BTreeMap<&str, usize> = BTreeMap::new();
    // Whoever is of an account that is not known may be of any.
    let things = options.journals.things.iter();
    for thing in things.filter(|it| !it.removed && !is_here("")) {
        let account = thing.account.as_deref();
        if let Some(account) = account.filter(|account| !is_here(account)) {
            *elsewhere.entry(account).or_default() += 1;
        }
    }
    let told = |(account, things): (&str, usize)| {
        let of_it = if things == 1 {
            "1 thing"
        } else {
            &format!("{things} things")
        };
        format!(
            "account {account}: a journal tells of {of_it} there, and nobody who calls is of that account; sweep with its credentials"
        )
    };
    elsewhere.into_iter().map(told).collect()
}

fn is_told_of(thing: &crate::target::journal::Journalled, name: &str) -> bool {
    thing.principal.as_deref() == Some(name)
}
