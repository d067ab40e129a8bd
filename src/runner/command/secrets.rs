//! What of a run must not be shown, and its removal from everything that is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use regex::Regex;

use super::signature::SECRET;
use crate::check::{CommandRun, Mismatch, Seen};
use crate::model::{Kind, Model, separated};
use crate::wire::Headers;

/// What stands in a secret's place.
const MASK: &str = "[secret]";

/// Shorter texts are not searched for: they occur in other words by chance.
const SHORTEST: usize = 6;

/// Variables that hold a secret.
const VARIABLES: [&str; 3] = [
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
];

/// Members that hold a secret here, and something harmless elsewhere: in errors, and in credentials.
const AMBIGUOUS: [&str; 2] = ["Message", "AccessKeyId"];

/// Names of members that the model calls sensitive.
static MEMBERS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let model = Model::bundled();
    let mut names: BTreeSet<String> = ["SecretAccessKey", "SessionToken", "Token"]
        .into_iter()
        .map(str::to_owned)
        .collect();
    for shape in model.shapes.values() {
        let Kind::Structure { members } = &shape.kind else {
            continue;
        };
        for member in members {
            let name = member.name.as_str();
            if model.shape_of(member).sensitive && !AMBIGUOUS.contains(&name) {
                names.insert(name.to_owned());
            }
        }
    }
    names
});

/// Where a secret follows its name: in INI files, JSON, XML, shorthand and options.
static FOLLOWING: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let members: Vec<&str> = MEMBERS.iter().map(String::as_str).collect();
    let members = members.join("|");
    let options: Vec<String> = MEMBERS.iter().map(|name| separated(name, '-')).collect();
    let options = options.join("|");
    [
        r"(?im)^\s*aws_(?:secret_access_key|session_token|security_token)\s*[=:]\s*(\S+)"
            .to_owned(),
        format!(r#""(?:{members})"\s*:\s*"((?:[^"\\]|\\.)*)""#),
        format!(r"<(?:{members})>([^<]+)<"),
        format!(r"(?:{members})=([^,\s}}]+)"),
        format!(r"(?m)^--(?:{options}|message)(?:=|\n)(.+)$"),
    ]
    .iter()
    .filter_map(|pattern| Regex::new(pattern).ok())
    .collect()
});

/// What must not be shown of one run.
#[derive(Debug)]
pub(super) struct Secrets(BTreeSet<String>);

impl Secrets {
    /// The secrets that a run was given.
    pub(super) fn of(
        args: &[String],
        env: &BTreeMap<String, String>,
        files: &[(String, String)],
        stdin: &str,
    ) -> Self {
        let mut secrets = Self(BTreeSet::new());
        secrets.add(SECRET);
        for name in VARIABLES {
            if let Some(value) = env.get(name) {
                secrets.add(value);
            }
        }
        // A line for each, so that an option's value is the next.
        secrets.find(&args.join("\n"));
        secrets.find(stdin);
        for (path, text) in files {
            secrets.find(text);
            let named = secrets.0.iter().any(|secret| {
                let path_of = secret.trim_start_matches("fileb://");
                path_of
                    .trim_start_matches("file://")
                    .ends_with(path.as_str())
            });
            if named {
                secrets.add(text);
                secrets.add(text.trim());
            }
        }
        secrets.0.retain(|secret| !secret.contains("://"));
        secrets
    }

    /// The secrets in what was sent and answered.
    pub(super) fn find_in(&mut self, seen: &[Seen]) {
        for seen in seen {
            self.find(&String::from_utf8_lossy(&seen.request.body));
            if let Some(token) = seen.request.headers.get("x-amz-security-token") {
                self.add(token);
            }
            if let Some(response) = &seen.response {
                self.find(&String::from_utf8_lossy(&response.body));
            }
        }
    }

