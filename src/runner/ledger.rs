//! What one try of an instance has done so far: kept outside its future, so that it outlives a time limit or a panic.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use aws_lc_rs::digest;
use serde_json::Value;

use super::change::{Change, Thing, thing};
use crate::case::{Principal, Region};
use crate::check::{CommandRun, Cut, Exchange};
use crate::model::Operation;
use crate::target::resource::{Kind, Resource, Shown};
use crate::wire::{Response, Timestamp, aws_json};

/// A body up to this size is kept whole: a list of a thousand keys is shorter.
const LARGEST: usize = 256 * 1024;

/// How much is kept of one that is longer.
const HEAD: usize = 16 * 1024;

/// What one try has sent and made.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    exchanges: Mutex<Vec<Exchange>>,
    commands: Mutex<Vec<CommandRun>>,
    made: Mutex<Vec<Made>>,
    /// Requests that make something, from before they are sent until they are answered.
    making: Mutex<Vec<Making>>,
    /// Changes that nobody has waited for yet.
    changes: Mutex<Vec<Change>>,
    /// All of them, the last one last.
    recent: Mutex<Vec<Change>>,
    step: AtomicUsize,
    /// Requests under way that may change something.
    under_way: AtomicUsize,
    stopped: AtomicBool,
}

/// Something on the target that clean-up takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Made {
    /// What it is.
    pub(super) kind: Kind,
    /// Its id.
    pub(super) id: String,
    /// Its name, where requests may name it so.
    pub(super) name: Option<String>,
    /// Who made it.
    pub(super) principal: Principal,
    /// Where.
    pub(super) region: Region,
    /// When.
    pub(super) at: Timestamp,
    /// Why it could not be taken away.
    pub(super) reason: Option<String>,
}

/// A request that makes something, and that nobody has answered.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Making {
    number: usize,
    pub(super) kind: Kind,
    pub(super) principal: Principal,
    pub(super) region: Region,
    pub(super) at: Timestamp,
    pub(super) input: Value,
    /// Its answer says that the target has no such operation, or may say so.
    pub(super) absent: bool,
    /// Why nobody knows what came of it, where it was looked for.
    pub(super) reason: Option<String>,
}

impl Making {
    /// That by which the thing is found again, if it was made.
    pub(super) fn mark(&self) -> Option<&str> {
        self.input.get(Resource::of(self.kind).mark)?.as_str()
    }
}

/// A request under way; it has arrived when this is dropped.
#[derive(Debug)]
pub(super) struct UnderWay<'a>(&'a AtomicUsize);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Ledger {
    /// The step that runs now, from 1; 0 for needs.
    pub(super) fn step(&self) -> usize {
        self.step.load(Ordering::Relaxed)
    }

    pub(super) fn begin(&self, step: usize) {
        self.step.store(step, Ordering::Relaxed);
    }

