//! Credentials as the SDK of AWS finds them: each source by itself, played on this machine.

use std::sync::PoisonError;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kmspec::reference::AwsForm;
use kmspec::serve::Server;
use kmspec::wire::world;
use serde_json::json as value;
use wiremock::ResponseTemplate;

use super::Entry;
use super::as_aws::{beside, everything, serve};
use super::aws_user::{Fake, User, end, given, key, lists_as_owner};
use super::bench::{Bench, error_line, told};
use super::credentials::{lists, verdicts};
use super::stage::json;

pub(super) const TRIALS: &[Entry] = &[
    ("a_profile_is_the_owner", a_profile_is_the_owner),
    ("principals_come_by_profiles", principals_come_by_profiles),
    ("a_process_is_asked_again", a_process_is_asked_again),
    ("a_web_identity_is_taken", a_web_identity_is_taken),
    ("a_profile_takes_a_role", a_profile_takes_a_role),
    ("a_container_is_asked", a_container_is_asked),
    ("an_instance_is_asked", an_instance_is_asked),
    (
        "whoever_signed_in_by_sso_is_known",
        whoever_signed_in_by_sso_is_known,
    ),
    ("whoever_logged_in_is_known", whoever_logged_in_is_known),
    ("a_proxy_leads_to_sts", a_proxy_leads_to_sts),
    ("nobody_is_told_in_one_line", nobody_is_told_in_one_line),
];

/// The name of the case, which the owner or the peer makes.
const CASE: &str = "pass key/list/often";

/// The case passes, and every call is signed with the first key that was handed out.
fn assert_first_key_signs(told: &str, fake: &Fake) {
    assert_eq!(
        (verdicts(told), fake.signed()),
        (vec![CASE.to_owned()], vec![key(1)]),
        "{told}"
    );
}

/// The endpoint of a world by the name of AWS, and what leads there.
fn by_name(server: &Server) -> Vec<String> {
    [
        "--endpoint-url",
        &server.aws_url("us-east-1"),
        "--resolve",
        &everything(server),
    ]
    .map(str::to_owned)
    .to_vec()
}

