//! What a run finds out: verdicts, mismatches, and the exchanges behind them.

use std::fmt;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CommandRun;
use crate::case::{Evidence, InstanceId, Location};
use crate::model::Operation;
use crate::wire::{Request, Response, RunId};

/// The verdict on one case instance.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Every expectation held.
    Pass,
    /// An expectation did not hold.
    Fail,
    /// It passed on a retry.
    Flaky,
    /// The target does not have the operation, or cannot be put into the situation.
    Unsupported,
    /// The user switched it off.
    Disabled,
    /// Its set-up failed.
    Blocked,
    /// It fails as the target's profile says it does.
    Deviates,
    /// It passes although the target's profile says that it fails.
    Fixed,
    /// The target could not be asked, or the suite broke.
    Error,
}

impl Verdict {
    /// Every verdict, in the order of a summary.
    pub const ALL: [Verdict; 9] = [
        Verdict::Pass,
        Verdict::Fail,
        Verdict::Flaky,
        Verdict::Unsupported,
        Verdict::Disabled,
        Verdict::Blocked,
        Verdict::Deviates,
        Verdict::Fixed,
        Verdict::Error,
    ];

    /// The word that reports use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::Flaky => "flaky",
            Verdict::Unsupported => "unsupported",
            Verdict::Disabled => "disabled",
            Verdict::Blocked => "blocked",
            Verdict::Deviates => "deviates",
            Verdict::Fixed => "fixed",
            Verdict::Error => "error",
        }
    }

    /// Whether it says something of the target: it was asked, and its answer was held against the rule.
    #[must_use]
    pub fn is_judged(self) -> bool {
        match self {
            Verdict::Pass | Verdict::Fail | Verdict::Flaky | Verdict::Deviates | Verdict::Fixed => {
                true
            }
            Verdict::Unsupported | Verdict::Disabled | Verdict::Blocked | Verdict::Error => false,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whose it is that something does not match.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The endpoint's: its answer to the request that the case describes.
    Endpoint,
    /// The client's, which is a CLI: what it sent, or what it made of the answer.
    Client,
}

/// One way in which an answer is not what the case expects, or in which a CLI does not do what it should.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatch {
    /// Whose it is.
    pub origin: Origin,
    /// Where in the answer: `status`, `error type`, `headers.x-amzn-RequestId`, `body.CustomKeyStores[0].ConnectionState`.
    pub path: String,
    /// What the case expects there, for people.
    pub expected: String,
    /// What came, for people; sensitive members are masked.
    pub actual: String,
    /// The expectation in the case file.
    pub location: Option<Location>,
}

/// One request and what came back.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// The step's number in the case, from 1; 0 for set-up and clean-up of needs.
    pub step: usize,
    /// What it was for, such as `DeleteCustomKeyStore as peer` or `needs store: CreateCustomKeyStore`.
    pub label: String,
    /// The operation whose shapes describe the bodies.
    pub operation: Operation,
    /// What was sent, signed.
    pub request: Request,
    /// What came, if anything did.
    pub response: Option<Response>,
    /// What the whole body was, where only its head is kept in `response`.
    pub cut: Option<Cut>,
    /// True for clean-up, which no snapshot shows.
    pub cleanup: bool,
    /// True for a read that only waits for what was done to be in force, which no snapshot shows either.
    pub waiting: bool,
}

impl Exchange {
    /// True for what the case itself asked: neither clean-up nor a read that waits for something to be in force.
    #[must_use]
    pub fn is_of_the_case(&self) -> bool {
        !self.cleanup && !self.waiting
    }
}

/// Where a run saw what a case judges over all of its answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Sighting {
    /// The path of the mismatch that was seen.
    pub path: String,
    /// The case that saw it; the first one by id.
    pub case: InstanceId,
    /// The step of that case, from 1; 0 for its needs.
    pub step: usize,
    /// How many cases saw it.
    pub cases: usize,
    /// What that case sent until then; the last exchange is the one in which it was seen.
    pub exchanges: Vec<Exchange>,
}

/// A member of an operation's answers that the model does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownMember {
    /// The operation.
    pub operation: Operation,
    /// Where it stands, without positions in lists: `Keys[].Alias`.
    pub path: String,
    /// How many cases saw it.
    pub cases: usize,
}

/// A body of which only the head was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// How many bytes there were.
    pub bytes: usize,
    /// The SHA-256 of all of them, in hexadecimal digits.
    pub sha256: String,
}

