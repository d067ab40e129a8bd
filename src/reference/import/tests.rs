//! Imports, as a caller sees them.

use serde_json::json;

use crate::reference::tests::harness::TestWorld;

#[test]
fn parameters_are_for_a_day() {
    let mut world = TestWorld::new();
    let key = world.key(&json!({"Origin": "EXTERNAL"}));
    let input = json!({"KeyId": key, "WrappingAlgorithm": "RSAES_OAEP_SHA_256", "WrappingKeySpec": "RSA_2048"});
    let one = world.ok("GetParametersForImport", &input);
    let other = world.ok("GetParametersForImport", &input);
    assert_ne!(one["PublicKey"], other["PublicKey"]);
    assert_ne!(one["ImportToken"], other["ImportToken"]);
}
