//! `kmspec record`, `questions` and `facts diff`: what a target answered is kept, compared, told of, and is nobody's business.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::Entry;
use super::bench::{Bench, right, wrong};
use super::stage::{Scripted, SeenCall, block_on, json};

pub(super) const TRIALS: &[Entry] = &[
    (
        "a_recording_is_kept_and_compared",
        a_recording_is_kept_and_compared,
    ),
    ("a_question_is_settled", a_question_is_settled),
    ("a_fact_is_contradicted", a_fact_is_contradicted),
    (
        "nothing_tells_whose_account_it_is",
        nothing_tells_whose_account_it_is,
    ),
];

const EITHER: &str = "\
# Nobody has seen which.
requirement: The endpoint behaves.
evidence:
  - kmspec-trial
steps:
  - call: DescribeKey
    input: {KeyId: abc}
    expect: {error: [NotFoundException, ValidationException]}
";

/// The same but for what it says of a key.
fn in_other_words(call: &SeenCall<'_>) -> wiremock::ResponseTemplate {
    if call.operation == "DescribeKey" {
        return json(400, r#"{"__type":"NotFoundException","message":"gone"}"#);
    }
    right(call)
}

fn record(bench: &Bench, url: &str, more: &[&str], code: i32) -> String {
    let mut words = vec!["record", "--cases", "mine", "--endpoint-url", url];
    words.extend(more);
    bench.says(&words, code)
}

fn a_recording_is_kept_and_compared() {
    let bench = Bench::new();
    block_on(async {
        let before = Scripted::start(right).await;
        record(&bench, &before.url(), &["--out", "kept"], 0);
        let kept: Value = serde_json::from_str(&bench.read("kept/recording.json")).expect("JSON");
        assert_eq!(kept["evidence"]["kind"], "recorded-live");
        assert_eq!(kept["evidence"]["partition"], "aws");
        assert_eq!(kept["evidence"]["aws"], false);
        assert_eq!(kept["cases"]["key/list/plain"]["verdict"], "pass");
        assert!(bench.path().join("kept/key/list/plain.snap").is_file());
        let same = record(&bench, &before.url(), &["--out", "kept"], 0);
        assert!(!same.contains("changed since"), "{same}");
        let after = Scripted::start(in_other_words).await;
        let told = record(&bench, &after.url(), &["--out", "kept"], 6);
        assert!(
            told.contains("changed since the accepted snapshots: 2 cases"),
            "{told}"
        );
        let text = bench.read("kept/recording.json");
        let refused = record(&bench, &after.url(), &["--out", "kept", "--update"], 2);
        assert!(refused.contains("is a recording of"), "{refused}");
        assert_eq!(bench.read("kept/recording.json"), text);
        record(&bench, &before.url(), &["--out", "kept", "--update"], 0);
        bench.write("kept/recording.json", "{}");
        let refused = record(&bench, &before.url(), &["--out", "kept"], 2);
        assert!(
            refused.contains("it is no recording of kmspec"),
            "{refused}"
        );
    });
}

fn a_question_is_settled() {
    let bench = Bench::new();
    bench.write("mine/key/describe/either.yaml", EITHER);
    let refused = EITHER.replace(
        "{error: [NotFoundException, ValidationException]}",
        "{refused: [DependencyTimeoutException]}",
    );
    bench.write("mine/key/describe/refused.yaml", &refused);
    let listed = bench.says(&["questions", "--cases", "mine"], 0);
    assert!(
        listed.contains("  allowed  NotFoundException | ValidationException\n"),
        "{listed}"
    );
    let words = ["questions", "--cases", "mine", "--settle", "kept"];
    let written = [&words[..], &["--write"]].concat();
    block_on(async {
        let server = Scripted::start(right).await;
        record(&bench, &server.url(), &["--out", "kept"], 0);
        let told = bench.says(&words, 0);
        assert!(told.contains("  settled: NotFoundException\n"), "{told}");
        // What another endpoint answers is no evidence about AWS.
        let told = bench.says(&written, 2);
        assert!(told.contains("which is not AWS"), "{told}");
        assert_eq!(bench.read("mine/key/describe/either.yaml"), EITHER);
        let kept = bench.read("kept/recording.json");
        let mut kept: Value = serde_json::from_str(&kept).expect("it is JSON");
        let mut other = kept.clone();
        bench.write("other/recording.json", &other.to_string());
        let two = [&words[..], &["--settle", "other"]].concat();
        let told = bench.says(&two, 0);
        assert!(told.contains("  settled: NotFoundException\n"), "{told}");
        other["cases"]["key/describe/either"]["open"]["1"] =
            serde_json::json!({"answer": "ValidationException", "fits": ["ValidationException"]});
        bench.write("other/recording.json", &other.to_string());
        let told = bench.says(&two, 0);
        let both = "key/describe/either: NotFoundException or ValidationException\n";
        assert!(told.contains(both), "{told}");
        assert!(told.contains(", 1 undecided"), "{told}");
        kept["evidence"]["aws"] = true.into();
        kept["cases"]["key/describe/refused"]["open"]["1"]["answer"] = "UnheardOfException".into();
        bench.write("kept/recording.json", &kept.to_string());
        // What cannot be written keeps nothing else from being written.
        let told = bench.says(&written, 0);
        let by_hand =
            "by hand key/describe/refused: step 1 would not load with the answer that came: ";
        assert!(told.contains(by_hand), "{told}");
        assert!(
            told.contains("1 questions are answered in 1 files"),
            "{told}"
        );
        assert_eq!(bench.read("mine/key/describe/refused.yaml"), refused);
        let case = bench.read("mine/key/describe/either.yaml");
        assert!(case.starts_with("# Nobody has seen which.\n"), "{case}");
        assert!(case.contains("live-key.describe.either.1"), "{case}");
        assert!(!case.contains("ValidationException"), "{case}");
        let facts = bench.read("mine/facts/recorded_live.yaml");
        assert!(facts.contains("kind: recorded-live"), "{facts}");
        let again = bench.says(&words, 0);
        assert!(again.contains("1 of 1 questions settled"), "{again}");
        let passes = ["run", "--cases", "mine", "--endpoint-url", &server.url()];
        bench.says(&passes, 0);
        // The case asks what it did not ask then, so that the recording says nothing of it.
        let diff = bench.says(&["facts", "diff", "kept", "--cases", "mine"], 0);
        assert!(diff.contains("note: 1 recorded cases"), "{diff}");
    });
}

fn a_fact_is_contradicted() {
    let bench = Bench::new();
    block_on(async {
        let (good, bad) = (Scripted::start(right).await, Scripted::start(wrong).await);
        record(&bench, &good.url(), &["--out", "good"], 0);
        record(&bench, &bad.url(), &["--out", "bad"], 1);
    });
    let diff = |folder: &str, code| {
        let told = bench.says(&["facts", "diff", folder, "--cases", "mine"], code);
        told.lines()
            .find(|it| it.contains(" kmspec-trial"))
            .map(str::to_owned)
    };
    let confirmed = diff("good", 0).unwrap_or_default();
    assert!(
        confirmed.starts_with("confirmed kmspec-trial: "),
        "{confirmed}"
    );
    let contradicted = diff("bad", 1).unwrap_or_default();
    assert!(
        contradicted.starts_with("contradicted kmspec-trial: "),
        "{contradicted}"
    );
    let both = ["facts", "diff", "good", "bad", "--cases", "mine"];
    let told = bench.says(&both, 1);
    assert!(
        told.contains("contradicted kmspec-trial: ") && told.contains(", seed "),
        "{told}"
    );
    assert!(
        told.contains("; of ") && told.contains(" none speaks"),
        "{told}"
    );
    let missing = bench.says(&["facts", "diff", "nowhere"], 2);
    assert!(missing.contains("there is no recording.json"), "{missing}");
}

const ACCOUNT: &str = "314159265358";
const ACCESS_KEY: &str = "AKIACANARYCANARY0001";
const SECRET: &str = "canary/secret+canary/secret+canary/secre";
const TOKEN: &str = "canary-token/canary+token=canary";

fn hex(text: &str) -> String {
    let mut hex = String::new();
    for byte in text.bytes() {
        write!(hex, "{byte:02x}").expect("memory takes it");
    }
    hex
}

/// An endpoint that says all that it knows of its caller, in every writing.
fn telling(call: &SeenCall<'_>) -> wiremock::ResponseTemplate {
    let url = TOKEN
        .replace('/', "%2F")
        .replace('+', "%2B")
        .replace('=', "%3D");
    let mut told = format!("arn:aws:iam::{ACCOUNT}:user/x account_{ACCOUNT} {url}");
    for value in [ACCOUNT, ACCESS_KEY, SECRET, TOKEN] {
        let encoded = STANDARD.encode(format!("x{value}y"));
        let (hex, plain) = (hex(value), STANDARD.encode(value));
        write!(told, " {value} {hex} {plain} {encoded}").expect("memory takes it");
    }
    if call.operation == "ListKeys" {
        return right(call);
    }
    let body = serde_json::json!({"__type": "NotFoundException", "message": told});
    json(400, &body.to_string())
}

fn look(text: &str, place: &str) {
    for value in [ACCOUNT, ACCESS_KEY, SECRET, TOKEN] {
        // The middle of it, whatever stands around.
        let encoded = STANDARD.encode(value);
        let url = value
            .replace('/', "%2F")
            .replace('+', "%2B")
            .replace('=', "%3D");
        let json = value.replace('/', "\\/");
        for form in [value, &hex(value), &encoded, &url, &json] {
            assert!(!text.contains(form), "{form} in {place}: {text}");
        }
        let shifted = STANDARD.encode(format!("x{value}y"));
        let middle = &shifted[4..shifted.len() - 4];
        assert!(!text.contains(middle), "{middle} in {place}: {text}");
    }
}

fn look_through(folder: &Path) -> usize {
    let mut files = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files += look_through(&path);
        } else {
            let text = fs::read(&path).expect("a file");
            look(&String::from_utf8_lossy(&text), &path.display().to_string());
            files += 1;
        }
    }
    files
}

