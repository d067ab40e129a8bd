//! The JSON report as types, from which its schema is made.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Rerun;
use super::phrase;
use crate::case::Evidence;
use crate::check::{LeftBehind, Origin, Verdict};

/// The value of [`Document::schema`].
pub const SCHEMA: &str = "kmspec/report/v1";

/// A run as `--report-json` writes it. Members may be added; none changes its meaning under the same `schema`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "kmspec report")]
pub struct Document {
    /// Always `kmspec/report/v1`.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: String,
    /// The version of kmspec that ran.
    pub kmspec: String,
    /// The target, for people: `reference` or a URL.
    pub target: String,
    /// The name of the target's profile, where it was named by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The seed of the run.
    pub seed: u64,
    /// The id of the run, which what it has made on the target bears; missing where nobody else sees that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// How many case instances got each verdict.
    pub totals: Totals,
    /// How many case instances were selected.
    pub selected: usize,
    /// How many case instances there are when nothing is narrowed; missing where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available: Option<usize>,
    /// Of how many the run says something: `pass`, `fail`, `flaky`, `deviates` and `fixed`.
    pub judged: usize,
    /// What does not match, each once however many cases meet it.
    pub causes: Vec<CauseEntry>,
    /// Every case instance that ended, by id.
    pub cases: Vec<ReportCase>,
    /// Members of answers that the service model does not have; they fail no case without `--strict-members`.
    pub unknown_members: Vec<UnknownMemberEntry>,
    /// Why the run says little about the target.
    pub warnings: Vec<String>,
    /// What the run has made and could not take away.
    pub left_behind: Vec<LeftBehind>,
    /// Something passed and nothing but passes came.
    pub conformant: bool,
    /// A known deviation that passes is an unexpected result.
    #[serde(default)]
    pub strict: bool,
    /// What leads to the same cases on the same target again.
    #[serde(default)]
    pub rerun: Rerun,
    /// The user interrupted the run: what had not ended by then is not among `cases`.
    pub interrupted: bool,
    /// From start to end.
    pub duration_ms: u64,
    /// The program's exit code; 6 where nothing is wrong but that answers changed since the accepted snapshots.
    pub exit: u8,
}

impl Document {
    /// What people call the target: by its profile, where it has one.
    #[must_use]
    pub fn name(&self) -> &str {
        self.profile.as_deref().unwrap_or(&self.target)
    }
}

/// How many case instances got each verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each is the verdict of its name")]
pub struct Totals {
    pub pass: usize,
    pub fail: usize,
    pub flaky: usize,
    pub unsupported: usize,
    pub disabled: usize,
    pub blocked: usize,
    pub deviates: usize,
    pub fixed: usize,
    pub error: usize,
}

/// One case instance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReportCase {
    /// Its id.
    pub id: String,
    /// The operation that it is about.
    pub operation: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The rule, in one sentence.
    pub requirement: String,
    /// Where the rule comes from.
    pub evidence: Vec<EvidenceEntry>,
    /// What did not match.
    pub mismatches: Vec<MismatchEntry>,
    /// Where the run saw what the case judges over all answers, mismatch by mismatch; empty for other failures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sightings: Vec<SightingEntry>,
    /// Why it has no judgement of its own, or which known deviation it meets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<FaultEntry>,
    /// The step that failed it, from 1; 0 for its needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_step: Option<usize>,
    /// The place of the case in its file.
    pub location: SourceLocation,
    /// From first request to last answer.
    pub duration_ms: u64,
    /// How many tries it took.
    pub tries: u32,
    /// Every request in order, with its response; secrets are masked.
    pub requests: Vec<ExchangeEntry>,
    /// Every run of the CLI under test in order; secrets are masked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<CommandEntry>,
    /// How the answers differ from the accepted snapshot; empty when they do not, missing when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regression: Option<String>,
}

