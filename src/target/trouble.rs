//! Answers that say nothing about what was asked: the endpoint had no time, broke, or did not believe who asked.

use crate::wire::Response;
use crate::wire::aws_json::Answer;

/// Why an answer says nothing about what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It was asked too often (fact W-022).
    Throttled,
    /// It broke, or is not there for now; what was asked may have been done all the same.
    Broken,
    /// It does not know the credentials, or thinks that they have expired.
    Unbelieved,
}

/// Error types for too many calls; KMS uses the first, the others are what clients of AWS ask again on.
const THROTTLED: [&str; 8] = [
    "ThrottlingException",
    "Throttling",
    "ThrottledException",
    "RequestThrottled",
    "RequestThrottledException",
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "SlowDown",
];

/// Error types of the layer in front of KMS that looks at signatures and credentials.
const UNBELIEVED: [&str; 8] = [
    "ExpiredTokenException",
    "UnrecognizedClientException",
    "InvalidSignatureException",
    "InvalidClientTokenId",
    "IncompleteSignatureException",
    "MissingAuthenticationTokenException",
    "MissingAuthenticationToken",
    "SignatureDoesNotMatch",
];

/// Whether an answer says that the credentials have ended, so that new ones may be believed.
#[must_use]
pub fn is_expired(response: &Response) -> bool {
    response.status >= 400
        && Answer::of(response).error_type.as_deref() == Some("ExpiredTokenException")
}

/// The trouble that an answer tells of; `None` for an answer to what was asked.
#[must_use]
pub fn classify(response: &Response) -> Option<Trouble> {
    if response.status < 400 {
        return None;
    }
    let answer = Answer::of(response);
    let told = answer.error_type.as_deref().unwrap_or_default();
    if response.status == 429 || THROTTLED.contains(&told) {
        Some(Trouble::Throttled)
    } else if response.status >= 500 && response.status != 501 {
        Some(Trouble::Broken)
    } else if UNBELIEVED.contains(&told) {
        Some(Trouble::Unbelieved)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Headers;

    fn check(status: u16, body: &str, expected: Option<Trouble>) {
        let response = Response {
            status,
            headers: Headers::new(),
            body: body.into(),
        };
        assert_eq!(classify(&response), expected, "{status} {body}");
    }

    #[test]
    fn troubles_are_told_from_answers() {
        let error = |name: &str| format!(r#"{{"__type":"{name}"}}"#);
        check(400, &error("ThrottlingException"), Some(Trouble::Throttled));
        check(429, "", Some(Trouble::Throttled));
        check(503, &error("SlowDown"), Some(Trouble::Throttled));
        check(500, &error("KMSInternalException"), Some(Trouble::Broken));
        check(503, "", Some(Trouble::Broken));
        check(
            400,
            &error("ExpiredTokenException"),
            Some(Trouble::Unbelieved),
        );
        check(501, "", None);
        check(400, &error("LimitExceededException"), None);
        check(400, &error("AccessDeniedException"), None);
        check(200, &error("ThrottlingException"), None);
    }

    #[test]
    fn only_what_has_ended_is_asked_again_with_other_credentials() {
        let is_expired = |status: u16, name: &str| {
            is_expired(&Response {
                status,
                headers: Headers::new(),
                body: format!(r#"{{"__type":"{name}"}}"#).into(),
            })
        };
        assert!(is_expired(400, "ExpiredTokenException"));
        assert!(!is_expired(400, "UnrecognizedClientException"));
        assert!(!is_expired(200, "ExpiredTokenException"));
    }
}
