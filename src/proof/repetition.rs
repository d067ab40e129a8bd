//! What follows from a seed: the same seed asks the same in the same order, another seed something else.

use serde::Serialize;

use super::pool;
use crate::case::Case;
use crate::check::{Event, RunSummary};
use crate::reference::Rules;
use crate::runner::{self, RunOptions};
use crate::target::Target;
use crate::target::in_process::Maker;
use crate::wire::Request;

/// What three runs have shown: two of one seed, one of another.
#[derive(Debug, Clone, Serialize)]
pub struct Repetition {
    /// Two runs of one seed sent the same bytes in the same order.
    pub repeats: bool,
    /// The other seed ran the instances in another order.
    pub order_differs: bool,
    /// Instances whose requests the other seed changed.
    pub drawn_anew: usize,
    /// Instances that ask the same under every seed: they draw nothing.
    pub constant: Vec<String>,
    /// Every instance.
    pub instances: usize,
}

impl Repetition {
    /// What does not hold, one sentence each.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        if !self.repeats {
            complaints.push("two runs of one seed differ".to_owned());
        }
        if !self.order_differs && self.instances > 1 {
            complaints.push("two seeds run the cases in one order".to_owned());
        }
        complaints
    }
}

/// Runs the corpus twice with one seed and once with the next.
#[must_use]
pub fn repetition(cases: &[Case], seed: u64) -> Repetition {
    let seeds = [seed, seed, seed.wrapping_add(1)];
    let runs = pool::each(3, &seeds, |runtime, seed| {
        let options = RunOptions {
            seed: *seed,
            ..RunOptions::default()
        };
        let target = Target::simulated(Maker::reference("reference", Rules::aws()));
        let mut order = Vec::new();
        let summary = runtime.block_on(runner::run(&options, cases, &target, |event| {
            if let Event::CaseStarted(id) = event {
                order.push(id);
            }
        }));
        (order, summary)
    });
    let [
        (first_order, first),
        (again_order, again),
        (other_order, other),
    ] = runs.as_slice()
    else {
        unreachable!("three seeds, three runs")
    };
    let (first, again, other) = (asked(first), asked(again), asked(other));
    let constant: Vec<String> = first
        .iter()
        .zip(&other)
        .filter(|((_, one), (_, two))| one == two)
        .map(|((id, _), _)| (*id).to_owned())
        .collect();
    Repetition {
        repeats: first_order == again_order && first == again,
        order_differs: first_order != other_order,
        drawn_anew: first.len() - constant.len(),
        instances: first.len(),
        constant,
    }
}

/// What each instance sent.
fn asked(summary: &RunSummary) -> Vec<(&str, Vec<&Request>)> {
    let results = summary.results.iter();
    results
        .map(|result| {
            let requests = result.exchanges.iter().map(|exchange| &exchange.request);
            (result.id.as_str(), requests.collect())
        })
        .collect()
}
