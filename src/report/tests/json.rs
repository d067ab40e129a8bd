//! The JSON report and its schema.

use serde_json::{Value, json};

use super::fixture::{failure, plain, summary};
use crate::check::Verdict;
use crate::report::{Format, document, read_report, report_schema, write_json, write_report};

#[test]
#[expect(clippy::too_many_lines, reason = "the whole text, as it is written")]
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
    insta::assert_snapshot!(serde_json::to_string_pretty(&value).expect("JSON"), @r#"
    {
      "schema": "kmspec/report/v1",
      "kmspec": null,
      "target": "http://127.0.0.1:4566",
      "seed": 7,
      "totals": {
        "pass": 0,
        "fail": 1,
        "flaky": 0,
        "unsupported": 0,
        "disabled": 0,
        "blocked": 0,
        "deviates": 0,
        "fixed": 0,
        "error": 0
      },
      "selected": 1,
      "judged": 1,
      "causes": [
        {
          "cause": "50cb0b9a",
          "cases": 1,
          "origin": "endpoint",
          "operation": "DeleteCustomKeyStore",
          "rule": "A custom key store that still contains KMS keys cannot be deleted.",
          "path": "error type",
          "expected": "CustomKeyStoreHasCMKsException",
          "actual": "none: status 200"
        }
      ],
      "cases": [
        {
          "id": "custom_key_store/delete/non_empty",
          "operation": "DeleteCustomKeyStore",
          "verdict": "fail",
          "requirement": "A custom key store that still contains KMS keys cannot be deleted.",
          "evidence": [
            {
              "fact": "C-106",
              "kind": "service-model",
              "statement": "DeleteCustomKeyStore, store DISCONNECTED and holds any KMS key (Unavailable): CustomKeyStoreHasCMKsException; no change.",
              "source": "botocore 1.44.8 kms/2014-11-01, CustomKeyStoreHasCMKsException",
              "date": "2026",
              "confidence": "high"
            }
          ],
          "mismatches": [
            {
              "cause": "50cb0b9a",
              "origin": "endpoint",
              "path": "error type",
              "expected": "CustomKeyStoreHasCMKsException",
              "actual": "none: status 200",
              "location": {
                "file": "cases/custom_key_store/delete/non_empty.yaml",
                "line": 4,
                "column": 21
              }
            }
          ],
          "failed_step": 1,
          "location": {
            "file": "cases/custom_key_store/delete/non_empty.yaml",
            "line": 1,
            "column": 1
          },
          "duration_ms": 12,
          "tries": 1,
          "requests": null
        }
      ],
      "unknown_members": [],
      "warnings": [],
      "left_behind": [],
      "conformant": false,
      "strict": false,
      "rerun": {
        "paths": [],
        "options": []
      },
      "interrupted": false,
      "duration_ms": 1240,
      "exit": 1
    }
    "#);
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
