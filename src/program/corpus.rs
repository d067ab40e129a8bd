//! Which cases the user means: the corpus, a folder or files of their own, and what is selected of them.

use std::path::Path;

use kmspec::case::{self, Case, Facts, LoadErrors, Paint};
use kmspec::file::{self, Readers};
use kmspec::suite::built_in;

use super::args::SelectionArguments;
use super::exit::Exit;
use super::moved;
use super::output;

/// What the operands name.
pub(crate) struct Corpus {
    /// The cases from which is selected.
    pub(crate) cases: Vec<Case>,
    /// The operands that name cases among them.
    pub(crate) operands: Vec<String>,
    /// The operands that are files and folders, from which the cases are; none: they are the corpus.
    pub(crate) paths: Vec<String>,
}

/// Loads what the selection is made from.
pub(crate) fn load(selection: &SelectionArguments) -> Result<Corpus, Exit> {
    let (paths, operands): (Vec<String>, Vec<String>) = selection
        .operands
        .iter()
        .cloned()
        .partition(|operand| looks_like_path(operand));
    let cases = if paths.is_empty() {
        everything(selection.cases.as_deref())
    } else {
        let root = selection.cases.as_deref().unwrap_or(Path::new("cases"));
        let paths: Vec<&Path> = paths.iter().map(Path::new).collect();
        case::load(&paths, root)
    };
    Ok(Corpus {
        cases: cases.map_err(|errors| refuse(&errors))?,
        operands: moved::followed(&operands),
        paths,
    })
}

/// The cases of the run and those of the corpus that were not loaded for it: what a name may be of that is kept for more
/// runs than this one.
pub(crate) fn known(selection: &SelectionArguments, corpus: &Corpus) -> Result<Vec<Case>, Exit> {
    let mut known = corpus.cases.clone();
    if !corpus.paths.is_empty() {
        let all = everything(selection.cases.as_deref()).map_err(|errors| refuse(&errors))?;
        known.extend(all);
    }
    Ok(known)
}

/// Every case of `folder`; without one of ./cases, or of the corpus built into the program.
pub(crate) fn everything(folder: Option<&Path>) -> Result<Vec<Case>, LoadErrors> {
    let here = Path::new("cases");
    match folder {
        Some(folder) => case::load(&[folder], folder),
        None if here.is_dir() => case::load(&[here], here),
        None => built_in(),
    }
}

/// The facts of the folder of cases; without one of ./cases, or those built into the program.
pub(crate) fn facts(selection: &SelectionArguments) -> Result<Facts, Exit> {
    let folder = selection.cases.as_deref().unwrap_or(Path::new("cases"));
    Facts::load(folder).map_err(|errors| refuse(&errors))
}

/// The exit for cases that do not load: every error, and nothing is sent.
pub(crate) fn refuse(errors: &LoadErrors) -> Exit {
    output::print_error(format_args!("{}", errors.render(paint())));
    Exit::usage("the cases do not load; nothing was sent")
}

/// `x.yaml`, or a path that is there: an operand that names files rather than ids.
fn looks_like_path(operand: &str) -> bool {
    let path = Path::new(operand);
    path.extension()
        .is_some_and(|extension| extension == "yaml")
        || path.exists()
}

/// The exit for a target's profile that does not load.
pub(crate) fn refuse_profile(errors: &LoadErrors) -> Exit {
    output::print_error(format_args!("{}", errors.render(paint())));
    Exit::usage("the profile of the target does not load; nothing was sent")
        .help("`kmspec schema --target` describes it")
}

/// The exit for another file of the user's that does not load; `schema` has a flag of the same name that describes it.
pub(crate) fn refuse_file(errors: &LoadErrors, what: &str, flag: &str) -> Exit {
    output::print_error(format_args!("{}", errors.render(paint())));
    Exit::usage(format!("{what} does not load; nothing was sent"))
        .help(format!("`kmspec schema {flag}` describes it"))
}

/// Colour where standard error shows it.
fn paint() -> Paint {
    match anstream::AutoStream::choice(&std::io::stderr()) {
        anstream::ColorChoice::Never => Paint::Plain,
        _ => Paint::Coloured,
    }
}

/// Writes a file that was asked for; what it was to hold is done, and stays done.
pub(crate) fn write_whole(path: &Path, text: &str) -> Result<(), Exit> {
    file::write(path, text.as_bytes(), Readers::Usual)
        .map_err(|error| Exit::unwritten(format!("cannot write {}: {error}", path.display())))
}

/// Complains about a file that could not be written later.
pub(crate) fn writable(path: &Path) -> Result<(), Exit> {
    file::writable(path)
        .map_err(|error| Exit::usage(format!("cannot write {}: {error}", path.display())))
}

/// The bytes of a file that the user named, of at most `limit` bytes.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Exit> {
    file::read(path, limit)
        .map_err(|error| Exit::usage(format!("cannot read {}: {error}", path.display())))
}
