//! When material is rotated, and what a rotation does to a key.

use std::time::Duration;

use super::RotationRules;
use crate::reference::account::Holdings;
use crate::reference::key::{Key, Material};
use crate::reference::rng::Rng;
use crate::wire::Timestamp;

/// The automatic rotation of a key.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    pub(super) days: u32,
    pub(crate) next: Timestamp,
}

impl Schedule {
    /// So many days from now on.
    pub(super) fn from(rules: &RotationRules, now: Timestamp, days: u32) -> Self {
        Self {
            days,
            next: now.plus(period(rules, days)),
        }
    }
}

fn period(rules: &RotationRules, days: u32) -> Duration {
    rules.day.saturating_mul(days)
}

/// The rotation by which a material became current.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rotation {
    pub(super) at: Timestamp,
    pub(super) on_demand: bool,
}

/// Makes new material current.
pub(super) fn rotate(rules: &RotationRules, key: &mut Key, rng: &mut Rng, rotation: Rotation) {
    let mut material = Material::drawn(rng);
    if let Some(current) = key.materials.current().filter(|_| !rules.new_material) {
        material.bytes = current.bytes;
        material.id.clone_from(&current.id);
    }
    let id = material.id.clone();
    if !rules.keeps_old {
        key.materials.forget();
    }
    key.materials.add(material);
    key.materials.rotate_to(&id, rotation);
}

/// Every automatic rotation that is due; a disabled key waits with its own until it is enabled.
pub(crate) fn rotate_due(
    rules: &RotationRules,
    held: &mut Holdings,
    rng: &mut Rng,
    now: Timestamp,
) {
    if !rules.rotates {
        return;
    }
    for key in held.keys.values_mut() {
        let is_live = key.deletion.is_none() && (key.enabled || rules.rotates_disabled);
        while let Some(schedule) = key.rotation.as_mut()
            && is_live
            && schedule.next <= now
        {
            let rotation = Rotation {
                at: schedule.next,
                on_demand: false,
            };
            schedule.next = schedule.next.plus(period(rules, schedule.days));
            rotate(rules, key, rng, rotation);
        }
    }
}