    /// From now on nothing but clean-up is sent.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Notes that a request is under way that may change something.
    pub(super) fn set_out(&self) -> UnderWay<'_> {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        UnderWay(&self.under_way)
    }

    /// True while such a request is under way.
    pub(super) fn is_under_way(&self) -> bool {
        self.under_way.load(Ordering::Relaxed) > 0
    }

    /// Notes a request that is being sent; gives the number by which its answer is noted.
    pub(super) fn sent(
        &self,
        exchange: Exchange,
        at: Timestamp,
        who: (Principal, Region),
    ) -> usize {
        let made = Resource::made_by(exchange.operation);
        let body = made.map(|_| serde_json::from_slice(&exchange.request.body));
        let mut exchanges = lock(&self.exchanges);
        exchanges.push(exchange);
        let number = exchanges.len() - 1;
        if let (Some(resource), Some(body)) = (made, body) {
            lock(&self.making).push(Making {
                number,
                kind: resource.kind,
                principal: who.0,
                region: who.1,
                at,
                input: body.unwrap_or_default(),
                absent: false,
                reason: None,
            });
        }
        number
    }

    /// The operation that the last request named, if KMS has it.
    pub(super) fn last_asked(&self) -> Option<Operation> {
        let exchanges = lock(&self.exchanges);
        Operation::from_name(aws_json::operation(&exchanges.last()?.request)?)
    }

    /// Notes a run of the CLI under test.
    pub(super) fn ran(&self, run: CommandRun) {
        lock(&self.commands).push(run);
    }

    /// Every run of the CLI under test, in order; the ledger forgets them.
    pub(super) fn take_commands(&self) -> Vec<CommandRun> {
        std::mem::take(&mut *lock(&self.commands))
    }

    /// Notes an answer, and whether it says that there is no such operation. After one of 5xx nobody knows otherwise whether
    /// the thing was made.
    pub(super) fn answered(&self, number: usize, response: &Response, absent: bool) {
        if let Some(exchange) = lock(&self.exchanges).get_mut(number) {
            let (kept, cut) = kept(response);
            exchange.response = Some(kept);
            exchange.cut = cut;
        }
        let mut making = lock(&self.making);
        if response.status < 500 {
            making.retain(|making| making.number != number);
        } else if let Some(making) = making.iter_mut().find(|making| making.number == number) {
            making.absent = absent;
        }
    }

    /// Notes a change that was answered with success.
    pub(super) fn changed(&self, change: Change, input: &Value) {
        if change.shown == Shown::There {
            let resource = Resource::of(change.kind);
            let name = input.get(resource.mark).and_then(Value::as_str);
            let name = name.filter(|_| change.kind == Kind::Store);
            lock(&self.made).push(Made {
                kind: change.kind,
                id: change.id.clone(),
                name: name.map(str::to_owned),
                principal: change.principal,
                region: change.region,
                at: change.at,
                reason: None,
            });
        }
        self.awaits(change);
    }

    /// Notes a change that is to come.
    pub(super) fn awaits(&self, change: Change) {
        let mut recent = lock(&self.recent);
        // What was changed again is not in force any more.
        recent.retain(|other| !other.is_undone_by(&change));
        recent.push(change.clone());
        drop(recent);
        lock(&self.changes).push(change);
    }

    /// Notes something that was found on the target.
    pub(super) fn found_again(&self, made: Made) {
        let mut all = lock(&self.made);
        if !all.iter().any(|other| other.is(&made)) {
            all.push(made);
        }
    }

    /// The changes that nobody has waited for yet; the ledger forgets them.
    pub(super) fn take_changes(&self) -> Vec<Change> {
        std::mem::take(&mut *lock(&self.changes))
    }

    /// Every change that no other has undone.
    pub(super) fn recent(&self) -> Vec<Change> {
        lock(&self.recent).clone()
    }

    /// True when this try has deleted it.
    pub(super) fn has_deleted(&self, made: &Made) -> bool {
        let recent = lock(&self.recent);
        let mut recent = recent.iter();
        recent.any(|change| change.shown == Shown::Gone && change.thing() == made.thing())
    }

    /// When this try has last changed something.
    pub(super) fn changed_at(&self) -> Option<Timestamp> {
        lock(&self.recent).iter().map(|change| change.at).max()
    }

    /// True when an input names something that this try has made.
    pub(super) fn has_made_one_in(&self, input: &Value) -> bool {
        let text = input.to_string();
        let made = lock(&self.made);
        made.iter().any(|made| {
            let mut names = std::iter::once(&made.id).chain(&made.name);
            names.any(|name| text.contains(name.as_str()))
        })
    }

    /// Everything made that is not gone, last first.
    pub(super) fn still_made(&self) -> Vec<Made> {
        let mut made = lock(&self.made).clone();
        made.reverse();
        made
    }

    /// The requests to make something that were never answered.
    pub(super) fn unanswered(&self) -> Vec<Making> {
        lock(&self.making).clone()
    }

    /// Notes that it is known what came of a request.
    pub(super) fn found(&self, making: &Making) {
        lock(&self.making).retain(|other| other.number != making.number);
    }

    /// Notes why it cannot be known what came of a request.
    pub(super) fn not_found_out(&self, making: &Making, why: String) {
        let mut all = lock(&self.making);
        if let Some(making) = all.iter_mut().find(|other| other.number == making.number) {
            making.reason = Some(why);
        }
    }

    /// Notes that something made is not there any more.
    pub(super) fn gone(&self, made: &Made) {
        lock(&self.made).retain(|other| !other.is(made));
    }

    /// Takes over what another ledger knows to be there, or not to have been answered.
    pub(super) fn inherit(&self, other: &Self) {
        for made in lock(&other.made).iter() {
            self.found_again(made.clone());
        }
        lock(&self.making).extend(lock(&other.making).drain(..).map(|making| Making {
            // Its request stands in the other ledger: no answer of this one's is its.
            number: usize::MAX,
            ..making
        }));
    }

    /// Notes why something made is still there.
    pub(super) fn stays(&self, made: &Made, reason: String) {
        let mut all = lock(&self.made);
        if let Some(made) = all.iter_mut().find(|other| other.is(made)) {
            made.reason = Some(reason);
        }
    }

    /// Every id that this try has been told of, of things that are there or were.
    pub(super) fn ids(&self) -> Vec<String> {
        let exchanges = lock(&self.exchanges);
        let ids = exchanges.iter().filter_map(|exchange| {
            let resource = Resource::made_by(exchange.operation)?;
            let output = &exchange.response.as_ref()?.body;
            let input = serde_json::from_slice(&exchange.request.body).unwrap_or_default();
            let output = serde_json::from_slice(output).unwrap_or_default();
            Some(resource.made(&input, &output)?.to_owned())
        });
        ids.collect()
    }

    /// Everything sent, in order; the ledger forgets it.
    pub(super) fn take_exchanges(&self) -> Vec<Exchange> {
        std::mem::take(&mut *lock(&self.exchanges))
    }
}

/// What is kept of an answer once its case has got it: all, or the head of a body that is too long to keep for every case.
fn kept(response: &Response) -> (Response, Option<Cut>) {
    let bytes = response.body.len();
    if bytes <= LARGEST {
        return (response.clone(), None);
    }
    let digest = digest::digest(&digest::SHA256, &response.body);
    let sha256 = digest
        .as_ref()
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    let kept = Response {
        status: response.status,
        headers: response.headers.clone(),
        body: response.body[..HEAD].to_vec(),
    };
    (kept, Some(Cut { bytes, sha256 }))
}

impl Made {
    /// True for the same thing, whatever else is known of it.
    fn is(&self, other: &Self) -> bool {
        self.thing() == other.thing()
    }

    fn thing(&self) -> Thing<'_> {
        thing(self.kind, &self.id, self.principal, self.region)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
