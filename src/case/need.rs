//! Preconditions of a case.

use schemars::JsonSchema;

use super::{Principal, Region, Span, Template};

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
