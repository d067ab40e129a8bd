//! `kmspec fmt`: the text of case files as the format has it, with every comment and the same meaning.

mod comments;
mod settle;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use settle::{settled_text, written_facts};

use super::error::{LoadError, LoadErrors};
use super::load::sorted;
use super::save::{order, save, write};
use super::{CaseId, Fact, Facts, Source, Span, files, parse, yaml};

/// A file, and how it should read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formatted {
    /// Where it is.
    pub path: PathBuf,
    /// What it holds.
    pub before: String,
    /// What it should hold.
    pub after: String,
}

/// How the files of cases and facts at and under `paths` should read; ids as those of [`load`](super::load()).
///
/// # Errors
///
/// Everything for which a file does not load, and files whose meaning or comments would not stay.
pub fn format<P: AsRef<Path>>(paths: &[P], root: &Path) -> Result<Vec<Formatted>, LoadErrors> {
    let paths: Vec<PathBuf> = paths.iter().map(|path| path.as_ref().to_owned()).collect();
    let found = files::discover(&paths, root);
    let is_meant = |file: &&PathBuf| paths.iter().any(|path| file.starts_with(path));
    let (mut formatted, mut errors) = (Vec::new(), found.errors);
    let facts = Facts::of_files(&found.facts, Vec::new()).map_err(sorted)?;
    let cases = found.cases.iter().map(|file| (Some(&file.id), &file.path));
    let of_facts = found.facts.iter().filter(is_meant).map(|path| (None, path));
    for (id, path) in cases.chain(of_facts) {
        match files::read(path).map_err(|error| vec![error]) {
            Ok(source) => match one(id, &source, &facts) {
                Ok(after) => formatted.push(Formatted {
                    path: path.clone(),
                    before: source.text.clone(),
                    after,
                }),
                Err(more) => errors.extend(more),
            },
            Err(more) => errors.extend(more),
        }
    }
    if errors.is_empty() {
        Ok(formatted)
    } else {
        Err(sorted(errors))
    }
}

/// How the text of a case file should read; it may cite the built-in facts.
///
/// # Errors
///
/// Those of [`format()`].
pub fn format_text(id: &CaseId, path: &str, text: &str) -> Result<String, LoadErrors> {
    let source = Source {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    one(Some(id), &Arc::new(source), Facts::built_in()).map_err(sorted)
}

/// The new text of a file: of a case, or of facts where there is no id.
fn one(id: Option<&CaseId>, source: &Arc<Source>, facts: &Facts) -> Result<String, Vec<LoadError>> {
    let meaning = |source: &Arc<Source>| meaning(id, source, facts);
    let before = meaning(source)?;
    let text = source.text.replace("\r\n", "\n").replace('\r', "\n");
    let refused = |refusal| vec![parse::refused(source, refusal)];
    let root = yaml::parse(&text).map_err(refused)?;
    let mut sheet = comments::sheet(&text, &root);
    order(&mut sheet.body);
    let after = write(&sheet);
    if after == source.text {
        return Ok(after);
    }
    let new = Arc::new(Source {
        path: source.path.clone(),
        text: after.clone(),
    });
    if meaning(&new)? != before {
        return Err(vec![lost(source, "its meaning", "another case")]);
    }
    let new_root = yaml::parse(&after).map_err(refused)?;
    if notes(&text, &root) != notes(&after, &new_root) {
        return Err(vec![lost(source, "its comments", "without one of them")]);
    }
    Ok(after)
}

/// What a file says, its layout and places aside.
#[derive(PartialEq)]
enum Meaning {
    Cases(Vec<(CaseId, String)>),
    Facts(Vec<Fact>),
}

fn meaning(
    id: Option<&CaseId>,
    source: &Arc<Source>,
    facts: &Facts,
) -> Result<Meaning, Vec<LoadError>> {
    let source = Arc::clone(source);
    if let Some(id) = id {
        let cases = parse::cases(id.clone(), source, facts)?;
        let cases = cases.iter().map(|case| (case.id.clone(), save(case)));
        return Ok(Meaning::Cases(cases.collect()));
    }
    let mut facts = parse::facts(source)?;
    for fact in &mut facts {
        fact.span = Span::default();
    }
    Ok(Meaning::Facts(facts))
}

/// The comments, in whatever order.
fn notes(text: &str, root: &super::node::Node) -> Vec<String> {
    let comments = comments::comments(text, root).into_iter();
    let mut notes: Vec<String> = comments.map(|comment| comment.text).collect();
    notes.sort();
    notes
}

fn lost(source: &Arc<Source>, what: &str, else_it_is: &str) -> LoadError {
    LoadError::of_file(
        &source.path,
        format!("it would not keep {what}"),
        format!("formatted it would be {else_it_is}, so it is left as it is"),
    )
    .with_help("this is a fault of kmspec: please report it, with the file")
}
