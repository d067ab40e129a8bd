//! Runs of a CLI that are right and wrong in one way each.

use std::time::Duration;

use serde_json::json;

use crate::case::{Action, Case, CaseId, CommandFlavour, Ended, load_text};
use crate::check::{
    CommandRun, Context, FreshValues, Origin, Scope, Seen, Signed, judge_run, request_view,
};
use crate::model::{Model, Operation};
use crate::wire::{Timestamp, aws_json};

fn case(expect: &str) -> Case {
    let text = format!(
        "requirement: A CLI does as it is told.
evidence: [kmspec-trial]
steps:
  - run: [kms, delete-custom-key-store]
    server: {{}}
    expect: {{both: {expect}}}
"
    );
    let id = CaseId::new("cli/a").expect("an id");
    load_text(id, "cases/cli/a.yaml", &text).unwrap_or_else(|errors| panic!("{errors}"))
}

/// What is wrong with the run, as `path: expected / actual`.
fn judged(expect: &str, run: &CommandRun) -> Vec<String> {
    let case = case(expect);
    let Action::Run(step) = &case.steps[0].action else {
        panic!("a run");
    };
    let expect = step.expect(CommandFlavour::V1).expect("an expectation");
    let mut scope = Scope::new(&[], &[], FreshValues::new([0; 32], [0; 32]), "us-east-1");
    let bound = scope.bind_run(expect).expect("nothing to evaluate");
    let context = Context {
        model: Model::bundled(),
        source: &case.source,
        operation: Operation::DeleteCustomKeyStore,
        now: Timestamp::from_millis(1_700_000_000_000),
    };
    let found = judge_run(&bound, run, &context);
    assert!(
        found
            .iter()
            .all(|m| m.location.is_some() && m.origin == Origin::Client)
    );
    let lines = found.into_iter();
    lines
        .map(|m| format!("{}: {} / {}", m.path, m.expected, m.actual))
        .collect()
}

fn ran(ended: Ended, stdout: &str, stderr: &str, seen: Vec<Seen>) -> CommandRun {
    CommandRun {
        step: 1,
        args: Vec::new(),
        ended,
        stdout: stdout.to_owned(),
        stderr: stderr.to_owned(),
        seen,
    }
}

fn printed(stdout: &str) -> CommandRun {
    ran(Ended::Exit(0), stdout, "", Vec::new())
}

fn sent(body: &str) -> Seen {
    let [region, service, key] = ["us-east-1", "kms", "AKIDEXAMPLE"].map(str::to_owned);
    Seen {
        request: aws_json::request("127.0.0.1:1", "DeleteCustomKeyStore", body),
        response: None,
        signed: Signed::Valid,
        scope: Some((region, service, key)),
        tls: false,
        tunnel: None,
    }
}

#[test]
fn what_is_not_expected_did_not_happen() {
    assert_eq!(judged("{exit: 0}", &printed("")), [""; 0]);
    let loud = ran(Ended::Exit(1), "out", "err", vec![sent("{}")]);
    assert_eq!(
        judged("{exit: 0}", &loud),
        [
            "exit code: 0 / 1",
            "stdout: nothing / \"out\"",
            "stderr: nothing / \"err\"",
            "requests: 0 requests / 1 requests: POST / TrentService.DeleteCustomKeyStore",
        ]
    );
    let killed = ran(Ended::Signal(15), "", "", Vec::new());
    assert_eq!(
        judged("{exit: 0}", &killed),
        ["exit code: 0 / \"killed by signal 15\""]
    );
    let slow = ran(Ended::TimedOut(Duration::from_secs(5)), "", "", Vec::new());
    assert_eq!(
        judged("{exit: 0}", &slow),
        ["exit code: 0 / \"killed after 5s\""]
    );
}

#[test]
fn a_text_is_the_whole_text() {
    let expect = "{exit: 0, stdout: \"a\\nb\"}";
    assert_eq!(judged(expect, &printed("a\nb")), [""; 0]);
    assert_eq!(
        judged(expect, &printed("a\nb\n")),
        ["stdout: \"a\\nb\" / \"a\\nb\\n\""]
    );
    assert_eq!(judged(expect, &printed("")), ["stdout: \"a\\nb\" / \"\""]);
    let pattern = "{exit: 0, stdout: {$matches: \"^a+$\"}}";
    assert_eq!(judged(pattern, &printed("aaa")), [""; 0]);
    assert_eq!(
        judged(pattern, &printed("ab")),
        ["stdout: text that matches /^a+$/ / \"ab\""]
    );
    let nothing = "{exit: 0, stdout: {$absent: true}}";
    assert_eq!(judged(nothing, &printed("")), [""; 0]);
    assert_eq!(judged(nothing, &printed("x")), ["stdout: nothing / \"x\""]);
}

#[test]
fn of_long_texts_the_difference_is_shown() {
    let long = |end: &str| format!("{}{end}", "x".repeat(400));
    let expect = format!("{{exit: 0, stdout: \"{}\"}}", long("yes"));
    assert_eq!(judged(&expect, &printed(&long("yes"))), [""; 0]);
    let before = "x".repeat(40);
    assert_eq!(
        judged(&expect, &printed(&long("no"))),
        [format!(
            "stdout, from character 360: \"{before}yes\" / \"{before}no\""
        )]
    );
    // A text of which one side is short is still too long to be shown whole.
    assert_eq!(
        judged(&expect, &printed("xxx")),
        [format!(
            "stdout, from character 0: \"{}\" / \"xxx\"",
            "x".repeat(300)
        )]
    );
    let edge = |end: &str| format!("{}{end}", "x".repeat(299));
    let expect = format!("{{exit: 0, stdout: \"{}\"}}", edge("y"));
    assert_eq!(
        judged(&expect, &printed(&edge("n"))),
        [format!("stdout: \"{}\" / \"{}\"", edge("y"), edge("n"))]
    );
}

