//! `GetKeyPolicy` (facts P-003, P-705..P-707, P-710, S-069..S-072).

use serde_json::{Value, json};

use super::policy::pretty;
use super::{DEFAULT, Policy};
use crate::reference::account::Tenant;
use crate::reference::call::Call;
use crate::reference::key::identify;
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, ServiceError, refuse};

/// A key's policy.
pub(crate) fn get(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.policies;
    let found = identify(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    let Some(key) = kms.accounts.of(&found.tenant).keys.get(&found.id) else {
        return refuse("NotFoundException");
    };
    let name = call.input.text("PolicyName").unwrap_or(DEFAULT);
    if name != DEFAULT && !rules.any_name {
        return Err(ServiceError::of(rules.no_policy).saying("No such policy exists"));
    }
    let text = if rules.always_default {
        Policy::default_of(&Tenant::clone(&key.tenant)).text
    } else {
        key.policy.text.clone()
    };
    let document = serde_json::from_str::<Value>(&text).ok();
    let text = match document.filter(|_| rules.pretty) {
        Some(document) => pretty(&document),
        None => text,
    };
    let mut answer = json!({"Policy": text});
    if rules.tells_name {
        answer["PolicyName"] = json!(name);
    }
    Ok(answer)
}
