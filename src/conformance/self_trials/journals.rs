//! Journals: what they may and may not make a run and a sweep do.

use std::fs;
use std::time::Duration;

use kmspec::wire::RunId;
use serde_json::{Value, json};

use super::Entry;
use super::bench::told;
use super::sweeping::{PLACES, Site, runtime};

pub(super) const TRIALS: &[Entry] = &[
    (
        "journals_that_cannot_be_written",
        journals_that_cannot_be_written,
    ),
    ("what_sweep_refuses", what_sweep_refuses),
    (
        "a_journal_alone_takes_nothing_away",
        a_journal_alone_takes_nothing_away,
    ),
    (
        "a_journal_of_another_account_is_told",
        a_journal_of_another_account_is_told,
    ),
];

fn journals_that_cannot_be_written() {
    runtime().block_on(async {
        let site = Site::start(Duration::ZERO, None).await;
        let folder = site.path("").display().to_string();
        let words = ["run", "--exact", "key/create/arn", "--journal", &folder];
        let said = told(&mut site.command(&words), 2);
        assert!(
            said.contains("cannot write the journal")
                && said.contains("it is no plain file; nothing was sent"),
            "{said}"
        );
        let keys = site.list(PLACES[0], "ListKeys", "Keys").await;
        assert!(keys.is_empty(), "{keys:?}");
        site.server.stop().await;
    });
}

fn what_sweep_refuses() {
    runtime().block_on(async {
        let site = Site::start(Duration::ZERO, None).await;
        let check = |words: &[&str], code: i32, expected: &str| {
            let said = told(&mut site.command(words), code);
            assert!(said.contains(expected), "{said}");
        };
        let write = |name: &str, text: &str| {
            let path = site.path(name);
            fs::write(&path, text).expect("it is written");
            path.display().to_string()
        };
        let missing = site.path("none").display().to_string();
        check(&["sweep", "--journal", &missing], 2, "cannot be read");
        let other = write("text", "not a journal\n");
        check(&["sweep", "--journal", &other], 2, ":1: this is no line of a journal");
        let newer = r#"{"event":"run","schema":"kmspec/journal/v9","kmspec":"9","run":"r","at":"","endpoint":""}"#;
        let newer = write("newer", newer);
        check(&["sweep", "--journal", &newer], 2, "its schema is `kmspec/journal/v9`");
        let run = RunId::of_bytes([1; 6]);
        let elsewhere = format!(
            r#"{{"event":"run","schema":"kmspec/journal/v1","kmspec":"0","run":"{run}","at":"2026-01-01T00:00:00Z","endpoint":"http://127.0.0.1:1"}}"#
        );
        let elsewhere = write("elsewhere", &elsewhere);
        check(&["sweep", "--journal", &elsewhere], 2, "no journal tells of a run on");
        check(&["sweep"], 0, "nothing to take away on");
        check(&["sweep", "--older-than", "soon"], 2, "--older-than");
        site.server.stop().await;
    });
}

/// A journal of a run here, with this behind its first line; each `what` is kind, account, mark and id.
fn journal(site: &Site, run: &RunId, at: &str, what: &[(&str, &str, &str, &str)]) -> String {
    let line = |event: &str, more: &Value| {
        let mut line = json!({"event": event, "run": run.as_str(), "at": at});
        if let (Some(line), Some(more)) = (line.as_object_mut(), more.as_object()) {
            line.extend(more.clone());
        }
        format!("{line}\n")
    };
    let first = json!({
        "schema": "kmspec/journal/v1", "kmspec": "0", "endpoint": site.server.url(),
    });
    let mut text = line("run", &first);
    for (number, (kind, account, mark, id)) in what.iter().enumerate() {
        let making = json!({
            "number": number, "operation": "CreateKey", "kind": kind, "principal": "owner",
            "account": account, "region": "us-east-1", "mark": mark,
        });
        text += &line("making", &making);
        text += &line("made", &json!({"number": number, "id": id}));
    }
    let path = site.path("crafted");
    fs::write(&path, text).expect("it is written");
    path.display().to_string()
}

fn a_journal_alone_takes_nothing_away() {
    runtime().block_on(async {
        let site = Site::start(Duration::ZERO, None).await;
        site.make_foreign_things().await;
        let before = site.everything().await;
        let run = RunId::of_bytes([9; 6]);
        let account = "111122223333";
        let list = async |operation, member: &str, name: &str| {
            let all = site.list(PLACES[0], operation, member).await;
            all[0][name].as_str().expect("it has one").to_owned()
        };
        let key = list("ListKeys", "Keys", "KeyId").await;
        let alias = list("ListAliases", "Aliases", "AliasName").await;
        let stores = (
            "DescribeCustomKeyStores",
            "CustomKeyStores",
            "CustomKeyStoreId",
        );
        let store = list(stores.0, stores.1, stores.2).await;
        let marked = run.description("0000000000000001");
        let what = [
            ("key", account, marked.as_str(), key.as_str()),
            ("alias", account, alias.as_str(), alias.as_str()),
            ("custom_key_store", account, "kmspec-store", store.as_str()),
        ];
        let crafted = journal(&site, &run, "2026-01-01T00:00:00Z", &what);
        let said = told(
            &mut site.command(&["sweep", "--wait", "--journal", &crafted]),
            1,
        );
        for (kind, _, _, id) in what {
            let line = format!("failed    {kind} {id} in us-east-1 (owner): a journal says");
            assert!(said.contains(&line), "{line} is not in\n{said}");
        }
        assert_eq!(site.everything().await, before, "{said}");
        // The same run's mark on a thing makes it one that is taken away, and only that.
        let input = json!({"Description": marked});
        let own = site.call(PLACES[0], "CreateKey", &input).await["KeyMetadata"]["KeyId"].clone();
        let said = told(&mut site.command(&["sweep", "--journal", &crafted]), 1);
        assert!(said.contains("1 scheduled, 3 failed"), "{said}");
        let mut after = site.everything().await;
        after.retain(|name, _| !own.as_str().is_some_and(|own| name.contains(own)));
        assert_eq!(after, before, "{said}");
        site.server.stop().await;
    });
}

fn a_journal_of_another_account_is_told() {
    runtime().block_on(async {
        let site = Site::start(Duration::from_millis(300), None).await;
        let run = RunId::of_bytes([9; 6]);
        // Later than this, as the program takes its time to start.
        let now = site.session.now().plus(Duration::from_secs(3)).iso_date();
        let what = [("key", "999988887777", "", "k"), ("key", "999988887777", "", "l")];
        let elsewhere = journal(&site, &run, &now, &what);
        let said = told(&mut site.command(&["sweep", "--journal", &elsewhere]), 1);
        let expected = "not looked through: account 999988887777: a journal tells of 2 things there, and nobody who calls is of that account";
        assert!(said.contains(expected), "{said}");
        let here = journal(&site, &run, &now, &[("key", "111122223333", "", "k")]);
        let said = told(&mut site.command(&["sweep", "--journal", &here]), 0);
        let waits = ": us-east-1 (owner): what was made last may not be listed yet";
        assert!(said.contains("waiting until ") && said.contains(waits), "{said}");
        site.server.stop().await;
    });
}
