//! Targets by their profiles: what a profile sets, several targets in one run, and what `doctor` tells of one.

use serde_json::Value;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::Entry;
use super::bench::{Bench, right, wrong};
use super::stage::{Scripted, SeenCall, block_on, json};

pub(super) const TRIALS: &[Entry] = &[
    (
        "a_profile_sets_what_no_flag_does",
        a_profile_sets_what_no_flag_does,
    ),
    (
        "a_profile_s_callers_are_those_of_fuzz",
        a_profile_s_callers_are_those_of_fuzz,
    ),
    ("flags_win_over_a_profile", flags_win_over_a_profile),
    (
        "slips_are_told_with_their_place",
        slips_are_told_with_their_place,
    ),
    (
        "several_targets_beside_each_other",
        several_targets_beside_each_other,
    ),
    ("what_is_of_one_target_only", what_is_of_one_target_only),
    ("a_target_never_has_stores", a_target_never_has_stores),
    ("a_doctor_tells_what_is_there", a_doctor_tells_what_is_there),
    ("a_doctor_finds_nobody", a_doctor_finds_nobody),
    ("the_reference_has_everything", the_reference_has_everything),
    (
        "shells_and_manuals_are_served",
        shells_and_manuals_are_served,
    ),
];

/// A profile of an endpoint that gets what `wrong` does wrong, and knows it.
fn profile(url: &str) -> String {
    format!(
        "about: An endpoint of a trial.\nendpoint: {url}\nregions: [eu-west-1]\nprincipals:\n  owner: {{access_key_id: \"999988887777\", secret_access_key: x, headers: {{x-account: \"1\"}}}}\ndeviations:\n  '**': {{reason: It is what this trial is about.}}\n"
    )
}

