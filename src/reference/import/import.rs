//! `ImportKeyMaterial` (facts I-002, I-003, I-006, I-007, I-503, I-510..I-529).

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Map, json};

use super::fit::{external, is_material};
use super::token::Token;
use super::wrapping::{block, unwrapped};
use crate::reference::call::Call;
use crate::reference::key::{Imported, Key, Material};
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, ServiceError, refuse};
use crate::wire::Timestamp;

const NEW: &str = "NEW_KEY_MATERIAL";

/// What only symmetric keys take.
const SYMMETRIC: [&str; 3] = ["ImportType", "KeyMaterialDescription", "KeyMaterialId"];

/// Gives a key its material, or gives it back.
pub(crate) fn import(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.imports;
    let found = external(kms, call)?;
    let Some(key) = kms.accounts.of(&found.tenant).keys.get(&found.id).cloned() else {
        return refuse("NotFoundException");
    };
    let until = until(kms.now, call)?;
    let is_symmetric = key.spec.is_symmetric();
    if !is_symmetric && rules.symmetric_only && SYMMETRIC.iter().any(|name| call.input.has(name)) {
        return invalid(
            "ImportType, KeyMaterialDescription and KeyMaterialId are for symmetric encryption keys.",
        );
    }
    let is_first = key.materials.iter().next().is_none();
    let is_new = call
        .input
        .text("ImportType")
        .map_or(is_first, |it| it == NEW);
    let named = call.input.text("KeyMaterialId");
    if rules.refuses_id_of_new && is_new && named.is_some() && call.input.has("ImportType") {
        return invalid("KeyMaterialId is not valid for new key material.");
    }
    let secret = secret(kms, call, &key)?;
    let id = id(&key, &secret);
    let is_known = key.materials.iter().any(|material| material.id == id);
    // Keys of other specs have one material for ever (fact I-523).
    let fits = if is_symmetric {
        is_new != is_known && named.is_none_or(|named| named == id)
    } else {
        is_first || is_known
    };
    if !fits && rules.checks_same {
        return refuse(rules.other_material);
    }
    if let Some(waiting) = key.materials.pending()
        && !is_known
        && rules.one_waits
    {
        let (arn, other) = (key.arn(), &waiting.id);
        return Err(ServiceError::of("KMSInvalidStateException").saying(format!(
            "New key material (id: {id}) cannot be imported into KMS key {arn}, because another key material (id: {other}) is pending rotation."
        )));
    }
    let description = call.input.text("KeyMaterialDescription");
    let own = kms.material(key.spec.name);
    let Some(kept) = kms.accounts.of(&found.tenant).keys.get_mut(&found.id) else {
        return refuse("NotFoundException");
    };
    if !is_known {
        let bytes = <[u8; 32]>::try_from(&secret[..]).unwrap_or_default();
        kept.materials.add(Material {
            id: id.clone(),
            bytes: if rules.is_used { bytes } else { own.bytes },
            ..own
        });
    }
    if is_first || !(is_known || (rules.new_waits && is_symmetric)) {
        kept.materials.make_current(&id);
    }
    if let Some(material) = kept.materials.with_id(&id) {
        let before = material.imported.take().and_then(|it| it.description);
        material.imported = Some(Imported {
            secret: rules.is_used.then_some(secret),
            until,
            description: description.map(str::to_owned).or(before),
            is_gone: false,
        });
    }
    kept.enabled = true;
    let mut answer = Map::new();
    answer.insert("KeyId".to_owned(), json!(kept.named(&call.rules.keys)));
    if rules.tells_id {
        answer.insert("KeyMaterialId".to_owned(), json!(id));
    }
    Ok(answer.into())
}

fn invalid<T>(text: &str) -> Result<T, ServiceError> {
    Err(ServiceError::of("ValidationException").saying(text))
}

/// When the material expires, if it does.
fn until(now: Timestamp, call: &Call<'_>) -> Result<Option<Timestamp>, ServiceError> {
    let rules = &call.rules.imports;
    let expires = call.input.text("ExpirationModel") != Some("KEY_MATERIAL_DOES_NOT_EXPIRE");
    let date = call.input.moment("ValidTo");
    let year = Duration::from_hours(24 * 365);
    match date {
        None if expires && rules.needs_date => {
            invalid("A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES")
        }
        Some(_) if !expires && rules.refuses_date => invalid(
            "A validTo date must not be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE",
        ),
        Some(date) if expires && rules.bounds_date && (date <= now || date > now.plus(year)) => {
            invalid("The validTo date must be in the future, and within 365 days")
        }
        date => Ok(date.filter(|_| expires)),
    }
}

/// What the request brings, unwrapped.
fn secret(kms: &mut Kms, call: &Call<'_>, key: &Key) -> Result<Vec<u8>, ServiceError> {
    let rules = &call.rules.imports;
    let token = call.input.blob("ImportToken").unwrap_or_default();
    let token = Token::read(&kms.seal, &token);
    let Some(token) = token.filter(|it| it.key == key.id || !rules.checks_token_key) else {
        return refuse(rules.bad_token);
    };
    if token.made.plus(rules.life) <= kms.now {
        return refuse(rules.old_token);
    }
    let wrapped = call.input.blob("EncryptedKeyMaterial").unwrap_or_default();
    if token.algorithm.starts_with("RSAES") && wrapped.len() != block(&token) {
        return invalid("Invalid encrypted key size.");
    }
    let Some(secret) = unwrapped(&token, &wrapped, &mut kms.rng) else {
        return refuse(rules.garbage);
    };
    if rules.checks_material && !is_material(key.spec, &secret) {
        return refuse(rules.other_material);
    }
    Ok(secret)
}

/// The id of a material, which follows from the key and the material (`KeyMaterialId` documentation).
fn id(key: &Key, secret: &[u8]) -> String {
    let hash = digest(&SHA256, &[key.id.as_bytes(), secret].concat());
    let digits = |byte: &u8| [byte >> 4, byte & 15];
    let digits = hash.as_ref().iter().flat_map(digits);
    digits
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}
