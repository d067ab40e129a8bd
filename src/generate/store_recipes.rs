//! How the operations on custom key stores are called.

use arbitrary::Result;

use super::Arg;
use super::maker::Maker;
use super::recipes::{Recipe, row, some_kind};
use super::state::StoreKind;
use crate::case::{FreshKind, StoreState};
use crate::model::Operation;

/// How often each is called, and by what.
pub(super) const RECIPES: &[Recipe] = &[
    row(Operation::CreateCustomKeyStore, 10, create),
    row(Operation::ConnectCustomKeyStore, 8, connect),
    row(Operation::DisconnectCustomKeyStore, 7, disconnect),
    row(Operation::DeleteCustomKeyStore, 10, delete),
    row(Operation::UpdateCustomKeyStore, 9, update),
    row(Operation::DescribeCustomKeyStores, 9, describe),
];

/// The members of a create request that a type needs, with the fresh values of this number.
pub(super) fn create_input(kind: StoreKind, n: u8) -> Arg {
    let fresh = |kind| Arg::Fresh(kind, n);
    let mut input = Arg::object([("CustomKeyStoreName", fresh(FreshKind::StoreName))]);
    if kind == StoreKind::CloudHsm {
        input.set("CloudHsmClusterId", fresh(FreshKind::ClusterId));
        input.set("TrustAnchorCertificate", fresh(FreshKind::Certificate));
        input.set("KeyStorePassword", fresh(FreshKind::Password));
        return input;
    }
    input.set("CustomKeyStoreType", Arg::text("EXTERNAL_KEY_STORE"));
    input.set("XksProxyUriEndpoint", fresh(FreshKind::ProxyEndpoint));
    input.set("XksProxyUriPath", fresh(FreshKind::ProxyPath));
    input.set("XksProxyAuthenticationCredential", credential(n));
    if kind == StoreKind::Vpc {
        input.set("XksProxyConnectivity", Arg::text("VPC_ENDPOINT_SERVICE"));
        input.set(
            "XksProxyVpcEndpointServiceName",
            fresh(FreshKind::VpcService),
        );
    } else {
        input.set("XksProxyConnectivity", Arg::text("PUBLIC_ENDPOINT"));
    }
    input
}

pub(super) fn credential(n: u8) -> Arg {
    Arg::object([
        ("AccessKeyId", Arg::Fresh(FreshKind::ProxyAccessKeyId, n)),
        ("RawSecretAccessKey", Arg::Fresh(FreshKind::ProxySecret, n)),
    ])
}

/// A store of this kind, disconnected; its index.
pub(super) fn make_store(maker: &mut Maker<'_>, kind: StoreKind) -> usize {
    let n = maker.number();
    make_store_numbered(maker, kind, n)
}

/// A store of this kind with the fresh values of this number; its index.
pub(super) fn make_store_numbered(maker: &mut Maker<'_>, kind: StoreKind, n: u8) -> usize {
    let step = maker.call(Operation::CreateCustomKeyStore, create_input(kind, n));
    maker.made_store(step, n, kind)
}

/// A store of some kind, disconnected; its index.
pub(super) fn new_store(maker: &mut Maker<'_>) -> Result<usize> {
    let kind = some_kind(maker)?;
    Ok(make_store(maker, kind))
}

/// Begins to connect a store.
pub(super) fn connect_store(maker: &mut Maker<'_>, store: usize) {
    let id = maker.store_id(store);
    let input = Arg::object([("CustomKeyStoreId", id)]);
    maker.call(Operation::ConnectCustomKeyStore, input);
    maker.state.connect(store);
}

/// Begins to disconnect a store.
pub(super) fn disconnect_store(maker: &mut Maker<'_>, store: usize) {
    let id = maker.store_id(store);
    let input = Arg::object([("CustomKeyStoreId", id)]);
    maker.call(Operation::DisconnectCustomKeyStore, input);
    maker.state.disconnect(store);
}

