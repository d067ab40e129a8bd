//! What an answer looks like when an endpoint does not have the operation, told apart from a refusal and from a crash.
//!
//! Each row was seen on the wire of a real endpoint on 2026-11-23, but AWS's own (fact W-041).

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

struct Row {
    status: u16,
    /// `None` for an answer that has none.
    error_type: Option<&'static str>,
    /// A part of the body that must be there.
    text: &'static str,
    absence: Absence,
}

const TABLE: [Row; 7] = [
    // AWS (fact W-041), awsim 0.8.0
    row(
        400,
        Some("UnknownOperationException"),
        "",
        Absence::Definite,
    ),
    // ministack 1.5.33
    row(
        400,
        Some("InvalidAction"),
        "Unknown action",
        Absence::Definite,
    ),
    // winterbaume-kms 0.2.1
    row(
        400,
        Some("InvalidAction"),
        "Could not find operation",
        Absence::Definite,
    ),
    // fakecloud-kms 0.51.0
    row(
        501,
        Some("InvalidAction"),
        "not implemented",
        Absence::Definite,
    ),
    // LocalStack 2026.3.0, an operation of its model
    row(501, Some("InternalFailure"), "", Absence::Definite),
    // LocalStack 2026.3.0, an operation that its model lacks
    row(
        500,
        Some("InternalError"),
        "with unknown operation",
        Absence::Definite,
    ),
    // moto 5.2.5, byte for byte the same as its crash
    row(
        500,
        None,
        "<title>500 Internal Server Error</title>",
        Absence::Ambiguous,
    ),
];

const fn row(
    status: u16,
    error_type: Option<&'static str>,
    text: &'static str,
    absence: Absence,
) -> Row {
    Row {
        status,
        error_type,
        text,
        absence,
    }
}

/// Whether the answer says that the endpoint does not have the operation; `None` for any other answer.
///
/// The caller knows what it asked for: the answer to an operation that nobody has is not an absence.
#[must_use]
pub fn classify(response: &Response) -> Option<Absence> {
    let answer = Answer::of(response);
    if response.status == 501 && answer.error_type.is_none() {
        return Some(Absence::Definite);
    }
    let is_xml =
        matches!(&answer.body, Body::NotJson(_)) && is_unknown_operation_xml(&response.body);
    if is_xml {
        return Some(Absence::Definite);
    }
    let row = TABLE.iter().find(|row| {
        row.status == response.status
            && row.error_type == answer.error_type.as_deref()
            && contains(&response.body, row.text)
    });
    row.map(|row| row.absence)
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
        assert_eq!(classify(&response), expected, "{status} {body}");
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
        check(500, localstack, definite);
        check(501, "", definite);
        let moto = "<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n";
        check(500, moto, Some(Absence::Ambiguous));
    }

    #[test]
    fn refusals_and_crashes_are_not_absences() {
        check(200, "{}", None);
        check(400, r#"{"__type":"UnsupportedOperationException"}"#, None);
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
