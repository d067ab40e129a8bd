//! `RotateKeyOnDemand` (facts T-004..T-007, T-502, T-510, T-520..T-523, T-536..T-538, C-196, W-027, S-R08).

use serde_json::json;

use super::fit::UNSUPPORTED;
use super::schedule::rotate;
use super::{Rotation, Schedule};
use crate::reference::call::Call;
use crate::reference::key::{Origin, identify_admitted};
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, ServiceError, refuse};

/// Rotates a key's material at once; imported material has to be there already, and to wait for its rotation.
pub(crate) fn rotate_on_demand(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.rotation;
    let found = identify_admitted(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    let now = kms.now;
    let held = kms.accounts.of(&found.tenant);
    let Some(key) = held.keys.get_mut(&found.id) else {
        return refuse("NotFoundException");
    };
    if !key.spec.is_symmetric() && rules.on_demand_refuses_specs
        || key.origin.in_store() && rules.on_demand_refuses_stores
    {
        return refuse(UNSUPPORTED);
    }
    if let Some(schedule) = &key.rotation
        && now.plus(rules.quiet) >= schedule.next
    {
        return refuse("ConflictException");
    }
    let made = key.materials.iter().filter_map(|one| one.rotation);
    if made.filter(|rotation| rotation.on_demand).count() >= rules.on_demand_limit {
        let text = "The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key";
        return Err(ServiceError::of(rules.over_limit).saying(format!("{text}: {}", key.arn())));
    }
    let rotation = Rotation {
        at: now,
        on_demand: true,
    };
    if key.origin == Origin::External {
        let Some(pending) = key.materials.pending().map(|pending| pending.id.clone()) else {
            let text = "No available key material pending rotation for the key";
            return Err(ServiceError::of("KMSInvalidStateException")
                .saying(format!("{text}: {}.", key.arn())));
        };
        key.materials.rotate_to(&pending, rotation);
    } else if rules.rotates_on_demand {
        rotate(rules, key, &mut kms.rng, rotation);
    }
    let days = key.rotation.as_ref().map(|schedule| schedule.days);
    if rules.on_demand_enables || (days.is_some() && rules.on_demand_moves_schedule) {
        let days = days.unwrap_or(rules.default_period);
        key.rotation = Some(Schedule::from(rules, now, days));
    }
    let named = rules.on_demand_named.of(key);
    if rules.drops_aliases {
        held.aliases.retain(|_, alias| alias.target != found.id);
    }
    Ok(json!({"KeyId": named}))
}
