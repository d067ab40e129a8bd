//! What no case asks for: members that no model has fail nothing, and what is wrong with all answers of an operation is one
//! failure.

use std::time::Instant;

use kmspec::check::{CaseResult, RunSummary, Verdict};
use kmspec::reference::Rules;
use kmspec::report::{self, Rerun};
use kmspec::runner::{self, RunOptions, Selection};
use kmspec::target::in_process::{self, Endpoint, Maker};
use kmspec::target::{self, Target};
use kmspec::wire::admin::Disturbance;
use kmspec::wire::{Request, Response, Timestamp, aws_json};
use serde_json::{Value, json};

use super::Entry;
use super::bench::screen;
use super::stage::{against, block_on, case, json as answer, list};
use crate::corpus;

pub(super) const TRIALS: &[Entry] = &[
    ("newer_service", newer_service),
    ("newer_service_strict", newer_service_strict),
    ("null_in_every_description", null_in_every_description),
    ("null_seen_by_one_case_alone", null_seen_by_one_case_alone),
    ("secrets_under_other_names", secrets_under_other_names),
    ("void_answers", void_answers),
    ("repeated_members", repeated_members),
    ("accepted_nonsense", accepted_nonsense),
    ("many_members", many_members),
];

/// Changes the body of each success.
type Change = fn(operation: &str, request: &Value, body: &mut Value);

/// The reference, whose answers are changed on the way.
#[derive(Debug)]
struct Changed {
    reference: kmspec::reference::Reference,
    change: Change,
}

impl Endpoint for Changed {
    fn handle(&mut self, request: &Request) -> Result<Response, target::Error> {
        let mut response = self.reference.handle(request);
        if response.status == 200 {
            let sent = serde_json::from_slice(&request.body).unwrap_or_default();
            let operation = aws_json::operation(request).unwrap_or_default();
            if let Ok(mut body) = serde_json::from_slice(&response.body) {
                (self.change)(operation, &sent, &mut body);
                response.body = body.to_string().into_bytes();
            }
        }
        Ok(response)
    }

    fn now(&self) -> Timestamp {
        self.reference.now()
    }

    fn advance_to(&mut self, now: Timestamp) {
        self.reference.advance_to(now);
    }

    fn disturb(&mut self, disturbance: &Disturbance) {
        self.reference.disturb(disturbance);
    }
}

/// Runs the corpus, or the instances with these ids.
fn run(change: Change, ids: &[&str], options: RunOptions) -> RunSummary {
    let cases = corpus::load().expect("the corpus loads");
    let options = RunOptions {
        selection: Selection {
            filters: ids.iter().map(|&id| id.to_owned()).collect(),
            exact: true,
            ..Selection::default()
        },
        ..options
    };
    let maker = Maker::new("changed", move |seed| {
        let reference = in_process::reference(Rules::aws(), seed);
        Box::new(Changed { reference, change })
    });
    let target = Target::simulated(maker);
    block_on(runner::run(&options, &cases, &target, |_| {}))
}

/// The results that are no pass.
fn others(summary: &RunSummary) -> Vec<(&str, Verdict)> {
    let results = summary.results.iter();
    let others = results.filter(|result| result.verdict != Verdict::Pass);
    others.map(|it| (it.id.as_str(), it.verdict)).collect()
}

fn failure(result: &CaseResult) -> String {
    let mut text = Vec::new();
    report::write_failure(&mut text, result, 0, &Rerun::default()).expect("memory takes it");
    anstream::adapter::strip_str(&String::from_utf8_lossy(&text)).to_string()
}

/// A member that stands there twice fails no case that reads the right one, but the run, at any depth, whoever asks.
fn repeated_members() {
    let listed = r#"{"Keys":[{"KeyId":"a"},{"KeyId":"wrong","KeyId":"b"}],"Truncated":false}"#;
    let told = against(move |_| answer(200, listed), [list("twice"), list("more")]);
    let text = told.ends(1, &[Verdict::Pass, Verdict::Pass, Verdict::Fail]);
    let failed = &told.summary.results[2];
    assert_eq!(failed.id.as_str(), "protocol/success_shape/members_once");
    assert_eq!(failed.mismatches.len(), 1, "{text}");
    assert_eq!(failed.mismatches[0].path, "body.Keys[].KeyId");
    assert_eq!(failed.sightings[0].cases, 2);
    let refused = r#"{"__type":"wrong","__type":"NotFoundException"}"#;
    let describe = case(
        "key/describe/twice",
        "steps:\n  - call: DescribeKey\n    input: {KeyId: k}\n    expect: {error: NotFoundException}\n",
    );
    let told = against(move |_| answer(400, refused), [describe]);
    told.ends(1, &[Verdict::Pass, Verdict::Fail]);
}

