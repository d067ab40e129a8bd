//! Calls in an order that shows what one of them left behind: the name of what is gone, the state of what came back, what
//! a refusal made all the same.

use arbitrary::Result;

use super::maker::Maker;
use super::state::StoreKind;
use super::store_recipes::{create_input, last_input, unique};
use super::{
    Arg, Step, alias_sequences as aliases, key_sequences as keys, recipes,
    update_sequences as updates, world,
};
use crate::case::{FreshKind, Principal, Region, StoreState};
use crate::model::Operation;

/// One sequence.
type Sequence = fn(&mut Maker<'_>) -> Result<()>;

/// Sequences about custom key stores; the first half of those about keys needs none.
const OF_STORES: &[Sequence] = &[
    again_after_delete,
    again_after_refusal,
    again_elsewhere,
    again_beside,
    refused_for_one_member,
    rename,
    updates::update_and_look,
    updates::update_to_what_is_taken,
    updates::update_in_a_state,
    updates::refused_update,
    updates::new_credential,
    connect_again,
    refused_connect,
    stranger_to_a_store,
    pages_of_stores,
    super::store_recipes::crowd,
    keys::follow_their_store,
    keys::one_external_key,
    keys::refused_in_a_store,
    keys::used_without_backing,
    keys::of_any_spec_in_a_store,
];

const OF_KEYS: &[Sequence] = &[
    keys::waiting_period,
    keys::cancelled,
    keys::without_material,
    keys::elsewhere,
    keys::under_a_policy,
    keys::in_another_form,
    keys::used_twice,
    keys::under_another_context,
    keys::pages,
    keys::unlike,
    keys::in_many_regions,
];

const OF_ALIASES: &[Sequence] = &[
    aliases::finds_its_key,
    aliases::moves,
    aliases::taken,
    aliases::deleted,
    aliases::differ_by_case,
    aliases::elsewhere,
    aliases::of_a_state,
    aliases::goes_with_its_key,
    aliases::of_another_type,
    aliases::for_a_key,
    aliases::crowd,
];

/// One sequence of those that the options allow.
pub(super) fn any(maker: &mut Maker<'_>) -> Result<()> {
    let stores = maker.allowed(Operation::CreateCustomKeyStore);
    let keys = maker.allowed(Operation::CreateKey);
    let mut all: Vec<Sequence> = match (stores, keys) {
        (true, true) => OF_STORES.iter().chain(OF_KEYS).copied().collect(),
        (false, true) => OF_KEYS.to_vec(),
        (true, false) => OF_STORES[..16].to_vec(),
        (false, false) => return recipes::any(maker),
    };
    if keys && maker.allowed(Operation::CreateAlias) {
        all.extend(OF_ALIASES);
    }
    if keys && maker.allowed(Operation::CreateGrant) {
        all.push(super::grant_recipes::used_by_its_grantee);
    }
    let sequence = *maker.u.choose(&all)?;
    sequence(maker)
}

pub(super) fn describe_store(maker: &mut Maker<'_>, store: usize) {
    let input = Arg::object([("CustomKeyStoreId", maker.store_id(store))]);
    maker.call(Operation::DescribeCustomKeyStores, input);
}

/// A request like a new store's, with one or all unique properties of the store with this number.
fn like(maker: &mut Maker<'_>, kind: StoreKind, n: u8) -> Result<Arg> {
    if maker.chance(1, 5)? {
        return Ok(create_input(kind, n));
    }
    let fresh = maker.number();
    let mut input = create_input(kind, fresh);
    let (member, what) = *maker.u.choose(unique(kind))?;
    input.set(member, Arg::Fresh(what, n));
    if what == FreshKind::ProxyPath || (what == FreshKind::ProxyEndpoint && maker.chance(2, 3)?) {
        // The two of them make the URI.
        input.set(
            "XksProxyUriEndpoint",
            Arg::Fresh(FreshKind::ProxyEndpoint, n),
        );
        input.set("XksProxyUriPath", Arg::Fresh(FreshKind::ProxyPath, n));
    }
    if what == FreshKind::ClusterId {
        let certificate = Arg::Fresh(FreshKind::Certificate, n);
        input.set("TrustAnchorCertificate", certificate);
    }
    Ok(input)
}

/// What a deleted store had is free again.
fn again_after_delete(maker: &mut Maker<'_>) -> Result<()> {
    let kind = recipes::some_kind(maker)?;
    let store = recipes::make_store(maker, kind);
    let n = maker.state.stores[store].n;
    let id = maker.store_id(store);
    maker.call(
        Operation::DeleteCustomKeyStore,
        Arg::object([("CustomKeyStoreId", id)]),
    );
    maker.state.delete(store);
    let input = like(maker, kind, n)?;
    maker.call(Operation::CreateCustomKeyStore, input);
    Ok(())
}

/// What a refused store would have had is free; and it is not there.
fn again_after_refusal(maker: &mut Maker<'_>) -> Result<()> {
    let kind = recipes::some_kind(maker)?;
    let n = maker.number();
    let mut input = create_input(kind, n);
    let mut heal = None;
    if maker.options.world && maker.chance(2, 3)? {
        let (trouble, cure) = world::trouble(maker, kind, n)?;
        maker.steps.push(Step::Disturb(trouble));
        heal = Some(cure);
    } else {
        let missing = *maker.u.choose(needed(kind))?;
        input.remove(missing);
    }
    maker.call(Operation::CreateCustomKeyStore, input);
    let name = Arg::Fresh(FreshKind::StoreName, n);
    if maker.chance(1, 3)? {
        let input = Arg::object([("CustomKeyStoreName", name)]);
        maker.call(Operation::DescribeCustomKeyStores, input);
    }
    maker.steps.extend(heal.map(Step::Disturb));
    let input = like(maker, kind, n)?;
    maker.call(Operation::CreateCustomKeyStore, input);
    Ok(())
}

/// What a store has no other can have, and an equal request for a disconnected one is a retry.
fn again_beside(maker: &mut Maker<'_>) -> Result<()> {
    let kinds = [StoreKind::CloudHsm, StoreKind::Public, StoreKind::Vpc];
    let kind = *maker.u.choose(&kinds)?;
    let states = [StoreState::Disconnected, StoreState::Connected];
    let at = usize::from(maker.chance(1, 4)?);
    let store = maker.store_in(states[at], Some(kind))?;
    let n = maker.state.stores[store].n;
    let input = if maker.chance(1, 3)? {
        create_input(kind, n)
    } else {
        like(maker, kind, n)?
    };
    maker.call(Operation::CreateCustomKeyStore, input);
    Ok(())
}

/// Members that a type cannot do without (facts C-004..C-006).
fn needed(kind: StoreKind) -> &'static [&'static str] {
    match kind {
        StoreKind::CloudHsm => &[
            "CloudHsmClusterId",
            "TrustAnchorCertificate",
            "KeyStorePassword",
        ],
        StoreKind::Public => &[
            "XksProxyUriEndpoint",
            "XksProxyUriPath",
            "XksProxyAuthenticationCredential",
            "XksProxyConnectivity",
        ],
        StoreKind::Vpc => &[
            "XksProxyUriEndpoint",
            "XksProxyUriPath",
            "XksProxyAuthenticationCredential",
            "XksProxyConnectivity",
            "XksProxyVpcEndpointServiceName",
        ],
    }
}

