//! What becomes of rotations.

use std::time::Duration;

use crate::reference::faults::derived::rules;
use crate::reference::rules::NamedKey;

rules! {
    /// Rules about the rotation of key material.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct RotationRules {
        /// The checks of `EnableKeyRotation` and `DisableKeyRotation`, in order (facts T-500, T-501, T-504, T-511).
        pub(crate) steps: Vec<RotationStep>,
        /// Whether `EnableKeyRotation` enables.
        pub(crate) enables: bool,
        /// The period of a request that names none (fact T-002).
        pub(crate) default_period: u32,
        /// Whether it heeds `RotationPeriodInDays` (fact T-001).
        pub(crate) reads_period: bool,
        /// Whether it changes the period of a rotation that is on (fact T-541).
        pub(crate) changes_period: bool,
        /// Whether a request that names none leaves the period of a rotation that is on.
        pub(crate) keeps_period: bool,
        /// Whether `DisableKeyRotation` disables.
        pub(crate) disables: bool,
        /// Whether it refuses keys that have no rotation: the model says so, and one witness not (fact T-508).
        pub(crate) disable_refuses_specs: bool,
        /// Whether `GetKeyRotationStatus` refuses other keys than those for symmetric encryption (fact T-509: it does not).
        pub(crate) status_refuses_specs: bool,
        /// Whether it refuses keys in custom key stores (fact C-194).
        pub(crate) status_refuses_stores: bool,
        /// Whether it refuses keys with imported material (facts S-075, T-700).
        pub(crate) status_refuses_imported: bool,
        /// How it names the key.
        pub(crate) status_named: NamedKey,
        /// Whether it tells the period (fact T-001).
        pub(crate) tells_period: bool,
        /// Whether it tells the next date (fact T-001).
        pub(crate) tells_next: bool,
        /// Whether it tells the period of a rotation that is off (fact T-003: it does not).
        pub(crate) tells_period_of_none: bool,
        /// Whether the rotation of a key that waits for its deletion is told to be off (fact T-008).
        pub(crate) off_while_pending_deletion: bool,
        /// How long a day of the period is.
        pub(crate) day: Duration,
        /// Whether material is rotated when its period is over.
        pub(crate) rotates: bool,
        /// Whether that of a disabled key is (`GetKeyRotationStatus` documentation: it is not).
        pub(crate) rotates_disabled: bool,
        /// Whether `RotateKeyOnDemand` rotates (fact T-522).
        pub(crate) rotates_on_demand: bool,
        /// Whether it turns automatic rotation on (fact T-523: it does not).
        pub(crate) on_demand_enables: bool,
        /// Whether it moves the next automatic rotation (fact T-536: it does not).
        pub(crate) on_demand_moves_schedule: bool,
        /// How many times a key can be rotated on demand (facts T-537, Q-520).
        pub(crate) on_demand_limit: usize,
        /// The error for once more (fact T-005).
        pub(crate) over_limit: &'static str,
        /// How long before an automatic rotation none is made on demand (fact T-538).
        pub(crate) quiet: Duration,
        /// Whether it refuses other keys than those for symmetric encryption (facts W-027, T-703).
        pub(crate) on_demand_refuses_specs: bool,
        /// Whether it refuses keys in custom key stores (fact C-196).
        pub(crate) on_demand_refuses_stores: bool,
        /// How it names the key (fact T-004).
        pub(crate) on_demand_named: NamedKey,
        /// Whether what old material encrypted is decrypted.
        pub(crate) keeps_old: bool,
        /// Whether a rotation makes other material (fact T-522).
        pub(crate) new_material: bool,
        /// Whether a rotation takes the key's aliases away; none does.
        pub(crate) drops_aliases: bool,
        /// Whether `ListKeyRotations` refuses keys that have no rotation: it declares the error, and no fact says when.
        pub(crate) list_refuses: bool,
        /// Whether the first material is listed where no rotation made it (fact T-530: it is not).
        pub(crate) lists_first: bool,
        /// Whether it is where all are asked for (fact T-531).
        pub(crate) lists_first_of_all: bool,
        /// Whether the entry of the first material has a date and a type (fact T-532: it has none).
        pub(crate) dates_first: bool,
        /// Whether the newest stands first (fact T-701: the oldest).
        pub(crate) newest_first: bool,
        /// Whether the list lacks its last entry.
        pub(crate) list_loses_last: bool,
        /// Whether the list lacks its first entry.
        pub(crate) list_loses_first: bool,
        /// How entries name the key (fact T-701).
        pub(crate) entries_named: NamedKey,
        /// Whether every entry says that it is current (fact T-534: just one).
        pub(crate) all_current: bool,
        /// Whether entries tell whether the rotation was on demand (fact T-701).
        pub(crate) tells_type: bool,
        /// Whether each is told to have been automatic.
        pub(crate) all_automatic: bool,
        /// Whether entries tell the date (fact T-701).
        pub(crate) tells_date: bool,
        /// Entries of a page without `Limit` (fact T-535).
        pub(crate) page: usize,
    }
}

/// One check before rotation is enabled or disabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RotationStep {
    /// KMS has made the material, outside custom key stores (facts C-194, S-E02, T-511).
    Origin,
    /// The key's state (facts T-500, T-501).
    State,
    /// Only keys for symmetric encryption (facts T-009, T-506).
    Spec,
}

impl RotationRules {
    pub(crate) fn aws() -> Self {
        Self {
            steps: vec![
                RotationStep::Origin,
                RotationStep::State,
                RotationStep::Spec,
            ],
            enables: true,
            default_period: 365,
            reads_period: true,
            changes_period: true,
            keeps_period: false,
            disables: true,
            disable_refuses_specs: false,
            status_refuses_specs: false,
            status_refuses_stores: true,
            status_refuses_imported: true,
            status_named: NamedKey::Arn,
            tells_period: true,
            tells_next: true,
            tells_period_of_none: false,
            off_while_pending_deletion: true,
            day: Duration::from_hours(24),
            rotates: true,
            rotates_disabled: false,
            rotates_on_demand: true,
            on_demand_enables: false,
            on_demand_moves_schedule: false,
            on_demand_limit: 25,
            over_limit: "LimitExceededException",
            quiet: Duration::from_mins(20),
            on_demand_refuses_specs: true,
            on_demand_refuses_stores: true,
            on_demand_named: NamedKey::Arn,
            keeps_old: true,
            new_material: true,
            drops_aliases: false,
            list_refuses: true,
            lists_first: false,
            lists_first_of_all: true,
            dates_first: false,
            newest_first: false,
            list_loses_last: false,
            list_loses_first: false,
            entries_named: NamedKey::Arn,
            all_current: false,
            tells_type: true,
            all_automatic: false,
            tells_date: true,
            page: 100,
        }
    }
}