/// Why a case ended without a verdict on its expectations.
#[derive(Debug, Clone, PartialEq)]
pub struct NoVerdict {
    /// One line: what happened.
    pub summary: String,
    /// What to do about it, if that is known.
    pub help: Option<String>,
}

/// All that is known of one finished case instance.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseResult {
    /// Its id.
    pub id: InstanceId,
    /// The operation that it is about: that of its folder, or of its row.
    pub operation: Operation,
    /// The verdict.
    pub verdict: Verdict,
    /// The rule, in one sentence.
    pub requirement: String,
    /// Where the rule comes from.
    pub evidence: Vec<Evidence>,
    /// What did not match; empty unless the verdict is `fail`, `deviates`, or a `flaky`'s earlier tries.
    pub mismatches: Vec<Mismatch>,
    /// Where the run saw what the case judges over all answers, mismatch by mismatch; empty when its own steps failed it.
    pub sightings: Vec<Sighting>,
    /// Why it is `unsupported`, `blocked`, `disabled`, `deviates`, `fixed` or `error`.
    pub fault: Option<NoVerdict>,
    /// Everything that was sent, in order.
    pub exchanges: Vec<Exchange>,
    /// Every run of the CLI under test, in order; nothing in it is secret.
    pub commands: Vec<CommandRun>,
    /// The step at which the case failed, from 1; 0 for its needs.
    pub failed_step: Option<usize>,
    /// The case's place in its file.
    pub location: Location,
    /// From first request to last answer.
    pub duration: Duration,
    /// How many tries it took; 1 without retries.
    pub tries: u32,
    /// The regression judgement, when the target has an accepted snapshot: the diff, empty when nothing changed.
    pub regression: Option<String>,
}

impl CaseResult {
    /// True where the answers differ from the accepted snapshot, whatever the verdict.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        self.regression
            .as_ref()
            .is_some_and(|diff| !diff.is_empty())
    }
}

/// What a run tells while it runs.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "events are few and short-lived; a box would only obscure them"
)]
pub enum Event {
    /// The run begins, with this many case instances.
    Started {
        /// How many will run.
        selected: usize,
        /// The seed of the run.
        seed: u64,
        /// The target, for people.
        target: String,
        /// The id of the run, where what it makes bears one.
        run: Option<RunId>,
    },
    /// A case instance begins.
    CaseStarted(InstanceId),
    /// A case instance has ended.
    CaseFinished(CaseResult),
    /// The user interrupted; clean-up goes on.
    Interrupted,
}

/// Something that a run has made and could not take away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeftBehind {
    /// `key` or `custom_key_store`.
    pub kind: String,
    /// Its id; where that never came its name, or `unknown`.
    pub id: String,
    /// The Region that it is in.
    pub region: String,
    /// Who has made it: `owner`, `peer` or `stranger`.
    pub principal: String,
    /// Why it is still there.
    pub reason: String,
}

/// The exit code of a run that is as it was expected, but of which answers differ from the accepted snapshots.
pub const CHANGED: u8 = 6;

/// The whole of a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RunSummary {
    /// The target, for people.
    pub target: String,
    /// The seed of the run.
    pub seed: u64,
    /// The id of the run, where what it makes bears one.
    pub run: Option<RunId>,
    /// How many case instances were selected.
    pub selected: usize,
    /// The result of every instance that ended, by id.
    pub results: Vec<CaseResult>,
    /// From start to end.
    pub duration: Duration,
    /// The user interrupted: an instance that had not ended by then has no result.
    pub interrupted: bool,
    /// Members of answers that the model does not have, by operation and path; they fail no case.
    pub unknown_members: Vec<UnknownMember>,
    /// A known deviation that passes is an unexpected result.
    pub strict: bool,
    /// The run cannot say anything: why (everything refused, nothing supported).
    pub warnings: Vec<String>,
    /// What is still on the target of what the run has made.
    pub left_behind: Vec<LeftBehind>,
    /// The exit code, by the table of the design.
    pub exit: u8,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_said_in_the_words_of_the_reports() {
        let words = Verdict::ALL.map(|verdict| verdict.to_string());
        assert_eq!(
            words.join(" "),
            "pass fail flaky unsupported disabled blocked deviates fixed error"
        );
        for verdict in Verdict::ALL {
            assert_eq!(serde_json::json!(verdict), verdict.name());
        }
    }
}