pub(super) fn create(maker: &mut Maker<'_>) -> Result<()> {
    if maker.twist {
        return create_twisted(maker);
    }
    let store = new_store(maker)?;
    let kind = maker.state.stores[store].kind;
    if kind == StoreKind::CloudHsm && maker.chance(1, 2)? {
        last_input(maker).set("CustomKeyStoreType", Arg::text("AWS_CLOUDHSM"));
    }
    if kind == StoreKind::Vpc && maker.chance(1, 4)? {
        with_owner(maker)?;
    }
    Ok(())
}

/// A store whose VPC endpoint service has a named owner: who makes it, or another account.
fn with_owner(maker: &mut Maker<'_>) -> Result<()> {
    let key = maker.call(Operation::CreateKey, Arg::object([]));
    maker.made_key(key, None);
    let n = maker.number();
    let mut input = create_input(StoreKind::Vpc, n);
    let owner = if maker.chance(3, 4)? {
        Arg::answer(key, "KeyMetadata.AWSAccountId")
    } else {
        Arg::Fresh(FreshKind::AccountId, n)
    };
    input.set("XksProxyVpcEndpointServiceOwner", owner.clone());
    let step = maker.call(Operation::CreateCustomKeyStore, input);
    let store = maker.made_store(step, n, StoreKind::Vpc);
    let mut input = Arg::object([("CustomKeyStoreId", maker.store_id(store))]);
    input.set("XksProxyVpcEndpointServiceOwner", owner);
    maker.call(Operation::UpdateCustomKeyStore, input);
    Ok(())
}

/// One store more than an account may have.
pub(super) fn crowd(maker: &mut Maker<'_>) -> Result<()> {
    let kind = some_kind(maker)?;
    if maker.chance(1, 2)?
        && let Some(place) = maker.elsewhere_place()?
    {
        // Another account or Region has a limit of its own.
        let n = maker.number();
        maker.call_at(
            place,
            Operation::CreateCustomKeyStore,
            create_input(kind, n),
        );
    }
    let there = maker.state.live().count();
    for _ in there..11 {
        make_store(maker, kind);
    }
    if maker.chance(1, 2)? {
        let limit = Arg::Int(maker.u.int_in_range(1..=11)?);
        maker.call(
            Operation::DescribeCustomKeyStores,
            Arg::object([("Limit", limit)]),
        );
    }
    Ok(())
}

/// A create that takes what another store has, lacks what its type needs, or has what only the other type may have.
fn create_twisted(maker: &mut Maker<'_>) -> Result<()> {
    let kind = some_kind(maker)?;
    let members = match kind {
        StoreKind::CloudHsm => &[
            "CloudHsmClusterId",
            "TrustAnchorCertificate",
            "KeyStorePassword",
        ][..],
        StoreKind::Public => &[
            "XksProxyUriEndpoint",
            "XksProxyUriPath",
            "XksProxyAuthenticationCredential",
            "XksProxyConnectivity",
        ][..],
        StoreKind::Vpc => &["XksProxyVpcEndpointServiceName", "XksProxyConnectivity"][..],
    };
    if maker.chance(1, 3)? {
        make_store(maker, kind);
        let missing = *maker.u.choose(members)?;
        last_input(maker).remove(missing);
        maker.state.stores.pop();
        return Ok(());
    }
    if maker.chance(1, 8)? {
        make_store(maker, kind);
        let foreign = if kind == StoreKind::CloudHsm {
            "XksProxyUriPath"
        } else {
            "KeyStorePassword"
        };
        let fresh = if kind == StoreKind::CloudHsm {
            FreshKind::ProxyPath
        } else {
            FreshKind::Password
        };
        last_input(maker).set(foreign, Arg::Fresh(fresh, 127));
        maker.state.stores.pop();
        return Ok(());
    }
    take_from_another(maker, kind)
}

/// What no two stores may share, by type (facts C-007..C-014).
pub(super) fn unique(kind: StoreKind) -> &'static [(&'static str, FreshKind)] {
    match kind {
        StoreKind::CloudHsm => &[
            ("CustomKeyStoreName", FreshKind::StoreName),
            ("CloudHsmClusterId", FreshKind::ClusterId),
        ],
        StoreKind::Public => &[
            ("CustomKeyStoreName", FreshKind::StoreName),
            ("XksProxyUriEndpoint", FreshKind::ProxyEndpoint),
            ("XksProxyUriPath", FreshKind::ProxyPath),
        ],
        StoreKind::Vpc => &[
            ("CustomKeyStoreName", FreshKind::StoreName),
            ("XksProxyUriEndpoint", FreshKind::ProxyEndpoint),
            ("XksProxyVpcEndpointServiceName", FreshKind::VpcService),
            ("XksProxyUriPath", FreshKind::ProxyPath),
        ],
    }
}

