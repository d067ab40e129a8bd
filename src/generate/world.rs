//! Changes of the clock and of what stands behind custom key stores.

use arbitrary::Result;

use super::maker::Maker;
use super::state::StoreKind;
use super::{Arg, Step, recipes};
use crate::case::{FreshKind, StoreState};

/// Milliseconds in a day.
const DAY: u64 = 86_400_000;

/// One change of the clock or of the world, and a call that may notice it.
pub(super) fn change(maker: &mut Maker<'_>) -> Result<()> {
    if maker.chance(1, 2)? {
        let spans = [1000, 60_000, 1_800_000, DAY, 7 * DAY, 8 * DAY, 31 * DAY];
        let millis = *maker.u.choose(&spans)?;
        maker.steps.push(Step::Advance(millis));
        if millis >= 1_800_000 {
            maker.state.rest();
        }
        return Ok(());
    }
    let store = if maker.chance(1, 2)? {
        // Trouble before the store is made.
        let kind = recipes::some_kind(maker)?;
        let n = maker.number();
        disturb(maker, kind, n)?;
        recipes::make_store_numbered(maker, kind, n)
    } else {
        let state = maker.some_state(StoreState::Connected)?;
        let store = maker.store_in(state, None)?;
        let (kind, n) = (maker.state.stores[store].kind, maker.state.stores[store].n);
        disturb(maker, kind, n)?;
        store
    };
    match maker.u.int_in_range(0..=3u8)? {
        0 | 1 => {
            recipes::connect_store(maker, store);
            maker.settle(store, StoreState::Connected);
        }
        2 => {
            recipes::key_in_store(maker, store);
        }
        _ => {}
    }
    Ok(())
}

/// The store's next connection will fail.
pub(super) fn doom(maker: &mut Maker<'_>, store: usize) {
    let (kind, n) = (maker.state.stores[store].kind, maker.state.stores[store].n);
    let change = if kind == StoreKind::CloudHsm {
        cluster(
            n,
            "connection_error",
            Arg::text("INSUFFICIENT_CLOUDHSM_HSMS"),
        )
    } else {
        proxy(n, "connection_error", Arg::text("XKS_PROXY_TIMED_OUT"))
    };
    maker.steps.push(Step::Disturb(change));
}

/// What is wrong behind a store of this type with this number, and its cure.
pub(super) fn trouble(maker: &mut Maker<'_>, kind: StoreKind, n: u8) -> Result<(Arg, Arg)> {
    match kind {
        StoreKind::CloudHsm => cluster_trouble(maker, n),
        StoreKind::Public => proxy_trouble(maker, n),
        StoreKind::Vpc => {
            let what = *maker.u.choose(&["exists", "valid"])?;
            let is = |well| service(n, what, Arg::Bool(well));
            Ok((is(false), is(true)))
        }
    }
}

/// What is wrong with a cluster, and its cure.
pub(super) fn cluster_trouble(maker: &mut Maker<'_>, n: u8) -> Result<(Arg, Arg)> {
    let own = || Arg::Fresh(FreshKind::Certificate, n);
    let other = Arg::Fresh(FreshKind::Certificate, 126);
    Ok(match maker.u.int_in_range(0..=6u8)? {
        0 => (
            cluster(n, "exists", Arg::Bool(false)),
            cluster(n, "exists", Arg::Bool(true)),
        ),
        1 | 2 => (
            cluster(n, "active", Arg::Bool(false)),
            cluster(n, "active", Arg::Bool(true)),
        ),
        3 | 4 => (
            cluster(n, "hsms", Arg::Int(1)),
            cluster(n, "hsms", Arg::Int(2)),
        ),
        5 => (
            cluster(n, "hsms", Arg::Int(0)),
            cluster(n, "hsms", Arg::Int(2)),
        ),
        _ => (
            cluster(n, "trust_anchor", other),
            cluster(n, "trust_anchor", own()),
        ),
    })
}

/// What a proxy answers when it is not well, and its cure.
pub(super) fn proxy_trouble(maker: &mut Maker<'_>, n: u8) -> Result<(Arg, Arg)> {
    let answer = *maker.u.choose(&[
        "authentication_failed",
        "dependency_timeout",
        "unavailable",
        "malformed",
        "key_not_found",
    ])?;
    Ok((
        proxy(n, "answer", Arg::text(answer)),
        proxy(n, "answer", Arg::text("ok")),
    ))
}