/// Names are unique in one account and Region; what stands behind a store, everywhere.
fn again_elsewhere(maker: &mut Maker<'_>) -> Result<()> {
    let Some(place) = maker.elsewhere_place()? else {
        return again_after_delete(maker);
    };
    let kind = recipes::some_kind(maker)?;
    let n = maker.number();
    maker.call_at(
        place,
        Operation::CreateCustomKeyStore,
        create_input(kind, n),
    );
    let kind = match kind {
        StoreKind::Vpc => *maker.u.choose(&[StoreKind::Public, StoreKind::Vpc])?,
        kind => kind,
    };
    let input = like(maker, kind, n)?;
    maker.call(Operation::CreateCustomKeyStore, input);
    Ok(())
}

/// One member is left out, or breaks a rule that the model tells.
fn refused_for_one_member(maker: &mut Maker<'_>) -> Result<()> {
    let kind = recipes::some_kind(maker)?;
    let n = maker.number();
    let mut input = create_input(kind, n);
    let text = |text: &str| Arg::text(text);
    let most = if maker.may_break() { 5u8 } else { 2 };
    match (maker.u.int_in_range(0..=most)?, kind) {
        (0..=2, kind) => input.remove(maker.u.choose(needed(kind))?),
        (3, StoreKind::CloudHsm) => input.set("KeyStorePassword", text("Pw1234")),
        (4, StoreKind::CloudHsm) => input.set("CloudHsmClusterId", text("cluster-1")),
        (3, _) => input.set("XksProxyUriEndpoint", text("http://xks.example.com")),
        (4, _) => input.set("XksProxyUriPath", text("/kms/xks/v2")),
        _ => input.set("CustomKeyStoreType", text("NOPE")),
    }
    maker.call(Operation::CreateCustomKeyStore, input);
    Ok(())
}

