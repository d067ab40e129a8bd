//! `DeleteAlias` (facts L-009, L-524, W-003).

use super::{alias, name};
use crate::reference::call::Call;
use crate::reference::key::identify;
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, nothing};

/// Takes a name away from its key, which stays as it is.
pub(crate) fn delete(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let name = call.input.text("AliasName").unwrap_or_default();
    name::check(call, name)?;
    let rules = &call.rules.aliases;
    let tenant = &call.caller.tenant;
    let held = kms.accounts.of(tenant);
    let Some(target) = held.aliases.get(name).map(|alias| alias.target.clone()) else {
        return if rules.deletes_missing {
            nothing()
        } else {
            Err(alias::not_found(tenant, name))
        };
    };
    // The permission is asked for the key as well.
    identify(kms, call, &target)?;
    let held = kms.accounts.of(tenant);
    if rules.deletes {
        held.aliases.remove(name);
    }
    if rules.delete_disables_key
        && let Some(key) = held.keys.get_mut(&target)
    {
        key.enabled = false;
    }
    nothing()
}
