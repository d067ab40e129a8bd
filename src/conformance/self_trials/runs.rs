//! What a run makes of its cases: retries, time limits, and what a target's profile knows.

use std::time::Duration;

use kmspec::check::Verdict;
use kmspec::runner::Profile;
use wiremock::ResponseTemplate;

use super::Entry;
use super::bench::screen;
use super::stage::{Told, against_with, delete, json, list, not_found};

pub(super) const TRIALS: &[Entry] = &[
    ("flaky", flaky),
    ("retries_that_all_fail", retries_that_all_fail),
    ("timeout", timeout),
    ("fail_fast", fail_fast),
    ("deviates", deviates),
    ("expired_deviation", expired_deviation),
    ("fixed", fixed),
    ("fixed_and_strict", fixed_and_strict),
    ("skipped", skipped),
    (
        "without_credentials_nothing_is_sent",
        without_credentials_nothing_is_sent,
    ),
    (
        "aws_is_not_touched_by_accident",
        aws_is_not_touched_by_accident,
    ),
];

fn flaky() {
    let (told, _) = against_with(
        |call| match call.earlier {
            0 => json(200, "{}"),
            _ => not_found(),
        },
        [delete()],
        |stage| stage.run.retries = 1,
    );
    screen("runs_flaky", told.ends(0, &[Verdict::Flaky]));
}

fn retries_that_all_fail() {
    let (told, seen) = against_with(
        |_| json(200, "{}"),
        [delete()],
        |stage| stage.run.retries = 2,
    );
    screen("runs_retries_that_all_fail", told.ends(1, &[Verdict::Fail]));
    assert_eq!(seen.len(), 3, "{seen:?}");
}

fn timeout() {
    let (told, _) = against_with(
        |_| json(200, r#"{"Keys":[]}"#).set_delay(Duration::from_secs(5)),
        [list("slow")],
        |stage| stage.run.timeout = Duration::from_millis(250),
    );
    screen("runs_timeout", told.ends(4, &[Verdict::Error]));
}

fn fail_fast() {
    let (told, seen) = against_with(
        |_| json(400, r#"{"__type":"AccessDeniedException"}"#),
        [list("a"), list("a_too")],
        |stage| stage.run.fail_fast = true,
    );
    screen("runs_fail_fast", told.ends(1, &[Verdict::Fail]));
    assert_eq!(seen.len(), 1, "{seen:?}");
}

/// A run with a profile that knows of a deviation.
fn known(answer: fn() -> ResponseTemplate, expires: &str, strict: bool) -> Told {
    let profile = format!(
        "deviations:\n  custom_key_store/delete:\n    reason: Says yes to everything.\n    issue: https://example.com/1\n    expires: {expires}\n"
    );
    let (told, _) = against_with(
        move |_| answer(),
        [delete()],
        |stage| {
            stage.run.strict = strict;
            stage.run.profile = Profile::parse("profile.yaml", &profile).expect("a good profile");
        },
    );
    told
}

fn wrong() -> ResponseTemplate {
    json(200, "{}")
}

fn deviates() {
    let told = known(wrong, "2999-01-01", true);
    screen("runs_deviates", told.ends(0, &[Verdict::Deviates]));
}

fn expired_deviation() {
    let told = known(wrong, "2001-01-01", false);
    screen("runs_expired_deviation", told.ends(1, &[Verdict::Fail]));
}

fn fixed() {
    let told = known(not_found, "2999-01-01", false);
    screen("runs_fixed", told.ends(0, &[Verdict::Fixed]));
}

fn fixed_and_strict() {
    let told = known(not_found, "2999-01-01", true);
    screen("runs_fixed_and_strict", told.ends(1, &[Verdict::Fixed]));
}

fn skipped() {
    let (told, seen) = against_with(
        |_| not_found(),
        [delete()],
        |stage| stage.run.selection.skip = vec!["delete".to_owned()],
    );
    screen("runs_skipped", told.ends(4, &[Verdict::Disabled]));
    assert!(seen.is_empty(), "something was sent: {seen:?}");
}

/// An endpoint that nobody may call is no endpoint without faults, to no command.
fn without_credentials_nothing_is_sent() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("it can be asked");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let told = |words: &[&str], env: &[(&str, &str)]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_kmspec"))
            .args(words)
            .args(["--endpoint-url", &url])
            .env_clear()
            .envs(env.iter().copied())
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .output()
            .expect("kmspec runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        // With the feature `aws`, other places follow.
        let first = said.lines().next().unwrap_or_default();
        let first = first.split(';').next().unwrap_or_default().to_owned();
        (output.status.code(), first)
    };
    let refused = |missing: &str| {
        let why = "error: there are no credentials to call the endpoint with";
        (Some(3), format!("{why}: {missing}"))
    };
    let neither = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set";
    assert_eq!(told(&["run"], &[]), refused(neither));
    assert_eq!(told(&["fuzz", "--time", "1s"], &[]), refused(neither));
    assert_eq!(
        told(&["run"], &[("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")]),
        refused("AWS_SECRET_ACCESS_KEY is not set")
    );
    assert_eq!(
        told(&["run"], &[("AWS_SECRET_ACCESS_KEY", "example")]),
        refused("AWS_ACCESS_KEY_ID is not set")
    );
    assert!(listener.accept().is_err(), "somebody called");
}

fn aws_is_not_touched_by_accident() {
    let told = |words: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_kmspec"))
            .args(words)
            .env_clear()
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "example")
            // Whoever gets past the guard meets a proxy that is not there, and never AWS.
            .env("HTTPS_PROXY", "http://127.0.0.1:1")
            .output()
            .expect("kmspec runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said)
    };
    for host in [
        "kms.us-east-1.amazonaws.com",
        "kms-fips.us-gov-west-1.amazonaws.com",
        "KMS.cn-north-1.amazonaws.com.cn",
        "kms.cn-north-1.api.amazonwebservices.com.cn",
        "kms.eusc-de-east-1.amazonaws.eu.",
        "kms.us-iso-east-1.c2s.ic.gov",
        "kms.us-isob-east-1.sc2s.sgov.gov",
        "kms.eu-isoe-west-1.cloud.adc-e.uk",
        "kms.us-isof-south-1.csp.hci.ic.gov",
    ] {
        let url = format!("https://{host}");
        for command in [
            &["run", "random"][..],
            &["fuzz", "--time", "1s"],
            &[
                "fuzz",
                "--time",
                "1s",
                "--endpoint-url",
                "http://127.0.0.1:1",
                "--against",
            ],
        ] {
            let mut words = command.to_vec();
            if words.last() != Some(&"--against") {
                words.push("--endpoint-url");
            }
            words.push(&url);
            let (code, said) = told(&words);
            assert_eq!(code, Some(3), "{words:?}: {said}");
            let why = format!("error: {url} is AWS, and no account is named that it may be");
            assert!(said.contains(&why), "{words:?}: {said}");
            assert!(said.contains("--allow-account"), "{words:?}: {said}");
        }
    }
    let url = "https://kms.us-east-1.amazonaws.com";
    let run = ["run", "random", "--endpoint-url", url, "--allow-account"];
    let (code, said) = told(&[&run[..], &["1234"]].concat());
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("an account is twelve digits"), "{said}");
    let (code, said) = told(&[&run[..], &["111122223333"]].concat());
    assert_eq!(code, Some(3), "{said}");
    assert!(!said.contains("is AWS, and"), "{said}");
}