/// A proxy takes only the credential of this number from now on.
pub(super) fn expects_credential(maker: &mut Maker<'_>, proxy: u8, credential: u8) {
    let id = Arg::Fresh(FreshKind::ProxyAccessKeyId, credential);
    let change = self::proxy(proxy, "access_key_id", id);
    maker.steps.push(Step::Disturb(change));
}

/// Gives two clusters one history of backups.
pub(super) fn related(maker: &mut Maker<'_>, one: u8, other: u8) {
    for n in [one, other] {
        let change = cluster(n, "backup_history", Arg::text("kmspec-history"));
        maker.steps.push(Step::Disturb(change));
    }
}

fn cluster(n: u8, what: &str, value: Arg) -> Arg {
    let id = Arg::Fresh(FreshKind::ClusterId, n);
    Arg::object([("cluster", Arg::object([("id", id), (what, value)]))])
}

fn proxy(n: u8, what: &str, value: Arg) -> Arg {
    let endpoint = Arg::Fresh(FreshKind::ProxyEndpoint, n);
    Arg::object([(
        "proxy",
        Arg::object([("endpoint", endpoint), (what, value)]),
    )])
}

fn service(n: u8, what: &str, value: Arg) -> Arg {
    let name = Arg::Fresh(FreshKind::VpcService, n);
    Arg::object([("vpc_service", Arg::object([("name", name), (what, value)]))])
}

/// Something goes wrong behind a store of this type with this number.
pub(super) fn disturb(maker: &mut Maker<'_>, kind: StoreKind, n: u8) -> Result<()> {
    let fresh = |kind| Arg::Fresh(kind, 126);
    let answers = [
        "authentication_failed",
        "access_denied",
        "key_not_found",
        "invalid_uri_path",
        "dependency_timeout",
        "internal",
        "connect_fails",
        "malformed",
        "unavailable",
        "validation",
        "invalid_state",
        "invalid_key_usage",
        "unsupported_operation",
        "throttling",
        "tls_fails",
        "socket_timeout",
        "invalid_ciphertext",
    ];
    let change = match kind {
        StoreKind::CloudHsm => match maker.u.int_in_range(0..=10u8)? {
            0 => cluster(n, "exists", Arg::Bool(false)),
            1 => cluster(n, "active", Arg::Bool(false)),
            2 => cluster(n, "hsms", Arg::Int(1)),
            3 => cluster(n, "hsms", Arg::Int(0)),
            4 => cluster(n, "network_valid", Arg::Bool(false)),
            5 => cluster(n, "trust_anchor", fresh(FreshKind::Certificate)),
            6 => cluster(n, "kmsuser_password", fresh(FreshKind::Password)),
            7 => cluster(n, "connection_error", Arg::text("NETWORK_ERRORS")),
            8 => cluster(n, "reachable", Arg::Bool(false)),
            9 => cluster(n, "sessions_exhausted", Arg::Bool(true)),
            _ => fail_next(maker)?,
        },
        StoreKind::Vpc if maker.chance(1, 3)? => match maker.u.int_in_range(0..=2u8)? {
            0 => service(n, "exists", Arg::Bool(false)),
            1 => service(n, "valid", Arg::Bool(false)),
            _ => service(n, "owner", Arg::Fresh(FreshKind::AccountId, 126)),
        },
        StoreKind::Public | StoreKind::Vpc => match maker.u.int_in_range(0..=7u8)? {
            0..=3 => proxy(n, "answer", Arg::text(*maker.u.choose(&answers)?)),
            4 => proxy(n, "access_key_id", fresh(FreshKind::ProxyAccessKeyId)),
            5 => proxy(n, "uri_path", fresh(FreshKind::ProxyPath)),
            6 => proxy(n, "connection_error", Arg::text("XKS_PROXY_TIMED_OUT")),
            _ => fail_next(maker)?,
        },
    };
    maker.steps.push(Step::Disturb(change));
    Ok(())
}

fn fail_next(maker: &mut Maker<'_>) -> Result<Arg> {
    let faults = ["KMSInternalException", "DependencyTimeoutException"];
    let fault = Arg::text(*maker.u.choose(&faults)?);
    Ok(Arg::object([(
        "service",
        Arg::object([("fail_next", fault)]),
    )]))
}
