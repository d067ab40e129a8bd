//! The book and its parts: every field by its name.

use super::{Wrong, Wrongs};
use crate::reference::alias::AliasRules;
use crate::reference::key_policy::PolicyRules;
use crate::reference::rules::{
    Authentication, CryptoRules, DescribeRules, Dispatch, Front, GrantRules, Index, IndexRule,
    KeyRules, PageRules, ReplyRules, Rules, StoreRules,
};
use crate::reference::tag::TagRules;

/// Each field wrong in each of its ways, the others as they are. The pattern has no `..`: a new rule does not compile
/// until it stands here, and so is a fault of its own at once.
macro_rules! parts {
    ($($type:ident { $($field:ident),* $(,)? })*) => {
        $(impl Wrongs for $type {
            fn wrongs(&self) -> Vec<Wrong<Self>> {
                let Self { $($field),* } = self;
                let mut all = Vec::new();
                $(
                    for wrong in $field.wrongs() {
                        all.push(wrong.within(stringify!($field), |value| {
                            let mut whole = self.clone();
                            whole.$field = value;
                            whole
                        }));
                    }
                )*
                all
            }
        })*
    };
}

parts! {
    Front {
        stages, authentication, dispatch, malformed_body, empty_body, non_object_body, checks_types,
        checks_constraints, type_error, crashes_on_blobs, ascii_key_ids, constraint_error, loosened,
    }
    Authentication {
        enforced, without, window, region_from_scope, account_from_key, denies_strangers, status, answers_preflight,
        renamed,
    }
    Dispatch {
        only_post, only_aws_json, target, silent_without_target, unknown_operation, unknown_operation_status,
    }
    ReplyRules {
        content_type, request_id, request_id_fresh, date, cache_headers, error_type_header, success, client_error,
        server_error, statuses, type_member, message_member, denial_member, empty_messages, void_body, silent_body,
        timestamps, numbers, members_in_order, omits_absent, oddity,
    }
    PageRules {
        bounded, surplus, skipped, repeated, unlimited, reads_markers, verifies_markers, binds_markers, marker_error,
        without_truncated_false, leads_on, ends,
    }
    StoreRules {
        create, update, delete, limit, limit_counts, required, vpc_needs_service, missing_member, foreign_member,
        repeat_cloudhsm, repeat_external, indexes, hsms, connect_hsms, initial, connect, disconnect,
        connect_sees_cluster, connect_refused_leaves, connections_fail, connections_end, deletable, not_deletable,
        blocking, deletes_keys, updatable, renames_connected_cloudhsm, update_forgets, empty_update, creates_keys,
        gives_random, delete_reach, reach, ids_ignore_case, names_are_ids, not_found, foreign_store, describe,
    }
    DescribeRules {
        both, unknown_is_error, filters, error_code, includes_secrets, includes_foreign, includes_type, includes_trust_anchor,
        includes_creation, includes_service, includes_failure, includes_transitions,
    }
    IndexRule {
        index, error, reach, freed_by_delete, freed_by_update, claimed_by_update, folded,
    }
    KeyRules {
        create, quota, spec_in_store, multi_region_in_store,
        origin_mismatch, xks_key_id, proxy_denies, proxy_unsupported, window, default_window, day, dies, cancelled,
        cancel_clears_date, follow_store, deletion_outranks, restored, keeps_wishes, enabled_follows_state,
        admission, reach, checks_arn_region, refuses_aliases, doubles_tagged,
        hides_algorithms, finds_other_specs, lists_other_specs, crashes_on_arns, marks_multi_region,
        quotes_id_of_arn, unquoted_ids, regional_specs, lists_descriptions, updates_description, empties_description,
        includes_window, foreign_key, named, notes_usage, describing_is_usage, first_usage_stays, tells_no_usage,
        lists_store_keys, includes_store,
    }
    CryptoRules {
        binds_context, checks_key, bad_ciphertext, incorrect_key, dry_run, fresh_nonce, names_key, includes_origin,
        state_before_algorithm, checks_usage, needs_backing, proxy_out_of_reach, random_refuses_xks,
        random_type_first, random_surplus, random_fresh, random_default,
    }
    AliasRules {
        needs_prefix, reserved, takes_colons, bad_name, case_sensitive, reach, unique, target_is_key, quota,
        keeps_created, updated_later, resolves, resolves_arns, deletes_missing, deletes, delete_disables_key,
        die_with_key, page, most_per_page, lists_by_key, list_reach, lists_key_arns, lists_dates,
        order_ignores_case, includes_count, updates, updates_date, updates_create, updates_within_type,
    }
    TagRules {
        quota, over_quota, reserved, equal_keys, case_sensitive, replaces, tags, forgets_others, untags, untags_all,
        unknown_is_error, list_loses_last, sorted, tells_none, page, most_per_page,
    }
    PolicyRules {
        bytes, reads, lockout_check, bypass, any_principal, statements_need_resource, bind, puts, always_default, pretty,
        tells_name, any_name, no_policy, other_name, ram_is_managed, names,
    }
    GrantRules {
        quota, keeps, tells_token, fresh_tokens, names_repeat, unnamed_repeat, name_is_enough, names_span_keys,
        needs_grantee, one_of_each, service_needs_source, knows_principals, checks_operations,
        context_needs_symmetric, most_pairs, longest_value, dry_run_changes, give, gives_everything, for_everybody,
        outrank_denials, checks_equals, checks_subset, equals_is_subset, subset_is_equals, constrains_decrypt,
        constrains_describe, context_keys_ignore_case, context_values_ignore_case, checks_source, bounds_operations,
        bounds_constraints, reads_tokens, refuses_idle_tokens, die_with_key, revokes, retires, ended_still_give,
        ends_all, ids_span_keys, retire_needs_grant, retiring_may_retire, grantee_needs_operation, issuer_may_retire,
        all_may_retire, unknown_revoked, unknown_retired, malformed_id, spent_token, unknown_listed, filters_by_id,
        filters_by_grantee, services_only, list_loses_last, named, issuer_is_arn, lists_name, lists_no_name,
        lists_retiring, lists_constraints, needs_retiring, retirable_of_own, retirable_across_accounts,
        retirable_by_grantee, page, most_per_page,
    }
    Rules {
        front, reply, pages, stores, keys, crypto, aliases, tags, policies, grants,
    }
}

impl Wrongs for Index {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        // Which rule is whose; its other fields say how it is wrong.
        Vec::new()
    }
}
