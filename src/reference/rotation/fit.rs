//! Which keys have their material rotated.

use super::RotationStep;
use crate::model::Operation;
use crate::reference::account::Holdings;
use crate::reference::call::Call;
use crate::reference::key::{Key, Origin, admit, state};
use crate::reference::service_error::{ServiceError, refuse};

/// The error for a key that has no rotation; KMS says nothing about it but for imported material (facts T-506, W-027).
pub(super) const UNSUPPORTED: &str = "UnsupportedOperationException";

/// What is checked before automatic rotation is switched (facts S-033..S-036, S-041..S-044, T-500, T-501, T-504..T-511).
pub(super) fn switchable(call: &Call<'_>, held: &Holdings, key: &Key) -> Result<(), ServiceError> {
    let rules = &call.rules.rotation;
    for step in &rules.steps {
        match step {
            RotationStep::Origin => {
                made_by_kms(key)?;
            }
            RotationStep::State => admit(call, key, state(&call.rules.keys, held, key))?,
            RotationStep::Spec => {
                let refuses =
                    call.operation == Operation::EnableKeyRotation || rules.disable_refuses_specs;
                if refuses && !key.spec.is_symmetric() {
                    return refuse(UNSUPPORTED);
                }
            }
        }
    }
    Ok(())
}

fn made_by_kms(key: &Key) -> Result<(), ServiceError> {
    match key.origin {
        Origin::AwsKms => Ok(()),
        Origin::External => Err(imported(key)),
        Origin::CloudHsm | Origin::ExternalKeyStore => refuse(UNSUPPORTED),
    }
}

/// The refusal of a key with imported material (facts T-511, T-700).
pub(super) fn imported(key: &Key) -> ServiceError {
    let arn = key.arn();
    ServiceError::of(UNSUPPORTED).saying(format!(
        "{arn} origin is EXTERNAL which is not valid for this operation."
    ))
}
