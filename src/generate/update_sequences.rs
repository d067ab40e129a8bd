//! Updates of custom key stores, and what is described after them.

use arbitrary::Result;

use super::maker::Maker;
use super::sequences::describe_store;
use super::state::StoreKind;
use super::store_recipes::credential;
use super::{Arg, Step, recipes, world};
use crate::case::{FreshKind, StoreState};
use crate::model::Operation;

/// One or more members of an update that fit the type.
fn changes(maker: &mut Maker<'_>, kind: StoreKind, n: u8) -> Result<Vec<(&'static str, Arg)>> {
    let fresh = |kind| Arg::Fresh(kind, n);
    let mut all = vec![("NewCustomKeyStoreName", fresh(FreshKind::StoreName))];
    if kind == StoreKind::CloudHsm {
        all.push(("KeyStorePassword", fresh(FreshKind::Password)));
        all.push(("CloudHsmClusterId", fresh(FreshKind::ClusterId)));
    } else {
        all.push(("XksProxyUriEndpoint", fresh(FreshKind::ProxyEndpoint)));
        all.push(("XksProxyUriPath", fresh(FreshKind::ProxyPath)));
        all.push(("XksProxyAuthenticationCredential", credential(n)));
    }
    if kind == StoreKind::Vpc {
        let service = fresh(FreshKind::VpcService);
        all.push(("XksProxyVpcEndpointServiceName", service));
        let connectivity = Arg::text("VPC_ENDPOINT_SERVICE");
        all.push(("XksProxyConnectivity", connectivity));
    }
    if maker.chance(2, 3)? {
        return Ok(vec![maker.u.choose(&all)?.clone()]);
    }
    let mut some = Vec::new();
    for change in all {
        if maker.chance(1, 2)? {
            some.push(change);
        }
    }
    Ok(some)
}

fn update(maker: &mut Maker<'_>, store: usize, changes: Vec<(&'static str, Arg)>) {
    let mut input = Arg::object([("CustomKeyStoreId", maker.store_id(store))]);
    for (member, value) in changes {
        input.set(member, value);
    }
    maker.call(Operation::UpdateCustomKeyStore, input);
}

/// What was changed is what is described.
pub(super) fn update_and_look(maker: &mut Maker<'_>) -> Result<()> {
    let kind = recipes::some_kind(maker)?;
    let store = maker.store_in(StoreState::Disconnected, Some(kind))?;
    let n = maker.number();
    if kind != StoreKind::CloudHsm && maker.chance(1, 2)? {
        // From one connectivity to the other.
        let fresh = |kind| Arg::Fresh(kind, n);
        let mut to = vec![("XksProxyUriEndpoint", fresh(FreshKind::ProxyEndpoint))];
        if kind == StoreKind::Public {
            to.push(("XksProxyConnectivity", Arg::text("VPC_ENDPOINT_SERVICE")));
            to.push((
                "XksProxyVpcEndpointServiceName",
                fresh(FreshKind::VpcService),
            ));
        } else {
            to.push(("XksProxyConnectivity", Arg::text("PUBLIC_ENDPOINT")));
        }
        update(maker, store, to);
    } else if kind == StoreKind::CloudHsm && maker.options.world && maker.chance(1, 2)? {
        // Only a cluster with the same history can take the old one's place (fact C-079).
        let old = maker.state.stores[store].n;
        world::related(maker, n, old);
        let cluster = Arg::Fresh(FreshKind::ClusterId, n);
        update(maker, store, vec![("CloudHsmClusterId", cluster)]);
    } else {
        let changes = changes(maker, kind, n)?;
        update(maker, store, changes);
    }
    describe_store(maker, store);
    Ok(())
}

/// What another store has cannot be had.
pub(super) fn update_to_what_is_taken(maker: &mut Maker<'_>) -> Result<()> {
    let kind = recipes::some_kind(maker)?;
    let one = recipes::make_store(maker, kind);
    let other = recipes::make_store(maker, kind);
    let n = maker.state.stores[other].n;
    let fresh = |kind| Arg::Fresh(kind, n);
    let whole = vec![
        ("XksProxyUriEndpoint", fresh(FreshKind::ProxyEndpoint)),
        ("XksProxyUriPath", fresh(FreshKind::ProxyPath)),
    ];
    let changes = match (kind, maker.u.int_in_range(0..=2u8)?) {
        (_, 0) => vec![("NewCustomKeyStoreName", fresh(FreshKind::StoreName))],
        (StoreKind::CloudHsm, _) => vec![("CloudHsmClusterId", fresh(FreshKind::ClusterId))],
        (StoreKind::Vpc, 1) => vec![(
            "XksProxyVpcEndpointServiceName",
            fresh(FreshKind::VpcService),
        )],
        (_, _) => whole,
    };
    update(maker, one, changes);
    describe_store(maker, one);
    Ok(())
}

/// Each property can be changed in some states only (facts C-073..C-076).
pub(super) fn update_in_a_state(maker: &mut Maker<'_>) -> Result<()> {
    let states = [StoreState::Connected, StoreState::Failed];
    let reachable = if maker.options.world {
        &states[..]
    } else {
        &states[..1]
    };
    let state = *maker.u.choose(reachable)?;
    let kind = recipes::some_kind(maker)?;
    let store = maker.store_in(state, Some(kind))?;
    let n = maker.number();
    let changes = changes(maker, kind, n)?;
    update(maker, store, changes);
    describe_store(maker, store);
    Ok(())
}

/// An update that what stands behind the store refuses changes nothing.
pub(super) fn refused_update(maker: &mut Maker<'_>) -> Result<()> {
    if !maker.options.world {
        return update_to_what_is_taken(maker);
    }
    let kind = recipes::some_kind(maker)?;
    let store = maker.store_in(StoreState::Disconnected, Some(kind))?;
    let (old, new) = (maker.state.stores[store].n, maker.number());
    let mut given = changes(maker, kind, new)?;
    if kind == StoreKind::CloudHsm {
        given = vec![("CloudHsmClusterId", Arg::Fresh(FreshKind::ClusterId, new))];
        let (trouble, _) = world::cluster_trouble(maker, new)?;
        maker.steps.push(Step::Disturb(trouble));
    } else {
        // A new path is asked for at the old endpoint.
        given.retain(|(member, _)| *member != "XksProxyUriEndpoint");
        let (trouble, _) = world::proxy_trouble(maker, old)?;
        maker.steps.push(Step::Disturb(trouble));
    }
    update(maker, store, given);
    describe_store(maker, store);
    Ok(())
}

/// A new credential is the one by which the store's next connection is made.
pub(super) fn new_credential(maker: &mut Maker<'_>) -> Result<()> {
    if !maker.options.world {
        return update_and_look(maker);
    }
    let kind = *maker.u.choose(&[StoreKind::Public, StoreKind::Vpc])?;
    let store = recipes::make_store(maker, kind);
    let (old, new) = (maker.state.stores[store].n, maker.number());
    world::expects_credential(maker, old, new);
    let change = ("XksProxyAuthenticationCredential", credential(new));
    update(maker, store, vec![change]);
    recipes::connect_store(maker, store);
    maker.settle(store, StoreState::Connected);
    describe_store(maker, store);
    Ok(())
}
