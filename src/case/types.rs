//! A loaded case: plain values, every part that can be wrong at run time with its [`Span`].

use std::collections::BTreeSet;
use std::sync::Arc;

use super::keys::{
    Each, Filled, Named, Only, Optional, Or, Required, Sentence, Tag, Truth, choice, mapping,
};
use super::parse::{Citations, Lets, Needs, Rows, Steps};
use super::{
    Action, CaseId, Evidence, InstanceId, Location, Need, Source, Span, Spanned, Step, Template,
};
use crate::model::Operation;

mapping! {
    /// A case: one rule of KMS, where it comes from, and the calls that hold an endpoint to it.
    #[derive(Debug, Clone, PartialEq)]
    pub Case("a case", begin Case::begin, end Case::end)
    given {
        /// Its name.
        id: CaseId = |parser, _| CaseId(parser.name.clone());
        /// Its text.
        source: Arc<Source> = |parser, _| Arc::clone(parser.source());
        /// It is one of many that a file about operations makes: what is expected follows from the model and the catalogue.
        of_family: bool = |_, _| false;
    } {
        /// The rule, in one sentence that ends with a full stop; the first line of the file.
        requirement "requirement": Spanned<String> = Required<Sentence>;
        /// Where the rule comes from: ids of facts; never empty.
        evidence "evidence": Vec<Evidence> = Required<Citations>;
        /// Why an expectation is wide, or what is not known.
        note "note": Option<String> = Optional<Filled>;
        /// What `--tag` selects by.
        tags "tags": Vec<String> = Or<Each<Tag>>;
        /// On a shared target nothing else runs beside it.
        serial "serial": bool = Or<Truth>;
        /// What it judges over every answer of the run, beside its own steps.
        judges "judges": Option<Judges> = Optional<Only<Judges>>;
        /// Named values, drawn once per instance from the run's seed, in order.
        lets "let": Vec<(String, Template)> = Or<Lets>;
        /// Named preconditions, made in this order and cleaned up in reverse.
        needs "needs": Vec<Need> = Or<Needs>;
        /// Variations, two or more; empty when the case is one instance.
        rows "rows": Vec<Row> = Or<Rows>;
        /// What is done, in order; never empty.
        steps "steps": Vec<Step> = Required<Steps>;
    }
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

choice! {
    /// What a case judges over every answer of a run, so that a fault of them all is one failure.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    Judges("`judges`", two "two things that are judged", none "`judges` says not what")
    true {
        /// Whether any answer of any operation tells a secret.
        Secrets "secrets";
        /// Whether any answer of any operation has a member twice in one object.
        Repeats "repeats";
    } {
        /// Whether successful answers of the operation are what the model says.
        Shape(Operation) "shape" = Named;
    }
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
