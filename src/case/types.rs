//! A loaded case: plain values, every part that can be wrong at run time with its [`Span`].

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{
    Action, CaseId, Evidence, InstanceId, Location, Need, Source, Span, Spanned, Step, Template,
};
use crate::model::Operation;

/// One case file, loaded and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its name.
    pub id: CaseId,
    /// Its text.
    pub source: Arc<Source>,
    /// The rule, in one sentence.
    pub requirement: Spanned<String>,
    /// Where the rule comes from; never empty.
    pub evidence: Vec<Evidence>,
    /// Why an expectation is wide, or what is not known.
    pub note: Option<String>,
    /// For `--tag`.
    pub tags: Vec<String>,
    /// On a shared target nothing else runs beside it.
    pub serial: bool,
    /// What it judges over every answer of the run, beside its own steps.
    pub judges: Option<Judges>,
    /// Named values, drawn once per instance, in order.
    pub lets: Vec<(String, Template)>,
    /// Named preconditions, in order.
    pub needs: Vec<Need>,
    /// Variations; empty when the case is one instance.
    pub rows: Vec<Row>,
    /// What is done, in order; never empty.
    pub steps: Vec<Step>,
    /// It is one of many that a file about operations makes: what is expected follows from the model and the catalogue.
    pub of_family: bool,
}

impl Case {
    /// What runs: the case itself, or each of its rows.
    #[must_use]
    pub fn instances(&self) -> Vec<(InstanceId, Option<&Row>)> {
        if self.rows.is_empty() {
            return vec![(InstanceId(self.id.0.clone()), None)];
        }
        let instance = |row: &Row| InstanceId(format!("{}/{}", self.id, row.name.value));
        self.rows
            .iter()
            .map(|row| (instance(row), Some(row)))
            .collect()
    }

    /// Every operation that a step calls; the needs' own calls are not among them.
    #[must_use]
    pub fn operations(&self) -> BTreeSet<Operation> {
        let called = self.steps.iter().filter_map(|step| match &step.action {
            Action::Call(call) => Some(call.operation),
            Action::Advance(_) | Action::Disturb(_) | Action::Run(_) => None,
        });
        called.collect()
    }

    /// Whether it cites the fact of this id.
    #[must_use]
    pub fn cites(&self, id: &str) -> bool {
        self.evidence.iter().any(|cited| cited.fact.id == id)
    }

    /// True when a step runs the CLI under test.
    #[must_use]
    pub fn runs_command(&self) -> bool {
        let mut steps = self.steps.iter();
        steps.any(|step| matches!(step.action, Action::Run(_)))
    }

    /// A place in the case's file.
    #[must_use]
    pub fn location(&self, span: Span) -> Location {
        Location {
            source: Arc::clone(&self.source),
            span,
        }
    }
}

/// What a case judges over every answer of a run, so that a fault of them all is one failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Judges {
    /// `{shape: DescribeKey}`: whether successful answers of the operation are what the model says.
    Shape(Operation),
    /// `{secrets: true}`: whether any answer of any operation tells a secret.
    Secrets,
    /// `{repeats: true}`: whether any answer of any operation has a member twice in one object.
    Repeats,
}

/// One variation of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its name, the last part of the instance's id.
    pub name: Spanned<String>,
    /// A requirement of its own, instead of the case's.
    pub requirement: Option<String>,
    /// Its values, for `{$row: …}`.
    pub values: Vec<(String, Template)>,
}
