//! Servers with one answer.

use std::sync::Arc;

use serde_json::json;

use super::Recording;
use super::stateless::Stateless;
use crate::target::in_process::Endpoint;

/// Always 200 `{}`.
#[must_use]
pub fn empty_object(seed: u64) -> Box<dyn Endpoint> {
    Stateless::boxed(seed, |_, _| Ok((200, b"{}".to_vec())))
}

/// Always 400 with this error.
#[must_use]
pub fn error(seed: u64, error_type: &'static str) -> Box<dyn Endpoint> {
    Stateless::boxed(seed, move |_, _| {
        let body = json!({"__type": error_type, "message": "no"});
        Ok((400, body.to_string().into_bytes()))
    })
}

/// Always the refusal that the reference gave this operation most often, word for word: the `place`-th most frequent.
#[must_use]
pub fn likeliest_error(seed: u64, recording: Arc<Recording>, place: usize) -> Box<dyn Endpoint> {
    Stateless::boxed(seed, move |request, _| {
        Ok(recording.refusal(request, place).unwrap_or_else(|| {
            let body = json!({"__type": "ValidationException", "message": "no"});
            (400, body.to_string().into_bytes())
        }))
    })
}
