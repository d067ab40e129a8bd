//! Whole calls against a made-up world.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::params::base64;
use super::ports::Verify;
use super::{
    CliOutcome, Destination, FileFault, Files, Flavour, Host, Invocation, Transport,
    TransportError, run,
};
use crate::model::Model;
use crate::wire::{Headers, Request, Response, Timestamp};

struct Folder(BTreeMap<&'static str, &'static str>);

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileFault> {
        let content = self.0.get(path).ok_or_else(|| FileFault {
            number: 2,
            message: "No such file or directory".into(),
        })?;
        Ok(content.as_bytes().to_vec())
    }
}

struct Script {
    replies: VecDeque<Result<(u16, &'static str), TransportError>>,
    seen: Vec<(Destination, Request)>,
}

impl Transport for Script {
    fn send(&mut self, to: &Destination, request: &Request) -> Result<Response, TransportError> {
        self.seen.push((to.clone(), request.clone()));
        let (status, body) = self.replies.pop_front().unwrap_or(Ok((200, "{}")))?;
        Ok(Response {
            status,
            headers: Headers::new(),
            body: body.into(),
        })
    }
}

struct Still {
    slept: Vec<Duration>,
}

impl Host for Still {
    fn now(&mut self) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_123)
    }

    fn sleep(&mut self, time: Duration) {
        self.slept.push(time);
    }

    fn random(&mut self, bytes: &mut [u8]) {
        bytes.fill(0x80);
    }

    fn run(&mut self, words: &[String]) -> Result<(i32, Vec<u8>, Vec<u8>), FileFault> {
        if let [program] = words
            && program == "hands-out"
        {
            return Ok((0, HANDED_OUT.into(), Vec::new()));
        }
        Ok((1, Vec::new(), b"no process here".to_vec()))
    }

    fn shell(&mut self, _: &str) -> i32 {
        7
    }

    fn system(&self) -> (String, String) {
        ("Linux".into(), "6.1".into())
    }
}

/// Credentials whose token would end a header line, as processes print them and containers answer.
const HANDED_OUT: &str = r#"{"Version":1,"AccessKeyId":"AKIDHANDED","SecretAccessKey":"s","SessionToken":"a\r\nX-Injected: 1","Token":"a\r\nX-Injected: 1","Expiration":"2035-01-01T00:00:00Z"}"#;

const SECRET: &str = "canary/secret+key";
const TOKEN: &str = "canary-session-token";

struct Trial {
    outcome: CliOutcome,
    seen: Vec<(Destination, Request)>,
    slept: usize,
}

impl Trial {
    fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.outcome.stdout).into_owned()
    }

    fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.outcome.stderr).into_owned()
    }
}

