//! The steps of creating, updating and deleting custom key stores, and their usual order.

use super::Index;

/// One step of `CreateCustomKeyStore`. A step that does not concern the store's type does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CreateStep {
    Required,
    Foreign,
    /// An equal request gets the id of the store that is there.
    Repeat,
    Unique(Index),
    Limit,
    ClusterFound,
    ClusterActive,
    TrustAnchor,
    ClusterConfigured,
    ServiceFound,
    ServiceValid,
    ProxyHealthy,
    /// The value counts as used from here on.
    Claim(Index),
    /// The store begins to exist.
    Keep,
}

/// One step of `UpdateCustomKeyStore`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UpdateStep {
    Foreign,
    State,
    /// A change of connectivity needs its other members (facts C-081, C-082).
    Connectivity,
    Unique(Index),
    ClusterFound,
    ClusterActive,
    ClusterRelated,
    ClusterConfigured,
    ServiceFound,
    ServiceValid,
    ProxyHealthy,
    /// The new values count.
    Keep,
}

/// One step of `DeleteCustomKeyStore`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeleteStep {
    /// The store must be in a state that allows it.
    State,
    /// The store must hold no keys.
    Empty,
    /// The store ends to exist.
    Remove,
    /// The store is disconnected by the way.
    Disconnect,
}

/// Requirements, then the account's own values, then what stands behind the store; the order itself is not documented.
pub(crate) fn create_steps() -> Vec<CreateStep> {
    vec![
        CreateStep::Required,
        CreateStep::Foreign,
        CreateStep::Repeat,
        CreateStep::Unique(Index::Name),
        CreateStep::Limit,
        CreateStep::ClusterFound,
        CreateStep::Unique(Index::Cluster),
        CreateStep::ClusterActive,
        CreateStep::TrustAnchor,
        CreateStep::ClusterConfigured,
        CreateStep::Unique(Index::Uri),
        CreateStep::Unique(Index::Endpoint),
        CreateStep::Unique(Index::Service),
        CreateStep::ServiceFound,
        CreateStep::ServiceValid,
        CreateStep::ProxyHealthy,
        CreateStep::Keep,
        CreateStep::Claim(Index::Name),
        CreateStep::Claim(Index::Cluster),
        CreateStep::Claim(Index::Uri),
        CreateStep::Claim(Index::Endpoint),
        CreateStep::Claim(Index::Service),
    ]
}

pub(crate) fn update_steps() -> Vec<UpdateStep> {
    vec![
        UpdateStep::Foreign,
        UpdateStep::State,
        UpdateStep::Connectivity,
        UpdateStep::Unique(Index::Name),
        UpdateStep::ClusterFound,
        UpdateStep::ClusterRelated,
        UpdateStep::ClusterActive,
        UpdateStep::ClusterConfigured,
        UpdateStep::Unique(Index::Uri),
        UpdateStep::Unique(Index::Endpoint),
        UpdateStep::Unique(Index::Service),
        UpdateStep::ServiceFound,
        UpdateStep::ServiceValid,
        UpdateStep::ProxyHealthy,
        UpdateStep::Keep,
    ]
}
