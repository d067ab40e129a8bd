//! Policies: what a plan writes is enough for its run, and nothing of it is too much.

use std::net::{Ipv4Addr, SocketAddr};

use kmspec::plan;
use kmspec::serve::{Options, Server};
use serde_json::Value;

use super::Entry;
use super::bench::Bench;
use super::plans::{cases, check_outcome, making, now, options, shape};
use super::stage::block_on;

pub(super) const TRIALS: &[Entry] = &[
    (
        "the_least_policy_is_enough_and_least",
        the_least_policy_is_enough_and_least,
    ),
    ("the_policies_are_enough", the_policies_are_enough),
    (
        "a_server_holds_callers_to_policies",
        a_server_holds_callers_to_policies,
    ),
    ("policies_are_written", policies_are_written),
];

/// Cases by which the least policy is tried.
const POLICED: [&str; 4] = [
    "alias/delete/d",
    "key/disable/",
    "random/generate/",
    "tag/untag/",
];

/// With the policies every verdict is as without; without any one action of one of them a verdict is another, or something
/// stays that was to be taken away. Of the whole corpus with `KMSPEC_TRIAL=long`.
fn the_least_policy_is_enough_and_least() {
    let cases = cases(&POLICED);
    for on_aws in [false, true] {
        let options = options(on_aws);
        let shape = shape(on_aws);
        block_on(async {
            let now = now();
            let free = plan::rehearse(&options, &cases, &shape, now).await;
            let policies = plan::least_policies(&free, on_aws, &options, &cases, &shape, now).await;
            assert!(policies.contains_key("owner") && !policies.contains_key("stranger"));
            let owner = policies["owner"].document().to_string();
            assert_eq!(
                owner.contains("aws:ResourceTag/kmspec:run"),
                on_aws,
                "{owner}"
            );
            let under = plan::rehearse_under(&policies, &options, &cases, &shape, now).await;
            check_outcome(&free, &under);
            let (mut tried, mut idle) = (0, Vec::new());
            for (name, policy) in &policies {
                for action in policy.actions() {
                    let asked = (name.as_str(), action);
                    let needed =
                        plan::is_needed(asked, &policies, &free, &options, &cases, &shape, now);
                    if !needed.await {
                        idle.push((name, action));
                    }
                    tried += 1;
                }
            }
            assert!(idle.is_empty(), "nobody needs {idle:?}");
            assert!(tried > 8, "{tried}");
        });
    }
}

/// Cases that ask for more than an action on a key of their own: of other accounts, with grants, with stores, with tags.
const HELD: [&str; 5] = [
    "alias/create/without_prefix",
    "custom_key_store/delete/twice",
    "encryption/re_encrypt",
    "grant/create/cross_account",
    "key/create/tags_make_one_key",
];

/// Every verdict is the same under the policies that are made for a run. Of the whole corpus with `KMSPEC_TRIAL=long`.
fn the_policies_are_enough() {
    let cases = cases(&HELD);
    for on_aws in [false, true] {
        let (options, shape) = (options(on_aws), shape(on_aws));
        block_on(async {
            let now = now();
            let free = plan::rehearse(&options, &cases, &shape, now).await;
            let policies = plan::whole_policies(&free, on_aws, &shape);
            let under = plan::rehearse_under(&policies, &options, &cases, &shape, now).await;
            check_outcome(&free, &under);
        });
    }
}

/// What `plan` writes is enough for the run against a server that holds callers to it, and no longer enough with an action less.
fn a_server_holds_callers_to_policies() {
    let bench = Bench::new();
    super::as_aws::beside(async {
        let serve = async |policies: Option<&Value>| {
            let mut options = Options::new(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
            options.admin = false;
            options.ready_file = Some(bench.path().join("ready.json"));
            for (name, policy) in policies.and_then(Value::as_object).into_iter().flatten() {
                options
                    .policies
                    .insert(name.clone(), vec![policy.to_string()]);
            }
            Server::start(options).await.expect("it can be served")
        };
        let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/cases");
        let words = |command: &'static str, server: &Server, more: &[&str]| {
            let url = server.url().to_owned();
            let words = [
                command,
                "--endpoint-url",
                &url,
                "--principals",
                "ready.json",
            ];
            let all = [
                &words[..],
                &["--cases", cases, "--seed", "7", "tag/untag"],
                more,
            ]
            .concat();
            all.into_iter().map(str::to_owned).collect::<Vec<String>>()
        };
        let says = |words: &[String], code: i32| {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            bench.says(&words, code)
        };
        let free = serve(None).await;
        says(&words("plan", &free, &["--iam-policy", "all.json"]), 0);
        free.stop().await;
        let policies: Value = serde_json::from_str(&bench.read("all.json")).expect("it is JSON");
        let held = serve(Some(&policies)).await;
        says(&words("run", &held, &[]), 0);
        held.stop().await;
        let less = policies
            .to_string()
            .replace("\"kms:UntagResource\"", "\"kms:Sign\"");
        let less: Value = serde_json::from_str(&less).expect("it is JSON");
        assert_ne!(less, policies);
        let held = serve(Some(&less)).await;
        let told = says(&words("run", &held, &[]), 1);
        assert!(told.contains("AccessDeniedException"), "{told}");
        held.stop().await;
    });
    for (text, expected) in [
        ("[]", "holds no policies by principal"),
        (r#"{"nobody": {}}"#, "there is no principal `nobody`"),
        (
            r#"{"owner": {}}"#,
            "policy 1 of `owner` is no identity policy",
        ),
    ] {
        bench.write("bad.json", text);
        let words = ["serve", "--bind", "127.0.0.1:0", "--policies", "bad.json"];
        let told = bench.says(&words, 2);
        assert!(told.contains(expected), "{told}");
    }
}

fn policies_are_written() {
    let bench = Bench::new();
    making(&bench, "plain", "SYMMETRIC_DEFAULT");
    let plan = [
        "plan",
        "--target",
        "aws",
        "--allow-writes",
        "--allow-account",
        "111122223333",
        "mine",
    ];
    let one = [&plan[..], &["--iam-policy", "all.json"]].concat();
    bench.says(&one, 0);
    let all: Value = serde_json::from_str(&bench.read("all.json")).expect("it is JSON");
    let owner = &all["owner"];
    assert_eq!(owner["Version"], "2012-10-17");
    let text = owner.to_string();
    for part in [
        "kms:CreateKey",
        "kms:ScheduleKeyDeletion",
        "arn:aws:kms:us-east-1:111122223333:key/*",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    let each = [&plan[..], &["--iam-policy", "{principal}.json"]].concat();
    bench.says(&each, 0);
    let alone: Value = serde_json::from_str(&bench.read("owner.json")).expect("it is JSON");
    assert_eq!(&alone, owner);
}