/// One more member everywhere, as a service newer than the model sends it, and no two of them alike.
fn newer(operation: &str, _: &Value, body: &mut Value) {
    fn add(value: &mut Value, number: &mut u32) {
        match value {
            Value::Object(members) => {
                // A map has what the caller has put there, and no members of the service's.
                let members_of = |name: &str| !name.starts_with("EncryptionContext");
                let known = members.iter_mut().filter(|(name, _)| members_of(name));
                known.for_each(|(_, member)| add(member, number));
                *number += 1;
                members.insert("NewMember".to_owned(), json!({"Number": number}));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| add(item, number)),
            _ => {}
        }
    }
    static CALLS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let mut number = CALLS.fetch_add(1000, std::sync::atomic::Ordering::Relaxed);
    // Some are documented to answer with no properties.
    if body.as_object().is_some_and(|members| !members.is_empty()) {
        add(body, &mut number);
    }
    if operation == "Decrypt" {
        body["KeyOrigin"] = json!("AWS_KMS");
    }
}

fn newer_service() {
    let summary = run(newer, &[], RunOptions::default());
    assert_eq!(others(&summary), []);
    assert!(summary.results.len() > 900, "{}", summary.results.len());
    let noted: Vec<String> = summary
        .unknown_members
        .iter()
        .map(|it| format!("{} {}", it.operation, it.path))
        .collect();
    for expected in [
        "DescribeKey KeyMetadata.NewMember",
        "ListKeys Keys[].NewMember",
        "DescribeCustomKeyStores CustomKeyStores[].XksProxyConfiguration.NewMember",
        "Decrypt KeyOrigin",
        "CreateKey NewMember",
    ] {
        assert!(noted.iter().any(|it| it == expected), "{noted:?}");
    }
}

/// Who wants it is told of each operation once.
fn newer_service_strict() {
    let options = RunOptions {
        strict_members: true,
        ..RunOptions::default()
    };
    let summary = run(newer, &[], options);
    let failed: Vec<&str> = others(&summary).into_iter().map(|(id, _)| id).collect();
    assert_eq!(summary.exit, 1);
    assert!(
        failed.len() >= 10
            && failed
                .iter()
                .all(|id| id.starts_with("protocol/success_shape/")),
        "{failed:?}"
    );
}

/// What moto answers: 29 of its 200 failures were this one.
fn null_usage(operation: &str, _: &Value, body: &mut Value) {
    if operation == "DescribeKey" {
        body["KeyMetadata"]["KeyUsage"] = Value::Null;
    }
}

fn null_in_every_description() {
    let summary = run(null_usage, &[], RunOptions::default());
    let failed = others(&summary);
    let shape = ("protocol/success_shape/describe_key", Verdict::Fail);
    assert!(failed.contains(&shape), "{failed:?}");
    // Others fail only where they ask for the usage itself.
    for result in &summary.results {
        if result.verdict != Verdict::Pass && result.id.as_str() != shape.0 {
            let paths: Vec<&str> = result.mismatches.iter().map(|m| m.path.as_str()).collect();
            assert_eq!(paths, ["body.KeyMetadata.KeyUsage"], "{}", result.id);
        }
    }
    assert!(failed.len() * 50 < summary.results.len(), "{failed:?}");
}

fn null_seen_by_one_case_alone() {
    let summary = run(null_usage, &["key/disable/by_arn"], RunOptions::default());
    assert_eq!(summary.exit, 1);
    let verdicts: Vec<_> = summary
        .results
        .iter()
        .map(|it| (it.id.as_str(), it.verdict))
        .collect();
    assert_eq!(
        verdicts,
        [
            ("key/disable/by_arn", Verdict::Pass),
            ("protocol/success_shape/describe_key", Verdict::Fail),
        ]
    );
    let told = failure(&summary.results[1]);
    let head: Vec<&str> = told
        .lines()
        .take_while(|line| !line.contains("> POST"))
        .collect();
    screen("shapes_null_seen_by_one_case_alone", head.join("\n"));
    let last = told.trim_end().lines().last();
    assert_eq!(
        last,
        Some("  rerun kmspec run --exact key/disable/by_arn --seed 0")
    );
}

