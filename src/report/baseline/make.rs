//! A baseline from runs that agree.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::file::{Baseline, KnownCause, SCHEMA};
use crate::report::document::{Document, ReportCase};
use crate::report::words;
use crate::report::{alike, cause};

/// How many cases are named on which runs disagree.
const MOST_NAMED: usize = 10;

/// What is wrong with a case, by cause: the id of each, and what it is.
pub(super) fn wrong(run: &Document, case: &ReportCase) -> BTreeMap<String, String> {
    if !words::is_bad(case.verdict) && case.verdict != crate::check::Verdict::Deviates {
        return BTreeMap::new();
    }
    let ids = words::causes(case);
    if ids.is_empty() {
        let told = alike::plain(&words::of_case(case));
        let told = format!("{}: {told}", case.verdict);
        return BTreeMap::from([(cause::id_of(&told), told)]);
    }
    let what = |id: &str| {
        let found = run.causes.iter().find(|it| it.cause == id);
        found.map(words::of_cause).unwrap_or_default()
    };
    ids.iter().map(|id| ((*id).to_owned(), what(id))).collect()
}

impl Baseline {
    /// What all of these runs get wrong; what was written by hand into `old` is kept.
    ///
    /// # Errors
    /// A text for people where there is no run, where one was interrupted or is of another target, and where two disagree: the
    /// cases on which they do.
    pub fn of_runs(runs: &[Document], old: Option<&Baseline>) -> Result<Self, String> {
        let (first, others) = runs.split_first().ok_or("there is no run")?;
        for run in runs {
            if run.interrupted {
                return Err("a run was interrupted: a baseline is of whole runs".to_owned());
            }
            if run.target != first.target || run.kmspec != first.kmspec {
                return Err(format!(
                    "the runs are of different targets or versions: {} with kmspec {}, and {} with kmspec {}",
                    first.target, first.kmspec, run.target, run.kmspec
                ));
            }
        }
        for other in others {
            agree(first, other)?;
        }
        let mut made = Self {
            baseline: SCHEMA.to_owned(),
            target: first.target.clone(),
            kmspec: first.kmspec.clone(),
            runs: runs.len(),
            operations: judged(first),
            causes: causes(first),
        };
        for (id, known) in &mut made.causes {
            if let Some(old) = old.and_then(|old| old.causes.get(id)) {
                known.reason.clone_from(&old.reason);
                known.issue.clone_from(&old.issue);
                known.expires.clone_from(&old.expires);
            }
        }
        Ok(made)
    }
}

/// How many cases of each operation a run says something of; what is judged over all answers may stand beside them.
pub(super) fn judged(run: &Document) -> BTreeMap<String, usize> {
    let mut judged: BTreeMap<String, usize> = BTreeMap::new();
    let is_counted = |it: &&ReportCase| it.verdict.is_judged() && !words::is_of_all_answers(&it.id);
    for case in run.cases.iter().filter(is_counted) {
        *judged.entry(case.operation.clone()).or_default() += 1;
    }
    judged
}

fn causes(run: &Document) -> BTreeMap<String, KnownCause> {
    let mut causes: BTreeMap<String, KnownCause> = BTreeMap::new();
    for case in &run.cases {
        for (id, what) in wrong(run, case) {
            let known = causes.entry(id).or_insert_with(|| KnownCause {
                what,
                cases: BTreeSet::new(),
                reason: None,
                issue: None,
                expires: None,
            });
            known.cases.insert(case.id.clone());
        }
    }
    causes
}

/// Both runs have the same cases with the same causes.
fn agree(a: &Document, b: &Document) -> Result<(), String> {
    let of = |run: &Document| -> BTreeMap<String, (bool, Vec<String>, String)> {
        let told = |case: &ReportCase| {
            let causes = wrong(run, case).into_keys().collect();
            let words = format!("{}: {}", case.verdict, words::of_case(case));
            let words = words.trim_end_matches(": ").to_owned();
            (case.id.clone(), (case.verdict.is_judged(), causes, words))
        };
        run.cases.iter().map(told).collect()
    };
    let (a, b) = (of(a), of(b));
    let ids: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    let same = |id: &&String| match (a.get(*id), b.get(*id)) {
        (Some(a), Some(b)) => (a.0, &a.1) == (b.0, &b.1),
        _ => false,
    };
    let differing: Vec<&String> = ids.into_iter().filter(|id| !same(id)).collect();
    if differing.is_empty() {
        return Ok(());
    }
    let mut told = format!("the runs disagree on {} of the cases:", differing.len());
    for id in differing.iter().take(MOST_NAMED) {
        let [a, b] = [a.get(*id), b.get(*id)].map(|it| it.map_or("not run", |it| &it.2));
        let _ = write!(told, "\n  {id}\n    {a}\n    {b}");
    }
    if differing.len() > MOST_NAMED {
        let _ = write!(told, "\n  and {} more", differing.len() - MOST_NAMED);
    }
    Err(told)
}
