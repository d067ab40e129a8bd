//! Requests that do not reach an operation, and the form of every answer.

use serde_json::{Value, json};

use super::harness::{HOME, TestWorld};
use crate::wire::{Request, Response, aws_json};

fn list_keys() -> Request {
    aws_json::request("kms.test", "ListKeys", "{}")
}

/// Status and body of what a signed request gets after a change.
fn sent(change: impl Fn(&mut Request)) -> (u16, String) {
    let mut world = TestWorld::new();
    let mut request = list_keys();
    change(&mut request);
    let request = world.signed("owner", HOME, request);
    told(&world.send(&request))
}

fn told(response: &Response) -> (u16, String) {
    (
        response.status,
        String::from_utf8(response.body.clone()).expect("text"),
    )
}

#[test]
fn answers_have_their_headers() {
    let mut world = TestWorld::new();
    let request = world.signed("owner", HOME, list_keys());
    let response = world.send(&request);
    assert_eq!(
        told(&response),
        (200, r#"{"Keys":[],"Truncated":false}"#.to_owned())
    );
    let names: Vec<&str> = response.headers.iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "Cache-Control",
            "Expires",
            "Pragma",
            "Content-Type",
            "x-amzn-RequestId",
            "Date",
            "Content-Length"
        ]
    ); // W-700, W-702
    for (name, value) in [
        (
            "cache-control",
            "no-cache, no-store, must-revalidate, private",
        ),
        ("expires", "0"),
        ("pragma", "no-cache"),
    ] {
        assert_eq!(response.headers.get(name), Some(value));
    }
    assert_eq!(
        response.headers.get("content-type"),
        Some("application/x-amz-json-1.1")
    );
    assert_eq!(
        response.headers.get("date"),
        Some("Fri, 15 Jan 2027 08:00:00 GMT")
    );
    assert_eq!(response.headers.get("content-length"), Some("29"));
    let id = response
        .headers
        .get("x-amzn-requestid")
        .expect("an id")
        .to_owned();
    assert!(uuid::Uuid::parse_str(&id).is_ok(), "{id}");
    assert_ne!(
        world.send(&request).headers.get("x-amzn-requestid"),
        Some(id.as_str())
    );
}

#[test]
fn bodies_that_are_no_object() {
    fn check(body: &[u8], expected: &str) {
        let got = sent(|request| request.body = body.to_vec());
        assert_eq!(
            got,
            (400, expected.to_owned()),
            "{}",
            String::from_utf8_lossy(body)
        );
    }
    let plain = r#"{"__type":"SerializationException"}"#;
    for body in [
        "",
        "{",
        "null",
        "\"x\"",
        "{\"Limit\": 1,}",
        "1",
        "{} {}",
        "\u{feff}{}",
    ] {
        check(body.as_bytes(), plain);
    }
    check(b"{\"Marker\": \"\xff\"}", plain);
    check("[".repeat(100_000).as_bytes(), plain);
    check(
        b"[]",
        r#"{"__type":"SerializationException","message":"Start of list found where not expected"}"#,
    );
}

