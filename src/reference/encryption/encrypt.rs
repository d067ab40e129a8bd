//! `Encrypt` (facts R-001..R-006, R-013, R-032, R-501, R-502, R-512, S-045..S-048).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, json};

use super::{PlaintextForm, ciphertext, dry_run, encrypting, sealed};
use crate::reference::call::Call;
use crate::reference::grant::check_tokens;
use crate::reference::key::identify;
use crate::reference::kms::Kms;
use crate::reference::rules::Rules;
use crate::reference::service_error::Answer;

/// Encrypts under a key.
pub(crate) fn encrypt(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = call.rules;
    let plaintext = call.input.blob("Plaintext").unwrap_or_default();
    let plaintext = match rules.crypto.plaintext {
        PlaintextForm::Text => String::from_utf8_lossy(&plaintext)
            .into_owned()
            .into_bytes(),
        PlaintextForm::Bytes | PlaintextForm::Encoded => plaintext,
    };
    let algorithm = call
        .input
        .text("EncryptionAlgorithm")
        .unwrap_or("SYMMETRIC_DEFAULT");
    let found = identify(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    check_tokens(kms, call, &found)?;
    let key = encrypting(kms, call, &found, algorithm, plaintext.len())?;
    dry_run(call)?;
    let blob = sealed(kms, call, &key, ciphertext::OF_ENCRYPT, &plaintext)?;
    let mut answer = Map::new();
    answer.insert("CiphertextBlob".to_owned(), json!(STANDARD.encode(blob)));
    if rules.crypto.names_key {
        answer.insert("KeyId".to_owned(), json!(key.named(&rules.keys)));
    }
    if rules.crypto.names_algorithm {
        let told = told(rules, algorithm);
        answer.insert("EncryptionAlgorithm".to_owned(), json!(told));
    }
    Ok(answer.into())
}

/// The algorithm that an answer names.
pub(super) fn told<'a>(rules: &Rules, algorithm: &'a str) -> &'a str {
    if rules.crypto.echoes_algorithm {
        algorithm
    } else {
        "SYMMETRIC_DEFAULT"
    }
}