/// A password under its own name in another spelling, and a proxy's secret under a name that says nothing.
fn telling(operation: &str, sent: &Value, body: &mut Value) {
    if operation == "DescribeCustomKeyStores"
        && let Some(stores) = body["CustomKeyStores"].as_array_mut()
    {
        for store in stores {
            store["keyStorePassword"] = json!("kmsPswd");
        }
    }
    if operation == "CreateCustomKeyStore" {
        body["Debug"] = sent["XksProxyAuthenticationCredential"]["RawSecretAccessKey"].clone();
    }
}

fn secrets_under_other_names() {
    let ids = [
        "protocol/secrets_in_answers",
        "custom_key_store/describe/cloudhsm_entry",
        "custom_key_store/create/external_public",
    ];
    let summary = run(telling, &ids, RunOptions::default());
    assert_eq!(
        others(&summary),
        [("protocol/secrets_in_answers", Verdict::Fail)]
    );
    let result = summary
        .results
        .iter()
        .find(|result| result.verdict == Verdict::Fail);
    let result = result.expect("it was there");
    let mut paths: Vec<&str> = result.mismatches.iter().map(|m| m.path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(
        paths,
        ["body.CustomKeyStores[].keyStorePassword", "body.Debug"]
    );
    assert!(!failure(result).contains("kmsPswd"));
    // And without the case that judges it.
    let alone = run(telling, &ids[1..2], RunOptions::default());
    assert_eq!(others(&alone), others(&summary));
}

/// Nothing and an empty object are the same where nothing is answered, null is a fault of the shape, members of the answer.
fn void_answers() {
    let steps = |call: &str| {
        format!(
            "steps:\n  - call: {call}\n    input: {{{}: a}}\n    expect: {{ok: {{}}}}\n",
            if call.ends_with("Store") {
                "CustomKeyStoreId"
            } else {
                "KeyId"
            }
        )
    };
    for operation in [
        "ConnectCustomKeyStore",
        "DeleteCustomKeyStore",
        "DisconnectCustomKeyStore",
        "UpdateCustomKeyStore",
        "EnableKey",
        "DisableKey",
    ] {
        for (body, verdicts) in [
            ("", &[Verdict::Pass][..]),
            ("{}", &[Verdict::Pass]),
            ("null", &[Verdict::Pass, Verdict::Fail]),
            (r#"{"Status":"gone"}"#, &[Verdict::Fail, Verdict::Fail]),
            ("[]", &[Verdict::Fail, Verdict::Fail]),
        ] {
            let told = against(
                move |_| answer(200, body),
                [case("key/void", &steps(operation))],
            );
            let exit = u8::from(verdicts.contains(&Verdict::Fail));
            told.ends(exit, verdicts);
        }
    }
}

/// A success that should have been a refusal is that, and no fault of the shape as well.
fn accepted_nonsense() {
    let told = against(
        |_| answer(200, r#"{"KeyMetadata":{"KeyId":"a","Origin":"SOMEWHERE"}}"#),
        [case(
            "key/create/origin_unknown",
            "steps:\n  - {call: CreateKey, input: {Origin: SOMEWHERE}, expect: {error: ValidationException}}\n",
        )],
    );
    told.ends(1, &[Verdict::Fail]);
}

/// An answer with many members is looked at in time that grows with it, and not with its square.
fn many_members() {
    let members = |count: u32| -> Value {
        let all = (0..count).map(|at| (format!("Member{at}"), json!({"At": at})));
        let mut body: serde_json::Map<String, Value> = all.collect();
        body.insert("KeyMetadata".to_owned(), json!({"KeyId": "a"}));
        Value::Object(body)
    };
    let steps = "steps:\n  - {id: before, call: DescribeKey, input: {KeyId: a}, expect: {ok: {$any: true}}}\n  - {call: DescribeKey, input: {KeyId: a}, expect: {ok: {$ref: before}}}\n  - {call: DescribeKey, input: {KeyId: a}, expect: {ok: {KeyMetadata: {KeyId: a}}}}\n";
    let time = |count| {
        let body = members(count).to_string();
        let begin = Instant::now();
        let told = against(
            move |_| answer(200, &body),
            [case("key/describe/many", steps)],
        );
        told.ends(0, &[Verdict::Pass]);
        begin.elapsed()
    };
    let (few, many) = (time(5_000), time(40_000));
    // Eight times as many members: by the square it would be 64 times as long.
    assert!(many < few * 30, "{few:?}, {many:?}");
}
