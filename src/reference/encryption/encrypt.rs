//! `Encrypt` (facts R-001..R-006, R-013, R-032, R-501, R-502, R-512, S-045..S-048).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, json};

use super::{backed, ciphertext};
use crate::reference::call::Call;
use crate::reference::grant::check_tokens;
use crate::reference::key::{Key, admit, identify, state};
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, ServiceError, refuse};

/// Bytes that a key of this spec encrypts at most under this algorithm (facts R-001..R-006).
const RSA_LIMITS: [(&str, &str, usize); 6] = [
    ("RSA_2048", "RSAES_OAEP_SHA_1", 214),
    ("RSA_2048", "RSAES_OAEP_SHA_256", 190),
    ("RSA_3072", "RSAES_OAEP_SHA_1", 342),
    ("RSA_3072", "RSAES_OAEP_SHA_256", 318),
    ("RSA_4096", "RSAES_OAEP_SHA_1", 470),
    ("RSA_4096", "RSAES_OAEP_SHA_256", 446),
];

/// Encrypts under a symmetric key.
pub(crate) fn encrypt(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = call.rules;
    let plaintext = call.input.blob("Plaintext").unwrap_or_default();
    let algorithm = call
        .input
        .text("EncryptionAlgorithm")
        .unwrap_or("SYMMETRIC_DEFAULT");
    let found = identify(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    check_tokens(kms, call, &found)?;
    let nonce = if rules.crypto.fresh_nonce {
        kms.rng.bytes()
    } else {
        [0; 12]
    };
    let held = kms.accounts.of(&found.tenant);
    let Some(key) = held.keys.get(&found.id) else {
        return refuse("NotFoundException");
    };
    // Usage, then state, then algorithm and length (facts ).
    if rules.crypto.checks_usage {
        has_usage(key, "Encrypt")?;
    }
    let fits = || {
        if rules.crypto.checks_usage {
            fits(call, key, algorithm, plaintext.len())
        } else {
            Ok(())
        }
    };
    if rules.crypto.state_before_algorithm {
        admit(call, key, state(&rules.keys, held, key))?;
        fits()?;
    } else {
        fits()?;
        admit(call, key, state(&rules.keys, held, key))?;
    }
    backed(&kms.world, call, held, key, "ENCRYPT")?;
    // A book that does not look at usages has an endpoint that encrypts under whatever is there.
    if !key.spec.is_symmetric() && rules.crypto.checks_usage {
        return Err(not_built(&format!("encryption under {}", key.spec.name)));
    }
    dry_run(call)?;
    let context = context(call);
    let Some(blob) = ciphertext::seal(&kms.seal, key, nonce, &plaintext, &context) else {
        return refuse("KMSInternalException");
    };
    let mut answer = Map::new();
    answer.insert("CiphertextBlob".to_owned(), json!(STANDARD.encode(blob)));
    if rules.crypto.names_key {
        answer.insert("KeyId".to_owned(), json!(key.named(&rules.keys)));
    }
    answer.insert("EncryptionAlgorithm".to_owned(), json!(algorithm));
    Ok(answer.into())
}

/// The key is one for encryption (fact R-013).
pub(super) fn has_usage(key: &Key, operation: &str) -> Result<(), ServiceError> {
    let (arn, usage) = (key.arn(), &key.usage);
    if usage == "ENCRYPT_DECRYPT" {
        return Ok(());
    }
    let text = format!("{arn} key usage is {usage} which is not valid for {operation}.");
    Err(ServiceError::of("InvalidKeyUsageException").saying(text))
}

/// The key's spec has this algorithm.
pub(super) fn takes_algorithm(key: &Key, algorithm: &str) -> Result<(), ServiceError> {
    let known = key.spec.algorithms("ENCRYPT_DECRYPT");
    if known.is_some_and(|(_, algorithms)| algorithms.contains(&algorithm)) {
        return Ok(());
    }
    let spec = key.spec.name;
    let text = format!("Algorithm {algorithm} is incompatible with key spec {spec}.");
    Err(ServiceError::of("InvalidKeyUsageException").saying(text))
}

/// Asymmetric keys bind no context (fact R-512).
pub(super) fn without_context(call: &Call<'_>) -> Result<(), ServiceError> {
    let context = call.input.structure("EncryptionContext");
    if context.is_none_or(|context| context.entries().is_empty()) {
        return Ok(());
    }
    let text =
        "EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.";
    Err(ServiceError::of("ValidationException").saying(text))
}

/// The key takes this algorithm, and a plaintext of this length.
fn fits(call: &Call<'_>, key: &Key, algorithm: &str, length: usize) -> Result<(), ServiceError> {
    takes_algorithm(key, algorithm)?;
    if !key.spec.is_symmetric() {
        without_context(call)?;
    }
    let spec = key.spec.name;
    let limit = RSA_LIMITS
        .iter()
        .find(|row| (row.0, row.1) == (spec, algorithm));
    if let Some((_, _, limit)) = limit.filter(|(_, _, limit)| length > *limit) {
        let text = format!(
            "Algorithm {algorithm} and key spec {spec} cannot encrypt data larger than {limit} bytes."
        );
        return Err(ServiceError::of("ValidationException").saying(text));
    }
    Ok(())
}

/// The encryption context as authenticated data, where it is bound (fact R-024).
pub(super) fn context(call: &Call<'_>) -> Vec<u8> {
    match call.input.structure("EncryptionContext") {
        Some(context) if call.rules.crypto.binds_context => {
            ciphertext::authenticated(&context.entries())
        }
        _ => Vec::new(),
    }
}

/// A request that would succeed, and must not (fact R-026).
pub(crate) fn dry_run(call: &Call<'_>) -> Result<(), ServiceError> {
    if call.input.flag("DryRun") && call.rules.crypto.dry_run {
        let text = "The request would have succeeded, but the DryRun option is set.";
        return Err(ServiceError::of("DryRunOperationException").saying(text));
    }
    Ok(())
}

/// An honest answer to what this endpoint cannot do; no KMS answers so.
pub(crate) fn not_built(what: &str) -> ServiceError {
    let text = format!("The reference endpoint of kmspec has no {what}.");
    ServiceError::of("NotImplementedException")
        .saying(text)
        .with_status(501)
}
