//! `ListRetirableGrants` (facts G-009, G-509, G-530).

use super::Grant;
use super::grant::Party;
use super::list::{services_only, shown};
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::page;
use crate::reference::service_error::{Answer, ServiceError};

/// A page of the grants in the Region that a principal of the caller's account retires, on whosever keys.
pub(crate) fn list_retirable(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.grants;
    let page = page::Request::read_at_most(kms, call, rules.most_per_page, rules.page)?;
    services_only(call, "RetiringServicePrincipal")?;
    let asked = call.input.text("RetiringPrincipal");
    let own = &call.caller.tenant;
    match asked {
        None if rules.needs_retiring => {
            let text = "RetiringPrincipal or RetiringServicePrincipal is required.";
            return Err(ServiceError::of("ValidationException").saying(text));
        }
        Some(principal) if rules.retirable_of_own => {
            let text = format!("Invalid arn {principal}");
            let mut parts = principal.splitn(6, ':');
            let is_own = parts.nth(4) == Some(own.account.as_str());
            if !is_own || !principal.starts_with("arn:") {
                return Err(ServiceError::of("InvalidArnException").saying(text));
            }
        }
        _ => {}
    }
    let here = kms.accounts.iter().filter(|(tenant, _)| {
        let other_account = rules.retirable_across_accounts || tenant.account == own.account;
        tenant.region == own.region && other_account
    });
    let grants = here.flat_map(|(_, held)| {
        let alive = held.keys.values().flat_map(|key| &key.grants);
        alive.chain(&held.orphans)
    });
    let is_listed = |grant: &&Grant| {
        let terms = &grant.terms;
        let party = if rules.retirable_by_grantee {
            &terms.grantee
        } else {
            &terms.retiring
        };
        let is = |text: &str| {
            party
                .as_ref()
                .is_some_and(|it: &Party| it.is_principal(text))
        };
        !grant.withdrawn && asked.is_none_or(is)
    };
    let grants: Vec<&Grant> = grants.filter(is_listed).collect();
    Ok(shown(kms, call, &page, grants))
}
