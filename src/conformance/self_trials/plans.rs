//! Plans: what is told before a run is what the run then does.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use kmspec::case::Case;
use kmspec::check::Verdict;
use kmspec::plan::{self, Call, Rehearsed, Shape, Somebody};
use kmspec::runner::{self, RunMarks, RunOptions};
use kmspec::serve::{Options, Server, Watch};
use kmspec::target::{Manner, Target, http};
use kmspec::wire::{RunId, Timestamp};
use serde_json::Value;

use super::super::corpus;
use super::Entry;
use super::bench::Bench;
use super::stage::block_on;

pub(super) const TRIALS: &[Entry] = &[
    ("a_plan_is_the_run", a_plan_is_the_run),
    ("a_plan_is_printed", a_plan_is_printed),
    (
        "shared_keys_change_no_verdict",
        shared_keys_change_no_verdict,
    ),
    ("limits_refuse_before_sending", limits_refuse_before_sending),
    (
        "what_costs_more_runs_on_request",
        what_costs_more_runs_on_request,
    ),
    ("one_good_read_proves_nothing", one_good_read_proves_nothing),
    ("what_cannot_be_planned", what_cannot_be_planned),
];

/// Cases of every kind: keys, aliases, grants, tags, policies, stores, other accounts and Regions, odd requests.
const BROAD: [&str; 12] = [
    "alias/create",
    "alias/list",
    "custom_key_store/delete/non_empty",
    "custom_key_store/delete/twice",
    "encryption/encrypt",
    "grant/create",
    "key/create",
    "key/list",
    "key_policy",
    "protocol/success_shape",
    "random",
    "tag",
];

/// The reference over HTTP, without worlds, and everything that it is asked.
async fn watched() -> (Server, Shape, Target, Arc<Mutex<Vec<Call>>>) {
    let seen: Arc<Mutex<Vec<Call>>> = Arc::default();
    let principals = kmspec::wire::world::principals();
    let names = principals
        .iter()
        .map(|it| (it.access_key_id.clone(), it.name.clone()));
    let names: BTreeMap<String, String> = names.collect();
    let (watched, by_key) = (Arc::clone(&seen), names);
    let mut serving = Options::new(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    serving.admin = false;
    serving.watch = Some(Watch(Arc::new(move |request, response| {
        let call = Call::of(request, response, &by_key);
        // Whether there are worlds is no call of anybody.
        if request.target != kmspec::wire::admin::PATH {
            watched
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(call);
        }
    })));
    let server = Server::start(serving).await.expect("it can be served");
    let ready = server.ready();
    let mut asking = http::Options::new(server.url(), ready.region);
    asking.principals.clone_from(&ready.principals);
    let shape = Shape {
        name: server.url().to_owned(),
        regions: asking.regions.clone(),
        ..shape(false)
    };
    let target = Target::http(asking).await.expect("it can be reached");
    (server, shape, target, seen)
}

pub(super) fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("it is later");
    Timestamp::from_millis(0).plus(since)
}

/// Calls by operation, principal and outcome.
fn counted(calls: &[Call]) -> BTreeMap<(String, String, String), usize> {
    let mut counted: BTreeMap<_, usize> = BTreeMap::new();
    for call in plan::without_polls(calls) {
        let outcome = call.error.clone().unwrap_or_default();
        let place = (call.name().to_owned(), call.principal.clone(), outcome);
        *counted.entry(place).or_default() += 1;
    }
    counted
}

/// What each principal asks, one after the other, without what only waits for key stores.
fn order(calls: &[Call]) -> Vec<(&'static str, &str)> {
    let calls = plan::without_polls(calls);
    let calls = calls.map(|call| (call.name(), call.principal.as_str()));
    calls.collect()
}

