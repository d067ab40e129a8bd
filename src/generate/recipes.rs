//! How each operation is called: one row an operation, so that another is one row more.

use arbitrary::Result;

use super::maker::Maker;
use super::state::StoreKind;
use super::{
    alias_recipes as aliases, detail_recipes as details, grant_recipes as grants,
    key_recipes as keys, store_recipes as stores,
};
use crate::model::Operation;

pub(super) use super::key_recipes::{key_in_store, key_to_import, new_key};
pub(super) use super::store_recipes::{
    connect_store, disconnect_store, make_store, make_store_numbered, new_store,
};

/// How an operation is called.
struct Recipe {
    operation: Operation,
    /// How often, against the others.
    weight: u8,
    /// Adds the call and all that it needs; with [`Maker::twist`] set, breaks one rule of the operation.
    add: fn(&mut Maker<'_>) -> Result<()>,
}

const RECIPES: &[Recipe] = &[
    row(Operation::CreateCustomKeyStore, 10, stores::create),
    row(Operation::ConnectCustomKeyStore, 8, stores::connect),
    row(Operation::DisconnectCustomKeyStore, 7, stores::disconnect),
    row(Operation::DeleteCustomKeyStore, 10, stores::delete),
    row(Operation::UpdateCustomKeyStore, 9, stores::update),
    row(Operation::DescribeCustomKeyStores, 9, stores::describe),
    row(Operation::CreateKey, 9, keys::create),
    row(Operation::DescribeKey, 5, keys::describe),
    row(Operation::ListKeys, 3, keys::list),
    row(Operation::EnableKey, 4, keys::enable),
    row(Operation::DisableKey, 4, keys::disable),
    row(Operation::ScheduleKeyDeletion, 6, keys::schedule),
    row(Operation::CancelKeyDeletion, 5, keys::cancel),
    row(Operation::Encrypt, 7, keys::encrypt),
    row(Operation::Decrypt, 8, keys::decrypt),
    row(Operation::GenerateRandom, 5, keys::random),
    row(Operation::CreateAlias, 6, aliases::create),
    row(Operation::UpdateAlias, 4, aliases::update),
    row(Operation::DeleteAlias, 4, aliases::delete),
    row(Operation::ListAliases, 4, aliases::list),
    row(Operation::UpdateKeyDescription, 3, details::describe),
    row(Operation::TagResource, 4, details::tag_key),
    row(Operation::UntagResource, 3, details::untag_key),
    row(Operation::ListResourceTags, 3, details::list_tags),
    row(Operation::PutKeyPolicy, 4, details::put_policy),
    row(Operation::GetKeyPolicy, 3, details::get_policy),
    row(Operation::ListKeyPolicies, 2, details::list_policies),
    row(Operation::GetKeyLastUsage, 3, details::last_usage),
    row(Operation::CreateGrant, 5, grants::create),
    row(Operation::ListGrants, 6, grants::list_of_key),
    row(Operation::ListRetirableGrants, 3, grants::list_retirable),
    row(Operation::RetireGrant, 5, grants::retire),
    row(Operation::RevokeGrant, 5, grants::revoke),
];

const fn row(operation: Operation, weight: u8, add: fn(&mut Maker<'_>) -> Result<()>) -> Recipe {
    Recipe {
        operation,
        weight,
        add,
    }
}

/// Every operation that scripts call.
pub fn operations() -> impl Iterator<Item = Operation> {
    RECIPES.iter().map(|recipe| recipe.operation)
}

/// A call of one of the operations allowed, and what it needs before it.
pub(super) fn any(maker: &mut Maker<'_>) -> Result<()> {
    let allowed = RECIPES.iter().filter(|row| maker.allowed(row.operation));
    let allowed: Vec<&Recipe> = allowed.collect();
    let all: u16 = allowed.iter().map(|row| u16::from(row.weight)).sum();
    if all == 0 {
        return Err(arbitrary::Error::EmptyChoose);
    }
    let mut left = maker.u.int_in_range(0..=all - 1)?;
    for recipe in allowed {
        let weight = u16::from(recipe.weight);
        if left < weight {
            return (recipe.add)(maker);
        }
        left -= weight;
    }
    Ok(())
}

/// A kind of store.
pub(super) fn some_kind(maker: &mut Maker<'_>) -> Result<StoreKind> {
    let kinds = [
        StoreKind::CloudHsm,
        StoreKind::CloudHsm,
        StoreKind::Public,
        StoreKind::Vpc,
    ];
    Ok(*maker.u.choose(&kinds)?)
}
