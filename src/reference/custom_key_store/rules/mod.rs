//! What becomes of custom key stores.

mod property;
mod step;
mod term;

use crate::reference::faults::derived::rules;
pub(crate) use property::{Property, StoreType};
pub(crate) use step::{CreateStep, DeleteStep, UpdateStep};
use step::{create_steps, update_steps};
pub(crate) use term::{
    BothFilters, Counted, ErrorCode, Index, IndexRule, NonEmpty, Repeat, Transition,
};

use crate::reference::rules::{ByConnection, ConnectionState, Reach};

rules! {
    /// Rules about custom key stores.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct StoreRules {
        /// `CreateCustomKeyStore`'s checks and effects, in order.
        pub(crate) create: Vec<CreateStep>,
        /// `UpdateCustomKeyStore`'s checks and effects, in order.
        pub(crate) update: Vec<UpdateStep>,
        /// `DeleteCustomKeyStore`'s checks and effects, in order.
        pub(crate) delete: Vec<DeleteStep>,
        /// Stores per account and Region (fact C-015).
        pub(crate) limit: usize,
        /// Which stores count (fact C-015).
        pub(crate) limit_counts: Counted,
        /// Members that a type cannot do without (facts C-004, C-005).
        pub(crate) required: Vec<(StoreType, Vec<&'static str>)>,
        /// Whether a VPC connection needs its service's name (fact C-006).
        pub(crate) vpc_needs_service: bool,
        /// The error for a missing member (facts C-004..C-006, C-081).
        pub(crate) missing_member: &'static str,
        /// The error for a member of the other type; `None`: it is ignored.
        pub(crate) foreign_member: Option<&'static str>,
        /// The repetition of a request for a `CloudHSM` store.
        pub(crate) repeat_cloudhsm: Repeat,
        /// The repetition of a request for an external store.
        pub(crate) repeat_external: Repeat,
        /// What must be unique.
        pub(crate) indexes: Vec<IndexRule>,
        /// Active HSMs that Create, Update and `CreateKey` need (fact C-014).
        pub(crate) hsms: u32,
        /// Active HSMs that Connect needs.
        pub(crate) connect_hsms: u32,
        /// The state of a new store (fact C-016).
        pub(crate) initial: ConnectionState,
        /// What `ConnectCustomKeyStore` does (facts C-040..C-044).
        pub(crate) connect: ByConnection<Transition>,
        /// What `DisconnectCustomKeyStore` does (facts C-060..C-064).
        pub(crate) disconnect: ByConnection<Transition>,
        /// Whether a cluster's trouble seen at once refuses a connection (fact C-046), or fails it later.
        pub(crate) connect_sees_cluster: bool,
        /// The state that a refused connection leaves (fact C-046).
        pub(crate) connect_refused_leaves: Option<ConnectionState>,
        /// Whether trouble behind the store makes a connection fail (fact C-047).
        pub(crate) connections_fail: bool,
        /// Whether a connection that was made or ended is ever seen as such.
        pub(crate) connections_end: bool,
        /// The states in which a store can be deleted (facts C-100..C-105).
        pub(crate) deletable: ByConnection<bool>,
        /// The error for a store in another state (fact C-102).
        pub(crate) not_deletable: &'static str,
        /// Which keys make a store non-empty, so that it cannot be deleted (facts C-106, C-107).
        pub(crate) non_empty: NonEmpty,
        /// Whether a store's keys go with it.
        pub(crate) deletes_keys: bool,
        /// The states in which each property can be updated (facts C-073..C-076).
        pub(crate) updatable: Vec<(Property, ByConnection<bool>)>,
        /// Whether a CONNECTED `CloudHSM` key store can be renamed: the model says so, the guide of 2022 does not.
        pub(crate) renames_connected_cloudhsm: bool,
        /// Properties that an update does not store.
        pub(crate) update_forgets: Vec<Property>,
        /// Whether an update that changes nothing is accepted.
        pub(crate) empty_update: bool,
        /// The states in which keys can be created (facts C-160..C-165).
        pub(crate) creates_keys: ByConnection<bool>,
        /// The states in which `GenerateRandom` works (facts C-181, C-183).
        pub(crate) gives_random: ByConnection<bool>,
        /// Whose stores `DeleteCustomKeyStore` finds (fact C-115).
        pub(crate) delete_reach: Reach,
        /// Whose stores the other operations find.
        pub(crate) reach: Reach,
        /// Whether the letter case of an id is not looked at (fact C-101: another id is not found).
        pub(crate) ids_ignore_case: bool,
        /// Whether a name does where an id is asked for (fact C-116).
        pub(crate) names_are_ids: bool,
        /// The error for an id that no store has (fact C-101).
        pub(crate) not_found: &'static str,
        /// The error for a store of another account (fact C-115).
        pub(crate) cross_account_store: &'static str,
        pub(crate) describe: DescribeRules,
    }
}

