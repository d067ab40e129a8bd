//! `kmspec report` and `merge`, and the files that a run writes.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kmspec::report::{self, Document, Format};

use super::corpus;
use super::exit::Exit;
use super::output::outln;
use super::report_args::{CompareArguments, MergeArguments, ReportArguments};

/// A report above this size is none.
const LARGEST: u64 = 2 << 30;

/// Reports that are asked for, each with its file.
pub(crate) struct Files(Vec<(Format, PathBuf)>);

impl Files {
    /// Those whose file is named.
    pub(crate) fn of<const N: usize>(named: [(Format, &Option<PathBuf>); N]) -> Self {
        let named = named.into_iter();
        Self(
            named
                .filter_map(|(format, path)| Some((format, path.clone()?)))
                .collect(),
        )
    }

    /// Those of several targets: with `{target}` in its path, a report is written for each; else it shows all of them.
    pub(crate) fn of_targets(self, names: &[String]) -> Result<TargetFiles, Exit> {
        let has_place = |path: &Path| path.to_string_lossy().contains(EACH);
        let (each, joint): (Vec<_>, Vec<_>) =
            self.0.into_iter().partition(|(_, path)| has_place(path));
        if let Some((format, path)) = joint.iter().find(|(format, _)| !format.takes_several()) {
            let (word, shown) = (format.name(), path.display());
            let refused = format!("--report-{word} {shown} tells of one target only");
            return Err(Exit::usage(refused).help(format!(
                "write {EACH} where the name of the target should stand, as in {EACH}.{word}"
            )));
        }
        let of = |name: &String| {
            let files = each.iter().map(|(format, pattern)| {
                let path = pattern.to_string_lossy().replace(EACH, name);
                (*format, PathBuf::from(path))
            });
            (name.clone(), Self(files.collect()))
        };
        Ok(TargetFiles {
            each: names.iter().map(of).collect(),
            joint: Self(joint),
        })
    }

    /// Finds out now, not after the run, whether they can be written: a report that cannot loses the work.
    pub(crate) fn writable(&self) -> Result<(), Exit> {
        for (at, (_, path)) in self.0.iter().enumerate() {
            let is_plain = !path.exists() || path.is_file();
            if is_plain && self.0[..at].iter().any(|(_, other)| other == path) {
                let shown = path.display();
                return Err(
                    Exit::usage(format!("two reports would be written to {shown}"))
                        .help("name a file for each"),
                );
            }
            corpus::writable(path)?;
        }
        Ok(())
    }

    /// Writes all of them, also where one cannot be written; that one is the error.
    pub(crate) fn write(&self, runs: &[Document]) -> Result<(), Exit> {
        let written = self.0.iter().map(|(format, path)| {
            let mut text = Vec::new();
            report::write_report(&mut text, *format, runs)
                .map_err(|error| Exit::unwritten(format!("cannot write the report: {error}")))?;
            corpus::write_whole(path, &String::from_utf8_lossy(&text))
        });
        let written: Vec<Result<(), Exit>> = written.collect();
        written.into_iter().collect()
    }
}

/// What stands in a path for the name of a target.
const EACH: &str = "{target}";

/// The reports of a run on several targets.
pub(crate) struct TargetFiles {
    each: Vec<(String, Files)>,
    joint: Files,
}

impl TargetFiles {
    /// Finds out now whether they can be written.
    pub(crate) fn writable(&self) -> Result<(), Exit> {
        let each = self.each.iter().flat_map(|(_, files)| &files.0);
        Files(each.chain(&self.joint.0).cloned().collect()).writable()
    }

    /// Writes those of every target that could be asked, and those of all of them.
    pub(crate) fn write(&self, runs: &[Document]) -> Result<(), Exit> {
        let each = self.each.iter().map(|(name, files)| {
            let run = runs.iter().find(|run| run.name() == name);
            run.map_or(Ok(()), |run| files.write(std::slice::from_ref(run)))
        });
        let mut written: Vec<Result<(), Exit>> = each.collect();
        if !runs.is_empty() {
            written.push(self.joint.write(runs));
        }
        written.into_iter().collect()
    }
}

/// Makes reports of runs.
pub(crate) fn report(arguments: &ReportArguments) -> Result<ExitCode, Exit> {
    let files = arguments.files();
    if files.0.is_empty() {
        return Err(Exit::usage("no report is asked for")
            .help("name one or more: --html FILE, --junit FILE, --markdown FILE, …"));
    }
    let single = files.0.iter().find(|(format, _)| !format.takes_several());
    if let (Some((format, _)), true) = (single, arguments.reports.len() > 1) {
        let name = format.name();
        return Err(Exit::usage(format!("--{name} tells of one run only"))
            .help("name one report; `kmspec merge` makes one of the shards of a run"));
    }
    files.writable()?;
    let runs = read_all(&arguments.reports)?;
    let runs: Vec<Document> = runs.into_iter().map(|(_, run)| run).collect();
    files.write(&runs)?;
    Ok(ExitCode::SUCCESS)
}

/// Joins shards.
pub(crate) fn merge(arguments: &MergeArguments) -> Result<ExitCode, Exit> {
    corpus::writable(&arguments.out)?;
    let whole = report::merge(read_all(&arguments.reports)?).map_err(Exit::usage)?;
    outln!(
        "{} shards: {}",
        arguments.reports.len(),
        report::headline(&whole)
    );
    let code = whole.exit;
    Files(vec![(Format::Json, arguments.out.clone())]).write(&[whole])?;
    Ok(ExitCode::from(code))
}

/// Compares two runs; 1 when something newly fails or vanished.
pub(crate) fn compare(arguments: &CompareArguments) -> Result<ExitCode, Exit> {
    let (before, after) = (read(&arguments.before)?, read(&arguments.after)?);
    let comparison = report::compare(&before, &after);
    if arguments.json {
        let text = serde_json::to_string_pretty(&comparison);
        outln!(
            "{}",
            text.map_err(|error| Exit::unwritten(error.to_string()))?
        );
    } else {
        report::write_comparison(&mut anstream::stdout(), &comparison)
            .or_else(|error| {
                if super::is_lost(&error) {
                    Err(error)
                } else {
                    Ok(())
                }
            })
            .map_err(super::output_lost)?;
    }
    Ok(ExitCode::from(u8::from(comparison.is_worse())))
}

/// Reports with the names of their files.
pub(crate) fn read_all(paths: &[PathBuf]) -> Result<Vec<(String, Document)>, Exit> {
    let named = paths.iter();
    named
        .map(|path| Ok((path.display().to_string(), read(path)?)))
        .collect()
}

/// A report that a run wrote.
pub(crate) fn read(path: &Path) -> Result<Document, Exit> {
    let shown = path.display();
    let text = String::from_utf8(corpus::read(path, LARGEST)?)
        .map_err(|error| Exit::usage(format!("cannot read {shown}: it is no UTF-8: {error}")))?;
    report::read_report(&text).map_err(|error| {
        Exit::usage(format!("cannot read {shown}: {error}"))
            .help("`kmspec run --report-json FILE` writes one")
    })
}
