//! What becomes of aliases.

use crate::reference::faults::derived::rules;
use std::time::Duration;

use crate::reference::rules::Reach;

rules! {
    /// Rules about aliases.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct AliasRules {
        /// Whether a name must begin with `alias/` (fact L-001).
        pub(crate) needs_prefix: bool,
        /// With what a name may not begin (facts L-500, L-501).
        pub(crate) reserved: Option<&'static str>,
        /// Whether `:` may stand in a name: the model allows it, the documentation does not (fact L-005).
        pub(crate) takes_colons: bool,
        /// The error for a name that is none.
        pub(crate) bad_name: &'static str,
        /// Whether names differ by case (fact L-005).
        pub(crate) case_sensitive: bool,
        /// Where a name is taken, and found: in the account and Region (fact L-005).
        pub(crate) reach: Reach,
        /// Whether a name that is taken is refused (facts L-002, L-508).
        pub(crate) unique: bool,
        /// Whether an alias may be of keys only (fact L-505).
        pub(crate) target_is_key: bool,
        /// Aliases per key (facts L-006, Q-002).
        pub(crate) quota: usize,
        /// Whether `CreateAlias` creates.
        pub(crate) keeps_created: bool,
        /// By how much a new alias says that it was updated after its creation (fact L-704: not at all).
        pub(crate) updated_later: Duration,
        /// Whether operations find keys by their aliases (facts K-014, K-015).
        pub(crate) resolves: bool,
        /// Whether they find them by alias ARNs too.
        pub(crate) resolves_arns: bool,
        /// Whether a name that is not taken is deleted all the same (facts L-009, L-524: not found).
        pub(crate) deletes_missing: bool,
        /// Whether `DeleteAlias` deletes.
        pub(crate) deletes: bool,
        /// Whether it disables the key (`DeleteAlias` documentation: it stays as it is).
        pub(crate) delete_disables_key: bool,
        /// Whether the aliases of a key go with it.
        pub(crate) die_with_key: bool,
        /// Entries of a page without `Limit` (fact L-701).
        pub(crate) page: usize,
        /// The greatest `Limit`, of those that the model allows (fact L-011).
        pub(crate) most_per_page: i64,
        /// Whether `KeyId` bounds the list (fact L-010).
        pub(crate) lists_by_key: bool,
        /// Whose aliases are listed.
        pub(crate) list_reach: Reach,
        /// Whether `TargetKeyId` is an ARN.
        pub(crate) lists_key_arns: bool,
        /// Whether entries have their dates (fact L-703).
        pub(crate) lists_dates: bool,
        /// Whether the list is sorted as if names did not differ by case (fact L-700).
        pub(crate) order_ignores_case: bool,
        /// Whether answers tell `AliasCount`, a member that no model has (fact W-705).
        pub(crate) includes_count: bool,
        /// Whether `UpdateAlias` updates (fact L-008).
        pub(crate) updates: bool,
        /// Whether it says so in `LastUpdatedDate`.
        pub(crate) updates_date: bool,
        /// Whether it creates an alias that is not there (fact L-523: not found).
        pub(crate) updates_create: bool,
        /// Whether the new key must be of the type and usage of the old one (fact L-007).
        pub(crate) updates_within_type: bool,
    }
}

impl AliasRules {
    pub(crate) fn aws() -> Self {
        Self {
            needs_prefix: true,
            reserved: Some("alias/aws/"),
            takes_colons: true,
            bad_name: "InvalidAliasNameException",
            case_sensitive: true,
            reach: Reach::Own,
            unique: true,
            target_is_key: true,
            quota: 50,
            keeps_created: true,
            updated_later: Duration::ZERO,
            resolves: true,
            resolves_arns: true,
            deletes_missing: false,
            deletes: true,
            delete_disables_key: false,
            die_with_key: true,
            page: 50,
            most_per_page: 1000,
            lists_by_key: true,
            list_reach: Reach::Own,
            lists_key_arns: false,
            lists_dates: true,
            order_ignores_case: false,
            includes_count: true,
            updates: true,
            updates_date: true,
            updates_create: false,
            updates_within_type: true,
        }
    }
}
