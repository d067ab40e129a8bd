//! What a principal may do (facts ): what its account lets it do, what key policies do, and what grants give.

use super::call::Call;
use super::encryption::not_built;
use super::grant::{lets, may_hold};
use super::iam::{Decision, Subject, Why, decide, on_resource};
use super::key::Key;
use super::kms::Kms;
use super::service_error::ServiceError;
use crate::model::{Model, Operation};

/// Refuses a call that nothing can allow. Where a key's policy or a grant may allow it, that is seen when the key is known.
///
/// # Errors
///
/// `AccessDeniedException`, in the words of fact A-017.
pub(crate) fn authorize(kms: &Kms, call: &Call<'_>) -> Result<(), ServiceError> {
    let alias = call.input.text("AliasName");
    if is_about_key(call) && alias.is_none() {
        return if call.caller.policies.is_some()
            || is_permitted(call)
            || may_hold(kms, call)
            || may_be_named(kms, call)
        {
            Ok(())
        } else {
            Err(denied(call))
        };
    }
    // An alias has no policy of its own: whose it is, lets its principals change it.
    let resource = match alias {
        Some(name) if name.starts_with("alias/") => call.caller.tenant.arn(name),
        // No policy can speak of it; its form is refused.
        Some(_) if is_permitted(call) => return Ok(()),
        _ => "*".to_owned(),
    };
    match on_resource(kms, call, &resource) {
        Decision::Allowed => Ok(()),
        Decision::Denied(Why::IdentityDenies) => Err(denied_by_identity(call)),
        Decision::Denied(_) => Err(denied(call)),
        Decision::Undecidable => Err(undecidable()),
    }
}

/// Whether the operation is about one key, which has a policy.
fn is_about_key(call: &Call<'_>) -> bool {
    call.operation == Operation::RetireGrant
        || !call.operation.key_members().is_empty()
        || takes_ciphertext(call)
}

/// Whether a policy of a key in the caller's account may name the caller, who then needs no permission of their own.
fn may_be_named(kms: &Kms, call: &Call<'_>) -> bool {
    let subject = Subject::of(call.caller);
    let mut tenants = kms.accounts.iter();
    let own = tenants.find(|(tenant, _)| **tenant == call.caller.tenant);
    let mut keys = own.into_iter().flat_map(|(_, held)| held.keys.values());
    let rules = &call.rules.iam;
    !rules.foreign_keys_need_identity
        || keys.any(|key| key.policy.document.may_name(rules, &subject))
}

/// Whether the caller may do anything that nobody else has to allow.
pub(crate) fn is_permitted(call: &Call<'_>) -> bool {
    call.caller.permitted || !call.rules.front.authentication.denies_strangers
}

/// Whether the caller's own policies let them ask for this resource; whether it is there is not known yet.
///
/// # Errors
///
/// `AccessDeniedException` in the words of facts.
pub(crate) fn may_ask(kms: &Kms, call: &Call<'_>, resource: &str) -> Result<(), ServiceError> {
    match on_resource(kms, call, resource) {
        Decision::Allowed => Ok(()),
        Decision::Denied(Why::IdentityDenies) => Err(denied_by_identity(call)),
        Decision::Denied(_) => Err(denied(call)),
        Decision::Undecidable => Err(undecidable()),
    }
}

/// What policies and grants decide about a call with a key; who retires grants is theirs to say (fact G-531).
pub(crate) fn decision(kms: &Kms, call: &Call<'_>, key: &Key) -> Decision {
    let name = call.action;
    decide(kms, call, key, || {
        let context = call.input.structure("EncryptionContext");
        call.operation == Operation::RetireGrant || lets(call, key, name, context)
    })
}

/// Whether a key's policy, the caller's own, or a grant let the caller do this.
pub(crate) fn permits(kms: &Kms, call: &Call<'_>, key: &Key) -> bool {
    decision(kms, call, key) == Decision::Allowed
}

