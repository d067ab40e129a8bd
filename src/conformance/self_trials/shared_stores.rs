//! On one account for all cases and all runs: what keeps a store shares it, and the next run takes it over.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use kmspec::case::Case;
use kmspec::check::{RunSummary, Verdict};
use kmspec::runner::{self, RunOptions};
use kmspec::serve::{Options, Server};
use kmspec::target::{Target, http};

use super::super::corpus;
use super::Entry;
use super::stage::block_on;

pub(super) const TRIALS: &[Entry] = &[
    ("a_later_run_takes_them_over", a_later_run_takes_them_over),
    (
        "an_interrupted_run_leaves_them",
        an_interrupted_run_leaves_them,
    ),
];

/// Cases that leave keys in stores, more of them than an account may have stores, and some that leave nothing.
const CASES: [&str; 6] = [
    "custom_key_store/delete",
    "custom_key_store/connect/keys_come_back",
    "custom_key_store/update/keys_stay",
    "key/create/external_key_in_use",
    "key/create/in_cloudhsm_store",
    "encryption/encrypt/key_in_external_store",
];

/// The reference over HTTP, without the administrative path.
async fn server() -> (Server, Target) {
    let mut serving = Options::new(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    serving.admin = false;
    let server = Server::start(serving).await.expect("it can be served");
    let ready = server.ready();
    let mut asking = http::Options::new(server.url(), ready.region);
    asking.principals = ready.principals;
    let target = Target::http(asking).await.expect("it can be reached");
    (server, target)
}

fn options(seed: u64) -> RunOptions {
    let mut options = RunOptions {
        seed,
        jobs: 4,
        // One host, which knows at once.
        consistency_wait: Duration::ZERO,
        ..RunOptions::default()
    };
    options.selection.operands = CASES.map(str::to_owned).to_vec();
    options
}

async fn run(cases: &[Case], target: &Target, seed: u64) -> RunSummary {
    runner::run(&options(seed), cases, target, |_| {}).await
}

/// The ids of the stores that a run has left for the next one. Beside them, where a shared store was not ready in time, the case
/// that wanted it has left a store of its own.
fn left(summary: &RunSummary) -> Vec<&str> {
    let mut left: Vec<&str> = Vec::new();
    for it in &summary.left_behind {
        assert_eq!(it.kind, "custom_key_store", "{it:?}");
        if it.reason.ends_with("the next run takes it over") {
            left.push(&it.id);
        } else {
            let held = it.reason.contains("CustomKeyStoreHasCMKsException");
            assert!(held, "{it:?}");
        }
    }
    assert!(summary.left_behind.len() <= 10, "{:?}", summary.left_behind);
    left.sort_unstable();
    left
}

fn verdicts(summary: &RunSummary) -> Vec<(String, Verdict)> {
    let results = summary.results.iter();
    results
        .map(|result| (result.id.to_string(), result.verdict))
        .collect()
}

/// Whatever is no pass is what no target without a world can be put into.
fn check_all_pass(summary: &RunSummary) {
    for result in &summary.results {
        let known = matches!(result.verdict, Verdict::Pass | Verdict::Unsupported);
        assert!(
            known,
            "{} {}: {:?}",
            result.id, result.verdict, result.fault
        );
    }
}

fn a_later_run_takes_them_over() {
    let cases = corpus::load().expect("the corpus loads");
    block_on(async {
        let (server, target) = server().await;
        let first = run(&cases, &target, 1).await;
        check_all_pass(&first);
        let kept = left(&first);
        // One of each type for cases that want their key to be the only one, one for all others.
        assert!((1..=4).contains(&kept.len()), "{:?}", first.left_behind);
        let later = run(&cases, &target, 2).await;
        check_all_pass(&later);
        assert_eq!(verdicts(&first), verdicts(&later));
        let taken_over = left(&later);
        let again = kept.iter().filter(|id| taken_over.contains(id)).count();
        assert!(again > 0, "{:?}", later.left_behind);
        server.stop().await;
    });
}

fn an_interrupted_run_leaves_them() {
    let cases = corpus::load().expect("the corpus loads");
    block_on(async {
        let (server, target) = server().await;
        let stopped = options(3);
        let cancel = stopped.cancel.clone();
        let interrupted = runner::run(&stopped, &cases, &target, |event| {
            let kmspec::check::Event::CaseFinished(result) = event else {
                return;
            };
            // One that has had a shared store.
            if result.id.as_str() == "custom_key_store/delete/non_empty_with_disabled_key" {
                cancel.interrupt();
            }
        })
        .await;
        assert_eq!(interrupted.exit, 130);
        let kept = left(&interrupted);
        assert!(
            (1..=4).contains(&kept.len()),
            "{:?}",
            interrupted.left_behind
        );
        let later = run(&cases, &target, 4).await;
        check_all_pass(&later);
        let all = left(&later);
        assert!((1..=4).contains(&all.len()), "{:?}", later.left_behind);
        assert!(kept.iter().any(|id| all.contains(id)), "{kept:?} {all:?}");
        server.stop().await;
    });
}
