//! What the program makes of what the user names, and of a run as a whole: selection, slips, causes, reruns, snapshots.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use kmspec::check::Verdict;
use kmspec::runner::SnapshotOptions;
use wiremock::ResponseTemplate;

use super::Entry;
use super::bench::screen;
use super::stage::{Scripted, against, against_with, block_on, case, delete, json, list};

pub(super) const TRIALS: &[Entry] = &[
    ("nothing_judged_is_no_success", nothing_judged_is_no_success),
    ("one_block_for_a_cause", one_block_for_a_cause),
    ("slips_are_errors", slips_are_errors),
    ("deviations_name_cases", deviations_name_cases),
    (
        "operands_are_cut_at_a_segment",
        operands_are_cut_at_a_segment,
    ),
    ("a_rerun_works_as_pasted", a_rerun_works_as_pasted),
    (
        "others_do_not_change_a_snapshot",
        others_do_not_change_a_snapshot,
    ),
    ("snapshots_that_are_not_there", snapshots_that_are_not_there),
    (
        "the_workflow_s_commands_parse",
        the_workflow_s_commands_parse,
    ),
];

/// Every command of the workflow in the README is one that the program takes: without credentials it gets no further.
fn the_workflow_s_commands_parse() {
    let bench = super::bench::Bench::new();
    bench.write("snapshots/aws/none", "");
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = fs::read_to_string(readme).expect("it is there");
    let (_, workflow) = readme
        .split_once("### Watch a real account")
        .expect("it has the recipe");
    let workflow = workflow.split("```").nth(1).expect("it has a workflow");
    let commands = workflow.split("run: kmspec ").skip(1);
    let commands = commands.filter_map(|rest| rest.lines().next());
    let mut codes = Vec::new();
    for line in commands {
        let mut words: Vec<&str> = line
            .split_whitespace()
            .map(|it| it.trim_matches('"'))
            .collect();
        if words[0] == "run" {
            words.push("random");
        }
        let mut command = bench.command(&words);
        command
            .env("KMSPEC_TARGET", "aws")
            .env("KMSPEC_ALLOW_ACCOUNT", "111122223333")
            .env_remove("AWS_ACCESS_KEY_ID");
        let output = command.output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("no credentials"), "kmspec {line}\n{said}");
        codes.push(output.status.code());
    }
    assert_eq!(codes, [Some(3); 3]);
}

/// Any web server.
fn nothing_judged_is_no_success() {
    let page = || ResponseTemplate::new(501).set_body_raw("<html></html>", "text/html");
    let told = against(move |_| page(), [delete(), list("a")]);
    screen(
        "program_nothing_judged_is_no_success",
        told.ends(4, &[Verdict::Unsupported; 2]),
    );
}

fn one_block_for_a_cause() {
    let of = |id: &str, operation: &str| {
        let steps = format!(
            "steps:\n  - call: {operation}\n    input: {{KeyId: abc}}\n    expect: {{error: NotFoundException}}\n"
        );
        case(id, &steps)
    };
    let told = against(
        |_| json(200, "{}"),
        [
            delete(),
            of("key/describe/a", "DescribeKey"),
            of("key/disable/a", "DisableKey"),
            of("key/disable/b", "DisableKey"),
            of("key/enable/a", "EnableKey"),
            of("key/enable/b", "EnableKey"),
            of("key/enable/c", "EnableKey"),
        ],
    );
    screen(
        "program_one_block_for_a_cause",
        told.ends(1, &[Verdict::Fail; 7]),
    );
}

/// Runs the program in the checkout.
fn kmspec(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kmspec"))
        .args(words)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .output()
        .expect("kmspec runs")
}

fn said(words: &[&str], code: i32, expected: &str) {
    let output = kmspec(words);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        (output.status.code(), said.trim_end()),
        (Some(code), expected),
        "{words:?}"
    );
}

fn slips_are_errors() {
    said(
        &["run", "custom_key_store/delet"],
        2,
        "error: `custom_key_store/delet` names no case\nhelp: did you mean `custom_key_store/delete`?",
    );
    said(
        &["why", "DeleteCustomKeyStor"],
        2,
        "error: `DeleteCustomKeyStor` names no case\nhelp: did you mean `DeleteCustomKeyStore`?",
    );
    said(
        &["list", "non_empty"],
        2,
        "error: `non_empty` names no case\nhelp: an operand is where an id begins; `--filter non_empty` looks within it",
    );
    said(
        &["run", "--exact", "custom_key_store/delete/twic"],
        2,
        "error: `custom_key_store/delete/twic` names no case\nhelp: did you mean `custom_key_store/delete/twice`?",
    );
    said(
        &["run", "--skip", "custom_key_store/delete/twic3"],
        2,
        "error: --skip `custom_key_store/delete/twic3` names no case\nhelp: did you mean `custom_key_store/delete/twice`?",
    );
    said(
        &["run", "--tag", "cl"],
        2,
        "error: --tag `cl` names no case\nhelp: did you mean `cli`?",
    );
    // What is there, and not together, is no slip.
    said(
        &["run", "key/enable", "--filter", "custom_key_store"],
        4,
        "error: no case is selected\nhelp: `kmspec list` shows every case",
    );
}

