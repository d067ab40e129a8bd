//! What a campaign is told.

use std::path::PathBuf;
use std::time::Duration;

use crate::model::Operation;
use crate::wire::RunId;

/// How a campaign goes.
#[derive(Debug, Clone)]
pub struct Options {
    /// It ends after this long.
    pub time: Duration,
    /// It ends after this many scripts, if that comes first.
    pub cases: Option<u64>,
    /// From which every script follows.
    pub seed: u64,
    /// Scripts that run side by side.
    pub jobs: usize,
    /// The operations that scripts are about.
    pub operations: Vec<Operation>,
    /// Where findings are saved; nowhere without it.
    pub out: Option<PathBuf>,
    /// Requests a second, at most.
    pub rate: Option<u32>,
    /// With 2 or more: so many clients call at once, and the answers must fit some order of the calls.
    pub concurrent: usize,
    /// Smaller scripts that are tried, at most, to show a finding in few calls.
    pub tries: u64,
    /// It ends after the first finding.
    pub first_only: bool,
    /// The ids of the run on each side, which the keys bear that it makes where others see them; [`Options::default`] has
    /// ids of nobody.
    pub runs: [RunId; 2],
}

impl Default for Options {
    fn default() -> Self {
        Self {
            time: Duration::from_mins(1),
            cases: None,
            seed: 0,
            jobs: 1,
            operations: crate::generate::operations().collect(),
            out: None,
            rate: None,
            concurrent: 0,
            tries: 200,
            first_only: false,
            runs: [[0; 6], [1; 6]].map(RunId::of_bytes),
        }
    }
}
