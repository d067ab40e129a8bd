//! Encapsulated secrets: there and back, and implicit rejection.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::reference::tests::harness::{TestWorld, with};

#[test]
fn a_secret_comes_back_from_its_key_only() {
    let mut world = TestWorld::new();
    for (spec, length) in [
        ("ML_KEM_512", 768),
        ("ML_KEM_768", 1088),
        ("ML_KEM_1024", 1568),
    ] {
        let made = json!({"KeySpec": spec, "KeyUsage": "ENCAPSULATE_DECAPSULATE"});
        let (key, other) = (world.key(&made), world.key(&made));
        let input = json!({"KeyId": key, "EncapsulationAlgorithm": "ML_KEM"});
        let given = world.ok("Encapsulate", &input);
        let blob = given["SharedSecretCiphertextBlob"]
            .as_str()
            .expect("a blob");
        let blob = STANDARD.decode(blob).expect("base64");
        assert_eq!(blob.len(), length);
        let back = with(
            &input,
            &json!({"SharedSecretCiphertextBlob": STANDARD.encode(&blob)}),
        );
        assert_eq!(
            world.ok("Decapsulate", &back)["SharedSecret"],
            given["SharedSecret"]
        );
        let elsewhere = with(&back, &json!({"KeyId": other}));
        let rejected = world.ok("Decapsulate", &elsewhere)["SharedSecret"].clone();
        assert_ne!(rejected, given["SharedSecret"]);
        let short = STANDARD.encode(&blob[1..]);
        let short = with(&back, &json!({"SharedSecretCiphertextBlob": short}));
        assert_eq!(
            world.err("Decapsulate", &short),
            "InvalidCiphertextException"
        );
    }
}
