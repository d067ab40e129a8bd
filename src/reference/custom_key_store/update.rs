//! `UpdateCustomKeyStore` (facts C-073..C-087).

use super::find::{self, Position};
use super::{Properties, Store, backing, connection, index};
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::rules::{ConnectionState, Property, StoreType, UpdateStep};
use crate::reference::service_error::{Answer, ServiceError, nothing, refuse};

const PROPERTIES: [Property; 9] = [
    Property::Name,
    Property::Password,
    Property::Cluster,
    Property::Connectivity,
    Property::Endpoint,
    Property::Path,
    Property::Service,
    Property::ServiceOwner,
    Property::Credential,
];

/// Changes properties of a store, all together or none (fact C-085).
pub(crate) fn update(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.stores;
    let id = call.input.text("CustomKeyStoreId").unwrap_or_default();
    let position = find::position(kms, call, id, rules.reach)?;
    let Some(store) = kms.accounts.of(&position.0).stores.get(position.1).cloned() else {
        return refuse(rules.not_found);
    };
    let given: Vec<Property> = PROPERTIES
        .into_iter()
        .filter(|property| is_given(call, *property))
        .collect();
    if given.is_empty() && !rules.empty_update {
        return refuse("ValidationException");
    }
    let wanted = wanted(call, &store, &given);
    for step in &rules.update {
        check(kms, call, *step, &position, &store, &wanted, &given)?;
        if *step == UpdateStep::Keep {
            keep(kms, call, &position, &store, &wanted);
        }
    }
    nothing()
}

fn is_given(call: &Call<'_>, property: Property) -> bool {
    call.input.has(property.member().0)
}

/// The store's properties as they would be.
fn wanted(call: &Call<'_>, store: &Store, given: &[Property]) -> Properties {
    let mut wanted = store.properties.clone();
    for property in given {
        let of_type = property.member().1.is_none_or(|kind| kind == wanted.kind);
        if of_type && !call.rules.stores.update_forgets.contains(property) {
            wanted.take(*property, call.input);
        }
    }
    if !wanted.vpc {
        wanted.service = None;
        wanted.service_owner = None;
    }
    wanted
}

fn check(
    kms: &mut Kms,
    call: &Call<'_>,
    step: UpdateStep,
    position: &Position,
    store: &Store,
    wanted: &Properties,
    given: &[Property],
) -> Result<(), ServiceError> {
    let rules = &call.rules.stores;
    let world = &kms.world;
    let new_cluster =
        wanted.cluster != store.properties.cluster || given.contains(&Property::Cluster);
    match step {
        UpdateStep::Foreign => foreign(call, wanted, given),
        UpdateStep::State
            if given
                .iter()
                .all(|property| changeable(call, store, *property)) =>
        {
            Ok(())
        }
        UpdateStep::State => refuse(connection::INVALID_STATE),
        UpdateStep::Connectivity => connectivity(call, store, wanted, given),
        UpdateStep::Unique(of) => {
            let claim = index::claim(of, wanted, &store.id);
            let old = index::claim(of, &store.properties, &store.id);
            let wanted = claim.filter(|claim| Some(claim) != old.as_ref());
            index::unique(&kms.accounts, world, rules, &position.0, wanted)
        }
        UpdateStep::ClusterFound if new_cluster => backing::cluster_found(world, wanted),
        UpdateStep::ClusterActive if new_cluster => backing::cluster_active(world, wanted),
        UpdateStep::ClusterConfigured if new_cluster => {
            backing::configured(world, wanted.cluster.as_ref(), rules.hsms)
        }
        UpdateStep::ClusterRelated => match (&store.properties.cluster, &wanted.cluster) {
            (Some(old), Some(new)) if !world.related(old, new) => {
                refuse("CloudHsmClusterNotRelatedException")
            }
            _ => Ok(()),
        },
        UpdateStep::ServiceFound if given.iter().copied().any(is_of_service) => {
            backing::service_found(world, wanted, &position.0.account)
        }
        UpdateStep::ServiceValid if given.iter().copied().any(is_of_service) => {
            backing::service_valid(world, wanted)
        }
        // With the new values first (fact C-083); a VPC connection is there only while the store is connected.
        UpdateStep::ProxyHealthy
            if given.iter().copied().any(is_of_proxy)
                && (!wanted.vpc || store.state == ConnectionState::Connected) =>
        {
            backing::proxy_healthy(world, wanted)
        }
        UpdateStep::ClusterFound
        | UpdateStep::ClusterActive
        | UpdateStep::ClusterConfigured
        | UpdateStep::ServiceFound
        | UpdateStep::ServiceValid
        | UpdateStep::ProxyHealthy
        | UpdateStep::Keep => Ok(()),
    }
}