/// The plan of a run to the call: what serves it sees the same calls of everybody, in the same order. The whole corpus with
/// `KMSPEC_TRIAL=long`.
fn a_plan_is_the_run() {
    let cases = corpus::load().expect("the corpus loads");
    let mut options = RunOptions {
        seed: 11,
        consistency_wait: Duration::from_secs(1),
        ..RunOptions::default()
    };
    if !is_long() {
        options.selection.operands = BROAD.map(str::to_owned).to_vec();
    }
    block_on(async {
        let (server, shape, target, seen) = watched().await;
        let planned = plan::rehearse(&options, &cases, &shape, now()).await;
        let summary = runner::run(&options, &cases, &target, |_| {}).await;
        server.stop().await;
        let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        check_same(&planned, &seen, &summary.results);
        let (planned_polls, polls) = (plan::polls(&planned.calls), plan::polls(&seen));
        assert!(
            planned_polls.abs_diff(polls) <= planned_polls / 5 + 5,
            "polls: planned {planned_polls}, made {polls}"
        );
        assert!(planned.calls.len() > 1000, "{}", planned.calls.len());
    });
}

fn check_same(planned: &Rehearsed, seen: &[Call], results: &[kmspec::check::CaseResult]) {
    let verdicts = |results: &[kmspec::check::CaseResult]| -> Vec<(String, Verdict)> {
        results
            .iter()
            .map(|it| (it.id.to_string(), it.verdict))
            .collect()
    };
    let (planned_verdicts, verdicts) = (verdicts(&planned.summary.results), verdicts(results));
    let other = planned_verdicts.iter().zip(&verdicts).find(|(a, b)| a != b);
    assert!(other.is_none(), "planned and judged: {other:?}");
    let (plan, run) = (counted(&planned.calls), counted(seen));
    let mut differences = Vec::new();
    for place in plan.keys().chain(run.keys()) {
        if plan.get(place) != run.get(place) {
            differences.push((place, plan.get(place), run.get(place)));
        }
    }
    assert!(differences.is_empty(), "planned and made: {differences:?}");
    let (plan, run) = (order(&planned.calls), order(seen));
    let first = plan.iter().zip(&run).position(|(a, b)| a != b);
    assert!(
        first.is_none() && plan.len() == run.len(),
        "planned and made go apart at {first:?}: {:?}",
        first.map(|at| (
            &plan[at.saturating_sub(5)..at + 2],
            &run[at.saturating_sub(5)..at + 2]
        ))
    );
}

