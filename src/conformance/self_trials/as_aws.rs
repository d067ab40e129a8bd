//! `kmspec serve --as-aws`, asked by the names of AWS: what everything about real accounts is proved against.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use kmspec::reference::{AwsForm, FleetOptions, Throttle};
use kmspec::serve::{Options, Server};
use kmspec::target::Target;
use kmspec::target::credentials::{Role, Source};
use kmspec::target::http::{self, Resolve};
use kmspec::wire::world;

use super::Entry;
use super::bench::Bench;

pub(super) const TRIALS: &[Entry] = &[
    ("a_run_by_name_is_a_run", a_run_by_name_is_a_run),
    (
        "late_and_throttled_it_is_the_same",
        late_and_throttled_it_is_the_same,
    ),
    ("a_role_is_taken_by_name", a_role_is_taken_by_name),
    ("a_server_can_be_wrong", a_server_can_be_wrong),
    ("a_clock_may_be_ahead", a_clock_may_be_ahead),
    (
        "names_lead_where_they_are_told",
        names_lead_where_they_are_told,
    ),
];

/// The corpus.
pub(super) const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/cases");

/// Runs a trial whose server answers while the trial waits for the program.
pub(super) fn beside(trial: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("threads can be had");
    runtime.block_on(trial);
}

/// A server in AWS's form, with its files in the bench: `ready.json` and `ca.pem`.
pub(super) async fn serve(bench: &Bench, change: impl FnOnce(&mut Options)) -> Server {
    let mut options = Options::new(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    options.aws_form = Some(AwsForm::default());
    options.certificate_file = Some(bench.path().join("ca.pem"));
    options.ready_file = Some(bench.path().join("ready.json"));
    change(&mut options);
    Server::start(options).await.expect("a free port")
}

/// The words that lead a command to it by the name of AWS in us-east-1.
fn target(server: &Server) -> [String; 11] {
    [
        "--endpoint-url".to_owned(),
        server.aws_url("us-east-1"),
        "--resolve".to_owned(),
        everything(server),
        "--ca-bundle".to_owned(),
        "ca.pem".to_owned(),
        "--principals".to_owned(),
        "ready.json".to_owned(),
        "--allow-account".to_owned(),
        "111122223333,444455556666,777788889999".to_owned(),
        "--allow-writes".to_owned(),
    ]
}

/// What the owner is given for the role of this ARN.
pub(super) fn role(arn: &str) -> Source {
    Source::Role(Role {
        arn: arn.to_owned(),
        by: "owner".to_owned(),
        external_id: None,
    })
}

pub(super) fn everything(server: &Server) -> String {
    format!("*:{}:127.0.0.1", server.address().port())
}

/// What a run by name says, once it has ended with this code.
fn run(bench: &Bench, server: &Server, more: &[&str], code: i32) -> String {
    let target = target(server);
    let mut words = vec!["run", "--cases", CASES, "--seed", "7", "-v"];
    words.extend(target.iter().map(String::as_str));
    words.extend(more);
    bench.says(&words, code)
}

/// The lines that tell a verdict, without the time that it took.
fn verdicts(told: &str) -> Vec<String> {
    let of = |line: &str| {
        let mut words = line.split_whitespace();
        let verdict = words.next()?;
        let known = ["pass", "fail", "unsupported", "blocked", "error", "flaky"];
        let id = words.next().filter(|_| known.contains(&verdict))?;
        Some(format!("{verdict} {id}"))
    };
    let mut verdicts: Vec<String> = told.lines().filter_map(of).collect();
    verdicts.sort();
    verdicts
}

/// The verdicts by the name of AWS are those of a server without its form and without worlds.
fn a_run_by_name_is_a_run() {
    let bench = Bench::new();
    beside(async {
        let server = serve(&bench, |_| {}).await;
        let selection = [
            "alias/create",
            "key/describe",
            "key/enable",
            "protocol/target",
            "--other-region",
            "us-west-2",
            // AWS is asked for no key store that is invented, and for no alias that cannot bear the run's mark.
            "--skip",
            "unavailable,aws_without_slash",
            // What costs more is made on request there.
            "--with",
            "rsa",
        ];
        let by_name = run(&bench, &server, &selection, 0);
        let plain = serve(&bench, |options| {
            options.aws_form = None;
            options.certificate_file = None;
            options.admin = false;
        })
        .await;
        let mut words = vec!["run", "--cases", CASES, "--seed", "7", "-v"];
        words.extend(["--endpoint-url", plain.url(), "--principals", "ready.json"]);
        words.extend(selection);
        let by_address = bench.says(&words, 0);
        let ids = verdicts(&by_name);
        assert!(ids.len() > 40, "{by_name}");
        assert_eq!(ids, verdicts(&by_address));
    });
}

/// Hosts that know late and the quotas of an account change no verdict.
fn late_and_throttled_it_is_the_same() {
    let bench = Bench::new();
    beside(async {
        let selection = ["alias/update", "--skip", "unavailable", "-j", "8"];
        let prompt = serve(&bench, |_| {}).await;
        let expected = verdicts(&run(&bench, &prompt, &selection, 0));
        assert!(expected.len() > 8, "{expected:?}");
        let late = serve(&bench, |options| {
            options.fleet = FleetOptions {
                lag: Duration::from_millis(300),
                flip: true,
                throttle: Some(Throttle::Aws),
            };
        })
        .await;
        let began = Instant::now();
        let told = run(&bench, &late, &selection, 0);
        assert_eq!(verdicts(&told), expected, "{told}");
        // Two keys a case, five a second.
        assert!(
            began.elapsed() > Duration::from_secs(2),
            "nobody was throttled"
        );
    });
}

fn a_role_is_taken_by_name() {
    let bench = Bench::new();
    beside(async {
        let server = serve(&bench, |options| {
            options.clock_skew = Duration::from_mins(30);
        })
        .await;
        let mut options = http::Options::new(server.aws_url("eu-west-1"), "eu-west-1");
        options.principals = world::principals();
        options.ca_bundle = server.authority_pem().map(|pem| pem.as_bytes().to_vec());
        let resolve: Resolve = everything(&server).parse().expect("it is well written");
        options.resolve = vec![resolve];
        let arn = "arn:aws:iam::444455556666:role/kmspec";
        options.principals.truncate(1);
        let taken = options.add("peer", role(arn)).await;
        taken.expect("the owner is trusted, though its clock is behind");
        let taken = options.principals.pop().expect("it was added");
        assert_eq!(taken.account, "444455556666");
        assert!(taken.access_key_id.starts_with("ASIA"), "{taken:?}");
        let other = role(&arn.replace("kmspec", "other"));
        let refused = options.add("peer", other).await;
        let refused = refused.expect_err("there is no such role").to_string();
        assert!(
            refused.contains("answers 403 AccessDenied: User: arn:aws:iam::111122223333:user/owner is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/other"),
            "{refused}"
        );
        options.principals = vec![taken];
        let target = Target::http(options).await.expect("it is there");
        assert!(
            target.notices()[0].contains("30 min behind"),
            "{:?}",
            target.notices()
        );
    });
}

/// A fault is noticed by the cases, and an allowed answer is none.
fn a_server_can_be_wrong() {
    let bench = Bench::new();
    beside(async {
        let wrong = "alias_is_moved";
        let book = kmspec::reference::WrongBook::named(wrong).expect("there is one");
        let server = serve(&bench, |options| options.rules = book[0].rules.clone()).await;
        let told = run(&bench, &server, &["alias/create"], 1);
        assert!(told.contains("fail"), "{told}");
    });
}

fn a_clock_may_be_ahead() {
    let bench = Bench::new();
    beside(async {
        let server = serve(&bench, |options| {
            options.clock_skew = Duration::from_mins(10);
        })
        .await;
        let told = run(&bench, &server, &["key/describe"], 0);
        assert!(
            told.contains(
                "your clock is 10 min behind the endpoint's; requests were signed by the endpoint's"
            ),
            "{told}"
        );
        let target = target(&server);
        let mut words = vec!["doctor"];
        words.extend(target.iter().map(String::as_str));
        let told = bench.says(&words, 0);
        assert!(told.contains(" s ahead of this machine's"), "{told}");
        // By a name of AWS there is no administrative path.
        assert!(told.contains("worlds             no"), "{told}");
    });
}

fn names_lead_where_they_are_told() {
    let bench = Bench::new();
    let said = |words: &[&str]| bench.says(words, 2);
    let told = said(&[
        "run",
        "--resolve",
        "a:b:127.0.0.1",
        "--endpoint-url",
        "http://a:1",
    ]);
    assert!(
        told.contains("'b' is no port; write HOST:PORT:ADDRESS, such as kms.us-east-1.amazonaws.com:443:127.0.0.1"),
        "{told}"
    );
    let told = said(&["run", "--resolve", "a:1:127.0.0.1"]);
    assert!(told.contains("--resolve needs --endpoint-url"), "{told}");
    let told = said(&["serve", "--fault", "alias_is_move"]);
    assert!(told.contains("did you mean `alias_is_moved`?"), "{told}");
    let told = said(&["serve", "--fault", "keys.admission"]);
    assert!(told.contains("a server has one"), "{told}");
    let told = said(&["serve", "--choice", "type_fault=validatio"]);
    assert!(
        told.contains("did you mean `type_fault=validation`?"),
        "{told}"
    );
    let twice = "type_fault=validation,type_fault=serialization";
    let told = said(&["serve", "--choice", twice]);
    assert!(told.contains("answer one question"), "{told}");
    let told = said(&["serve", "--throttle", "5"]);
    assert!(told.contains("as 5/s, or `aws` for the quotas"), "{told}");
    let told = said(&["serve", "--as-aws", "--auth", "off"]);
    assert!(told.contains("contradict each other"), "{told}");
    let told = said(&["serve", "--certificate-file", "ca.pem"]);
    assert!(told.contains("needs --tls or --as-aws"), "{told}");
    let told = bench.says(&["serve", "--choice", "help"], 0);
    assert!(told.contains("\n  type_fault=validation\n"), "{told}");
    let told = bench.says(&["serve", "--fault", "help"], 0);
    assert!(
        told.contains("\nkeys.admission.encrypt.disabled.accepted  "),
        "{told}"
    );
}
