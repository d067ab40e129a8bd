//! `RevokeGrant` (facts G-008, G-530, G-537, G-538, S-121..S-124).

use crate::reference::call::Call;
use crate::reference::encryption::dry_run;
use crate::reference::key::{Identified, Key, identify};
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, ServiceError, nothing};

/// Ends a grant, by whoever may do that with its key.
pub(crate) fn revoke(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let (rules, input) = (&call.rules.grants, call.input);
    let found = identify(kms, call, input.text("KeyId").unwrap_or_default())?;
    let id = input.text("GrantId").unwrap_or_default();
    if !is_there(kms, call, &found, id) {
        return missing(call, id, rules.unknown_revoked);
    }
    end(kms, call, &found, id, rules.revokes)
}

/// Whether the key has this grant.
pub(super) fn is_there(kms: &mut Kms, call: &Call<'_>, found: &Identified, id: &str) -> bool {
    let held = kms.accounts.of(&found.tenant);
    let keys = held
        .keys
        .values()
        .filter(|key| key.id == found.id || call.rules.grants.ids_span_keys);
    let mut grants = keys.flat_map(|key| &key.grants);
    grants.any(|grant| grant.id == id && !grant.withdrawn)
}

/// No such grant, or no id of one.
pub(super) fn missing(call: &Call<'_>, id: &str, unknown: &'static str) -> Answer {
    let is_id = id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let error = if is_id {
        unknown
    } else {
        call.rules.grants.malformed_id
    };
    Err(ServiceError::of(error).saying(format!("Grant ID {id} not found")))
}

/// Ends a grant, if it is to be, and no dry run.
pub(super) fn end(
    kms: &mut Kms,
    call: &Call<'_>,
    found: &Identified,
    id: &str,
    ends: bool,
) -> Answer {
    let rules = &call.rules.grants;
    let refusal = dry_run(call);
    let ends = ends && (refusal.is_ok() || rules.dry_run_changes);
    let keys = kms.accounts.of(&found.tenant).keys.values_mut();
    let of = |key: &&mut Key| key.id == found.id || rules.ids_span_keys;
    for key in keys.filter(of).filter(|_| ends) {
        let is_it = |other: &str| other == id || rules.ends_all;
        if rules.ended_still_give {
            for grant in key.grants.iter_mut().filter(|grant| is_it(&grant.id)) {
                grant.withdrawn = true;
            }
        } else {
            key.grants.retain(|grant| !is_it(&grant.id));
        }
    }
    refusal?;
    nothing()
}
