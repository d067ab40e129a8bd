//! `EnableKey` (facts S-029..S-040, C-191).

use super::{admit, identify, state};
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::rules::KeyState;
use crate::reference::service_error::{Answer, nothing, refuse};

/// Enables a key.
pub(crate) fn enable(kms: &mut Kms, call: &Call<'_>) -> Answer {
    set(kms, call, true)
}

/// Enables or disables a key. On an Unavailable key the change takes effect when the key comes back (fact C-191).
pub(super) fn set(kms: &mut Kms, call: &Call<'_>, enabled: bool) -> Answer {
    let rules = &call.rules.keys;
    let found = identify(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    let held = kms.accounts.of(&found.tenant);
    let Some(key) = held.keys.get(&found.id) else {
        return refuse("NotFoundException");
    };
    let state = state(rules, held, key);
    admit(call, key, state)?;
    if let Some(key) = held.keys.get_mut(&found.id)
        && (state != KeyState::Unavailable || rules.keeps_wishes)
    {
        key.enabled = enabled;
    }
    nothing()
}
