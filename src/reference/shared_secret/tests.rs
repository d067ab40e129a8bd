//! Shared secrets: both ways the same, and of the length of the curve.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::reference::tests::harness::{HOME, TestWorld, with};

#[test]
fn both_sides_derive_one_secret() {
    let mut world = TestWorld::new();
    let mut check = |spec: &str, length: usize| {
        let input = json!({"KeySpec": spec, "KeyUsage": "KEY_AGREEMENT"});
        let keys = [world.key(&input), world.key(&input)];
        let public = |world: &mut TestWorld, key: &String| {
            world.ok("GetPublicKey", &json!({"KeyId": key}))["PublicKey"].clone()
        };
        let publics = [public(&mut world, &keys[0]), public(&mut world, &keys[1])];
        let secret = |world: &mut TestWorld, own: usize, peer: usize| {
            let input = json!({"KeyId": keys[own], "KeyAgreementAlgorithm": "ECDH", "PublicKey": publics[peer]});
            world.ok("DeriveSharedSecret", &input)["SharedSecret"].clone()
        };
        let one = secret(&mut world, 0, 1);
        assert_eq!(one, secret(&mut world, 1, 0), "{spec}");
        assert_ne!(one, secret(&mut world, 0, 0), "{spec}");
        let bytes = STANDARD.decode(one.as_str().expect("a blob"));
        assert_eq!(bytes.expect("base64").len(), length, "{spec}");
        (keys[0].clone(), publics[0].clone())
    };
    let (key, _) = check("ECC_NIST_P256", 32);
    let (_, other) = check("ECC_NIST_P384", 48);
    check("ECC_NIST_P521", 66);
    let input = json!({"KeyId": key, "KeyAgreementAlgorithm": "ECDH", "PublicKey": other});
    let got = world.ask("owner", HOME, "DeriveSharedSecret", &input);
    let error = (400, "ValidationException".to_owned(), None);
    assert_eq!(got, Err(error.clone()));
    let none = with(&input, &json!({"PublicKey": "AAAA"}));
    let got = world.ask("owner", HOME, "DeriveSharedSecret", &none);
    assert_eq!(got, Err(error));
}
