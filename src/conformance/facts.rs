//! Trials of the facts: each resolves, none is forgotten, and what cites them cites what is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use kmspec::case::{Case, Fact, Facts, is_fact_id};
use kmspec::reference::Reference;
use libtest_mimic::{Failed, Trial};

/// What is wrong with the facts, as the cases cite them.
type Check = fn(&Facts, &[Case]) -> Vec<String>;

/// Every trial of the facts.
pub(crate) fn trials() -> Vec<Trial> {
    [
        ("every_fact_is_cited", forgotten as Check),
        ("what_is_confirmed_is_there", confirmations),
        ("built_in_are_those_of_the_folder", built_in),
        ("sources_cite_facts_that_are_there", sources),
    ]
    .into_iter()
    .map(|(name, check)| {
        let trial = move || verdict(&check(&load()?, &super::corpus::load()?));
        Trial::test(format!("facts::{name}"), trial).with_kind("tidy")
    })
    .chain([Trial::test("facts::their_trials_can_fail", can_fail).with_kind("tidy")])
    .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn load() -> Result<Facts, String> {
    Facts::load(&root().join("cases")).map_err(|errors| errors.to_string())
}

fn verdict(complaints: &[String]) -> Result<(), Failed> {
    if complaints.is_empty() {
        Ok(())
    } else {
        Err(complaints.join("\n").into())
    }
}

fn complain(fact: &Fact, what: &str) -> String {
    let (file, line) = (&fact.file, fact.span.line);
    format!("{file}:{line}: {} {what}", fact.id)
}

/// Whether the suite has to check it: it is no question, and about an operation that the reference has, or about all.
fn is_due(fact: &Fact) -> bool {
    let mut operations = fact.operations.iter();
    let built = fact.operations.is_empty() || operations.any(|it| Reference::answers(*it));
    built && !fact.is_question()
}

/// A fact that no case cites says why; one that is cited says no such thing.
fn forgotten(facts: &Facts, cases: &[Case]) -> Vec<String> {
    let evidence = cases.iter().flat_map(|case| &case.evidence);
    let cited: BTreeSet<&str> = evidence.map(|cited| cited.fact.id.as_str()).collect();
    let wrong = |fact: &Fact| match (cited.contains(fact.id.as_str()), &fact.unchecked) {
        (true, Some(_)) => Some("is cited, and says `unchecked`: take that away"),
        (false, None) if is_due(fact) => {
            Some("is cited by no case: write one, or say why not in `unchecked`")
        }
        _ => None,
    };
    let facts = facts.all();
    facts
        .filter_map(|fact| Some(complain(fact, wrong(fact)?)))
        .collect()
}

/// `supports` names facts.
fn confirmations(facts: &Facts, _: &[Case]) -> Vec<String> {
    let mut complaints = Vec::new();
    for fact in facts.all() {
        let unknown = fact.supports.iter().filter(|id| facts.get(id).is_none());
        complaints.extend(
            unknown.map(|id| complain(fact, &format!("supports `{id}`, which is no fact"))),
        );
    }
    complaints
}

/// What was built in is what the folder holds, every file of it.
fn built_in(facts: &Facts, _: &[Case]) -> Vec<String> {
    let inside: BTreeSet<&str> = Facts::built_in()
        .all()
        .map(|fact| fact.id.as_str())
        .collect();
    let lacking = facts
        .all()
        .filter(|fact| !inside.contains(fact.id.as_str()));
    lacking
        .map(|fact| complain(fact, "is not built in: list its file in src/case/fact.rs"))
        .collect()
}

/// Every id in the source text of the library is one of a fact.
fn sources(facts: &Facts, _: &[Case]) -> Vec<String> {
    let mut complaints = Vec::new();
    for folder in [
        "campaign",
        "check",
        "reference",
        "runner",
        "serve",
        "target",
        "wire",
    ] {
        for (file, text) in files(&root().join("src").join(folder)) {
            let unknown = ids(&text).into_iter().filter(|id| facts.get(id).is_none());
            complaints.extend(unknown.map(|id| format!("{file}: there is no fact {id}")));
        }
    }
    complaints
}

/// The ids of the shared table in a text: `C-106`, `S-R01`.
fn ids(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.filter(|word| is_table_id(word)).collect()
}

fn is_table_id(word: &str) -> bool {
    let Some((area, rest)) = word.split_once('-') else {
        return false;
    };
    let digits = rest.strip_prefix('R').unwrap_or(rest);
    let areas = [
        "W", "V", "A", "C", "X", "S", "K", "L", "G", "P", "R", "I", "T", "M", "Q", "E",
    ];
    is_fact_id(word)
        && areas.contains(&area)
        && (2..=3).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        if path.is_dir() {
            found.extend(files(&path));
        } else if let Ok(text) = fs::read_to_string(&path) {
            found.push((path.display().to_string(), text));
        }
    }
    found
}

/// Each of these trials can fail.
fn can_fail() -> Result<(), Failed> {
    let text = "defaults: {kind: aws-doc, source: a guide, confidence: high}\nfacts:\n  \
                our-1: {statement: A rule., supports: [our-9]}\n  \
                our-2: {operations: [ListKeys], statement: A rule., unchecked: A reason.}\n  \
                our-3: {statement: A rule., confidence: low}\n";
    let folder = tempfile::tempdir()?;
    fs::create_dir(folder.path().join("facts"))?;
    fs::write(folder.path().join("facts/our.yaml"), text)?;
    let case = "requirement: A rule.\nevidence: [our-2]\nsteps: [{call: ListKeys, expect: {ok: {$any: true}}}]\n";
    fs::write(folder.path().join("a.yaml"), case)?;
    let facts = Facts::load(folder.path()).map_err(|errors| errors.to_string())?;
    let cases = kmspec::case::load(&[folder.path()], folder.path());
    let cases = cases.map_err(|errors| errors.to_string())?;
    let told = |check: Check| -> Vec<String> {
        let complaints = check(&facts, &cases).into_iter();
        let ours = complaints.filter(|text| text.contains("our.yaml"));
        ours.filter_map(|text| Some(text.split_once(": ")?.1.to_owned()))
            .collect()
    };
    for (check, expected) in [
        (
            forgotten as Check,
            &[
                "our-1 is cited by no case: write one, or say why not in `unchecked`",
                "our-2 is cited, and says `unchecked`: take that away",
            ][..],
        ),
        (confirmations, &["our-1 supports `our-9`, which is no fact"]),
        (
            built_in,
            &[
                "our-1 is not built in: list its file in src/case/fact.rs",
                "our-2 is not built in: list its file in src/case/fact.rs",
                "our-3 is not built in: list its file in src/case/fact.rs",
            ],
        ),
    ] {
        if told(check) != expected {
            return Err(format!("expected {expected:?}, told {:?}", told(check)).into());
        }
    }
    let found = ids("facts S-R01, C-106..C-108 (L-5001); UTF-8");
    if found != BTreeSet::from(["S-R01", "C-106", "C-108"]) {
        return Err(format!("{found:?}").into());
    }
    Ok(())
}