/// Lets through whom policies and grants allow the call with this key.
///
/// # Errors
///
/// `AccessDeniedException` in the words recorded for the situation (facts ).
pub(crate) fn admit_to(kms: &Kms, call: &Call<'_>, key: &Key) -> Result<(), ServiceError> {
    let refuse = |text: String| Err(ServiceError::of("AccessDeniedException").saying(text));
    let foreign = key.tenant.account != call.caller.tenant.account;
    match decision(kms, call, key) {
        Decision::Allowed => Ok(()),
        Decision::Undecidable => Err(undecidable()),
        Decision::Denied(Why::IdentityDenies) => Err(denied_by_identity(call)),
        Decision::Denied(Why::IdentitySilent) => Err(denied(call)),
        // Whether another account's key exists is not told (facts ).
        Decision::Denied(Why::PolicyDenies | Why::PolicySilent) if foreign => {
            refuse(unseen(call, "this resource"))
        }
        Decision::Denied(Why::PolicyDenies) => {
            let reason = "with an explicit deny in a resource-based policy";
            refuse(explicit_denial(
                call,
                &format!("resource: {}", key.arn()),
                reason,
            ))
        }
        Decision::Denied(Why::PolicySilent) => refuse(denial(call, &key.arn())),
    }
}

/// The text of a denial by policy (facts ).
pub(crate) fn denial(call: &Call<'_>, arn: &str) -> String {
    let action = call.action;
    let reason = format!("because no resource-based policy allows the kms:{action} action");
    explicit_denial(call, &format!("resource: {arn}"), &reason)
}

/// The text of a denial that does not tell whether there is such a key (facts ).
pub(crate) fn unseen(call: &Call<'_>, resource: &str) -> String {
    let reason = "because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access";
    explicit_denial(call, resource, reason)
}

/// The text of a denial with its reason (fact A-707).
fn explicit_denial(call: &Call<'_>, resource: &str, reason: &str) -> String {
    let (user, action) = (call.caller.arn(), call.action);
    format!("User: {user} is not authorized to perform: kms:{action} on {resource} {reason}")
}

/// What a caller without permissions is told.
fn denied(call: &Call<'_>) -> ServiceError {
    let action = call.action;
    let reason = format!("because no identity-based policy allows the kms:{action} action");
    let text = explicit_denial(call, &named_resource(call), &reason);
    ServiceError::of("AccessDeniedException").saying(text)
}

/// What a caller is told whose own policy denies the call; IAM's documentation has the text, nobody has recorded it of KMS.
fn denied_by_identity(call: &Call<'_>) -> ServiceError {
    let reason = "with an explicit deny in an identity-based policy";
    let text = explicit_denial(call, &named_resource(call), reason);
    ServiceError::of("AccessDeniedException").saying(text)
}

/// The resource as the caller has named it.
fn named_resource(call: &Call<'_>) -> String {
    let mut members = call.operation.key_members().iter();
    let key = members.find_map(|member| call.input.text(member));
    match key {
        Some(arn) if arn.starts_with("arn:") => format!("resource: {arn}"),
        Some(id) if id.starts_with("alias/") => format!("resource: {}", call.caller.tenant.arn(id)),
        Some(id) => format!("resource: {}", call.caller.tenant.arn(&format!("key/{id}"))),
        // The key is not named where the caller has not named it (fact A-701).
        None if takes_ciphertext(call) => "the resource associated with this ciphertext".to_owned(),
        None => "resource: *".to_owned(),
    }
}

fn takes_ciphertext(call: &Call<'_>) -> bool {
    let input = Model::bundled().input(call.operation);
    input.member("CiphertextBlob").is_some()
}

/// A policy asks for what a reference does not see, such as `aws:SourceIp`.
fn undecidable() -> ServiceError {
    not_built("way to know a condition key of this policy, such as aws:SourceIp")
}
