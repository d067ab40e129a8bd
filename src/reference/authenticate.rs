//! Who calls (facts A-001..A-016).

use super::account::Tenant;
use super::call::{self, Caller};
use super::config::Config;
use super::rules::Authentication;
use super::service_error::ServiceError;
use super::sts::{Sessions, region_of_host};
use crate::wire::sigv4::{self, AuthFault, Known};
use crate::wire::{Request, Timestamp, region, world};

/// Somebody whose access key id is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) account: String,
    /// The principal's name, or the role's.
    pub(crate) name: String,
    /// The session's name, of somebody who has taken a role.
    pub(crate) session: Option<String>,
    /// Whether anything is permitted at all.
    pub(crate) permitted: bool,
}

impl Identity {
    /// The ARN of a user, or of a session.
    pub(crate) fn arn(&self, partition: &str) -> String {
        call::arn(
            partition,
            &self.account,
            &self.name,
            self.session.as_deref(),
        )
    }
}

/// The principal who signed a request, in the Region that the signature is for.
///
/// # Errors
///
/// What is wrong with the signature, in AWS's words.
pub(crate) fn authenticate(
    rules: &Authentication,
    (config, sessions): (&Config, &Sessions),
    request: &Request,
    now: Timestamp,
) -> Result<Caller, ServiceError> {
    let checks = config.verify_signatures && rules.enforced;
    let claim = if checks {
        let verified = verify(rules, (config, sessions), request, now)
            .map_err(|fault| refusal(rules, fault))?;
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
    let Some(mut who) = identify(config, sessions, &access_key_id) else {
        return Ok(nobody(region));
    };
    if let Some(owner) = config
        .principals
        .first()
        .filter(|_| !rules.account_from_key)
    {
        who.account.clone_from(&owner.account);
    }
    Ok(Caller {
        tenant: Tenant {
            account: who.account,
            region,
        },
        name: who.name,
        session: who.session,
        permitted: who.permitted,
        policies: None,
    })
}

/// Who has this access key id; the owner, where nobody has. `None` where there is nobody at all.
pub(crate) fn identify(
    config: &Config,
    sessions: &Sessions,
    access_key_id: &str,
) -> Option<Identity> {
    if let Some(session) = sessions.get(access_key_id) {
        return Some(Identity {
            account: session.account.clone(),
            name: session.role.clone(),
            session: Some(session.name.clone()),
            permitted: session.permitted,
        });
    }
    let mut principals = config.principals.iter();
    let known = principals.find(|principal| principal.access_key_id == access_key_id);
    let principal = known.or(config.principals.first())?;
    Some(Identity {
        account: principal.account.clone(),
        name: principal.name.clone(),
        session: None,
        permitted: world::is_permitted(&principal.name),
    })
}

/// What is known of this access key id.
pub(crate) fn known(config: &Config, sessions: &Sessions, access_key_id: &str) -> Option<Known> {
    if let Some(session) = sessions.get(access_key_id) {
        return Some(Known {
            secret_access_key: session.credentials.secret_access_key.clone(),
            session_token: session.credentials.session_token.clone(),
            token_expires: Some(session.expires),
        });
    }
    let mut principals = config.principals.iter();
    let principal = principals.find(|principal| principal.access_key_id == access_key_id)?;
    Some(Known {
        secret_access_key: principal.secret_access_key.clone(),
        session_token: principal.session_token.clone(),
        token_expires: None,
    })
}

fn verify(
    rules: &Authentication,
    (config, sessions): (&Config, &Sessions),
    request: &Request,
    now: Timestamp,
) -> Result<sigv4::Verified, AuthFault> {
    // A host of AWS is of one Region.
    let regions = match region_of_host(config, request) {
        Some(region) => vec![region.to_owned()],
        None => config.regions.clone(),
    };
    let mut asked = sigv4::Rules::kms(regions, now);
    asked.window = rules.window;
    asked.without.clone_from(&rules.without);
    sigv4::verify(request, &asked, |id| known(config, sessions, id))
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
        session: None,
        permitted: true,
        policies: None,
    }
}
