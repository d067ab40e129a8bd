//! What the trials of reports stand on: the program itself, some cases in a folder, and an endpoint that answers them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use regex::Regex;
use wiremock::ResponseTemplate;

use super::stage::{SeenCall, json};

/// A folder in which the program runs, with cases in `mine`.
pub(super) struct Bench(tempfile::TempDir);

/// What ends a script, would load an image, and breaks XML, TAP and Markdown.
pub(super) const HOSTILE: &str =
    r"</script><img src=x onerror=window.owned=1> # | `x` ]]> &amp; \u001b[31m::error::no";

/// A password that no report may show.
pub(super) const CANARY: &str = "canary-password";

/// Every case, by id, with its steps.
const CASES: [(&str, &str); 5] = [
    (
        "key/list/plain",
        "  - call: ListKeys\n    expect: {ok: {$open: true}}\n",
    ),
    (
        "key/describe/unknown",
        "  - call: DescribeKey\n    input: {KeyId: abc}\n    expect: {error: NotFoundException}\n",
    ),
    (
        "key/describe/malformed",
        "  - call: DescribeKey\n    input: {KeyId: '!'}\n    expect: {error: NotFoundException}\n",
    ),
    (
        "custom_key_store/create/taken",
        "  - call: CreateCustomKeyStore\n    input: {CustomKeyStoreName: a, KeyStorePassword: canary-password}\n    expect: {error: CustomKeyStoreNameInUseException}\n",
    ),
    (
        "random/generate/plain",
        "  - call: GenerateRandom\n    input: {NumberOfBytes: 8}\n    expect: {ok: {$open: true}}\n",
    ),
];

impl Bench {
    pub(super) fn new() -> Self {
        let bench = Self(tempfile::tempdir().expect("a folder"));
        for (id, steps) in CASES {
            bench.write(
                &format!("mine/{id}.yaml"),
                &format!(
                    "requirement: The endpoint behaves.\nevidence:\n  - kmspec-trial\nsteps:\n{steps}"
                ),
            );
        }
        bench
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("it is writable");
        fs::write(path, text).expect("it is writable");
    }

    pub(super) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).expect("it was written")
    }

    /// The program with these words, as a user in the folder types them.
    pub(super) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kmspec"));
        command
            .args(words)
            .current_dir(self.path())
            .env_clear()
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "example")
            .env("XDG_STATE_HOME", self.path().join("state"));
        command
    }

    /// What it prints, once it has ended with this code.
    pub(super) fn says(&self, words: &[&str], code: i32) -> String {
        told(&mut self.command(words), code)
    }

    /// A run of the cases on this endpoint.
    pub(super) fn run(&self, url: &str, more: &[&str], code: i32) -> String {
        let mut words = vec!["run", "--seed", "7", "--endpoint-url", url];
        words.extend(more);
        if !more.contains(&"--rerun-failed") {
            words.push("mine");
        }
        self.says(&words, code)
    }
}

/// The line of the error that a user gets, without its help.
pub(super) fn error_line(told: &str) -> &str {
    let mut lines = told.lines();
    let line = lines.find(|line| line.starts_with("error: "));
    line.unwrap_or_else(|| panic!("no error in\n{told}"))
}

/// What a command prints on both streams, once it has ended with this code.
pub(super) fn told(command: &mut Command, code: i32) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("it runs");
    let text = [stdout, stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert_eq!(status.code(), Some(code), "{command:?}\n{text}");
    text
}

/// An endpoint that gets two cases wrong, and repeats what it was told in secret.
pub(super) fn wrong(call: &SeenCall<'_>) -> ResponseTemplate {
    match call.operation {
        "DescribeKey" => {
            let body = serde_json::json!({"__type": "ValidationException", "message": HOSTILE});
            json(400, &body.to_string())
        }
        "CreateCustomKeyStore" => json(
            400,
            r#"{"__type":"CustomKeyStoreInvalidStateException","message":"canary-password is wrong"}"#,
        ),
        _ => right(call),
    }
}

/// An endpoint that gets everything right.
pub(super) fn right(call: &SeenCall<'_>) -> ResponseTemplate {
    match call.operation {
        "ListKeys" => json(200, r#"{"Keys":[],"Truncated":false}"#),
        "GenerateRandom" => json(200, r#"{"Plaintext":"AAAAAAAAAAA="}"#),
        "CreateCustomKeyStore" => json(400, r#"{"__type":"CustomKeyStoreNameInUseException"}"#),
        _ => json(400, r#"{"__type":"NotFoundException"}"#),
    }
}

/// The screen of this name, in a file beside, with words for what no two runs share.
pub(super) fn masked_screen(name: &str, text: &str) {
    let variable = [
        (r"127\.0\.0\.1(:|%3A|&#58;)\d+", "127.0.0.1:PORT"),
        (r#"time="[0-9.]+""#, r#"time="TIME""#),
        (r" in \d+\.\d s ", " in TIME "),
        (r"kmspec [0-9]+\.[0-9]+\.[0-9]+", "kmspec VERSION"),
        (r#"(<code>|value=")\d+\.\d+\.\d+"#, "${1}VERSION"),
        (r"(?m)^kmspec: .*$", "kmspec: VERSION"),
    ];
    let mut text = text.to_owned();
    for (pattern, word) in variable {
        let pattern = Regex::new(pattern).expect("the pattern is good");
        text = pattern.replace_all(&text, word).into_owned();
    }
    screen(name, text);
}

/// The screen of this name, to the letter, in a file beside.
pub(super) fn screen(name: &str, text: impl AsRef<str>) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("screens");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text.as_ref()));
}
