//! `Encapsulate` (facts ..R-556).

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::reference::call::Call;
use crate::reference::encryption::{dry_run, usable};
use crate::reference::key::Key;
use crate::reference::kms::Kms;
use crate::reference::pair::Pair;
use crate::reference::rng::Rng;
use crate::reference::service_error::{Answer, refuse};

/// The usage of keys for encapsulation.
pub(super) const USAGE: &str = "ENCAPSULATE_DECAPSULATE";

/// A new secret, and its ciphertext under the key's public half.
pub(crate) fn encapsulate(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.encapsulation;
    let algorithm = algorithm(call);
    let key = usable(kms, call, USAGE, algorithm)?;
    dry_run(call)?;
    let mut rng = if rules.fresh {
        kms.rng.fork()
    } else {
        Rng::new(0)
    };
    let pair = Pair::of(call.rules, &key);
    let Some((ciphertext, mut secret)) = pair.and_then(|pair| pair.encapsulate(&mut rng)) else {
        return refuse("KMSInternalException");
    };
    if !rules.tells_what_it_encapsulates {
        secret = kms.rng.vector(secret.len());
    }
    let mut answer = told(call, &key, &secret);
    let ciphertext = json!(STANDARD.encode(ciphertext));
    answer.insert("SharedSecretCiphertextBlob".to_owned(), ciphertext);
    Ok(answer.into())
}

/// The algorithm that the request names; there is one.
pub(super) fn algorithm<'a>(call: &Call<'a>) -> &'a str {
    call.input
        .text("EncapsulationAlgorithm")
        .unwrap_or_default()
}

/// What both operations tell of a secret.
pub(super) fn told(call: &Call<'_>, key: &Key, secret: &[u8]) -> Map<String, Value> {
    let rules = &call.rules.encapsulation;
    let mut answer = Map::new();
    let secret = if rules.raw {
        STANDARD.encode(secret)
    } else {
        STANDARD.encode(digest(&SHA256, secret))
    };
    answer.insert("SharedSecret".to_owned(), json!(secret));
    if rules.names_key {
        answer.insert("KeyId".to_owned(), json!(key.named(&call.rules.keys)));
    }
    if rules.names_algorithm {
        answer.insert("EncapsulationAlgorithm".to_owned(), json!(algorithm(call)));
    }
    answer
}
