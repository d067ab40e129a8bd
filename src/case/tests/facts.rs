//! Files of facts: what loads, what is wrong with others, and what the schema says of both.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use insta::assert_snapshot;
use jsonschema::Validator;

use crate::case::{self, Confidence, EvidenceKind, Facts, LoadErrors, yaml};
use crate::model::Operation;

static VALIDATOR: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::draft202012::new(&case::facts_schema()).expect("a good schema"));

const GOOD: &str = "\
defaults: {kind: user-report, date: \"2026-05\", confidence: medium}
facts:
  our-1:
    operations: [ListKeys]
    statement: Keys are listed.
    source: a forum
    via: sister-service
    supports: [C-106]
    question: Is it so?
    note: More.
  our-2: {statement: Nothing., kind: inferred, source: x, date: \"2025\", confidence: low, unchecked: Because.}
";

/// A folder of cases with these facts.
fn folder(facts: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("facts")).expect("a folder of facts");
    fs::write(folder.path().join("facts/our.yaml"), facts).expect("a file of facts");
    folder
}

fn load(facts: &str) -> Result<Facts, LoadErrors> {
    Facts::load(folder(facts).path())
}

/// What is wrong, with the folder left out of the paths.
fn said(facts: &str) -> String {
    let folder = folder(facts);
    let errors = Facts::load(folder.path()).expect_err("the facts are wrong");
    let at = format!("{}/", folder.path().display());
    errors.to_string().replace(&at, "")
}

fn by_schema(facts: &str) -> bool {
    let node = yaml::parse(facts).unwrap_or_else(|refusal| panic!("{refusal:?}"));
    VALIDATOR.is_valid(&node.to_value())
}

#[test]
fn facts_have_their_own_and_what_the_file_says() {
    let facts = load(GOOD).unwrap_or_else(|errors| panic!("{errors}"));
    let one = facts.get("our-1").expect("the first");
    assert_eq!(one.operations, [Operation::ListKeys]);
    assert_eq!(
        (one.kind, one.confidence),
        (EvidenceKind::UserReport, Confidence::Medium)
    );
    assert_eq!(one.date.as_deref(), Some("2026-05"));
    assert_eq!(one.supports, ["C-106"]);
    assert!(one.is_question() && !one.is_of_kms());
    assert_eq!((one.span.line, one.span.column), (3, 3));
    let two = facts.get("our-2").expect("the second");
    assert_eq!(
        (two.kind, two.confidence),
        (EvidenceKind::Inferred, Confidence::Low)
    );
    assert_eq!(two.date.as_deref(), Some("2025"));
    assert!(two.is_question() && !two.is_of_kms());
    assert!(
        facts
            .get("C-106")
            .is_some_and(|fact| fact.is_of_kms() && !fact.is_question())
    );
    assert_eq!(
        facts.did_you_mean("our-22").as_deref(),
        Some("did you mean `our-2`?")
    );
}

#[test]
fn the_facts_of_a_folder_hold_over_the_built_in() {
    let text = "facts: {C-106: {statement: Ours., kind: inferred, source: us, confidence: low}}";
    let facts = load(text).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(
        facts.get("C-106").map(|fact| fact.statement.as_str()),
        Some("Ours.")
    );
    let elsewhere = Facts::load(Path::new("no/such/cases")).expect("the built-in facts");
    assert_eq!(&elsewhere, Facts::built_in());
}

#[test]
fn cases_cite_facts_beside_and_above_them() {
    let folder = folder(GOOD);
    let root = Path::new("cases");
    let below = folder.path().join("key/list");
    fs::create_dir_all(&below).expect("a folder");
    let text = "requirement: A rule.\nevidence: [our-1, C-106]\nsteps: [{call: ListKeys, expect: {ok: {$open: true}}}]\n";
    fs::write(below.join("a.yaml"), text).expect("a case");
    for path in [folder.path(), &below, &below.join("a.yaml")] {
        let cases = case::load(&[path], root).unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(cases.len(), 1, "{path:?}");
        assert!(cases[0].cites("our-1") && !cases[0].cites("our-2"));
    }
    let cases = case::load(&[folder.path()], folder.path()).expect("one case");
    assert_eq!(cases[0].id.as_str(), "key/list/a");
}