fn words(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

/// The section of the shared files for a principal of every world.
fn section(header: &str, at: usize) -> String {
    let who = world::principals().remove(at);
    format!(
        "[{header}]\naws_access_key_id = {}\naws_secret_access_key = {}\n",
        who.access_key_id, who.secret_access_key
    )
}

fn a_profile_is_the_owner() {
    let bench = Bench::new();
    beside(async {
        let server = serve(&bench, |_| {}).await;
        bench.write(".aws/credentials", &section("work", 0));
        bench.write(
            ".aws/config",
            "[profile work]\nregion = us-east-1\n[profile eu]\nregion = eu-west-1\n",
        );
        let user = User::new(&bench).with("AWS_CA_BUNDLE", "ca.pem");
        let port = server.address().port();
        // The host follows the Region of the profile.
        bench.write(
            "mine.yaml",
            &format!("about: A trial.\nendpoint: https://kms.{{region}}.amazonaws.com:{port}\n"),
        );
        let resolve = everything(&server);
        let target = [
            "--target",
            "mine.yaml",
            "--resolve",
            &resolve,
            "--allow-account",
            "111122223333",
        ];
        let told = user.run(&[&target[..], &["--profile", "work"]].concat(), 0);
        assert_eq!(verdicts(&told), [CASE], "{told}");
        assert!(told.contains("kms.us-east-1.amazonaws.com"), "{told}");
        let told = user.refused(&[&target[..], &["--profile", "wrok"]].concat());
        assert!(told.contains("error: there is no profile `wrok` in ~/.aws/config or ~/.aws/credentials\nhelp: did you mean `work`?"), "{told}");
        let told = user.refused(&[&target[..], &["--profile", "eu"]].concat());
        assert!(
            told.contains("error: the profile `eu` gives the `owner` no credentials: "),
            "{told}"
        );
        // The environment's profile, and another account than is allowed.
        let user = user.with("AWS_PROFILE", "work");
        assert_eq!(verdicts(&user.run(&target, 0)), [CASE]);
        let other = [&target[..5], &["444455556666"]].concat();
        let told = user.refused(&other);
        assert!(told.contains("error: the `owner` is arn:aws:iam::111122223333:user/owner, of account 111122223333, which --allow-account does not name: nothing was sent to KMS"), "{told}");
        // An authority that has not signed the certificate.
        bench.write("other.pem", "not one\n");
        let told = told_with(&user, "AWS_CA_BUNDLE", "other.pem", &target);
        assert!(
            told.contains("the CA bundle holds no certificate in PEM form"),
            "{told}"
        );
    });
}

/// What a run says with a variable more, that ends as a slip of the user's.
fn told_with(user: &User<'_>, name: &str, value: &str, words: &[&str]) -> String {
    told(user.command(words).env(name, value), 2)
}

fn principals_come_by_profiles() {
    let bench = Bench::new();
    beside(async {
        let server = serve(&bench, |_| {}).await;
        bench.write(
            ".aws/credentials",
            &[section("a", 0), section("b", 1)].concat(),
        );
        let url = server.aws_url("us-east-1");
        let profile = |owner: &str| {
            let text = format!(
                "about: A trial.\nendpoint: {url}\nprincipals:\n  owner: {owner}\n  peer: {{profile: b}}\n  stranger: {{assume_role: \"arn:aws:iam::444455556666:role/kmspec\", by: peer}}\n"
            );
            bench.write("mine.yaml", &text);
        };
        let user = User::new(&bench).with("AWS_CA_BUNDLE", "ca.pem");
        lists(&bench, 1);
        let resolve = everything(&server);
        let target = [
            "--target",
            "mine.yaml",
            "--resolve",
            &resolve,
            "--allow-account",
            "111122223333,444455556666",
        ];
        profile("{profile: a, account: \"111122223333\"}");
        assert_eq!(verdicts(&user.run(&target, 0)), [CASE]);
        profile("{profile: a, account: \"444455556666\"}");
        let told = user.refused(&target);
        assert!(
            told.contains(
                ", of account 111122223333, and should be of 444455556666: nothing was sent to KMS"
            ),
            "{told}"
        );
    });
}

fn a_process_is_asked_again() {
    let bench = Bench::new();
    beside(async {
        let kms = Fake::start(|_, _| None).await;
        // Each time other credentials, which end in two seconds; not earlier, as whole seconds are told.
        let script = "#!/bin/sh\ncd \"$HOME\"\necho x >>asked\nn=$(($(wc -l <asked)))\nend=$(date -u -d '+3 seconds' +%Y-%m-%dT%H:%M:%SZ)\nprintf '{\"Version\":1,\"AccessKeyId\":\"ASIACANARY%010d\",\"SecretAccessKey\":\"canary/secret/of/forty/letters/and/more/\",\"SessionToken\":\"canary/token/of/many/letters\",\"Expiration\":\"%s\"}' \"$n\" \"$end\"\n";
        bench.write("give", script);
        bench.write(
            ".aws/config",
            &format!(
                "[default]\ncredential_process = /bin/sh {}/give\n",
                bench.path().display()
            ),
        );
        let user = User::new(&bench);
        lists_as_owner(&bench, 10);
        let told = user.run(&["--endpoint-url", &kms.url(), "--rate", "2"], 0);
        assert_eq!(verdicts(&told), [CASE], "{told}");
        let signed = kms.signed();
        assert!(
            signed.len() > 1 && signed[0] == key(1) && signed[1] == key(2),
            "{signed:?}"
        );
        // A process that fails says why.
        bench.write("give", "#!/bin/sh\necho no luck >&2\nexit 3\n");
        let told = user.refused(&["--endpoint-url", &kms.url()]);
        assert!(
            told.contains("error: the profile `default` gives the `owner` no credentials: "),
            "{told}"
        );
        assert!(told.contains("no luck"), "{told}");
        assert!(
            told.contains(
                "help: `aws sts get-caller-identity --profile default` goes the same way"
            ),
            "{told}"
        );
    });
}

fn a_web_identity_is_taken() {
    let bench = Bench::new();
    beside(async {
        let server = serve(&bench, |options| {
            options.aws_form = Some(AwsForm {
                token_life: Some(Duration::from_secs(3)),
            });
        })
        .await;
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let claims = value!({"sub": "a", "iss": "https://issuer.example", "aud": "sts.amazonaws.com", "exp": 4_000_000_000_i64});
        let token = format!("{}.{}.c2ln", part(&value!({"alg": "RS256"})), part(&claims));
        bench.write("token", &token);
        let sts = format!("https://127.0.0.1:{}", server.address().port());
        let user = User::new(&bench)
            .with("AWS_CA_BUNDLE", "ca.pem")
            .with(
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                bench.path().join("token").display().to_string(),
            )
            .with("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/kmspec")
            .with("AWS_ENDPOINT_URL_STS", &sts);
        lists_as_owner(&bench, 10);
        let by_name = by_name(&server);
        let more = ["--allow-account", "111122223333", "--rate", "2"];
        let told = user.run(&[&words(&by_name)[..], &more].concat(), 0);
        assert_eq!(verdicts(&told), [CASE], "{told}");
        // STS that is not there: one line.
        let user = user.with("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9");
        let told = user.refused(&[&words(&by_name)[..], &more].concat());
        let line = error_line(&told);
        assert!(
            line.starts_with("error: STS by web identity gives the `owner` no credentials: ")
                && line.contains("onnect"),
            "{told}"
        );
    });
}

fn a_profile_takes_a_role() {
    let bench = Bench::new();
    beside(async {
        let server = serve(&bench, |_| {}).await;
        bench.write(".aws/credentials", &section("base", 0));
        bench.write(".aws/config", "[profile role]\nrole_arn = arn:aws:iam::444455556666:role/kmspec\nsource_profile = base\n[profile other]\nrole_arn = arn:aws:iam::444455556666:role/other\nsource_profile = base\n");
        let user = User::new(&bench).with("AWS_CA_BUNDLE", "ca.pem").with(
            "AWS_ENDPOINT_URL_STS",
            format!("https://127.0.0.1:{}", server.address().port()),
        );
        let by_name = by_name(&server);
        let of = |profile: &'static str| {
            [
                &words(&by_name)[..],
                &["--allow-account", "444455556666", "--profile", profile],
            ]
            .concat()
        };
        assert_eq!(verdicts(&user.run(&of("role"), 0)), [CASE]);
        let told = user.refused(&of("other"));
        assert!(
            told.contains("error: the profile `other` gives the `owner` no credentials: ")
                && told.contains("is not authorized to perform: sts:AssumeRole"),
            "{told}"
        );
    });
}

