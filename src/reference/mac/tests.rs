//! Codes of each spec, and what is none.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::reference::tests::harness::{HOME, TestWorld, with};

#[test]
fn a_code_is_of_its_key_its_message_and_whole() {
    let mut world = TestWorld::new();
    let mut check = |bits: &str, length: usize| {
        let spec = json!({"KeySpec": format!("HMAC_{bits}"), "KeyUsage": "GENERATE_VERIFY_MAC"});
        let (key, other) = (world.key(&spec), world.key(&spec));
        let algorithm = format!("HMAC_SHA_{bits}");
        let input = json!({"KeyId": key, "Message": "aGk=", "MacAlgorithm": algorithm});
        let made = world.ok("GenerateMac", &input);
        let text = made["Mac"].as_str().expect("a blob");
        let mac = STANDARD.decode(text).expect("base64");
        assert_eq!(mac.len(), length);
        let verify = with(&input, &json!({"Mac": text}));
        assert_eq!(world.ok("VerifyMac", &verify)["MacValid"], true);
        let mut wrong = |changes: &Value| {
            let got = world.ask("owner", HOME, "VerifyMac", &with(&verify, changes));
            let error = (400, "KMSInvalidMacException".to_owned(), None);
            assert_eq!(got, Err(error), "{changes}");
        };
        wrong(&json!({"KeyId": other}));
        wrong(&json!({"Message": "aGo="}));
        wrong(&json!({"Mac": STANDARD.encode(&mac[..length - 1])}));
        wrong(&json!({"Mac": STANDARD.encode([&mac[..], &[0]].concat())}));
    };
    check("224", 28);
    check("256", 32);
    check("384", 48);
    check("512", 64);
}

#[test]
fn an_algorithm_is_of_its_spec() {
    let mut world = TestWorld::new();
    let key = world.key(&json!({"KeySpec": "HMAC_224", "KeyUsage": "GENERATE_VERIFY_MAC"}));
    let input = json!({"KeyId": key, "Message": "aGk=", "MacAlgorithm": "HMAC_SHA_256"});
    let got = world.ask("owner", HOME, "GenerateMac", &input);
    let text = "Algorithm HMAC_SHA_256 is incompatible with key spec HMAC_224.".to_owned();
    let error = (400, "InvalidKeyUsageException".to_owned(), Some(text));
    assert_eq!(got, Err(error));
    world.ok("DisableKey", &json!({"KeyId": key}));
    assert_eq!(world.err("GenerateMac", &input), "DisabledException");
}
