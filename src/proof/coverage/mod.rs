//! How much of KMS the cases reach, counted over everything that there is.
//!
//! The cells follow from the service model, the facts and the key specs; nobody chooses them. What a case covers is what it was
//! seen to do: the corpus is run against the reference, and each exchange whose answer a step judges counts for its cells.

mod cell;
mod seen;
#[cfg(test)]
mod tests;
mod unobservable;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

pub use cell::{Cell, Dimension};

use self::seen::{KeysSeen, Watched};
use crate::case::{Action, Case, Facts};
use crate::check::{Verdict, allowed_replies};
use crate::reference::Rules;
use crate::report::Document;
use crate::runner::{self, RunOptions};
use crate::target::Target;
use crate::target::in_process::{self, Maker};

/// The folder of the cases that stand for many operations.
const FAMILIES: &str = "every_operation/";

/// How far a cell is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// A case expects one answer.
    Covered,
    /// Cases ask, and accept each answer that the evidence allows.
    OpenQuestion,
    /// No request can show it; `reason` says why.
    NotObservable,
    /// No case asks.
    Missing,
}

/// A cell, and what covers it.
#[derive(Debug, Clone, Serialize)]
pub struct CellReport {
    /// What it is.
    #[serde(flatten)]
    pub cell: Cell,
    /// How far it is covered.
    pub status: Status,
    /// Whether all that covers it are cases of families, each a rule for many operations.
    pub by_family: bool,
    /// The ids of the cases that cover it or, if none does, of those that ask; in their order.
    pub cases: Vec<String>,
    /// Why it cannot be observed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How many cells of a dimension are covered, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Totals {
    /// All of them.
    pub cells: usize,
    /// Covered by a case of its own.
    pub by_case: usize,
    /// Covered by cases of families only.
    pub by_family: usize,
    /// Asked, with several answers allowed.
    pub open_question: usize,
    /// Not to be seen from outside.
    pub not_observable: usize,
    /// Asked by no case.
    pub missing: usize,
}

/// What a run on a target says of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Every case that covers it and was judged passes.
    Pass,
    /// Some pass, and some do not.
    Partly,
    /// None passes.
    Fail,
    /// No case that covers it was judged.
    NotJudged,
}

/// Every cell.
#[derive(Debug, Clone, Serialize)]
pub struct Coverage {
    /// By dimension and name.
    pub cells: Vec<CellReport>,
}

impl Coverage {
    /// What the cells of a dimension come to.
    #[must_use]
    pub fn totals(&self, dimension: Dimension) -> Totals {
        let mut totals = Totals::default();
        let cells = self.cells.iter();
        for report in cells.filter(|it| it.cell.dimension == dimension) {
            totals.cells += 1;
            match report.status {
                Status::Covered if report.by_family => totals.by_family += 1,
                Status::Covered => totals.by_case += 1,
                Status::OpenQuestion => totals.open_question += 1,
                Status::NotObservable => totals.not_observable += 1,
                Status::Missing => totals.missing += 1,
            }
        }
        totals
    }

    /// What a run says of each cell that cases cover or ask, in the order of the cells.
    #[must_use]
    pub fn standings<'a>(&'a self, run: &Document) -> Vec<(&'a CellReport, Standing)> {
        let verdicts: BTreeMap<&str, Verdict> = run
            .cases
            .iter()
            .map(|case| (case.id.as_str(), case.verdict))
            .collect();
        let asked = self.cells.iter().filter(|it| !it.cases.is_empty());
        let told = asked.map(|report| {
            let of_run = report.cases.iter();
            let of_run = of_run.filter_map(|id| verdicts.get(id.as_str()));
            (report, standing(of_run.copied()))
        });
        told.collect()
    }
}

fn standing(verdicts: impl Iterator<Item = Verdict>) -> Standing {
    let (mut passed, mut failed) = (false, false);
    for verdict in verdicts {
        match verdict {
            Verdict::Pass | Verdict::Fixed => passed = true,
            Verdict::Fail | Verdict::Flaky | Verdict::Deviates => failed = true,
            _ => {}
        }
    }
    match (passed, failed) {
        (true, false) => Standing::Pass,
        (true, true) => Standing::Partly,
        (false, true) => Standing::Fail,
        (false, false) => Standing::NotJudged,
    }
}

