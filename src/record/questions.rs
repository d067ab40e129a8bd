//! What the cases leave open: where AWS's answer is unknown, a step accepts several.

use serde::Serialize;

use crate::case::{Action, Case};
use crate::check::allowed_replies;

/// A step of a case that accepts more than one answer, or a refusal of any type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// The case.
    pub case: String,
    /// Its instances that ask it: the case itself, or its rows.
    #[serde(skip)]
    pub instances: Vec<String>,
    /// The step, from 1.
    pub step: usize,
    /// The operation that the step calls.
    pub operation: &'static str,
    /// The rule.
    pub requirement: String,
    /// The answers that are allowed.
    pub allowed: Vec<String>,
    /// The facts that the case cites.
    pub facts: Vec<String>,
    /// The file.
    pub file: String,
}

/// Every question of these cases, in their order.
#[must_use]
pub fn questions(cases: &[Case]) -> Vec<Question> {
    cases.iter().flat_map(of_case).collect()
}

fn of_case(case: &Case) -> Vec<Question> {
    let mut found = Vec::new();
    for (at, step) in case.steps.iter().enumerate() {
        let Action::Call(call) = &step.action else {
            continue;
        };
        let Some(expect) = &call.expect else { continue };
        let allowed = allowed_replies(expect);
        if allowed.is_empty() {
            continue;
        }
        let own = step.requirement.as_ref();
        let instances = case.instances().into_iter();
        found.push(Question {
            case: case.id.as_str().to_owned(),
            instances: instances.map(|(id, _)| id.as_str().to_owned()).collect(),
            step: at + 1,
            operation: call.operation.name(),
            requirement: own.unwrap_or(&case.requirement.value).clone(),
            allowed: allowed.into_iter().map(|it| it.label).collect(),
            facts: case.evidence.iter().map(|it| it.fact.id.clone()).collect(),
            file: case.source.path.clone(),
        });
    }
    found
}
