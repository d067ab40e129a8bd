//! Faults of finding and describing custom key stores.

use crate::reference::Fault;
use crate::reference::faults::sources::{AWSIM_STORES, FAKECLOUD_STORES, TWO_OF_THREE};
use crate::reference::rules::{ErrorCode, Reach};

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "stores_cross_account",
        sentence: "Custom key stores of every account are in everybody's sight.",
        source: None,
        apply: |rules| rules.stores.reach = Reach::Region,
    },
    Fault {
        name: "stores_over_regions",
        sentence: "Custom key stores of every Region are in sight from each.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| rules.stores.reach = Reach::Account,
    },
    Fault {
        name: "names_are_ids",
        sentence: "A custom key store's name does where an id is asked for.",
        source: None,
        apply: |rules| rules.stores.names_are_ids = true,
    },
    Fault {
        name: "store_not_found_by_another_error",
        sentence: "An unknown custom key store is answered with NotFoundException.",
        source: None,
        apply: |rules| rules.stores.not_found = "NotFoundException",
    },
    Fault {
        name: "describe_not_found_is_empty",
        sentence: "DescribeCustomKeyStores answers an empty list for an unknown id or name.",
        source: Some(TWO_OF_THREE),
        apply: |rules| rules.stores.describe.not_found_is_error = false,
    },
    Fault {
        name: "describe_ignores_filters",
        sentence: "DescribeCustomKeyStores describes every store, whatever id or name is asked for.",
        source: None,
        apply: |rules| rules.stores.describe.filters = false,
    },
    Fault {
        name: "describe_tells_secrets",
        sentence: "DescribeCustomKeyStores tells passwords and secret keys.",
        source: None,
        apply: |rules| rules.stores.describe.includes_secrets = true,
    },
    Fault {
        name: "describe_tells_foreign_members",
        sentence: "DescribeCustomKeyStores tells an empty XksProxyConfiguration for a CloudHSM key store.",
        source: None,
        apply: |rules| rules.stores.describe.includes_foreign = true,
    },
    Fault {
        name: "describe_hides_type",
        sentence: "DescribeCustomKeyStores leaves CustomKeyStoreType out.",
        source: Some(AWSIM_STORES),
        apply: |rules| rules.stores.describe.includes_type = false,
    },
    Fault {
        name: "describe_hides_trust_anchor",
        sentence: "DescribeCustomKeyStores leaves TrustAnchorCertificate out.",
        source: Some(AWSIM_STORES),
        apply: |rules| rules.stores.describe.includes_trust_anchor = false,
    },
    Fault {
        name: "describe_hides_creation",
        sentence: "DescribeCustomKeyStores leaves CreationDate out.",
        source: Some(AWSIM_STORES),
        apply: |rules| rules.stores.describe.includes_creation = false,
    },
    Fault {
        name: "describe_hides_service",
        sentence: "DescribeCustomKeyStores leaves the VPC endpoint service out.",
        source: None,
        apply: |rules| rules.stores.describe.includes_service = false,
    },
    Fault {
        name: "describe_hides_error_code",
        sentence: "DescribeCustomKeyStores leaves ConnectionErrorCode out of a FAILED store.",
        source: None,
        apply: |rules| rules.stores.describe.error_code = ErrorCode::Never,
    },
    Fault {
        name: "describe_keeps_error_code",
        sentence: "DescribeCustomKeyStores tells the ConnectionErrorCode of a failure that is over.",
        source: None,
        apply: |rules| rules.stores.describe.error_code = ErrorCode::EverSince,
    },
    Fault {
        name: "store_ids_in_any_case",
        sentence: "The letter case of a custom key store's id is not looked at.",
        source: None,
        apply: |rules| rules.stores.ids_ignore_case = true,
    },
];