/// A create with one or more unique properties of a store that is there, or was.
fn take_from_another(maker: &mut Maker<'_>, kind: StoreKind) -> Result<()> {
    let other_kind = if kind != StoreKind::CloudHsm && maker.chance(1, 3)? {
        *maker.u.choose(&[StoreKind::Public, StoreKind::Vpc])?
    } else {
        kind
    };
    let other = maker.store_in(StoreState::Disconnected, Some(other_kind))?;
    let n = maker.state.stores[other].n;
    if maker.chance(1, 6)? {
        // The same request again.
        let input = create_input(other_kind, n);
        maker.call(Operation::CreateCustomKeyStore, input);
        return Ok(());
    }
    let store = make_store(maker, kind);
    let (member, fresh) = *maker.u.choose(unique(kind))?;
    let taken = Arg::Fresh(fresh, n);
    last_input(maker).set(member, taken);
    if member == "XksProxyUriEndpoint" && maker.chance(1, 2)? {
        let path = Arg::Fresh(FreshKind::ProxyPath, n);
        last_input(maker).set("XksProxyUriPath", path);
    }
    maker.state.stores.truncate(store);
    Ok(())
}

pub(super) fn connect(maker: &mut Maker<'_>) -> Result<()> {
    if maker.twist {
        return unknown(maker, Operation::ConnectCustomKeyStore);
    }
    let state = maker.some_state(StoreState::Disconnected)?;
    let store = maker.store_in(state, None)?;
    connect_store(maker, store);
    if !maker.options.world || maker.chance(3, 4)? {
        maker.settle(store, StoreState::Connected);
    }
    Ok(())
}

pub(super) fn disconnect(maker: &mut Maker<'_>) -> Result<()> {
    if maker.twist {
        return unknown(maker, Operation::DisconnectCustomKeyStore);
    }
    let state = maker.some_state(StoreState::Connected)?;
    let store = maker.store_in(state, None)?;
    disconnect_store(maker, store);
    if !maker.options.world || maker.chance(3, 4)? {
        maker.settle(store, StoreState::Disconnected);
    }
    Ok(())
}

pub(super) fn delete(maker: &mut Maker<'_>) -> Result<()> {
    if maker.twist {
        return unknown(maker, Operation::DeleteCustomKeyStore);
    }
    let store = if maker.chance(1, 3)? {
        // With a key in it, and at rest.
        let store = maker.store_in(StoreState::Connected, None)?;
        if !maker.state.holds_keys(store) {
            super::key_recipes::key_in_store(maker, store);
        }
        if maker.chance(3, 4)? {
            disconnect_store(maker, store);
            maker.settle(store, StoreState::Disconnected);
        }
        store
    } else {
        let state = maker.some_state(StoreState::Disconnected)?;
        maker.store_in(state, None)?
    };
    let id = maker.store_id(store);
    let input = Arg::object([("CustomKeyStoreId", id)]);
    maker.call(Operation::DeleteCustomKeyStore, input);
    maker.state.delete(store);
    Ok(())
}

