//! Faults of aliases.

use std::time::Duration;

use crate::model::Operation;
use crate::reference::Fault;
use crate::reference::rules::{Admission, KeyState, Reach};

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "alias_without_prefix",
        sentence: "CreateAlias accepts a name that does not begin with alias/.",
        source: None,
        apply: |rules| rules.aliases.needs_prefix = false,
    },
    Fault {
        name: "alias_of_aws",
        sentence: "CreateAlias accepts a name that begins with alias/aws/.",
        source: None,
        apply: |rules| rules.aliases.reserved = None,
    },
    Fault {
        name: "alias_aws_is_reserved",
        sentence: "CreateAlias refuses the name alias/aws, which has no slash after it.",
        source: None,
        apply: |rules| rules.aliases.reserved = Some("alias/aws"),
    },
    Fault {
        name: "alias_is_moved",
        sentence: "CreateAlias moves an alias that exists to another key.",
        source: None,
        apply: |rules| rules.aliases.unique = false,
    },
    Fault {
        name: "alias_ignores_case",
        sentence: "The names of aliases do not differ by case.",
        source: None,
        apply: |rules| rules.aliases.case_sensitive = false,
    },
    Fault {
        name: "alias_over_regions",
        sentence: "The name of an alias is taken in every Region, and found there.",
        source: None,
        apply: |rules| rules.aliases.reach = Reach::Account,
    },
    Fault {
        name: "alias_of_alias",
        sentence: "CreateAlias accepts an alias as the target.",
        source: None,
        apply: |rules| rules.aliases.target_is_key = false,
    },
    Fault {
        name: "alias_fifty_one",
        sentence: "A key has 51 aliases.",
        source: None,
        apply: |rules| rules.aliases.quota = 51,
    },
    Fault {
        name: "alias_is_not_made",
        sentence: "CreateAlias answers 200 and creates nothing.",
        source: None,
        apply: |rules| rules.aliases.keeps_created = false,
    },
    Fault {
        name: "alias_updated_at_once",
        sentence: "A new alias says that it was updated a second after its creation.",
        source: None,
        apply: |rules| rules.aliases.updated_later = Duration::from_secs(1),
    },
    Fault {
        name: "alias_is_not_resolved",
        sentence: "No operation finds a key by its alias.",
        source: None,
        apply: |rules| rules.aliases.resolves = false,
    },
    Fault {
        name: "alias_arn_is_not_resolved",
        sentence: "No operation finds a key by the ARN of its alias.",
        source: None,
        apply: |rules| rules.aliases.resolves_arns = false,
    },
    Fault {
        name: "alias_of_pending_key",
        sentence: "CreateAlias and UpdateAlias accept a key that waits for its deletion.",
        source: None,
        apply: |rules| {
            for operation in [Operation::CreateAlias, Operation::UpdateAlias] {
                if let Some(row) = rules.keys.admission.get_mut(&operation) {
                    row[KeyState::PendingDeletion] = Admission::Accepted;
                }
            }
        },
    },
    Fault {
        name: "alias_of_disabled_key",
        sentence: "CreateAlias refuses a key that is disabled.",
        source: None,
        apply: |rules| {
            if let Some(row) = rules.keys.admission.get_mut(&Operation::CreateAlias) {
                row[KeyState::Disabled] = Admission::Disabled;
            }
        },
    },
    Fault {
        name: "alias_delete_of_nothing",
        sentence: "DeleteAlias answers 200 where there is no such alias.",
        source: None,
        apply: |rules| rules.aliases.deletes_missing = true,
    },
    Fault {
        name: "alias_stays",
        sentence: "DeleteAlias answers 200 and deletes nothing.",
        source: None,
        apply: |rules| rules.aliases.deletes = false,
    },
    Fault {
        name: "alias_delete_disables_key",
        sentence: "DeleteAlias disables the key.",
        source: None,
        apply: |rules| rules.aliases.delete_disables_key = true,
    },
    Fault {
        name: "alias_outlives_key",
        sentence: "The alias of a key that is gone is still listed.",
        source: None,
        apply: |rules| rules.aliases.die_with_key = false,
    },
    Fault {
        name: "alias_list_ignores_key",
        sentence: "ListAliases with a KeyId lists the aliases of every key.",
        source: None,
        apply: |rules| rules.aliases.lists_by_key = false,
    },
    Fault {
        name: "alias_list_cross_account",
        sentence: "ListAliases lists the aliases of every account.",
        source: None,
        apply: |rules| rules.aliases.list_reach = Reach::Region,
    },
    Fault {
        name: "alias_list_over_regions",
        sentence: "ListAliases lists the account's aliases of every Region.",
        source: None,
        apply: |rules| rules.aliases.list_reach = Reach::Account,
    },
    Fault {
        name: "alias_list_of_arns",
        sentence: "TargetKeyId in ListAliases is the ARN of the key.",
        source: None,
        apply: |rules| rules.aliases.lists_key_arns = true,
    },
    Fault {
        name: "alias_list_without_dates",
        sentence: "ListAliases tells no dates.",
        source: None,
        apply: |rules| rules.aliases.lists_dates = false,
    },
    Fault {
        name: "alias_list_order_ignores_case",
        sentence: "ListAliases sorts as if names did not differ by case.",
        source: None,
        apply: |rules| rules.aliases.order_ignores_case = true,
    },
    Fault {
        name: "alias_page_of_hundred",
        sentence: "ListAliases without Limit has up to 100 entries.",
        source: None,
        apply: |rules| rules.aliases.page = 100,
    },
    Fault {
        name: "alias_update_does_nothing",
        sentence: "UpdateAlias answers 200 and changes nothing.",
        source: None,
        apply: |rules| rules.aliases.updates = false,
    },
    Fault {
        name: "alias_update_keeps_date",
        sentence: "UpdateAlias does not change LastUpdatedDate.",
        source: None,
        apply: |rules| rules.aliases.updates_date = false,
    },
    Fault {
        name: "alias_update_creates",
        sentence: "UpdateAlias creates an alias that is not there.",
        source: None,
        apply: |rules| rules.aliases.updates_create = true,
    },
    Fault {
        name: "alias_update_to_any_key",
        sentence: "UpdateAlias takes a key of another type or usage.",
        source: None,
        apply: |rules| rules.aliases.updates_within_type = false,
    },
];
