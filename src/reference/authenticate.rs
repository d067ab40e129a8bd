//! Who calls (facts A-001..A-016).

use super::account::Tenant;
use super::call::Caller;
use super::config::Config;
use super::rules::Authentication;
use super::service_error::ServiceError;
use crate::wire::admin::Principal;
use crate::wire::sigv4::{self, AuthFault, Known};
use crate::wire::{Request, Timestamp, region};

/// The principal who signed a request, in the Region that the signature is for.
///
/// # Errors
///
/// What is wrong with the signature, in AWS's words.
pub(crate) fn authenticate(
    rules: &Authentication,
    config: &Config,
    request: &Request,
    now: Timestamp,
) -> Result<Caller, ServiceError> {
    let checks = config.verify_signatures && rules.enforced;
    let claim = if checks {
        let verified =
            verify(rules, config, request, now).map_err(|fault| refusal(rules, fault))?;
        Some((verified.access_key_id, Some(verified.region)))
    } else {
        sigv4::claim(request).map(|claim| (claim.access_key_id, claim.region))
    };
    let (access_key_id, region) = claim.unwrap_or_default();
    let home = config.regions.first().cloned().unwrap_or_default();
    // Whose signature is not looked at may be anywhere: a test of a client makes up its Region.
    let served =
        |region: &String| config.regions.contains(region) || (!checks && region::is_name(region));
    let region = region
        .filter(|_| rules.region_from_scope)
        .filter(served)
        .unwrap_or(home);
    let named = |principal: &&Principal| principal.access_key_id == access_key_id;
    let known = config.principals.iter().find(named);
    let owner = config.principals.first();
    let Some(principal) = known.or(owner) else {
        return Ok(nobody(region));
    };
    let account = if rules.account_from_key {
        principal
    } else {
        owner.unwrap_or(principal)
    };
    Ok(Caller {
        tenant: Tenant {
            account: account.account.clone(),
            region,
        },
        name: principal.name.clone(),
        permitted: principal.name != "stranger",
    })
}

fn verify(
    rules: &Authentication,
    config: &Config,
    request: &Request,
    now: Timestamp,
) -> Result<sigv4::Verified, AuthFault> {
    let mut asked = sigv4::Rules::kms(config.regions.clone(), now);
    asked.window = rules.window;
    asked.without.clone_from(&rules.without);
    sigv4::verify(request, &asked, |id| {
        let principal = config
            .principals
            .iter()
            .find(|principal| principal.access_key_id == id)?;
        Some(Known {
            secret_access_key: principal.secret_access_key.clone(),
            session_token: principal.session_token.clone(),
            token_expires: None,
        })
    })
}

fn refusal(rules: &Authentication, fault: AuthFault) -> ServiceError {
    let renamed = rules
        .renamed
        .iter()
        .find(|(from, _)| *from == fault.error_type);
    let error_type = renamed.map_or(fault.error_type, |(_, to)| *to);
    ServiceError::of(error_type)
        .saying(fault.message)
        .with_status(rules.status)
}

/// The caller of an endpoint that knows no principals.
fn nobody(region: String) -> Caller {
    let tenant = Tenant {
        account: "000000000000".to_owned(),
        region,
    };
    Caller {
        tenant,
        name: "root".to_owned(),
        permitted: true,
    }
}
