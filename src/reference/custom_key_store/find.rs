//! Finds the store that a request names.

use super::Store;
use crate::reference::account::Tenant;
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::rules::Reach;
use crate::reference::service_error::ServiceError;

/// Where a store is: its tenant, and its place among the tenant's stores.
pub(crate) type Position = (Tenant, usize);

/// The place of the store of this id.
///
/// # Errors
///
/// `CustomKeyStoreNotFoundException` when the caller has none (facts C-101, C-115).
pub(crate) fn position(
    kms: &Kms,
    call: &Call<'_>,
    id: &str,
    reach: Reach,
) -> Result<Position, ServiceError> {
    let rules = &call.rules.stores;
    let named = |store: &Store| {
        store.id == id
            || (rules.ids_ignore_case && store.id.eq_ignore_ascii_case(id))
            || (rules.names_are_ids && store.properties.name == id)
    };
    let found = kms
        .accounts
        .in_reach(reach, &call.caller.tenant)
        .find_map(|(tenant, held)| Some((tenant.clone(), held.stores.iter().position(named)?)));
    found.ok_or_else(|| {
        let elsewhere = kms.accounts.iter().any(|(tenant, held)| {
            tenant.account != call.caller.tenant.account && held.stores.iter().any(named)
        });
        ServiceError::of(if elsewhere {
            rules.cross_account_store
        } else {
            rules.not_found
        })
    })
}

/// The store of this id.
///
/// # Errors
///
/// As [`position`].
pub(crate) fn find<'k>(kms: &'k Kms, call: &Call<'_>, id: &str) -> Result<&'k Store, ServiceError> {
    let (tenant, at) = position(kms, call, id, call.rules.stores.reach)?;
    let held = kms.accounts.iter().find(|(other, _)| **other == tenant);
    held.and_then(|(_, held)| held.stores.get(at))
        .ok_or_else(|| ServiceError::of(call.rules.stores.not_found))
}

/// The store of this id, to change it, and whose it is.
///
/// # Errors
///
/// As [`position`].
pub(crate) fn find_mut<'k>(
    kms: &'k mut Kms,
    call: &Call<'_>,
    id: &str,
) -> Result<(Tenant, &'k mut Store), ServiceError> {
    let (tenant, at) = position(kms, call, id, call.rules.stores.reach)?;
    let store = kms.accounts.of(&tenant).stores.get_mut(at);
    match store {
        Some(store) => Ok((tenant, store)),
        None => Err(ServiceError::of(call.rules.stores.not_found)),
    }
}
