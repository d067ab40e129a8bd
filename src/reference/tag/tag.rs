//! `TagResource` (facts K-043..K-045, S-133..S-136, S-503).

use super::read::{read, set};
use crate::reference::call::Call;
use crate::reference::key::admitted_key;
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, ServiceError, nothing};

/// Adds tags to a key; a tag key that it has gets the new value.
pub(crate) fn tag(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.tags;
    let key = admitted_key(kms, call)?;
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
    if rules.tags {
        key.tags = tags;
    }
    nothing()
}
