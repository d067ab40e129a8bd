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
        time: std::time::Duration::from_mins(5),
        cases: Some(150),
        ..Options::default()
    };
    let summary = Box::pin(campaign(Side::Rules(Box::default()), options)).await;
    assert_eq!(summary.scripts, 150);
    assert_eq!(summary.findings, Vec::new());
    assert!(summary.coverage.len() > 50, "{:?}", summary.coverage);
}

/// What an allowed answer to an open question explains is no finding.
#[tokio::test]
async fn an_allowed_answer_is_no_finding() {
    let choice = crate::reference::AllowedAnswer::named("delete_precedence=non_empty_first");
    let rules = Rules::aws().with_choice(choice.expect("an open question"));
    let options = Options {
        time: std::time::Duration::from_mins(5),
        cases: Some(60),
        operations: vec![crate::model::Operation::DeleteCustomKeyStore],
        ..Options::default()
    };
    let summary = Box::pin(campaign(Side::Rules(Box::new(rules)), options)).await;
    assert_eq!(summary.findings, Vec::new());
}

#[tokio::test]
async fn a_fault_is_found_shrunk_and_saved_as_a_case() {
    let folder = tempfile::tempdir().expect("a folder for findings");
    let fault = Fault::named("delete_connected").expect("a fault of the reference");
    let options = Options {
        time: std::time::Duration::from_mins(5),
        cases: Some(500),
        operations: vec![crate::model::Operation::DeleteCustomKeyStore],
        out: Some(folder.path().to_owned()),
        first_only: true,
        ..Options::default()
    };
    let side = Side::Rules(Box::new(Rules::aws().with_fault(fault)));
    let summary = Box::pin(campaign(side, options)).await;
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
    let line =
        "aws kms delete-custom-key-store --cli-input-json '{\"CustomKeyStoreId\":\"'\"$A0\"'\"}'";
    assert!(text.contains(line), "{text}");
    let made = "--query 'CustomKeyStoreId' --output text); echo";
    assert!(text.contains(made), "{text}");
    let connected = "grep -qx CONNECTED; do sleep 1; done";
    assert!(text.contains(connected), "{text}");
}

fn wrong(fault: &str) -> Side {
    let fault = Fault::named(fault).expect("a fault of the reference");
    Side::Rules(Box::new(Rules::aws().with_fault(fault)))
}

async fn between(cases: u64, first: &Side, second: &Side) -> Summary {
    let options = Options {
        time: std::time::Duration::from_mins(5),
        cases: Some(cases),
        operations: vec![crate::model::Operation::DeleteCustomKeyStore],
        first_only: true,
        ..Options::default()
    };
    compared(options, first, second).await
}

async fn compared(options: Options, first: &Side, second: &Side) -> Summary {
    let sides = Sides {
        first,
        second: Some(second),
    };
    let stop = Stop::default();
    Box::pin(fuzz(&options, sides, None, &stop, |_| {})).await
}

#[tokio::test]
async fn of_two_endpoints_the_wrong_one_is_named() {
    let (wrong, right) = (wrong("delete_connected"), Side::Rules(Box::default()));
    for (first, second, agrees) in [
        (&wrong, &right, Agrees::Second),
        (&right, &wrong, Agrees::First),
    ] {
        let summary = between(300, first, second).await;
        let finding = summary.findings.first().expect("they differ");
        assert_eq!(finding.expected, "CustomKeyStoreInvalidStateException");
        assert_eq!(finding.actual, "success");
        let between = finding.between.as_ref().expect("two endpoints");
        assert_eq!(between.reference, agrees, "{finding:?}");
    }
}

#[tokio::test]
async fn of_two_that_are_wrong_in_two_ways_none_is_named() {
    let deletes = wrong("delete_connected");
    let options = Options {
        time: std::time::Duration::from_mins(5),
        cases: Some(100),
        operations: vec![crate::model::Operation::DeleteCustomKeyStore],
        ..Options::default()
    };
    let summary = compared(options, &deletes, &wrong("delete_connected_as_non_empty")).await;
    let between = summary.findings.iter().filter_map(|f| f.between.as_ref());
    let neither = Between {
        first: "success".to_owned(),
        second: "CustomKeyStoreHasCMKsException".to_owned(),
        reference: Agrees::Neither,
    };
    assert!(
        between.into_iter().any(|between| *between == neither),
        "{:?}",
        summary.findings
    );
}

/// Both delete what AWS does not, so that the reference knows nothing of what comes after.
#[tokio::test]
async fn after_both_have_left_its_way_the_reference_cannot_say() {
    let rules = Rules::aws().with_fault(Fault::named("delete_connected").expect("a fault"));
    let empty = Fault::named("describe_not_found_is_empty").expect("a fault");
    let first = Side::Rules(Box::new(rules.clone()));
    let second = Side::Rules(Box::new(rules.with_fault(empty)));
    let sides = Sides {
        first: &first,
        second: Some(&second),
    };
    let script = race_scenario::known::a_connected_store_deleted();
    let traces = sides.play(&script, 0, &control::Control::for_test()).await;
    let traces = traces.expect("two references");
    let rules = [Rules::aws(), Rules::aws()];
    let judged = judge::judge((&script, &traces), sides, 0, rules, |_, _| true);
    let found: Vec<_> = judged
        .found
        .into_iter()
        .map(|f| (f.wrong, f.between))
        .collect();
    let between = Between {
        first: "CustomKeyStoreNotFoundException".to_owned(),
        second: "success".to_owned(),
        reference: Agrees::Unknown,
    };
    assert_eq!(found, [(None, Some(between))]);
}

#[tokio::test]
async fn two_endpoints_may_choose_where_nobody_knows() {
    let choice = crate::reference::AllowedAnswer::named("delete_precedence=non_empty_first");
    let rules = Rules::aws().with_choice(choice.expect("an open question"));
    let (one, other) = (Side::Rules(Box::new(rules)), Side::Rules(Box::default()));
    let summary = between(30, &one, &other).await;
    assert_eq!(summary.findings, Vec::new());
    // Nor is what both get wrong alike a disagreement.
    let summary = between(30, &wrong("delete_connected"), &wrong("delete_connected")).await;
    assert_eq!(summary.findings, Vec::new());
}

#[tokio::test]
async fn a_race_is_made_small_and_its_history_kept() {
    let folder = tempfile::tempdir().expect("a folder for findings");
    let options = Options {
        time: std::time::Duration::from_mins(5),
        cases: Some(40),
        concurrent: 3,
        out: Some(folder.path().to_owned()),
        first_only: true,
        ..Options::default()
    };
    let summary = Box::pin(campaign(Side::Target(racy_server::target().await), options)).await;
    let finding = summary.findings.first().expect("a race");
    assert_eq!(finding.situation, "at the same time");
    assert!(finding.calls <= 8, "{finding:?}");
    let text = std::fs::read_to_string(finding.path.as_ref().expect("it was saved"));
    let history: serde_json::Value =
        serde_json::from_str(&text.expect("a file")).expect("the history is JSON");
    assert_eq!(history["schema"], "kmspec/race/v1");
    assert!(
        history["at_once"]
            .as_array()
            .is_some_and(|calls| calls.len() < 3)
    );
}
