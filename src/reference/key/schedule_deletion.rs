//! `ScheduleKeyDeletion` (facts K-049..K-051, S-R05, S-R12, C-192, C-201).

use serde_json::json;

use super::{identify_admitted, state};
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::reply;
use crate::reference::service_error::{Answer, ServiceError, refuse};

/// Begins a key's waiting period.
pub(crate) fn schedule_deletion(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.keys;
    let (least, most) = rules.window;
    let days = call
        .input
        .integer("PendingWindowInDays")
        .unwrap_or(rules.default_window);
    if !(least..=most).contains(&days) {
        // The model lets 1..365 through; the rule of the documentation is the service's own (fact K-050).
        let text = format!("PendingWindowInDays must be between {least} and {most}, inclusive.");
        return Err(ServiceError::of("ValidationException").saying(text));
    }
    let found = identify_admitted(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    let dies = kms
        .now
        .plus(rules.day.saturating_mul(u32::try_from(days).unwrap_or(0)));
    let held = kms.accounts.of(&found.tenant);
    if let Some(key) = held.keys.get_mut(&found.id) {
        key.deletion = Some(dies);
        key.told_deletion = Some(dies);
    }
    let Some(key) = held.keys.get(&found.id) else {
        return refuse("NotFoundException");
    };
    let mut answer = json!({
        "KeyId": key.named(rules),
        "DeletionDate": reply::timestamp(&call.rules.reply, dies),
        "KeyState": state(rules, held, key).name(),
    });
    if rules.includes_window {
        answer["PendingWindowInDays"] = json!(days);
    }
    Ok(answer)
}
