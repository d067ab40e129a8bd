//! Whose fault a difference is when a CLI makes the calls: clients that are wrong on purpose, each over the right one, and
//! an endpoint that is wrong under a client that is right.

use kmspec::case::CommandFlavour;
use kmspec::check::{Origin, Verdict};
use kmspec::report::document;
use kmspec::runner::{Driver, RunOptions, Selection, Shard};
use kmspec::target::Target;
use kmspec::target::command::CliProgram;
use wiremock::ResponseTemplate;

use super::Entry;
use super::bench::screen;
use super::stage::{SeenCall, Told, against_with, block_on, case, delete, json, list, not_found};

pub(super) const TRIALS: &[Entry] = &[
    ("another_body_is_sent", another_body_is_sent),
    ("another_body_is_printed", another_body_is_printed),
    ("an_error_ends_well", an_error_ends_well),
    ("nothing_is_sent", nothing_is_sent),
    ("another_region", another_region),
    ("the_endpoint_is_wrong", the_endpoint_is_wrong),
    ("what_a_cli_cannot_send", what_a_cli_cannot_send),
    ("the_corpus_through_v1", || {
        the_corpus(CommandFlavour::V1, None);
    }),
    ("a_third_of_it_through_v2", || {
        the_corpus(CommandFlavour::V2, Shard::new(1, 3));
    }),
];

/// A client made of the right one, `"$aws"`, by a shell's script.
struct Client {
    command: CliProgram,
    /// Goes when the trial has ended.
    _folder: tempfile::TempDir,
}

fn client(script: &str) -> Client {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("aws");
    let aws = env!("CARGO_BIN_EXE_kmspec");
    std::fs::write(&path, format!("aws='{aws}'\n{script}\n")).expect("there is room");
    let words = format!("/bin/sh {}", path.display());
    let command = block_on(CliProgram::executable(&words, Some(CommandFlavour::V1)));
    Client {
        command: command.expect("there is a shell"),
        _folder: folder,
    }
}

/// What the user is told of a client; also what the endpoint has seen.
fn through(
    script: &str,
    answer: impl Fn(&SeenCall) -> ResponseTemplate + Send + Sync + 'static,
    case: kmspec::case::Case,
) -> (Told, Vec<String>) {
    let client = client(script);
    let told = against_with(answer, [case], |stage| {
        stage.run.driver = Driver::Cli;
        stage.run.command = Some(client.command.clone());
    });
    drop(client);
    told
}

/// Whose the mismatches are, in the JSON report.
fn origins(told: &Told) -> Vec<Origin> {
    let document = document(&told.summary);
    let cases = document.cases.iter();
    cases
        .flat_map(|case| case.mismatches.iter().map(|mismatch| mismatch.origin))
        .collect()
}

fn another_body_is_sent() {
    let script = r#"sed 's/cks-1/cks-2/' input.json > other.json && mv other.json input.json
exec "$aws" aws "$@""#;
    let (told, seen) = through(script, |_| not_found(), delete());
    screen(
        "drivers_another_body_is_sent",
        told.ends(1, &[Verdict::Fail]),
    );
    assert_eq!(origins(&told), [Origin::Client]);
    assert_eq!(
        seen,
        [r#"DeleteCustomKeyStore {"CustomKeyStoreId":"cks-2"}"#]
    );
}

fn another_body_is_printed() {
    let script = r#"printed=$("$aws" aws "$@") || exit $?
echo "$printed" | sed 's/false/true/'"#;
    let answer = |_: &SeenCall| json(200, r#"{"Keys": [], "Truncated": false}"#);
    let (told, _) = through(script, answer, list("wrongly_told"));
    screen(
        "drivers_another_body_is_printed",
        told.ends(1, &[Verdict::Fail]),
    );
    assert_eq!(origins(&told), [Origin::Client]);
}

fn an_error_ends_well() {
    let (told, _) = through(r#""$aws" aws "$@"; exit 0"#, |_| not_found(), delete());
    screen("drivers_an_error_ends_well", told.ends(1, &[Verdict::Fail]));
    assert_eq!(origins(&told), [Origin::Client]);
}

fn nothing_is_sent() {
    let (told, seen) = through("exit 0", |_| not_found(), delete());
    screen("drivers_nothing_is_sent", told.ends(1, &[Verdict::Fail]));
    assert_eq!((origins(&told), seen.len()), (vec![Origin::Client], 0));
}

fn another_region() {
    let script = r#"exec "$aws" aws "$@" --region eu-west-1"#;
    let (told, seen) = through(script, |_| not_found(), delete());
    let text = told.ends(1, &[Verdict::Fail]);
    let line = "actual    AKIDEXAMPLE for kms in eu-west-1";
    assert!(text.contains(line), "{text}");
    assert_eq!((origins(&told), seen.len()), (vec![Origin::Client], 1));
}

fn the_endpoint_is_wrong() {
    let (told, _) = through(r#"exec "$aws" aws "$@""#, |_| json(200, "{}"), delete());
    screen(
        "drivers_the_endpoint_is_wrong",
        told.ends(1, &[Verdict::Fail]),
    );
    assert_eq!(origins(&told), [Origin::Endpoint]);
}

fn what_a_cli_cannot_send() {
    let raw = case(
        "custom_key_store/delete/not_found",
        "steps:\n  - call: DeleteCustomKeyStore\n    input: {}\n    expect: {error: ValidationException}\n",
    );
    let (told, seen) = through("exit 0", |_| not_found(), raw);
    screen(
        "drivers_what_a_cli_cannot_send",
        told.ends(4, &[Verdict::Unsupported]),
    );
    assert_eq!(seen.len(), 0);
}

/// No false alarm: the right client on the right endpoint passes whatever it can express.
fn the_corpus(flavour: CommandFlavour, shard: Option<Shard>) {
    let mut cases = crate::corpus::load().expect("the corpus loads");
    cases.retain(|case| !case.runs_command());
    let options = RunOptions {
        driver: Driver::Cli,
        command: Some(CliProgram::reference(flavour)),
        jobs: 4,
        selection: Selection {
            shard,
            ..Selection::default()
        },
        ..RunOptions::default()
    };
    let target = Target::in_process();
    let summary = block_on(kmspec::runner::run(&options, &cases, &target, |_| {}));
    let odd: Vec<String> = summary
        .results
        .iter()
        .filter(|result| !matches!(result.verdict, Verdict::Pass | Verdict::Unsupported))
        .map(|result| format!("{} {}: {:?}", result.verdict, result.id, result.mismatches))
        .collect();
    assert!(odd.is_empty(), "{odd:#?}");
    let passed = summary.results.iter();
    let passed = passed.filter(|result| result.verdict == Verdict::Pass);
    let passed = passed.filter(|result| !result.commands.is_empty()).count();
    let all = summary.results.len();
    assert!(passed * 5 > all * 3, "only {passed} of {all} are driven");
}
