//! Faults of deleting custom key stores.

use crate::reference::Fault;
use crate::reference::faults::sources::{ACCOUNT_OR_REGION, ALL_OF_THREE};
use crate::reference::rules::{DeleteStep, Index, NonEmpty, Reach};

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "delete_non_empty",
        sentence: "DeleteCustomKeyStore deletes a store that holds keys.",
        source: Some(ALL_OF_THREE),
        apply: |rules| rules.stores.non_empty = NonEmpty::Never,
    },
    Fault {
        name: "delete_non_empty_with_pending_keys",
        sentence: "DeleteCustomKeyStore does not count keys that wait for their deletion.",
        source: None,
        apply: |rules| rules.stores.non_empty = NonEmpty::KeyNotPendingDeletion,
    },
    Fault {
        name: "delete_non_empty_with_disabled_keys",
        sentence: "DeleteCustomKeyStore counts enabled keys only.",
        source: None,
        apply: |rules| rules.stores.non_empty = NonEmpty::EnabledKey,
    },
    Fault {
        name: "delete_looks_at_oldest_key",
        sentence: "DeleteCustomKeyStore looks at the oldest key of the account only.",
        source: None,
        apply: |rules| rules.stores.non_empty = NonEmpty::OldestKeyOfAll,
    },
    Fault {
        name: "delete_takes_keys_with_it",
        sentence: "DeleteCustomKeyStore deletes the store's keys with it.",
        source: None,
        apply: |rules| {
            rules.stores.non_empty = NonEmpty::Never;
            rules.stores.deletes_keys = true;
        },
    },
    Fault {
        name: "delete_before_checks",
        sentence: "A refused DeleteCustomKeyStore deletes the store all the same.",
        source: None,
        apply: |rules| {
            rules.stores.delete = vec![DeleteStep::Remove, DeleteStep::State, DeleteStep::Empty];
        },
    },
    Fault {
        name: "delete_before_counting_keys",
        sentence: "A DeleteCustomKeyStore that keys refuse deletes the store all the same.",
        source: None,
        apply: |rules| {
            rules.stores.delete = vec![DeleteStep::State, DeleteStep::Remove, DeleteStep::Empty];
        },
    },
    Fault {
        name: "delete_disconnects",
        sentence: "A refused DeleteCustomKeyStore disconnects the store.",
        source: None,
        apply: |rules| {
            rules.stores.delete = vec![
                DeleteStep::Disconnect,
                DeleteStep::State,
                DeleteStep::Empty,
                DeleteStep::Remove,
            ];
        },
    },
    Fault {
        name: "delete_does_nothing",
        sentence: "DeleteCustomKeyStore answers 200 and deletes nothing.",
        source: None,
        apply: |rules| rules.stores.delete = vec![DeleteStep::State, DeleteStep::Empty],
    },
    Fault {
        name: "delete_forgets_name",
        sentence: "The name of a deleted custom key store stays in use.",
        source: None,
        apply: |rules| rules.stores.index(Index::Name).freed_by_delete = false,
    },
    Fault {
        name: "delete_forgets_cluster",
        sentence: "The cluster of a deleted custom key store stays in use.",
        source: None,
        apply: |rules| rules.stores.index(Index::Cluster).freed_by_delete = false,
    },
    Fault {
        name: "delete_forgets_uri",
        sentence: "The proxy URI of a deleted custom key store stays in use.",
        source: None,
        apply: |rules| rules.stores.index(Index::Uri).freed_by_delete = false,
    },
    Fault {
        name: "delete_forgets_endpoint",
        sentence: "The VPC endpoint of a deleted custom key store stays in use.",
        source: None,
        apply: |rules| rules.stores.index(Index::Endpoint).freed_by_delete = false,
    },
    Fault {
        name: "delete_forgets_service",
        sentence: "The VPC endpoint service of a deleted custom key store stays in use.",
        source: None,
        apply: |rules| rules.stores.index(Index::Service).freed_by_delete = false,
    },
    Fault {
        name: "delete_cross_account",
        sentence: "DeleteCustomKeyStore deletes another account's store.",
        source: Some(ACCOUNT_OR_REGION),
        apply: |rules| rules.stores.delete_reach = Reach::Region,
    },
    Fault {
        name: "delete_over_regions",
        sentence: "DeleteCustomKeyStore deletes a store of another Region.",
        source: Some(ACCOUNT_OR_REGION),
        apply: |rules| rules.stores.delete_reach = Reach::Account,
    },
];
