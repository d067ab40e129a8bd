//! `UpdateKeyDescription` (facts S-145..S-148, S-502).

use super::admitted_key;
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, nothing};

/// Gives a key another description.
pub(crate) fn update_description(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.keys;
    let key = admitted_key(kms, call)?;
    let description = call.input.text("Description").unwrap_or_default();
    let changes =
        rules.updates_description && (!description.is_empty() || rules.empties_description);
    if changes {
        description.clone_into(&mut key.description);
    }
    nothing()
}
