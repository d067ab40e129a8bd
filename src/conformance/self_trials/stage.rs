//! The stage of a self trial: a scripted endpoint, a tiny corpus, a run, and what the user saw of it.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kmspec::case::{Case, CaseId, Paint, load_text};
use kmspec::check::{RunSummary, Verdict};
use kmspec::report::{Rerun, Terminal, TerminalOptions};
use kmspec::runner::{self, RunOptions};
use kmspec::target::{Target, http};
use kmspec::wire::admin::Principal;
use regex::Regex;
use serde_json::Value;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// A case about one call; `call` is what stands below `- call:`, with an indentation of four.
pub(super) fn case(id: &str, body: &str) -> Case {
    let text = format!(
        "requirement: The endpoint behaves.\n\
         evidence:\n  - kmspec-trial\n{body}"
    );
    let name = CaseId::new(id).expect("a trial's id is good");
    let path = format!("cases/{id}.yaml");
    match load_text(name, &path, &text) {
        Ok(case) => case,
        Err(errors) => panic!("{}", errors.render(Paint::Plain)),
    }
}

/// A case that deletes a store that nobody has made.
pub(super) fn delete() -> Case {
    case(
        "custom_key_store/delete/not_found",
        "steps:\n  - call: DeleteCustomKeyStore\n    input: {CustomKeyStoreId: cks-1}\n    expect: {error: CustomKeyStoreNotFoundException}\n",
    )
}

/// A case that lists keys and looks at nothing but that it can.
pub(super) fn list(name: &str) -> Case {
    case(
        &format!("key/list/{name}"),
        "steps:\n  - call: ListKeys\n    expect: {ok: {$open: true}}\n",
    )
}

/// A request as a script sees it.
#[derive(Debug)]
pub(super) struct SeenCall<'a> {
    /// The operation, such as `ListKeys`.
    pub(super) operation: &'a str,
    /// How often it was called before.
    pub(super) earlier: usize,
    pub(super) body: &'a Value,
}

/// An answer of JSON, as KMS sends it.
pub(super) fn json(status: u16, body: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body.to_owned(), "application/x-amz-json-1.1")
}

/// KMS's answer for a store that is not there.
pub(super) fn not_found() -> ResponseTemplate {
    json(400, r#"{"__type":"CustomKeyStoreNotFoundException"}"#)
}

/// An endpoint that answers from a script, and remembers what it was asked.
#[derive(Debug)]
pub(super) struct Scripted {
    server: MockServer,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    pub(super) async fn start(
        answer: impl Fn(&SeenCall) -> ResponseTemplate + Send + Sync + 'static,
    ) -> Self {
        let server = MockServer::start().await;
        let seen = Arc::new(Mutex::new(Vec::new()));
        let counts: Mutex<BTreeMap<String, usize>> = Mutex::default();
        let log = Arc::clone(&seen);
        let respond = move |request: &Request| {
            let target = request.headers.get("x-amz-target");
            let target = target.and_then(|t| t.to_str().ok()).unwrap_or_default();
            let operation = target.trim_start_matches("TrentService.");
            let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
            let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
            let count = counts.entry(operation.to_owned()).or_default();
            let earlier = std::mem::replace(count, *count + 1);
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            log.push(format!("{operation} {body}"));
            answer(&SeenCall {
                operation,
                earlier,
                body: &body,
            })
        };
        Mock::given(any())
            .respond_with(respond)
            .mount(&server)
            .await;
        Self { server, seen }
    }

    pub(super) fn url(&self) -> String {
        self.server.uri()
    }

    /// Every call with its input, in order.
    pub(super) fn seen(&self) -> Vec<String> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.clone()
    }
}

/// What is run against what, and how.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) cases: Vec<Case>,
    pub(super) run: RunOptions,
    pub(super) http: http::Options,
    pub(super) verbose: bool,
}

impl Stage {
    /// These cases against this URL, with an owner's credentials.
    pub(super) fn new(url: &str, cases: impl Into<Vec<Case>>) -> Self {
        let mut http = http::Options::new(url, "us-east-1");
        http.probe = false;
        http.principals = vec![Principal {
            name: "owner".to_owned(),
            account: "111122223333".to_owned(),
            arn: None,
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: "never-to-be-seen-secret-access-key".to_owned(),
            session_token: None,
        }];
        Self {
            cases: cases.into(),
            // A script has no hosts that know late.
            run: RunOptions {
                consistency_wait: Duration::ZERO,
                ..RunOptions::default()
            },
            http,
            verbose: false,
        }
    }