fn deviations_name_cases() {
    let dir = tempfile::tempdir().expect("a folder");
    let profile = dir.path().join("profile.yaml");
    let path = profile.to_str().expect("a plain path");
    let known = |name: &str| {
        let text = format!("deviations:\n  '{name}': {{reason: Known.}}\n");
        fs::write(&profile, text).expect("it is writable");
    };
    let words = ["run", "random/generate", "--deviations", path, "--list"];
    known("custom_key_store/delete/twic");
    said(
        &words,
        2,
        &format!(
            "error: {path}: deviation `custom_key_store/delete/twic` names no case\nhelp: did you mean `custom_key_store/delete/twice`?"
        ),
    );
    for name in [
        "custom_key_store/delete/twice",
        "custom_key_store",
        "*/delete/*",
    ] {
        known(name);
        said(&words, 0, "");
    }
}

fn operands_are_cut_at_a_segment() {
    let ids = |words: &[&str]| {
        let mut all = vec!["run", "--list"];
        all.extend(words);
        let output = kmspec(&all);
        assert!(output.status.success(), "{words:?}");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.lines().map(str::to_owned).collect::<Vec<String>>()
    };
    let all_begin = |words: &[&str], beginning: &str| {
        let ids = ids(words);
        assert!(!ids.is_empty(), "{words:?}");
        assert!(ids.iter().all(|id| id.starts_with(beginning)), "{ids:?}");
    };
    all_begin(&["key"], "key/");
    all_begin(&["key/enable"], "key/enable/");
    all_begin(&["key", "--filter", "unknown"], "key/");
    let about = ids(&["EnableKey"]);
    for id in ids(&["key/enable"]) {
        assert!(about.contains(&id), "{id}");
    }
    assert!(about.contains(&"every_operation/missing_signature/enable_key".to_owned()));
    let tags = kmspec(&["list", "--tags"]);
    let tags = String::from_utf8_lossy(&tags.stdout).into_owned();
    assert!(tags.lines().any(|line| line.starts_with("cli ")), "{tags}");
}

/// The command that a failure ends with, typed into a shell.
fn a_rerun_works_as_pasted() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().join("it's mine");
    fs::create_dir(&folder).expect("it is writable");
    let text = "requirement: Keys can be listed.\nevidence:\n  - kmspec-trial\nsteps:\n  - call: ListKeys\n    expect: {ok: {$open: true}}\n";
    fs::write(folder.join("list.yaml"), text).expect("it is writable");
    let program = Path::new(env!("CARGO_BIN_EXE_kmspec"));
    block_on(async {
        let denied = r#"{"__type":"AccessDeniedException"}"#;
        let endpoint = Scripted::start(move |_| json(400, denied)).await;
        let url = endpoint.url();
        let told = |command: &mut Command| {
            command
                .current_dir(dir.path())
                .env_clear()
                .env("PATH", program.parent().expect("it is in a folder"))
                .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
                .env("AWS_SECRET_ACCESS_KEY", "example");
            let output = command.output().expect("it runs");
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            assert_eq!(output.status.code(), Some(1), "{text}");
            assert!(!text.contains("warning"), "{text}");
            let rerun = text
                .lines()
                .find_map(|line| line.trim().strip_prefix("rerun "));
            rerun.expect("it can be run again").to_owned()
        };
        for operand in ["it's mine", "it's mine/list.yaml"] {
            let mut first = Command::new(program);
            first.args(["run", operand, "--seed", "7", "--endpoint-url", &url]);
            let rerun = told(&mut first);
            let quoted = operand.replace('\'', r"'\''");
            assert_eq!(
                rerun,
                format!("kmspec run --exact list '{quoted}' --seed 7 --endpoint-url {url}")
            );
            assert_eq!(told(Command::new("/bin/sh").args(["-c", &rerun])), rerun);
        }
    });
}

fn others_do_not_change_a_snapshot() {
    let dir = tempfile::tempdir().expect("a folder");
    // Each run finds more keys of others than the one before.
    let run = |update: bool, others: usize| {
        let answer = move |call: &super::stage::SeenCall<'_>| match call.operation {
            "CreateKey" => json(200, r#"{"KeyMetadata":{"KeyId":"own"}}"#),
            "ListKeys" => {
                let key = |id: String| format!(r#"{{"KeyId":"{id}"}}"#);
                let others = (0..others).map(|number| key(format!("other-{number}")));
                let keys: Vec<String> = others.chain([key("own".to_owned())]).collect();
                json(200, &format!(r#"{{"Keys":[{}]}}"#, keys.join(",")))
            }
            _ => json(200, "{}"),
        };
        let steps =
            "steps:\n  - call: CreateKey\n  - call: ListKeys\n    expect: {ok: {$open: true}}\n";
        let (told, _) = against_with(answer, [case("key/list/mine", steps)], |stage| {
            stage.run.snapshots = Some(SnapshotOptions {
                dir: dir.path().to_owned(),
                update,
            });
        });
        told.ends(0, &[Verdict::Pass]);
        told.summary.results[0].regression.clone()
    };
    assert_eq!(run(true, 1), Some(String::new()));
    assert_eq!(run(false, 1), Some(String::new()));
    assert_eq!(run(false, 3), Some(String::new()));
}

fn snapshots_that_are_not_there() {
    said(
        &["run", "random/generate", "--snapshots", "/nowhere/at/all"],
        2,
        "error: --snapshots /nowhere/at/all: there is no such folder\nhelp: --update makes it, and accepts what comes",
    );
}
