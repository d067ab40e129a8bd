//! The words in which rules about custom key stores are written.

use crate::reference::faults::derived::rules;
use crate::reference::rules::Reach;

/// A value that one store claims for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Index {
    Name,
    /// A cluster, and with it every cluster of its backup history.
    Cluster,
    /// Endpoint and path together.
    Uri,
    /// The endpoint, where a VPC connection is among the two.
    Endpoint,
    Service,
}

rules! {
    /// How one index works.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) struct IndexRule {
        pub(crate) index: Index,
        /// The error for a value in use.
        pub(crate) error: &'static str,
        /// Whose stores are looked at.
        pub(crate) reach: Reach,
        /// Whether deleting a store frees the value (fact C-111).
        pub(crate) freed_by_delete: bool,
        /// Whether an update frees the old value.
        pub(crate) freed_by_update: bool,
        /// Whether an update claims the new value.
        pub(crate) claimed_by_update: bool,
        /// Whether values are compared without case.
        pub(crate) folded: bool,
    }
}

/// What a repeated request gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// What any request with values in use gets.
    Refused,
    /// The id of the store, while it is disconnected.
    SameWhileDisconnected,
    /// The id of the store.
    Same,
}

/// Which stores count against the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    All,
    Connected,
    SameType,
    EveryRegion,
}

/// What a request for another connection state does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transition {
    Refused,
    /// 200, and nothing changes.
    Stays,
    /// 200, and the change begins.
    Begins,
    /// 200, and the change is done.
    Jumps,
    /// The error, and the change begins all the same.
    RefusedYetBegins,
}

/// Which keys make a store non-empty, so that it cannot be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NonEmpty {
    AnyKey,
    /// All but those that wait for their deletion.
    KeyNotPendingDeletion,
    /// Only those that would be Enabled.
    EnabledKey,
    OldestKeyOfAll,
    Never,
}

/// What an id and a name at once get (fact C-135).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BothFilters {
    Refused(&'static str),
    IdCounts,
    NameCounts,
}

/// When `ConnectionErrorCode` is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorCode {
    WhenFailed,
    Never,
    /// Even after the failure was cleared away.
    EverSince,
}
