//! `ListKeys` (facts K-048, C-200).

use serde_json::json;

use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::page;
use crate::reference::service_error::Answer;

/// A page of the account's keys, in the order of their ids.
///
/// `ResourceOwners` without `SELF` lists nothing: no account shares its keys here.
pub(crate) fn list(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.keys;
    let page = page::Request::read(kms, call, call.rules.pages.unlimited)?;
    let owners = call.input.list("ResourceOwners");
    let own = owners.is_empty() || owners.iter().any(|owner| owner == "SELF");
    let keys = kms
        .accounts
        .in_reach(rules.reach, &call.caller.tenant)
        .flat_map(|(_, held)| held.keys.values())
        .filter(|key| own && (rules.lists_store_keys || key.store.is_none()))
        .filter(|key| rules.lists_other_specs || key.spec.is_symmetric());
    let items = keys.map(|key| (key.id.clone(), key));
    Ok(page.cut(kms, call, "Keys", items, |key| {
        let mut entry = json!({"KeyId": key.id, "KeyArn": key.arn()});
        if rules.lists_descriptions {
            entry["Description"] = json!(key.description);
        }
        entry
    }))
}
