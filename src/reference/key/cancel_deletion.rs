//! `CancelKeyDeletion` (facts S-R11, S-R12).

use serde_json::json;

use super::admitted_key;
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::rules::Cancelled;
use crate::reference::service_error::Answer;

/// Ends a key's waiting period; the key is Disabled then (fact S-R11).
pub(crate) fn cancel_deletion(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.keys;
    let key = admitted_key(kms, call)?;
    let named = key.named(rules);
    match rules.cancelled {
        Cancelled::Disabled => key.enabled = false,
        Cancelled::Enabled => key.enabled = true,
        Cancelled::Pending => return Ok(json!({"KeyId": named})),
    }
    key.deletion = None;
    if rules.cancel_clears_date {
        key.told_deletion = None;
    }
    Ok(json!({"KeyId": named}))
}
