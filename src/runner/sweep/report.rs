//! What a sweep has found, and what became of it.

use serde::Serialize;

use crate::wire::Timestamp;

/// The value of [`SweepReport::schema`].
pub const SWEEP_SCHEMA: &str = "kmspec/sweep/v1";

/// The whole of a sweep.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SweepReport {
    /// Always `kmspec/sweep/v1`.
    pub schema: &'static str,
    /// The target, for people.
    pub target: String,
    /// Nothing was taken away, only looked for.
    pub dry_run: bool,
    /// What was found, by Region, principal, kind and id.
    pub things: Vec<Swept>,
    /// How many keys with the mark wait for their deletion already, and are done with.
    pub pending_keys: usize,
    /// The day on which the last of them is deleted, as `YYYY-MM-DD`.
    pub pending_until: Option<String>,
    /// What could not be listed or looked at, in sentences: what is there may be more.
    pub failures: Vec<String>,
    /// The user stopped it before its end.
    pub interrupted: bool,
}

/// What a sweep waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SweepWait {
    /// Where, and as whom, such as `us-east-1 (owner)`.
    pub place: String,
    /// What, in a sentence.
    pub what: String,
    /// The longest that it waits.
    pub until: Timestamp,
}

/// One thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Swept {
    /// Where it is.
    pub region: String,
    /// As whom it was found: `owner`, `peer`, `stranger` or `user`.
    pub principal: String,
    /// `alias`, `key` or `custom_key_store`.
    pub kind: String,
    /// Its id; the name of an alias.
    pub id: String,
    /// The run that has made it, where that is known.
    pub run: Option<String>,
    /// What became of it.
    pub action: SweptAction,
    /// Why, where that is not plain.
    pub why: Option<String>,
    /// Until which day it stays, as `YYYY-MM-DD`, where that is known.
    pub until: Option<String>,
}

/// What became of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SweptAction {
    /// It is gone.
    Deleted,
    /// A key: its deletion is scheduled.
    Scheduled,
    /// It would be taken away.
    Would,
    /// It cannot go yet.
    Stays,
    /// It is younger than was asked for.
    Young,
    /// It could not be taken away.
    Failed,
}

impl SweptAction {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::Scheduled => "scheduled",
            Self::Would => "would go",
            Self::Stays => "stays",
            Self::Young => "too young",
            Self::Failed => "failed",
        }
    }
}

impl SweepReport {
    /// One of nothing yet.
    pub(super) fn of(target: &str, dry_run: bool) -> Self {
        Self {
            schema: SWEEP_SCHEMA,
            target: target.to_owned(),
            dry_run,
            things: Vec::new(),
            pending_keys: 0,
            pending_until: None,
            failures: Vec::new(),
            interrupted: false,
        }
    }

    /// Adds what another sweep of the same target has found.
    pub fn add(&mut self, other: Self) {
        self.things.extend(other.things);
        self.pending_keys += other.pending_keys;
        self.pending_until = self.pending_until.take().max(other.pending_until);
        self.failures.extend(other.failures);
        self.interrupted |= other.interrupted;
        self.sort();
    }

    /// Puts things and failures into an order of their own, each once.
    pub(super) fn sort(&mut self) {
        self.things.sort();
        self.things.dedup();
        self.failures.sort();
        self.failures.dedup();
    }

    /// How many things this became of.
    #[must_use]
    pub fn count(&self, action: SweptAction) -> usize {
        self.things.iter().filter(|it| it.action == action).count()
    }

    /// True when something could not be listed, looked at or taken away.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        !self.failures.is_empty() || self.count(SweptAction::Failed) > 0
    }
}
