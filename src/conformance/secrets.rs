//! What a CLI was given in secret stands in nothing that a run leaves: not in the clear, and not in base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kmspec::case::{self, CaseId, CommandFlavour};
use kmspec::report::{self, Rerun};
use kmspec::runner::{self, Instance, RunOptions, transcript};
use kmspec::target::Target;
use kmspec::target::command::CliProgram;
use libtest_mimic::{Failed, Trial};

/// Fails on purpose, so that everything is told that a run can tell.
const CASE: &str = r#"requirement: Nothing secret is shown.
evidence: [kmspec-trial]
steps:
  - run: [kms, create-custom-key-store, --custom-key-store-name, a, --key-store-password, canary-password, --debug, --endpoint-url, {$ref: server.url}]
    env: {AWS_ACCESS_KEY_ID: AKIDEXAMPLE, AWS_SECRET_ACCESS_KEY: canary-secret-key, AWS_SESSION_TOKEN: canary-session-token}
    files: {home/.aws/credentials: "[other]\naws_access_key_id = AKIDOTHER\naws_secret_access_key = canary-file-key\n"}
    server: {replies: [{body: {json: {CustomKeyStoreId: cks-1234567890abcdef0}}}]}
    expect: {both: {exit: 0, stdout: {$any: true}, stderr: {$any: true}, requests: {$any: true}}}
  - run: [kms, create-custom-key-store, --custom-key-store-name, a, --xks-proxy-authentication-credential, "AccessKeyId=canary-access-key,RawSecretAccessKey=canary-raw-secret", --endpoint-url, {$ref: server.url}]
    server: {replies: [{status: 400, body: {json: {__type: XksProxyIncorrectAuthenticationCredentialException, message: canary-raw-secret is wrong}}}]}
    expect: {both: {exit: {$any: true}, stdout: {$any: true}, stderr: {$any: true}, requests: {$any: true}}}
  - run: [kms, decrypt, --ciphertext-blob, {$base64: anything}, --endpoint-url, {$ref: server.url}]
    server: {replies: [{body: {json: {KeyId: k, Plaintext: {$base64: canary-plaintext}}}}]}
    expect: {both: {exit: 7, stdout: x, stderr: x, requests: [{target: Encrypt}]}}
"#;

/// The same for a call of an ordinary case that a CLI makes.
const DRIVEN: &str = r"requirement: Nothing secret is shown.
evidence: [kmspec-trial]
steps:
  - call: CreateCustomKeyStore
    input: {CustomKeyStoreName: a, XksProxyAuthenticationCredential: {AccessKeyId: canary-access-key-id1, RawSecretAccessKey: canary-raw-secret-canary-raw-secret-canary-raw}, KeyStorePassword: canary-password}
    expect: {refused: true}
  - call: GenerateRandom
    input: {NumberOfBytes: 32}
    expect: {ok: {Plaintext: Y2FuYXJ5LXBsYWludGV4dA==}}
";

const CANARIES: [&str; 6] = [
    "canary-password",
    "canary-secret-key",
    "canary-session-token",
    "canary-file-key",
    "canary-raw-secret",
    "canary-plaintext",
];

/// Every trial of secrets.
pub(crate) fn trials() -> Vec<Trial> {
    [CommandFlavour::V1, CommandFlavour::V2]
        .into_iter()
        .flat_map(|flavour| {
            let driven = format!("secrets::stay_out_of_driven_calls_{}", flavour.name());
            let name = format!("secrets::stay_out_of_every_artefact_{}", flavour.name());
            [
                Trial::test(name, move || stay_out(flavour)),
                Trial::test(driven, move || stay_out_of_driven(flavour)),
            ]
        })
        .collect()
}

