//! `GenerateDataKey` (facts, S-049..S-052).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, json};

use super::LengthUnit;
use crate::reference::call::Call;
use crate::reference::encryption::{
    dry_run, encrypting, has_usage, sealed_data_key, without_recipient,
};
use crate::reference::grant::check_tokens;
use crate::reference::key::{Identified, Key, identify};
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, ServiceError, refuse};

/// A data key, and its ciphertext.
pub(crate) fn generate(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let (mut answer, plaintext) = sealed(kms, call)?;
    answer.insert("Plaintext".to_owned(), json!(STANDARD.encode(plaintext)));
    Ok(answer.into())
}

/// What both forms answer, and the data key itself.
pub(super) fn sealed(
    kms: &mut Kms,
    call: &Call<'_>,
) -> Result<(Map<String, serde_json::Value>, Vec<u8>), ServiceError> {
    let rules = &call.rules.data_keys;
    let found = identify(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    check_tokens(kms, call, &found)?;
    if rules.length_first {
        length(call)?;
    }
    let key = for_data_keys(kms, call, &found)?;
    let length = length(call)?;
    without_recipient(call)?;
    dry_run(call)?;
    let plaintext = rules.source.bytes(&mut kms.rng, length + rules.surplus);
    let inside = if rules.seals_what_it_tells {
        plaintext.clone()
    } else {
        kms.rng.vector(plaintext.len())
    };
    let blob = sealed_data_key(kms, call, &key, &inside)?;
    let mut answer = Map::new();
    answer.insert("CiphertextBlob".to_owned(), json!(STANDARD.encode(blob)));
    if rules.names_key {
        answer.insert("KeyId".to_owned(), json!(key.named(&call.rules.keys)));
    }
    if let Some(material) = key.told_material().filter(|_| rules.names_material) {
        answer.insert("KeyMaterialId".to_owned(), json!(material));
    }
    Ok((answer, plaintext))
}

/// How many bytes: told by just one of two members (facts ).
fn length(call: &Call<'_>) -> Result<usize, ServiceError> {
    let rules = &call.rules.data_keys;
    let number = call.input.integer("NumberOfBytes");
    let number = number.and_then(|number| usize::try_from(number).ok());
    let number = number.map(|number| match rules.unit {
        LengthUnit::Bytes => number,
        LengthUnit::Bits => number.div_ceil(8),
        LengthUnit::Ignored => 32,
    });
    let spec = call.input.text("KeySpec").map(|spec| match spec {
        "AES_128" => rules.aes_128,
        _ => rules.aes_256,
    });
    match (spec, number) {
        (Some(length), None) | (None, Some(length)) => Ok(length),
        (Some(length), Some(_)) if rules.takes_both => Ok(length),
        (None, None) if rules.takes_neither => Ok(32),
        _ => Err(ServiceError::of("ValidationException")
            .saying("Please specify either number of bytes or key spec.")),
    }
}

/// The key, if data keys can be encrypted under it: usage, kind, state (facts ).
pub(super) fn for_data_keys(
    kms: &mut Kms,
    call: &Call<'_>,
    found: &Identified,
) -> Result<Key, ServiceError> {
    let Some(key) = kms.accounts.of(&found.tenant).keys.get(&found.id) else {
        return refuse("NotFoundException");
    };
    if call.rules.crypto.checks_usage {
        has_usage(call, key, "ENCRYPT_DECRYPT")?;
        if !key.spec.is_symmetric() {
            return Err(ServiceError::of("InvalidKeyUsageException")
                .saying("You cannot generate a data key with an asymmetric CMK"));
        }
    }
    encrypting(kms, call, found, "SYMMETRIC_DEFAULT", 0)
}
