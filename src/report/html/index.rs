//! What the page draws from: every case of every run in a few numbers, each text once.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::report::document::{CauseEntry, Document, ReportCase};
use crate::report::words;

/// The index, as the page's script reads it.
#[derive(Debug, Default, Serialize)]
pub(super) struct Index {
    targets: Vec<Value>,
    causes: Vec<Value>,
    /// Every other text, each once; the numbers below are places in it.
    texts: Vec<String>,
    evidence: Vec<Value>,
    cases: Vec<Case>,
    /// How many details a pack has.
    pack: usize,
}

/// A case instance, with its results by target.
#[derive(Debug, Serialize)]
struct Case {
    id: String,
    /// Operation, requirement, file: places in the texts.
    o: usize,
    r: usize,
    f: usize,
    line: u32,
    /// Places in the evidence.
    e: Vec<usize>,
    /// One result for each target; nothing where that run does not have the case.
    t: Vec<Option<Cell>>,
}

/// What came of a case on one target: verdict, place of the words, places of the causes, place of the details.
#[derive(Debug, Serialize)]
struct Cell(&'static str, usize, Vec<usize>, Option<usize>);

/// What makes an index.
#[derive(Debug, Default)]
struct Maker {
    index: Index,
    texts: BTreeMap<String, usize>,
    evidence: BTreeMap<String, usize>,
    causes: BTreeMap<String, usize>,
    cases: BTreeMap<String, usize>,
    details: usize,
}

/// The index of these runs, and the cases of which there are details, in the order in which the index counts them.
pub(super) fn index(runs: &[Document], pack: usize) -> (Index, Vec<(&Document, &ReportCase)>) {
    let mut maker = Maker::default();
    let mut details = Vec::new();
    maker.index.pack = pack;
    for (at, run) in runs.iter().enumerate() {
        maker.index.targets.push(target(run));
        for cause in &run.causes {
            maker.cause(cause);
        }
        for case in &run.cases {
            if maker.case(case, at, runs.len()) {
                details.push((run, case));
            }
        }
    }
    maker.index.cases.sort_by(|a, b| a.id.cmp(&b.id));
    (maker.index, details)
}

/// What the head of the page says of a run.
fn target(run: &Document) -> Value {
    json!({
        "name": run.name(),
        "at": run.target,
        "kmspec": run.kmspec,
        // A number of a script has 53 bits.
        "seed": run.seed.to_string(),
        "totals": run.totals,
        "causes": words::failing_causes(run),
        "passes": words::passes(run),
        "word": words::conformance(run),
        "selected": run.selected,
        "judged": run.judged,
        "conformant": run.conformant,
        "warnings": run.warnings,
        "seconds": run.duration_ms / 1000,
    })
}

impl Maker {
    fn text(&mut self, text: &str) -> usize {
        if let Some(at) = self.texts.get(text) {
            return *at;
        }
        let at = self.index.texts.len();
        self.index.texts.push(text.to_owned());
        self.texts.insert(text.to_owned(), at);
        at
    }

    fn cause(&mut self, cause: &CauseEntry) {
        if self.causes.contains_key(&cause.cause) {
            return;
        }
        self.causes
            .insert(cause.cause.clone(), self.index.causes.len());
        self.index.causes.push(json!({
            "id": cause.cause,
            "origin": cause.origin,
            "operation": cause.operation,
            "rule": cause.rule,
            "path": cause.path,
            "expected": cause.expected,
            "actual": cause.actual,
        }));
    }

    /// Adds a result; true when it has details.
    fn case(&mut self, case: &ReportCase, target: usize, targets: usize) -> bool {
        let words = self.text(&words::of_case(case));
        let causes = words::causes(case).into_iter();
        let causes = causes
            .filter_map(|id| self.causes.get(id).copied())
            .collect();
        let is_told = has_details(case);
        let detail = is_told.then_some(self.details);
        self.details += usize::from(is_told);
        let at = self.place(case, targets);
        if let Some(known) = self.index.cases.get_mut(at) {
            known.t[target] = Some(Cell(case.verdict.name(), words, causes, detail));
        }
        is_told
    }

    /// Where the case stands, which is made if no run before had it.
    fn place(&mut self, case: &ReportCase, targets: usize) -> usize {
        if let Some(at) = self.cases.get(&case.id) {
            return *at;
        }
        let evidence = case.evidence.iter().map(|it| json!(it));
        let evidence: Vec<Value> = evidence.collect();
        let made = Case {
            id: case.id.clone(),
            o: self.text(&case.operation),
            r: self.text(&case.requirement),
            f: self.text(&case.location.file),
            line: case.location.line,
            e: evidence.into_iter().map(|it| self.evidence(it)).collect(),
            t: (0..targets).map(|_| None).collect(),
        };
        let at = self.index.cases.len();
        self.index.cases.push(made);
        self.cases.insert(case.id.clone(), at);
        at
    }

    fn evidence(&mut self, entry: Value) -> usize {
        let next = self.index.evidence.len();
        let at = *self.evidence.entry(entry.to_string()).or_insert(next);
        if at == next {
            self.index.evidence.push(entry);
        }
        at
    }
}

/// Whether the page shows more of a result than its words.
fn has_details(case: &ReportCase) -> bool {
    words::has_changed(case) || !case.mismatches.is_empty() || words::is_bad(case.verdict)
}
