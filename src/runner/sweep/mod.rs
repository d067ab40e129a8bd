//! Takes away what runs have left: what bears the mark of a run, or is told of by its journal, and nothing else.

mod found;
mod ours;
mod place;
mod remove;
mod report;
mod survey;

use std::time::Duration;

use super::Cancel;
use super::outcome::principal_name;
use super::set_up::REGIONS;
use crate::case::{Principal, Region};
use crate::target::journal::Journals;
use crate::target::{Error, Session, Target};

pub use report::{SWEEP_SCHEMA, SweepReport, Swept, SweptAction};

/// How a sweep goes.
#[derive(Debug, Clone, Default)]
pub struct SweepOptions {
    /// Of these runs only, also what bears no mark; without any, whatever bears the mark of a run.
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

/// Sweeps every Region of a target, as everybody who may have made something there.
///
/// # Errors
/// When the target cannot be asked at all.
pub async fn sweep(options: &SweepOptions, target: &Target) -> Result<SweepReport, Error> {
    let session = target.open(0).await?;
    let mut report = SweepReport::of(target.name(), options.dry_run);
    for place in places(options, &session) {
        if options.cancel.is_interrupted() {
            break;
        }
        place::sweep(options, &session, place, &mut report).await;
    }
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
    for who in [Principal::Owner, Principal::Peer, Principal::Stranger] {
        let Some(known) = session.principal(who) else {
            continue;
        };
        let name = principal_name(who);
        let told = |it: &_| is_told_of(it, name);
        let asked = who != Principal::Stranger || options.journals.things.iter().any(told);
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

fn is_told_of(thing: &crate::target::journal::Journalled, name: &str) -> bool {
    thing.principal.as_deref() == Some(name)
}
