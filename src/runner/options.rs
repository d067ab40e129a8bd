//! What a run is told.

use std::path::PathBuf;
use std::time::Duration;

use super::waiting::Waits;
use super::{Cancel, Costly, Fixtures, Instance, Profile, RunMarks, Selection, cli_support};
use crate::case::{Action, Case, Eventually, NeedKind};
use crate::target::command::CliProgram;

/// An `eventually` of at most this waits for AWS's eventual consistency; a longer one for something to happen.
pub const CONSISTENCY: Duration = Duration::from_secs(10);

/// The longest that a store may take to connect or disconnect; AWS says up to 20 minutes.
pub const CONNECTION: Duration = Duration::from_mins(25);

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
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one independent switch"
)]
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
    /// The longest that the ordinary work of one try may take: what the instance waits for is added, clean-up not counted.
    pub timeout: Duration,
    /// The longest that something is asked again until it shows what a call before it did. It takes the place of the time
    /// of every `eventually` that waits for consistency, [`CONSISTENCY`](super::CONSISTENCY) at most; zero: nothing waits.
    pub consistency_wait: Duration,
    /// The longest that a store is waited for that connects or disconnects, and any other `eventually`; AWS says up to 20
    /// minutes.
    pub connection_wait: Duration,
    /// How often in a row what is waited for must be seen before it is believed; 1 where one host answers.
    pub agreeing_reads: u32,
    /// Cases that only use keys share them, where they would see each other's.
    pub share_keys: bool,
    /// What no case may make.
    pub leaves_out: Vec<Costly>,
    /// Clean-up runs even where every instance has a world of its own that ends with it.
    pub clean_up_always: bool,
    /// A known deviation that passes is an unexpected result.
    pub strict: bool,
    /// A member of an answer that the model does not have is a fault of the answer's shape.
    pub strict_members: bool,
    /// What runs.
    pub selection: Selection,
    /// The CLI under test; without one no case that runs it is selected.
    pub command: Option<CliProgram>,
    /// By whom the calls of ordinary cases are made; [`Driver::Cli`] without a CLI under test makes none.
    pub driver: Driver,
    /// What is known of the target.
    pub profile: Profile,
    /// What the target has to stand behind custom key stores, where that cannot be invented.
    pub fixtures: Fixtures,
    /// The target's accepted snapshots.
    pub snapshots: Option<SnapshotOptions>,
    /// With what the run marks what it makes; nothing is marked without it.
    pub marks: Option<RunMarks>,
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

    /// The longest waits.
    pub(super) fn waits(&self) -> Waits {
        Waits {
            consistency: self.consistency_wait,
            connection: self.connection_wait,
        }
    }

    /// How long an `eventually` is waited for.
    pub(super) fn within(&self, eventually: Eventually) -> Duration {
        if eventually.within <= CONSISTENCY {
            if self.consistency_wait > CONSISTENCY {
                self.consistency_wait
            } else {
                eventually.within.min(self.consistency_wait)
            }
        } else {
            eventually.within.min(self.connection_wait.max(CONSISTENCY))
        }
    }

    /// The longest that one try of an instance may take: its ordinary work, and everything that it waits for.
    pub(super) fn limit(&self, instance: &Instance<'_>) -> Duration {
        let case = instance.case;
        let needs = case.needs.iter().map(|need| match &need.kind {
            // It may be connected, disconnected, and connected again.
            NeedKind::CustomKeyStore(_) => self.connection_wait * 3 + self.consistency_wait,
            NeedKind::Key(_) | NeedKind::OfKey(_) => self.consistency_wait * 2,
        });
        let steps = case.steps.iter().map(|step| {
            let eventually = match &step.action {
                Action::Call(call) => call.eventually,
                _ => None,
            };
            let own = eventually.map(|it| self.within(it).saturating_add(it.stable_for));
            // What was done is waited for, and then the answer that may not know it.
            own.unwrap_or_default()
                .saturating_add(self.consistency_wait * 2)
        });
        needs
            .chain(steps)
            .fold(self.timeout, Duration::saturating_add)
    }

    /// Why the CLI under test cannot make the calls of an instance that it should make; nothing is sent to find out.
    ///
    /// # Errors
    /// What it cannot send, in words.
    pub fn drives(&self, instance: &Instance<'_>) -> Result<(), String> {
        match (self.driver, &self.command) {
            (Driver::Cli, Some(command)) => cli_support::instance(instance, command.flavour()),
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
            connection_wait: CONNECTION,
            agreeing_reads: 1,
            share_keys: false,
            leaves_out: Vec::new(),
            clean_up_always: false,
            strict: false,
            strict_members: false,
            selection: Selection::default(),
            command: None,
            driver: Driver::default(),
            profile: Profile::default(),
            fixtures: Fixtures::default(),
            snapshots: None,
            marks: None,
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
