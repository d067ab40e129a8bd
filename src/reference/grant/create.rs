//! `CreateGrant` (facts G-001..G-006, G-500..G-506, G-511, G-532, G-700, Q-003, S-009..S-012).

use serde_json::json;

use super::grant::{Party, Terms};
use super::{Grant, check_tokens, token};
use crate::reference::call::Call;
use crate::reference::encryption::dry_run;
use crate::reference::key::{Identified, Key, identify_admitted};
use crate::reference::key_policy::exists;
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, ServiceError, refuse};

/// What a grant can give for a key of each usage, beside what it can give for any.
const BY_USAGE: &[(&str, &[&str])] = &[
    ("SIGN_VERIFY", &["Sign", "Verify", "GetPublicKey"]),
    ("GENERATE_VERIFY_MAC", &["GenerateMac", "VerifyMac"]),
    ("KEY_AGREEMENT", &["DeriveSharedSecret", "GetPublicKey"]),
    (
        "ENCAPSULATE_DECAPSULATE",
        &["Encapsulate", "Decapsulate", "GetPublicKey"],
    ),
];

const SYMMETRIC: &[&str] = &[
    "Decrypt",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
];

const ASYMMETRIC: &[&str] = &[
    "Decrypt",
    "Encrypt",
    "ReEncryptFrom",
    "ReEncryptTo",
    "GetPublicKey",
];

const ANY: &[&str] = &["CreateGrant", "RetireGrant", "DescribeKey"];

/// Lets somebody use a key; the same request of one name is the same grant.
pub(crate) fn create(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let found = identify_admitted(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    check_tokens(kms, call, &found)?;
    let terms = Terms::of(call);
    parties(call, &terms)?;
    known(kms, call, &terms)?;
    let held = kms.accounts.of(&found.tenant);
    let Some(key) = held.keys.get(&found.id) else {
        return refuse("NotFoundException");
    };
    fits(call, key, &terms)?;
    let rules = &call.rules.grants;
    let id = match repeated(call, kms, &found, &terms) {
        Some(id) => {
            dry_run(call)?;
            id
        }
        None => made(kms, call, &found, terms)?,
    };
    let token = token::issue(kms, call, &found, &id);
    let mut answer = json!({"GrantId": id});
    if rules.tells_token {
        answer["GrantToken"] = json!(token);
    }
    Ok(answer)
}

/// A grantee, and just one; a service only on behalf of a resource, and with somebody who retires it.
fn parties(call: &Call<'_>, terms: &Terms) -> Result<(), ServiceError> {
    let (rules, input) = (&call.rules.grants, call.input);
    let invalid = |text: &str| Err(ServiceError::of("ValidationException").saying(text));
    if terms.grantee.is_none() && rules.needs_grantee {
        return invalid("GranteePrincipal or GranteeServicePrincipal is required.");
    }
    let both = |one: &str, other: &str| input.has(one) && input.has(other);
    let two = both("GranteePrincipal", "GranteeServicePrincipal")
        || both("RetiringPrincipal", "RetiringServicePrincipal");
    if two && rules.one_of_each {
        return invalid("A principal and a service principal cannot both be specified.");
    }
    let is_whole = terms.constraints.source.is_some() && terms.retiring.is_some();
    if matches!(terms.grantee, Some(Party::Service(_))) && !is_whole && rules.service_needs_source {
        return invalid(
            "A GranteeServicePrincipal needs a SourceArn constraint and a retiring principal.",
        );
    }
    Ok(())
}

/// The principals exist (facts G-006, G-520).
fn known(kms: &Kms, call: &Call<'_>, terms: &Terms) -> Result<(), ServiceError> {
    if !call.rules.grants.knows_principals {
        return Ok(());
    }
    for party in [&terms.grantee, &terms.retiring].into_iter().flatten() {
        match party {
            Party::Principal(arn) if !exists(arn, &kms.people) => {
                let text = format!("ARN does not refer to a valid principal: {arn}");
                return Err(ServiceError::of("InvalidArnException").saying(text));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The key can do what is granted, and has a context where one is constrained (facts G-005, G-501, G-502, G-700).
fn fits(call: &Call<'_>, key: &Key, terms: &Terms) -> Result<(), ServiceError> {
    let rules = &call.rules.grants;
    let invalid = |text: String| Err(ServiceError::of("ValidationException").saying(text));
    let by_usage = BY_USAGE.iter().find(|(usage, _)| *usage == key.usage);
    let own = match by_usage {
        Some((_, operations)) => *operations,
        None if key.spec.is_symmetric() => SYMMETRIC,
        None => ASYMMETRIC,
    };
    let unfit = |operation: &&String| {
        !own.contains(&operation.as_str()) && !ANY.contains(&operation.as_str())
    };
    if let Some(operation) = terms.operations.iter().find(unfit)
        && rules.checks_operations
    {
        let (spec, usage) = (key.spec.name, &key.usage);
        return invalid(format!(
            "Operation {operation} is not supported for a key of spec {spec} and usage {usage}."
        ));
    }
    if terms.constraints.of_context() && !key.spec.is_symmetric() && rules.context_needs_symmetric {
        let text = "EncryptionContext is supported only when creating a grant for a symmetric encryption KMS key.";
        return invalid(text.to_owned());
    }
    terms.constraints.check(rules)
}

/// The id of the grant that the request asks for again (facts G-002..G-004, G-511, G-532).
fn repeated(call: &Call<'_>, kms: &Kms, key: &Identified, terms: &Terms) -> Option<String> {
    let rules = &call.rules.grants;
    let again = if terms.name.is_some() {
        rules.names_repeat
    } else {
        rules.unnamed_repeat
    };
    let same = |grant: &&Grant| {
        let by_name = rules.name_is_enough && grant.terms.name == terms.name;
        again && !grant.withdrawn && (grant.terms == *terms || by_name)
    };
    let mut tenants = kms.accounts.iter();
    let (_, held) = tenants.find(|(tenant, _)| **tenant == key.tenant)?;
    let keys = held
        .keys
        .values()
        .filter(|other| other.id == key.id || rules.names_span_keys);
    let found = keys.flat_map(|key| &key.grants).find(same);
    found.map(|grant| grant.id.clone())
}

/// The id of a new grant.
fn made(
    kms: &mut Kms,
    call: &Call<'_>,
    found: &Identified,
    terms: Terms,
) -> Result<String, ServiceError> {
    let rules = &call.rules.grants;
    let (id, now) = (kms.rng.hex(64), kms.now);
    let held = kms.accounts.of(&found.tenant);
    let Some(key) = held.keys.get_mut(&found.id) else {
        return refuse("NotFoundException");
    };
    if key.grants.len() >= rules.quota {
        return refuse("LimitExceededException");
    }
    let refusal = dry_run(call);
    if rules.keeps && (refusal.is_ok() || rules.dry_run_changes) {
        key.grants.push(Grant {
            id: id.clone(),
            key: (key.arn(), key.id.clone()),
            created: now,
            withdrawn: false,
            terms,
        });
    }
    refusal.map(|()| id)
}