/// Where a rule comes from: a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceEntry {
    /// The fact's id, which `kmspec why` explains.
    pub fact: String,
    /// `recorded-aws`, `recorded-cli`, `aws-doc`, `service-model`, `user-report` or `inferred`.
    pub kind: String,
    /// What is known.
    pub statement: String,
    /// Where to look it up.
    pub source: String,
    /// When it was seen or published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// `sister-service`: seen on another AWS service only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// How sure it is: `high`, `medium` or `low`.
    pub confidence: String,
    /// What it has to do with the case, where its statement does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl EvidenceEntry {
    /// The entry of a fact that is cited.
    pub(super) fn of(evidence: &Evidence) -> Self {
        let fact = &evidence.fact;
        Self {
            fact: fact.id.clone(),
            kind: phrase::evidence_kind(fact.kind).to_owned(),
            statement: fact.statement.clone(),
            source: fact.source.clone(),
            date: fact.date.clone(),
            via: fact.via.clone(),
            confidence: phrase::confidence(fact.confidence).to_owned(),
            note: evidence.note.clone(),
        }
    }
}

/// One way in which an answer is not what the case expects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MismatchEntry {
    /// The cause of which it is an instance.
    pub cause: String,
    /// Whose it is: the endpoint's, or that of the CLI that made the call.
    pub origin: Origin,
    /// Where in the answer.
    pub path: String,
    /// What the case expects there.
    pub expected: String,
    /// What came.
    pub actual: String,
    /// The expectation in the case file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<SourceLocation>,
}

/// Where the run saw a fault of an operation's answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SightingEntry {
    /// The path of the mismatch.
    pub path: String,
    /// The first case, by id, that saw it.
    pub case: String,
    /// The step of that case, from 1; 0 for its needs.
    pub step: usize,
    /// How many cases saw it.
    pub cases: usize,
}

/// A member of an operation's answers that the service model does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnknownMemberEntry {
    /// The operation.
    pub operation: String,
    /// Where in the body, without positions in lists: `Keys[].Alias`.
    pub path: String,
    /// How many cases saw it.
    pub cases: usize,
}

/// What failures have in common when the target does the same thing wrong in all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CauseEntry {
    /// Its id, the same in every run.
    pub cause: String,
    /// How many case instances meet it.
    pub cases: usize,
    /// Whose it is.
    pub origin: Origin,
    /// The operation that was called.
    pub operation: String,
    /// The rule that does not hold; missing where a part of the answer is wrong whatever the rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Where in the answer.
    pub path: String,
    /// What is expected there, without what differs from case to case.
    pub expected: String,
    /// What comes, without what differs from case to case.
    pub actual: String,
}

/// A place in a case file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceLocation {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

/// Why a case ended without a judgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FaultEntry {
    /// What happened.
    pub summary: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// One request and what came back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExchangeEntry {
    /// The step, from 1; 0 for set-up and clean-up of needs.
    pub step: usize,
    /// What it was for.
    pub label: String,
    /// The operation.
    pub operation: String,
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The fields in order.
    pub headers: Vec<Header>,
    /// What was sent.
    pub body: Body,
    /// What came; missing when nothing did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<ResponseEntry>,
    /// Clean-up after the case.
    pub cleanup: bool,
    /// A read that only waits for what was done to be in force.
    pub waiting: bool,
}

/// One run of the CLI under test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CommandEntry {
    /// The step, from 1.
    pub step: usize,
    /// The arguments after the executable.
    pub args: Vec<String>,
    /// How it ended: `exit 0`, or what killed it.
    pub ended: String,
    /// The beginning of standard output.
    pub stdout: String,
    /// The beginning of standard error.
    pub stderr: String,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ResponseEntry {
    /// The status code.
    pub status: u16,
    /// The fields in order.
    pub headers: Vec<Header>,
    /// What came.
    pub body: Body,
}

/// One header field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Header {
    /// Its name as written.
    pub name: String,
    /// Its value; secrets are masked.
    pub value: String,
}

/// A body with its secrets masked: `json` where that says all, else the beginning as `text`, neither when it is empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Body {
    /// How many bytes there were.
    pub bytes: usize,
    /// The SHA-256 of all of them, of a body that was too long to be kept: `text` has its beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The JSON document.
    #[serde(
        default,
        deserialize_with = "there",
        skip_serializing_if = "Option::is_none"
    )]
    pub json: Option<Value>,
    /// What is no JSON, or JSON whose letters matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A value that is there, also where it is `null`.
fn there<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(value).map(Some)
}
