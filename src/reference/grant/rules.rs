//! What becomes of grants.

use crate::reference::faults::derived::rules;
use crate::reference::rules::NamedKey;

rules! {
    /// Rules about grants.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct GrantRules {
        /// Grants per key (fact Q-003).
        pub(crate) quota: usize,
        /// Whether `CreateGrant` makes one (fact G-001).
        pub(crate) keeps: bool,
        /// Whether it tells the grant's token.
        pub(crate) tells_token: bool,
        /// Whether every answer has a token of its own (facts G-002, G-511).
        pub(crate) fresh_tokens: bool,
        /// Whether the same request of one name is the same grant (facts G-002, G-511, G-532).
        pub(crate) names_repeat: bool,
        /// Whether the same request without a name is (fact G-003: it is not).
        pub(crate) unnamed_repeat: bool,
        /// Whether the name alone makes it the same.
        pub(crate) name_is_enough: bool,
        /// Whether a name is one for all keys of the account (fact G-004: it is not).
        pub(crate) names_span_keys: bool,
        /// Whether a grant needs a grantee (`CreateGrant.GranteePrincipal` documentation).
        pub(crate) needs_grantee: bool,
        /// Whether a principal and a service principal exclude each other (likewise).
        pub(crate) one_of_each: bool,
        /// Whether a service needs a source and somebody who retires (`CreateGrant.GranteeServicePrincipal` documentation).
        pub(crate) service_needs_source: bool,
        /// Whether principals must exist (facts G-006, G-520).
        pub(crate) knows_principals: bool,
        /// Whether the key must be able to do what is granted (facts G-005, G-501).
        pub(crate) checks_operations: bool,
        /// Whether only keys for symmetric encryption have constraints on the encryption context (facts G-502, G-700).
        pub(crate) context_needs_symmetric: bool,
        /// Encryption context pairs of a constraint (`CreateGrant.Constraints` documentation).
        pub(crate) most_pairs: usize,
        /// Characters of a value in a constraint (likewise).
        pub(crate) longest_value: usize,
        /// Whether a dry run does what it is to try.
        pub(crate) dry_run_changes: bool,
        /// Whether grants give anything.
        pub(crate) give: bool,
        /// Whether a grant gives every operation.
        pub(crate) gives_everything: bool,
        /// Whether a grant is for whoever calls.
        pub(crate) for_everybody: bool,
        /// Whether a grant gives what the key's policy denies.
        pub(crate) outrank_denials: bool,
        /// Whether `EncryptionContextEquals` is looked at (fact G-505).
        pub(crate) checks_equals: bool,
        /// Whether `EncryptionContextSubset` is (likewise).
        pub(crate) checks_subset: bool,
        /// Whether a context with more pairs equals one with fewer.
        pub(crate) equals_is_subset: bool,
        /// Whether a context must have no more pairs than the constraint.
        pub(crate) subset_is_equals: bool,
        /// Whether `Decrypt` is held to the constraints on its context.
        pub(crate) constrains_decrypt: bool,
        /// Whether `DescribeKey`, which has no context, is (fact G-503: it is not).
        pub(crate) constrains_describe: bool,
        /// Whether keys of a context are compared without case (fact G-536).
        pub(crate) context_keys_ignore_case: bool,
        /// Whether its values are (`GrantConstraints` documentation: they are not).
        pub(crate) context_values_ignore_case: bool,
        /// Whether `SourceArn` keeps out who calls on nobody's behalf (fact G-506).
        pub(crate) checks_source: bool,
        /// Whether a grant that gives `CreateGrant` bounds the operations of those made with it (fact G-533).
        pub(crate) bounds_operations: bool,
        /// Whether it bounds their constraints (facts G-504, G-534).
        pub(crate) bounds_constraints: bool,
        /// Whether a text that is no token is refused (`InvalidGrantTokenException`).
        pub(crate) reads_tokens: bool,
        /// Whether a token is refused whose grant is gone, or is of another key.
        pub(crate) refuses_idle_tokens: bool,
        /// Whether grants end with their key.
        pub(crate) die_with_key: bool,
        /// Whether `RevokeGrant` ends a grant (fact G-008).
        pub(crate) revokes: bool,
        /// Whether `RetireGrant` does (fact G-007).
        pub(crate) retires: bool,
        /// Whether what has ended gives what it gave.
        pub(crate) ended_still_give: bool,
        /// Whether every grant of the key ends with one.
        pub(crate) ends_all: bool,
        /// Whether a grant is found by its id whatever key is named.
        pub(crate) ids_span_keys: bool,
        /// Whether `RetireGrant` needs a token, or a key and a grant id (fact G-508).
        pub(crate) retire_needs_grant: bool,
        /// Whether the retiring principal may retire (fact G-507).
        pub(crate) retiring_may_retire: bool,
        /// Whether the grantee may only if the grant says so (likewise).
        pub(crate) grantee_needs_operation: bool,
        /// Whether the account that made it may (likewise).
        pub(crate) issuer_may_retire: bool,
        /// Whether everybody may.
        pub(crate) all_may_retire: bool,
        /// The error of `RevokeGrant` for a grant that is not there (fact G-538).
        pub(crate) unknown_revoked: &'static str,
        /// That of `RetireGrant`.
        pub(crate) unknown_retired: &'static str,
        /// That of both for what is no id of a grant.
        pub(crate) malformed_id: &'static str,
        /// That of `RetireGrant` for a token whose grant is gone; without one, it succeeds.
        pub(crate) spent_token: Option<&'static str>,
        /// That of `ListGrants` for a grant that is not there; without one, the list is empty.
        pub(crate) unknown_listed: Option<&'static str>,
        /// Whether `ListGrants` heeds `GrantId`.
        pub(crate) filters_by_id: bool,
        /// Whether it heeds `GranteePrincipal`.
        pub(crate) filters_by_grantee: bool,
        /// Whether only services may ask for service principals (`ListGrants.GranteeServicePrincipal` documentation).
        pub(crate) services_only: bool,
        /// Whether lists lack their last grant.
        pub(crate) list_loses_last: bool,
        /// How entries name the key (fact G-535).
        pub(crate) named: NamedKey,
        /// Whether entries name the issuing account by its ARN (fact G-535).
        pub(crate) issuer_is_arn: bool,
        /// Whether entries tell the name.
        pub(crate) lists_name: bool,
        /// Whether the entry of a grant without a name has an empty one (fact G-535).
        pub(crate) lists_no_name: bool,
        /// Whether entries tell the retiring principal.
        pub(crate) lists_retiring: bool,
        /// Whether entries tell the constraints.
        pub(crate) lists_constraints: bool,
        /// Whether they have a member for the token (fact G-009: never).
        pub(crate) lists_token: bool,
        /// Whether `ListRetirableGrants` needs a principal (its documentation).
        pub(crate) needs_retiring: bool,
        /// Whether that must be one of the caller's account (fact G-509).
        pub(crate) retirable_of_own: bool,
        /// Whether grants on keys of other accounts are listed (fact G-509).
        pub(crate) retirable_across_accounts: bool,
        /// Whether the principal is looked for among the grantees.
        pub(crate) retirable_by_grantee: bool,
        /// Grants of a page without `Limit` (`ListGrants.Limit` documentation).
        pub(crate) page: usize,
        /// The greatest `Limit`, of those that the model allows.
        pub(crate) most_per_page: i64,
    }
}