    /// Runs, and takes down what the terminal would have shown.
    pub(super) async fn play(&self) -> Told {
        let target = Target::http(self.http.clone())
            .await
            .expect("the options are good");
        let options = TerminalOptions {
            progress: false,
            verbose: self.verbose,
            rerun: Rerun {
                paths: Vec::new(),
                options: vec!["--endpoint-url".to_owned(), self.http.url.clone()],
            },
        };
        let mut terminal = Terminal::new(Vec::new(), options);
        let summary = runner::run(&self.run, &self.cases, &target, |event| {
            terminal.event(&event).expect("memory takes every text");
        })
        .await;
        terminal.finish(&summary).expect("memory takes every text");
        let styled = String::from_utf8(terminal.into_inner()).expect("the text is UTF-8");
        let plain = anstream::adapter::strip_str(&styled).to_string();
        Told {
            text: with_placeholders(&plain),
            summary,
        }
    }
}

/// What the user was told.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) summary: RunSummary,
    text: String,
}

impl Told {
    /// The text, of a run that ended so: its exit code, and the verdicts in order of ids.
    pub(super) fn ends(&self, exit: u8, verdicts: &[Verdict]) -> &str {
        let results = self.summary.results.iter();
        let came: Vec<Verdict> = results.map(|result| result.verdict).collect();
        assert_eq!(
            (self.summary.exit, came.as_slice()),
            (exit, verdicts),
            "exit code and verdicts; the text was\n{}",
            self.text
        );
        &self.text
    }
}

/// Runs to the end on a runtime of its own.
pub(super) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be had")
        .block_on(future)
}

/// What the user is told of an endpoint that never answers in full, asked with little patience.
pub(super) fn told_of_error(url: &str) -> String {
    let mut stage = Stage::new(url, [list("connection")]);
    stage.http.timeouts.read = Duration::from_millis(500);
    stage.http.timeouts.total = Duration::from_millis(900);
    stage.http.max_response_bytes = 64 * 1024;
    let told = block_on(stage.play());
    told.ends(4, &[Verdict::Error]).to_owned()
}

/// Runs the cases against an endpoint that answers every call from this script.
pub(super) fn against(
    answer: impl Fn(&SeenCall) -> ResponseTemplate + Send + Sync + 'static,
    cases: impl Into<Vec<Case>>,
) -> Told {
    against_with(answer, cases, |_| {}).0
}

/// The same with other options; also what the endpoint has seen.
pub(super) fn against_with(
    answer: impl Fn(&SeenCall) -> ResponseTemplate + Send + Sync + 'static,
    cases: impl Into<Vec<Case>>,
    change: impl FnOnce(&mut Stage),
) -> (Told, Vec<String>) {
    block_on(async {
        let endpoint = Scripted::start(answer).await;
        let mut stage = Stage::new(&endpoint.url(), cases);
        change(&mut stage);
        let told = stage.play().await;
        (told, endpoint.seen())
    })
}

/// The request's first lines, once their variable parts are gone: the same in every trial, line for line.
const SIGNED: &str = r"  > POST /
  > Host: 127\.0\.0\.1:PORT
  > X-Amz-Target: TrentService\.(?<operation>\w+)
  > Content-Type: application/x-amz-json-1\.1
  > X-Amz-Date: DATE-TIME
  > Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/DATE/us-east-1/kms/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=\[masked\]
";

/// The text with a word for each part that no two runs share.
fn with_placeholders(text: &str) -> String {
    let variable = [
        (r"127\.0\.0\.1:\d+", "127.0.0.1:PORT"),
        (r"\d{8}T\d{6}Z", "DATE-TIME"),
        (r"/\d{8}/us-", "/DATE/us-"),
        (r" in \d+\.\d s ", " in TIME "),
        (SIGNED, "  > POST / (signed $operation)\n"),
        (r" \d+ ms\b", " TIME"),
    ];
    let mut text = text.to_owned();
    for (pattern, word) in variable {
        let pattern = Regex::new(pattern).expect("the pattern is good");
        text = pattern.replace_all(&text, word).into_owned();
    }
    text
}
