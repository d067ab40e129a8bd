//! `TagResource` (facts K-043..K-045, S-133..S-136, S-503).

use super::read::{read, set};
use crate::reference::call::Call;
use crate::reference::key::{admit, identify, state};
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, ServiceError, nothing, refuse};

/// Adds tags to a key; a tag key that it has gets the new value.
pub(crate) fn tag(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.tags;
    let found = identify(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    let held = kms.accounts.of(&found.tenant);
    let Some(key) = held.keys.get(&found.id) else {
        return refuse("NotFoundException");
    };
    admit(call, key, state(&call.rules.keys, held, key))?;
    let mut tags = if rules.forgets_others {
        Vec::new()
    } else {
        key.tags.clone()
    };
    for (name, value) in read(rules, call.input.list("Tags"))? {
        set(rules, &mut tags, &name, &value);
    }
    if tags.len() > rules.quota {
        return Err(ServiceError::of(rules.over_quota).saying("Too many tags"));
    }
    if let Some(key) = held.keys.get_mut(&found.id).filter(|_| rules.tags) {
        key.tags = tags;
    }
    nothing()
}
