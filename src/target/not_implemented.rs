//! What an answer looks like when an endpoint does not have the operation, told apart from a refusal and from a crash.
//!
//! AWS's own answer is fact W-041. What emulators say was seen on the wire on 2026-11-23, or stands in their source; those
//! that nobody has seen yet are told by the words that any of them would use.

use crate::model::Operation;
use crate::wire::Response;
use crate::wire::aws_json::{Answer, Body};

/// How sure it is that an endpoint does not have the operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// It says so.
    Definite,
    /// It may as well have crashed: if the same operation was answered properly elsewhere in the run, it has crashed.
    Ambiguous,
}

/// Error types that say so by themselves; KMS uses the first only.
const TYPES: [&str; 7] = [
    "UnknownOperationException", // AWS (fact W-041), awsim-kms 0.8.0
    "UnknownOperation",
    "InvalidAction", // ministack 1.5.33, winterbaume-kms 0.2.1, fakecloud-kms 0.51.0
    "UnknownAction",
    "NotImplemented",
    "NotImplementedException",
    "UnsupportedOperation", // floci; KMS's own refusal is `UnsupportedOperationException`
];

/// Words by which a message says so, whatever the type, beside the operation's name or the word for one.
const WORDS: [&str; 6] = [
    "not implemented",
    "not yet implemented",
    "unknown operation", // LocalStack 2026.3.0, of what its model lacks
    "unknown action",
    "unsupported action",
    "could not find operation",
];

/// Whether the answer says that the endpoint does not have the operation; `None` for any other answer.
///
/// The caller knows what it asked for: the answer to an operation that nobody has is not an absence.
#[must_use]
pub fn classify(response: &Response, operation: Operation) -> Option<Absence> {
    // That is what the status means, whatever stands in the body.
    if response.status == 501 {
        return Some(Absence::Definite);
    }
    let answer = Answer::of(response);
    if answer.is_success() {
        return None;
    }
    let is_xml =
        matches!(&answer.body, Body::NotJson(_)) && is_unknown_operation_xml(&response.body);
    let told = answer.error_type.as_deref();
    if is_xml || told.is_some_and(|told| TYPES.contains(&told)) {
        return Some(Absence::Definite);
    }
    if told.is_some_and(|_| says_so(answer.message.as_deref().unwrap_or_default(), operation)) {
        // LocalStack 2026.3.0 says the same of an operation that it cannot find and of a body that it cannot read.
        let crashed = response.status >= 500;
        return Some(if crashed {
            Absence::Ambiguous
        } else {
            Absence::Definite
        });
    }
    // moto 5.2.5, byte for byte the same as its crash.
    let is_page = response.status == 500 && told.is_none();
    (is_page && contains(&response.body, "<title>500 Internal Server Error</title>"))
        .then_some(Absence::Ambiguous)
}

/// Whether a message is about an operation that is not there, and not about something within one.
fn says_so(message: &str, operation: Operation) -> bool {
    let message = message.to_ascii_lowercase();
    let name = operation.name().to_ascii_lowercase();
    let about = message.contains(&name) || message.contains("operation");
    about && WORDS.iter().any(|words| message.contains(words))
        || message.contains(&format!("operation {name} is not supported"))
}

/// AWS's answer where not even the protocol was recognised (fact W-043).
fn is_unknown_operation_xml(body: &[u8]) -> bool {
    body.trim_ascii().starts_with(b"<UnknownOperationException")
}

fn contains(body: &[u8], text: &str) -> bool {
    text.is_empty()
        || body
            .windows(text.len())
            .any(|window| window == text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Headers;

    fn check(status: u16, body: &str, expected: Option<Absence>) {
        let response = Response {
            status,
            headers: Headers::new(),
            body: body.into(),
        };
        let told = classify(&response, Operation::CreateCustomKeyStore);
        assert_eq!(told, expected, "{status} {body}");
    }

    #[test]
    fn absences_are_recognised() {
        let definite = Some(Absence::Definite);
        check(400, r#"{"__type":"UnknownOperationException"}"#, definite);
        check(404, "<UnknownOperationException/>\n", definite);
        let ministack =
            r#"{"__type": "InvalidAction", "message": "Unknown action: CreateCustomKeyStore"}"#;
        check(400, ministack, definite);
        let winterbaume = r#"{"__type":"InvalidAction","message":"Could not find operation GetKeyLastUsage for KMS"}"#;
        check(400, winterbaume, definite);
        let fakecloud = r#"{"__type":"InvalidAction","message":"action Encapsulate not implemented for service kms"}"#;
        check(501, fakecloud, definite);
        let localstack = r#"{"__type": "InternalFailure", "message": "The API for service kms is either not …"}"#;
        check(501, localstack, definite);
        let localstack = r#"{"__type": "InternalError", "message": "exception while calling kms with unknown operation: …"}"#;
        check(500, localstack, Some(Absence::Ambiguous));
        check(501, "", definite);
        check(501, r#"{"__type":"SomethingElse"}"#, definite);
        let floci = r#"{"__type":"UnsupportedOperation","message":"Operation CreateCustomKeyStore is not supported."}"#;
        check(400, floci, definite);
        let unseen = r#"{"__type":"ValidationException","message":"CreateCustomKeyStore is not implemented"}"#;
        check(400, unseen, definite);
        let moto = "<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n";
        check(500, moto, Some(Absence::Ambiguous));
    }

    #[test]
    fn refusals_and_crashes_are_not_absences() {
        check(200, "{}", None);
        check(400, r#"{"__type":"UnsupportedOperationException"}"#, None);
        let of_a_key = r#"{"__type":"UnsupportedOperationException","message":"This operation is not supported for the key"}"#;
        check(400, of_a_key, None);
        let of_a_member =
            r#"{"__type":"ValidationException","message":"KeySpec SM2 is not implemented"}"#;
        check(400, of_a_member, None);
        check(400, r#"{"__type":"CustomKeyStoreNotFoundException"}"#, None);
        check(
            500,
            r#"{"__type": "InternalError", "message": "exception while calling kms.DescribeKey: …"}"#,
            None,
        );
        check(500, r#"{"__type": "KMSInternalException"}"#, None);
        check(500, "", None);
        check(502, "<html><title>502 Bad Gateway</title></html>", None);
        check(404, "", None);
    }
}