fn nothing_tells_whose_account_it_is() {
    let bench = Bench::new();
    let secret = tempfile::tempdir().expect("a folder");
    let principals = secret.path().join("principals.json");
    block_on(async {
        let server = Scripted::start(telling).await;
        let caller = serde_json::json!({
            "name": "owner", "account": ACCOUNT, "access_key_id": ACCESS_KEY,
            "secret_access_key": SECRET, "session_token": TOKEN,
        });
        let ready = serde_json::json!({
            "url": server.url(), "region": "us-east-1", "principals": [caller],
        });
        fs::write(&principals, ready.to_string()).expect("it is writable");
        let of = principals.display().to_string();
        let flags = [
            "--principals",
            &of,
            "--report-json",
            "out/run.json",
            "--report-ndjson",
            "out/run.ndjson",
            "--report-junit",
            "out/run.xml",
            "--report-tap",
            "out/run.tap",
            "--report-markdown",
            "out/run.md",
            "--report-html",
            "out/run.html",
            "--report-badge",
            "out/badge.json",
            "--verbose",
        ];
        let url = server.url();
        let mut words = vec!["run", "--cases", "mine", "--endpoint-url", &url];
        words.extend(flags);
        look(&bench.says(&words, 1), "what run prints");
        let mut words = vec!["record", "--cases", "mine", "--endpoint-url", &url];
        words.extend(flags);
        words.extend(["--out", "kept"]);
        look(&bench.says(&words, 1), "what record prints");
        let diff = bench.says(&["facts", "diff", "kept", "--cases", "mine"], 1);
        look(&diff, "what facts diff prints");
    });
    let files = look_through(bench.path());
    assert!(files > 15, "{files} files were looked through");
}
