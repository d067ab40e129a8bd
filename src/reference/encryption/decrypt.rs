//! `Decrypt` (facts ..R-512, A-700).

use serde_json::{Map, json};

use super::ciphertext::{Ciphertext, Opened};
use super::encrypt::told;
use super::seal::context;
use super::{
    PlaintextForm, UseStep, asymmetric, backed, bounded, checked, dry_run, without_recipient,
};
use crate::reference::authorize::{admit_to, permits, unseen};
use crate::reference::call::Call;
use crate::reference::grant::check_tokens;
use crate::reference::key::{Identified, Key, admit, identify, state};
use crate::reference::kms::Kms;
use crate::reference::pair::Pair;
use crate::reference::rules::BlobForm;
use crate::reference::service_error::{Answer, ServiceError, refuse};

/// Decrypts what a key has encrypted.
pub(crate) fn decrypt(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = call.rules;
    let needed = needed(kms, call, "KeyId")?;
    check_tokens(kms, call, &needed)?;
    let key = decrypting(kms, call, &needed)?;
    without_recipient(call)?;
    let opened = opened(kms, call, &key)?;
    dry_run(call)?;
    let mut answer = Map::new();
    if rules.crypto.names_key {
        answer.insert("KeyId".to_owned(), json!(key.named(&rules.keys)));
    }
    let form = match rules.crypto.plaintext {
        PlaintextForm::Encoded => BlobForm::Twice,
        PlaintextForm::Bytes | PlaintextForm::Text => BlobForm::Base64,
    };
    answer.insert("Plaintext".to_owned(), form.told(&opened.plaintext));
    let told = told(rules, algorithm(call));
    answer.insert("EncryptionAlgorithm".to_owned(), json!(told));
    if rules.crypto.includes_origin {
        answer.insert("KeyOrigin".to_owned(), json!(key.origin.name()));
    }
    if let Some(material) = opened.material
        && key.tells_materials()
        && rules.crypto.names_material
    {
        answer.insert("KeyMaterialId".to_owned(), json!(material));
    }
    Ok(answer.into())
}

/// By which algorithm the request says that it was encrypted.
fn algorithm<'a>(call: &Call<'a>) -> &'a str {
    call.input
        .text("EncryptionAlgorithm")
        .unwrap_or("SYMMETRIC_DEFAULT")
}

/// A dry run that looks at no ciphertext (fact R-565).
fn ignores_ciphertext(call: &Call<'_>) -> bool {
    let mut modifiers = call.input.list("DryRunModifiers").iter();
    call.input.flag("DryRun") && modifiers.any(|modifier| modifier == "IGNORE_CIPHERTEXT")
}

/// The key that the request needs: the one that it names, which must be that of the ciphertext, or that of the ciphertext
/// alone. `named_by` is what the caller calls the member `KeyId`.
///
/// # Errors
///
/// `IncorrectKeyException`, `InvalidCiphertextException`, and what [`identify`] refuses.
pub(super) fn needed(
    kms: &Kms,
    call: &Call<'_>,
    named_by: &str,
) -> Result<Identified, ServiceError> {
    let named = match call.input.text("KeyId") {
        Some(id) => Some(identify(kms, call, id)?),
        None => None,
    };
    match (call.input.blob("CiphertextBlob"), named) {
        (None, Some(named)) if ignores_ciphertext(call) => Ok(named),
        (None, None) if ignores_ciphertext(call) => {
            let text = format!("{named_by} is required to ignore the ciphertext.");
            Err(ServiceError::of("ValidationException").saying(text))
        }
        // Validation refuses it, unless the book leaves that out.
        (None, _) => refuse(call.rules.crypto.bad_ciphertext),
        (Some(blob), named) => of_ciphertext(kms, call, named.as_ref(), algorithm(call), &blob),
    }
}

/// The key, if it can decrypt now.
///
/// # Errors
///
/// What its state is refused with, and what stands behind its store.
pub(super) fn decrypting(
    kms: &mut Kms,
    call: &Call<'_>,
    needed: &Identified,
) -> Result<Key, ServiceError> {
    let held = kms.accounts.of(&needed.tenant);
    let Some(key) = held.keys.get(&needed.id) else {
        return refuse("NotFoundException");
    };
    admit(call, key, state(&call.rules.keys, held, key))?;
    backed(&kms.world, call, held, key, "DECRYPT")?;
    Ok(key.clone())
}

