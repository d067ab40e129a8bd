//! `ListKeyRotations` (facts T-530..T-535, T-701, T-702).

use serde_json::{Value, json};

use super::RotationRules;
use super::fit::UNSUPPORTED;
use crate::reference::call::Call;
use crate::reference::key::{Key, Material, identify_admitted};
use crate::reference::kms::Kms;
use crate::reference::page;
use crate::reference::reply;
use crate::reference::service_error::{Answer, refuse};

/// A page of a key's materials, the oldest first; without `IncludeKeyMaterial` of those that a rotation made.
pub(crate) fn list(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.rotation;
    let page = page::Request::read(kms, call, rules.page)?;
    let found = identify_admitted(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    let Some(key) = kms.accounts.of(&found.tenant).keys.get(&found.id).cloned() else {
        return refuse("NotFoundException");
    };
    if !key.tells_materials() && rules.list_refuses {
        return refuse(UNSUPPORTED);
    }
    let shown = if key.tells_materials() {
        shown(rules, call, &key)
    } else {
        Vec::new()
    };
    // The place in the list is a number, so that a page goes on where the one before ended.
    let items = shown.into_iter().enumerate();
    let items = items.map(|(place, material)| (format!("{place:06}"), material));
    Ok(page.cut(kms, call, "Rotations", items, |material| {
        entry(call, &key, material)
    }))
}

/// Which materials are listed, in the list's order.
fn shown<'k>(rules: &RotationRules, call: &Call<'_>, key: &'k Key) -> Vec<&'k Material> {
    let asks_for_all = call.input.text("IncludeKeyMaterial") == Some("ALL_KEY_MATERIAL");
    let all = rules.lists_first || (asks_for_all && rules.lists_first_of_all);
    let is_listed = |material: &&Material| all || material.rotation.is_some();
    let mut listed: Vec<&Material> = key.materials.iter().filter(is_listed).collect();
    if rules.list_loses_last {
        listed.pop();
    }
    if rules.list_loses_first {
        listed = listed.split_off(1.min(listed.len()));
    }
    if rules.newest_first {
        listed.reverse();
    }
    listed
}

fn entry(call: &Call<'_>, key: &Key, material: &Material) -> Value {
    let rules = &call.rules.rotation;
    let state = if rules.all_current {
        "CURRENT"
    } else {
        key.materials.state_of(material)
    };
    let mut entry = json!({
        "KeyId": rules.entries_named.of(key),
        "KeyMaterialId": material.id,
        "KeyMaterialState": state,
    });
    let rotation = material
        .rotation
        .map(|rotation| (rotation.at, rotation.on_demand));
    let first = rules.dates_first.then_some((key.created, false));
    if let Some((at, on_demand)) = rotation.or(first) {
        if rules.tells_date {
            entry["RotationDate"] = reply::timestamp(&call.rules.reply, at);
        }
        if rules.tells_type {
            let is_automatic = !on_demand || rules.all_automatic;
            let told = if is_automatic {
                "AUTOMATIC"
            } else {
                "ON_DEMAND"
            };
            entry["RotationType"] = json!(told);
        }
    }
    entry
}
