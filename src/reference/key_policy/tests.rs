//! Key policies, as calls see them.

use serde_json::{Value, json};

use super::policy::pretty;
use crate::reference::tests::harness::TestWorld;

fn policy_of(world: &mut TestWorld, key: &str) -> Value {
    let answer = world.ok("GetKeyPolicy", &json!({"KeyId": key}));
    assert_eq!(answer["PolicyName"], "default");
    serde_json::from_str(answer["Policy"].as_str().unwrap_or_default()).unwrap_or_default()
}

#[test]
fn a_policy_is_put_and_got() {
    let mut world = TestWorld::new();
    let key = world.ok("CreateKey", &json!({}));
    let key = key["KeyMetadata"]["KeyId"].as_str().unwrap_or_default();
    let default = policy_of(&mut world, key);
    assert_eq!(default["Id"], "key-default-1");
    let mut other = default.clone();
    other["Id"] = json!("another");
    let text = other.to_string();
    world.ok("PutKeyPolicy", &json!({"KeyId": key, "Policy": text}));
    assert_eq!(policy_of(&mut world, key), other);
    let nobody = json!({"KeyId": key, "Policy": r#"{"Statement": []}"#});
    world.err("PutKeyPolicy", &nobody);
    assert_eq!(policy_of(&mut world, key), other);
}

#[test]
fn a_policy_is_written_as_kms_does() {
    let document = json!({"A": "b", "S": [{"E": 1}, {"F": []}]});
    let text =
        "{\n  \"A\" : \"b\",\n  \"S\" : [ {\n    \"E\" : 1\n  }, {\n    \"F\" : []\n  } ]\n}";
    assert_eq!(pretty(&document), text);
}
