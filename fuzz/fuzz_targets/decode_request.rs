//! Any bytes sent as a request get a well-formed awsJson1.1 answer that is no failure of the service.
#![no_main]

use kmspec::generate::{Callers, Drive};
use kmspec::reference::Reference;
use kmspec::wire::aws_json::{self, Answer};
use kmspec::wire::sigv4::{Scope, sign};
use kmspec::wire::{Headers, Request};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // Head, an empty line, body: as a request travels.
    let split = data.windows(2).position(|w| w == b"\n\n");
    let (head, body) = match split {
        Some(at) => (&data[..at], &data[at + 2..]),
        None => (&b""[..], data),
    };
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let first = lines.next().unwrap_or_default();
    let (method, target) = first.split_once(' ').unwrap_or(("POST", "/"));
    let headers: Headers = lines.filter_map(|line| line.split_once(": ")).collect();
    let raw = Request {
        method: method.to_owned(),
        target: target.to_owned(),
        headers,
        body: body.to_vec(),
    };
    // As it stands, and as a good client would send the same body.
    let operation = aws_json::operation(&raw).unwrap_or("CreateCustomKeyStore");
    let Callers {
        authority,
        principals,
        regions,
        ..
    } = Drive::place();
    let mut reference = Reference::new(Drive::config(1));
    let mut good = aws_json::request(&authority, operation, body);
    let scope = Scope::kms(regions[0].as_str());
    let owner = principals.named("owner").expect("there is an owner");
    sign(&mut good, &owner.credentials(), &scope, reference.now());
    for request in [raw, good] {
        let response = reference.handle(&request);
        let answer = Answer::of(&response);
        // An operation that KMS has and the reference has not says so.
        let absent = answer.error_type.as_deref() == Some("NotImplementedException");
        assert!(
            response.status < 500 || absent,
            "{} for {request:?}",
            response.status
        );
        // What is no awsJson1.1 request at all is refused in XML (facts W-043, W-045).
        if response.headers.get("content-type") == Some("application/xml") {
            assert!((400..500).contains(&response.status), "{response:?}");
        } else {
            assert_eq!(
                answer.is_success(),
                answer.error_type.is_none(),
                "{response:?}"
            );
        }
        assert!(
            response.headers.get("x-amzn-requestid").is_some(),
            "{response:?}"
        );
    }
});
