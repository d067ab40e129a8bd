//! The corpus as trials: each instance passes on the reference, and answers as its snapshot says.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kmspec::case::{self, Case, CommandFlavour, Paint};
use kmspec::check::{CaseResult, Verdict};
use kmspec::report::{self, Rerun};
use kmspec::runner::{self, Instance, RunOptions, Selection, snapshot};
use kmspec::target::Target;
use kmspec::target::command::CliProgram;
use libtest_mimic::{Failed, Trial};

/// The program, for what the reference CLI shows only as a process.
const PROGRAM: &str = env!("CARGO_BIN_EXE_kmspec");

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
        .flat_map(|(id, _)| {
            let exact = id.as_str().to_owned();
            let (of_v2, for_v2) = (Arc::clone(&case), exact.clone());
            let case = Arc::clone(&case);
            let as_v2 = case.runs_command().then(|| {
                let trial = move || passes_as_v2(&of_v2, &for_v2);
                Trial::test(id.as_str(), trial).with_kind("case v2")
            });
            let trial = Trial::test(id.as_str(), move || passes(&case, &exact));
            [Some(trial.with_kind("case")), as_v2]
        })
        .flatten()
        .collect()
}

/// It passes, and answers as its snapshot says, unless the rule is one for many operations.
fn passes(case: &Case, id: &str) -> Result<(), Failed> {
    let result = result(case, id, CommandFlavour::V1)?;
    let only_v2 = result.verdict == Verdict::Unsupported && case.runs_command();
    if result.verdict != Verdict::Pass && !only_v2 {
        return Err(failure(&result)?.into());
    }
    if only_v2 || case.of_family {
        return Ok(());
    }
    let instance = Instance::of(case)
        .into_iter()
        .find(|instance| instance.id == result.id)
        .ok_or("the runner gave the result of another instance")?;
    snapshot::assert_accepted(
        &root().join("snapshots/reference"),
        &instance,
        &result.exchanges,
        &result.commands,
    );
    Ok(())
}

/// The reference CLI passes as v2 too.
fn passes_as_v2(case: &Case, id: &str) -> Result<(), Failed> {
    let result = result(case, id, CommandFlavour::V2)?;
    match result.verdict {
        Verdict::Pass | Verdict::Unsupported => Ok(()),
        _ => Err(failure(&result)?.into()),
    }
}

fn result(case: &Case, id: &str, flavour: CommandFlavour) -> Result<CaseResult, Failed> {
    let options = RunOptions {
        command: Some(CliProgram::reference_of(PROGRAM.into(), flavour)),
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
    let count = summary.results.len();
    let mut results = summary.results.into_iter();
    match (results.next(), results.next()) {
        (Some(result), None) => Ok(result),
        _ => Err(format!("{count} results for one instance").into()),
    }
}

fn failure(result: &CaseResult) -> Result<String, Failed> {
    let mut text = Vec::new();
    report::write_failure(&mut text, result, 0, &Rerun::default())?;
    Ok(anstream::adapter::strip_str(&String::from_utf8_lossy(&text)).to_string())
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
