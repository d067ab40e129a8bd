//! Preconditions of a case.

use schemars::JsonSchema;

use super::{FreshKind, Principal, Region, Shaped, Span, Template};
use crate::model::Operation;

/// A named precondition.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// The name by which steps refer to it.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// Who makes it.
    pub principal: Principal,
    /// Where it is made.
    pub region: Region,
    /// What it is.
    pub kind: NeedKind,
}

/// What a precondition is.
#[derive(Debug, Clone, PartialEq)]
pub enum NeedKind {
    /// `role: custom_key_store`.
    CustomKeyStore(StoreNeed),
    /// `role: key`.
    Key(KeyNeed),
    /// One of [`OF_A_KEY`].
    OfKey(OfKeyNeed),
}

/// A role of what one request makes of a key; one row each, and the only place that has to know of a new one beside the
/// schema and the table of how things are found again and undone.
#[derive(Debug, PartialEq)]
pub struct OfKeyRole {
    /// The word in cases.
    pub word: &'static str,
    /// It in a sentence.
    pub noun: &'static str,
    /// What makes it.
    pub create: Operation,
    /// The member of that request which names the key.
    pub key: &'static str,
    /// The members that are drawn, unless the case has its own.
    pub drawn: &'static [(&'static str, FreshKind)],
}

/// Every role of what one request makes of a key.
pub static OF_A_KEY: &[OfKeyRole] = &[OfKeyRole {
    word: "alias",
    noun: "an alias",
    create: Operation::CreateAlias,
    key: "TargetKeyId",
    drawn: &[("AliasName", FreshKind::Alias)],
}];

/// What a case needs that one request makes of a key.
#[derive(Debug, Clone, PartialEq)]
pub struct OfKeyNeed {
    /// What it is.
    pub role: &'static OfKeyRole,
    /// The name of the key's need.
    pub of: String,
    /// Members of the create request that differ from drawn ones.
    pub with: Vec<(String, Template)>,
}

impl OfKeyNeed {
    /// The members of the request that makes it, the case's own last: they take the place of those before them.
    #[must_use]
    pub fn input(&self) -> Vec<(String, Template)> {
        let template = |shaped| Template {
            span: Span::default(),
            shaped,
        };
        let drawn = self.role.drawn.iter();
        let mut members: Vec<_> = drawn
            .map(|(member, kind)| ((*member).to_owned(), template(Shaped::Fresh(*kind))))
            .collect();
        let key = template(Shaped::Ref(vec![self.of.clone(), "KeyId".to_owned()]));
        members.push((self.role.key.to_owned(), key));
        members.extend(self.with.iter().cloned());
        members
    }
}

/// A custom key store that a case needs.
#[derive(Debug, Clone, PartialEq)]
pub struct StoreNeed {
    /// Its type.
    pub store_type: StoreType,
    /// How an external key store is reached; ignored for `AWS_CLOUDHSM`.
    pub connectivity: StoreConnectivity,
    /// The connection state at the first step.
    pub state: StoreState,
    /// Members of the create request that differ from drawn ones.
    pub with: Vec<(String, Template)>,
}

/// `CustomKeyStoreType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, JsonSchema)]
#[expect(missing_docs, reason = "the values of the model's enum")]
pub enum StoreType {
    #[default]
    #[schemars(rename = "AWS_CLOUDHSM")]
    AwsCloudHsm,
    #[schemars(rename = "EXTERNAL_KEY_STORE")]
    ExternalKeyStore,
}

/// `XksProxyConnectivityType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, JsonSchema)]
#[schemars(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the values of the model's enum")]
pub enum StoreConnectivity {
    #[default]
    PublicEndpoint,
    VpcEndpointService,
}

/// `ConnectionStateType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, JsonSchema)]
#[schemars(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the values of the model's enum")]
pub enum StoreState {
    #[default]
    Disconnected,
    Connecting,
    Connected,
    Disconnecting,
    Failed,
}

/// A KMS key that a case needs.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyNeed {
    /// The name of the store need in which it stands; a key of KMS's own when `None`.
    pub store: Option<String>,
    /// Its state at the first step.
    pub state: KeyStateNeed,
    /// Members of the create request that differ from the default.
    pub with: Vec<(String, Template)>,
}

/// The key states that a need may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, JsonSchema)]
#[schemars(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the values of the model's enum")]
pub enum KeyStateNeed {
    #[default]
    Enabled,
    Disabled,
    PendingDeletion,
    Unavailable,
}
