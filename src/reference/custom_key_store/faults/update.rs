//! Faults of updating custom key stores.

use crate::reference::Fault;
use crate::reference::faults::sources::{FAKECLOUD_STORES, GOPHERSTACK_STORES, WINTERBAUME_STATE};
use crate::reference::rules::{Index, Property, Rules, UpdateStep};

fn without_update(rules: &mut Rules, step: UpdateStep) {
    rules.stores.update.retain(|other| *other != step);
}

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "update_accepts_used_name",
        sentence: "A custom key store can be given the name of another.",
        source: Some(WINTERBAUME_STATE),
        apply: |rules| without_update(rules, UpdateStep::Unique(Index::Name)),
    },
    Fault {
        name: "update_accepts_used_uri",
        sentence: "An external key store can be given the proxy URI of another.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| without_update(rules, UpdateStep::Unique(Index::Uri)),
    },
    Fault {
        name: "update_accepts_unrelated_cluster",
        sentence: "A custom key store can be given a cluster with another certificate.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| without_update(rules, UpdateStep::ClusterRelated),
    },
    Fault {
        name: "update_never_asks_proxy",
        sentence: "UpdateCustomKeyStore does not ask the proxy for its health.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| without_update(rules, UpdateStep::ProxyHealthy),
    },
    Fault {
        name: "update_does_nothing",
        sentence: "UpdateCustomKeyStore answers 200 and changes nothing.",
        source: None,
        apply: |rules| without_update(rules, UpdateStep::Keep),
    },
    Fault {
        name: "refused_update_is_kept",
        sentence: "An UpdateCustomKeyStore that the proxy or the cluster refuses changes the store all the same.",
        source: None,
        apply: |rules| {
            without_update(rules, UpdateStep::Keep);
            rules.stores.update.insert(3, UpdateStep::Keep);
        },
    },
    Fault {
        name: "update_keeps_old_name_in_use",
        sentence: "The old name of a renamed custom key store stays in use.",
        source: None,
        apply: |rules| rules.stores.index(Index::Name).freed_by_update = false,
    },
    Fault {
        name: "update_leaves_new_name_free",
        sentence: "The new name of a renamed custom key store can be taken by another.",
        source: None,
        apply: |rules| rules.stores.index(Index::Name).claimed_by_update = false,
    },
    Fault {
        name: "update_forgets_path",
        sentence: "UpdateCustomKeyStore does not store the proxy path.",
        source: Some(GOPHERSTACK_STORES),
        apply: |rules| rules.stores.update_forgets = vec![Property::Path],
    },
    Fault {
        name: "update_forgets_credential",
        sentence: "UpdateCustomKeyStore does not store the proxy credential.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| rules.stores.update_forgets = vec![Property::Credential],
    },
];
