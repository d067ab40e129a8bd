//! `EnableKeyRotation` (facts T-001, T-002, T-009, T-500, T-506, T-511, T-541, S-041..S-044).

use super::Schedule;
use super::fit::switchable;
use crate::reference::call::Call;
use crate::reference::key::identify;
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, nothing, refuse};

/// Lets a key's material be rotated each so many days, counted from now.
pub(crate) fn enable(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.rotation;
    let found = identify(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    let now = kms.now;
    let held = kms.accounts.of(&found.tenant);
    let Some(key) = held.keys.get(&found.id) else {
        return refuse("NotFoundException");
    };
    switchable(call, held, key)?;
    let given = call.input.integer("RotationPeriodInDays");
    let given = given.and_then(|days| u32::try_from(days).ok());
    let given = given.filter(|_| rules.reads_period);
    let before = key.rotation.as_ref().map(|schedule| schedule.days);
    let days = match before {
        Some(before) if !rules.changes_period => before,
        Some(before) if rules.keeps_period => given.unwrap_or(before),
        _ => given.unwrap_or(rules.default_period),
    };
    if let Some(key) = held.keys.get_mut(&found.id)
        && rules.enables
        && before != Some(days)
    {
        key.rotation = Some(Schedule::from(rules, now, days));
    }
    nothing()
}