/// Whether the store's state lets the property change (facts C-073..C-076).
fn changeable(call: &Call<'_>, store: &Store, property: Property) -> bool {
    let rules = &call.rules.stores;
    let row = rules.updatable.iter().find(|(other, _)| *other == property);
    let connected_cloudhsm =
        store.properties.kind == StoreType::CloudHsm && store.state == ConnectionState::Connected;
    let named = property == Property::Name && connected_cloudhsm;
    row.is_some_and(|(_, states)| states[store.state])
        && (!named || rules.renames_connected_cloudhsm)
}

fn is_of_service(property: Property) -> bool {
    matches!(
        property,
        Property::Connectivity | Property::Service | Property::ServiceOwner
    )
}

fn is_of_proxy(property: Property) -> bool {
    is_of_service(property)
        || matches!(
            property,
            Property::Endpoint | Property::Path | Property::Credential
        )
}

/// Members of the other type.
fn foreign(call: &Call<'_>, wanted: &Properties, given: &[Property]) -> Result<(), ServiceError> {
    let Some(error) = call.rules.stores.foreign_member else {
        return Ok(());
    };
    let foreign =
        |property: &&Property| property.member().1.is_some_and(|kind| kind != wanted.kind);
    match given.iter().find(foreign) {
        Some(property) => {
            let (member, kind) = (property.member().0, wanted.kind.name());
            Err(ServiceError::of(error)
                .saying(format!("{member} is not valid for {kind} key stores.")))
        }
        None => Ok(()),
    }
}

/// A change of connectivity takes other members with it, and a public one has no service (facts C-081, C-082).
fn connectivity(
    call: &Call<'_>,
    store: &Store,
    wanted: &Properties,
    given: &[Property],
) -> Result<(), ServiceError> {
    let rules = &call.rules.stores;
    let missing = |property: Property| {
        let member = property.member().0;
        Err(ServiceError::of(rules.missing_member)
            .saying(format!("{member} is required to change the connectivity.")))
    };
    if wanted.vpc != store.properties.vpc && !given.contains(&Property::Endpoint) {
        return missing(Property::Endpoint);
    }
    if wanted.vpc && rules.vpc_needs_service && wanted.service.is_none() {
        return missing(Property::Service);
    }
    let idle = given
        .iter()
        .find(|property| matches!(property, Property::Service | Property::ServiceOwner));
    match (idle, rules.foreign_member) {
        (Some(property), Some(error)) if !wanted.vpc => {
            let member = property.member().0;
            Err(ServiceError::of(error).saying(format!(
                "{member} is not valid for PUBLIC_ENDPOINT connectivity."
            )))
        }
        _ => Ok(()),
    }
}

fn keep(kms: &mut Kms, call: &Call<'_>, position: &Position, store: &Store, wanted: &Properties) {
    let held = kms.accounts.of(&position.0);
    for rule in &call.rules.stores.indexes {
        let old = index::claim(rule.index, &store.properties, &store.id);
        let new = index::claim(rule.index, wanted, &store.id);
        if old == new {
            continue;
        }
        if rule.freed_by_update {
            held.claims
                .retain(|claim| claim.holder != store.id || claim.index != rule.index);
        }
        if rule.claimed_by_update {
            held.claims.extend(new);
        }
    }
    if let Some(store) = held.stores.get_mut(position.1) {
        store.properties = wanted.clone();
    }
}
