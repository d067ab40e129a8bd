//! What a run leaves on disk: snapshots that tell a change, and a report that its schema describes.

use std::fs;

use insta::assert_snapshot;
use kmspec::check::{CHANGED, Verdict};
use kmspec::report;
use kmspec::runner::{SnapshotOptions, UNWRITTEN};
use serde_json::Value;

use super::Entry;
use super::bench::screen;
use super::stage::{Told, against, against_with, delete, json, list};

pub(super) const TRIALS: &[Entry] = &[
    ("changed_answer", changed_answer),
    ("unwritable_snapshot", unwritable_snapshot),
    ("lacking_snapshots", lacking_snapshots),
    #[cfg(unix)]
    ("linked_snapshot", linked_snapshot),
    #[cfg(unix)]
    ("pipe_as_snapshot", pipe_as_snapshot),
    ("report_matches_its_schema", report_matches_its_schema),
];

/// A run with snapshots in this folder, against an endpoint that says this.
fn recorded(dir: &std::path::Path, update: bool, message: &str) -> Told {
    let body = format!(r#"{{"__type":"CustomKeyStoreNotFoundException","message":"{message}"}}"#);
    let snapshots = SnapshotOptions {
        dir: dir.to_owned(),
        update,
    };
    let change = |stage: &mut super::stage::Stage| stage.run.snapshots = Some(snapshots);
    against_with(move |_| json(400, &body), [delete()], change).0
}

fn changed_answer() {
    let dir = tempfile::tempdir().expect("a folder can be had");
    recorded(dir.path(), true, "no such store").ends(0, &[Verdict::Pass]);
    recorded(dir.path(), false, "no such store").ends(0, &[Verdict::Pass]);
    let told = recorded(dir.path(), false, "gone");
    screen(
        "records_changed_answer",
        told.ends(CHANGED, &[Verdict::Pass]),
    );
}

fn unwritable_snapshot() {
    let dir = tempfile::tempdir().expect("a folder can be had");
    // A file where a folder must be: no user, not even root, can write below it.
    fs::write(dir.path().join("custom_key_store"), "kept").expect("a file can be written");
    let told = recorded(dir.path(), true, "gone");
    let text = told.ends(UNWRITTEN, &[Verdict::Pass]);
    let text = text.replace(&dir.path().display().to_string(), "SNAPSHOTS");
    screen("records_unwritable_snapshot", text);
    let kept = fs::read_to_string(dir.path().join("custom_key_store"));
    assert_eq!(kept.expect("it is still there"), "kept");
}

/// A folder of snapshots is a folder of ours: what a link in it points at is another's.
#[cfg(unix)]
fn linked_snapshot() {
    let dir = tempfile::tempdir().expect("a folder can be had");
    let other = tempfile::tempdir().expect("a folder can be had");
    let link = dir.path().join("custom_key_store");
    std::os::unix::fs::symlink(other.path(), &link).expect("a link can be made");
    let told = recorded(dir.path(), true, "gone");
    let text = told.ends(UNWRITTEN, &[Verdict::Pass]);
    assert!(text.contains("is a symbolic link"), "{text}");
    let inside = fs::read_dir(other.path()).expect("a folder").count();
    assert_eq!(inside, 0, "it was written through");
}

fn lacking_snapshots() {
    let dir = tempfile::tempdir().expect("a folder can be had");
    let lacks = |dir: &std::path::Path| {
        let told = recorded(dir, false, "gone");
        let text = told.ends(0, &[Verdict::Pass]);
        let warning = text.lines().find(|line| line.starts_with("warning"));
        let warning = warning.unwrap_or_default().to_owned();
        warning.replace(&dir.display().to_string(), "SNAPSHOTS")
    };
    assert_snapshot!(lacks(dir.path()), @"warning 1 judged case has no snapshot in SNAPSHOTS, and so nothing to be compared with; --update writes it");
    let nowhere = dir.path().join("nowhere");
    assert_snapshot!(lacks(&nowhere), @"warning 1 judged case has no snapshot in SNAPSHOTS (there is no such folder), and so nothing to be compared with; --update writes it");
    recorded(dir.path(), true, "gone").ends(0, &[Verdict::Pass]);
    assert_eq!(lacks(dir.path()), "");
}

/// A pipe in the place of a snapshot has no writer: reading it would hang the run.
#[cfg(unix)]
fn pipe_as_snapshot() {
    let dir = tempfile::tempdir().expect("a folder can be had");
    let folder = dir.path().join("custom_key_store/delete");
    fs::create_dir_all(&folder).expect("a folder can be made");
    let pipe = folder.join("not_found.snap");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.is_ok_and(|status| status.success()));
    let told = recorded(dir.path(), false, "gone");
    let text = told.ends(4, &[Verdict::Error]);
    assert!(text.contains("it is no plain file"), "{text}");
    recorded(dir.path(), true, "gone").ends(UNWRITTEN, &[Verdict::Pass]);
}

fn report_matches_its_schema() {
    let told = against(
        |call| match call.operation {
            "ListKeys" => json(200, "[truncated"),
            "DescribeKey" => json(400, r#"{"__type":"UnknownOperationException"}"#),
            _ => json(200, r#"{"Debug":null}"#),
        },
        [
            delete(),
            list("invalid"),
            super::stage::case(
                "key/describe/absent",
                "steps:\n  - call: DescribeKey\n    input: {KeyId: abc}\n    expect: {error: NotFoundException}\n",
            ),
        ],
    );
    told.ends(1, &[Verdict::Fail, Verdict::Unsupported, Verdict::Fail]);
    let mut text = Vec::new();
    report::write_json(&mut text, &told.summary).expect("memory takes every text");
    let report: Value = serde_json::from_slice(&text).expect("the report is JSON");
    let schema = serde_json::to_value(report::report_schema()).expect("a schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let errors: Vec<String> = validator
        .iter_errors(&report)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(report["totals"]["fail"], 2);
    assert_eq!(report["exit"], 1);
    let mut wrong = report;
    wrong["exit"] = Value::from("one");
    assert!(!validator.is_valid(&wrong), "the schema allows everything");
}
