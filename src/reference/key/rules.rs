//! What becomes of KMS keys.

use crate::reference::faults::derived::rules;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::model::Operation;
use crate::reference::operations;
use crate::reference::rules::ByKey;

rules! {
    /// Rules about keys.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct KeyRules {
        /// `CreateKey`'s checks and effects, in order.
        pub(crate) create: Vec<KeyStep>,
        /// Keys per account and Region (fact Q-001).
        pub(crate) quota: usize,
        /// The error for another key spec than `SYMMETRIC_DEFAULT` in a store (fact C-168).
        pub(crate) spec_in_store: &'static str,
        /// The error for a multi-Region key in a store (fact C-169).
        pub(crate) multi_region_in_store: &'static str,
        /// The error for an origin that does not fit the store (facts C-170, C-171).
        pub(crate) origin_mismatch: &'static str,
        /// The error for a missing or idle `XksKeyId` (facts C-172, C-173).
        pub(crate) xks_key_id: &'static str,
        /// The error for a proxy that denies access (fact C-180).
        pub(crate) proxy_denies: &'static str,
        /// The error for a proxy that does not know the operation (fact X-006).
        pub(crate) proxy_unsupported: &'static str,
        /// The least and the greatest waiting period, in days (fact K-050).
        pub(crate) window: (i64, i64),
        /// The waiting period of a request that names none (fact K-049).
        pub(crate) default_window: i64,
        /// How long a day of the waiting period is.
        pub(crate) day: Duration,
        /// Whether a key goes when its waiting period is over (fact C-117).
        pub(crate) dies: bool,
        /// What a cancelled deletion leaves (fact S-R11).
        pub(crate) cancelled: Cancelled,
        /// Whether a cancelled deletion forgets its date (fact S-R11).
        pub(crate) cancel_clears_date: bool,
        /// Whether keys of a store that is not connected are Unavailable (fact C-202).
        pub(crate) follow_store: bool,
        /// Whether `PendingDeletion` outranks Unavailable (fact C-201).
        pub(crate) deletion_outranks: bool,
        /// What a connection brings back (fact C-050).
        pub(crate) restored: Restored,
        /// Whether `EnableKey` and `DisableKey` on an Unavailable key take effect later (fact C-191).
        pub(crate) keeps_wishes: bool,
        /// Whether Enabled is told from the state.
        pub(crate) enabled_follows_state: bool,
        /// What each operation does in each key state (facts S-001..S-158).
        pub(crate) admission: BTreeMap<Operation, ByKey<Admission>>,
        /// Whose keys an operation finds by a bare id (fact K-008).
        pub(crate) reach: Reach,
        /// Whether an ARN's Region must be the endpoint's (fact K-007).
        pub(crate) checks_arn_region: bool,
        /// Whether operations that take keys only refuse aliases by name (facts K-600..K-609).
        pub(crate) refuses_aliases: bool,
        /// Whether a request with tags makes two keys (fact K-030: one).
        pub(crate) doubles_tagged: bool,
        /// The lists of algorithms that metadata leaves out (facts K-034, K-510..K-533: none).
        pub(crate) hides_algorithms: Vec<&'static str>,
        /// Whether keys of other specs than `SYMMETRIC_DEFAULT` are found and listed (facts K-001, K-048).
        pub(crate) finds_other_specs: bool,
        /// The same for `ListKeys`.
        pub(crate) lists_other_specs: bool,
        /// The operation that breaks on a key's ARN (facts K-001, K-007: none does).
        pub(crate) crashes_on_arns: Option<Operation>,
        /// Whether ids of multi-Region keys begin with `mrk-` (fact K-003).
        pub(crate) marks_multi_region: bool,
        /// Whether the id in an ARN of no key stands in quotes in the error (facts K-621, K-700: one witness each).
        pub(crate) quotes_id_of_arn: bool,
        /// The operations that write an id of no form without quotes in the error (fact L-507).
        pub(crate) unquoted_ids: BTreeSet<Operation>,
        /// Whether key specs of China are refused in other Regions (fact K-502).
        pub(crate) regional_specs: bool,
        /// Whether `ListKeys` tells descriptions (fact K-048: it does not).
        pub(crate) lists_descriptions: bool,
        /// Whether `UpdateKeyDescription` changes the description.
        pub(crate) updates_description: bool,
        /// Whether a description can become empty (the model's least length is 0).
        pub(crate) empties_description: bool,
        /// Whether `ScheduleKeyDeletion` tells the waiting period (fact K-049).
        pub(crate) includes_window: bool,
        /// Whether cryptographic operations are noted for `GetKeyLastUsage` (fact K-551).
        pub(crate) notes_usage: bool,
        /// Whether `DescribeKey` is noted (`GetKeyLastUsage` documentation: it is not).
        pub(crate) describing_is_usage: bool,
        /// Whether only the first is noted (fact K-551: the last).
        pub(crate) first_usage_stays: bool,
        /// Whether the usage of a key that was not used is told, as nothing (fact K-550).
        pub(crate) tells_no_usage: bool,
        /// The error for another account's key in operations without cross-account use.
        pub(crate) cross_account_key: &'static str,
        /// How answers name a key (facts K-014, K-049).
        pub(crate) named: NamedKey,
        /// Whether keys of stores are listed (fact C-200).
        pub(crate) lists_store_keys: bool,
        /// Whether metadata tells the store (facts C-160, C-161).
        pub(crate) includes_store: bool,
    }
}