    /// The secrets in what was printed or given.
    pub(super) fn find(&mut self, text: &str) {
        for pattern in FOLLOWING.iter() {
            for found in pattern.captures_iter(text) {
                if let Some(value) = found.get(1) {
                    self.add(value.as_str());
                }
            }
        }
    }

    fn add(&mut self, secret: &str) {
        if secret.len() < SHORTEST {
            return;
        }
        self.0.insert(secret.to_owned());
        self.0
            .insert(STANDARD.encode(secret).trim_end_matches('=').to_owned());
        let decoded = STANDARD.decode(secret).ok();
        let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
        if let Some(decoded) = decoded.filter(|text| text.len() >= SHORTEST) {
            self.0.insert(decoded);
        }
    }

    /// The text without the secrets.
    pub(super) fn scrub(&self, text: &str) -> String {
        let mut text = text.to_owned();
        // The longest first: one secret may begin with another.
        let mut secrets: Vec<&String> = self.0.iter().collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        for secret in secrets {
            if text.contains(secret.as_str()) {
                text = text.replace(secret.as_str(), MASK);
            }
        }
        text
    }

    /// The run without the secrets, and with the names of `places` instead of what changes from run to run.
    pub(super) fn scrub_run(&self, run: CommandRun, places: &[(String, &str)]) -> CommandRun {
        let clean = |text: &str| {
            let mut text = self.scrub(text);
            for (value, name) in places {
                text = text.replace(value.as_str(), name);
            }
            text
        };
        let bytes = |bytes: &[u8]| clean(&String::from_utf8_lossy(bytes)).into_bytes();
        let headers = |headers: &Headers| {
            let fields = headers.iter().map(|(name, value)| (name, clean(value)));
            fields.collect::<Headers>()
        };
        let mut run = run;
        for arg in &mut run.args {
            *arg = clean(arg);
        }
        run.stdout = clean(&run.stdout);
        run.stderr = clean(&run.stderr);
        for seen in &mut run.seen {
            seen.request.target = clean(&seen.request.target);
            seen.request.headers = headers(&seen.request.headers);
            seen.request.body = bytes(&seen.request.body);
            if let Some(response) = &mut seen.response {
                response.headers = headers(&response.headers);
                response.body = bytes(&response.body);
            }
        }
        run
    }

    /// Mismatches without the secrets.
    pub(super) fn scrub_mismatches(&self, mismatches: Vec<Mismatch>) -> Vec<Mismatch> {
        let clean = |mut mismatch: Mismatch| {
            mismatch.expected = self.scrub(&mismatch.expected);
            mismatch.actual = self.scrub(&mismatch.actual);
            mismatch
        };
        mismatches.into_iter().map(clean).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_found_by_their_names() {
        let args = [
            "kms",
            "--key-store-password",
            "canary-password",
            "--xks-proxy-authentication-credential",
            "AccessKeyId=x,RawSecretAccessKey=canary-raw",
            "--cli-input-json",
            r#"{"Plaintext": "canary-plain"}"#,
            "--plaintext",
            "fileb://data/plain.bin",
        ]
        .map(str::to_owned);
        let env = BTreeMap::from([("AWS_SESSION_TOKEN".to_owned(), "canary-token".to_owned())]);
        let config = "[default]\naws_secret_access_key = canary-key\n".to_owned();
        let files = [
            ("home/.aws/credentials".to_owned(), config),
            ("data/plain.bin".to_owned(), "canary-file".to_owned()),
        ];
        let secrets = Secrets::of(&args, &env, &files, "");
        for name in ["password", "raw", "plain", "token", "key", "file"] {
            let secret = format!("canary-{name}");
            let encoded = STANDARD.encode(&secret);
            let shown = secrets.scrub(&format!("a {secret} b {encoded}"));
            assert!(!shown.contains(&secret), "{shown}");
            assert!(!shown.contains(encoded.trim_end_matches('=')), "{shown}");
        }
        assert_eq!(secrets.scrub("kms and AccessKeyId"), "kms and AccessKeyId");
    }
}