fn call(
    flavour: Flavour,
    args: &[&str],
    replies: Vec<Result<(u16, &'static str), TransportError>>,
) -> Trial {
    call_in(flavour, args, replies, &[])
}

/// The same with more of an environment.
fn call_in(
    flavour: Flavour,
    args: &[&str],
    replies: Vec<Result<(u16, &'static str), TransportError>>,
    more: &[(&str, &str)],
) -> Trial {
    let own = [
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", SECRET),
        ("AWS_SESSION_TOKEN", TOKEN),
        ("AWS_DEFAULT_REGION", "eu-west-1"),
    ];
    call_as(flavour, args, replies, &[&own, more].concat())
}

/// The same with an environment of which nothing but the home is given.
fn call_as(
    flavour: Flavour,
    args: &[&str],
    replies: Vec<Result<(u16, &'static str), TransportError>>,
    env: &[(&str, &str)],
) -> Trial {
    let invocation = Invocation {
        args: args.iter().map(|word| (*word).to_owned()).collect(),
        env: [("HOME", "/home")]
            .iter()
            .chain(env)
            .map(|&(k, v)| (k.to_owned(), v.to_owned()))
            .collect(),
        terminal: None,
        flavour,
    };
    let files = Folder(BTreeMap::from([
        ("id.txt", "cks-from-file"),
        (
            "/home/.aws/config",
            "[profile handed]\ncredential_process = hands-out\n",
        ),
        (
            "/home/.aws/cli/alias",
            "[toplevel]\nrm = kms delete-custom-key-store\nsh = !true\n",
        ),
    ]));
    let mut transport = Script {
        replies: replies.into(),
        seen: Vec::new(),
    };
    let mut host = Still { slept: Vec::new() };
    let outcome = run(
        Model::bundled(),
        &invocation,
        &files,
        &mut transport,
        &mut host,
    );
    Trial {
        outcome,
        seen: transport.seen,
        slept: host.slept.len(),
    }
}

/// As the recordings `inj.*`, `crd.nl-env`, `env.token-nl` and `reg.newline` have it.
#[test]
fn no_value_ends_a_header_line() {
    let args = ["kms", "list-keys"];
    let somewhere = [&args[..], &["--endpoint-url", "http://127.0.0.1:1"]].concat();
    let refused = |flavour, name, value| {
        let trial = call_in(flavour, &somewhere, Vec::new(), &[(name, value)]);
        assert!(trial.seen.is_empty(), "{name}: something was sent");
        assert_eq!(trial.outcome.exit, 255, "{name}");
        trial.stderr()
    };
    for flavour in [Flavour::V1, Flavour::V2] {
        let said = refused(flavour, "AWS_SESSION_TOKEN", "a\r\nX-Injected: 1");
        let expected = "An HTTP Client raised an unhandled exception: Invalid header value b'a\\r\\nX-Injected: 1'\n";
        assert!(said.ends_with(expected), "{said}");
        let said = refused(flavour, "AWS_ACCESS_KEY_ID", "AKIDX\n");
        let expected = "Invalid header value b'AWS4-HMAC-SHA256 Credential=AKIDX\\n/20231114/eu-west-1/kms/aws4_request, ";
        assert!(said.contains(expected), "{said}");
        let said = refused(flavour, "AWS_DEFAULT_REGION", "us-east-1\n");
        assert!(said.contains("/us-east-1\\n/kms/aws4_request"), "{said}");
        for (name, mark) in [
            ("AWS_EXECUTION_ENV", " exec-env/a--X-Injected--1 "),
            ("AWS_SDK_UA_APP_ID", " app/a--X-Injected--1"),
        ] {
            let trial = call_in(flavour, &args, Vec::new(), &[(name, "a\r\nX-Injected: 1")]);
            let [(_, request)] = trial.seen.as_slice() else {
                panic!("{} requests", trial.seen.len());
            };
            let agent = request.headers.get("user-agent").unwrap_or_default();
            assert!(agent.contains(mark), "{agent}");
        }
    }
}

#[test]
fn no_token_that_is_handed_out_ends_a_header_line() {
    let args = ["kms", "list-keys"];
    let region = ("AWS_DEFAULT_REGION", "eu-west-1");
    let process = [region, ("AWS_PROFILE", "handed")];
    let agent = "http://127.0.0.1/credentials";
    let container = [region, ("AWS_CONTAINER_CREDENTIALS_FULL_URI", agent)];
    for flavour in [Flavour::V1, Flavour::V2] {
        for (env, asked) in [(process, 0), (container, 1)] {
            let trial = call_as(flavour, &args, vec![Ok((200, HANDED_OUT))], &env);
            assert_eq!(trial.seen.len(), asked, "{}", trial.stderr());
            assert_eq!(trial.outcome.exit, 255);
            let said = trial.stderr();
            assert!(
                said.ends_with("Invalid header value b'a\\r\\nX-Injected: 1'\n"),
                "{said}"
            );
        }
    }
}

/// As the recordings `sts.no-verify` and `sts.ca-flag` have it.
#[test]
fn flags_about_certificates_do_not_reach_sts() {
    let env = [
        ("AWS_DEFAULT_REGION", "eu-west-1"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "id.txt"),
        ("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/r"),
    ];
    let bundle = Verify::Bundle("b.pem".into());
    let configured = [&env[..], &[("AWS_CA_BUNDLE", "b.pem")]].concat();
    let flags: [&[&str]; 2] = [&["--no-verify-ssl"], &["--ca-bundle", "a.pem"]];
    for flavour in [Flavour::V1, Flavour::V2] {
        for flag in flags {
            let args = [&["kms", "list-keys"], flag].concat();
            for (env, expected) in [(&env[..], &Verify::System), (&configured, &bundle)] {
                let trial = call_as(flavour, &args, Vec::new(), env);
                let [(sts, _)] = trial.seen.as_slice() else {
                    panic!("{} requests: {}", trial.seen.len(), trial.stderr());
                };
                assert_eq!(&sts.verify, expected, "{flag:?}");
            }
        }
    }
}

/// As the recording `ecs.via-proxy` has it.
#[test]
fn credentials_of_a_container_go_through_no_proxy() {
    let env = [
        ("AWS_DEFAULT_REGION", "eu-west-1"),
        (
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "http://127.0.0.1/credentials",
        ),
        ("http_proxy", "http://127.0.0.1:1"),
    ];
    for flavour in [Flavour::V1, Flavour::V2] {
        let trial = call_as(flavour, &["kms", "list-keys"], Vec::new(), &env);
        let (to, request) = trial.seen.first().expect("the agent is asked");
        assert_eq!(to.proxy, None);
        assert_eq!(request.target, "/credentials");
    }
}

#[test]
fn a_delete_sends_one_signed_request_and_prints_nothing() {
    let args = [
        "kms",
        "delete-custom-key-store",
        "--custom-key-store-id",
        "file://id.txt",
    ];
    let trial = call(Flavour::V1, &args, Vec::new());
    assert_eq!(trial.outcome, CliOutcome::default(), "{}", trial.stderr());
    let [(to, request)] = trial.seen.as_slice() else {
        panic!("{} requests", trial.seen.len());
    };
    assert_eq!(
        (to.tls, to.host.as_str(), to.port),
        (true, "kms.eu-west-1.amazonaws.com", 443)
    );
    assert_eq!(request.body, br#"{"CustomKeyStoreId": "cks-from-file"}"#);
    let names: Vec<&str> = request.headers.iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "Host",
            "Accept-Encoding",
            "X-Amz-Target",
            "Content-Type",
            "User-Agent",
            "X-Amz-Date",
            "X-Amz-Security-Token",
            "Authorization",
            "amz-sdk-invocation-id",
            "amz-sdk-request",
            "Content-Length"
        ]
    );
    let authorization = request.headers.get("Authorization").unwrap_or_default();
    assert!(
        authorization.contains(
            "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,"
        ),
        "{authorization}"
    );
}

#[test]
fn retries_wait_and_give_up_with_their_number() {
    let args = ["rm", "--custom-key-store-id", "a"];
    let internal = r#"{"__type":"KMSInternalException","message":"m"}"#;
    let trial = call(Flavour::V1, &args, vec![Ok((500, internal)); 9]);
    assert_eq!(
        (trial.seen.len(), trial.slept, trial.outcome.exit),
        (5, 4, 255)
    );
    assert_eq!(
        trial.stderr(),
        "\nAn error occurred (KMSInternalException) when calling the DeleteCustomKeyStore operation \
         (reached max retries: 4): m\n"
    );
    let trial = call(Flavour::V2, &args, vec![Err(TransportError::Closed); 9]);
    assert_eq!((trial.seen.len(), trial.outcome.exit), (3, 255));
}

#[test]
fn what_came_before_a_fault_is_printed() {
    let page = r#"{"Keys":[{"KeyId":"k1"}],"Truncated":true,"NextMarker":"m"}"#;
    let denied = r#"{"__type":"AccessDeniedException","message":"no"}"#;
    let args = ["kms", "list-keys", "--output", "text"];
    let trial = call(Flavour::V1, &args, vec![Ok((200, page)), Ok((400, denied))]);
    assert_eq!(trial.stdout(), "KEYS\tk1\n");
    assert!(
        trial
            .stderr()
            .contains("(AccessDeniedException) when calling the ListKeys")
    );
}

#[test]
fn a_shell_alias_runs_in_the_shell() {
    assert_eq!(call(Flavour::V1, &["sh"], Vec::new()).outcome.exit, 7);
}

#[test]
fn no_secret_leaves_through_debug() {
    let commands: [&[&str]; 4] = [
        &[
            "create-custom-key-store",
            "--custom-key-store-name",
            "n",
            "--key-store-password",
            "canary-password",
            "--xks-proxy-authentication-credential",
            "AccessKeyId=ABCDE12345670EXAMPLE,RawSecretAccessKey=canary-raw-secret-access-key-0123456789012345=",
        ],
        &[
            "encrypt",
            "--key-id",
            "k",
            "--plaintext",
            "canary-plaintext",
        ],
        &["decrypt", "--ciphertext-blob", "canary-ciphertext"],
        &[
            "import-key-material",
            "--key-id",
            "k",
            "--import-token",
            "canary-import",
            "--encrypted-key-material",
            "x",
        ],
    ];
    for flavour in [Flavour::V1, Flavour::V2] {
        for command in commands {
            let mut args = vec!["kms", "--debug"];
            args.extend_from_slice(command);
            if flavour == Flavour::V2 {
                args.extend(["--cli-binary-format", "raw-in-base64-out"]);
            }
            let throttled = r#"{"__type":"ThrottlingException","message":"m"}"#;
            let trial = call(flavour, &args, vec![Ok((400, throttled)), Ok((200, "{}"))]);
            let shown = trial.stderr() + &trial.stdout();
            assert!(
                shown.contains("TrentService."),
                "the log says what was sent: {shown}"
            );
            let canaries = args.iter().copied().chain([SECRET, TOKEN]);
            for canary in canaries.filter(|word| word.contains("canary")) {
                let raw = canary.rsplit_once('=').map_or(canary, |(head, tail)| {
                    if tail.is_empty() { head } else { tail }
                });
                let raw = raw.rsplit('=').next().unwrap_or(raw);
                assert!(!shown.contains(raw), "{raw} in {shown}");
                assert!(
                    !shown.contains(&base64(raw.as_bytes())),
                    "{raw} in base64 in {shown}"
                );
            }
        }
    }
}
