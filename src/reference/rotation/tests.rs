//! Rotations, as the clock brings them.

use std::time::Duration;

use serde_json::{Value, json};

use crate::reference::tests::harness::TestWorld;

const DAY: Duration = Duration::from_hours(24);

fn on(world: &mut TestWorld, days: u32) -> Value {
    let key = json!({"KeyId": world.key(&json!({}))});
    let mut input = key.clone();
    input["RotationPeriodInDays"] = json!(days);
    world.ok("EnableKeyRotation", &input);
    key
}

fn rotations(world: &mut TestWorld, key: &Value) -> Vec<Value> {
    let listed = world.ok("ListKeyRotations", key)["Rotations"].take();
    listed.as_array().cloned().unwrap_or_default()
}

#[test]
fn material_is_rotated_on_its_day_and_each_period_after() {
    let mut world = TestWorld::new();
    let key = on(&mut world, 90);
    let next = world.ok("GetKeyRotationStatus", &key)["NextRotationDate"].take();
    world.wait((90 * DAY).saturating_sub(Duration::from_millis(1)));
    assert_eq!(rotations(&mut world, &key), Vec::<Value>::new());
    world.wait(Duration::from_millis(1));
    let first = rotations(&mut world, &key);
    assert_eq!(first.len(), 1);
    assert_eq!(first[0]["RotationDate"], next);
    assert_eq!(first[0]["RotationType"], "AUTOMATIC");
    world.wait(180 * DAY);
    let states: Vec<Value> = rotations(&mut world, &key)
        .into_iter()
        .map(|mut entry| entry["KeyMaterialState"].take())
        .collect();
    assert_eq!(states, ["NON_CURRENT", "NON_CURRENT", "CURRENT"]);
}

#[test]
fn a_key_that_was_disabled_on_its_day_is_rotated_when_it_is_enabled() {
    let mut world = TestWorld::new();
    let key = on(&mut world, 90);
    world.ok("DisableKey", &key);
    world.wait(100 * DAY);
    assert_eq!(rotations(&mut world, &key), Vec::<Value>::new());
    world.ok("EnableKey", &key);
    let now = world.reference.now();
    let made = rotations(&mut world, &key);
    assert_eq!(
        made[0]["RotationDate"].as_f64().map(f64::floor),
        Some(now.epoch_seconds().floor())
    );
    world.wait(89 * DAY);
    assert_eq!(rotations(&mut world, &key).len(), 1);
    world.wait(DAY);
    assert_eq!(rotations(&mut world, &key).len(), 2);
}

#[test]
fn none_is_made_on_demand_just_before_an_automatic_one() {
    let mut world = TestWorld::new();
    let key = on(&mut world, 90);
    world.wait((90 * DAY).saturating_sub(Duration::from_mins(20)));
    assert_eq!(world.err("RotateKeyOnDemand", &key), "ConflictException");
    world.wait(Duration::from_mins(20));
    world.ok("RotateKeyOnDemand", &key);
    assert_eq!(rotations(&mut world, &key).len(), 2);
}

#[test]
fn old_ciphertexts_open_and_new_ones_name_the_new_material() {
    let mut world = TestWorld::new();
    let key = json!({"KeyId": world.key(&json!({}))});
    let mut input = key.clone();
    input["Plaintext"] = json!("AAAA");
    let mut materials = Vec::new();
    let mut blobs = Vec::new();
    for _ in 0..3 {
        blobs.push(world.ok("Encrypt", &input)["CiphertextBlob"].take());
        let shown = world.ok("DescribeKey", &key);
        materials.push(shown["KeyMetadata"]["CurrentKeyMaterialId"].clone());
        world.ok("RotateKeyOnDemand", &key);
    }
    for (blob, material) in blobs.iter().zip(&materials) {
        let opened = world.ok("Decrypt", &json!({"CiphertextBlob": blob}));
        assert_eq!(opened["Plaintext"], "AAAA");
        assert_eq!(opened["KeyMaterialId"], *material);
    }
}