fn a_plan_is_printed() {
    let bench = Bench::new();
    let words = [
        "plan",
        "--target",
        "aws",
        "--allow-writes",
        "--seed",
        "7",
        "mine",
    ];
    let said = bench.says(&words, 0);
    for part in [
        "plan for https://kms.us-east-1.amazonaws.com: nothing was sent",
        "5 cases with --seed 7",
        "GenerateRandom",
        "cost: USD 0.0000, by the prices of 2026-03",
        "held to no rate",
        "not checked, as nothing was sent",
        "cases that only use keys share them",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    // Without leave to write it is told what is not asked for, and why.
    let reads = bench.says(&["plan", "--target", "aws", "--seed", "7", "mine"], 0);
    for part in [
        "note: https://kms.us-east-1.amazonaws.com is AWS: only calls that describe, list or get are sent",
        "not judged  step 1 is not sent, by --only read: ",
    ] {
        assert!(reads.contains(part), "{part} is not in\n{reads}");
    }
    bench.write("prices.yaml", "about: Mine.\ndate: \"2030\"\nsource: me\nkey_month: 730\npending_deletion: billed\nper_10000_requests: {symmetric: 10000, rsa_2048: 1, other_asymmetric: 1, ecc_data_key_pair: 1, rsa_data_key_pair: 1}\n");
    let json = [&words[..], &["--json", "--prices", "prices.yaml"]].concat();
    let plan: Value = serde_json::from_str(&bench.says(&json, 0)).expect("it is JSON");
    assert_eq!(plan["schema"], "kmspec/plan/v1");
    let requests = plan["requests"].as_u64().expect("a number");
    assert!(requests >= 5, "{plan}");
    // A dollar for each request, and no key is made.
    assert_eq!(
        plan["cost"]["usd"].as_f64(),
        Some(f64::from(u32::try_from(requests).expect("few")))
    );
    assert_eq!(plan["cost"]["prices_date"], "2030");
}

/// The cases whose ids begin so; every one with `KMSPEC_TRIAL=long`.
pub(super) fn cases(begin: &[&str]) -> Vec<Case> {
    let mut cases = corpus::load().expect("the corpus loads");
    let is_one = |case: &Case| {
        begin
            .iter()
            .any(|begin| case.id.as_str().starts_with(begin))
    };
    cases.retain(|case| is_long() || is_one(case));
    cases
}

fn is_long() -> bool {
    std::env::var("KMSPEC_TRIAL").is_ok_and(|value| value == "long")
}

pub(super) fn options(on_aws: bool) -> RunOptions {
    let marks = RunMarks::new(RunId::of_bytes([0; 6]), on_aws);
    RunOptions {
        seed: 5,
        consistency_wait: Duration::ZERO,
        marks: Some(marks),
        ..RunOptions::default()
    }
}

/// The world of the reference, in the place of another.
pub(super) fn shape(on_aws: bool) -> Shape {
    let name = if on_aws {
        "https://kms.us-east-1.amazonaws.com"
    } else {
        "http://127.0.0.1:9"
    };
    let principals = kmspec::wire::world::principals().into_iter();
    let somebody = principals.map(|it| Somebody {
        knows_arn: it.arn.is_some(),
        name: it.name,
        account: Some(it.account),
    });
    Shape {
        name: name.to_owned(),
        principals: somebody.collect(),
        cannot: Vec::new(),
        regions: kmspec::wire::world::regions(),
        manner: Manner::default(),
    }
}

pub(super) fn check_outcome(free: &Rehearsed, under: &Rehearsed) {
    let ((free, stays), (under, stays_under)) = (free.outcome(), under.outcome());
    let others: Vec<_> = free.iter().zip(&under).filter(|(a, b)| a != b).collect();
    assert!(others.is_empty(), "{} are others: {others:?}", others.len());
    assert_eq!(stays, stays_under, "what stays");
}

/// Cases of which many only use keys.
const USING: [&str; 4] = ["encryption", "key/describe", "key_policy/get", "mac"];

/// Cases that share keys are judged as those are that have keys of their own, and make fewer. Of the whole corpus with
/// `KMSPEC_TRIAL=long`.
fn shared_keys_change_no_verdict() {
    let cases = cases(&USING);
    for on_aws in [false, true] {
        let (mut options, shape) = (options(on_aws), shape(on_aws));
        block_on(async {
            let now = now();
            let own = plan::rehearse(&options, &cases, &shape, now).await;
            options.share_keys = true;
            let shared = plan::rehearse(&options, &cases, &shape, now).await;
            check_outcome(&own, &shared);
            assert_eq!(own.own_keys, shared.own_keys);
            let (own, shared) = (&own.keys, &shared.keys);
            assert!(
                shared.len() * 3 < own.len() * 2,
                "{} of {}",
                shared.len(),
                own.len()
            );
            let live = shared.iter().filter(|key| key.scheduled.is_none()).count();
            assert_eq!(
                live,
                own.iter().filter(|key| key.scheduled.is_none()).count()
            );
        });
    }
}

/// A case that makes a key of this spec.
pub(super) fn making(bench: &Bench, name: &str, spec: &str) {
    let text = format!(
        "requirement: The endpoint behaves.\nevidence:\n  - kmspec-trial\nsteps:\n  - call: CreateKey\n    input: {{KeySpec: {spec}, KeyUsage: ENCRYPT_DECRYPT}}\n    expect: {{ok: {{$open: true}}}}\n"
    );
    bench.write(&format!("mine/key/create/{name}.yaml"), &text);
}

fn limits_refuse_before_sending() {
    let bench = Bench::new();
    making(&bench, "plain", "SYMMETRIC_DEFAULT");
    block_on(async {
        let endpoint = super::stage::Scripted::start(super::bench::right).await;
        let url = endpoint.url();
        let target = ["--endpoint-url", url.as_str(), "--seed", "7", "mine"];
        for (command, code) in [("run", 3), ("plan", 3)] {
            let keys = [&[command, "--max-keys", "0"], &target[..]].concat();
            let said = bench.says(&keys, code);
            assert!(
                said.contains("the run would make 1 keys, and --max-keys allows 0"),
                "{said}"
            );
            let cost = [&[command, "--max-cost", "0.001"], &target[..]].concat();
            let said = bench.says(&cost, code);
            assert!(
                said.contains("and --max-cost allows 0.001; nothing was sent"),
                "{said}"
            );
        }
        assert_eq!(endpoint.seen(), Vec::<String>::new());
        let enough = [&["plan", "--max-keys", "1", "--max-cost", "1"], &target[..]].concat();
        bench.says(&enough, 0);
        let negative = [&["plan", "--max-cost=-1"], &target[..]].concat();
        bench.says(&negative, 2);
    });
}

fn what_costs_more_runs_on_request() {
    let bench = Bench::new();
    making(&bench, "rsa", "RSA_2048");
    let aws = [
        "plan",
        "--target",
        "aws",
        "--allow-writes",
        "--json",
        "--exact",
        "key/create/rsa",
        "mine",
    ];
    let plan = |words: &[&str]| -> Value {
        serde_json::from_str(&bench.says(words, 0)).expect("it is JSON")
    };
    let left_out = plan(&aws);
    assert_eq!(
        (&left_out["keys_made"], &left_out["verdicts"]["unsupported"]),
        (&0.into(), &1.into())
    );
    let with = plan(&[&aws[..], &["--with", "rsa"]].concat());
    assert_eq!(
        (&with["keys_made"], &with["verdicts"]["pass"]),
        (&1.into(), &1.into())
    );
    let elsewhere = plan(&[
        "plan",
        "--endpoint-url",
        "http://127.0.0.1:9",
        "--json",
        "--exact",
        "key/create/rsa",
        "mine",
    ]);
    assert_eq!(elsewhere["keys_made"], 1);
}

/// Hosts that answer by turns are told from a host that is late.
fn one_good_read_proves_nothing() {
    let waits = || {
        super::stage::case(
            "key/list/waits",
            "steps:\n  - call: ListKeys\n    eventually: {within: 2s}\n    expect: {ok: {Keys: [], Truncated: false}}\n",
        )
    };
    let told = |agreeing_reads: u32, good: fn(usize) -> bool| {
        block_on(async {
            let endpoint = super::stage::Scripted::start(move |call| {
                let keys = if good(call.earlier) {
                    "[]"
                } else {
                    r#"[{"KeyId":"k"}]"#
                };
                super::stage::json(200, &format!(r#"{{"Keys":{keys},"Truncated":false}}"#))
            })
            .await;
            let mut stage = super::stage::Stage::new(&endpoint.url(), [waits()]);
            stage.run.consistency_wait = Duration::from_secs(2);
            stage.run.agreeing_reads = agreeing_reads;
            let told = stage.play().await;
            let result = told.summary.results[0].clone();
            let expected = result.mismatches.first().map(|it| it.expected.clone());
            (
                result.verdict,
                expected.unwrap_or_default(),
                endpoint.seen().len(),
            )
        })
    };
    let by_turns = |earlier: usize| earlier % 2 == 1;
    assert_eq!(told(1, by_turns).0, Verdict::Pass);
    let (verdict, expected, _) = told(3, by_turns);
    assert_eq!(verdict, Verdict::Fail);
    assert!(
        expected.contains("(inconsistent, not late: it was so"),
        "{expected}"
    );
    let (verdict, expected, _) = told(3, |_| false);
    assert_eq!(verdict, Verdict::Fail);
    assert!(expected.ends_with("within 2s"), "{expected}");
    let (verdict, _, asked) = told(3, |earlier| earlier > 0);
    assert_eq!((verdict, asked), (Verdict::Pass, 4));
}

fn what_cannot_be_planned() {
    let bench = Bench::new();
    let said = bench.says(&["plan", "mine"], 2);
    assert!(said.contains("there is no target to plan for"), "{said}");
    bench.write("prices.yaml", "about: Mine.\n");
    let said = bench.says(
        &[
            "plan",
            "--target",
            "aws",
            "--allow-writes",
            "--prices",
            "prices.yaml",
            "mine",
        ],
        2,
    );
    assert!(
        said.contains("prices.yaml:1") && said.contains("the price list does not load"),
        "{said}"
    );
    let nobody = [
        "plan",
        "--target",
        "aws",
        "--filter",
        "nothing-is-called-so",
    ];
    let said = bench.says(&nobody, 4);
    assert!(said.contains("no case is selected"), "{said}");
}
