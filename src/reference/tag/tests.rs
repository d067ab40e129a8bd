//! Tags, as calls see them.

use serde_json::{Value, json};

use crate::reference::tests::harness::TestWorld;

fn tags(pairs: &[(&str, &str)]) -> Value {
    let tag = |(key, value): &(&str, &str)| json!({"TagKey": key, "TagValue": value});
    pairs.iter().map(tag).collect()
}

fn listed(world: &mut TestWorld, key: &str) -> Value {
    world.ok("ListResourceTags", &json!({"KeyId": key}))["Tags"].take()
}

#[test]
fn a_tag_is_added_changed_and_taken_away() {
    let mut world = TestWorld::new();
    let key = world.ok("CreateKey", &json!({"Tags": tags(&[("b", "1")])}));
    let key = key["KeyMetadata"]["KeyId"].as_str().unwrap_or_default();
    let more = tags(&[("a", "2"), ("b", "3")]);
    world.ok("TagResource", &json!({"KeyId": key, "Tags": more}));
    assert_eq!(listed(&mut world, key), tags(&[("b", "3"), ("a", "2")]));
    let named = json!({"KeyId": key, "TagKeys": ["b", "unknown"]});
    world.ok("UntagResource", &named);
    assert_eq!(listed(&mut world, key), tags(&[("a", "2")]));
    world.ok("UntagResource", &json!({"KeyId": key, "TagKeys": ["a"]}));
    assert_eq!(listed(&mut world, key), json!([]));
}
