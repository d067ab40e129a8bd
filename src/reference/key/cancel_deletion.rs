//! `CancelKeyDeletion` (facts S-R11, S-R12).

use serde_json::json;

use super::{admit, identify, state};
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::rules::Cancelled;
use crate::reference::service_error::{Answer, refuse};

/// Ends a key's waiting period; the key is Disabled then (fact S-R11).
pub(crate) fn cancel_deletion(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.keys;
    let found = identify(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    let held = kms.accounts.of(&found.tenant);
    let Some(key) = held.keys.get(&found.id) else {
        return refuse("NotFoundException");
    };
    admit(call, key, state(rules, held, key))?;
    let named = key.named(rules);
    if let Some(key) = held.keys.get_mut(&found.id) {
        match rules.cancelled {
            Cancelled::Disabled => key.enabled = false,
            Cancelled::Enabled => key.enabled = true,
            Cancelled::Pending => return Ok(json!({"KeyId": named})),
        }
        key.deletion = None;
        if rules.cancel_clears_date {
            key.told_deletion = None;
        }
    }
    Ok(json!({"KeyId": named}))
}
