//! Values that one store claims for itself: names, clusters, URIs, endpoints, VPC endpoint services.

use super::{Properties, StoreRules};
use crate::reference::account::{Accounts, Claim, Tenant};
use crate::reference::rules::{Index, IndexRule};
use crate::reference::service_error::ServiceError;
use crate::reference::world::World;

/// The value that a store with these properties claims, if it has one.
fn claimed(index: Index, properties: &Properties) -> Option<String> {
    match index {
        Index::Name => Some(properties.name.clone()),
        Index::Cluster => properties.cluster.clone(),
        Index::Uri => Some(format!(
            "{}{}",
            properties.endpoint.as_ref()?,
            properties.path.as_ref()?
        )),
        Index::Endpoint => properties.endpoint.clone(),
        Index::Service => properties.service.clone(),
    }
}

/// The claim of the store `holder` on one index, if it has one.
pub(super) fn claim(index: Index, properties: &Properties, holder: &str) -> Option<Claim> {
    let value = claimed(index, properties)?;
    Some(Claim {
        index,
        value,
        vpc: properties.vpc,
        holder: holder.to_owned(),
    })
}

/// Refuses a value that another store has claimed (facts C-008..C-022, C-077).
pub(super) fn unique(
    accounts: &Accounts,
    world: &World,
    rules: &StoreRules,
    tenant: &Tenant,
    wanted: Option<Claim>,
) -> Result<(), ServiceError> {
    let Some(wanted) = wanted else { return Ok(()) };
    let Some(rule) = rules.indexes.iter().find(|rule| rule.index == wanted.index) else {
        return Ok(());
    };
    let taken = accounts.in_reach(rule.reach, tenant).any(|(other, held)| {
        held.claims
            .iter()
            .filter(|claim| claim.index == wanted.index && claim.holder != wanted.holder)
            .any(|claim| excludes(*rule, world, claim, &wanted, other == tenant))
    });
    if taken {
        Err(ServiceError::of(rule.error))
    } else {
        Ok(())
    }
}

/// Whether two claims cannot stand beside each other.
fn excludes(rule: IndexRule, world: &World, one: &Claim, other: &Claim, same_tenant: bool) -> bool {
    let equal = one.value == other.value
        || (rule.folded && one.value.to_lowercase() == other.value.to_lowercase());
    match rule.index {
        Index::Cluster => equal || world.related(&one.value, &other.value),
        // Public connections may share an endpoint (fact C-021). A VPC connection shares it with nobody in its account
        // (C-019), nor with a public one of any account in the Region (C-020).
        Index::Endpoint => equal && (one.vpc || other.vpc) && (same_tenant || one.vpc != other.vpc),
        Index::Name | Index::Uri | Index::Service => equal,
    }
}
