//! The JSON report and its schema.

use serde_json::{Value, json};

use super::fixture::{failure, plain, summary};
use crate::check::Verdict;
use crate::report::{Format, document, read_report, report_schema, write_json, write_report};

#[test]
fn the_json_report() {
    let mut run = summary(vec![failure()]);
    run.exit = 1;
    let text = plain(|out| write_json(out, &run));
    let mut value: Value = serde_json::from_str(&text).expect("a report is JSON");
    assert_eq!(value["schema"], json!("kmspec/report/v1"));
    assert_eq!(value["kmspec"].take(), json!(env!("CARGO_PKG_VERSION")));
    assert_eq!(value["totals"]["fail"], json!(1));
    assert_eq!(
        value["totals"].as_object().map(serde_json::Map::len),
        Some(Verdict::ALL.len())
    );
    let requests = value["cases"][0]["requests"].take();
    assert_eq!(
        requests[1]["body"],
        json!({"bytes": 28, "json": {"CustomKeyStoreId": "cks-1"}})
    );
    assert_eq!(requests[1]["response"]["status"], json!(200));
    insta::assert_snapshot!(serde_json::to_string_pretty(&value).expect("JSON"));
}

/// Also a body that is `null`, which is not the same as none.
#[test]
fn what_is_read_back_is_what_was_written() {
    let mut result = failure();
    let answered = result.exchanges.last_mut().expect("it was asked");
    let response = answered.response.as_mut().expect("it was answered");
    response.body = b"null".to_vec();
    let written = document(&summary(vec![result]));
    for format in [Format::Json, Format::Ndjson] {
        let runs = std::slice::from_ref(&written);
        let text = plain(|out| write_report(out, format, runs));
        assert_eq!(read_report(&text).as_ref(), Ok(&written), "{format:?}");
    }
}

#[test]
fn the_schema_describes_the_report() {
    let schema = report_schema();
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let mut report = serde_json::to_value(document(&summary(vec![failure()]))).expect("JSON");
    assert!(
        validator.is_valid(&report),
        "{:?}",
        validator
            .iter_errors(&report)
            .map(|e| e.to_string())
            .collect::<Vec<_>>()
    );
    report["schema"] = json!("kmspec/report/v2");
    assert!(!validator.is_valid(&report));
    report = json!({"schema": "kmspec/report/v1"});
    assert!(!validator.is_valid(&report));
}
