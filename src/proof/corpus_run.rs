//! One run of the corpus, or of some instances of it, on an endpoint in process.

use tokio::runtime::Runtime;

use crate::case::Case;
use crate::check::RunSummary;
use crate::runner::{self, RunOptions, Selection};
use crate::target::Target;
use crate::target::in_process::Maker;

/// Runs the instances of these ids, or every one; `jobs` of them side by side.
pub(super) fn run(
    runtime: &Runtime,
    cases: &[Case],
    maker: Maker,
    seed: u64,
    jobs: usize,
    ids: Option<&[&str]>,
) -> RunSummary {
    let options = RunOptions {
        seed,
        jobs,
        selection: ids.map(only).unwrap_or_default(),
        ..RunOptions::default()
    };
    let target = Target::simulated(maker);
    runtime.block_on(runner::run(&options, cases, &target, |_| {}))
}

fn only(ids: &[&str]) -> Selection {
    Selection {
        filters: ids.iter().map(|&id| id.to_owned()).collect(),
        exact: true,
        ..Selection::default()
    }
}
