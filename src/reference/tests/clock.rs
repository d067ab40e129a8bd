//! What the clock brings.

use std::time::Duration;

use serde_json::json;

use super::harness::{CLUSTER, TestWorld, cloudhsm};

const DAY: Duration = Duration::from_hours(24);

#[test]
fn a_key_dies_and_frees_its_store() {
    let mut world = TestWorld::new();
    let store = world.store_in("CONNECTED", &cloudhsm("a", CLUSTER));
    let key = world.key(&json!({"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": store}));
    let named = json!({"CustomKeyStoreId": store});
    world.ok("DisconnectCustomKeyStore", &named);
    world.wait(Duration::from_secs(1));
    let answer = world.ok(
        "ScheduleKeyDeletion",
        &json!({"KeyId": key, "PendingWindowInDays": 7}),
    );
    assert_eq!(answer["PendingWindowInDays"], 7);
    assert_eq!(answer["KeyState"], "PendingDeletion");
    world.wait((7 * DAY).saturating_sub(Duration::from_millis(1)));
    assert_eq!(
        world.err("DeleteCustomKeyStore", &named),
        "CustomKeyStoreHasCMKsException"
    );
    world.wait(Duration::from_millis(1));
    assert_eq!(
        world.err("DescribeKey", &json!({"KeyId": key})),
        "NotFoundException"
    );
    assert_eq!(world.ok("DeleteCustomKeyStore", &named), json!({}));
}

#[test]
fn waiting_periods() {
    fn check(days: Option<i64>, expected: Result<i64, &str>) {
        let mut world = TestWorld::new();
        let key = world.key(&json!({}));
        let now = world.reference.now();
        let got = world.call(
            "ScheduleKeyDeletion",
            &json!({"KeyId": key, "PendingWindowInDays": days}),
        );
        let got = got.map(|answer| {
            let seconds = answer["DeletionDate"].as_f64().expect("a number") - now.epoch_seconds();
            assert!(
                (seconds / 86_400.0 - answer["PendingWindowInDays"].as_f64().expect("days")).abs()
                    < 1e-6
            );
            answer["PendingWindowInDays"].as_i64().expect("days")
        });
        assert_eq!(got, expected.map_err(str::to_owned), "{days:?}");
    }
    check(None, Ok(30));
    check(Some(7), Ok(7));
    check(Some(30), Ok(30));
    check(Some(6), Err("ValidationException"));
    check(Some(31), Err("ValidationException"));
    check(Some(0), Err("ValidationException"));
    check(Some(366), Err("ValidationException"));
}

#[test]
fn the_world_sets_how_long_connections_take() {
    let mut world = TestWorld::new();
    world.disturb(&json!({"service": {"connect_millis": 60_000, "disconnect_millis": 0}}));
    let id = world.store(&cloudhsm("a", CLUSTER));
    let named = json!({"CustomKeyStoreId": id});
    world.ok("ConnectCustomKeyStore", &named);
    world.wait(Duration::from_millis(59_999));
    assert_eq!(world.state(&id), "CONNECTING");
    world.wait(Duration::from_millis(1));
    assert_eq!(world.state(&id), "CONNECTED");
    world.ok("DisconnectCustomKeyStore", &named);
    assert_eq!(world.state(&id), "DISCONNECTED");
}

#[test]
fn the_clock_never_goes_back() {
    let mut world = TestWorld::new();
    let now = world.reference.now();
    world.reference.advance_to(now.minus(DAY));
    assert_eq!(world.reference.now(), now);
}
