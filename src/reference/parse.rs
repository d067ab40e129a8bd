//! The body of a request as JSON (facts V-060..V-065).

use serde_json::{Value, json};

use super::rules::{BodyFault, Front};
use super::service_error::{ServiceError, refuse};

/// The body's JSON object.
///
/// # Errors
///
/// `SerializationException` without a text for bytes that are no JSON object.
pub(crate) fn parse(rules: &Front, body: &[u8]) -> Result<Value, ServiceError> {
    let fault = if body.is_empty() {
        rules.empty_body
    } else {
        match serde_json::from_slice::<Value>(body) {
            Ok(value) if value.is_object() => return Ok(value),
            Ok(Value::Array(_)) if rules.non_object_body == BodyFault::Refused => {
                let text = "Start of list found where not expected";
                return Err(ServiceError::of("SerializationException").saying(text));
            }
            Ok(_) => rules.non_object_body,
            Err(_) => rules.malformed_body,
        }
    };
    match fault {
        BodyFault::Refused => refuse("SerializationException"),
        BodyFault::ReadAsEmpty => Ok(json!({})),
        BodyFault::Crash => Err(ServiceError::of("InternalError").with_status(500)),
    }
}
