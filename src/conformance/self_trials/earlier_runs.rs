//! What the program makes of an earlier run: a comparison, a rerun of what failed, a baseline.

use super::Entry;
use super::bench::{Bench, masked_screen, right, wrong};
use super::stage::{Scripted, SeenCall, block_on, json};

pub(super) const TRIALS: &[Entry] = &[
    ("two_runs_compared", two_runs_compared),
    ("only_what_failed_runs_again", only_what_failed_runs_again),
    (
        "a_baseline_is_green_red_fixed_and_gone",
        a_baseline_is_green_red_fixed_and_gone,
    ),
    (
        "a_baseline_keeps_what_is_written_by_hand",
        a_baseline_keeps_what_is_written_by_hand,
    ),
    (
        "runs_that_disagree_make_no_baseline",
        runs_that_disagree_make_no_baseline,
    ),
    ("what_is_no_baseline", what_is_no_baseline),
    ("an_old_id_means_the_new_one", an_old_id_means_the_new_one),
];

/// Right where the other is wrong, wrong where that is right, and without an operation.
fn otherwise(call: &SeenCall<'_>) -> wiremock::ResponseTemplate {
    match call.operation {
        "ListKeys" => json(400, r#"{"__type":"ValidationException","message":"no"}"#),
        "GenerateRandom" => json(400, r#"{"__type":"UnknownOperationException"}"#),
        "CreateCustomKeyStore" => json(400, r#"{"__type":"InternalException","message":"no"}"#),
        _ => right(call),
    }
}

fn two_runs_compared() {
    let bench = Bench::new();
    block_on(async {
        let (before, after) = (
            Scripted::start(wrong).await,
            Scripted::start(otherwise).await,
        );
        bench.run(&before.url(), &["--report-json", "a.json"], 1);
        bench.run(&before.url(), &["--report-json", "again.json"], 1);
        bench.run(&after.url(), &["--report-ndjson", "b.ndjson"], 1);
        masked_screen(
            "compare",
            &bench.says(&["compare", "a.json", "b.ndjson"], 1),
        );
        masked_screen(
            "compare_back",
            &bench.says(&["compare", "b.ndjson", "a.json"], 1),
        );
        let same = bench.says(&["compare", "a.json", "again.json"], 0);
        assert!(same.ends_with("0 appeared, 6 unchanged\n"), "{same}");
        let told = bench.says(&["compare", "a.json", "b.ndjson", "--json"], 1);
        let told: serde_json::Value = serde_json::from_str(&told).expect("it is JSON");
        assert_eq!(told["changes"][0]["change"], "failing");
        assert_eq!(told["changes"][0]["id"], "key/list/plain");
    });
}

fn only_what_failed_runs_again() {
    let bench = Bench::new();
    block_on(async {
        let (wrong, right) = (Scripted::start(wrong).await, Scripted::start(right).await);
        bench.run(&wrong.url(), &["--report-json", "a.json"], 1);
        let again = ["--rerun-failed", "a.json", "--report-json", "b.json"];
        let said = bench.run(&right.url(), &again, 0);
        assert!(said.contains("of 3 selected, 3 judged"), "{said}");
        let nothing = bench.run(&right.url(), &["--rerun-failed", "b.json"], 4);
        assert_eq!(
            nothing,
            "error: no case failed in b.json, so none runs again\n"
        );
    });
}

/// The last lines of a run with the baseline: what it says.
fn judged(bench: &Bench, url: &str, more: &[&str], code: i32) -> String {
    let mut words = vec!["--baseline", "known.yaml"];
    words.extend(more);
    let said = bench.run(url, &words, code);
    let at = said
        .find("baseline known.yaml")
        .expect("the baseline is told");
    said[at..].to_owned()
}

fn a_baseline_is_green_red_fixed_and_gone() {
    let bench = Bench::new();
    block_on(async {
        let endpoint = Scripted::start(wrong).await;
        let (good, worse) = (Scripted::start(right).await, Scripted::start(worse).await);
        let without = Scripted::start(without_describe).await;
        let url = endpoint.url();
        let made = bench.run(&url, &["--baseline", "known.yaml", "--update-baseline"], 0);
        let last = made.lines().last().unwrap_or_default();
        assert_eq!(
            last,
            "known.yaml: 3 causes, met 4 times, from 2 agreeing runs"
        );
        masked_screen("baseline", &bench.read("known.yaml"));
        let report = ["--report-junit", "run.xml"];
        masked_screen("baseline_green", &judged(&bench, &url, &report, 0));
        assert!(
            bench.read("run.xml").contains(r#"failures="0""#),
            "a known failure is red"
        );
        masked_screen("baseline_new", &judged(&bench, &worse.url(), &[], 1));
        masked_screen("baseline_fixed", &judged(&bench, &good.url(), &[], 0));
        judged(&bench, &good.url(), &["--strict-baseline"], 1);
        masked_screen(
            "baseline_unsupported",
            &judged(&bench, &without.url(), &[], 1),
        );
        // What is left out by the user is not gone.
        judged(&bench, &url, &["--filter", "key/list"], 0);
        std::fs::remove_file(bench.path().join("mine/key/describe/unknown.yaml")).expect("gone");
        masked_screen("baseline_gone", &judged(&bench, &url, &[], 1));
    });
}

/// Wrong, and wrong in one more case.
fn worse(call: &SeenCall<'_>) -> wiremock::ResponseTemplate {
    match call.operation {
        "ListKeys" => json(400, r#"{"__type":"ValidationException","message":"no"}"#),
        _ => wrong(call),
    }
}

fn without_describe(call: &SeenCall<'_>) -> wiremock::ResponseTemplate {
    match call.operation {
        "DescribeKey" => json(400, r#"{"__type":"UnknownOperationException"}"#),
        _ => wrong(call),
    }
}

fn a_baseline_keeps_what_is_written_by_hand() {
    let bench = Bench::new();
    block_on(async {
        let endpoint = Scripted::start(wrong).await;
        let url = endpoint.url();
        bench.run(&url, &["--report-json", "a.json"], 1);
        bench.says(&["baseline", "a.json", "--out", "known.yaml"], 0);
        let text = bench.read("known.yaml");
        let by_hand = "    reason: \"Not sent yet.\"\n    expires: \"2020-01-01\"\n";
        bench.write("known.yaml", &format!("{text}{by_hand}"));
        bench.says(&["baseline", "a.json", "--out", "known.yaml"], 0);
        assert!(
            bench.read("known.yaml").ends_with(by_hand),
            "{}",
            bench.read("known.yaml")
        );
        masked_screen("baseline_expired", &judged(&bench, &url, &[], 1));
    });
}

fn runs_that_disagree_make_no_baseline() {
    let bench = Bench::new();
    block_on(async {
        let once = |call: &SeenCall<'_>| match (call.operation, call.earlier) {
            ("ListKeys", 1..) => json(400, r#"{"__type":"ValidationException"}"#),
            _ => wrong(call),
        };
        let endpoint = Scripted::start(once).await;
        let words = ["--baseline", "known.yaml", "--update-baseline=2"];
        let said = bench.run(&endpoint.url(), &words, 1);
        let expected = "error: known.yaml is not written: the runs disagree on 1 of the cases:\n  key/list/plain\n    pass\n    fail: answer: expected ok {…} with status 200, came 400 ValidationException\nhelp: leave out what does not answer alike in every run, with --skip, or try again\n";
        assert!(said.ends_with(expected), "{said}");
        assert!(!bench.path().join("known.yaml").exists(), "it was written");
    });
}

fn what_is_no_baseline() {
    let bench = Bench::new();
    bench.write("known.yaml", "deviations: {}\n");
    let said = bench.run("http://127.0.0.1:9", &["--baseline", "known.yaml"], 2);
    assert!(
        said.starts_with("error: known.yaml is not a baseline: "),
        "{said}"
    );
    let lone = bench.run("http://127.0.0.1:9", &["--strict-baseline"], 2);
    assert!(lone.contains("--baseline"), "{lone}");
}

/// What was written down of a case before it was renamed still says the same of it, row by row.
fn an_old_id_means_the_new_one() {
    const OLD: &str = "custom_key_store/delete/holds_unavailable_key";
    const NEW: &str = "custom_key_store/delete/non_empty";
    let bench = Bench::new();
    bench.write(
        &format!("own/{NEW}.yaml"),
        "requirement: The endpoint behaves.\nevidence:\n  - kmspec-trial\nrows:\n  - {name: one, id: abc}\n  - {name: two, id: abd}\nsteps:\n  - call: DescribeKey\n    input: {KeyId: {$row: id}}\n    expect: {error: NotFoundException}\n",
    );
    let note = |id: &str| format!("note: {OLD}{id} has moved to {NEW}{id}\n");
    block_on(async {
        let (good, bad) = (Scripted::start(right).await, Scripted::start(wrong).await);
        let run = |url: &str, more: &[&str], code| {
            let words = ["run", "--seed", "7", "--endpoint-url", url, "own"];
            bench.says(&[&words[..], more].concat(), code)
        };
        let known = format!("deviations:\n  {OLD}: {{reason: Known.}}\n");
        bench.write("known.yaml", &known);
        let said = run(&bad.url(), &["--deviations", "known.yaml"], 0);
        assert!(
            said.contains(&note("")) && said.contains("2 deviates"),
            "{said}"
        );
        bench.write("known.yaml", &known.replace(OLD, &format!("{OLD}/two")));
        let said = run(&bad.url(), &["--deviations", "known.yaml"], 1);
        assert!(
            said.contains(&note("/two")) && said.contains("1 fail, 1 cause, 1 deviates"),
            "{said}"
        );

        let row = format!("{OLD}/one");
        let said = run(&good.url(), &["--exact", &row], 0);
        assert!(
            said.contains(&note("/one")) && said.contains("of 1 selected"),
            "{said}"
        );
        let said = run(&good.url(), &["--exact", "--filter", &row], 0);
        assert!(
            said.contains(&note("/one")) && said.contains("of 1 selected"),
            "{said}"
        );
        let said = run(&good.url(), &["--skip", &row], 0);
        assert!(
            said.contains(&note("/one")) && said.contains("1 disabled"),
            "{said}"
        );

        let baseline = ["--baseline", "base.yaml"];
        run(
            &bad.url(),
            &[&baseline[..], &["--update-baseline"]].concat(),
            0,
        );
        let before = bench.read("base.yaml").replace(NEW, OLD);
        bench.write("base.yaml", &before);
        let said = run(&bad.url(), &baseline, 0);
        assert!(
            said.contains(&note("/one")) && said.contains("2 known failures, 0 new"),
            "{said}"
        );
        let said = run(&good.url(), &baseline, 0);
        assert!(said.contains(&format!("  fixed    {NEW}/two\n")), "{said}");

        run(&bad.url(), &["--report-json", "a.json"], 1);
        run(&good.url(), &["--report-json", "b.json"], 0);
        let before = bench.read("a.json").replace(NEW, OLD);
        bench.write("a.json", &before);
        let said = bench.says(&["compare", "a.json", "b.json"], 0);
        assert!(
            said.contains("fixed: 2 cases") && said.contains(&format!("{NEW}/one")),
            "{said}"
        );
    });
}
