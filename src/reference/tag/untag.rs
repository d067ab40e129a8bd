//! `UntagResource` (facts K-046, K-541, S-137..S-140, S-504).

use serde_json::Value;

use crate::reference::call::Call;
use crate::reference::key::admitted_key;
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, ServiceError, nothing};

/// Takes tags from a key; a tag key that it does not have is no error.
pub(crate) fn untag(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.tags;
    let key = admitted_key(kms, call)?;
    let named: Vec<&str> = call
        .input
        .list("TagKeys")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let is_there = |name: &&str| key.tags.iter().any(|(known, _)| known == name);
    if rules.not_found_is_error && !named.iter().all(is_there) {
        return Err(ServiceError::of("TagException").saying("No such tag"));
    }
    if rules.untags {
        if rules.untags_all {
            key.tags.clear();
        }
        key.tags.retain(|(name, _)| !named.contains(&name.as_str()));
    }
    nothing()
}