fn stay_out(flavour: CommandFlavour) -> Result<(), Failed> {
    let id = CaseId::new("cli/canaries").map_err(|bad| format!("{bad:?}"))?;
    let case = case::load_text(id, "cases/cli/canaries.yaml", CASE)
        .map_err(|errors| errors.render(case::Paint::Plain))?;
    let options = RunOptions {
        command: Some(CliProgram::reference(flavour)),
        ..RunOptions::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let cases = [case];
    let target = Target::in_process();
    let summary = runtime.block_on(runner::run(&options, &cases, &target, |_| {}));
    let [result] = summary.results.as_slice() else {
        return Err("one case has one result".into());
    };
    if result.commands.len() != 3 || result.mismatches.is_empty() {
        return Err(format!("not every run was made and told: {result:?}").into());
    }
    let instance = Instance::of(&cases[0]).remove(0);
    let mut failure = Vec::new();
    report::write_failure(&mut failure, result, 0, &Rerun::default())?;
    let mut json = Vec::new();
    report::write_json(&mut json, &summary)?;
    let artefacts = [
        (
            "the snapshot",
            transcript(&instance, &result.exchanges, &result.commands),
        ),
        (
            "the failure",
            String::from_utf8_lossy(&failure).into_owned(),
        ),
        (
            "the JSON report",
            String::from_utf8_lossy(&json).into_owned(),
        ),
        ("the runs", format!("{:?}", result.commands)),
        ("the mismatches", format!("{:?}", shown(result))),
    ];
    for (name, text) in artefacts {
        if !text.contains("kms") && name == "the snapshot" {
            return Err(format!("{name} shows nothing: {text}").into());
        }
        for canary in CANARIES {
            let encoded = STANDARD.encode(canary);
            let encoded = encoded.trim_end_matches('=');
            if text.contains(canary) || text.contains(encoded) {
                return Err(format!("{name} shows {canary}:\n{text}").into());
            }
        }
    }
    Ok(())
}

/// What the input held, and what the answer held: neither is shown, in any form.
fn stay_out_of_driven(flavour: CommandFlavour) -> Result<(), Failed> {
    let id = CaseId::new("random/generate/canaries").map_err(|bad| format!("{bad:?}"))?;
    let case = case::load_text(id, "cases/random/generate/canaries.yaml", DRIVEN)
        .map_err(|errors| errors.render(case::Paint::Plain))?;
    let options = RunOptions {
        command: Some(CliProgram::reference(flavour)),
        driver: runner::Driver::Cli,
        ..RunOptions::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let target = Target::in_process();
    let summary = runtime.block_on(runner::run(&options, &[case], &target, |_| {}));
    let [result] = summary.results.as_slice() else {
        return Err("one case has one result".into());
    };
    if result.commands.len() != 2 || result.mismatches.is_empty() {
        return Err(format!("not every call was made and told: {result:?}").into());
    }
    let random = result
        .exchanges
        .last()
        .and_then(|last| last.response.as_ref());
    let random = random.ok_or("there is no answer")?;
    let random: serde_json::Value = serde_json::from_slice(&random.body)?;
    let random = random["Plaintext"]
        .as_str()
        .ok_or("there is nothing random")?;
    let mut failure = Vec::new();
    report::write_failure(&mut failure, result, 0, &Rerun::default())?;
    let failure = String::from_utf8_lossy(&failure).into_owned();
    // The case's own text may stand under the place that it points to.
    let failure = failure.replace("Y2FuYXJ5LXBsYWludGV4dA==", "");
    let mut json = Vec::new();
    report::write_json(&mut json, &summary)?;
    let json = String::from_utf8_lossy(&json).into_owned();
    let runs = format!("{:?}", result.commands);
    for (name, text) in [("failure", failure), ("JSON report", json), ("runs", runs)] {
        for canary in CANARIES.into_iter().chain([random]) {
            if text.contains(canary) {
                return Err(format!("the {name} shows {canary}:\n{text}").into());
            }
        }
    }
    Ok(())
}

/// What the mismatches say, without the case file that they point into.
fn shown(result: &kmspec::check::CaseResult) -> Vec<(&str, &str)> {
    let mismatches = result.mismatches.iter();
    mismatches
        .map(|mismatch| (&*mismatch.expected, &*mismatch.actual))
        .collect()
}
