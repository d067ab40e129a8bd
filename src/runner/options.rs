//! What a run is told.

use std::path::PathBuf;
use std::time::Duration;

use super::{Cancel, Fixtures, Instance, Profile, Selection, express};
use crate::case::Case;
use crate::target::command::Command;

/// An `eventually` of at most this waits for AWS's eventual consistency; a longer one for something to happen.
pub const CONSISTENCY: Duration = Duration::from_secs(10);

/// By whom the calls of ordinary cases are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Driver {
    /// By kmspec itself, which sends what the case says, byte for byte.
    #[default]
    Http,
    /// By the CLI under test, where one can make the call; its requests go over kmspec, which sees both sides. Set-up and
    /// clean-up are kmspec's own.
    Cli,
}

/// How a run goes. [`RunOptions::default`] runs everything once.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// From which every drawn value and the order of instances follow; with `snapshots`, drawn lengths and choices follow
    /// from the seed 0, so that the same is asked as before.
    pub seed: u64,
    /// How many instances run side by side; at least 1.
    pub jobs: usize,
    /// After the first unexpected result no further instance begins.
    pub fail_fast: bool,
    /// How many times an instance that failed is tried again; one that then passes is `flaky`.
    pub retries: u32,
    /// The longest that one try of an instance may take, clean-up not counted.
    pub timeout: Duration,
    /// The longest that a read is repeated until it shows what a call before it did: it bounds an `eventually` that waits
    /// for consistency, [`CONSISTENCY`](super::CONSISTENCY) at most, and no other.
    pub consistency_wait: Duration,
    /// A known deviation that passes is an unexpected result.
    pub strict: bool,
    /// A member of an answer that the model does not have is a fault of the answer's shape.
    pub strict_members: bool,
    /// What runs.
    pub selection: Selection,
    /// The CLI under test; without one no case that runs it is selected.
    pub command: Option<Command>,
    /// By whom the calls of ordinary cases are made; [`Driver::Cli`] without a CLI under test makes none.
    pub driver: Driver,
    /// What is known of the target.
    pub profile: Profile,
    /// What the target has to stand behind custom key stores, where that cannot be invented.
    pub fixtures: Fixtures,
    /// The target's accepted snapshots.
    pub snapshots: Option<SnapshotOptions>,
    /// The way to stop the run.
    pub cancel: Cancel,
}

impl RunOptions {
    /// The instances that run, sorted by id.
    #[must_use]
    pub fn selected<'case>(&self, cases: &'case [Case]) -> Vec<Instance<'case>> {
        let mut selected = self.selection.select(cases);
        selected.retain(|instance| self.command.is_some() || !instance.case.runs_command());
        selected
    }

    /// Why the CLI under test cannot make the calls of an instance that it should make; nothing is sent to find out.
    ///
    /// # Errors
    /// What it cannot send, in words.
    pub fn drives(&self, instance: &Instance<'_>) -> Result<(), String> {
        match (self.driver, &self.command) {
            (Driver::Cli, Some(command)) => express::instance(instance, command.flavour()),
            _ => Ok(()),
        }
    }
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            seed: 0,
            jobs: 1,
            fail_fast: false,
            retries: 0,
            timeout: Duration::from_mins(1),
            consistency_wait: CONSISTENCY,
            strict: false,
            strict_members: false,
            selection: Selection::default(),
            command: None,
            driver: Driver::default(),
            profile: Profile::default(),
            fixtures: Fixtures::default(),
            snapshots: None,
            cancel: Cancel::default(),
        }
    }
}

/// Where a target's accepted snapshots stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotOptions {
    /// The target's own folder: `snapshots/reference`.
    pub dir: PathBuf,
    /// Accept what came instead of comparing with it.
    pub update: bool,
}
