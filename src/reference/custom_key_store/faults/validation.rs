//! Faults of validating the members of custom key store operations.

use crate::reference::Fault;
use crate::reference::faults::sources::{ALL_OF_THREE, AWSIM_STORES, FAKECLOUD_STORES, MINISTACK};
use crate::reference::rules::Loosened;

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "id_of_65_characters",
        sentence: "A custom key store id of 65 characters is looked up rather than refused.",
        source: Some(ALL_OF_THREE),
        apply: |rules| rules.front.loosened = vec![Loosened::Max("CustomKeyStoreIdType")],
    },
    Fault {
        name: "empty_id",
        sentence: "An empty custom key store id is looked up rather than refused.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| rules.front.loosened = vec![Loosened::Min("CustomKeyStoreIdType")],
    },
    Fault {
        name: "missing_id",
        sentence: "DeleteCustomKeyStore without an id looks for a store all the same.",
        source: None,
        apply: |rules| {
            rules.front.loosened = vec![Loosened::Required(
                "DeleteCustomKeyStoreRequest",
                "CustomKeyStoreId",
            )];
        },
    },
    Fault {
        name: "long_names",
        sentence: "A custom key store name of 257 characters is accepted.",
        source: Some(AWSIM_STORES),
        apply: |rules| rules.front.loosened = vec![Loosened::Max("CustomKeyStoreNameType")],
    },
    Fault {
        name: "short_passwords",
        sentence: "A password of six characters is accepted.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| rules.front.loosened = vec![Loosened::Min("KeyStorePasswordType")],
    },
    Fault {
        name: "any_cluster_id",
        sentence: "A cluster id in another form is looked up rather than refused.",
        source: None,
        apply: |rules| rules.front.loosened = vec![Loosened::Pattern("CloudHsmClusterIdType")],
    },
    Fault {
        name: "any_proxy_endpoint",
        sentence: "A proxy endpoint that is not https is accepted.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| rules.front.loosened = vec![Loosened::Pattern("XksProxyUriEndpointType")],
    },
    Fault {
        name: "any_proxy_path",
        sentence: "A proxy path in another form is accepted.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| rules.front.loosened = vec![Loosened::Pattern("XksProxyUriPathType")],
    },
    Fault {
        name: "any_store_type",
        sentence: "An unknown CustomKeyStoreType is read as AWS_CLOUDHSM.",
        source: None,
        apply: |rules| rules.front.loosened = vec![Loosened::Values("CustomKeyStoreType")],
    },
    Fault {
        name: "any_limit",
        sentence: "A Limit above 1000 is accepted.",
        source: Some(MINISTACK),
        apply: |rules| rules.front.loosened = vec![Loosened::Max("LimitType")],
    },
];
