//! Where credentials come from, how they are renewed in a run, and what is said where there are none.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use kmspec::reference::AwsForm;
use kmspec::serve::Server;
use kmspec::wire::world;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::Entry;
use super::as_aws::{beside, everything, serve};
use super::bench::{Bench, told};
use super::stage::json;

pub(super) const TRIALS: &[Entry] = &[
    ("a_role_is_renewed_in_a_run", a_role_is_renewed_in_a_run),
    (
        "what_ended_early_is_asked_once_more",
        what_ended_early_is_asked_once_more,
    ),
    (
        "what_cannot_be_renewed_is_told",
        what_cannot_be_renewed_is_told,
    ),
    (
        "the_account_is_the_one_that_is_meant",
        the_account_is_the_one_that_is_meant,
    ),
    #[cfg(not(feature = "aws"))]
    ("profiles_need_the_feature", profiles_need_the_feature),
];

/// The role of the peer's account.
const ROLE: &str = "arn:aws:iam::444455556666:role/kmspec";

/// Lists keys as the peer, so many times.
pub(super) fn lists(bench: &Bench, times: usize) {
    let step = "  - call: ListKeys\n    as: peer\n    expect: {ok: {$open: true}}\n";
    let case = format!(
        "requirement: The endpoint behaves.\nevidence: [kmspec-trial]\nsteps:\n{}",
        step.repeat(times)
    );
    bench.write("peers/key/list/often.yaml", &case);
}

/// A profile of a target, in whose place is the owner of every world, and a peer by a role.
fn profile(bench: &Bench, url: &str) {
    let owner = world::principals().remove(0);
    let text = format!(
        "about: A trial.\nendpoint: {url}\nprincipals:\n  owner: {{access_key_id: {}, secret_access_key: {}, account: \"{}\"}}\n  peer: {{assume_role: \"{ROLE}\"}}\n",
        owner.access_key_id, owner.secret_access_key, owner.account
    );
    bench.write("mine.yaml", &text);
}

/// The lines that tell a verdict, without the time that it took.
pub(super) fn verdicts(told: &str) -> Vec<String> {
    let lines = told.lines().filter(|line| line.contains("key/list/often"));
    let words = lines.map(|line| {
        line.split_whitespace()
            .take(2)
            .collect::<Vec<_>>()
            .join(" ")
    });
    words.collect()
}

fn a_role_is_renewed_in_a_run() {
    let bench = Bench::new();
    lists(&bench, 8);
    beside(async {
        let run = |server: &Server, rate: &str| {
            profile(&bench, &server.aws_url("us-east-1"));
            let resolve = everything(server);
            let mut command = bench.command(&[
                "run",
                "--cases",
                "peers",
                "--target",
                "mine.yaml",
                "--resolve",
                &resolve,
                "--allow-account",
                "111122223333,444455556666",
                "--rate",
                rate,
                "-v",
            ]);
            told(command.env("AWS_CA_BUNDLE", "ca.pem"), 0)
        };
        let steady = serve(&bench, |_| {}).await;
        let expected = verdicts(&run(&steady, "100"));
        assert_eq!(expected, ["pass key/list/often"]);
        let ending = serve(&bench, |options| {
            options.aws_form = Some(AwsForm {
                token_life: Some(Duration::from_secs(2)),
            });
        })
        .await;
        let began = Instant::now();
        assert_eq!(verdicts(&run(&ending, "2")), expected);
        assert!(
            began.elapsed() > Duration::from_secs(3),
            "nothing had ended"
        );
    });
}

/// Credentials that STS gives, the first for a role, the second, and so on; they are valid for so many seconds.
fn given(number: usize, seconds: i64) -> ResponseTemplate {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = i64::try_from(now.expect("it is later").as_millis()).expect("it is soon");
    let end = kmspec::wire::Timestamp::from_millis(now + seconds * 1000).iso_date();
    ResponseTemplate::new(200).set_body_string(format!(
        "<AssumeRoleResponse><Credentials><AccessKeyId>ASIACANARY{number:0>10}</AccessKeyId>\
         <SecretAccessKey>canary/secret/number{number:0>20}</SecretAccessKey>\
         <SessionToken>canary/token/number{number:0>20}</SessionToken><Expiration>{end}</Expiration>\
         </Credentials></AssumeRoleResponse>"
    ))
}

