//! `Decrypt` (facts ..R-512, A-700).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, json};

use super::backed;
use super::ciphertext::Ciphertext;
use super::encrypt::{context, dry_run, has_usage, not_built, takes_algorithm, without_context};
use crate::reference::call::Call;
use crate::reference::grant::check_tokens;
use crate::reference::key::{Identified, Origin, admit, identify, permits, state, unseen};
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, ServiceError, refuse};

/// Decrypts what a symmetric key has encrypted.
pub(crate) fn decrypt(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = call.rules;
    let named = match call.input.text("KeyId") {
        Some(id) => Some(identify(kms, call, id)?),
        None => None,
    };
    let algorithm = call
        .input
        .text("EncryptionAlgorithm")
        .unwrap_or("SYMMETRIC_DEFAULT");
    let ignores = call.input.flag("DryRun")
        && call
            .input
            .list("DryRunModifiers")
            .iter()
            .any(|modifier| modifier == "IGNORE_CIPHERTEXT");
    let blob = call.input.blob("CiphertextBlob");
    let needed = match (&blob, &named) {
        (None, Some(named)) if ignores => named.clone(),
        (None, None) if ignores => {
            return Err(ServiceError::of("ValidationException")
                .saying("KeyId is required to ignore the ciphertext."));
        }
        // Validation refuses it, unless the book leaves that out.
        (None, _) => return refuse(rules.crypto.bad_ciphertext),
        (Some(blob), _) => of_ciphertext(kms, call, named.as_ref(), algorithm, blob)?,
    };
    check_tokens(kms, call, &needed)?;
    let held = kms.accounts.of(&needed.tenant);
    let Some(key) = held.keys.get(&needed.id) else {
        return refuse("NotFoundException");
    };
    admit(call, key, state(&rules.keys, held, key))?;
    backed(&kms.world, call, held, key, "DECRYPT")?;
    if ignores {
        dry_run(call)?;
    }
    if call.input.has("Recipient") {
        return Err(not_built("attested environments"));
    }
    let ciphertext = blob.and_then(|blob| Ciphertext::read(&kms.seal, &blob));
    let Some(plaintext) = ciphertext.and_then(|ciphertext| ciphertext.open(key, &context(call)))
    else {
        return refuse(rules.crypto.bad_ciphertext);
    };
    dry_run(call)?;
    let mut answer = Map::new();
    if rules.crypto.names_key {
        answer.insert("KeyId".to_owned(), json!(key.named(&rules.keys)));
    }
    answer.insert("Plaintext".to_owned(), json!(STANDARD.encode(plaintext)));
    answer.insert("EncryptionAlgorithm".to_owned(), json!(algorithm));
    if rules.crypto.includes_origin {
        answer.insert("KeyOrigin".to_owned(), json!(key.origin.name()));
    }
    if key.origin == Origin::AwsKms {
        answer.insert("KeyMaterialId".to_owned(), json!(key.material.id));
    }
    Ok(answer.into())
}

/// The key that a ciphertext needs, which must be the one that the request names (facts ).
fn of_ciphertext(
    kms: &Kms,
    call: &Call<'_>,
    named: Option<&Identified>,
    algorithm: &str,
    blob: &[u8],
) -> Result<Identified, ServiceError> {
    let rules = &call.rules.crypto;
    if algorithm != "SYMMETRIC_DEFAULT" {
        return asymmetric(kms, call, named, algorithm);
    }
    let Some(ciphertext) = Ciphertext::read(&kms.seal, blob) else {
        return refuse(rules.bad_ciphertext);
    };
    if let Some(named) = named {
        return if named.id == ciphertext.key_id || !rules.checks_key {
            let mut needed = named.clone();
            needed.id = ciphertext.key_id;
            Ok(needed)
        } else {
            let text = "The key ID in the request does not identify a CMK that can perform this operation.";
            Err(ServiceError::of(rules.incorrect_key).saying(text))
        };
    }
    let region = &call.caller.tenant.region;
    let found = kms.accounts.iter().find_map(|(tenant, held)| {
        let key = held
            .keys
            .get(&ciphertext.key_id)
            .filter(|_| tenant.region == *region)?;
        permits(call, key).then(|| Identified {
            tenant: tenant.clone(),
            id: key.id.clone(),
        })
    });
    found.ok_or_else(|| {
        let ciphertext = "the resource associated with this ciphertext";
        ServiceError::of("AccessDeniedException").saying(unseen(call, ciphertext))
    })
}

/// Asymmetric decryption: usage, then state, then algorithm (facts ).
fn asymmetric(
    kms: &Kms,
    call: &Call<'_>,
    named: Option<&Identified>,
    algorithm: &str,
) -> Result<Identified, ServiceError> {
    let Some(named) = named else {
        let text = format!("KeyId is required for algorithm {algorithm}.");
        return Err(ServiceError::of("ValidationException").saying(text));
    };
    let rules = call.rules;
    let held = kms
        .accounts
        .iter()
        .find(|(tenant, _)| **tenant == named.tenant);
    let Some((key, held)) = held.and_then(|(_, held)| Some((held.keys.get(&named.id)?, held)))
    else {
        return refuse("NotFoundException");
    };
    if rules.crypto.checks_usage {
        has_usage(key, "Decrypt")?;
    }
    admit(call, key, state(&rules.keys, held, key))?;
    if rules.crypto.checks_usage {
        takes_algorithm(key, algorithm)?;
        without_context(call)?;
    }
    // No public key is told and nothing is encrypted under one, so no ciphertext of any length is a right one (fact R-510).
    refuse(rules.crypto.bad_ciphertext)
}
