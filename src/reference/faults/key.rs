//! Faults of keys and of cryptography.

use std::time::Duration;

use super::Fault;
use super::sources::{
    ALL_OF_THREE, AWSIM_CRYPTO, EVERYWHERE, FAKECLOUD_STORES, GOPHERSTACK_PARITY, MINISTACK,
    WINTERBAUME_HANDLERS, WINTERBAUME_STATE,
};
use crate::model::Operation;
use crate::reference::rules::{
    Admission, Cancelled, KeyState, KeyStep, Loosened, NamedKey, Reach, Restored, Rules,
};

/// Lets operations pass in one key state.
fn admits(rules: &mut Rules, operations: &[Operation], state: KeyState) {
    for operation in operations {
        if let Some(row) = rules.keys.admission.get_mut(operation) {
            row[state] = Admission::Accepted;
        }
    }
}

fn without(rules: &mut Rules, step: KeyStep) {
    rules.keys.create.retain(|other| *other != step);
}

/// Keeps the key before a step that may refuse it.
fn keep_before(rules: &mut Rules, step: KeyStep) {
    without(rules, KeyStep::Keep);
    let at = rules
        .keys
        .create
        .iter()
        .position(|other| *other == step)
        .unwrap_or(0);
    rules.keys.create.insert(at, KeyStep::Keep);
}