impl GrantRules {
    pub(crate) fn aws() -> Self {
        Self {
            quota: 50_000,
            keeps: true,
            tells_token: true,
            fresh_tokens: true,
            names_repeat: true,
            unnamed_repeat: false,
            name_is_enough: false,
            names_span_keys: false,
            needs_grantee: true,
            one_of_each: true,
            service_needs_source: true,
            knows_principals: true,
            checks_operations: true,
            context_needs_symmetric: true,
            most_pairs: 8,
            longest_value: 384,
            dry_run_changes: false,
            give: true,
            gives_everything: false,
            for_everybody: false,
            outrank_denials: false,
            checks_equals: true,
            checks_subset: true,
            equals_is_subset: false,
            subset_is_equals: false,
            constrains_decrypt: true,
            constrains_describe: false,
            context_keys_ignore_case: true,
            context_values_ignore_case: false,
            checks_source: true,
            bounds_operations: true,
            bounds_constraints: true,
            reads_tokens: true,
            refuses_idle_tokens: false,
            die_with_key: true,
            revokes: true,
            retires: true,
            ended_still_give: false,
            ends_all: false,
            ids_span_keys: false,
            retire_needs_grant: true,
            retiring_may_retire: true,
            grantee_needs_operation: true,
            issuer_may_retire: true,
            all_may_retire: false,
            unknown_revoked: "NotFoundException",
            unknown_retired: "NotFoundException",
            malformed_id: "InvalidGrantIdException",
            spent_token: Some("NotFoundException"),
            unknown_listed: None,
            filters_by_id: true,
            filters_by_grantee: true,
            services_only: true,
            list_loses_last: false,
            named: NamedKey::Arn,
            issuer_is_arn: true,
            lists_name: true,
            lists_no_name: false,
            lists_retiring: true,
            lists_constraints: true,
            lists_token: false,
            needs_retiring: true,
            retirable_of_own: true,
            retirable_across_accounts: true,
            retirable_by_grantee: false,
            page: 50,
            most_per_page: 1000,
        }
    }
}
