//! The loader against good and bad files; every message as the user reads it.

mod good;
mod rules;

use super::{Case, CaseId, LoadErrors, load_text};

/// A whole case around steps.
fn with_steps(steps: &str) -> String {
    format!(
        "requirement: A rule.\nevidence: [{{kind: inferred, source: a test}}]\nsteps:\n{steps}\n"
    )
}

fn load(text: &str) -> Result<Case, LoadErrors> {
    let id = CaseId::new("a/case").expect("a good name");
    load_text(id, "cases/a/case.yaml", text)
}

/// The text of the errors of a case that must not load.
fn errors(text: &str) -> String {
    load(text).expect_err("the case is wrong").to_string()
}

/// The text of the errors of a case of these steps.
fn step_errors(steps: &str) -> String {
    errors(&with_steps(steps))
}
