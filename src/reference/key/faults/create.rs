//! Faults of `CreateKey`.

use crate::reference::Fault;
use crate::reference::faults::sources::{ALL_OF_THREE, EVERYWHERE, GOPHERSTACK_PARITY};
use crate::reference::rules::{KeyStep, Loosened, Rules};

fn without(rules: &mut Rules, step: KeyStep) {
    rules.keys.create.retain(|other| *other != step);
}

/// Keeps the key before a step that may refuse it.
fn keep_before(rules: &mut Rules, step: KeyStep) {
    without(rules, KeyStep::Keep);
    let at = rules
        .keys
        .create
        .iter()
        .position(|other| *other == step)
        .unwrap_or(0);
    rules.keys.create.insert(at, KeyStep::Keep);
}

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "refused_key_is_kept",
        sentence: "A CreateKey that the proxy or the cluster refuses creates the key all the same.",
        source: None,
        apply: |rules| keep_before(rules, KeyStep::Cluster),
    },
    Fault {
        name: "refused_key_is_kept_in_idle_store",
        sentence: "A CreateKey that the store's state refuses creates the key all the same.",
        source: None,
        apply: |rules| keep_before(rules, KeyStep::StoreConnected),
    },
    Fault {
        name: "external_key_used_twice",
        sentence: "Two keys of a store can have one external key.",
        source: None,
        apply: |rules| without(rules, KeyStep::XksKeyUnique),
    },
    Fault {
        name: "external_key_unseen",
        sentence: "CreateKey does not ask the proxy for the external key.",
        source: None,
        apply: |rules| without(rules, KeyStep::XksKey),
    },
    Fault {
        name: "key_without_hsms",
        sentence: "CreateKey accepts a cluster with one HSM.",
        source: None,
        apply: |rules| without(rules, KeyStep::Cluster),
    },
    Fault {
        name: "any_key_in_store",
        sentence: "A store takes keys of every spec.",
        source: None,
        apply: |rules| without(rules, KeyStep::StoreSpec),
    },
    Fault {
        name: "any_origin",
        sentence: "CreateKey does not compare origin, store and external key id.",
        source: None,
        apply: |rules| without(rules, KeyStep::Origin),
    },
    Fault {
        name: "create_key_store_not_found",
        sentence: "CreateKey creates a key in a custom key store that does not exist.",
        source: Some(ALL_OF_THREE),
        apply: |rules| without(rules, KeyStep::StoreFound),
    },
    Fault {
        name: "any_key_spec",
        sentence: "CreateKey accepts a KeySpec that does not exist.",
        source: Some("stackshy/cloudemu#551"),
        apply: |rules| rules.front.loosened = vec![Loosened::Values("KeySpec")],
    },
    Fault {
        name: "multi_region_ids_unmarked",
        sentence: "The id of a multi-Region key does not begin with mrk-.",
        source: Some("stackshy/cloudemu#1059"),
        apply: |rules| rules.keys.marks_multi_region = false,
    },
    Fault {
        name: "any_usage",
        sentence: "CreateKey does not compare key spec and key usage.",
        source: Some("floci-io/floci#3004"),
        apply: |rules| without(rules, KeyStep::Usage),
    },
    Fault {
        name: "any_tags",
        sentence: "CreateKey accepts any tags.",
        source: Some("localstack/localstack#12142"),
        apply: |rules| without(rules, KeyStep::Tags),
    },
    Fault {
        name: "any_policy",
        sentence: "CreateKey accepts a policy that is not JSON.",
        source: Some(EVERYWHERE),
        apply: |rules| rules.policies.reads = false,
    },
    Fault {
        name: "lockout",
        sentence: "CreateKey accepts a policy that locks the caller out.",
        source: Some(GOPHERSTACK_PARITY),
        apply: |rules| rules.policies.lockout_check = false,
    },
    Fault {
        name: "statement_without_resource",
        sentence: "A statement of a key policy that has no Resource gives power.",
        source: None,
        apply: |rules| rules.policies.statements_need_resource = false,
    },
    Fault {
        name: "policy_for_nobody",
        sentence: "CreateKey accepts a policy with a principal that does not exist.",
        source: None,
        apply: |rules| rules.policies.any_principal = true,
    },
    Fault {
        name: "tagged_keys_are_two",
        sentence: "CreateKey with Tags makes a second key.",
        source: None,
        apply: |rules| rules.keys.doubles_tagged = true,
    },
    Fault {
        name: "china_everywhere",
        sentence: "CreateKey makes keys of the specs of China in every Region.",
        source: None,
        apply: |rules| rules.keys.regional_specs = false,
    },
];
