//! What one try of an instance has done so far: kept outside its future, so that it outlives a time limit or a panic.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use aws_lc_rs::digest;
use serde_json::Value;

use crate::case::{Principal, Region};
use crate::check::{CommandRun, Cut, Exchange};
use crate::model::Operation;
use crate::wire::{Response, aws_json};

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
    step: AtomicUsize,
}

/// Something on the target that clean-up takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Made {
    /// What it is.
    pub(super) kind: MadeKind,
    /// Its id.
    pub(super) id: String,
    /// Who made it.
    pub(super) principal: Principal,
    /// Where.
    pub(super) region: Region,
}

/// What clean-up knows how to take away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MadeKind {
    Store,
    Key,
}

impl Ledger {
    /// The step that runs now, from 1; 0 for needs.
    pub(super) fn step(&self) -> usize {
        self.step.load(Ordering::Relaxed)
    }

    pub(super) fn begin(&self, step: usize) {
        self.step.store(step, Ordering::Relaxed);
    }

    /// Notes a request that is being sent; gives the number by which its answer is noted.
    pub(super) fn sent(&self, exchange: Exchange) -> usize {
        let mut exchanges = lock(&self.exchanges);
        exchanges.push(exchange);
        exchanges.len() - 1
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

    pub(super) fn answered(&self, number: usize, response: &Response) {
        if let Some(exchange) = lock(&self.exchanges).get_mut(number) {
            let (kept, cut) = kept(response);
            exchange.response = Some(kept);
            exchange.cut = cut;
        }
    }

    /// Notes what a successful answer has made.
    pub(super) fn made(
        &self,
        operation: Operation,
        principal: Principal,
        region: Region,
        response: &Response,
    ) {
        if !(200..300).contains(&response.status) {
            return;
        }
        let (kind, path) = match operation {
            Operation::CreateCustomKeyStore => (MadeKind::Store, "/CustomKeyStoreId"),
            Operation::CreateKey => (MadeKind::Key, "/KeyMetadata/KeyId"),
            _ => return,
        };
        let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        if let Some(id) = body.pointer(path).and_then(Value::as_str) {
            lock(&self.made).push(Made {
                kind,
                id: id.to_owned(),
                principal,
                region,
            });
        }
    }

    /// Everything made that is not gone, last first.
    pub(super) fn still_made(&self) -> Vec<Made> {
        let mut made = lock(&self.made).clone();
        made.reverse();
        made
    }

    /// Notes that something made is not there any more.
    pub(super) fn gone(&self, made: &Made) {
        lock(&self.made).retain(|other| other != made);
    }

    /// Who has made the stores that are still there, and where; one entry a store.
    pub(super) fn stores_left(&self) -> Vec<(Principal, Region)> {
        let made = lock(&self.made);
        let stores = made.iter().filter(|made| made.kind == MadeKind::Store);
        stores.map(|made| (made.principal, made.region)).collect()
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
