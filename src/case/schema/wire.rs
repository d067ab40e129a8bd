//! Requests that a good client would not send.
#![expect(dead_code, reason = "these types are only described, never made")]

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::value::{Offset, Repeat, Template};

/// What differs from a good client's request.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct WireEntry {
    /// The method.
    #[schemars(default, with = "String", regex(pattern = r"^[A-Za-z-]+$"))]
    method: Option<String>,
    /// Path and query.
    #[schemars(default, with = "Template")]
    path: Option<Template>,
    /// The `X-Amz-Target`; null for none.
    #[schemars(default)]
    target: Option<Template>,
    /// The `Content-Type`; null for none.
    #[schemars(default)]
    content_type: Option<String>,
    /// Fields added or replaced; null takes away.
    #[schemars(default, with = "WireHeaders")]
    headers: Option<WireHeaders>,
    /// The body's exact bytes; not with `input`.
    #[schemars(default, with = "BodyEntry")]
    body: Option<BodyEntry>,
    /// How it is signed; null for not at all.
    #[schemars(default)]
    sign: Option<SignEntry>,
}

/// Header fields.
#[derive(JsonSchema)]
#[schemars(extend("propertyNames" = {"pattern": "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"}))]
pub(super) struct WireHeaders(BTreeMap<String, Template>);

/// Header fields with plain values.
#[derive(JsonSchema)]
#[schemars(extend("propertyNames" = {"pattern": "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"}))]
pub(super) struct PlainHeaders(BTreeMap<String, String>);

/// The exact bytes of a body, in one of these ways.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum BodyEntry {
    /// As text.
    Text(Template),
    /// As any JSON value, serialised.
    Json(Template),
    /// As hex digits.
    Hex(#[schemars(regex(pattern = r"^([0-9A-Fa-f]{2})*$"))] String),
    /// As a text repeated.
    Repeat(Repeat),
}

/// How a signature differs from a good one.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct SignEntry {
    /// The signature's date, against the target's clock.
    #[schemars(default, with = "Offset")]
    at: Option<Offset>,
    /// The Region in the credential scope.
    #[schemars(default, with = "Template")]
    region: Option<Template>,
    /// The service in the credential scope.
    #[schemars(default, with = "String")]
    service: Option<String>,
    /// The date in the credential scope.
    #[schemars(default, with = "String")]
    scope_date: Option<String>,
    /// The last part of the credential scope.
    #[schemars(default, with = "String")]
    terminator: Option<String>,
    /// The algorithm's name in the header.
    #[schemars(default, with = "String")]
    algorithm: Option<String>,
    /// Another access key id than the principal's.
    #[schemars(default, with = "Template")]
    access_key_id: Option<Template>,
    /// Another secret than the principal's.
    #[schemars(default, with = "String")]
    secret_access_key: Option<String>,
    /// An `X-Amz-Security-Token`.
    #[schemars(default, with = "String")]
    session_token: Option<String>,
    /// The signature, whatever would be right.
    #[schemars(default, with = "String")]
    signature: Option<String>,
    /// Header names left out of `SignedHeaders`.
    #[schemars(
        default,
        with = "Vec<String>",
        length(min = 1),
        inner(regex(pattern = r"\S"))
    )]
    unsigned: Option<Vec<String>>,
    /// Parameters of the header left out.
    #[schemars(default, with = "Vec<Parameter>", length(min = 1))]
    omit: Option<Vec<Parameter>>,
    /// The whole `Authorization` value, as it stands.
    #[schemars(default, with = "String")]
    authorization: Option<String>,
    /// Fields changed after signing.
    #[schemars(default, with = "PlainHeaders")]
    alter_headers: Option<PlainHeaders>,
    /// A body sent instead of the signed one.
    #[schemars(default, with = "BodyEntry")]
    alter_body: Option<BodyEntry>,
    /// No `X-Amz-Date`.
    #[schemars(default, with = "bool")]
    omit_date: Option<bool>,
    /// In the query, as in a presigned URL.
    #[schemars(default, with = "bool")]
    in_query: Option<bool>,
}

/// A parameter of the `Authorization` header.
#[derive(JsonSchema)]
pub(super) enum Parameter {
    /// Who signs.
    Credential,
    /// What is signed.
    SignedHeaders,
    /// The signature.
    Signature,
}
