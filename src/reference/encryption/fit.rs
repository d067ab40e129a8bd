//! Whether a key fits what it is to do: its usage, the algorithm, a length; and what every use of a key can ask for.

use super::UseStep;
use crate::reference::account::Holdings;
use crate::reference::call::Call;
use crate::reference::grant::check_tokens;
use crate::reference::key::{Key, admit, identify, state};
use crate::reference::kms::Kms;
use crate::reference::service_error::{ServiceError, refuse};

/// Bytes that a key of this spec encrypts at most under this algorithm (facts R-001..R-006; `Plaintext` documentation).
const LIMITS: [(&str, &str, usize); 7] = [
    ("RSA_2048", "RSAES_OAEP_SHA_1", 214),
    ("RSA_2048", "RSAES_OAEP_SHA_256", 190),
    ("RSA_3072", "RSAES_OAEP_SHA_1", 342),
    ("RSA_3072", "RSAES_OAEP_SHA_256", 318),
    ("RSA_4096", "RSAES_OAEP_SHA_1", 470),
    ("RSA_4096", "RSAES_OAEP_SHA_256", 446),
    ("SM2", "SM2PKE", 1024),
];

/// The key of `KeyId`, fit for an operation: it is there, its grant tokens are, and [`checked`] finds nothing.
///
/// # Errors
///
/// What each of these checks is refused with.
pub(crate) fn usable(
    kms: &mut Kms,
    call: &Call<'_>,
    usage: &str,
    algorithm: &str,
) -> Result<Key, ServiceError> {
    usable_for(kms, call, usage, algorithm, |_| Ok(()))
}

/// The same, where the algorithm does not sign every message: `digest` refuses what it does not.
///
/// # Errors
///
/// As [`usable`], and what `digest` refuses.
pub(crate) fn usable_for(
    kms: &mut Kms,
    call: &Call<'_>,
    usage: &str,
    algorithm: &str,
    digest: impl Fn(&Key) -> Result<(), ServiceError>,
) -> Result<Key, ServiceError> {
    let found = identify(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    check_tokens(kms, call, &found)?;
    let held = kms.accounts.of(&found.tenant);
    let Some(key) = held.keys.get(&found.id) else {
        return refuse("NotFoundException");
    };
    let own = (UseStep::Digest, || digest(key));
    checked(call, (held, key), (usage, algorithm), own)?;
    Ok(key.clone())
}

/// The key among its account's holdings is what an operation asks of it, in the order of the book (facts ): the
/// usage and the algorithm, and in a step of its own what `refuses` finds.
///
/// # Errors
///
/// What the first step is refused with that finds something.
pub(super) fn checked(
    call: &Call<'_>,
    (held, key): (&Holdings, &Key),
    (usage, algorithm): (&str, &str),
    (own, refuses): (UseStep, impl Fn() -> Result<(), ServiceError>),
) -> Result<(), ServiceError> {
    let rules = call.rules;
    let asks_algorithm = if usage == "ENCRYPT_DECRYPT" {
        rules.crypto.checks_usage
    } else {
        rules.crypto.checks_algorithm
    };
    for step in &rules.crypto.order {
        match step {
            UseStep::Usage if rules.crypto.checks_usage => has_usage(call, key, usage)?,
            UseStep::State => admit(call, key, state(&rules.keys, held, key))?,
            UseStep::Algorithm if asks_algorithm => takes_algorithm(key, usage, algorithm)?,
            step if *step == own => refuses()?,
            _ => {}
        }
    }
    Ok(())
}

/// The key is one of this usage (facts R-010..R-015).
///
/// # Errors
///
/// `InvalidKeyUsageException`, which names the operation.
pub(crate) fn has_usage(call: &Call<'_>, key: &Key, needed: &str) -> Result<(), ServiceError> {
    let (arn, usage, operation) = (key.arn(), &key.usage, call.operation.name());
    if usage == needed {
        return Ok(());
    }
    let text = format!("{arn} key usage is {usage} which is not valid for {operation}.");
    Err(ServiceError::of("InvalidKeyUsageException").saying(text))
}

/// The key's spec has this algorithm for this usage (facts ).
///
/// # Errors
///
/// `InvalidKeyUsageException`, which names both.
fn takes_algorithm(key: &Key, usage: &str, algorithm: &str) -> Result<(), ServiceError> {
    let known = key.spec.algorithms(usage);
    if known.is_some_and(|(_, algorithms)| algorithms.contains(&algorithm)) {
        return Ok(());
    }
    let spec = key.spec.name;
    let text = format!("Algorithm {algorithm} is incompatible with key spec {spec}.");
    Err(ServiceError::of("InvalidKeyUsageException").saying(text))
}

/// Asymmetric keys bind no context (fact R-512).
fn without_context(call: &Call<'_>, key: &Key) -> Result<(), ServiceError> {
    let context = call.input.structure("EncryptionContext");
    let is_empty = context.is_none_or(|context| context.entries().is_empty());
    if is_empty || key.spec.is_symmetric() || !call.rules.crypto.refuses_context {
        return Ok(());
    }
    let text =
        "EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.";
    Err(ServiceError::of("ValidationException").saying(text))
}

/// The key takes the encryption context of the request under this algorithm, and a plaintext of this length.
///
/// # Errors
///
/// `ValidationException` (facts R-001..R-006, R-512).
pub(super) fn bounded(
    call: &Call<'_>,
    key: &Key,
    algorithm: &str,
    length: usize,
) -> Result<(), ServiceError> {
    if !call.rules.crypto.checks_usage {
        return Ok(());
    }
    without_context(call, key)?;
    let spec = key.spec.name;
    let limit = LIMITS
        .iter()
        .find(|row| (row.0, row.1) == (spec, algorithm));
    if let Some((_, _, limit)) =
        limit.filter(|(_, _, limit)| length > *limit && call.rules.crypto.checks_length)
    {
        let text = format!(
            "Algorithm {algorithm} and key spec {spec} cannot encrypt data larger than {limit} bytes."
        );
        return Err(ServiceError::of("ValidationException").saying(text));
    }
    Ok(())
}

/// A request that would succeed, and must not (fact R-026).
///
/// # Errors
///
/// `DryRunOperationException` where `DryRun` is set.
pub(crate) fn dry_run(call: &Call<'_>) -> Result<(), ServiceError> {
    if call.input.flag("DryRun") && call.rules.crypto.dry_run {
        let text = "The request would have succeeded, but the DryRun option is set.";
        return Err(ServiceError::of("DryRunOperationException").saying(text));
    }
    Ok(())
}

/// Refuses whatever comes from an attested environment: this endpoint knows no authority that signs attestation documents, so
/// none can be valid (facts ). With which error KMS refuses a document that is none is not known.
///
/// # Errors
///
/// `ValidationException` for any `Recipient`.
pub(crate) fn without_recipient(call: &Call<'_>) -> Result<(), ServiceError> {
    if call.input.has("Recipient") && call.rules.crypto.reads_recipient {
        let text = "The attestation document of Recipient is not valid.";
        return Err(ServiceError::of("ValidationException").saying(text));
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
