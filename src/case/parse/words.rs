//! The words of the closed sets, and what each stands for: one table for reading, writing and the schema.

use crate::case::{
    Confidence, EvidenceKind, FreshKind, KeyStateNeed, Lack, Principal, Region, StoreConnectivity,
    StoreState, StoreType, ValueType,
};

/// A word of a closed set and what it stands for.
pub(in crate::case) type Word<T> = (&'static str, T);

/// Kinds of evidence.
pub(in crate::case) const KINDS: &[Word<EvidenceKind>] = &[
    ("recorded-aws", EvidenceKind::RecordedAws),
    ("recorded-cli", EvidenceKind::RecordedCli),
    ("aws-doc", EvidenceKind::AwsDoc),
    ("service-model", EvidenceKind::ServiceModel),
    ("user-report", EvidenceKind::UserReport),
    ("inferred", EvidenceKind::Inferred),
];

/// How sure a fact is.
pub(in crate::case) const CONFIDENCES: &[Word<Confidence>] = &[
    ("high", Confidence::High),
    ("medium", Confidence::Medium),
    ("low", Confidence::Low),
];

/// Where else a fact was seen.
pub(in crate::case) const VIAS: &[Word<&str>] = &[("sister-service", "sister-service")];

/// What a target can never have.
pub(in crate::case) const LACKS: &[Word<Lack>] = &[
    ("iam", Lack::Iam),
    ("second_account", Lack::SecondAccount),
    ("second_region", Lack::SecondRegion),
    ("custom_key_stores", Lack::CustomKeyStores),
];

/// Who calls.
pub(in crate::case) const PRINCIPALS: &[Word<Principal>] = &[
    ("owner", Principal::Owner),
    ("peer", Principal::Peer),
    ("stranger", Principal::Stranger),
    ("anonymous", Principal::Anonymous),
];

/// Where.
pub(in crate::case) const REGIONS: &[Word<Region>] =
    &[("home", Region::Home), ("other", Region::Other)];

/// `type` of a store need.
pub(in crate::case) const STORE_TYPES: &[Word<StoreType>] = &[
    ("AWS_CLOUDHSM", StoreType::AwsCloudHsm),
    ("EXTERNAL_KEY_STORE", StoreType::ExternalKeyStore),
];

/// `connectivity` of a store need.
pub(in crate::case) const CONNECTIVITIES: &[Word<StoreConnectivity>] = &[
    ("PUBLIC_ENDPOINT", StoreConnectivity::PublicEndpoint),
    (
        "VPC_ENDPOINT_SERVICE",
        StoreConnectivity::VpcEndpointService,
    ),
];

/// `state` of a store need.
pub(in crate::case) const STORE_STATES: &[Word<StoreState>] = &[
    ("DISCONNECTED", StoreState::Disconnected),
    ("CONNECTED", StoreState::Connected),
    ("CONNECTING", StoreState::Connecting),
    ("DISCONNECTING", StoreState::Disconnecting),
    ("FAILED", StoreState::Failed),
];

/// `state` of a key need.
pub(in crate::case) const KEY_STATES: &[Word<KeyStateNeed>] = &[
    ("Enabled", KeyStateNeed::Enabled),
    ("Disabled", KeyStateNeed::Disabled),
    ("PendingDeletion", KeyStateNeed::PendingDeletion),
    ("Unavailable", KeyStateNeed::Unavailable),
];

/// What `$type` can ask for.
pub(in crate::case) const TYPES: &[Word<ValueType>] = &[
    ("string", ValueType::String),
    ("integer", ValueType::Integer),
    ("number", ValueType::Number),
    ("boolean", ValueType::Boolean),
    ("blob", ValueType::Blob),
    ("list", ValueType::List),
    ("structure", ValueType::Structure),
    ("timestamp", ValueType::Timestamp),
];

/// Every kind of `$fresh`.
pub(in crate::case) const FRESH: &[Word<FreshKind>] = &[
    ("store_name", FreshKind::StoreName),
    ("cluster_id", FreshKind::ClusterId),
    ("password", FreshKind::Password),
    ("certificate", FreshKind::Certificate),
    ("proxy_endpoint", FreshKind::ProxyEndpoint),
    ("proxy_path", FreshKind::ProxyPath),
    ("proxy_access_key_id", FreshKind::ProxyAccessKeyId),
    ("proxy_secret", FreshKind::ProxySecret),
    ("vpc_service", FreshKind::VpcService),
    ("store_id", FreshKind::StoreId),
    ("key_id", FreshKind::KeyId),
    ("xks_key_id", FreshKind::XksKeyId),
    ("account_id", FreshKind::AccountId),
    ("vpc_service_owner", FreshKind::VpcServiceOwner),
    ("alias", FreshKind::Alias),
    ("text", FreshKind::Text),
];
