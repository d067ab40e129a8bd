//! `kmspec model`: import a service model, and compare two.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kmspec::model::{Operation, Sources, Stripped, diff, import};

use super::args::ModelCommand;
use super::corpus;
use super::exit::Exit;
use super::output::{self, outln};

/// A service model is under a megabyte; more than this is something else.
const LARGEST: u64 = 64 << 20;

/// Does what the command says.
pub(crate) fn model(command: ModelCommand) -> Result<ExitCode, Exit> {
    match command {
        ModelCommand::Import {
            service,
            paginators,
            examples,
            source,
            output,
        } => {
            let paginators = beside(&service, paginators, "paginators-1.json")?;
            let examples = beside(&service, examples, "examples-1.json")?;
            let sources = Sources {
                service: &corpus::read(&service, LARGEST)?,
                paginators: paginators.as_deref(),
                examples: examples.as_deref(),
                source: source.as_deref().unwrap_or_default(),
            };
            let stripped = import(&sources).map_err(|error| refuse(&service, &error))?;
            match output {
                Some(path) => corpus::write_whole(&path, &stripped.to_text())?,
                None => output::print(format_args!("{}", stripped.to_text())),
            }
        }
        ModelCommand::Diff { newer, older } => {
            let older = match older {
                Some(path) => parse(&path)?,
                None => Stripped::bundled(),
            };
            let found = diff(&older, &parse(&newer)?);
            output::print(format_args!("{found}"));
            print_cases(&found.operations().into_iter().collect::<Vec<_>>());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn print_cases(operations: &[Operation]) {
    let Ok(cases) = corpus::everything(None) else {
        return;
    };
    for operation in operations {
        let ids: Vec<&str> = cases
            .iter()
            .filter(|case| case.operations().contains(operation))
            .map(|case| case.id.as_str())
            .collect();
        if !ids.is_empty() {
            outln!("\ncases that call {operation}: {}", ids.len());
            for id in ids {
                outln!("  {id}");
            }
        }
    }
}

/// The companion that the user named, or the one that lies beside the service model.
fn beside(service: &Path, named: Option<PathBuf>, name: &str) -> Result<Option<Vec<u8>>, Exit> {
    let path = named.unwrap_or_else(|| service.with_file_name(name));
    if path.exists() {
        corpus::read(&path, LARGEST).map(Some)
    } else {
        Ok(None)
    }
}

fn parse(path: &Path) -> Result<Stripped, Exit> {
    Stripped::parse(&corpus::read(path, LARGEST)?).map_err(|error| refuse(path, &error))
}

fn refuse(path: &Path, error: &kmspec::model::ImportError) -> Exit {
    Exit::usage(format!("{}: {error}", path.display())).help(
        "take botocore/data/kms/2014-11-01/service-2.json.gz out of the newest botocore on PyPI",
    )
}
