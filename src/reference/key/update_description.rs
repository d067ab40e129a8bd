//! `UpdateKeyDescription` (facts S-145..S-148, S-502).

use super::{admit, identify, state};
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, nothing, refuse};

/// Gives a key another description.
pub(crate) fn update_description(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.keys;
    let found = identify(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    let held = kms.accounts.of(&found.tenant);
    let Some(key) = held.keys.get(&found.id) else {
        return refuse("NotFoundException");
    };
    admit(call, key, state(rules, held, key))?;
    let description = call.input.text("Description").unwrap_or_default();
    let changes =
        rules.updates_description && (!description.is_empty() || rules.empties_description);
    if let Some(key) = held.keys.get_mut(&found.id).filter(|_| changes) {
        description.clone_into(&mut key.description);
    }
    nothing()
}
