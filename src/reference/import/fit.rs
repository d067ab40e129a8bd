//! Which keys take material, and which material they take.

use crate::reference::call::Call;
use crate::reference::key::{Identified, Origin, Spec, admit, identify, state};
use crate::reference::kms::Kms;
use crate::reference::pair::Pair;
use crate::reference::service_error::{ServiceError, refuse};

/// The key that `KeyId` names, if its material is imported and its state lets the operation pass.
///
/// # Errors
///
/// `UnsupportedOperationException` for another origin (facts I-500, C-195), before what the state is refused with.
pub(super) fn external(kms: &mut Kms, call: &Call<'_>) -> Result<Identified, ServiceError> {
    let found = identify(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    let held = kms.accounts.of(&found.tenant);
    let Some(key) = held.keys.get(&found.id) else {
        return refuse("NotFoundException");
    };
    if key.origin != Origin::External && call.rules.imports.checks_origin {
        let (arn, origin) = (key.arn(), key.origin.name());
        return Err(
            ServiceError::of("UnsupportedOperationException").saying(format!(
                "{arn} origin is {origin} which is not valid for this operation."
            )),
        );
    }
    admit(call, key, state(&call.rules.keys, held, key))?;
    Ok(found)
}

/// Whether these bytes are material of a spec: a secret of its length, or its private key as PKCS #8.
pub(super) fn is_material(spec: &Spec, bytes: &[u8]) -> bool {
    let length = match spec.name {
        "SYMMETRIC_DEFAULT" | "HMAC_256" => 32,
        "HMAC_224" => 28,
        "HMAC_384" => 48,
        "HMAC_512" => 64,
        name => return Pair::read(name, bytes).is_some(),
    };
    bytes.len() == length
}
