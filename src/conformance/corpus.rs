//! The corpus as trials: each instance passes on the reference, and answers as its snapshot says.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kmspec::case::{self, Case, Paint};
use kmspec::check::{CaseResult, Verdict};
use kmspec::report::{self, Rerun};
use kmspec::runner::{self, Instance, RunOptions, Selection, snapshot};
use kmspec::target::Target;
use libtest_mimic::{Failed, Trial};

/// The corpus, or every error in it.
pub(crate) fn load() -> Result<Vec<Case>, String> {
    let folder = root().join("cases");
    case::load(&[&folder], &folder).map_err(|errors| errors.render(Paint::Plain))
}

/// A trial for each instance; one that fails, with every error, when the corpus does not load.
pub(crate) fn trials() -> Vec<Trial> {
    match load() {
        Ok(cases) => cases.into_iter().flat_map(of_case).collect(),
        Err(errors) => vec![Trial::test("corpus::loads", move || Err(errors.into()))],
    }
}

fn of_case(case: Case) -> Vec<Trial> {
    let case = Arc::new(case);
    case.instances()
        .into_iter()
        .map(|(id, _)| {
            let case = Arc::clone(&case);
            let exact = id.as_str().to_owned();
            Trial::test(id.as_str(), move || passes(&case, &exact)).with_kind("case")
        })
        .collect()
}

fn passes(case: &Case, id: &str) -> Result<(), Failed> {
    let options = RunOptions {
        selection: Selection {
            filters: vec![id.to_owned()],
            exact: true,
            ..Selection::default()
        },
        ..RunOptions::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let cases = std::slice::from_ref(case);
    let target = Target::in_process();
    let summary = runtime.block_on(runner::run(&options, cases, &target, |_| {}));
    let [result] = summary.results.as_slice() else {
        return Err(format!("{} results for one instance", summary.results.len()).into());
    };
    if result.verdict != Verdict::Pass {
        return Err(failure(result)?.into());
    }
    let instance = Instance::of(case)
        .into_iter()
        .find(|instance| instance.id == result.id)
        .ok_or("the runner gave the result of another instance")?;
    snapshot::assert_accepted(
        &root().join("snapshots/reference"),
        &instance,
        &result.exchanges,
    );
    Ok(())
}

fn failure(result: &CaseResult) -> Result<String, Failed> {
    let mut text = Vec::new();
    report::write_failure(&mut text, result, 0, &Rerun::default())?;
    Ok(anstream::adapter::strip_str(&String::from_utf8_lossy(&text)).to_string())
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
