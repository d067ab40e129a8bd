//! Who is at home in a bench, and what hands out credentials there.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use kmspec::wire::Timestamp;
use serde_json::json as value;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::bench::{Bench, told};
use super::credentials::{assert_shows_none, lists};
use super::stage::json;

/// A user at home in the bench, with these files and variables and no credentials in the environment.
pub(super) struct User<'a> {
    bench: &'a Bench,
    env: Vec<(&'static str, String)>,
}

impl<'a> User<'a> {
    pub(super) fn new(bench: &'a Bench) -> Self {
        lists_as_owner(bench, 2);
        let home = bench.path().display().to_string();
        Self {
            bench,
            env: vec![
                ("HOME", home),
                // Nothing beyond this machine is asked.
                ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
            ],
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.env.push((name, value.into()));
        self
    }

    pub(super) fn command(&self, words: &[&str]) -> Command {
        let run = ["run", "--cases", "peers", "-v"];
        let mut command = self.bench.command(&[&run[..], words].concat());
        command.env_remove("AWS_ACCESS_KEY_ID");
        command.env_remove("AWS_SECRET_ACCESS_KEY");
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// What a run says, and with it every report.
    pub(super) fn run(&self, words: &[&str], code: i32) -> String {
        let reports = ["--report-json", "run.json", "--report-html", "run.html"];
        let told = told(&mut self.command(&[words, &reports].concat()), code);
        assert_shows_none("the terminal", &told);
        for name in ["run.json", "run.html"].into_iter().filter(|_| code == 0) {
            assert_shows_none(name, &self.bench.read(name));
        }
        told
    }

    /// The error of a run that sends nothing, and its help.
    pub(super) fn refused(&self, words: &[&str]) -> String {
        let told = told(&mut self.command(words), 3);
        assert_shows_none("the terminal", &told);
        told
    }
}

/// Lists keys as the owner, so many times.
pub(super) fn lists_as_owner(bench: &Bench, times: usize) {
    lists(bench, times);
    let case = bench.read("peers/key/list/often.yaml");
    bench.write(
        "peers/key/list/often.yaml",
        &case.replace("    as: peer\n", ""),
    );
}

/// Everything that hands out credentials on this machine, and a KMS that takes them.
pub(super) struct Fake {
    server: MockServer,
    /// Which access keys have signed.
    signed: Arc<Mutex<BTreeSet<String>>>,
    /// The headers of requests that asked for credentials.
    pub(super) asked: Arc<Mutex<Vec<String>>>,
}

impl Fake {
    /// `give` answers a request for credentials by how often there was one; `None` is KMS.
    pub(super) async fn start(
        give: impl Fn(&Request, usize) -> Option<ResponseTemplate> + Send + Sync + 'static,
    ) -> Self {
        let server = MockServer::start().await;
        let signed: Arc<Mutex<BTreeSet<String>>> = Arc::default();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (keys, asks) = (Arc::clone(&signed), Arc::clone(&asked));
        let number = AtomicUsize::new(0);
        let respond = move |request: &Request| {
            if let Some(answer) = give(request, number.load(Ordering::Relaxed) + 1) {
                number.fetch_add(1, Ordering::Relaxed);
                let mut asks = asks.lock().unwrap_or_else(PoisonError::into_inner);
                asks.push(format!("{:?}", request.headers));
                return answer;
            }
            let header = request
                .headers
                .get("authorization")
                .and_then(|it| it.to_str().ok());
            let key = header
                .and_then(|it| it.split_once("Credential="))
                .and_then(|(_, it)| it.split('/').next());
            if let Some(key) = key {
                keys.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(key.to_owned());
            }
            if request.headers.get("x-amz-target").is_none() {
                return ResponseTemplate::new(404);
            }
            json(200, r#"{"Keys":[],"Truncated":false}"#)
        };
        Mock::given(any())
            .respond_with(respond)
            .mount(&server)
            .await;
        Self {
            server,
            signed,
            asked,
        }
    }

    pub(super) fn url(&self) -> String {
        self.server.uri()
    }

    pub(super) fn signed(&self) -> Vec<String> {
        let signed = self.signed.lock().unwrap_or_else(PoisonError::into_inner);
        signed.iter().cloned().collect()
    }
}

/// The end of credentials that live for so many seconds from now.
pub(super) fn end(seconds: i64) -> Timestamp {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = i64::try_from(now.expect("it is later").as_millis()).expect("it is soon");
    Timestamp::from_millis(now + seconds * 1000)
}

/// An access key by its number.
pub(super) fn key(number: usize) -> String {
    format!("ASIACANARY{number:0>10}")
}

/// Credentials in the words of containers, instances and processes.
pub(super) fn given(number: usize, seconds: i64) -> serde_json::Value {
    value!({
        "Version": 1, "Code": "Success", "Type": "AWS-HMAC", "LastUpdated": end(0).iso_date(),
        "AccessKeyId": key(number), "SecretAccessKey": "canary/secret/of/forty/letters/and/more/",
        "Token": "canary/token/of/many/letters", "SessionToken": "canary/token/of/many/letters",
        "Expiration": end(seconds).iso_date(),
    })
}
