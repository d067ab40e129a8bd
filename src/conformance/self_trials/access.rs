//! Who may be asked and for what: the guard before an account of AWS, seen at a server that wears its clothes.

use std::time::Duration;

use kmspec::reference::AwsForm;
use kmspec::serve::Server;
use kmspec::target::http;
use kmspec::wire::admin::{Principal, ReadyFile};
use kmspec::wire::world;

use super::Entry;
use super::as_aws::{CASES, beside, everything, serve};
use super::bench::{Bench, error_line, right};
use super::stage::Scripted;

pub(super) const TRIALS: &[Entry] = &[
    ("the_account_must_be_named", the_account_must_be_named),
    (
        "credentials_that_are_not_taken",
        credentials_that_are_not_taken,
    ),
    ("aws_is_only_read", aws_is_only_read),
    (
        "an_emulator_s_profile_is_for_no_account",
        an_emulator_s_profile_is_for_no_account,
    ),
];

const KMS: &str = "https://kms.us-east-1.amazonaws.com";

/// A run of a few cases by the name of AWS, with these words.
fn run(bench: &Bench, server: &Server, more: &[&str], code: i32) -> String {
    let (url, resolve) = (server.aws_url("us-east-1"), everything(server));
    let mut words = vec!["run", "--cases", CASES, "--seed", "7", "-v"];
    words.extend(["--endpoint-url", &url, "--resolve", &resolve]);
    words.extend(["--ca-bundle", "ca.pem", "key/list"]);
    words.extend(more);
    bench.says(&words, code)
}

fn the_account_must_be_named() {
    let bench = Bench::new();
    beside(async {
        let server = serve(&bench, |_| {}).await;
        let with = |accounts: &str| {
            let words = ["--principals", "ready.json", "--allow-account", accounts];
            run(&bench, &server, &words, 3)
        };
        assert_eq!(
            error_line(&with("444455556666")),
            "error: the `owner` is arn:aws:iam::111122223333:user/owner, of account 111122223333, which --allow-account does not name: nothing was sent to KMS"
        );
        // Every principal's account counts.
        assert_eq!(
            error_line(&with("111122223333,777788889999")),
            "error: the `peer` is arn:aws:iam::444455556666:user/peer, of account 444455556666, which --allow-account does not name: nothing was sent to KMS"
        );
    });
}

/// A file of principals with this owner alone.
fn file(bench: &Bench, owner: Principal) {
    let file = ReadyFile {
        url: KMS.to_owned(),
        region: "us-east-1".to_owned(),
        principals: vec![owner],
        cannot: Vec::new(),
    };
    let text = serde_json::to_string(&file).expect("it is JSON");
    bench.write("owner.json", &text);
}

fn credentials_that_are_not_taken() {
    let bench = Bench::new();
    beside(async {
        let server = serve(&bench, |options| {
            options.aws_form = Some(AwsForm {
                token_life: Some(Duration::from_secs(1)),
            });
        })
        .await;
        let allowed = [
            "--principals",
            "owner.json",
            "--allow-account",
            "111122223333",
        ];
        let mut options = http::Options::new(server.aws_url("us-east-1"), "us-east-1");
        options.principals = world::principals();
        options.ca_bundle = server.authority_pem().map(|pem| pem.as_bytes().to_vec());
        options.resolve = vec![everything(&server).parse().expect("it is well written")];
        let arn = "arn:aws:iam::111122223333:role/kmspec";
        let role = super::as_aws::role(arn);
        options
            .add("peer", role)
            .await
            .expect("the owner is trusted");
        let mut role = options.principals.pop().expect("it was added");
        "owner".clone_into(&mut role.name);
        let token = role.session_token.clone().expect("a role has one");
        file(&bench, role);
        tokio::time::sleep(Duration::from_millis(1500)).await;
        let told = run(&bench, &server, &allowed, 3);
        let port = server.address().port();
        let sts = format!("STS at https://sts.us-east-1.amazonaws.com:{port}");
        let expired = format!(
            "error: the credentials of the `owner` have expired: {sts} answers 403 ExpiredToken: "
        );
        assert!(error_line(&told).starts_with(&expired), "{told}");
        assert!(!told.contains(&token), "{told}");
        let mut unknown = world::principals().remove(0);
        "a canary that nobody may see".clone_into(&mut unknown.secret_access_key);
        file(&bench, unknown);
        let told = run(&bench, &server, &allowed, 3);
        let refuses = format!(
            "error: {sts} refuses the credentials of the `owner`: 403 SignatureDoesNotMatch"
        );
        assert!(error_line(&told).starts_with(&refuses), "{told}");
        assert!(!told.contains("canary"), "{told}");
        // No network: nothing listens where STS should be.
        let url = "https://kms.us-east-1.amazonaws.com:9";
        let words = [
            "run",
            "key/list",
            "--endpoint-url",
            url,
            "--resolve",
            "*:9:127.0.0.1",
        ];
        let told = bench.says(&[&words[..], &allowed].concat(), 3);
        assert_eq!(
            error_line(&told),
            "error: nothing listens at sts.us-east-1.amazonaws.com:9"
        );
        let mut nobody =
            bench.command(&[&words[..], &["--allow-account", "111122223333"]].concat());
        let nobody = nobody.env_remove("AWS_ACCESS_KEY_ID");
        let told = super::bench::told(nobody, 3);
        assert_eq!(
            error_line(&told),
            "error: there are no credentials to call the endpoint with: AWS_ACCESS_KEY_ID is not set"
        );
    });
}

