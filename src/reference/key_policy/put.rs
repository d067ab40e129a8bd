//! `PutKeyPolicy` (facts K-038, P-003, P-701, P-703, P-707, S-105..S-108).

use super::{AWS_RAM, DEFAULT, Policy};
use crate::reference::call::Call;
use crate::reference::key::identify_admitted;
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, ServiceError, nothing, refuse};

/// Gives a key another policy.
pub(crate) fn put(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.policies;
    let found = identify_admitted(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    match call.input.text("PolicyName").unwrap_or(DEFAULT) {
        AWS_RAM if rules.ram_is_managed => {
            let text = "The AWS_RAM policy can only be managed by the RAM service.";
            return Err(ServiceError::of("ValidationException").saying(text));
        }
        name if name != DEFAULT && !rules.any_name => return refuse(rules.other_name),
        _ => {}
    }
    let arn = found.tenant.arn(&format!("key/{}", found.id));
    let policy = Policy::of_request(kms, call, &arn)?;
    let key = kms.accounts.of(&found.tenant).keys.get_mut(&found.id);
    if let (Some(policy), Some(key), true) = (policy, key, rules.puts) {
        key.policy = policy;
    }
    nothing()
}