fn a_container_is_asked() {
    let bench = Bench::new();
    beside(async {
        let fake = Fake::start(|request, number| {
            let answer = given(number, 3600).to_string();
            (request.url.path() == "/creds").then(|| json(200, &answer))
        })
        .await;
        let user = User::new(&bench)
            .with(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                format!("{}/creds", fake.url()),
            )
            .with(
                "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                "a-word-of-the-container",
            );
        let told = user.run(&["--endpoint-url", &fake.url()], 0);
        assert_first_key_signs(&told, &fake);
        let asked = fake
            .asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .concat();
        assert!(asked.contains("a-word-of-the-container"), "{asked}");
    });
}

fn an_instance_is_asked() {
    const FOLDER: &str = "/latest/meta-data/iam/security-credentials/";
    let bench = Bench::new();
    beside(async {
        let fake = Fake::start(|request, _| {
            let text = |text: &str| ResponseTemplate::new(200).set_body_string(text);
            match request.url.path() {
                "/latest/api/token" => Some(
                    text("a-word").insert_header("x-aws-ec2-metadata-token-ttl-seconds", "21600"),
                ),
                FOLDER => Some(text("kmspec")),
                path if path.starts_with(FOLDER) => Some(json(200, &given(1, 3600).to_string())),
                path if path.starts_with("/latest") => Some(ResponseTemplate::new(404)),
                _ => None,
            }
        })
        .await;
        let user = User::new(&bench)
            .with("AWS_EC2_METADATA_DISABLED", "false")
            .with("AWS_EC2_METADATA_SERVICE_ENDPOINT", fake.url());
        let told = user.run(&["--endpoint-url", &fake.url()], 0);
        assert_first_key_signs(&told, &fake);
    });
}

