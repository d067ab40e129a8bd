//! Secrets in what was sent and what came back, and their removal.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::check::{CaseResult, Exchange};
use crate::model::{Model, mask};

/// Shorter secrets are not searched for: they occur in other words by chance. KMS's shortest password has seven.
const SHORTEST: usize = 7;

/// What must not be shown of one case, wherever an endpoint may have echoed it.
#[derive(Debug, Default)]
pub(super) struct Secrets(BTreeSet<String>);

impl Secrets {
    /// The sensitive strings in everything that was sent and that came back.
    pub(super) fn of(exchanges: &[Exchange]) -> Self {
        Self::in_all(exchanges)
    }

    /// Those of a result, and of other cases of which it tells.
    pub(super) fn of_result(result: &CaseResult) -> Self {
        let sighted = result.sightings.iter().flat_map(|seen| &seen.exchanges);
        Self::in_all(result.exchanges.iter().chain(sighted))
    }

    fn in_all<'a>(exchanges: impl IntoIterator<Item = &'a Exchange>) -> Self {
        let mut secrets = BTreeSet::new();
        let model = Model::bundled();
        for exchange in exchanges {
            let input = Some(model.input(exchange.operation).name.as_str());
            collect(model, input, &exchange.request.body, &mut secrets);
            if let Some(response) = &exchange.response {
                collect(
                    model,
                    response_shape(exchange),
                    &response.body,
                    &mut secrets,
                );
            }
            if let Some(token) = exchange.request.headers.get("x-amz-security-token") {
                add(token, &mut secrets);
            }
        }
        Self(secrets)
    }

    /// The text without the secrets.
    pub(super) fn scrub(&self, text: &str) -> String {
        let mut text = text.to_owned();
        // The longest first: one secret may begin with another.
        let mut secrets: Vec<&String> = self.0.iter().collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        for secret in secrets {
            if text.contains(secret.as_str()) {
                text = text.replace(secret.as_str(), "[masked]");
            }
        }
        text
    }
}

/// The name of the shape that a response's body should have; `None` for an error.
pub(super) fn response_shape(exchange: &Exchange) -> Option<&'static str> {
    let response = exchange.response.as_ref()?;
    let output = Model::bundled().output(exchange.operation)?;
    (200..300)
        .contains(&response.status)
        .then_some(output.name.as_str())
}

/// The value of a header as it may be shown.
pub(super) fn header(name: &str, value: &str) -> String {
    if name.eq_ignore_ascii_case("x-amz-security-token") {
        return "[masked]".to_owned();
    }
    if name.eq_ignore_ascii_case("authorization") {
        return authorization(value);
    }
    value.to_owned()
}

/// A request target as it may be shown: the signature and the token of a presigned URL are masked.
pub(super) fn target(target: &str) -> String {
    static SECRET: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(?i)((?:X-Amz-Signature|X-Amz-Security-Token)=)[^&\\s]*")
            .expect("a plain pattern")
    });
    SECRET.replace_all(target, "${1}[masked]").into_owned()
}

/// An `Authorization` value: scope and header names stay, the signature goes; of another scheme only the scheme stays.
fn authorization(value: &str) -> String {
    static SIGNATURE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("(?i)(Signature=)[^,\\s]*").expect("a plain pattern"));
    match value.split_once(' ') {
        Some((scheme, _)) if !scheme.to_ascii_uppercase().starts_with("AWS4") => {
            format!("{scheme} [masked]")
        }
        _ => SIGNATURE.replace_all(value, "${1}[masked]").into_owned(),
    }
}

/// Masks a value, and takes note of every string that is gone from it.
fn collect(model: &Model, shape: Option<&str>, body: &[u8], secrets: &mut BTreeSet<String>) {
    let Ok(value) = serde_json::from_slice::<Value>(body) else {
        return;
    };
    compare(&value, &mask(model, shape, &value), secrets);
}

fn compare(value: &Value, masked: &Value, secrets: &mut BTreeSet<String>) {
    match (value, masked) {
        (Value::Object(members), Value::Object(masked)) => {
            for (name, value) in members {
                compare(value, &masked[name], secrets);
            }
        }
        (Value::Array(items), Value::Array(masked)) => {
            for (value, masked) in items.iter().zip(masked) {
                compare(value, masked, secrets);
            }
        }
        (Value::String(text), masked) if masked != value => add(text, secrets),
        _ => {}
    }
}

fn add(secret: &str, secrets: &mut BTreeSet<String>) {
    if secret.chars().count() >= SHORTEST {
        secrets.insert(secret.to_owned());
    }
}
