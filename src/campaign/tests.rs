//! Campaigns on references that are right, and on some that are not.

use super::*;
use crate::case::load_text;
use crate::reference::{Fault, Rules};

async fn campaign(side: Side, options: Options) -> Summary {
    fuzz(&options, (&side).into(), None, &Stop::default(), |_| {}).await
}

#[tokio::test]
async fn the_reference_does_not_differ_from_itself() {
    let options = Options {
        cases: Some(60),
        ..Options::default()
    };
    let summary = campaign(Side::Rules(Box::default()), options).await;
    assert_eq!(summary.scripts, 60);
    assert_eq!(summary.findings, Vec::new());
    assert!(summary.coverage.len() > 50, "{:?}", summary.coverage);
}

/// What an allowed answer to an open question explains is no finding.
#[tokio::test]
async fn an_allowed_answer_is_no_finding() {
    let choice = crate::reference::Choice::named("delete_precedence=keys_first");
    let rules = Rules::aws().with_choice(choice.expect("an open question"));
    let options = Options {
        cases: Some(60),
        operations: vec![crate::model::Operation::DeleteCustomKeyStore],
        ..Options::default()
    };
    let summary = campaign(Side::Rules(Box::new(rules)), options).await;
    assert_eq!(summary.findings, Vec::new());
}

#[tokio::test]
async fn a_fault_is_found_shrunk_and_saved_as_a_case() {
    let folder = tempfile::tempdir().expect("a folder for findings");
    let fault = Fault::named("delete_connected").expect("a fault of the reference");
    let options = Options {
        cases: Some(500),
        operations: vec![crate::model::Operation::DeleteCustomKeyStore],
        out: Some(folder.path().to_owned()),
        first_only: true,
        ..Options::default()
    };
    let side = Side::Rules(Box::new(Rules::aws().with_fault(fault)));
    let summary = campaign(side, options).await;
    let finding = summary.findings.first().expect("the fault is found");
    assert_eq!(finding.operation, "DeleteCustomKeyStore");
    assert_eq!(finding.expected, "CustomKeyStoreInvalidStateException");
    assert_eq!(finding.actual, "success");
    assert!(finding.calls <= 3, "{finding:?}");
    let path = finding.path.as_ref().expect("it was saved");
    let text = std::fs::read_to_string(path).expect("the case can be read");
    let name = path.file_stem().and_then(|name| name.to_str());
    let id = format!("found/{}", name.expect("a name"));
    let id = crate::case::CaseId::new(&id).expect("a good id");
    let case = load_text(id, "found.yaml", &text);
    assert!(case.is_ok(), "{case:?}\n{text}");
    assert!(text.contains("curl"), "{text}");
}