fn a_profile_sets_what_no_flag_does() {
    let bench = Bench::new();
    block_on(async {
        let endpoint = Scripted::start(wrong).await;
        bench.write("mine.yaml", &profile(&endpoint.url()));
        let words = [
            "run",
            "mine",
            "--target",
            "mine.yaml",
            "--seed",
            "7",
            "--report-json",
            "a.json",
        ];
        let said = bench.says(&words, 0);
        assert!(said.contains("deviates"), "{said}");
        let report: Value = serde_json::from_str(&bench.read("a.json")).expect("it is JSON");
        assert_eq!(
            (&report["profile"], &report["target"]),
            (&"mine".into(), &endpoint.url().into())
        );
        let sent = report["cases"][0]["requests"][0]["headers"].to_string();
        // Its key is its account, which no report tells.
        let signer = "Credential=[account of owner]/";
        for part in [signer, "/eu-west-1/kms/", "x-account"] {
            assert!(sent.contains(part), "{part} is not in {sent}");
        }
        let rerun = report["rerun"]["options"].to_string();
        assert_eq!(rerun, r#"["--target","mine.yaml"]"#);
    });
}

/// The account of a header is that of every call, those of the clean-up among them.
fn a_profile_s_callers_are_those_of_fuzz() {
    let bench = Bench::new();
    block_on(async {
        let server = MockServer::start().await;
        let key = json(
            200,
            r#"{"KeyMetadata":{"KeyId":"k","Arn":"arn:aws:kms:eu-west-1:1:key/k"}}"#,
        );
        Mock::given(any()).respond_with(key).mount(&server).await;
        bench.write("mine.yaml", &profile(&server.uri()));
        let fuzz = [
            "fuzz",
            "--ops",
            "random",
            "--target",
            "mine.yaml",
            "--cases",
            "5",
            "--seed",
            "1",
        ];
        bench.says(&fuzz, 1);
        let requests = server.received_requests().await.unwrap_or_default();
        let told =
            |request: &&Request| request.headers.get("x-account").is_some_and(|it| it == "1");
        // Beside the calls there are questions whether it is there at all, of nobody.
        let calls = |request: &&Request| request.headers.contains_key("authorization");
        let calls: Vec<&Request> = requests.iter().filter(calls).collect();
        assert!(calls.len() > 20, "{}", calls.len());
        let silent = calls.iter().find(|request| !told(request));
        assert!(silent.is_none(), "{silent:?}");
    });
}

fn flags_win_over_a_profile() {
    let bench = Bench::new();
    block_on(async {
        let endpoint = Scripted::start(right).await;
        bench.write("mine.yaml", &profile("http://127.0.0.1:9"));
        let url = endpoint.url();
        let elsewhere = format!("mine.yaml={url}");
        for words in [
            vec!["--target", "mine.yaml", "--endpoint-url", &url],
            vec!["--target", &elsewhere],
        ] {
            let mut all = vec![
                "run",
                "mine/key/list",
                "--region",
                "eu-south-1",
                "--report-json",
                "a.json",
            ];
            all.extend(words);
            // A deviation that passes.
            bench.says(&all, 0);
            let report = bench.read("a.json");
            assert!(
                report.contains("/eu-south-1/kms/") && report.contains(&format!("{elsewhere}\"")),
                "{report}"
            );
        }
        let both = bench.says(&["run", "--target", &elsewhere, "--endpoint-url", &url], 2);
        assert!(both.contains("both say where it is"), "{both}");
    });
}

fn slips_are_told_with_their_place() {
    let bench = Bench::new();
    let unknown = bench.says(&["run", "mine", "--target", "motto"], 2);
    assert_eq!(
        unknown,
        "error: --target motto: there is no such file, and no shipped profile of this name\nhelp: did you mean `moto`?\n"
    );
    bench.write(
        "mine.yaml",
        "about: A trial.\nendpont: http://127.0.0.1:5000\n",
    );
    let said = bench.says(&["run", "mine", "--target", "mine.yaml"], 2);
    assert!(
        said.contains("error: unknown key `endpont` in the profile of a target")
            && said.contains("--> mine.yaml:2:1")
            && said.contains("^^^^^^^")
            && said.contains("help: did you mean `endpoint`?"),
        "{said}"
    );
    bench.write("mine.yaml", "about: A trial.\n");
    let nowhere = bench.says(&["run", "mine", "--target", "mine.yaml"], 2);
    assert!(nowhere.contains("does not say where it is"), "{nowhere}");
    bench.write(
        "mine.yaml",
        "about: A trial.\nendpoint: http://127.0.0.1:9\ndeviations: {key/lits: {reason: x}}\n",
    );
    let nothing = bench.says(&["run", "mine", "--target", "mine.yaml"], 2);
    assert!(
        nothing.contains("--target mine: deviation `key/lits` names no case"),
        "{nothing}"
    );
    let aws = bench.says(
        &["run", "mine", "--target", "aws", "--region", "eu-west-1"],
        3,
    );
    assert!(
        aws.starts_with("error: https://kms.eu-west-1.amazonaws.com is AWS"),
        "{aws}"
    );
    let aws = bench.says(
        &["run", "mine", "--target", "reference", "--target", "aws"],
        3,
    );
    assert!(aws.contains("is AWS"), "{aws}");
}

fn several_targets_beside_each_other() {
    let bench = Bench::new();
    block_on(async {
        let (good, bad) = (Scripted::start(right).await, Scripted::start(wrong).await);
        for name in ["good", "bad", "gone"] {
            bench.write(
                &format!("{name}.yaml"),
                "about: A trial.\nprincipals: {owner: {access_key_id: a, secret_access_key: b}}\n",
            );
        }
        let (good, bad) = (
            format!("good.yaml={}", good.url()),
            format!("bad.yaml={}", bad.url()),
        );
        let reports = [
            "--report-html",
            "all.html",
            "--report-json",
            "{target}.json",
        ];
        let mut words = vec!["run", "mine", "--target", &good, "--target", &bad];
        words.extend(reports);
        let said = bench.says(&words, 1);
        let lines: Vec<&str> = said.lines().rev().take(2).collect();
        assert!(
            lines[1].starts_with("good: ") && lines[0].starts_with("bad: "),
            "{said}"
        );
        for (name, exit) in [("good", 0), ("bad", 1)] {
            let report = bench.read(&format!("{name}.json"));
            let report: Value = serde_json::from_str(&report).expect("it is JSON");
            assert_eq!(
                (&report["profile"], &report["exit"]),
                (&name.into(), &exit.into())
            );
        }
        let page = bench.read("all.html");
        assert!(page.contains(r#""name":"good""#) && page.contains(r#""name":"bad""#));
        // Who cannot be asked costs the others nothing, and is the worst of all.
        words.extend(["--target", "gone.yaml=http://127.0.0.1:9"]);
        let said = bench.says(&words, 3);
        assert!(
            said.contains("error: nothing listens at 127.0.0.1:9"),
            "{said}"
        );
        assert!(
            said.contains("good: ") && !said.contains("gone: "),
            "{said}"
        );
    });
}

fn what_is_of_one_target_only() {
    let bench = Bench::new();
    let two = ["run", "mine", "--target", "reference", "--target", "moto"];
    let refused = |more: &[&str]| {
        let mut words = two.to_vec();
        words.extend(more);
        bench.says(&words, 2)
    };
    let url = refused(&["--endpoint-url", "http://127.0.0.1:9"]);
    assert!(
        url.starts_with("error: --endpoint-url is of one target, and several are named\n"),
        "{url}"
    );
    assert!(refused(&["--baseline", "known.yaml"]).contains("--baseline is of one target"));
    let json = refused(&["--report-json", "a.json"]);
    assert!(
        json.starts_with("error: --report-json a.json tells of one target only\n"),
        "{json}"
    );
    let fuzz = bench.says(&["fuzz", "--target", "reference", "--target", "moto"], 2);
    assert!(
        fuzz.starts_with("error: this takes one --target\n"),
        "{fuzz}"
    );
}

fn a_target_never_has_stores() {
    let bench = Bench::new();
    block_on(async {
        let endpoint = Scripted::start(right).await;
        bench.write(
            "mine.yaml",
            "about: A trial.\ncannot: [custom_key_stores]\nprincipals: {owner: {access_key_id: a, secret_access_key: b}}\n",
        );
        let named = format!("mine.yaml={}", endpoint.url());
        let said = bench.says(&["run", "mine", "--target", &named], 0);
        assert!(
            said.contains("1 unsupported  the target can never have a custom key store"),
            "{said}"
        );
        let seen = endpoint.seen();
        assert!(
            !seen.iter().any(|call| call.contains("CustomKeyStore")),
            "{seen:?}"
        );
    });
}

/// An endpoint that makes keys and deletes them at once, looks at no signature, and has nothing else.
fn keys_only(call: &SeenCall<'_>) -> ResponseTemplate {
    let arn = "arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000000";
    match call.operation {
        "ListKeys" => json(200, r#"{"Keys":[],"Truncated":false}"#),
        "CreateKey" => json(
            200,
            &format!(
                r#"{{"KeyMetadata":{{"KeyId":"00000000-0000-4000-8000-000000000000","Arn":"{arn}"}}}}"#
            ),
        ),
        "ScheduleKeyDeletion" => json(200, "{}"),
        "DescribeKey" => json(400, r#"{"__type":"NotFoundException"}"#),
        _ => json(400, r#"{"__type":"UnknownOperationException"}"#),
    }
}

fn a_doctor_tells_what_is_there() {
    let bench = Bench::new();
    block_on(async {
        let endpoint = Scripted::start(keys_only).await;
        bench.write(
            "mine.yaml",
            "about: A trial.\nregions: [us-east-1, us-west-2]\nprincipals: {owner: {access_key_id: a, secret_access_key: b}}\ncannot: [iam]\n",
        );
        let named = format!("mine.yaml={}", endpoint.url());
        let said = bench.says(&["doctor", "--target", &named], 0);
        for line in [
            "  signed             yes\n",
            "  checks signatures  no: a wrong signature is taken\n",
            "  account            111122223333\n",
            "  us-east-1          yes\n",
            "  us-west-2          yes\n",
            "  custom key stores  no: CreateCustomKeyStore is absent, or not known\n",
            "  second account     not known: there are no credentials for `peer`\n",
            "  IAM                no: by its profile, or its file of principals\n",
            "  operations         4 of 56\n",
        ] {
            assert!(said.contains(line), "{line} is not in\n{said}");
        }
        assert!(!said.contains("left behind"), "{said}");
        let told = bench.says(&["doctor", "--target", &named, "--json"], 0);
        let told: Value = serde_json::from_str(&told).expect("it is JSON");
        assert_eq!(
            (&told["schema"], &told["profile"]),
            (&"kmspec/doctor/v1".into(), &"mine".into())
        );
        assert_eq!(told["operations"]["ListKeys"]["there"], true);
        assert_eq!(told["operations"]["ReplicateKey"]["there"], false);
        assert_eq!(told["iam"]["there"], false);
    });
}

fn a_doctor_finds_nobody() {
    let bench = Bench::new();
    let said = bench.says(&["doctor", "--endpoint-url", "http://127.0.0.1:9"], 3);
    assert!(
        said.starts_with("error: nothing listens at 127.0.0.1:9\n"),
        "{said}"
    );
    block_on(async {
        let refuse = |_: &SeenCall<'_>| json(400, r#"{"__type":"UnrecognizedClientException"}"#);
        let endpoint = Scripted::start(refuse).await;
        let said = bench.says(&["doctor", "--endpoint-url", &endpoint.url()], 3);
        assert!(
            said.contains("  signed             no: ListKeys was answered"),
            "{said}"
        );
    });
}

fn the_reference_has_everything() {
    let bench = Bench::new();
    let told = bench.says(&["doctor", "--target", "reference", "--json"], 0);
    let told: Value = serde_json::from_str(&told).expect("it is JSON");
    for feature in [
        "signed",
        "checks_signatures",
        "custom_key_stores",
        "second_account",
        "iam",
    ] {
        assert_eq!(told[feature]["there"], true, "{feature}: {}", told[feature]);
    }
    assert_eq!(told["account"], "111122223333");
    assert_eq!(told["left_behind"], Value::Array(Vec::new()));
}

fn shells_and_manuals_are_served() {
    let bench = Bench::new();
    let bash = bench.says(&["completions", "bash"], 0);
    assert!(bash.contains("--rerun-failed"), "{bash}");
    let page = bench.says(&["man"], 0);
    assert!(
        page.contains(".TH kmspec 1") && page.contains("kmspec\\-run(1)"),
        "{page}"
    );
    let page = bench.says(&["man", "run"], 0);
    assert!(page.contains("update\\-baseline"), "{page}");
    let unknown = bench.says(&["man", "rum"], 2);
    assert_eq!(
        unknown,
        "error: there is no command `rum`\nhelp: `kmspec --help` lists them\n"
    );
}
