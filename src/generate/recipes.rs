//! How each operation is called: one row an operation, which stands beside the function that makes the call.

use arbitrary::Result;

use super::maker::Maker;
use super::state::StoreKind;
use super::{
    alias_recipes as aliases, crypto_recipes as crypto, detail_recipes as details,
    grant_recipes as grants, key_recipes as keys, store_recipes as stores,
};
use crate::model::Operation;

pub(super) use super::key_recipes::{key_in_store, key_to_import, new_key};
pub(super) use super::store_recipes::{
    connect_store, disconnect_store, make_store, make_store_numbered, new_store,
};

/// How an operation is called.
pub(super) struct Recipe {
    operation: Operation,
    /// How often, against the others.
    weight: u8,
    /// Adds the call and all that it needs; with [`Maker::twist`] set, breaks one rule of the operation.
    add: fn(&mut Maker<'_>) -> Result<()>,
}

/// By kind of thing; each stands beside how its operations are called.
const RECIPES: &[&[Recipe]] = &[
    stores::RECIPES,
    keys::RECIPES,
    crypto::RECIPES,
    aliases::RECIPES,
    details::RECIPES,
    grants::RECIPES,
];

/// Every recipe.
fn recipes() -> impl Iterator<Item = &'static Recipe> {
    RECIPES.iter().copied().flatten()
}

pub(super) const fn row(
    operation: Operation,
    weight: u8,
    add: fn(&mut Maker<'_>) -> Result<()>,
) -> Recipe {
    Recipe {
        operation,
        weight,
        add,
    }
}

/// Every operation that scripts call.
pub fn operations() -> impl Iterator<Item = Operation> {
    recipes().map(|recipe| recipe.operation)
}

/// A call of one of the operations allowed, and what it needs before it.
pub(super) fn any(maker: &mut Maker<'_>) -> Result<()> {
    let allowed = recipes().filter(|row| maker.allowed(row.operation));
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
