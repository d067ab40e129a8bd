//! `kmspec coverage`: what is counted, where it is written, and what a report says to it.

use serde_json::Value;

use super::Entry;
use super::bench::Bench;

pub(super) const TRIALS: &[Entry] = &[("cells_are_counted", cells_are_counted)];

/// The cells of a name.
fn cells<'a>(coverage: &'a Value, dimension: &str, of: &[&str]) -> &'a Value {
    let all = coverage["cells"].as_array().expect("cells");
    let of: Vec<Value> = of.iter().map(|word| Value::from(*word)).collect();
    let mut found = all
        .iter()
        .filter(|cell| cell["dimension"] == dimension && cell["of"].as_array() == Some(&of));
    let cell = found.next().unwrap_or_else(|| panic!("a cell {of:?}"));
    assert!(found.next().is_none(), "each is there once");
    cell
}

fn cells_are_counted() {
    let bench = Bench::new();
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/cases");
    let selected = ["--cases", corpus, "tag/list"];
    let words = |first: &'static [&'static str]| [first, &selected[..]].concat();
    bench.says(&words(&["run", "--report-json", "run.json"]), 0);
    let told = bench.says(&words(&["coverage", "--report-json", "cells.json"]), 0);
    assert!(
        told.contains("missing: operation × declared error"),
        "{told}"
    );
    let coverage: Value = serde_json::from_str(&bench.read("cells.json")).expect("JSON");
    assert_eq!(coverage["schema"], "kmspec/coverage/v1");
    let page = cells(&coverage, "paging", &["ListResourceTags", "first_page"]);
    assert_eq!(
        (&page["status"], &page["standing"]),
        (&"covered".into(), &Value::Null)
    );
    let first = page["cases"][0].as_str().expect("a case");
    assert!(first.starts_with("tag/list/"), "{first}");
    let least = cells(&coverage, "inputs", &["ListResourceTags", "Limit", "least"]);
    assert_eq!(least["status"], "covered");
    let other = cells(&coverage, "errors", &["Sign", "NotFoundException"]);
    assert_eq!(other["status"], "missing");
    let all = coverage["cells"].as_array().expect("cells").len();
    let totals = coverage["totals"].as_array().expect("totals").iter();
    let counted: u64 = totals.filter_map(|it| it["cells"].as_u64()).sum();
    assert_eq!(counted, all as u64);
    // Against a report: what that run passed, and what it never judged.
    let first = format!("\"id\": \"{first}\"");
    let report = bench.read("run.json");
    assert!(report.contains(&first) || report.contains(&first.replace(": ", ":")));
    let told = bench.says(
        &words(&[
            "coverage",
            "--against",
            "run.json",
            "--report-json",
            "cells.json",
        ]),
        0,
    );
    assert!(told.contains("reference, by cell"), "{told}");
    let coverage: Value = serde_json::from_str(&bench.read("cells.json")).expect("JSON");
    assert_eq!(coverage["target"], "reference");
    let page = cells(&coverage, "paging", &["ListResourceTags", "first_page"]);
    assert_eq!(page["standing"], "pass");
    let told = bench.says(&["coverage", "--against", "cells.json"], 2);
    assert!(told.contains("no report of kmspec"), "{told}");
}
