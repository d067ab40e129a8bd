//! A KMS of a few operations, and the suite that judges it.

use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use kmspec::case::Lack;
use kmspec::suite::Embedded;
use serde_json::{Value, json};

/// The metadata of its keys.
#[derive(Clone, Default)]
struct ToyKms(Arc<Mutex<Vec<Value>>>);

impl ToyKms {
    fn call(&self, operation: &str, input: &Value) -> Result<Value, (&'static str, String)> {
        let mut keys = self.0.lock().expect("nobody panics with it");
        match operation {
            "CreateKey" => {
                let id = format!("{:08x}-0000-4000-8000-000000000000", keys.len());
                let key = json!({
                    "KeyId": id, "Arn": format!("arn:aws:kms:us-east-1:111122223333:key/{id}"),
                    "AWSAccountId": "111122223333", "Enabled": true, "KeyState": "Enabled",
                    "Description": input["Description"].as_str().unwrap_or_default(),
                });
                keys.push(key.clone());
                Ok(json!({ "KeyMetadata": key }))
            }
            "DescribeKey" => {
                let id = input["KeyId"].as_str().unwrap_or_default();
                let mut named = keys
                    .iter()
                    .filter(|key| key["KeyId"] == id || key["Arn"] == id);
                let gone =
                    || format!("Key 'arn:aws:kms:us-east-1:111122223333:key/{id}' does not exist");
                let found = named.next().ok_or_else(|| ("NotFoundException", gone()))?;
                Ok(json!({ "KeyMetadata": found }))
            }
            "ListKeys" => {
                let entry = |key: &Value| json!({"KeyId": key["KeyId"], "KeyArn": key["Arn"]});
                let entries: Vec<Value> = keys.iter().map(entry).collect();
                Ok(json!({"Keys": entries, "Truncated": false}))
            }
            _ => Err(("UnknownOperationException", String::new())),
        }
    }

    fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let target = request.headers().get("x-amz-target");
        let target = target.and_then(|it| it.to_str().ok()).unwrap_or_default();
        let operation = target.strip_prefix("TrentService.").unwrap_or_default();
        let input: Option<Value> = serde_json::from_slice(request.body()).ok();
        let told = input.ok_or(("SerializationException", String::new()));
        let (status, body) = match told.and_then(|input| self.call(operation, &input)) {
            Ok(output) => (200, output),
            Err((name, message)) => (400, json!({"__type": name, "message": message})),
        };
        let response = Response::builder().status(status);
        let response = response.header("Content-Type", "application/x-amz-json-1.1");
        response
            .body(body.to_string().into())
            .expect("a good answer")
    }
}

/// What is asked of it, and what it is known to lack.
pub(crate) fn judged() -> Embedded {
    let kms = ToyKms::default();
    kmspec::suite()
        .only("key/describe")
        .cannot(Lack::Iam)
        .deviates("key/describe/malformed_arn", "It looks at no ARN.")
        .target(move |request| {
            let kms = kms.clone();
            async move { kms.answer(&request) }
        })
}

fn main() -> ExitCode {
    judged().main()
}