const CRYPTO: &[Operation] = &[Operation::Encrypt, Operation::Decrypt];

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "keys_ignore_their_store",
        sentence: "Keys of a disconnected store stay Enabled.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| rules.keys.follow_store = false,
    },
    Fault {
        name: "keys_never_come_back",
        sentence: "Keys stay Unavailable when their store is connected again.",
        source: None,
        apply: |rules| rules.keys.restored = Restored::Nothing,
    },
    Fault {
        name: "keys_come_back_enabled",
        sentence: "Connecting a store enables all its keys.",
        source: None,
        apply: |rules| rules.keys.restored = Restored::AllEnabled,
    },
    Fault {
        name: "keys_come_back_disabled",
        sentence: "Connecting a store disables all its keys.",
        source: None,
        apply: |rules| rules.keys.restored = Restored::AllDisabled,
    },
    Fault {
        name: "keys_come_back_undeleted",
        sentence: "Connecting a store cancels the deletion of its keys.",
        source: None,
        apply: |rules| rules.keys.restored = Restored::DeletionsForgotten,
    },
    Fault {
        name: "unavailable_outranks_deletion",
        sentence: "A key that waits for its deletion is Unavailable while its store is disconnected.",
        source: None,
        apply: |rules| rules.keys.deletion_outranks = false,
    },
    Fault {
        name: "unavailable_keys_forget_wishes",
        sentence: "EnableKey and DisableKey on an Unavailable key have no effect.",
        source: None,
        apply: |rules| rules.keys.keeps_wishes = false,
    },
    Fault {
        name: "enabled_ignores_state",
        sentence: "Enabled stays true in states other than Enabled.",
        source: None,
        apply: |rules| rules.keys.enabled_follows_state = false,
    },
    Fault {
        name: "keys_never_die",
        sentence: "A key outlives its waiting period.",
        source: Some(MINISTACK),
        apply: |rules| rules.keys.dies = false,
    },
    Fault {
        name: "keys_die_in_hours",
        sentence: "A day of the waiting period has one hour.",
        source: None,
        apply: |rules| rules.keys.day = Duration::from_hours(1),
    },
    Fault {
        name: "window_from_one_day",
        sentence: "A waiting period of six days is accepted.",
        source: Some("faiscadev/fakecloud#2239"),
        apply: |rules| rules.keys.window = (1, 30),
    },
    Fault {
        name: "window_to_a_year",
        sentence: "A waiting period of 31 days is accepted.",
        source: Some("faiscadev/fakecloud#2239"),
        apply: |rules| rules.keys.window = (7, 365),
    },
    Fault {
        name: "window_default_seven",
        sentence: "The waiting period without PendingWindowInDays has seven days.",
        source: None,
        apply: |rules| rules.keys.default_window = 7,
    },
    Fault {
        name: "schedule_hides_window",
        sentence: "ScheduleKeyDeletion does not tell PendingWindowInDays.",
        source: Some(WINTERBAUME_HANDLERS),
        apply: |rules| rules.keys.tells_window = false,
    },
    Fault {
        name: "cancel_enables",
        sentence: "CancelKeyDeletion leaves the key Enabled.",
        source: None,
        apply: |rules| rules.keys.cancelled = Cancelled::Enabled,
    },
    Fault {
        name: "cancel_does_nothing",
        sentence: "CancelKeyDeletion answers 200 and the key keeps waiting.",
        source: None,
        apply: |rules| rules.keys.cancelled = Cancelled::Pending,
    },
    Fault {
        name: "cancel_keeps_date",
        sentence: "A key whose deletion was cancelled still tells a DeletionDate.",
        source: None,
        apply: |rules| rules.keys.cancel_clears_date = false,
    },
    Fault {
        name: "cancel_anything",
        sentence: "CancelKeyDeletion accepts a key that does not wait for its deletion.",
        source: Some(MINISTACK),
        apply: |rules| {
            admits(rules, &[Operation::CancelKeyDeletion], KeyState::Enabled);
            admits(rules, &[Operation::CancelKeyDeletion], KeyState::Disabled);
        },
    },
    Fault {
        name: "schedule_twice",
        sentence: "ScheduleKeyDeletion accepts a key that already waits for its deletion.",
        source: Some(WINTERBAUME_STATE),
        apply: |rules| {
            admits(
                rules,
                &[Operation::ScheduleKeyDeletion],
                KeyState::PendingDeletion,
            );
        },
    },
    Fault {
        name: "disabled_keys_work",
        sentence: "A disabled key encrypts and decrypts.",
        source: Some("localstack/localstack#5410"),
        apply: |rules| admits(rules, CRYPTO, KeyState::Disabled),
    },
    Fault {
        name: "pending_keys_work",
        sentence: "A key that waits for its deletion encrypts and decrypts.",
        source: Some("faiscadev/fakecloud#1059"),
        apply: |rules| admits(rules, CRYPTO, KeyState::PendingDeletion),
    },
    Fault {
        name: "unavailable_keys_work",
        sentence: "A key of a disconnected store encrypts and decrypts.",
        source: Some("faiscadev/fakecloud#1059"),
        apply: |rules| admits(rules, CRYPTO, KeyState::Unavailable),
    },
    Fault {
        name: "pending_import_is_disabled",
        sentence: "A key that waits for its material is refused as disabled, with DisabledException.",
        source: Some("faiscadev/fakecloud#2239"),
        apply: |rules| {
            for operation in CRYPTO {
                if let Some(row) = rules.keys.admission.get_mut(operation) {
                    row[KeyState::PendingImport] = Admission::Disabled;
                }
            }
        },
    },
    Fault {
        name: "pending_keys_are_enabled",
        sentence: "EnableKey accepts a key that waits for its deletion.",
        source: Some(MINISTACK),
        apply: |rules| admits(rules, &[Operation::EnableKey], KeyState::PendingDeletion),
    },
    Fault {
        name: "pending_keys_are_disabled",
        sentence: "DisableKey accepts a key that waits for its deletion.",
        source: Some(MINISTACK),
        apply: |rules| admits(rules, &[Operation::DisableKey], KeyState::PendingDeletion),
    },
    Fault {
        name: "unavailable_keys_cannot_be_scheduled",
        sentence: "ScheduleKeyDeletion refuses a key of a disconnected store.",
        source: None,
        apply: |rules| {
            if let Some(row) = rules
                .keys
                .admission
                .get_mut(&Operation::ScheduleKeyDeletion)
            {
                row[KeyState::Unavailable] = Admission::Unavailable;
            }
        },
    },
    Fault {
        name: "refused_key_is_kept",
        sentence: "A CreateKey that the proxy or the cluster refuses creates the key all the same.",
        source: None,
        apply: |rules| keep_before(rules, KeyStep::Cluster),
    },
    Fault {
        name: "refused_key_is_kept_in_idle_store",
        sentence: "A CreateKey that the store's state refuses creates the key all the same.",
        source: None,
        apply: |rules| keep_before(rules, KeyStep::StoreConnected),
    },
    Fault {
        name: "external_key_used_twice",
        sentence: "Two keys of a store can have one external key.",
        source: None,
        apply: |rules| without(rules, KeyStep::XksKeyUnique),
    },
    Fault {
        name: "external_key_unseen",
        sentence: "CreateKey does not ask the proxy for the external key.",
        source: None,
        apply: |rules| without(rules, KeyStep::XksKey),
    },
    Fault {
        name: "key_without_hsms",
        sentence: "CreateKey accepts a cluster with one HSM.",
        source: None,
        apply: |rules| without(rules, KeyStep::Cluster),
    },
    Fault {
        name: "any_key_in_store",
        sentence: "A store takes keys of every spec.",
        source: None,
        apply: |rules| without(rules, KeyStep::StoreSpec),
    },
    Fault {
        name: "any_origin",
        sentence: "CreateKey does not compare origin, store and external key id.",
        source: None,
        apply: |rules| without(rules, KeyStep::Origin),
    },
    Fault {
        name: "create_key_in_unknown_store",
        sentence: "CreateKey creates a key in a custom key store that does not exist.",
        source: Some(ALL_OF_THREE),
        apply: |rules| without(rules, KeyStep::StoreFound),
    },
    Fault {
        name: "any_key_spec",
        sentence: "CreateKey accepts a KeySpec that does not exist.",
        source: Some("stackshy/cloudemu#551"),
        apply: |rules| rules.front.loosened = vec![Loosened::Values("KeySpec")],
    },
    Fault {
        name: "multi_region_ids_unmarked",
        sentence: "The id of a multi-Region key does not begin with mrk-.",
        source: Some("stackshy/cloudemu#1059"),
        apply: |rules| rules.keys.marks_multi_region = false,
    },
    Fault {
        name: "any_usage",
        sentence: "CreateKey does not compare key spec and key usage.",
        source: Some("floci-io/floci#3004"),
        apply: |rules| without(rules, KeyStep::Usage),
    },
    Fault {
        name: "any_tags",
        sentence: "CreateKey accepts any tags.",
        source: Some("localstack/localstack#12142"),
        apply: |rules| without(rules, KeyStep::Tags),
    },
    Fault {
        name: "any_policy",
        sentence: "CreateKey accepts a policy that is not JSON.",
        source: Some(EVERYWHERE),
        apply: |rules| rules.keys.reads_policies = false,
    },
    Fault {
        name: "lockout",
        sentence: "CreateKey accepts a policy that locks the caller out.",
        source: Some(GOPHERSTACK_PARITY),
        apply: |rules| rules.keys.lockout_check = false,
    },
    Fault {
        name: "fifty_one_tags",
        sentence: "A key can have 51 tags.",
        source: Some("localstack/localstack#12142"),
        apply: |rules| rules.keys.tags = 51,
    },
    Fault {
        name: "keys_over_regions",
        sentence: "A key id of another Region is found.",
        source: Some("stackshy/cloudemu#1297"),
        apply: |rules| rules.keys.reach = Reach::Account,
    },
    Fault {
        name: "arn_region_ignored",
        sentence: "The Region in a key's ARN is not looked at.",
        source: Some("localstack/localstack#7463"),
        apply: |rules| rules.keys.checks_arn_region = false,
    },
    Fault {
        name: "disable_by_arn_crashes",
        sentence: "DisableKey answers a key's ARN with status 500.",
        source: Some("localstack/localstack#5410"),
        apply: |rules| rules.keys.crashes_on_arns = Some(Operation::DisableKey),
    },
    Fault {
        name: "keys_over_accounts",
        sentence: "A key id of another account is found.",
        source: Some("stackshy/cloudemu#451"),
        apply: |rules| {
            rules.keys.reach = Reach::Region;
            rules.keys.policies_bind = false;
        },
    },
    Fault {
        name: "policies_do_not_bind",
        sentence: "Another account uses a key that no policy opens to it.",
        source: None,
        apply: |rules| rules.keys.policies_bind = false,
    },
    Fault {
        name: "answers_name_bare_ids",
        sentence: "Answers name a key by its id where AWS names its ARN.",
        source: Some("localstack/localstack#8317"),
        apply: |rules| rules.keys.named = NamedKey::Id,
    },
    Fault {
        name: "crypto_hides_key",
        sentence: "Encrypt and Decrypt do not tell KeyId.",
        source: Some("getmoto/moto#2133"),
        apply: |rules| rules.crypto.names_key = false,
    },
    Fault {
        name: "store_keys_unlisted",
        sentence: "ListKeys leaves keys of custom key stores out.",
        source: None,
        apply: |rules| rules.keys.lists_store_keys = false,
    },
    Fault {
        name: "list_tells_descriptions",
        sentence: "ListKeys tells the Description of each key.",
        source: Some(GOPHERSTACK_PARITY),
        apply: |rules| rules.keys.lists_descriptions = true,
    },
    Fault {
        name: "metadata_hides_store",
        sentence: "DescribeKey does not tell a key's custom key store.",
        source: Some(GOPHERSTACK_PARITY),
        apply: |rules| rules.keys.tells_store = false,
    },
    Fault {
        name: "context_ignored",
        sentence: "A ciphertext is decrypted under any encryption context.",
        source: Some("floci-io/floci#817"),
        apply: |rules| rules.crypto.binds_context = false,
    },
    Fault {
        name: "key_id_ignored",
        sentence: "Decrypt ignores KeyId.",
        source: Some("floci-io/floci#1844"),
        apply: |rules| rules.crypto.checks_key = false,
    },
    Fault {
        name: "wrong_key_is_invalid_ciphertext",
        sentence: "Decrypt with another key is answered with InvalidCiphertextException.",
        source: None,
        apply: |rules| rules.crypto.incorrect_key = "InvalidCiphertextException",
    },
    Fault {
        name: "bad_ciphertext_is_validation",
        sentence: "A ciphertext that is none is answered with ValidationException.",
        source: None,
        apply: |rules| rules.crypto.bad_ciphertext = "ValidationException",
    },
    Fault {
        name: "dry_run_ignored",
        sentence: "DryRun is ignored.",
        source: Some(EVERYWHERE),
        apply: |rules| rules.crypto.dry_run = false,
    },
    Fault {
        name: "same_ciphertext",
        sentence: "Encrypting twice gives one ciphertext.",
        source: Some("floci-io/floci#825"),
        apply: |rules| rules.crypto.fresh_nonce = false,
    },
    Fault {
        name: "usage_ignored",
        sentence: "Encrypt takes keys of any usage.",
        source: Some("faiscadev/fakecloud#1793"),
        apply: |rules| rules.crypto.checks_usage = false,
    },
    Fault {
        name: "crypto_without_backing",
        sentence: "Keys of a store work though its proxy or cluster does not.",
        source: Some(GOPHERSTACK_PARITY),
        apply: |rules| rules.crypto.needs_backing = false,
    },
    Fault {
        name: "random_from_external_store",
        sentence: "GenerateRandom draws from an external key store.",
        source: Some(AWSIM_CRYPTO),
        apply: |rules| rules.crypto.random_refuses_xks = false,
    },
    Fault {
        name: "random_one_more",
        sentence: "GenerateRandom gives one byte more than asked for.",
        source: None,
        apply: |rules| rules.crypto.random_surplus = 1,
    },
    Fault {
        name: "random_is_constant",
        sentence: "GenerateRandom gives the same bytes each time.",
        source: None,
        apply: |rules| rules.crypto.random_fresh = false,
    },
    Fault {
        name: "random_has_a_default",
        sentence: "GenerateRandom without NumberOfBytes gives 32 bytes.",
        source: Some(AWSIM_CRYPTO),
        apply: |rules| rules.crypto.random_default = Some(32),
    },
    Fault {
        name: "any_plaintext_length",
        sentence: "Encrypt takes a plaintext of 4,097 bytes.",
        source: Some("stackshy/cloudemu#551"),
        apply: |rules| rules.front.loosened = vec![Loosened::Max("PlaintextType")],
    },
    Fault {
        name: "empty_plaintext",
        sentence: "Encrypt takes an empty plaintext.",
        source: Some(AWSIM_CRYPTO),
        apply: |rules| rules.front.loosened = vec![Loosened::Min("PlaintextType")],
    },
];
