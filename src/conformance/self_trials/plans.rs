//! Plans: what is told before a run is what the run then does.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use kmspec::check::Verdict;
use kmspec::plan::{self, Call, Rehearsed, Shape, Somebody};
use kmspec::runner::{self, RunOptions};
use kmspec::serve::{Options, Server, Watch};
use kmspec::target::{Manner, Target, http};
use kmspec::wire::Timestamp;
use serde_json::Value;

use super::super::corpus;
use super::Entry;
use super::bench::Bench;
use super::stage::block_on;

pub(super) const TRIALS: &[Entry] = &[
    ("a_plan_is_the_run", a_plan_is_the_run),
    ("a_plan_is_printed", a_plan_is_printed),
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

/// The operation that waits: how often it is asked while a store connects is a matter of time, in any two runs.
const WAITS: &str = "DescribeCustomKeyStores";

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
        principals: ready
            .principals
            .into_iter()
            .map(|it| Somebody {
                name: it.name,
                account: Some(it.account),
            })
            .collect(),
        cannot: Vec::new(),
        regions: asking.regions.clone(),
        manner: Manner::default(),
    };
    let target = Target::http(asking).await.expect("it can be reached");
    (server, shape, target, seen)
}

fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("it is later");
    Timestamp::from_millis(0).plus(since)
}

/// Calls by operation, principal and outcome.
fn counted(calls: &[Call]) -> BTreeMap<(String, String, String), usize> {
    let mut counted: BTreeMap<_, usize> = BTreeMap::new();
    for call in calls.iter().filter(|call| call.name() != WAITS) {
        let outcome = call.error.clone().unwrap_or_default();
        let place = (call.name().to_owned(), call.principal.clone(), outcome);
        *counted.entry(place).or_default() += 1;
    }
    counted
}

/// What each principal asks, one after the other, where waiting for the same again is asking once.
fn order(calls: &[Call]) -> Vec<(&'static str, &str)> {
    let mut order: Vec<_> = calls
        .iter()
        .map(|call| (call.name(), call.principal.as_str()))
        .collect();
    order.dedup();
    order
}

/// The plan of a run to the call: what serves it sees the same calls of everybody, in the same order. The whole corpus with
/// `KMSPEC_TRIAL=long`.
fn a_plan_is_the_run() {
    let cases = corpus::load().expect("the corpus loads");
    let long = std::env::var("KMSPEC_TRIAL").is_ok_and(|value| value == "long");
    let mut options = RunOptions {
        seed: 11,
        consistency_wait: Duration::from_secs(1),
        ..RunOptions::default()
    };
    if !long {
        options.selection.operands = BROAD.map(str::to_owned).to_vec();
    }
    block_on(async {
        let (server, shape, target, seen) = watched().await;
        let planned = plan::rehearse(&options, &cases, &shape, now()).await;
        let summary = runner::run(&options, &cases, &target, |_| {}).await;
        server.stop().await;
        let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        check_same(&planned, &seen, &summary.results);
        let waits = |calls: &[Call]| calls.iter().filter(|call| call.name() == WAITS).count();
        let (planned_waits, waits) = (waits(&planned.calls), waits(&seen));
        assert!(
            planned_waits.abs_diff(waits) <= planned_waits / 5 + 5,
            "{WAITS}: planned {planned_waits}, made {waits}"
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
        "at the rate to which it is held",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
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
