//! What a campaign has found, for reports.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

/// The whole of a campaign.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Always `kmspec/fuzz/v1`.
    pub schema: &'static str,
    /// The endpoint, for people.
    pub target: String,
    /// What it was compared with: `reference`, or another endpoint.
    pub against: String,
    /// The seed.
    pub seed: u64,
    /// How long it took.
    pub seconds: f64,
    /// Scripts run, shrinking not counted.
    pub scripts: u64,
    /// Requests sent, shrinking included.
    pub requests: u64,
    /// What was found, in the order in which it was.
    pub findings: Vec<Finding>,
    /// Differences that the state of knowledge about AWS allows, and that are no findings.
    pub allowed: usize,
    /// Differences that did not show again, or whose case did not fail there or did not pass on the reference.
    pub unconfirmed: usize,
    /// Operations that the endpoint does not have.
    pub lacks: Vec<String>,
    /// What was left out and why.
    pub left_out: Vec<String>,
    /// Calls by operation, state and outcome: `DeleteCustomKeyStore | store CONNECTED | CustomKeyStoreInvalidStateException`.
    pub coverage: BTreeMap<String, u64>,
    /// What was made on the endpoint and could not be taken away.
    pub left: Vec<Left>,
    /// It was stopped before its time.
    pub interrupted: bool,
    /// Why it ended early, if the endpoint could no longer be asked.
    pub stopped_by: Option<String>,
}

/// One distinct way in which the endpoint is wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// The operation, or `every operation`.
    pub operation: String,
    /// What is special about the call.
    pub situation: String,
    /// Where in the answer.
    pub place: String,
    /// What an endpoint like AWS answers.
    pub expected: String,
    /// What this one answered.
    pub actual: String,
    /// The rule, in one sentence.
    pub requirement: String,
    /// Calls in the shrunk case.
    pub calls: usize,
    /// Scripts run to shrink it.
    pub tries: u64,
    /// Seconds from the start of the campaign.
    pub found_after: f64,
    /// The seed of the script that showed it.
    pub script_seed: u64,
    /// What was saved: a case, or a history where a case cannot say it.
    pub path: Option<PathBuf>,
    /// Where two endpoints were compared: what each answered.
    pub between: Option<Between>,
}

/// Something that had to stay on the endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Left {
    /// `key` or `custom key store`.
    pub kind: String,
    /// Its id; `None` where it may be there and nobody can say which it is.
    pub id: Option<String>,
    /// Who made it.
    pub principal: String,
    /// In which Region.
    pub region: String,
    /// Why it is still there.
    pub why: String,
}

/// What two endpoints answered to the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Between {
    /// What the endpoint answered.
    pub first: String,
    /// What the one that it is compared with answered.
    pub second: String,
    /// With whom the reference agrees.
    pub reference: Agrees,
}

/// With whom the reference agrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Agrees {
    /// With the endpoint.
    First,
    /// With the one that it is compared with.
    Second,
    /// With neither.
    Neither,
    /// It cannot say: an earlier call went another way there.
    Unknown,
}

/// What a campaign tells while it runs.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// A script is done.
    Script {
        /// Scripts so far.
        scripts: u64,
        /// Requests so far.
        requests: u64,
        /// Cells of (operation, state, outcome) so far.
        cells: usize,
        /// Findings so far.
        findings: usize,
    },
    /// Something was found and saved.
    Found(Box<Finding>),
    /// All scripts are done, and what they made is taken away.
    CleaningUp,
}
