//! Whatever calls are made, the endpoint at `KMSPEC_ENDPOINT_URL` answers, in time, with a status below 500.
#![no_main]

#[path = "../shared/http.rs"]
mod http;

use std::sync::LazyLock;

use kmspec::generate::{Bindings, Callers, Drive, Options, Step, operations, script};
use kmspec::wire::aws_json::{self, Answer};
use libfuzzer_sys::fuzz_target;

static ENDPOINT: LazyLock<Option<http::Endpoint>> = LazyLock::new(http::Endpoint::from_environment);

/// The operations that the endpoint has: those that do not fail on an empty input.
static OPTIONS: LazyLock<Options> = LazyLock::new(|| {
    let has = |name: &str| {
        let request = aws_json::request("localhost", name, "{}");
        let endpoint = ENDPOINT.as_ref()?;
        let response = endpoint.send(&endpoint.signed(request)).ok()?;
        let told = Answer::of(&response).error_type.unwrap_or_default();
        let absent = [
            "UnknownOperationException",
            "InvalidAction",
            "InternalFailure",
        ];
        Some(response.status < 500 && !absent.contains(&told.as_str()))
    };
    Options {
        operations: operations()
            .filter(|op| has(op.name()) == Some(true))
            .collect(),
        principals: Vec::new(),
        regions: Vec::new(),
        world: false,
        ..Options::default()
    }
});

fuzz_target!(|data: &[u8]| {
    let Some(endpoint) = ENDPOINT.as_ref() else {
        return; // Nothing to ask: the variable is not set.
    };
    let place = Callers {
        authority: endpoint.authority.clone(),
        ..Drive::place()
    };
    // A new salt each time: the endpoint keeps what earlier scripts made.
    let mut bindings = Bindings::new(http::nanos());
    for step in script(data, &OPTIONS).steps {
        let mut body = serde_json::Value::Null;
        if let Step::Call(call) = &step {
            let input = bindings.value(&call.input);
            let Some(request) = place.request(call, &input, http::now()) else {
                return;
            };
            let response = endpoint.send(&request);
            let response = response.unwrap_or_else(|error| panic!("{error} after {call:#?}"));
            assert!(response.status < 500, "{} after {call:#?}", response.status);
            body = Answer::of(&response).json().cloned().unwrap_or_default();
        }
        bindings.push(body);
    }
});
