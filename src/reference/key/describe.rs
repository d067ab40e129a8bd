//! `DescribeKey`, and the metadata that `CreateKey` also answers (facts K-030..K-035, C-160, C-161, C-202).

use serde_json::{Map, Value, json};

use super::{Key, identify, state};
use crate::reference::account::Holdings;
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::reply;
use crate::reference::rules::{KeyState, Rules};
use crate::reference::service_error::{Answer, refuse};

/// Describes one key.
pub(crate) fn describe(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let found = identify(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    let held = kms.accounts.of(&found.tenant);
    match held.keys.get(&found.id) {
        Some(key) => Ok(json!({"KeyMetadata": metadata(call.rules, held, key)})),
        None => refuse("NotFoundException"),
    }
}

/// A key's metadata; absent members are left out (fact W-034).
pub(super) fn metadata(rules: &Rules, held: &Holdings, key: &Key) -> Value {
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| {
        members.insert(name.to_owned(), value);
    };
    let state = state(&rules.keys, held, key);
    add("AWSAccountId", json!(key.tenant.account));
    add("KeyId", json!(key.id));
    add("Arn", json!(key.arn()));
    add("CreationDate", reply::timestamp(&rules.reply, key.created));
    let enabled = if rules.keys.enabled_follows_state {
        state == KeyState::Enabled
    } else {
        key.enabled
    };
    add("Enabled", json!(enabled));
    add("Description", json!(key.description));
    add("KeyUsage", json!(key.usage));
    add("KeyState", json!(state.name()));
    if let Some(date) = key.told_deletion {
        add("DeletionDate", reply::timestamp(&rules.reply, date));
    }
    add("Origin", json!(key.origin.name()));
    if rules.keys.includes_store {
        if let Some(store) = &key.store {
            add("CustomKeyStoreId", json!(store));
        }
        if let Some(cluster) = &key.cluster {
            add("CloudHsmClusterId", json!(cluster));
        }
    }
    add("KeyManager", json!("CUSTOMER"));
    add("CustomerMasterKeySpec", json!(key.spec.name));
    add("KeySpec", json!(key.spec.name));
    if let Some((member, algorithms)) = key.spec.algorithms(&key.usage)
        && !rules.keys.hides_algorithms.contains(&member)
    {
        add(member, json!(algorithms));
    }
    add("MultiRegion", json!(key.multi_region));
    if key.multi_region {
        let primary = json!({"Arn": key.arn(), "Region": key.tenant.region});
        add(
            "MultiRegionConfiguration",
            json!({"MultiRegionKeyType": "PRIMARY", "PrimaryKey": primary, "ReplicaKeys": []}),
        );
    }
    if let Some(id) = key
        .external_id
        .as_ref()
        .filter(|_| rules.keys.includes_store)
    {
        add("XksKeyConfiguration", json!({"Id": id}));
    }
    // Imported material has no id before it is there (fact K-035).
    if let Some(material) = key.told_material() {
        add("CurrentKeyMaterialId", json!(material));
    }
    Value::Object(members)
}