/// How a step is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Judgement {
    /// It is set-up.
    None,
    /// One answer passes.
    One,
    /// Several do.
    Several,
}

/// The cases that cover a cell, and those that only ask.
#[derive(Debug, Default)]
struct Asked {
    covering: BTreeSet<String>,
    asking: BTreeSet<String>,
}

/// Runs these cases against the reference, and tells of every cell what they do for it.
pub async fn coverage(cases: &[Case], facts: &Facts) -> Coverage {
    let keys: KeysSeen = Arc::default();
    let watched = Arc::clone(&keys);
    let maker = Maker::new("reference", move |seed| {
        Box::new(Watched {
            reference: in_process::reference(Rules::aws(), seed),
            keys: Arc::clone(&watched),
        })
    });
    let options = RunOptions::default();
    let target = Target::simulated(maker);
    let summary = runner::run(&options, cases, &target, |_| {}).await;
    let mut steps: BTreeMap<String, Vec<Judgement>> = BTreeMap::new();
    for case in cases {
        for (id, _) in case.instances() {
            steps.insert(id.as_str().to_owned(), judgements(case));
        }
    }
    let mut asked: BTreeMap<Cell, Asked> = BTreeMap::new();
    for result in &summary.results {
        let judged = steps.get(result.id.as_str());
        for exchange in &result.exchanges {
            // Told for each, as each was noted.
            let key = seen::key_of(&keys, exchange);
            let step = exchange.step.checked_sub(1);
            let judgement = step.and_then(|at| judged?.get(at).copied());
            let judgement = judgement.filter(|_| exchange.is_of_the_case());
            if result.verdict != Verdict::Pass || judgement.is_none_or(|it| it == Judgement::None) {
                continue;
            }
            for cell in seen::cells(exchange, key.as_ref()) {
                let asked = asked.entry(cell).or_default();
                let cases = match judgement {
                    Some(Judgement::One) => &mut asked.covering,
                    _ => &mut asked.asking,
                };
                cases.insert(result.id.as_str().to_owned());
            }
        }
    }
    for case in cases {
        for cited in &case.evidence {
            let cell = Cell::new(Dimension::Facts, [&*cited.fact.id]);
            let asked = asked.entry(cell).or_default();
            let ids = case.instances().into_iter();
            let ids = ids.map(|(id, _)| id.as_str().to_owned());
            if cited.fact.is_question() {
                asked.asking.extend(ids);
            } else {
                asked.covering.extend(ids);
            }
        }
    }
    let all = cell::all(facts).into_iter();
    let cells = all.map(|cell| {
        let asked = asked.remove(&cell).unwrap_or_default();
        report(cell, asked, facts)
    });
    Coverage {
        cells: cells.collect(),
    }
}

fn judgements(case: &Case) -> Vec<Judgement> {
    let steps = case.steps.iter();
    let judged = steps.map(|step| match &step.action {
        Action::Call(call) => match &call.expect {
            None => Judgement::None,
            Some(expect) if allowed_replies(expect).is_empty() => Judgement::One,
            Some(_) => Judgement::Several,
        },
        Action::Advance(_) | Action::Disturb(_) | Action::Run(_) => Judgement::None,
    });
    judged.collect()
}

fn report(cell: Cell, asked: Asked, facts: &Facts) -> CellReport {
    let Asked { covering, asking } = asked;
    let mut reason = None;
    let (status, cases) = if !covering.is_empty() {
        (Status::Covered, covering)
    } else if !asking.is_empty() {
        (Status::OpenQuestion, asking)
    } else {
        reason = match cell.dimension {
            Dimension::Facts => facts
                .get(&cell.of[0])
                .and_then(|fact| fact.unchecked.clone()),
            _ => unobservable::reason(&cell).map(str::to_owned),
        };
        let status = match reason {
            Some(_) => Status::NotObservable,
            None => Status::Missing,
        };
        (status, BTreeSet::new())
    };
    CellReport {
        by_family: !cases.is_empty() && cases.iter().all(|id| id.starts_with(FAMILIES)),
        cell,
        status,
        cases: cases.into_iter().collect(),
        reason,
    }
}