#[test]
fn json_and_tables_and_parts_are_read_out_of_a_text() {
    let json = "{exit: 0, stdout: {$json: {a: 1}}}";
    assert_eq!(judged(json, &printed("{ \"a\":1 }\n")), [""; 0]);
    assert_eq!(judged(json, &printed("{\"a\": 2}")), ["stdout.a: 1 / 2"]);
    assert_eq!(judged(json, &printed("a: 1")), ["stdout: JSON / \"a: 1\""]);

    let table = "{exit: 0, stdout: {$table: [[T], [a, b]]}}";
    assert_eq!(judged(table, &printed("+---+\n| T |\n|a|b|\n")), [""; 0]);
    assert_eq!(
        judged(table, &printed("|T|\n|a|c|\n")),
        [
            "stdout: a table of the cells [[\"T\"],[\"a\",\"b\"]] / \"cells [[\\\"T\\\"],[\\\"a\\\",\\\"c\\\"]] of |T|\\n|a|c|\\n\""
        ]
    );

    let parts = "{exit: 0, stdout: {$contains: [one, two]}}";
    assert_eq!(judged(parts, &printed("two, one")), [""; 0]);
    assert_eq!(
        judged(parts, &printed("one")),
        ["stdout: a text that contains \"two\" / \"one\""]
    );
    let part = "{exit: 0, stdout: {$contains: one}}";
    assert_eq!(judged(part, &printed("none")), [""; 0]);
    assert_eq!(
        judged(part, &printed("no")),
        ["stdout: a text that contains \"one\" / \"no\""]
    );
}

#[test]
fn requests_are_counted_and_compared_in_order() {
    let of = |seen: Vec<Seen>| ran(Ended::Exit(0), "", "", seen);
    let one = "{exit: 0, requests: [{target: DeleteCustomKeyStore, body: {a: 1}}]}";
    assert_eq!(judged(one, &of(vec![sent("{\"a\":1}")])), [""; 0]);
    assert_eq!(
        judged(one, &of(vec![sent("{\"a\":2}")])),
        ["requests[0].body.a: 1 / 2"]
    );
    assert_eq!(
        judged(one, &of(Vec::new())),
        ["requests: 1 requests / 0 requests: "]
    );

    let thrice = "{exit: 0, requests: [{body: {}}, {times: 2, body: {a: 1}}]}";
    let good = vec![sent("{}"), sent("{\"a\":1}"), sent("{\"a\":1}")];
    assert_eq!(judged(thrice, &of(good.clone())), [""; 0]);
    let mut swapped = good;
    swapped.swap(0, 2);
    assert_eq!(
        judged(thrice, &of(swapped)),
        [
            "requests[0].body.a: no such member / 1",
            "requests[2].body.a: 1 / nothing"
        ]
    );
}

#[test]
fn a_request_is_a_signed_post_to_the_root_unless_said_otherwise() {
    let of = |seen: Seen| ran(Ended::Exit(0), "", "", vec![seen]);
    let plain = "{exit: 0, requests: [{body: {}}]}";
    let mut other = sent("{}");
    other.request.method = "GET".to_owned();
    other.request.target = "/x".to_owned();
    other.signed = Signed::No;
    assert_eq!(
        judged(plain, &of(other.clone())),
        [
            "requests[0].method: \"POST\" / \"GET\"",
            "requests[0].path: \"/\" / \"/x\"",
            "requests[0].signed: \"valid\" / \"no\"",
        ]
    );
    let said = "{exit: 0, requests: [{method: GET, path: /x, signed: \"no\"}]}";
    assert_eq!(judged(said, &of(other)), [""; 0]);
    let mut forged = sent("{}");
    forged.signed = Signed::Invalid("another key".to_owned());
    assert_eq!(
        judged(plain, &of(forged)),
        ["requests[0].signed: \"valid\" / \"invalid: another key\""]
    );
}

#[test]
fn an_expectation_sees_every_part_of_a_request() {
    let mut seen = sent("{\"a\":1}");
    seen.request.headers.append("X-Twice", "one");
    seen.request.headers.append("X-Twice", "two");
    seen.tls = true;
    seen.tunnel = Some("kms.example:443".to_owned());
    assert_eq!(
        json!(request_view(&seen)),
        json!({
            "method": "POST",
            "path": "/",
            "target": "DeleteCustomKeyStore",
            "fields": ["Host", "X-Amz-Target", "Content-Type", "X-Twice"],
            "headers": {
                "Host": "127.0.0.1:1",
                "X-Amz-Target": "TrentService.DeleteCustomKeyStore",
                "Content-Type": "application/x-amz-json-1.1",
                "X-Twice": "one, two",
            },
            "body": {"a": 1},
            "body_text": "{\"a\":1}",
            "scope": {"region": "us-east-1", "service": "kms"},
            "access_key_id": "AKIDEXAMPLE",
            "signed": "valid",
            "tls": true,
            "tunnel": "kms.example:443",
        })
    );
    let mut bare = sent("");
    bare.scope = None;
    bare.request.headers.remove("X-Amz-Target");
    let view = request_view(&bare);
    let absent = [
        "target",
        "body",
        "body_text",
        "scope",
        "access_key_id",
        "tunnel",
    ];
    assert!(
        absent.iter().all(|&part| !view.contains_key(part)),
        "{view:?}"
    );
    assert_eq!(view["tls"], json!(false));
    assert_eq!(
        request_view(&sent("no JSON"))["body_text"],
        json!("no JSON")
    );
    assert!(!request_view(&sent("no JSON")).contains_key("body"));
}
