//! `DisableKeyRotation` (facts T-501, T-504, T-508, T-511, S-033..S-036).

use super::fit::switchable;
use crate::reference::call::Call;
use crate::reference::key::identify;
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, nothing, refuse};

/// Ends the automatic rotation of a key's material.
pub(crate) fn disable(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let found = identify(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    let held = kms.accounts.of(&found.tenant);
    let Some(key) = held.keys.get(&found.id) else {
        return refuse("NotFoundException");
    };
    switchable(call, held, key)?;
    if let Some(key) = held.keys.get_mut(&found.id)
        && call.rules.rotation.disables
    {
        key.rotation = None;
    }
    nothing()
}
