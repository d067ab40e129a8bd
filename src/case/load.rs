//! Files in, cases out; or every error at once.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::{LoadError, LoadErrors};
use super::{Case, CaseId, Facts, Source, files, parse};

/// Loads the case files at and under `paths`, by id.
///
/// A case's id is its path under `root`; under a path outside `root`, its path under that. Cases may cite the built-in
/// facts, and those of the folder `facts` under `root`, or beside or above the path outside it.
///
/// # Errors
///
/// Everything that is wrong with any of the files; then no case is given.
pub fn load<P: AsRef<Path>>(paths: &[P], root: &Path) -> Result<Vec<Case>, LoadErrors> {
    let paths: Vec<PathBuf> = paths.iter().map(|path| path.as_ref().to_owned()).collect();
    let files::Found {
        cases: found,
        facts,
        mut errors,
    } = files::discover(&paths, root);
    let facts = Facts::of_files(&facts, Vec::new()).map_err(sorted)?;
    let mut cases = Vec::with_capacity(found.len());
    for file in found {
        match files::read(&file.path) {
            Ok(source) => match parse::cases(file.id, source, &facts) {
                Ok(more) => cases.extend(more),
                Err(more) => errors.extend(more),
            },
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() {
        Ok(cases)
    } else {
        Err(sorted(errors))
    }
}

/// Loads one case from its text; `path` is what errors call the file. It may cite the built-in facts. A text about many
/// operations is an error here.
///
/// # Errors
///
/// Everything that is wrong with the text.
pub fn load_text(id: CaseId, path: &str, text: &str) -> Result<Case, LoadErrors> {
    let source = Source {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    parse::case(id, Arc::new(source), Facts::built_in()).map_err(sorted)
}

/// Loads the case of a text, or one for each operation that it is about (`rows: {operations: …}`).
///
/// # Errors
///
/// Everything that is wrong with the text.
pub fn load_texts(id: CaseId, path: &str, text: &str) -> Result<Vec<Case>, LoadErrors> {
    let source = Source {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    parse::cases(id, Arc::new(source), Facts::built_in()).map_err(sorted)
}

/// What is wrong with the case files at and under `paths`, without running anything: `kmspec check`.
///
/// Gives the number of files and of case instances.
///
/// # Errors
///
/// Those of [`load`].
pub fn check<P: AsRef<Path>>(paths: &[P], root: &Path) -> Result<Checked, LoadErrors> {
    let cases = load(paths, root)?;
    Ok(Checked {
        cases: cases
            .iter()
            .map(|case| &case.source.path)
            .collect::<BTreeSet<_>>()
            .len(),
        instances: cases.iter().map(|case| case.instances().len()).sum(),
    })
}

/// What [`check`] counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// Case files.
    pub cases: usize,
    /// Case instances: rows counted one by one.
    pub instances: usize,
}

pub(super) fn sorted(mut errors: Vec<LoadError>) -> LoadErrors {
    errors.sort_by(|a, b| {
        let key = |e: &LoadError| (e.source.path.clone(), e.span);
        key(a).cmp(&key(b)).then_with(|| a.what.cmp(&b.what))
    });
    errors.dedup();
    LoadErrors { errors }
}
