//! `GetKeyRotationStatus` (facts T-001..T-003, T-008, T-509, T-523, T-700, C-194, S-073..S-076).

use serde_json::json;

use super::fit::{UNSUPPORTED, imported};
use crate::reference::call::Call;
use crate::reference::key::{Origin, identify_admitted};
use crate::reference::kms::Kms;
use crate::reference::reply;
use crate::reference::service_error::{Answer, refuse};

/// Tells whether, how often and when next a key's material is rotated. A rotation on demand is done at once here, so that
/// none is ever under way.
pub(crate) fn get_status(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.rotation;
    let found = identify_admitted(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    let Some(key) = kms.accounts.of(&found.tenant).keys.get(&found.id) else {
        return refuse("NotFoundException");
    };
    match key.origin {
        Origin::External if rules.status_refuses_imported => return Err(imported(key)),
        origin if origin.in_store() && rules.status_refuses_stores => return refuse(UNSUPPORTED),
        _ if !key.spec.is_symmetric() && rules.status_refuses_specs => return refuse(UNSUPPORTED),
        _ => {}
    }
    let is_pending = key.deletion.is_some() && rules.off_while_pending_deletion;
    let schedule = key.rotation.as_ref().filter(|_| !is_pending);
    let mut answer = json!({
        "KeyId": rules.status_named.of(key),
        "KeyRotationEnabled": schedule.is_some(),
    });
    if let Some(schedule) = schedule {
        if rules.tells_next {
            answer["NextRotationDate"] = reply::timestamp(&call.rules.reply, schedule.next);
        }
        if rules.tells_period {
            answer["RotationPeriodInDays"] = json!(schedule.days);
        }
    } else if rules.tells_period_of_none {
        answer["RotationPeriodInDays"] = json!(rules.default_period);
    }
    Ok(answer)
}
