//! What all scripts of a campaign share: its rate, its end, and what it has made.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use super::Options;
use super::ledger::Ledger;
use super::rate::Rate;
use super::sides::Which;
use super::stop::{End, Stop};

/// Requests in a row without an answer after which an endpoint is thought dead.
const SILENCE: u32 = 5;

/// What all scripts of a campaign share.
#[derive(Debug)]
pub(super) struct Control {
    pub(super) rate: Rate,
    pub(super) end: End,
    ledgers: [Ledger; 2],
    /// Requests without an answer since the last one with one.
    unanswered: AtomicU32,
    /// Whether any request was answered.
    answered: AtomicBool,
}

impl Control {
    pub(super) fn new(options: &Options, stop: &Stop) -> Self {
        Self {
            rate: Rate::new(options.rate),
            end: End::new(options.time, stop),
            ledgers: options.runs.each_ref().map(Ledger::new),
            unanswered: AtomicU32::new(0),
            answered: AtomicBool::new(false),
        }
    }

    /// What was made on one side.
    pub(super) fn ledger(&self, which: Which) -> &Ledger {
        match which {
            Which::First => &self.ledgers[0],
            Which::Second => &self.ledgers[1],
        }
    }

    /// Notes that a request was answered, or was not.
    pub(super) fn heard(&self, answered: bool) {
        if answered {
            self.unanswered.store(0, Ordering::Relaxed);
            self.answered.store(true, Ordering::Relaxed);
        } else {
            self.unanswered.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Whether the last few requests were all left without an answer.
    pub(super) fn is_silent(&self) -> bool {
        self.unanswered.load(Ordering::Relaxed) >= SILENCE
    }

    /// Why nothing can be said of the endpoint: it was asked, and answered nothing.
    pub(super) fn heard_nothing(&self) -> Option<Ended> {
        let unanswered = self.unanswered.load(Ordering::Relaxed);
        let nothing = unanswered > 0 && !self.answered.load(Ordering::Relaxed);
        nothing.then(|| Ended(format!("no answer to any of {unanswered} requests")))
    }

    /// A control for as long as a test takes.
    #[cfg(test)]
    pub(super) fn for_test() -> Self {
        let options = Options {
            time: std::time::Duration::MAX,
            ..Options::default()
        };
        Self::new(&options, &Stop::default())
    }
}

/// Why a campaign ends although its time is not over.
#[derive(Debug)]
pub(super) struct Ended(pub(super) String);

impl Ended {
    pub(super) fn by_silence() -> Self {
        Self(format!("no answer to {SILENCE} requests in a row"))
    }
}

impl From<crate::target::Error> for Ended {
    fn from(error: crate::target::Error) -> Self {
        Self(error.to_string())
    }
}