/// A new name is in use from then on, and the old one is not.
fn rename(maker: &mut Maker<'_>) -> Result<()> {
    let kind = recipes::some_kind(maker)?;
    let store = recipes::make_store(maker, kind);
    let (old, new) = (maker.state.stores[store].n, maker.number());
    let name = Arg::Fresh(FreshKind::StoreName, new);
    let id = maker.store_id(store);
    let input = Arg::object([("CustomKeyStoreId", id), ("NewCustomKeyStoreName", name)]);
    maker.call(Operation::UpdateCustomKeyStore, input);
    for n in [old, new] {
        let other = maker.number();
        let mut input = create_input(kind, other);
        input.set("CustomKeyStoreName", Arg::Fresh(FreshKind::StoreName, n));
        maker.call(Operation::CreateCustomKeyStore, input);
    }
    Ok(())
}

/// A failure is over when the store is connected again.
fn connect_again(maker: &mut Maker<'_>) -> Result<()> {
    let state = if maker.options.world && maker.chance(2, 3)? {
        StoreState::Failed
    } else {
        StoreState::Connected
    };
    let store = maker.store_in(state, None)?;
    if maker.chance(1, 2)? {
        describe_store(maker, store);
    }
    recipes::disconnect_store(maker, store);
    maker.settle(store, StoreState::Disconnected);
    if maker.chance(1, 2)? {
        describe_store(maker, store);
    }
    recipes::connect_store(maker, store);
    maker.settle(store, StoreState::Connected);
    describe_store(maker, store);
    Ok(())
}

/// A connection that is refused at once leaves the store as it was.
fn refused_connect(maker: &mut Maker<'_>) -> Result<()> {
    if !maker.options.world {
        return connect_again(maker);
    }
    let store = recipes::make_store(maker, StoreKind::CloudHsm);
    let n = maker.state.stores[store].n;
    let (trouble, _) = world::cluster_trouble(maker, n)?;
    maker.steps.push(Step::Disturb(trouble));
    recipes::connect_store(maker, store);
    describe_store(maker, store);
    maker.settle(store, StoreState::Disconnected);
    describe_store(maker, store);
    Ok(())
}

/// A store of somebody else, or of another Region, is not there.
fn stranger_to_a_store(maker: &mut Maker<'_>) -> Result<()> {
    let Some(place) = maker.elsewhere_place()? else {
        return rename(maker);
    };
    let store = recipes::new_store(maker)?;
    let input = Arg::object([("CustomKeyStoreId", maker.store_id(store))]);
    let operations = [
        Operation::DeleteCustomKeyStore,
        Operation::DeleteCustomKeyStore,
        Operation::DescribeCustomKeyStores,
        Operation::ConnectCustomKeyStore,
    ];
    let operation = *maker.u.choose(&operations)?;
    maker.call_at(place, operation, input.clone());
    maker.call_at(place, Operation::DescribeCustomKeyStores, Arg::object([]));
    let here = (Principal::Owner, Region::Home);
    maker.call_at(here, Operation::DescribeCustomKeyStores, input);
    Ok(())
}

/// Pages to the end of the list.
fn pages_of_stores(maker: &mut Maker<'_>) -> Result<()> {
    for _ in maker.state.live().count()..3 {
        recipes::new_store(maker)?;
    }
    pages(maker, Operation::DescribeCustomKeyStores)
}

/// Three pages, the last one not cut where there are three things.
pub(super) fn pages(maker: &mut Maker<'_>, operation: Operation) -> Result<()> {
    let limit = *maker.u.choose(&[1i64, 1, 2, 3])?;
    let first = maker.call(operation, Arg::object([("Limit", Arg::Int(limit))]));
    let mut last = first;
    for _ in 0..2 {
        let next = Arg::answer(last, "NextMarker");
        let input = Arg::object([("Limit", Arg::Int(limit)), ("Marker", next)]);
        last = maker.call(operation, input);
    }
    if maker.may_break() && maker.chance(1, 4)? {
        last_input(maker).set("Limit", Arg::Int(1001));
    }
    Ok(())
}