#[test]
fn requests_for_no_operation() {
    fn target(target: &str, expected: u16) {
        let got = sent(|request| request.headers.set("X-Amz-Target", target));
        assert_eq!(got.0, expected, "{target}: {}", got.1);
        if expected == 400 {
            assert_eq!(got.1, r#"{"__type":"UnknownOperationException"}"#);
        }
    }
    target("TrentService.ListKeys", 200);
    target("TrentService.Nothing", 400);
    target("trentservice.ListKeys", 400);
    target("TrentService.listkeys", 400);
    target("ListKeys", 400);
    target("DynamoDB_20120810.ListKeys", 400);
    target("", 400);
    let (status, body) = sent(|request| {
        request
            .headers
            .set("X-Amz-Target", "TrentService.ReplicateKey");
    });
    assert_eq!(status, 400, "validation comes first: {body}");
    let (status, body) = sent(|request| {
        request
            .headers
            .set("X-Amz-Target", "TrentService.ListKeyRotations");
        request.body = br#"{"KeyId":"1234abcd-12ab-34cd-56ef-1234567890ab"}"#.to_vec();
    });
    let expected = r#"{"__type":"NotImplementedException","message":"The reference endpoint of kmspec has no ListKeyRotations."}"#;
    assert_eq!((status, body.as_str()), (501, expected));
}

#[test]
fn methods_and_content_types() {
    fn check(media: &str, expected: u16) {
        let got = sent(|request| request.headers.set("Content-Type", media));
        assert_eq!(got.0, expected, "{media}");
    }
    let (status, body) = sent(|request| request.method = "GET".to_owned());
    assert_eq!(status, 403);
    assert!(body.contains(
        "<Message>Unable to determine service/operation name to be authorized</Message>"
    ));
    check("application/x-amz-json-1.1; charset=utf-8", 200);
    check("application/x-amz-json-1.0", 404);
    check("", 404);
}

#[test]
fn signatures() {
    let mut world = TestWorld::new();
    let unsigned = list_keys();
    let (status, body) = told(&world.send(&unsigned));
    assert_eq!(
        (status, body.as_str()),
        (
            400,
            r#"{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}"#
        )
    );
    let mut altered = world.signed("owner", HOME, list_keys());
    altered.body = b"{\"Limit\":1}".to_vec();
    assert!(
        told(&world.send(&altered))
            .1
            .contains("InvalidSignatureException")
    );
    let elsewhere = world.signed("owner", "ap-south-1", list_keys());
    let (_, body) = told(&world.send(&elsewhere));
    assert!(
        body.contains("Credential should be scoped to a valid region, not 'ap-south-1'. "),
        "{body}"
    );
    let signed = world.signed("owner", HOME, list_keys());
    world.wait(std::time::Duration::from_mins(5) + std::time::Duration::from_secs(2));
    let (_, body) = told(&world.send(&signed));
    assert!(body.contains("Signature expired: "), "{body}");
}

#[test]
fn types_come_before_constraints() {
    let mut world = TestWorld::new();
    let input = json!({"CustomKeyStoreId": "x".repeat(65)});
    let expected = format!(
        "1 validation error detected: Value '{}' at 'customKeyStoreId' failed to satisfy constraint: Member must have length less than or equal to 64",
        "x".repeat(65)
    );
    let got = world.ask("owner", HOME, "DeleteCustomKeyStore", &input);
    assert_eq!(
        got,
        Err((400, "ValidationException".to_owned(), Some(expected)))
    );
    assert_eq!(
        world.err("DeleteCustomKeyStore", &json!({"CustomKeyStoreId": 1})),
        "SerializationException"
    );
    assert_eq!(
        world.err(
            "DeleteCustomKeyStore",
            &json!({"CustomKeyStoreId": Value::Null})
        ),
        "ValidationException"
    );
    // Members that the model does not know are ignored.
    let unknown = json!({"CustomKeyStoreId": "cks-0", "Colour": 1});
    assert_eq!(
        world.err("DeleteCustomKeyStore", &unknown),
        "CustomKeyStoreNotFoundException"
    );
}

#[test]
fn a_planned_fault_happens_once() {
    let mut world = TestWorld::new();
    world.disturb(&json!({"service": {"fail_next": "DependencyTimeoutException"}}));
    let got = world.ask("owner", HOME, "ListKeys", &json!({}));
    assert_eq!(
        got,
        Err((500, "DependencyTimeoutException".to_owned(), None))
    );
    assert!(world.ask("owner", HOME, "ListKeys", &json!({})).is_ok());
}

#[test]
fn the_same_seed_gives_the_same_answers() {
    let run = || {
        let mut world = TestWorld::new();
        (
            world.key(&json!({})),
            world.ok("GenerateRandom", &json!({"NumberOfBytes": 16})),
        )
    };
    assert_eq!(run(), run());
}
