//! `DeriveSharedSecret` (facts, V-008, W-028).

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, json};

use super::SecretForm;
use crate::reference::call::Call;
use crate::reference::encryption::{dry_run, usable, without_recipient};
use crate::reference::kms::Kms;
use crate::reference::pair::Pair;
use crate::reference::service_error::{Answer, refuse};

/// The secret that a key and a peer's public key share.
pub(crate) fn derive(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.shared_secrets;
    let algorithm = call.input.text("KeyAgreementAlgorithm").unwrap_or_default();
    let key = usable(kms, call, "KEY_AGREEMENT", algorithm)?;
    let Some(pair) = Pair::of(call.rules, &key) else {
        return refuse("KMSInternalException");
    };
    let peer = call.input.blob("PublicKey").unwrap_or_default();
    let own = pair.public_der().unwrap_or_default();
    let mut secret = match pair.agree(&peer) {
        Some(secret) if rules.takes_peer => secret,
        None if rules.checks_peer => return refuse(rules.bad_key),
        _ => pair.agree(&own).unwrap_or_default(),
    };
    let hash = |bytes: &[u8]| digest(&SHA256, bytes).as_ref().to_vec();
    match rules.form {
        SecretForm::Raw => {}
        SecretForm::Hashed => secret = hash(&secret),
        SecretForm::LittleEndian => secret.reverse(),
        SecretForm::Shortened => drop(secret.remove(0)),
        SecretForm::OfSeed => secret = hash(&[own, peer].concat()),
    }
    without_recipient(call)?;
    dry_run(call)?;
    let mut answer = Map::new();
    answer.insert("SharedSecret".to_owned(), json!(STANDARD.encode(secret)));
    if rules.names_key {
        answer.insert("KeyId".to_owned(), json!(key.named(&call.rules.keys)));
    }
    if rules.names_algorithm {
        answer.insert("KeyAgreementAlgorithm".to_owned(), json!(algorithm));
    }
    if rules.tells_origin {
        answer.insert("KeyOrigin".to_owned(), json!(key.origin.name()));
    }
    Ok(answer.into())
}