/// One step of `CreateKey`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyStep {
    /// Key spec and usage fit each other (facts K-032, K-033).
    Usage,
    /// Origin, store and external key id fit each other (facts C-170..C-173).
    Origin,
    /// Only single-Region symmetric keys in stores (facts C-168, C-169).
    StoreSpec,
    /// Tags (facts K-041..K-043).
    Tags,
    /// The policy (facts K-036, K-037, K-040).
    Policy,
    /// The quota (fact K-039).
    Quota,
    /// The store exists (fact C-167).
    StoreFound,
    /// The origin is the store's type.
    StoreOrigin,
    /// The store is connected (facts C-162..C-165).
    StoreConnected,
    /// The cluster has HSMs enough (fact C-179).
    Cluster,
    /// No other key of the store uses the external key (fact C-174).
    XksKeyUnique,
    /// The proxy knows the key and it is usable (facts C-175..C-178, C-180, X-000..X-013).
    XksKey,
    /// The key begins to exist.
    Keep,
}

/// What an operation does in one key state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admission {
    Accepted,
    /// `DisabledException`, `<arn> is disabled.`
    Disabled,
    /// `KMSInvalidStateException`, `<arn> is pending deletion.`
    PendingDeletion,
    /// `DisabledException`, `<arn> is pending deletion.`, the older answer (fact S-014).
    PendingDeletionDisabled,
    /// `KMSInvalidStateException`, `<arn> is pending import.`
    PendingImport,
    /// `KMSInvalidStateException`, `<arn> is unavailable.`
    Unavailable,
    /// `KMSInvalidStateException`, `<arn> is not pending deletion.`
    NotPendingDeletion,
}

/// What a cancelled deletion leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cancelled {
    Disabled,
    Enabled,
    /// The key keeps waiting.
    Pending,
}

/// What a connection brings back to the keys of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Restored {
    AsBefore,
    AllEnabled,
    AllDisabled,
    /// They stay Unavailable.
    Nothing,
    /// Even scheduled deletions are forgotten.
    DeletionsForgotten,
}

/// Whose resources are in reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The caller's account and Region.
    Own,
    /// The caller's account, every Region.
    Account,
    /// The caller's Region, every account.
    Region,
}

/// How an answer names a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NamedKey {
    Arn,
    Id,
}

impl KeyRules {
    pub(crate) fn aws() -> Self {
        Self {
            create: vec![
                KeyStep::Usage,
                KeyStep::Origin,
                KeyStep::StoreSpec,
                KeyStep::Tags,
                KeyStep::Policy,
                KeyStep::Quota,
                KeyStep::StoreFound,
                KeyStep::StoreOrigin,
                KeyStep::StoreConnected,
                KeyStep::Cluster,
                KeyStep::XksKeyUnique,
                KeyStep::XksKey,
                KeyStep::Keep,
            ],
            quota: 100_000,
            spec_in_store: "UnsupportedOperationException",
            multi_region_in_store: "UnsupportedOperationException",
            origin_mismatch: "ValidationException",
            xks_key_id: "ValidationException",
            proxy_denies: "CustomKeyStoreInvalidStateException",
            proxy_unsupported: "XksKeyInvalidResponseException",
            window: (7, 30),
            default_window: 30,
            day: Duration::from_hours(24),
            dies: true,
            cancelled: Cancelled::Disabled,
            cancel_clears_date: true,
            follow_store: true,
            deletion_outranks: true,
            restored: Restored::AsBefore,
            keeps_wishes: true,
            enabled_follows_state: true,
            admission: operations::admission(),
            reach: Reach::Own,
            checks_arn_region: true,
            refuses_aliases: true,
            doubles_tagged: false,
            hides_algorithms: Vec::new(),
            finds_other_specs: true,
            lists_other_specs: true,
            crashes_on_arns: None,
            marks_multi_region: true,
            quotes_id_of_arn: false,
            unquoted_ids: BTreeSet::from([Operation::CreateAlias]),
            regional_specs: true,
            lists_descriptions: false,
            updates_description: true,
            empties_description: true,
            includes_window: true,
            notes_usage: true,
            describing_is_usage: false,
            first_usage_stays: false,
            tells_no_usage: true,
            cross_account_key: "AccessDeniedException",
            named: NamedKey::Arn,
            lists_store_keys: true,
            includes_store: true,
        }
    }
}