/// An endpoint whose STS answers by how often it was asked, and whose KMS by the number of the credentials.
async fn endpoint(
    sts: impl Fn(usize) -> ResponseTemplate + Send + Sync + 'static,
    kms: impl Fn(&str) -> ResponseTemplate + Send + Sync + 'static,
) -> MockServer {
    let server = MockServer::start().await;
    let asked = AtomicUsize::new(0);
    let respond = move |request: &Request| {
        let header = |name: &str| {
            let value = request.headers.get(name).and_then(|it| it.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        if request.body.starts_with(b"Action=AssumeRole") {
            return sts(asked.fetch_add(1, Ordering::Relaxed) + 1);
        }
        if request.body.starts_with(b"Action=") || header("x-amz-target").is_empty() {
            return ResponseTemplate::new(404);
        }
        let token = header("x-amz-security-token");
        if token.is_empty() {
            return json(400, r#"{"__type":"AccessDeniedException"}"#);
        }
        kms(&token)
    };
    Mock::given(any())
        .respond_with(respond)
        .mount(&server)
        .await;
    server
}

/// Every report of a run of the peer's case.
fn reports(bench: &Bench, code: i32) -> String {
    let told = bench.says(
        &[
            "run",
            "--cases",
            "peers",
            "--target",
            "mine.yaml",
            "-v",
            "--report-json",
            "run.json",
            "--report-html",
            "run.html",
            "--report-ndjson",
            "run.ndjson",
            "--report-junit",
            "run.xml",
            "--journal",
            "run.journal",
        ],
        code,
    );
    for name in [
        "run.json",
        "run.html",
        "run.ndjson",
        "run.xml",
        "run.journal",
    ] {
        assert_shows_none(name, &bench.read(name));
    }
    assert_shows_none("the terminal", &told);
    told
}

pub(super) fn assert_shows_none(name: &str, text: &str) {
    for canary in ["canary/secret", "canary/token", "ASIACANARY"] {
        assert!(!text.contains(canary), "{name} shows {canary}:\n{text}");
    }
}

/// The clock of this machine may be wrong, or AWS may end credentials early.
fn what_ended_early_is_asked_once_more() {
    let bench = Bench::new();
    lists(&bench, 3);
    let ended = || json(400, r#"{"__type":"ExpiredTokenException"}"#);
    let run = async |kms: fn(&str) -> ResponseTemplate, code: i32| {
        let sts = |number| given(number, 3600);
        let answer = move |token: &str| {
            if token.ends_with('1') {
                return json(400, r#"{"__type":"ExpiredTokenException"}"#);
            }
            kms(token)
        };
        let server = endpoint(sts, answer).await;
        profile(&bench, &server.uri());
        reports(&bench, code)
    };
    beside(async {
        let told = run(|_| json(200, r#"{"Keys":[],"Truncated":false}"#), 0).await;
        assert_eq!(verdicts(&told), ["pass key/list/often"], "{told}");
        // What is echoed is a secret that nobody had when the run began.
        let echo = |token: &str| {
            let told = format!(r#"{{"__type":"NotFoundException","message":"it is {token}"}}"#);
            json(400, &told)
        };
        let told = run(echo, 1).await;
        let hidden = "Credential=[access key id of peer]/";
        assert_eq!(told.matches(hidden).count(), 2, "{told}");
        // A campaign asks once more too.
        let used = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let counted = Arc::clone(&used);
        let answer = move |token: &str| {
            let is_first = token.ends_with('1');
            counted[usize::from(!is_first)].fetch_add(1, Ordering::Relaxed);
            if is_first {
                return json(400, r#"{"__type":"ExpiredTokenException"}"#);
            }
            json(200, "{}")
        };
        let server = endpoint(|number| given(number, 3600), answer).await;
        profile(&bench, &server.uri());
        let words = [
            "fuzz",
            "--target",
            "mine.yaml",
            "--cases",
            "20",
            "--seed",
            "1",
        ];
        bench.says(&words, 1);
        let [refused, others] = [0, 1].map(|at: usize| used[at].load(Ordering::Relaxed));
        // What ended is asked once more with what is new, and from then on only that is used.
        assert!(refused > 0 && others > refused, "{refused} and {others}");
        // Where there are no others, they are refused.
        let server = endpoint(|_| given(1, 3600), move |_| ended()).await;
        profile(&bench, &server.uri());
        let told = reports(&bench, 4);
        assert!(told.contains("are they right, and not expired?"), "{told}");
    });
}

fn what_cannot_be_renewed_is_told() {
    let bench = Bench::new();
    lists(&bench, 8);
    beside(async {
        let server = endpoint(
            |number| match number {
                1 => given(1, 2),
                _ => ResponseTemplate::new(403).set_body_string(
                    "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no more of canary/token/number00000000000000000001</Message></Error></ErrorResponse>",
                ),
            },
            |_| json(200, r#"{"Keys":[],"Truncated":false}"#).set_delay(Duration::from_millis(500)),
        )
        .await;
        profile(&bench, &server.uri());
        let told = reports(&bench, 4);
        let expected = format!(
            "the credentials of the `peer` have ended and cannot be renewed: `peer` cannot take the role {ROLE}: STS at {} answers 403 AccessDenied: no more of ",
            server.uri()
        );
        assert!(told.contains(&expected), "{told}");
    });
}

fn the_account_is_the_one_that_is_meant() {
    let bench = Bench::new();
    lists(&bench, 1);
    beside(async {
        let server = serve(&bench, |_| {}).await;
        let mut owner = world::principals().remove(0);
        "222233334444".clone_into(&mut owner.account);
        let file = serde_json::json!({"url": "", "region": "us-east-1", "principals": [owner]});
        bench.write("owner.json", &file.to_string());
        let (url, resolve) = (server.aws_url("us-east-1"), everything(&server));
        let told = bench.says(
            &[
                "run",
                "--cases",
                "peers",
                "--endpoint-url",
                &url,
                "--resolve",
                &resolve,
                "--ca-bundle",
                "ca.pem",
                "--principals",
                "owner.json",
                "--allow-account",
                "111122223333,222233334444",
            ],
            3,
        );
        let line = "error: the `owner` is arn:aws:iam::111122223333:user/owner, of account 111122223333, and should be of 222233334444: nothing was sent to KMS";
        assert!(told.lines().any(|it| it == line), "{told}");
    });
}

#[cfg(not(feature = "aws"))]
fn profiles_need_the_feature() {
    let bench = Bench::new();
    bench.write(
        "mine.yaml",
        "about: A trial.\nendpoint: http://127.0.0.1:1\nprincipals: {owner: {profile: work}}\n",
    );
    let line = "error: the profile `work` of AWS is not read: this kmspec is built without the feature `aws`";
    for words in [
        ["--endpoint-url", "http://127.0.0.1:1", "--profile", "work"].as_slice(),
        &["--target", "mine.yaml"],
    ] {
        let told = bench.says(&[&["run", "mine"], words].concat(), 3);
        assert!(told.lines().any(|it| it == line), "{told}");
        assert!(
            told.contains(
                "help: take the released program, or `cargo install kmspec --features aws`"
            ),
            "{told}"
        );
    }
    let both = ["run", "--profile", "work", "--principals", "ready.json"];
    assert!(bench.says(&both, 2).contains("cannot be used with"));
    let told = bench.says(&["run", "--profile", "work"], 2);
    assert!(told.contains("--profile needs --endpoint-url"), "{told}");
}
