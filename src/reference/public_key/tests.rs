//! Public keys: whose, of what, and in which states.

use serde_json::json;

use crate::reference::tests::harness::{HOME, TestWorld};

#[test]
fn a_public_key_is_told_with_what_it_is_for() {
    let mut world = TestWorld::new();
    let agreement = json!({"KeySpec": "ECC_NIST_P384", "KeyUsage": "KEY_AGREEMENT"});
    let (key, other) = (world.key(&agreement), world.key(&agreement));
    let told = world.ok("GetPublicKey", &json!({"KeyId": key}));
    assert_eq!(told["KeyUsage"], "KEY_AGREEMENT");
    assert_eq!(told["KeySpec"], "ECC_NIST_P384");
    assert_eq!(told["CustomerMasterKeySpec"], "ECC_NIST_P384");
    assert_eq!(told["KeyAgreementAlgorithms"], json!(["ECDH"]));
    assert_eq!(told.get("SigningAlgorithms"), None);
    assert_eq!(world.ok("GetPublicKey", &json!({"KeyId": key})), told);
    let another = world.ok("GetPublicKey", &json!({"KeyId": other}));
    assert_ne!(another["PublicKey"], told["PublicKey"]);
    world.ok("DisableKey", &json!({"KeyId": key}));
    assert_eq!(world.ok("GetPublicKey", &json!({"KeyId": key})), told);
}

#[test]
fn what_has_no_public_half_is_refused_after_its_state() {
    let mut world = TestWorld::new();
    let key = world.key(&json!({"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"}));
    let input = json!({"KeyId": key});
    let got = world.ask("owner", HOME, "GetPublicKey", &input);
    let error = (400, "UnsupportedOperationException".to_owned(), None);
    assert_eq!(got, Err(error));
    world.ok("ScheduleKeyDeletion", &input);
    assert_eq!(
        world.err("GetPublicKey", &input),
        "KMSInvalidStateException"
    );
}
