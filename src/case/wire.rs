//! Requests that a good client would not send.

use super::Template;

/// A request that a good client would not send. A field left out is as a good client sends it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wire {
    /// The method.
    pub method: Option<String>,
    /// The request target: path and query.
    pub path: Option<Template>,
    /// The `X-Amz-Target`; `Some(None)` for none.
    pub target: Option<Option<Template>>,
    /// The `Content-Type`; `Some(None)` for none.
    pub content_type: Option<Option<String>>,
    /// Fields added or replaced, or taken away (`None`), before signing.
    pub headers: Vec<(String, Option<Template>)>,
    /// The body's exact bytes.
    pub body: Option<BodyBytes>,
    /// How it is signed; `Some(None)`: not at all.
    pub sign: Option<Option<Signing>>,
}

/// The exact bytes of a body.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyBytes {
    /// `{text: …}`: UTF-8; evaluates to a string.
    Text(Template),
    /// `{json: …}`: any JSON value, serialised.
    Json(Template),
    /// `{hex: …}`.
    Hex(Vec<u8>),
    /// `{repeat: {text, times}}`.
    Repeat {
        /// What is repeated.
        text: String,
        /// How often.
        times: u32,
    },
}

/// How a signature differs from a good one. The default is a good one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Signing {
    /// Milliseconds from the target's clock to the signature's date (`at: -6m`).
    pub at_millis: i64,
    /// The Region in the credential scope.
    pub region: Option<Template>,
    /// The service in the credential scope.
    pub service: Option<String>,
    /// The date in the credential scope, `YYYYMMDD`.
    pub scope_date: Option<String>,
    /// The last part of the credential scope instead of `aws4_request`.
    pub terminator: Option<String>,
    /// The algorithm's name in the header.
    pub algorithm: Option<String>,
    /// Another access key id than the principal's.
    pub access_key_id: Option<Template>,
    /// Another secret than the principal's.
    pub secret_access_key: Option<String>,
    /// An `X-Amz-Security-Token`.
    pub session_token: Option<String>,
    /// The signature's 64 hex digits, whatever would be right.
    pub signature: Option<String>,
    /// Header names left out of `SignedHeaders`.
    pub unsigned: Vec<String>,
    /// Parameters of the header left out: `Credential`, `SignedHeaders`, `Signature`.
    pub omit: Vec<String>,
    /// The whole `Authorization` value, as it stands.
    pub authorization: Option<String>,
    /// Fields changed after signing.
    pub alter_headers: Vec<(String, String)>,
    /// A body sent instead of the signed one.
    pub alter_body: Option<BodyBytes>,
    /// True: no `X-Amz-Date` header is sent.
    pub omit_date: bool,
    /// True: the signature stands in the query, as in a presigned URL.
    pub in_query: bool,
}
