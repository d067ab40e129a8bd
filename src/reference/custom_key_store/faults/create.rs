//! Faults of creating custom key stores.

use crate::reference::Fault;
use crate::reference::faults::sources::{FAKECLOUD_STORES, WINTERBAUME_HANDLERS};
use crate::reference::rules::{Counted, CreateStep, Index, Reach, Repeat, Rules, StoreType};

/// Moves one step of `CreateCustomKeyStore` in front of another.
fn create_before(rules: &mut Rules, step: CreateStep, before: CreateStep) {
    let steps = &mut rules.stores.create;
    steps.retain(|other| *other != step);
    let at = steps.iter().position(|other| *other == before).unwrap_or(0);
    steps.insert(at, step);
}

fn without_create(rules: &mut Rules, step: CreateStep) {
    rules.stores.create.retain(|other| *other != step);
}

fn not_required(rules: &mut Rules, kind: StoreType, member: &str) {
    for (_, members) in rules
        .stores
        .required
        .iter_mut()
        .filter(|(of, _)| *of == kind)
    {
        members.retain(|other| *other != member);
    }
}

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "create_limit_eleven",
        sentence: "An account can create eleven custom key stores.",
        source: None,
        apply: |rules| rules.stores.limit = 11,
    },
    Fault {
        name: "create_limit_nine",
        sentence: "An account can create nine custom key stores only.",
        source: None,
        apply: |rules| rules.stores.limit = 9,
    },
    Fault {
        name: "create_without_limit",
        sentence: "An account can create any number of custom key stores.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| without_create(rules, CreateStep::Limit),
    },
    Fault {
        name: "create_limit_counts_connected",
        sentence: "Only connected custom key stores count against the limit of ten.",
        source: None,
        apply: |rules| rules.stores.limit_counts = Counted::Connected,
    },
    Fault {
        name: "create_limit_by_type",
        sentence: "Each type of custom key store has a limit of ten of its own.",
        source: None,
        apply: |rules| rules.stores.limit_counts = Counted::SameType,
    },
    Fault {
        name: "create_limit_over_regions",
        sentence: "Custom key stores of every Region count against one limit.",
        source: None,
        apply: |rules| rules.stores.limit_counts = Counted::EveryRegion,
    },
    Fault {
        name: "create_accepts_used_name",
        sentence: "Two custom key stores of an account can have one name.",
        source: None,
        apply: |rules| without_create(rules, CreateStep::Unique(Index::Name)),
    },
    Fault {
        name: "create_accepts_used_cluster",
        sentence: "Two custom key stores can have one CloudHSM cluster.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| without_create(rules, CreateStep::Unique(Index::Cluster)),
    },
    Fault {
        name: "create_accepts_used_uri",
        sentence: "Two external key stores can have one proxy URI.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| without_create(rules, CreateStep::Unique(Index::Uri)),
    },
    Fault {
        name: "create_accepts_used_endpoint",
        sentence: "A VPC connection can share its proxy endpoint with another external key store.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| without_create(rules, CreateStep::Unique(Index::Endpoint)),
    },
    Fault {
        name: "create_accepts_used_service",
        sentence: "Two external key stores can have one VPC endpoint service.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| without_create(rules, CreateStep::Unique(Index::Service)),
    },
    Fault {
        name: "endpoint_unique_in_account_only",
        sentence: "A public endpoint that another account uses with a VPC connection can be used.",
        source: None,
        apply: |rules| rules.stores.index(Index::Endpoint).reach = Reach::Own,
    },
    Fault {
        name: "names_unique_over_regions",
        sentence: "A name that the account uses in another Region is refused.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| rules.stores.index(Index::Name).reach = Reach::Account,
    },
    Fault {
        name: "names_unique_cross_account",
        sentence: "A name that another account uses is refused.",
        source: Some(WINTERBAUME_HANDLERS),
        apply: |rules| rules.stores.index(Index::Name).reach = Reach::Region,
    },
    Fault {
        name: "refused_create_takes_name",
        sentence: "A refused CreateCustomKeyStore still consumes the name.",
        source: None,
        apply: |rules| create_before(rules, CreateStep::Claim(Index::Name), CreateStep::Limit),
    },
    Fault {
        name: "refused_create_takes_cluster",
        sentence: "A CreateCustomKeyStore that the cluster's state refuses still consumes the cluster.",
        source: None,
        apply: |rules| {
            create_before(
                rules,
                CreateStep::Claim(Index::Cluster),
                CreateStep::ClusterActive,
            );
        },
    },
    Fault {
        name: "refused_create_takes_uri",
        sentence: "A CreateCustomKeyStore that the proxy refuses still consumes the proxy URI.",
        source: None,
        apply: |rules| {
            create_before(
                rules,
                CreateStep::Claim(Index::Uri),
                CreateStep::ServiceFound,
            );
        },
    },
    Fault {
        name: "refused_create_keeps_store",
        sentence: "A CreateCustomKeyStore that the cluster or the proxy refuses creates the store all the same.",
        source: None,
        apply: |rules| create_before(rules, CreateStep::Keep, CreateStep::ClusterActive),
    },
    Fault {
        name: "create_knows_every_cluster",
        sentence: "A cluster that does not exist is accepted.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| without_create(rules, CreateStep::ClusterFound),
    },
    Fault {
        name: "create_accepts_inactive_cluster",
        sentence: "A cluster that is not active is accepted.",
        source: None,
        apply: |rules| without_create(rules, CreateStep::ClusterActive),
    },
    Fault {
        name: "create_accepts_any_trust_anchor",
        sentence: "A trust anchor certificate of another cluster is accepted.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| without_create(rules, CreateStep::TrustAnchor),
    },
    Fault {
        name: "create_accepts_bad_cluster_configuration",
        sentence: "A cluster with too few HSMs or a bad network is accepted.",
        source: None,
        apply: |rules| without_create(rules, CreateStep::ClusterConfigured),
    },
    Fault {
        name: "one_hsm_is_enough",
        sentence: "CreateCustomKeyStore, UpdateCustomKeyStore and CreateKey are content with one active HSM.",
        source: None,
        apply: |rules| rules.stores.hsms = 1,
    },
    Fault {
        name: "create_knows_every_service",
        sentence: "A VPC endpoint service that does not exist is accepted.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| without_create(rules, CreateStep::ServiceFound),
    },
    Fault {
        name: "create_accepts_bad_service",
        sentence: "A VPC endpoint service that breaks the requirements is accepted.",
        source: None,
        apply: |rules| without_create(rules, CreateStep::ServiceValid),
    },
    Fault {
        name: "create_never_asks_proxy",
        sentence: "CreateCustomKeyStore does not ask the proxy of a public connection for its health.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| without_create(rules, CreateStep::ProxyHealthy),
    },
    Fault {
        name: "create_without_cluster",
        sentence: "A CloudHSM key store can be created without a cluster.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| not_required(rules, StoreType::CloudHsm, "CloudHsmClusterId"),
    },
    Fault {
        name: "create_without_password",
        sentence: "A CloudHSM key store can be created without a password.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| not_required(rules, StoreType::CloudHsm, "KeyStorePassword"),
    },
    Fault {
        name: "create_without_trust_anchor",
        sentence: "A CloudHSM key store can be created without a trust anchor certificate.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| not_required(rules, StoreType::CloudHsm, "TrustAnchorCertificate"),
    },
    Fault {
        name: "create_without_connectivity",
        sentence: "An external key store can be created without a connectivity.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| not_required(rules, StoreType::External, "XksProxyConnectivity"),
    },
    Fault {
        name: "create_without_endpoint",
        sentence: "An external key store can be created without a proxy endpoint.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| not_required(rules, StoreType::External, "XksProxyUriEndpoint"),
    },
    Fault {
        name: "create_without_path",
        sentence: "An external key store can be created without a proxy path.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| not_required(rules, StoreType::External, "XksProxyUriPath"),
    },
    Fault {
        name: "create_without_credential",
        sentence: "An external key store can be created without a proxy credential.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| {
            not_required(
                rules,
                StoreType::External,
                "XksProxyAuthenticationCredential",
            );
        },
    },
    Fault {
        name: "create_without_service",
        sentence: "A VPC connection can be created without the name of its service.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| rules.stores.vpc_needs_service = false,
    },
    Fault {
        name: "create_forgets_retry",
        sentence: "An equal CreateCustomKeyStore for a disconnected CloudHSM key store is refused.",
        source: Some(FAKECLOUD_STORES),
        apply: |rules| rules.stores.repeat_cloudhsm = Repeat::Refused,
    },
];
