//! What encrypts: the checks before it in AWS's order, and the ciphertext itself.

use super::ciphertext::{self, authenticated};
use super::{Binding, UseStep, asymmetric, backed, bounded, checked};
use crate::model::Operation;
use crate::reference::call::Call;
use crate::reference::input::Input;
use crate::reference::key::{Identified, Key};
use crate::reference::kms::Kms;
use crate::reference::pair::Pair;
use crate::reference::service_error::{ServiceError, refuse};

/// The key, if it can encrypt so many bytes by this algorithm: what is [`checked`], then what stands behind its store.
///
/// # Errors
///
/// `InvalidKeyUsageException`, what the key's state is refused with, `ValidationException` for the length.
pub(crate) fn encrypting(
    kms: &mut Kms,
    call: &Call<'_>,
    found: &Identified,
    algorithm: &str,
    length: usize,
) -> Result<Key, ServiceError> {
    let held = kms.accounts.of(&found.tenant);
    let Some(key) = held.keys.get(&found.id) else {
        return refuse("NotFoundException");
    };
    let bounds = (UseStep::Bounds, || bounded(call, key, algorithm, length));
    checked(call, (held, key), ("ENCRYPT_DECRYPT", algorithm), bounds)?;
    backed(&kms.world, call, held, key, "ENCRYPT")?;
    Ok(key.clone())
}

/// The ciphertext of these bytes under a key, bound to the request's encryption context (fact R-024); under the public half of a
/// pair the bare ciphertext of its algorithm (fact R-525).
///
/// # Errors
///
/// `KMSInternalException` if the cipher refuses, which no length that validation lets through makes it do.
pub(crate) fn sealed(
    kms: &mut Kms,
    call: &Call<'_>,
    key: &Key,
    version: [u8; 4],
    plaintext: &[u8],
) -> Result<Vec<u8>, ServiceError> {
    let algorithm = call.input.text("EncryptionAlgorithm");
    if let Some(algorithm) = algorithm.filter(|algorithm| *algorithm != "SYMMETRIC_DEFAULT")
        && let Some(pair) = Pair::of(call.rules, key)
    {
        let form = call.rules.crypto.oaep;
        let made = asymmetric::encrypt(form, &pair, algorithm, plaintext, &mut kms.rng.fork());
        let Some(mut blob) = made else {
            return refuse("KMSInternalException");
        };
        if !call.rules.crypto.bare {
            blob.splice(..0, version);
        }
        return Ok(blob);
    }
    let nonce = if call.rules.crypto.fresh_nonce {
        kms.rng.bytes()
    } else {
        [0; 12]
    };
    let rules = &call.rules.data_keys;
    let is_bound = match call.operation {
        Operation::GenerateDataKey | Operation::GenerateDataKeyWithoutPlaintext => {
            rules.binds_context
        }
        Operation::GenerateDataKeyPair | Operation::GenerateDataKeyPairWithoutPlaintext => {
            rules.pair_binds_context
        }
        _ => true,
    };
    let context = if is_bound { context(call) } else { Vec::new() };
    match ciphertext::seal(&kms.seal, version, key, nonce, plaintext, &context) {
        Some(blob) => Ok(blob),
        None => refuse("KMSInternalException"),
    }
}

/// The ciphertext of a data key; otherwise as [`sealed`].
///
/// # Errors
///
/// As [`sealed`].
pub(crate) fn sealed_data_key(
    kms: &mut Kms,
    call: &Call<'_>,
    key: &Key,
    plaintext: &[u8],
) -> Result<Vec<u8>, ServiceError> {
    sealed(kms, call, key, ciphertext::OF_DATA_KEY, plaintext)
}

/// The encryption context as authenticated data, where it is bound (fact R-024).
pub(super) fn context(call: &Call<'_>) -> Vec<u8> {
    match call.input.structure("EncryptionContext") {
        Some(context) => bound(call.rules.crypto.binding, context),
        None => Vec::new(),
    }
}

/// What of an encryption context is authenticated.
fn bound(binding: Binding, context: Input<'_>) -> Vec<u8> {
    let entries = context.entries();
    let each = |part: fn((&'_ str, &'_ str)) -> String| {
        let parts: Vec<_> = entries.iter().copied().map(part).collect();
        let parts: Vec<_> = parts.iter().map(|part| (part.as_str(), "")).collect();
        authenticated(&parts)
    };
    match binding {
        Binding::Whole => authenticated(&entries),
        Binding::Nothing => Vec::new(),
        Binding::Names => each(|(name, _)| name.to_owned()),
        Binding::Values => each(|(_, value)| value.to_owned()),
        Binding::AnyCase => each(|(name, value)| format!("{name}\0{value}").to_lowercase()),
        Binding::Joined => entries
            .iter()
            .flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()].concat())
            .collect(),
        Binding::First => authenticated(&entries[..entries.len().min(1)]),
        Binding::InOrder => authenticated(&context.entries_as_sent()),
    }
}
