//! `CreateCustomKeyStore` (facts C-001..C-032).

use serde_json::json;

use super::store::Properties;
use super::{Store, StoreRules, backing, index};
use crate::reference::account::Tenant;
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::rules::{ConnectionState, Counted, CreateStep, Property, Repeat, StoreType};
use crate::reference::service_error::{Answer, ServiceError};

/// Members that only the other type has.
const FOREIGN_TO_EXTERNAL: [&str; 3] = [
    "CloudHsmClusterId",
    "KeyStorePassword",
    "TrustAnchorCertificate",
];
const FOREIGN_TO_CLOUDHSM: [Property; 6] = [
    Property::Connectivity,
    Property::Endpoint,
    Property::Path,
    Property::Credential,
    Property::Service,
    Property::ServiceOwner,
];

/// Creates a store.
pub(crate) fn create(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.stores;
    let tenant = &call.caller.tenant;
    let wanted = Properties::of(call.input);
    let id = format!("cks-{}", kms.rng.hex(17));
    for step in &rules.create {
        match step {
            CreateStep::Required => required(call, &wanted)?,
            CreateStep::Foreign => foreign(call, &wanted)?,
            CreateStep::Repeat => {
                if let Some(twin) = twin(kms, rules, tenant, &wanted) {
                    return Ok(json!({"CustomKeyStoreId": twin}));
                }
            }
            CreateStep::Unique(of) => {
                let claim = index::claim(*of, &wanted, &id);
                index::unique(&kms.accounts, &kms.world, rules, tenant, claim)?;
            }
            CreateStep::Limit => limit(kms, rules, tenant, &wanted, &id)?,
            CreateStep::ClusterFound => backing::cluster_found(&kms.world, &wanted)?,
            CreateStep::ClusterActive => backing::cluster_active(&kms.world, &wanted)?,
            CreateStep::TrustAnchor => backing::trust_anchor(&kms.world, &wanted)?,
            CreateStep::ClusterConfigured => {
                backing::configured(&kms.world, wanted.cluster.as_ref(), rules.hsms)?;
            }
            CreateStep::ServiceFound => {
                backing::service_found(&kms.world, &wanted, &tenant.account)?;
            }
            CreateStep::ServiceValid => backing::service_valid(&kms.world, &wanted)?,
            // A VPC connection is made when the store is connected, not now (fact C-028).
            CreateStep::ProxyHealthy if !wanted.vpc => backing::proxy_healthy(&kms.world, &wanted)?,
            CreateStep::ProxyHealthy => {}
            CreateStep::Claim(of) => {
                let claim = index::claim(*of, &wanted, &id);
                kms.accounts.of(tenant).claims.extend(claim);
            }
            CreateStep::Keep => keep(kms, rules, tenant, &wanted, &id),
        }
    }
    Ok(json!({"CustomKeyStoreId": id}))
}

/// Members that the type cannot do without (facts C-004..C-006).
fn required(call: &Call<'_>, wanted: &Properties) -> Result<(), ServiceError> {
    let rules = &call.rules.stores;
    let of_type = rules.required.iter().find(|(kind, _)| *kind == wanted.kind);
    let members = of_type.map_or(&[] as &[&str], |(_, members)| members);
    let service =
        (wanted.vpc && rules.vpc_needs_service).then_some("XksProxyVpcEndpointServiceName");
    match members
        .iter()
        .copied()
        .chain(service)
        .find(|member| !call.input.has(member))
    {
        Some(member) => {
            let kind = wanted.kind.name();
            Err(ServiceError::of(rules.missing_member)
                .saying(format!("{member} is required for {kind} key stores.")))
        }
        None => Ok(()),
    }
}

/// Members of the other type, or of the other connectivity.
fn foreign(call: &Call<'_>, wanted: &Properties) -> Result<(), ServiceError> {
    let Some(error) = call.rules.stores.foreign_member else {
        return Ok(());
    };
    let of_vpc = [
        "XksProxyVpcEndpointServiceName",
        "XksProxyVpcEndpointServiceOwner",
    ];
    let foreign: Vec<&str> = match wanted.kind {
        StoreType::CloudHsm => FOREIGN_TO_CLOUDHSM
            .iter()
            .map(|property| property.member().0)
            .collect(),
        StoreType::External if wanted.vpc => FOREIGN_TO_EXTERNAL.to_vec(),
        StoreType::External => FOREIGN_TO_EXTERNAL.into_iter().chain(of_vpc).collect(),
    };
    match foreign.into_iter().find(|member| call.input.has(member)) {
        Some(member) => {
            let kind = wanted.kind.name();
            Err(ServiceError::of(error)
                .saying(format!("{member} is not valid for this {kind} key store.")))
        }
        None => Ok(()),
    }
}

/// The store that an equal request has made already, where a repetition is taken for a retry.
///
/// The guide: a request with all the properties of a disconnected `CloudHSM` key store gets that store's id.
fn twin(kms: &Kms, rules: &StoreRules, tenant: &Tenant, wanted: &Properties) -> Option<String> {
    let repeat = match wanted.kind {
        StoreType::CloudHsm => rules.repeat_cloudhsm,
        StoreType::External => rules.repeat_external,
    };
    let (_, held) = kms.accounts.iter().find(|(other, _)| *other == tenant)?;
    let twin = held
        .stores
        .iter()
        .find(|store| store.properties == *wanted)?;
    let retried = match repeat {
        Repeat::Refused => false,
        Repeat::SameWhileDisconnected => twin.state == ConnectionState::Disconnected,
        Repeat::Same => true,
    };
    retried.then(|| twin.id.clone())
}

/// The account's quota in the Region (fact C-015).
fn limit(
    kms: &Kms,
    rules: &StoreRules,
    tenant: &Tenant,
    wanted: &Properties,
    id: &str,
) -> Result<(), ServiceError> {
    let counted = kms
        .accounts
        .iter()
        .filter(|(other, _)| match rules.limit_counts {
            Counted::EveryRegion => other.account == tenant.account,
            Counted::All | Counted::Connected | Counted::SameType => *other == tenant,
        })
        .flat_map(|(_, held)| &held.stores)
        .filter(|store| store.id != id)
        .filter(|store| match rules.limit_counts {
            Counted::All | Counted::EveryRegion => true,
            Counted::Connected => store.state == ConnectionState::Connected,
            Counted::SameType => store.properties.kind == wanted.kind,
        })
        .count();
    if counted < rules.limit {
        Ok(())
    } else {
        Err(ServiceError::of("LimitExceededException"))
    }
}

fn keep(kms: &mut Kms, rules: &StoreRules, tenant: &Tenant, wanted: &Properties, id: &str) {
    kms.serial += 1;
    let store = Store {
        id: id.to_owned(),
        serial: kms.serial,
        created: kms.now,
        state: rules.initial,
        error_code: None,
        change: None,
        properties: wanted.clone(),
    };
    if let (Some(cluster), Some(password)) = (&wanted.cluster, &wanted.password) {
        kms.world.keep_password(cluster, password);
    }
    kms.accounts.of(tenant).stores.push(store);
}
