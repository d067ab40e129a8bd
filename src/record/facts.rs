//! What a recording says of the facts, through the cases that cite them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Recording;
use crate::case::{Case, Facts};
use crate::check::Verdict;

/// The facts, by what a recording says of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FactsDiff {
    /// Facts that a recorded answer contradicts, with the case instances that show it, in which recording and in what.
    pub contradicted: BTreeMap<String, Vec<String>>,
    /// Facts that recorded answers agree with and none contradicts, with how many case instances do in all recordings together.
    pub confirmed: BTreeMap<String, usize>,
    /// Facts of which no recording speaks.
    pub silent: BTreeSet<String>,
    /// Recorded case instances that say nothing: the case has been changed since, or is gone.
    pub outdated: BTreeSet<String>,
}

/// Holds the facts against recordings, such as of several seeds or Regions: what one contradicts is contradicted.
///
/// A case instance that failed contradicts what it cites: one of these facts, or what the case makes of them, does not hold.
/// One that only passed on a retry says nothing.
#[must_use]
pub fn diff_facts(facts: &Facts, cases: &[Case], recordings: &[Recording]) -> FactsDiff {
    let mut diff = FactsDiff::default();
    for recording in recordings {
        let from = &recording.evidence;
        let place = match recordings.len() {
            1 => String::new(),
            _ => format!(
                " ({} in {}, {}, seed {})",
                from.target, from.region, from.date, from.seed
            ),
        };
        diff.take(cases, recording, &place);
    }
    let contradicted = &diff.contradicted;
    diff.confirmed
        .retain(|id, _| !contradicted.contains_key(id));
    let all = facts.all().map(|fact| fact.id.clone());
    diff.silent = all
        .filter(|id| !diff.contradicted.contains_key(id) && !diff.confirmed.contains_key(id))
        .collect();
    diff
}

impl FactsDiff {
    /// Takes in what one recording says; `place` tells it from others.
    fn take(&mut self, cases: &[Case], recording: &Recording, place: &str) {
        let mut known = BTreeSet::new();
        for case in cases {
            for (id, _) in case.instances() {
                let id = id.as_str();
                let Some(recorded) = recording.speaks_of(case, id) else {
                    continue;
                };
                known.insert(id.to_owned());
                let cited = case.evidence.iter().map(|it| it.fact.id.clone());
                match recorded.verdict {
                    Verdict::Fail | Verdict::Deviates => {
                        let what = match recorded.mismatches.as_slice() {
                            [] => format!("{id}{place}"),
                            some => format!("{id}{place}: {}", some.join("; ")),
                        };
                        for fact in cited {
                            self.contradicted
                                .entry(fact)
                                .or_default()
                                .push(what.clone());
                        }
                    }
                    Verdict::Pass | Verdict::Fixed => {
                        for fact in cited {
                            *self.confirmed.entry(fact).or_default() += 1;
                        }
                    }
                    _ => {}
                }
            }
        }
        let recorded = recording.cases.keys().cloned();
        self.outdated
            .extend(recorded.filter(|id| !known.contains(id)));
    }
}
