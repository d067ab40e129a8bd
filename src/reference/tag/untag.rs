//! `UntagResource` (facts K-046, K-541, S-137..S-140, S-504).

use serde_json::Value;

use crate::reference::call::Call;
use crate::reference::key::{admit, identify, state};
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, ServiceError, nothing, refuse};

/// Takes tags from a key; a tag key that it does not have is no error.
pub(crate) fn untag(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.tags;
    let found = identify(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    let held = kms.accounts.of(&found.tenant);
    let Some(key) = held.keys.get(&found.id) else {
        return refuse("NotFoundException");
    };
    admit(call, key, state(&call.rules.keys, held, key))?;
    let named: Vec<&str> = call
        .input
        .list("TagKeys")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let is_there = |name: &&str| key.tags.iter().any(|(known, _)| known == name);
    if rules.unknown_is_error && !named.iter().all(is_there) {
        return Err(ServiceError::of("TagException").saying("No such tag"));
    }
    if let Some(key) = held.keys.get_mut(&found.id).filter(|_| rules.untags) {
        if rules.untags_all {
            key.tags.clear();
        }
        key.tags.retain(|(name, _)| !named.contains(&name.as_str()));
    }
    nothing()
}