rules! {
    /// How stores are described.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct DescribeRules {
        /// An id and a name at once (fact C-135).
        pub(crate) both: BothFilters,
        /// Whether an unknown id or name is an error (facts C-133, C-134).
        pub(crate) not_found_is_error: bool,
        /// Whether filters are looked at (facts C-131, C-132).
        pub(crate) filters: bool,
        /// When `ConnectionErrorCode` is there (facts C-140, C-141).
        pub(crate) error_code: ErrorCode,
        /// Whether secrets are told.
        pub(crate) includes_secrets: bool,
        /// Whether members of the other type are told, empty (facts C-136, C-137).
        pub(crate) includes_foreign: bool,
        /// Whether `CustomKeyStoreType` is told (fact C-136).
        pub(crate) includes_type: bool,
        /// Whether the trust anchor is told (fact C-136).
        pub(crate) includes_trust_anchor: bool,
        /// Whether the creation date is told (fact C-136).
        pub(crate) includes_creation: bool,
        /// Whether a VPC connection's service is told (fact C-138).
        pub(crate) includes_service: bool,
        /// Whether FAILED is told as such (fact C-140).
        pub(crate) includes_failure: bool,
        /// Whether the states on the way are told (facts C-040, C-060).
        pub(crate) includes_transitions: bool,
    }
}

impl StoreRules {
    #[expect(clippy::too_many_lines, reason = "a table, one line for each rule")]
    pub(crate) fn aws() -> Self {
        use ConnectionState::{Connected, Disconnected};
        use Transition::{Begins, Refused, Stays};
        let only_disconnected = ByConnection::only(&[Disconnected]);
        let also_connected = ByConnection::only(&[Disconnected, Connected]);
        let index = |index, error, reach| IndexRule {
            index,
            error,
            reach,
            freed_by_delete: true,
            freed_by_update: true,
            claimed_by_update: true,
            folded: false,
        };
        Self {
            create: create_steps(),
            update: update_steps(),
            delete: vec![DeleteStep::State, DeleteStep::Empty, DeleteStep::Remove],
            limit: 10,
            limit_counts: Counted::All,
            required: vec![
                (
                    StoreType::CloudHsm,
                    vec![
                        "CloudHsmClusterId",
                        "KeyStorePassword",
                        "TrustAnchorCertificate",
                    ],
                ),
                (
                    StoreType::External,
                    vec![
                        "XksProxyConnectivity",
                        "XksProxyUriEndpoint",
                        "XksProxyUriPath",
                        "XksProxyAuthenticationCredential",
                    ],
                ),
            ],
            vpc_needs_service: true,
            missing_member: "ValidationException",
            foreign_member: Some("ValidationException"),
            repeat_cloudhsm: Repeat::SameWhileDisconnected,
            repeat_external: Repeat::Refused,
            indexes: vec![
                index(Index::Name, "CustomKeyStoreNameInUseException", Reach::Own),
                index(Index::Cluster, "CloudHsmClusterInUseException", Reach::Own),
                index(Index::Uri, "XksProxyUriInUseException", Reach::Own),
                index(
                    Index::Endpoint,
                    "XksProxyUriEndpointInUseException",
                    Reach::Region,
                ),
                index(
                    Index::Service,
                    "XksProxyVpcEndpointServiceInUseException",
                    Reach::Own,
                ),
            ],
            hsms: 2,
            connect_hsms: 1,
            initial: Disconnected,
            // In the order of the states: DISCONNECTED, CONNECTING, CONNECTED, FAILED, DISCONNECTING.
            connect: ByConnection([Begins, Stays, Stays, Refused, Refused]),
            disconnect: ByConnection([Refused, Begins, Begins, Begins, Refused]),
            connect_sees_cluster: true,
            connect_refused_leaves: None,
            connections_fail: true,
            connections_end: true,
            deletable: only_disconnected,
            not_deletable: "CustomKeyStoreInvalidStateException",
            non_empty: NonEmpty::AnyKey,
            deletes_keys: false,
            updatable: vec![
                (Property::Name, also_connected),
                (Property::Password, only_disconnected),
                (Property::Cluster, only_disconnected),
                (Property::Endpoint, only_disconnected),
                (Property::Path, also_connected),
                (Property::Service, only_disconnected),
                (Property::ServiceOwner, only_disconnected),
                (Property::Credential, also_connected),
                (Property::Connectivity, only_disconnected),
            ],
            renames_connected_cloudhsm: true,
            update_forgets: Vec::new(),
            empty_update: true,
            creates_keys: ByConnection::only(&[Connected]),
            gives_random: ByConnection::only(&[Connected]),
            delete_reach: Reach::Own,
            reach: Reach::Own,
            ids_ignore_case: false,
            names_are_ids: false,
            not_found: "CustomKeyStoreNotFoundException",
            cross_account_store: "CustomKeyStoreNotFoundException",
            describe: DescribeRules {
                both: BothFilters::Refused("ValidationException"),
                not_found_is_error: true,
                filters: true,
                error_code: ErrorCode::WhenFailed,
                includes_secrets: false,
                includes_foreign: false,
                includes_type: true,
                includes_trust_anchor: true,
                includes_creation: true,
                includes_service: true,
                includes_failure: true,
                includes_transitions: true,
            },
        }
    }

    /// The rule of one index.
    pub(crate) fn index(&mut self, index: Index) -> &mut IndexRule {
        let at = self
            .indexes
            .iter()
            .position(|rule| rule.index == index)
            .unwrap_or(0);
        &mut self.indexes[at]
    }

    /// The states in which one property can be updated.
    pub(crate) fn updatable(&mut self, property: Property) -> &mut ByConnection<bool> {
        let at = self
            .updatable
            .iter()
            .position(|(p, _)| *p == property)
            .unwrap_or(0);
        &mut self.updatable[at].1
    }
}
