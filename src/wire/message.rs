//! One HTTP request and one HTTP response as values.

use super::Headers;

/// One HTTP request, before or after signing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `POST` for every KMS operation (fact W-001); a case may say otherwise.
    pub method: String,
    /// Path and query as they stand in the request line, `/` for KMS (fact W-001).
    pub target: String,
    /// Fields in order; `Host` among them.
    pub headers: Headers,
    /// The exact bytes of the body.
    pub body: Vec<u8>,
}

/// One HTTP response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Fields in order.
    pub headers: Headers,
    /// The exact bytes of the body.
    pub body: Vec<u8>,
}
