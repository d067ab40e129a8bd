//! What a principal may do (facts ): everything in its account, or nothing but what grants give.

use super::call::Call;
use super::grant::may_hold;
use super::kms::Kms;
use super::service_error::ServiceError;
use crate::model::Model;

/// Refuses a caller without permissions, unless a grant may give them; that is seen when the key is known.
///
/// # Errors
///
/// `AccessDeniedException`, in the words of fact A-017.
pub(crate) fn authorize(kms: &Kms, call: &Call<'_>) -> Result<(), ServiceError> {
    if is_permitted(call) || may_hold(kms, call) {
        return Ok(());
    }
    Err(denied(call))
}

/// Whether the caller's account lets them do what it may do.
pub(crate) fn is_permitted(call: &Call<'_>) -> bool {
    call.caller.permitted || !call.rules.front.authentication.denies_strangers
}

/// What a caller without permissions is told.
pub(crate) fn denied(call: &Call<'_>) -> ServiceError {
    let (user, action) = (call.caller.arn(), call.action);
    let mut members = call.operation.key_members().iter();
    let key = members.find_map(|member| call.input.text(member));
    let takes_ciphertext = || {
        let input = Model::bundled().input(call.operation);
        input.member("CiphertextBlob").is_some()
    };
    let resource = match key {
        Some(arn) if arn.starts_with("arn:") => format!("resource: {arn}"),
        Some(id) if id.starts_with("alias/") => format!("resource: {}", call.caller.tenant.arn(id)),
        Some(id) => format!("resource: {}", call.caller.tenant.arn(&format!("key/{id}"))),
        // The key is not named where the caller has not named it (fact A-701).
        None if takes_ciphertext() => "the resource associated with this ciphertext".to_owned(),
        None => "resource: *".to_owned(),
    };
    let text = format!(
        "User: {user} is not authorized to perform: kms:{action} on {resource} because no identity-based policy allows the kms:{action} action"
    );
    ServiceError::of("AccessDeniedException").saying(text)
}