fn aws_is_only_read() {
    let bench = Bench::new();
    beside(async {
        let server = serve(&bench, |_| {}).await;
        let all = "111122223333,444455556666,777788889999";
        let words = ["--principals", "ready.json", "--allow-account", all];
        let told = run(&bench, &server, &words, 0);
        let port = server.address().port();
        let note = format!(
            "note: {KMS}:{port} is AWS: only calls that describe, list or get are sent; --allow-writes permits all"
        );
        assert!(told.lines().any(|line| line == note), "{told}");
        assert!(
            told.contains("not sent, by --only read: CreateKey"),
            "{told}"
        );
        let told = run(
            &bench,
            &server,
            &[&words[..], &["--only", "dry-run"]].concat(),
            0,
        );
        assert!(told.contains("note: --only dry-run: only calls"), "{told}");
        let told = run(
            &bench,
            &server,
            &[&words[..], &["--allow-writes"]].concat(),
            0,
        );
        assert!(!told.contains("not sent, by --only"), "{told}");
        let both = [&words[..], &["--allow-writes", "--only", "read"]].concat();
        assert!(run(&bench, &server, &both, 2).contains("cannot be used with"));
        let url = server.aws_url("us-east-1");
        let fuzz = ["fuzz", "--time", "1s", "--endpoint-url", &url];
        let told = bench.says(&[&fuzz[..], &words].concat(), 3);
        assert!(
            error_line(&told).contains("these would make keys"),
            "{told}"
        );
        // A doctor asks for nothing that is not permitted, and says so.
        let (resolve, doctor) = (everything(&server), ["doctor", "--endpoint-url", &url]);
        let more = ["--ca-bundle", "ca.pem", "--resolve", &resolve];
        let told = bench.says(&[&doctor[..], &words, &more].concat(), 0);
        assert!(!told.contains("left behind"), "{told}");
    });
}

fn an_emulator_s_profile_is_for_no_account() {
    let bench = Bench::new();
    let told = bench.says(&["run", "mine", "--target", &format!("moto={KMS}")], 3);
    assert_eq!(
        error_line(&told),
        format!("error: {KMS} is AWS, and the profile `moto` is one of an emulator")
    );
    beside(async {
        // A tunnel: it has no STS, and a key that is not there is refused as of an account.
        let of = |account: &'static str| {
            Scripted::start(move |call| match call.operation {
                "DescribeKey" => super::stage::json(
                    400,
                    &format!(
                        r#"{{"__type":"NotFoundException","message":"Key 'arn:aws:kms:us-east-1:{account}:key/0' does not exist"}}"#
                    ),
                ),
                "" => super::stage::json(400, "{}"),
                _ => right(call),
            })
        };
        let tunnel = of("998877665544").await;
        bench.write(
            "mine.yaml",
            "about: An emulator.\nendpoint: http://127.0.0.1:1\n",
        );
        let target = format!("mine.yaml={}", tunnel.url());
        let told = bench.says(&["run", "mine/key/list", "--target", &target], 3);
        assert_eq!(
            error_line(&told),
            format!(
                "error: the profile `mine` is one of an emulator, and {} answers the `owner` as account 998877665544, which may be a real one",
                tunnel.url()
            )
        );
        assert!(
            tunnel
                .seen()
                .iter()
                .all(|call| !call.starts_with("ListKeys"))
        );
        let emulator = of("000000000000").await;
        let target = format!("mine.yaml={}", emulator.url());
        bench.says(&["run", "mine/key/list", "--target", &target], 0);
    });
}
