//! Finds the key that a request names (facts K-001..K-016).

use crate::model::{CrossAccountUse, KeyNames, Model};
use crate::reference::account::Tenant;
use crate::reference::alias;
use crate::reference::authorize::{admit_to, denial, may_ask, unseen};
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::service_error::ServiceError;

/// Where a key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identified {
    pub(crate) tenant: Tenant,
    pub(crate) id: String,
}

/// The key that `KeyId` names: by id or ARN, or by alias where the operation takes one.
///
/// # Errors
///
/// As AWS recorded them: `Invalid keyId`, `Invalid arn`, `Key … does not exist`, `Alias … is not found.`; and
/// `AccessDeniedException` for a key whose policy keeps the caller out (facts ).
pub(crate) fn identify(kms: &Kms, call: &Call<'_>, text: &str) -> Result<Identified, ServiceError> {
    let caller = &call.caller.tenant;
    let takes_aliases = call.operation.key_names() == KeyNames::KeysAndAliases;
    if let Some(rest) = text.strip_prefix("arn:") {
        let parts: Vec<&str> = rest.splitn(5, ':').collect();
        let [_, "kms", region, account, resource] = parts[..] else {
            return Err(malformed(call, text));
        };
        if region != caller.region && call.rules.keys.checks_arn_region {
            return Err(not_found(format!("Invalid arn {region}")));
        }
        if call.rules.keys.crashes_on_arns == Some(call.operation) {
            return Err(ServiceError::of("InternalError").with_status(500));
        }
        let tenant = Tenant {
            account: account.to_owned(),
            region: caller.region.clone(),
        };
        match resource.split_once('/') {
            // Without quotes here, and with them where a bare id was given (facts K-621, K-004, K-700).
            Some(("key", id)) if !is_key_id(id) && tenant.account == caller.account => {
                let quote = if call.rules.keys.quotes_id_of_arn {
                    "'"
                } else {
                    ""
                };
                Err(not_found(format!("Invalid keyId {quote}{id}{quote}")))
            }
            Some(("key", id)) => look_up(kms, call, &tenant, id),
            Some(("alias", _)) if takes_aliases && call.rules.aliases.resolves_arns => {
                let id = alias::resolve(kms, call, &tenant, resource)?;
                look_up(kms, call, &tenant, &id)
            }
            Some(("alias", _)) if takes_aliases => {
                Err(not_found(format!("Alias {text} is not found.")))
            }
            _ => Err(malformed(call, text)),
        }
    } else if text.starts_with("alias/") && takes_aliases {
        let id = alias::resolve(kms, call, caller, text)?;
        look_up(kms, call, caller, &id)
    } else if is_key_id(text) {
        look_up(kms, call, caller, text)
    } else {
        // Without quotes where an alias gets a target (fact L-507).
        let quote = if call.rules.keys.unquoted_ids.contains(&call.operation) {
            ""
        } else {
            "'"
        };
        Err(not_found(format!("Invalid keyId {quote}{text}{quote}")))
    }
}

/// Finds a key and asks its policy.
fn look_up(
    kms: &Kms,
    call: &Call<'_>,
    tenant: &Tenant,
    id: &str,
) -> Result<Identified, ServiceError> {
    let caller = &call.caller.tenant;
    let foreign = tenant.account != caller.account;
    let found = kms
        .accounts
        .in_reach(call.rules.keys.reach, tenant)
        .find_map(|(tenant, held)| Some((tenant, held.keys.get(id)?)))
        .filter(|(_, key)| call.rules.keys.finds_other_specs || key.spec.is_symmetric());
    if foreign && call.operation.cross_account_use() != CrossAccountUse::Yes {
        return Err(ServiceError::of(call.rules.keys.cross_account_key)
            .saying(denial(call, &tenant.arn(&format!("key/{id}")))));
    }
    let Some((tenant, key)) = found else {
        let arn = tenant.arn(&format!("key/{id}"));
        may_ask(kms, call, &arn)?;
        return if foreign {
            // Whether another account's key exists is not told (facts ).
            Err(ServiceError::of("AccessDeniedException").saying(unseen(call, "this resource")))
        } else {
            Err(not_found(format!("Key '{arn}' does not exist")))
        };
    };
    admit_to(kms, call, key)?;
    Ok(Identified {
        tenant: tenant.clone(),
        id: id.to_owned(),
    })
}

fn not_found(message: String) -> ServiceError {
    ServiceError::of("NotFoundException").saying(message)
}

/// `InvalidArnException` where the operation declares it.
fn malformed(call: &Call<'_>, text: &str) -> ServiceError {
    let declared = &Model::bundled().operation(call.operation).errors;
    let error = if declared.iter().any(|error| error == "InvalidArnException") {
        "InvalidArnException"
    } else {
        "NotFoundException"
    };
    ServiceError::of(error).saying(format!("Invalid arn {text}"))
}

/// A UUID, or `mrk-` and 32 hex digits (facts K-001, K-003, K-004..K-006).
fn is_key_id(text: &str) -> bool {
    let hex = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let Some(rest) = text.strip_prefix("mrk-") {
        return rest.len() == 32 && hex(rest);
    }
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == 5
        && parts
            .iter()
            .zip([8, 4, 4, 4, 12])
            .all(|(part, length)| part.len() == length && hex(part))
}

#[cfg(test)]
mod tests {
    use super::is_key_id;

    #[test]
    fn key_ids_have_two_forms() {
        fn check(text: &str, expected: bool) {
            assert_eq!(is_key_id(text), expected, "{text}");
        }
        check("134f2428-cec1-4b25-a1ae-9048164dba47", true);
        check("mrk-134f2428cec14b25a1ae9048164dba47", true);
        check("134f2428cec14b25a1ae9048164dba47", false);
        check("mrk-fake-key-id", false);
        check("fake-key-id", false);
        check("134f2428-cec1-4b25-a1ae-9048164dba4", false);
        check("134f2428-cec1-4b25-a1ae-9048164dba4g", false);
        check("", false);
    }
}
