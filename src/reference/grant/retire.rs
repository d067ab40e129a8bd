//! `RetireGrant` (facts G-007, G-507, G-508, G-530, G-531, S-117..S-120).

use super::revoke::{end, is_there, missing};
use super::token;
use crate::reference::authorize::{permits, unseen};
use crate::reference::call::Call;
use crate::reference::key::{Identified, identify};
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, ServiceError, nothing, refuse};

/// Ends a grant, by those whom it names for that or its account.
pub(crate) fn retire(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let (rules, input) = (&call.rules.grants, call.input);
    let (found, id) = match (
        input.text("GrantToken"),
        input.text("KeyId"),
        input.text("GrantId"),
    ) {
        (Some(text), ..) => {
            let Some((key, id)) = token::read(kms, text) else {
                return refuse("InvalidGrantTokenException");
            };
            if key.tenant.region != call.caller.tenant.region {
                return refuse("InvalidGrantTokenException");
            }
            if token::grant(kms, &key, &id).is_none() {
                return match rules.spent_token {
                    Some(error) => refuse(error),
                    None => nothing(),
                };
            }
            (key, id)
        }
        (None, Some(key), Some(id)) => (identify(kms, call, key)?, id.to_owned()),
        _ if rules.retire_needs_grant => {
            let text = "Either a grant token, or a key id and a grant id are required.";
            return Err(ServiceError::of("ValidationException").saying(text));
        }
        _ => return nothing(),
    };
    if !is_there(kms, call, &found, &id) {
        let own = found.tenant.account == call.caller.tenant.account && call.caller.permitted;
        return if own {
            missing(call, &id, rules.unknown_retired)
        } else {
            denied(call)
        };
    }
    if !may(kms, call, &found, &id) {
        return denied(call);
    }
    end(kms, call, &found, &id, rules.retires)
}

fn denied(call: &Call<'_>) -> Answer {
    Err(ServiceError::of("AccessDeniedException").saying(unseen(call, "this resource")))
}

/// Whether the grant lets the caller retire it.
fn may(kms: &Kms, call: &Call<'_>, found: &Identified, id: &str) -> bool {
    let mut tenants = kms.accounts.iter();
    let held = tenants.find(|(tenant, _)| **tenant == found.tenant);
    let mut keys = held.into_iter().flat_map(|(_, held)| held.keys.values());
    keys.any(|key| {
        let mut grants = key.grants.iter();
        let grant = grants.find(|grant| grant.id == id);
        grant.is_some_and(|grant| permits(kms, call, key) && grant.may_retire(call))
    })
}
