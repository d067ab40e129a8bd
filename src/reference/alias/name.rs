//! What an alias may be called, beyond the model's constraints.

use crate::reference::call::Call;
use crate::reference::service_error::ServiceError;

/// Holds a name to the service's own rules (facts L-001, L-005, L-500, L-501).
pub(super) fn check(call: &Call<'_>, name: &str) -> Result<(), ServiceError> {
    let rules = &call.rules.aliases;
    let Some(rest) = name.strip_prefix("alias/") else {
        return if rules.needs_prefix {
            let text = "Alias must start with the prefix \"alias/\". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html";
            Err(ServiceError::of("ValidationException").saying(text))
        } else {
            Ok(())
        };
    };
    if rules
        .reserved
        .is_some_and(|reserved| name.starts_with(reserved))
    {
        let text = "The alias name for a customer managed CMK cannot begin with alias/aws/.";
        return Err(ServiceError::of("NotAuthorizedException").saying(text));
    }
    if rest.is_empty() || (rest.contains(':') && !rules.takes_colons) {
        return Err(ServiceError::of(rules.bad_name));
    }
    Ok(())
}

/// Whether a target is named by an alias, which no alias may point at (fact L-505).
pub(super) fn is_alias(target: &str) -> bool {
    target.starts_with("alias/") || target.contains(":alias/")
}
