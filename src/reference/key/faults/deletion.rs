//! Faults of `ScheduleKeyDeletion` and `CancelKeyDeletion`.

use std::time::Duration;

use crate::model::Operation;
use crate::reference::Fault;
use crate::reference::faults::sources::{MINISTACK, WINTERBAUME_HANDLERS, WINTERBAUME_STATE};
use crate::reference::rules::{Admission, Cancelled, KeyState, Rules};

/// Lets operations pass in one key state.
fn admits(rules: &mut Rules, operations: &[Operation], state: KeyState) {
    for operation in operations {
        if let Some(row) = rules.keys.admission.get_mut(operation) {
            row[state] = Admission::Accepted;
        }
    }
}

pub(crate) const FAULTS: &[Fault] = &[
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
        apply: |rules| rules.keys.includes_window = false,
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
];