fn whoever_signed_in_by_sso_is_known() {
    /// SHA-1 of `corp`.
    const CACHE: &str = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
    let bench = Bench::new();
    beside(async {
        let fake = Fake::start(|request, number| {
            let given = value!({"roleCredentials": {
                "accessKeyId": key(number), "secretAccessKey": "canary/secret/of/forty/letters/and/more/",
                "sessionToken": "canary/token/of/many/letters", "expiration": end(3600).millis(),
            }});
            (request.url.path() == "/federation/credentials").then(|| json(200, &given.to_string()))
        })
        .await;
        bench.write(".aws/config", "[profile work]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = kmspec\n[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.awsapps.com/start\n");
        let cache = |seconds| {
            let token = value!({"accessToken": "canary/token/of/sso", "expiresAt": end(seconds).iso_date(), "region": "us-east-1", "startUrl": "https://corp.awsapps.com/start"});
            bench.write(CACHE, &token.to_string());
        };
        let user = User::new(&bench).with("AWS_ENDPOINT_URL_SSO", fake.url());
        let (url, target) = (fake.url(), ["--profile", "work", "--endpoint-url"]);
        let target = [&target[..], &[&url]].concat();
        cache(3600);
        let told = user.run(&target, 0);
        assert_first_key_signs(&told, &fake);
        cache(-60);
        let told = user.refused(&target);
        let line = error_line(&told);
        assert!(
            line.starts_with("error: the profile `work` gives the `owner` no credentials: ")
                && line.contains("the SSO token has expired"),
            "{told}"
        );
        assert!(
            told.contains("help: sign in again: aws sso login --profile work"),
            "{told}"
        );
    });
}

fn whoever_logged_in_is_known() {
    /// SHA-256 of the ARN of the session.
    const CACHE: &str =
        ".aws/login/cache/d1144c7b22861a0762a139c09621994d77b31148568354c373af6fc5caa9f66b.json";
    let bench = Bench::new();
    beside(async {
        let kms = Fake::start(|_, _| None).await;
        bench.write(
            ".aws/config",
            "[profile me]\nlogin_session = arn:aws:iam::111122223333:user/owner\n",
        );
        let token = value!({
            "accessToken": {"accessKeyId": key(1), "secretAccessKey": "canary/secret/of/forty/letters/and/more/",
                "sessionToken": "canary/token/of/many/letters", "accountId": "111122223333", "expiresAt": end(3600).iso_date()},
            "tokenType": "aws_sigv4", "refreshToken": "canary/token/of/login", "idToken": "canary/token/of/identity",
            "clientId": "arn:aws:signin:::devtools/same-device", "dpopKey": "canary/secret/of/login",
        });
        bench.write(CACHE, &token.to_string());
        let user = User::new(&bench);
        let told = user.run(&["--profile", "me", "--endpoint-url", &kms.url()], 0);
        assert_first_key_signs(&told, &kms);
        std::fs::remove_file(bench.path().join(CACHE)).expect("it is there");
        let told = user.refused(&["--profile", "me", "--endpoint-url", &kms.url()]);
        assert!(
            told.contains("help: sign in again: aws login --profile me"),
            "{told}"
        );
    });
}

fn a_proxy_leads_to_sts() {
    let bench = Bench::new();
    beside(async {
        // The proxy answers in STS's place: the host has no address.
        let proxy = Fake::start(|request, number| {
            let asks = request.body.starts_with(b"Action=AssumeRoleWithWebIdentity");
            let xml = format!("<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>{}</AccessKeyId><SecretAccessKey>canary/secret/of/forty/letters/and/more/</SecretAccessKey><SessionToken>canary/token/of/many/letters</SessionToken><Expiration>{}</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>", key(number), end(3600).iso_date());
            asks.then(|| ResponseTemplate::new(200).set_body_raw(xml, "text/xml"))
        })
        .await;
        bench.write("token", "a.b.c");
        let user = User::new(&bench)
            .with(
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                bench.path().join("token").display().to_string(),
            )
            .with("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/kmspec")
            .with("AWS_ENDPOINT_URL_STS", "http://sts.nowhere.invalid")
            .with("HTTP_PROXY", proxy.url());
        let told = user.run(&["--endpoint-url", &proxy.url()], 0);
        assert_first_key_signs(&told, &proxy);
    });
}

fn nobody_is_told_in_one_line() {
    let bench = Bench::new();
    let user = User::new(&bench);
    let told = user.refused(&["--endpoint-url", "http://127.0.0.1:9"]);
    let line = error_line(&told);
    assert!(
        line.starts_with(
            "error: there are no credentials to call the endpoint with: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set"
        ),
        "{told}"
    );
    for place in [
        "the profile `default`: nothing there",
        "STS by web identity: ",
        "the container: ",
        "the instance: ",
    ] {
        assert!(line.contains(&format!("; {place}")), "{told}");
    }
    assert!(told.contains("sign in, as with `aws sso login`"), "{told}");
}