/// The id of the key that a ciphertext of this endpoint needs.
pub(crate) fn key_of_blob(kms: &Kms, blob: &[u8]) -> Option<String> {
    Ciphertext::read(&kms.seal, blob).map(|ciphertext| ciphertext.key_id)
}

/// What was encrypted; nothing for a dry run that looks at no ciphertext.
///
/// # Errors
///
/// `InvalidCiphertextException` (facts ).
pub(super) fn opened(kms: &Kms, call: &Call<'_>, key: &Key) -> Result<Opened, ServiceError> {
    if ignores_ciphertext(call) && call.rules.crypto.dry_run {
        return Ok(Opened::default());
    }
    let blob = call.input.blob("CiphertextBlob");
    let opened = if algorithm(call) == "SYMMETRIC_DEFAULT" {
        let blob = blob.unwrap_or_default();
        let cuts = if call.rules.crypto.takes_longer { 4 } else { 1 };
        (0..cuts).find_map(|cut| {
            let blob = blob.get(..blob.len().checked_sub(cut)?)?;
            Ciphertext::read(&kms.seal, blob)?.open(key, &context(call))
        })
    } else {
        let start = if call.rules.crypto.bare { 0 } else { 4 };
        let pair = Pair::of(call.rules, key).zip(blob);
        let plaintext = pair.and_then(|(pair, blob)| {
            // What blinds the key is not seen in the plaintext.
            let mut rng = kms.rng.clone();
            let form = call.rules.crypto.oaep;
            asymmetric::decrypt(form, &pair, algorithm(call), blob.get(start..)?, &mut rng)
        });
        plaintext.map(|plaintext| Opened {
            plaintext,
            material: None,
        })
    };
    opened.map_or_else(|| refuse(call.rules.crypto.bad_ciphertext), Ok)
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
        return of_pair(kms, call, named, algorithm);
    }
    let Some(ciphertext) = Ciphertext::read(&kms.seal, blob) else {
        return refuse(rules.bad_ciphertext);
    };
    if let Some(named) = named {
        if !rules.incorrect_key_first {
            of_pair(kms, call, Some(named), algorithm)?;
        }
        return if named.id == ciphertext.key_id || !rules.checks_key {
            let mut needed = named.clone();
            needed.id = ciphertext.key_id;
            Ok(needed)
        } else {
            let text = "The key ID in the request does not identify a CMK that can perform this operation.";
            Err(ServiceError::of(rules.incorrect_key).saying(text))
        };
    }
    let own = &call.caller.tenant;
    let mut found = kms.accounts.iter().filter_map(|(tenant, held)| {
        let key = held.keys.get(&ciphertext.key_id)?;
        (tenant.region == own.region).then_some(key)
    });
    match found.next() {
        // In the caller's account the refusal tells its reason (facts ).
        Some(key) if key.tenant.account == own.account => {
            admit_to(kms, call, key)?;
            Ok(identified(key))
        }
        Some(key) if permits(kms, call, key) => Ok(identified(key)),
        _ => {
            let ciphertext = "the resource associated with this ciphertext";
            Err(ServiceError::of("AccessDeniedException").saying(unseen(call, ciphertext)))
        }
    }
}

fn identified(key: &Key) -> Identified {
    Identified {
        tenant: key.tenant.clone(),
        id: key.id.clone(),
    }
}

/// Asymmetric decryption: the named key is [`checked`] (facts ).
fn of_pair(
    kms: &Kms,
    call: &Call<'_>,
    named: Option<&Identified>,
    algorithm: &str,
) -> Result<Identified, ServiceError> {
    let Some(named) = named else {
        let text = format!("KeyId is required for algorithm {algorithm}.");
        return Err(ServiceError::of("ValidationException").saying(text));
    };
    let held = kms
        .accounts
        .iter()
        .find(|(tenant, _)| **tenant == named.tenant);
    let Some((key, held)) = held.and_then(|(_, held)| Some((held.keys.get(&named.id)?, held)))
    else {
        return refuse("NotFoundException");
    };
    let bounds = (UseStep::Bounds, || bounded(call, key, algorithm, 0));
    checked(call, (held, key), ("ENCRYPT_DECRYPT", algorithm), bounds)?;
    Ok(named.clone())
}
