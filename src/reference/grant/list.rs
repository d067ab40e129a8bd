//! `ListGrants` (facts G-009, G-521, G-530, G-535, S-093..S-096).

use super::Grant;
use crate::reference::call::Call;
use crate::reference::key::identify;
use crate::reference::kms::Kms;
use crate::reference::page;
use crate::reference::service_error::{Answer, ServiceError, refuse};

/// A page of a key's grants, in the order of their ids.
pub(crate) fn list(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let (rules, input) = (&call.rules.grants, call.input);
    let page = page::Request::read_at_most(kms, call, rules.most_per_page, rules.page)?;
    let found = identify(kms, call, input.text("KeyId").unwrap_or_default())?;
    services_only(call, "GranteeServicePrincipal")?;
    let Some(key) = kms.accounts.of(&found.tenant).keys.get(&found.id).cloned() else {
        return refuse("NotFoundException");
    };
    let id = input.text("GrantId").filter(|_| rules.filters_by_id);
    let grantee = input
        .text("GranteePrincipal")
        .filter(|_| rules.filters_by_grantee);
    let is_listed = |grant: &&Grant| {
        let party = grant.terms.grantee.as_ref();
        let is = |text: &str| party.is_some_and(|party| party.is_principal(text));
        !grant.withdrawn && id.is_none_or(|id| grant.id == id) && grantee.is_none_or(is)
    };
    let grants: Vec<&Grant> = key.grants.iter().filter(is_listed).collect();
    match rules.unknown_listed {
        Some(error) if id.is_some() && grants.is_empty() => refuse(error),
        _ => Ok(shown(kms, call, &page, grants)),
    }
}

/// A page of these grants.
pub(super) fn shown(
    kms: &Kms,
    call: &Call<'_>,
    page: &page::Request,
    mut grants: Vec<&Grant>,
) -> serde_json::Value {
    if call.rules.grants.list_loses_last {
        grants.pop();
    }
    let items = grants.into_iter().map(|grant| (grant.id.clone(), grant));
    page.cut(kms, call, "Grants", items, |grant| grant.entry(call))
}

/// Service principals are asked for by services only, and none calls here (documentation of the member).
pub(super) fn services_only(call: &Call<'_>, member: &str) -> Result<(), ServiceError> {
    if call.input.has(member) && call.rules.grants.services_only {
        let text = format!("{member} is usable by callers in a service principal only.");
        return Err(ServiceError::of("ValidationException").saying(text));
    }
    Ok(())
}
