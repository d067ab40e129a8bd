//! Values with forms still to be evaluated.

use schemars::JsonSchema;
use serde_json::Value;

use super::Span;

/// A JSON value with forms still to be evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub shaped: Shaped,
}

/// The part of a reference that leads to the header fields of a step's answer.
pub const HEADERS: &str = "headers";

/// What a [`Template`] is.
#[derive(Debug, Clone, PartialEq)]
pub enum Shaped {
    /// A scalar, or a `$literal`.
    Plain(Value),
    /// A list.
    List(Vec<Template>),
    /// A mapping, in order.
    Map(Vec<(String, Template)>),
    /// `$ref`: the path's parts.
    Ref(Vec<String>),
    /// `$row`.
    Row(String),
    /// `$fresh`.
    Fresh(FreshKind),
    /// `$repeat`.
    Repeat {
        /// What is repeated.
        text: String,
        /// How often.
        times: u32,
    },
    /// `$concat`.
    Concat(Vec<Template>),
    /// `$upper`.
    Upper(Box<Template>),
    /// `$base64`.
    Base64(Box<Template>),
    /// `$bytes`.
    Bytes(LengthRange),
    /// `$text`.
    Text(LengthRange),
    /// `$pick`.
    Pick(Vec<Template>),
    /// `$json`.
    Json(Box<Template>),
}

/// A length, or the bounds within which it is drawn or must lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LengthRange {
    /// Least.
    pub min: u64,
    /// Greatest.
    pub max: u64,
}

/// The kinds of value that `$fresh` draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its name says; see the format")]
pub enum FreshKind {
    StoreName,
    ClusterId,
    Password,
    Certificate,
    ProxyEndpoint,
    ProxyPath,
    ProxyAccessKeyId,
    ProxySecret,
    VpcService,
    StoreId,
    KeyId,
    XksKeyId,
    AccountId,
    VpcServiceOwner,
    Alias,
    Text,
}

impl FreshKind {
    /// True for a part of what stands behind a custom key store: a value that a target with a real world accepts only if
    /// there is such a cluster, proxy or service.
    #[must_use]
    pub fn is_backing(self) -> bool {
        match self {
            Self::ClusterId
            | Self::Password
            | Self::Certificate
            | Self::ProxyEndpoint
            | Self::ProxyPath
            | Self::ProxyAccessKeyId
            | Self::ProxySecret
            | Self::VpcService
            | Self::VpcServiceOwner => true,
            Self::StoreName
            | Self::StoreId
            | Self::KeyId
            | Self::XksKeyId
            | Self::AccountId
            | Self::Alias
            | Self::Text => false,
        }
    }
}
