//! `UpdateAlias` (facts L-007, L-008, L-523).

use super::{alias, create, name};
use crate::reference::call::Call;
use crate::reference::key::identify;
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, ServiceError, nothing};

/// Associates an alias with another key of the same type and usage.
pub(crate) fn update(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let name = call.input.text("AliasName").unwrap_or_default();
    name::check(call, name)?;
    let rules = &call.rules.aliases;
    let tenant = &call.caller.tenant;
    let held = kms.accounts.of(tenant);
    let current = held.aliases.get(name).map(|alias| alias.target.clone());
    let Some(current) = current else {
        return if rules.updates_create {
            create::create(kms, call)
        } else {
            Err(alias::not_found(tenant, name))
        };
    };
    // The permission is asked for both keys.
    identify(kms, call, &current)?;
    let found = create::target(kms, call)?;
    let held = kms.accounts.of(tenant);
    if let (Some(old), Some(new)) = (held.keys.get(&current), held.keys.get(&found.id))
        && rules.updates_within_type
        && (old.spec.is_symmetric() != new.spec.is_symmetric() || old.usage != new.usage)
    {
        let text = "The current and the new key of an alias must be of the same type and usage.";
        return Err(ServiceError::of("ValidationException").saying(text));
    }
    if current != found.id {
        create::has_room(kms, call, &found)?;
    }
    let now = kms.now;
    if let Some(alias) = kms.accounts.of(tenant).aliases.get_mut(name)
        && rules.updates
    {
        alias.target = found.id;
        if rules.updates_date {
            alias.updated = now;
        }
    }
    nothing()
}
