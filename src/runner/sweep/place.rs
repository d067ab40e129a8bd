//! Sweeps one Region as one principal: looks, takes away, and looks again until nothing new is found.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;

use super::found::{Found, is_pending, moment};
use super::ours::Ours;
use super::remove::{Done, Remover};
use super::report::{SweepReport, SweepWait, Swept, SweptAction};
use super::survey::{Place, Survey, at, survey};
use super::{SweepOptions, Telling};
use crate::runner::capability::Capabilities;
use crate::runner::client::Client;
use crate::runner::ledger::Ledger;
use crate::runner::marking::Marker;
use crate::runner::waiting::Waits;
use crate::target::Session;
use crate::target::resource::{Kind, Resource};
use crate::wire::Timestamp;

/// The longest pause before it looks again.
const PAUSE: Duration = Duration::from_secs(2);

/// Why something is not touched of which a journal tells.
const UNMARKED: &str = "a journal says that a run has made it, and it bears no mark that says so: look whose it is, and take it away by hand";

/// Sweeps one place, and notes in the report what it has found there.
pub(super) async fn sweep(
    options: &SweepOptions,
    session: &Session,
    place: Place,
    tell: &Telling<'_>,
    report: &mut SweepReport,
) {
    let (ledger, capabilities) = (Ledger::default(), Capabilities::default());
    let waits = Waits {
        consistency: options.consistency_wait,
        connection: if options.wait {
            options.connection_wait
        } else {
            options.consistency_wait
        },
    };
    let client = Client {
        shared_keys: None,
        session,
        ledger: &ledger,
        capabilities: &capabilities,
        marker: Marker::default(),
        waits,
        cleanup: true,
    };
    let account = session.principal(place.0).map(|known| known.account);
    let ours = Ours {
        journals: &options.journals,
        region: session.region(place.1).unwrap_or_default(),
        account: account.as_deref().unwrap_or_default(),
    };
    let mut round = Round {
        options,
        client,
        place,
        settled: BTreeSet::new(),
        foreign: BTreeSet::new(),
        tell,
        report,
    };
    let deadline = deadline(options, ours, session.now());
    let mut told = false;
    loop {
        let looked = survey(client, place, ours, &mut round.foreign).await;
        let news = round.take(&looked).await;
        if options.cancel.is_interrupted() {
            return;
        }
        // What was made a moment ago may not be listed yet.
        let left = deadline.millis() - session.now().millis();
        let left = Duration::from_millis(u64::try_from(left).unwrap_or(0));
        if options.dry_run || (!news && left.is_zero()) {
            round.leave(&looked.unmarked);
            break;
        }
        if !news && !told {
            told = true;
            tell(&SweepWait {
                place: at(client, place),
                what: "what was made last may not be listed yet".to_owned(),
                until: deadline,
            });
        }
        if !news && session.wait(left.min(PAUSE)).await.is_err() {
            break;
        }
    }
}

/// Until when is looked again although nothing new is found: for as long as what a journal has last told of may take to be
/// seen, and where it is to be waited for as long as anything may.
fn deadline(options: &SweepOptions, ours: Ours<'_>, now: Timestamp) -> Timestamp {
    let kinds = [Kind::Alias, Kind::Key, Kind::Store];
    let told = kinds.into_iter().flat_map(|kind| ours.told_of(kind));
    let last = told.filter(|it| !it.removed).map(|it| it.at).max();
    let waited = options.wait.then_some(now);
    last.max(waited)
        .map_or(now, |last| last.plus(options.consistency_wait))
}

struct Round<'a> {
    options: &'a SweepOptions,
    client: Client<'a>,
    place: Place,
    /// What is reported already.
    settled: BTreeSet<(Kind, String)>,
    /// Keys that are somebody else's.
    foreign: BTreeSet<String>,
    tell: &'a Telling<'a>,
    report: &'a mut SweepReport,
}

impl Round<'_> {
    /// Takes away what is new; false where nothing was.
    async fn take(&mut self, looked: &Survey) -> bool {
        self.report.failures.extend(looked.failures.iter().cloned());
        let now = self.client.session.now();
        let mut ready = Vec::new();
        let mut news = false;
        for found in &looked.found {
            if !self.settled.insert((found.kind, found.id.clone())) {
                continue;
            }
            news = true;
            if is_pending(&found.entry) {
                self.pends(&found.entry);
                continue;
            }
            match self.options.older_than {
                Some(age) if found.is_younger_than(age, now) => {
                    self.note(found, Done::of(SweptAction::Young));
                }
                _ => ready.push(found),
            }
        }
        let remover = Remover {
            client: self.client,
            place: self.place,
            survey: looked,
            dry_run: self.options.dry_run,
            tell: self.tell,
        };
        for kind in [Kind::Alias, Kind::Key, Kind::Store] {
            if self.options.cancel.is_interrupted() {
                return news;
            }
            let of_kind: Vec<&Found> = ready.iter().copied().filter(|it| it.kind == kind).collect();
            let gone: BTreeSet<String> = ready
                .iter()
                .filter(|it| it.kind == Kind::Key)
                .map(|it| it.id.clone())
                .collect();
            for (found, done) in remover.take(kind, &of_kind, &gone).await {
                self.note(found, done);
            }
        }
        news
    }

    /// Tells what stays because only a journal says whose it is: whoever writes a journal could name anything.
    fn leave(&mut self, unmarked: &[Found]) {
        for found in unmarked {
            if self.settled.insert((found.kind, found.id.clone())) {
                self.note(found, Done::because(SweptAction::Failed, UNMARKED));
            }
        }
    }

    /// Counts a key that waits for its deletion already.
    fn pends(&mut self, key: &Value) {
        self.report.pending_keys += 1;
        let until = moment(key, "DeletionDate").map(Timestamp::day);
        let known = self.report.pending_until.take();
        self.report.pending_until = known.max(until);
    }

    fn note(&mut self, found: &Found, done: Done) {
        let (principal, region) = self.place;
        self.report.things.push(Swept {
            region: self
                .client
                .session
                .region(region)
                .unwrap_or_default()
                .to_owned(),
            principal: principal.word().to_owned(),
            kind: Resource::of(found.kind).word.to_owned(),
            id: found.id.clone(),
            run: found.run.as_ref().map(ToString::to_string),
            action: done.action,
            why: done.why,
            until: done.until.map(Timestamp::day),
        });
    }
}
