//! What has to be there for every operation that the reference answers: one that is forgotten somewhere fails here, and is
//! not left out in silence.

use std::fs;
use std::path::Path;

use kmspec::case::probe;
use kmspec::model::Operation;
use kmspec::reference::Reference;
use libtest_mimic::Trial;

/// The sentence of the README that lists the operations begins so.
const LIST: &str = "- Of the 56 operations, the ones with cases are ";

/// Every trial of the table of operations.
pub(crate) fn trials() -> Vec<Trial> {
    [
        ("good_calls", good_calls as fn() -> Vec<String>),
        ("cases", cases),
        ("families", families),
        ("readme", readme),
    ]
    .into_iter()
    .map(|(name, check)| {
        Trial::test(format!("operations::{name}"), move || {
            let lacking = check();
            if lacking.is_empty() {
                Ok(())
            } else {
                Err(lacking.join("\n").into())
            }
        })
        .with_kind("tidy")
    })
    .collect()
}

fn answered() -> impl Iterator<Item = Operation> {
    let all = Operation::ALL.iter().copied();
    all.filter(|operation| Reference::answers(*operation))
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(path).unwrap_or_default()
}

/// Where a target may not have the operation, it can be asked.
fn good_calls() -> Vec<String> {
    answered()
        .filter(|operation| probe(*operation).is_none())
        .map(|operation| format!("src/case/good_calls.yaml: no probe of {operation}"))
        .collect()
}

/// It has cases, and behaviour under the same resource and verb.
fn cases() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut lacking = Vec::new();
    for operation in answered() {
        let (resource, verb) = (operation.resource(), operation.verb());
        let cases = format!("cases/{resource}/{verb}");
        if !root.join(&cases).is_dir() {
            lacking.push(format!("{cases}: no case of {operation}"));
        }
        let behaviour = format!("src/reference/{resource}/{verb}.rs");
        if !root.join(&behaviour).is_file() {
            lacking.push(format!(
                "{behaviour}: the behaviour of {operation} is not there"
            ));
        }
    }
    lacking
}

/// The cases of `cases/every_operation/` ask it too.
fn families() -> Vec<String> {
    let calls = read("src/case/good_calls.yaml");
    answered()
        .filter(|operation| !calls.contains(&format!("\n{operation}:\n")))
        .map(|operation| format!("src/case/good_calls.yaml: no good call of {operation}"))
        .collect()
}

/// The README lists just these.
fn readme() -> Vec<String> {
    let readme = read("README.md");
    let list = readme.split_once(LIST).map_or("", |(_, rest)| rest);
    let list = list.split_once('.').map_or("", |(list, _)| list);
    let words = list.split(|letter: char| !letter.is_ascii_alphanumeric());
    let mut told: Vec<&str> = words
        .filter(|word| !word.is_empty() && *word != "and")
        .collect();
    told.sort_unstable();
    let mut right: Vec<&str> = answered().map(Operation::name).collect();
    right.sort_unstable();
    if told == right {
        Vec::new()
    } else {
        vec![format!("README.md lists {told:?}, and there are {right:?}")]
    }
}