#[test]
#[expect(clippy::too_many_lines, reason = "the whole text, as it is written")]
fn what_is_wrong_with_facts_is_shown_with_its_place() {
    let text = "\
facts:
  C106: {statement: x, operations: [CreateKy], date: 2026}
  our-1: {statement: \" \", supports: [x], source: y, kind: inferred, via: sister, confidence: sure}
";
    assert_snapshot!(said(text), @r#"
    error: `C106` is no id of a fact
     --> facts/our.yaml:2:3
      |
    2 |   C106: {statement: x, operations: [CreateKy], date: 2026}
      |   ^^^^
      = an id is letters and digits with a dash in it, such as `C-106`, `S-R01` or `model-CreateAlias.errors`

    error: `confidence` is missing
     --> facts/our.yaml:2:3
      |
    2 |   C106: {statement: x, operations: [CreateKy], date: 2026}
      |   ^^^^
      = a fact has `confidence`, of its own or by the `defaults` of its file

    error: `kind` is missing
     --> facts/our.yaml:2:3
      |
    2 |   C106: {statement: x, operations: [CreateKy], date: 2026}
      |   ^^^^
      = a fact has `kind`, of its own or by the `defaults` of its file

    error: `source` is missing
     --> facts/our.yaml:2:3
      |
    2 |   C106: {statement: x, operations: [CreateKy], date: 2026}
      |   ^^^^
      = a fact has `source`, of its own or by the `defaults` of its file

    error: KMS has no operation `CreateKy`
     --> facts/our.yaml:2:37
      |
    2 |   C106: {statement: x, operations: [CreateKy], date: 2026}
      |                                     ^^^^^^^^
      = the operations of a fact are those of the service model
      = help: did you mean `CreateKey`?

    error: expected a text, found the number `2026`
     --> facts/our.yaml:2:54
      |
    2 |   C106: {statement: x, operations: [CreateKy], date: 2026}
      |                                                      ^^^^
      = this value is a text
      = help: quote it if a text is meant

    error: this text is empty
     --> facts/our.yaml:3:22
      |
    3 |   our-1: {statement: " ", supports: [x], source: y, kind: inferred, via: sister, confidence: sure}
      |                      ^^^
      = it has to say something

    error: `x` is no id of a fact
     --> facts/our.yaml:3:38
      |
    3 |   our-1: {statement: " ", supports: [x], source: y, kind: inferred, via: sister, confidence: sure}
      |                                      ^
      = an id is letters and digits with a dash in it, such as `C-106`, `S-R01` or `model-CreateAlias.errors`

    error: unknown `via` `sister`
     --> facts/our.yaml:3:74
      |
    3 |   our-1: {statement: " ", supports: [x], source: y, kind: inferred, via: sister, confidence: sure}
      |                                                                          ^^^^^^
      = `via` is one of `sister-service`

    error: unknown confidence `sure`
     --> facts/our.yaml:3:94
      |
    3 | …urce: y, kind: inferred, via: sister, confidence: sure}
      |                                                    ^^^^
      = confidence is one of `high`, `medium`, `low`

    10 errors in 1 file
    "#);
    assert_snapshot!(said("defaults: {kind: guess, colour: red}\nfacts: {}"), @r"
    error: unknown kind of evidence `guess`
     --> facts/our.yaml:1:18
      |
    1 | defaults: {kind: guess, colour: red}
      |                  ^^^^^
      = kind of evidence is one of `recorded-aws`, `recorded-live`, `recorded-cli`, `aws-doc`, `service-model`, `user-report`, `inferred`

    error: unknown key `colour` in `defaults`
     --> facts/our.yaml:1:25
      |
    1 | defaults: {kind: guess, colour: red}
      |                         ^^^^^^
      = `defaults` has the keys `kind`, `source`, `date`, `via`, `confidence`

    2 errors in 1 file
    ");
    assert_snapshot!(said("facts: {our-1: {statement: A.}}"), @r"
    error: `confidence` is missing
     --> facts/our.yaml:1:9
      |
    1 | facts: {our-1: {statement: A.}}
      |         ^^^^^
      = a fact has `confidence`, of its own or by the `defaults` of its file

    error: `kind` is missing
     --> facts/our.yaml:1:9
      |
    1 | facts: {our-1: {statement: A.}}
      |         ^^^^^
      = a fact has `kind`, of its own or by the `defaults` of its file

    error: `source` is missing
     --> facts/our.yaml:1:9
      |
    1 | facts: {our-1: {statement: A.}}
      |         ^^^^^
      = a fact has `source`, of its own or by the `defaults` of its file

    3 errors in 1 file
    ");
    assert_snapshot!(said("facts: []"), @r"
    error: expected facts by their ids, found a list
     --> facts/our.yaml:1:8
      |
    1 | facts: []
      |        ^
      = `facts` is a mapping from ids to facts

    1 error in 1 file
    ");
    assert_snapshot!(said("# nothing"), @r"
    error: the file is empty
     --> facts/our.yaml
      = a file of facts has `facts`

    1 error in 1 file
    ");
}

#[test]
fn a_fact_stands_once() {
    let folder = folder(GOOD);
    fs::write(folder.path().join("facts/second.yaml"), GOOD).expect("a second file");
    let errors = Facts::load(folder.path()).expect_err("both have the same facts");
    let at = format!("{}/", folder.path().display());
    let errors = errors.to_string().replace(&at, "");
    assert_snapshot!(errors, @r#"
    error: a second fact `our-1`
     --> facts/second.yaml:3:3
      |
    3 |   our-1:
      |   ^^^^^
      = facts/our.yaml:3 has it first, and a fact stands once
      = help: give it an id of its own, or put the two together

    error: a second fact `our-2`
      --> facts/second.yaml:11:3
       |
    11 |   our-2: {statement: Nothing., kind: inferred, source: x, date: "2025", confidence: low, unchecked: …
       |   ^^^^^
       = facts/our.yaml:11 has it first, and a fact stands once
       = help: give it an id of its own, or put the two together

    2 errors in 1 file
    "#);
}

#[test]
fn schema_and_loader_agree() {
    assert!(by_schema(GOOD));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/facts");
    for entry in fs::read_dir(root).expect("the facts").flatten() {
        let text = fs::read_to_string(entry.path()).expect("a file of facts");
        assert!(by_schema(&text), "{entry:?}");
    }
    for wrong in [
        "facts: []",
        "defaults: {}",
        "facts: {C106: {statement: x, kind: inferred, source: y, confidence: low}}",
        "facts: {c-1: {statement: ' ', kind: inferred, source: y, confidence: low}}",
        "facts: {c-1: {statement: x, kind: x, source: y, confidence: low}}",
        "facts: {c-1: {statement: x, kind: inferred, source: y, confidence: sure}}",
        "facts: {c-1: {statement: x, kind: inferred, source: y, confidence: low, date: 2026}}",
        "facts: {c-1: {statement: x, kind: inferred, source: y, confidence: low, operations: [X]}}",
        "facts: {c-1: {statement: x, kind: inferred, source: y, confidence: low, supports: []}}",
        "facts: {c-1: {statement: x, kind: inferred, source: y, confidence: low, more: z}}",
        "facts: {c-1: {statement: x, kind: inferred, source: y, confidence: low, via: z}}",
    ] {
        assert_eq!(
            (load(wrong).is_ok(), by_schema(wrong)),
            (false, false),
            "{wrong}"
        );
    }
}

#[test]
fn ids_have_a_dash_and_plain_letters() {
    for good in [
        "C-106",
        "S-R01",
        "model-CreateAlias.errors",
        "cli-id.val_x",
        "a-b",
    ] {
        assert!(case::is_fact_id(good), "{good}");
    }
    for bad in [
        "C106",
        "-106",
        "C-",
        "C-1.",
        "1-2",
        "C 1-2",
        "",
        "é-1",
        "key/list/a-b",
    ] {
        assert!(!case::is_fact_id(bad), "{bad}");
    }
}