pub(super) fn update(maker: &mut Maker<'_>) -> Result<()> {
    if maker.twist && maker.chance(1, 3)? {
        return unknown(maker, Operation::UpdateCustomKeyStore);
    }
    let state = maker.some_state(StoreState::Disconnected)?;
    let store = maker.store_in(state, None)?;
    let kind = maker.state.stores[store].kind;
    let n = if maker.twist {
        // What another store has already.
        let other = make_store(maker, kind);
        maker.state.stores[other].n
    } else {
        maker.number()
    };
    let fresh = |kind| Arg::Fresh(kind, n);
    let mut input = Arg::object([("CustomKeyStoreId", maker.store_id(store))]);
    let choice = maker.u.int_in_range(0..=5u8)?;
    match (choice, kind) {
        (0 | 1, _) => input.set("NewCustomKeyStoreName", fresh(FreshKind::StoreName)),
        (2, StoreKind::CloudHsm) => input.set("KeyStorePassword", fresh(FreshKind::Password)),
        (3 | 4, StoreKind::CloudHsm) => {
            input.set("CloudHsmClusterId", fresh(FreshKind::ClusterId));
        }
        (2, _) => input.set("XksProxyAuthenticationCredential", credential(n)),
        (4, StoreKind::Vpc) => {
            input.set(
                "XksProxyVpcEndpointServiceName",
                fresh(FreshKind::VpcService),
            );
        }
        (4, _) => input.set("XksProxyUriEndpoint", fresh(FreshKind::ProxyEndpoint)),
        (3, _) | (_, StoreKind::CloudHsm) => {
            input.set("XksProxyUriPath", fresh(FreshKind::ProxyPath));
        }
        _ => {
            input.set("XksProxyUriEndpoint", fresh(FreshKind::ProxyEndpoint));
            input.set("XksProxyUriPath", fresh(FreshKind::ProxyPath));
        }
    }
    maker.call(Operation::UpdateCustomKeyStore, input);
    Ok(())
}

pub(super) fn describe(maker: &mut Maker<'_>) -> Result<()> {
    if maker.twist && maker.chance(1, 2)? {
        return unknown(maker, Operation::DescribeCustomKeyStores);
    }
    let state = maker.some_state(StoreState::Disconnected)?;
    let store = maker.store_in(state, None)?;
    let id = maker.store_id(store);
    let name = maker.of_store(store, FreshKind::StoreName);
    if maker.twist {
        let never = Arg::Fresh(FreshKind::StoreName, 127);
        let input = Arg::object([("CustomKeyStoreName", never)]);
        maker.call(Operation::DescribeCustomKeyStores, input);
        return Ok(());
    }
    let input = match maker.u.int_in_range(0..=5u8)? {
        0 | 1 => Arg::object([("CustomKeyStoreId", id)]),
        2 => Arg::object([("CustomKeyStoreName", name)]),
        3 => Arg::object([("CustomKeyStoreId", id), ("CustomKeyStoreName", name)]),
        4 => {
            let mut input = Arg::object([]);
            if maker.chance(1, 2)? {
                input.set("Limit", Arg::Int(*maker.u.choose(&[10, 100, 1000])?));
            }
            input
        }
        _ => {
            // Two pages.
            make_store(maker, StoreKind::CloudHsm);
            let page = Arg::object([("Limit", Arg::Int(1))]);
            let first = maker.call(Operation::DescribeCustomKeyStores, page);
            let next = Arg::answer(first, "NextMarker");
            Arg::object([("Limit", Arg::Int(1)), ("Marker", next)])
        }
    };
    maker.call(Operation::DescribeCustomKeyStores, input);
    Ok(())
}

/// A call with the id of no store, or with what is no id.
fn unknown(maker: &mut Maker<'_>, operation: Operation) -> Result<()> {
    let store = maker.store_in(StoreState::Disconnected, None)?;
    let id = match maker.u.int_in_range(0..=4u8)? {
        0 => maker.of_store(store, FreshKind::StoreName),
        4 => Arg::Upper(Box::new(maker.store_id(store))),
        1 if operation != Operation::DescribeCustomKeyStores => {
            // One that was there a moment ago.
            let id = maker.store_id(store);
            let input = Arg::object([("CustomKeyStoreId", id.clone())]);
            maker.call(Operation::DeleteCustomKeyStore, input);
            maker.state.delete(store);
            id
        }
        _ => Arg::Fresh(FreshKind::StoreId, 127),
    };
    maker.call(operation, Arg::object([("CustomKeyStoreId", id)]));
    Ok(())
}

/// The input of the last call.
pub(super) fn last_input<'m>(maker: &'m mut Maker<'_>) -> &'m mut Arg {
    let mut calls = maker.steps.iter_mut().rev();
    let call = calls.find_map(|step| match step {
        super::Step::Call(call) => Some(call),
        _ => None,
    });
    &mut call.expect("a recipe changes only what it has added").input
}
