//! `Sign` (facts ..R-507, R-519..R-523, R-559..R-562, R-574, R-590, R-591, S-129, S-130).

use serde_json::{Map, json};

use super::subject::subject;
use super::{SignatureRules, scheme};
use crate::reference::call::Call;
use crate::reference::encryption::{dry_run, usable_for};
use crate::reference::key::Key;
use crate::reference::kms::Kms;
use crate::reference::pair::Pair;
use crate::reference::service_error::{Answer, refuse};

/// The usage of keys for signatures.
pub(super) const USAGE: &str = "SIGN_VERIFY";

/// The signature of a message, or of what represents it.
pub(crate) fn sign(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.signatures;
    let algorithm = call.input.text("SigningAlgorithm").unwrap_or_default();
    let key = usable_for(kms, call, USAGE, algorithm, |key| {
        subject(call, key, algorithm).map(drop)
    })?;
    let subject = subject(call, &key, algorithm)?;
    dry_run(call)?;
    let mut rng = kms.rng.fork();
    let pair = Pair::of(call.rules, &key);
    let made = pair.and_then(|pair| scheme::sign(rules, &pair, algorithm, &subject, &mut rng));
    let Some(signature) = made else {
        return refuse("KMSInternalException");
    };
    let mut answer = Map::new();
    answer.insert("Signature".to_owned(), rules.told.told(&signature));
    if rules.names_algorithm {
        let told = named(rules, &key, algorithm);
        answer.insert("SigningAlgorithm".to_owned(), json!(told));
    }
    if rules.names_key {
        answer.insert("KeyId".to_owned(), json!(key.named(&call.rules.keys)));
    }
    Ok(answer.into())
}

/// The algorithm that an answer names.
pub(super) fn named<'a>(rules: &SignatureRules, key: &Key, algorithm: &'a str) -> &'a str {
    let first = key.spec.algorithms(USAGE).and_then(|(_, all)| all.first());
    match first {
        Some(first) if !rules.echoes_algorithm => first,
        _ => algorithm,
    }
}
