//! Faults of connecting and disconnecting custom key stores, and of what follows from it.

use crate::reference::Fault;
use crate::reference::faults::sources::{
    ALL_OF_THREE, AWSIM_CRYPTO, FAKECLOUD_STORES, TWO_OF_THREE, WINTERBAUME_STATE,
};
use crate::reference::rules::{ByConnection, ConnectionState, Property, Transition};

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "new_store_is_connected",
        sentence: "A new custom key store is CONNECTED.",
        source: None,
        apply: |rules| rules.stores.initial = ConnectionState::Connected,
    },
    Fault {
        name: "connect_is_instant",
        sentence: "ConnectCustomKeyStore connects even where the connection would fail later.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| rules.stores.connect[ConnectionState::Disconnected] = Transition::Jumps,
    },
    Fault {
        name: "connect_never_ends",
        sentence: "A store stays CONNECTING or DISCONNECTING for ever.",
        source: None,
        apply: |rules| rules.stores.connections_end = false,
    },
    Fault {
        name: "connect_does_nothing",
        sentence: "ConnectCustomKeyStore answers 200 and does not connect.",
        source: None,
        apply: |rules| rules.stores.connect[ConnectionState::Disconnected] = Transition::Stays,
    },
    Fault {
        name: "connect_never_fails",
        sentence: "A connection is made whatever is wrong behind the store.",
        source: Some(WINTERBAUME_STATE),
        apply: |rules| rules.stores.connections_fail = false,
    },
    Fault {
        name: "connect_failed",
        sentence: "A FAILED store can be connected without being disconnected first.",
        source: None,
        apply: |rules| rules.stores.connect[ConnectionState::Failed] = Transition::Begins,
    },
    Fault {
        name: "connect_disconnecting",
        sentence: "A DISCONNECTING store can be connected.",
        source: None,
        apply: |rules| rules.stores.connect[ConnectionState::Disconnecting] = Transition::Begins,
    },
    Fault {
        name: "connect_restarts_connected",
        sentence: "ConnectCustomKeyStore on a CONNECTED store connects it anew.",
        source: None,
        apply: |rules| rules.stores.connect[ConnectionState::Connected] = Transition::Begins,
    },
    Fault {
        name: "refused_connect_connects",
        sentence: "A refused ConnectCustomKeyStore on a FAILED store connects it all the same.",
        source: None,
        apply: |rules| rules.stores.connect[ConnectionState::Failed] = Transition::RefusedYetBegins,
    },
    Fault {
        name: "connect_ignores_cluster",
        sentence: "ConnectCustomKeyStore accepts a cluster that is not active or has no HSM.",
        source: Some(WINTERBAUME_STATE),
        apply: |rules| rules.stores.connect_sees_cluster = false,
    },
    Fault {
        name: "connect_needs_two_hsms",
        sentence: "ConnectCustomKeyStore refuses a cluster with one active HSM.",
        source: None,
        apply: |rules| rules.stores.connect_hsms = 2,
    },
    Fault {
        name: "refused_connect_fails_store",
        sentence: "A ConnectCustomKeyStore that the cluster's state refuses leaves the store FAILED.",
        source: None,
        apply: |rules| rules.stores.connect_refused_leaves = Some(ConnectionState::Failed),
    },
    Fault {
        name: "disconnect_disconnected",
        sentence: "DisconnectCustomKeyStore accepts a DISCONNECTED store.",
        source: Some(ALL_OF_THREE),
        apply: |rules| rules.stores.disconnect[ConnectionState::Disconnected] = Transition::Stays,
    },
    Fault {
        name: "disconnect_disconnecting",
        sentence: "DisconnectCustomKeyStore accepts a DISCONNECTING store.",
        source: None,
        apply: |rules| rules.stores.disconnect[ConnectionState::Disconnecting] = Transition::Stays,
    },
    Fault {
        name: "disconnect_refuses_failed",
        sentence: "DisconnectCustomKeyStore refuses a FAILED store, which then has no way out.",
        source: None,
        apply: |rules| rules.stores.disconnect[ConnectionState::Failed] = Transition::Refused,
    },
    Fault {
        name: "disconnect_refuses_connecting",
        sentence: "DisconnectCustomKeyStore refuses a CONNECTING store.",
        source: None,
        apply: |rules| rules.stores.disconnect[ConnectionState::Connecting] = Transition::Refused,
    },
    Fault {
        name: "disconnect_does_nothing",
        sentence: "DisconnectCustomKeyStore answers 200 and leaves the store CONNECTED.",
        source: None,
        apply: |rules| rules.stores.disconnect[ConnectionState::Connected] = Transition::Stays,
    },
    Fault {
        name: "delete_connected",
        sentence: "DeleteCustomKeyStore deletes a CONNECTED store.",
        source: Some(TWO_OF_THREE),
        apply: |rules| rules.stores.deletable[ConnectionState::Connected] = true,
    },
    Fault {
        name: "delete_connected_as_non_empty",
        sentence: "A CONNECTED store without keys is refused to be deleted with CustomKeyStoreHasCMKsException.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| rules.stores.not_deletable = "CustomKeyStoreHasCMKsException",
    },
    Fault {
        name: "delete_connecting",
        sentence: "DeleteCustomKeyStore deletes a CONNECTING store.",
        source: None,
        apply: |rules| rules.stores.deletable[ConnectionState::Connecting] = true,
    },
    Fault {
        name: "delete_disconnecting",
        sentence: "DeleteCustomKeyStore deletes a DISCONNECTING store.",
        source: None,
        apply: |rules| rules.stores.deletable[ConnectionState::Disconnecting] = true,
    },
    Fault {
        name: "delete_failed",
        sentence: "DeleteCustomKeyStore deletes a FAILED store.",
        source: None,
        apply: |rules| rules.stores.deletable[ConnectionState::Failed] = true,
    },
    Fault {
        name: "delete_refuses_disconnected",
        sentence: "DeleteCustomKeyStore refuses a DISCONNECTED store.",
        source: None,
        apply: |rules| rules.stores.deletable = ByConnection([false; 5]),
    },
    Fault {
        name: "update_connected_endpoint",
        sentence: "UpdateCustomKeyStore changes the proxy endpoint of a CONNECTED store.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| {
            rules.stores.updatable(Property::Endpoint)[ConnectionState::Connected] = true;
        },
    },
    Fault {
        name: "update_connected_password",
        sentence: "UpdateCustomKeyStore changes the password of a CONNECTED store.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| {
            rules.stores.updatable(Property::Password)[ConnectionState::Connected] = true;
        },
    },
    Fault {
        name: "update_connected_cluster",
        sentence: "UpdateCustomKeyStore changes the cluster of a CONNECTED store.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| rules.stores.updatable(Property::Cluster)[ConnectionState::Connected] = true,
    },
    Fault {
        name: "update_failed_password",
        sentence: "UpdateCustomKeyStore changes the password of a FAILED store.",
        source: None,
        apply: |rules| rules.stores.updatable(Property::Password)[ConnectionState::Failed] = true,
    },
    Fault {
        name: "update_refuses_disconnected_name",
        sentence: "UpdateCustomKeyStore refuses to rename a DISCONNECTED store.",
        source: None,
        apply: |rules| {
            rules.stores.updatable(Property::Name)[ConnectionState::Disconnected] = false;
        },
    },
    Fault {
        name: "create_key_in_disconnected",
        sentence: "CreateKey creates a key in a DISCONNECTED store.",
        source: Some(ALL_OF_THREE),
        apply: |rules| rules.stores.creates_keys[ConnectionState::Disconnected] = true,
    },
    Fault {
        name: "create_key_in_failed",
        sentence: "CreateKey creates a key in a FAILED store.",
        source: None,
        apply: |rules| rules.stores.creates_keys[ConnectionState::Failed] = true,
    },
    Fault {
        name: "create_key_in_connecting",
        sentence: "CreateKey creates a key in a CONNECTING store.",
        source: None,
        apply: |rules| rules.stores.creates_keys[ConnectionState::Connecting] = true,
    },
    Fault {
        name: "random_from_disconnected",
        sentence: "GenerateRandom draws from a DISCONNECTED store.",
        source: Some(AWSIM_CRYPTO),
        apply: |rules| rules.stores.gives_random[ConnectionState::Disconnected] = true,
    },
    Fault {
        name: "describe_hides_failure",
        sentence: "DescribeCustomKeyStores tells DISCONNECTED for a FAILED store.",
        source: None,
        apply: |rules| rules.stores.describe.includes_failure = false,
    },
];
