//! Faults of finding the key that a request names, and of who may use it.

use crate::model::Operation;
use crate::reference::Fault;
use crate::reference::rules::Reach;

pub(crate) const FAULTS: &[Fault] = &[
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
        name: "keys_cross_account",
        sentence: "A key id of another account is found.",
        source: Some("stackshy/cloudemu#451"),
        apply: |rules| {
            rules.keys.reach = Reach::Region;
            rules.policies.bind = false;
        },
    },
    Fault {
        name: "policies_do_not_bind",
        sentence: "Another account uses a key that no policy opens to it.",
        source: None,
        apply: |rules| rules.policies.bind = false,
    },
    Fault {
        name: "other_specs_not_found",
        sentence: "DescribeKey does not find an asymmetric or HMAC key.",
        source: None,
        apply: |rules| rules.keys.finds_other_specs = false,
    },
    Fault {
        name: "aliases_are_ids",
        sentence: "Operations that take keys only answer an alias as an unknown key id.",
        source: None,
        apply: |rules| rules.keys.refuses_aliases = false,
    },
];
