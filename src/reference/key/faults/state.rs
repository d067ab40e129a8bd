//! Faults of key states, and of what each lets pass.

use crate::model::Operation;
use crate::reference::Fault;
use crate::reference::faults::sources::{FAKECLOUD_STORES, MINISTACK};
use crate::reference::rules::{Admission, KeyState, Restored, Rules};

/// Lets operations pass in one key state.
fn admits(rules: &mut Rules, operations: &[Operation], state: KeyState) {
    for operation in operations {
        if let Some(row) = rules.keys.admission.get_mut(operation) {
            row[state] = Admission::Accepted;
        }
    }
}

const CRYPTO: &[Operation] = &[Operation::Encrypt, Operation::Decrypt];

pub(crate) const FAULTS: &[Fault] = &[
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
];
