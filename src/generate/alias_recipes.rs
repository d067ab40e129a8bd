//! How the operations on aliases are called.

use arbitrary::Result;

use super::Arg;
use super::key_recipes::{key_id, no_key};
use super::maker::Maker;
use super::recipes::{Recipe, row};
use super::state::{Alias, KeyState};
use crate::case::FreshKind;
use crate::model::Operation;

/// How often each is called, and by what.
pub(super) const RECIPES: &[Recipe] = &[
    row(Operation::CreateAlias, 6, create),
    row(Operation::UpdateAlias, 4, update),
    row(Operation::DeleteAlias, 4, delete),
    row(Operation::ListAliases, 4, list),
];

/// The input of a create or an update.
pub(super) fn input(name: Arg, target: Arg) -> Arg {
    Arg::object([("AliasName", name), ("TargetKeyId", target)])
}

/// Gives a key a new alias; its name.
pub(super) fn new_alias(maker: &mut Maker<'_>, key: usize) -> Arg {
    let n = maker.number();
    give(maker, key, Arg::Fresh(FreshKind::Alias, n))
}

/// Gives a key this name, which is believed to be free.
pub(super) fn give(maker: &mut Maker<'_>, key: usize, name: Arg) -> Arg {
    let made = &maker.state.keys[key];
    let (key, is_pending) = (made.step, made.state == KeyState::PendingDeletion);
    let target = Arg::answer(key, "KeyMetadata.KeyId");
    let step = maker.call(Operation::CreateAlias, input(name.clone(), target));
    if !is_pending {
        let alias = Alias {
            step,
            name: name.clone(),
            key,
        };
        maker.state.aliases.push(alias);
    }
    name
}

/// An alias of a key, made if there is none, by its name or its ARN.
pub(super) fn of_key(maker: &mut Maker<'_>, key: usize) -> Result<Arg> {
    let step = maker.state.keys[key].step;
    let mut there = maker.state.aliases.iter();
    let name = match there.find(|alias| alias.key == step) {
        Some(alias) => alias.name.clone(),
        None => new_alias(maker, key),
    };
    if maker.allowed(Operation::ListAliases) && maker.chance(1, 3)? {
        return Ok(arn(maker, key));
    }
    Ok(name)
}

/// The ARN of the first alias of a key, which only a list tells.
pub(super) fn arn(maker: &mut Maker<'_>, key: usize) -> Arg {
    let id = Arg::answer(maker.state.keys[key].step, "KeyMetadata.KeyId");
    let listed = maker.call(Operation::ListAliases, Arg::object([("KeyId", id)]));
    Arg::answer(listed, "Aliases.0.AliasArn")
}

/// The name of an alias, made if there is none.
fn some_alias(maker: &mut Maker<'_>) -> Result<Arg> {
    if !maker.state.aliases.is_empty() && maker.chance(7, 8)? {
        return Ok(maker.u.choose(&maker.state.aliases)?.name.clone());
    }
    let key = maker.key_in(KeyState::Enabled)?;
    Ok(new_alias(maker, key))
}

/// A name that no alias has; some are near those that none may have.
fn free_name(maker: &mut Maker<'_>) -> Result<Arg> {
    let n = maker.number();
    let id = Arg::Fresh(FreshKind::KeyId, n);
    let begin = match maker.u.int_in_range(0..=5u8)? {
        0 => "alias/aws",
        1 => "alias/K_",
        2 => "alias/k/",
        _ => return Ok(Arg::Fresh(FreshKind::Alias, n)),
    };
    Ok(Arg::Join(vec![Arg::text(begin), id]))
}

/// A name that is taken, or that no alias may have.
fn no_name(maker: &mut Maker<'_>) -> Result<Arg> {
    let n = maker.number();
    let id = Arg::Fresh(FreshKind::KeyId, n);
    Ok(match maker.u.int_in_range(0..=5u8)? {
        0 | 1 => some_alias(maker)?,
        2 => id,
        3 | 4 => Arg::Join(vec![Arg::text("alias/aws/"), id]),
        _ => Arg::text("alias/"),
    })
}

pub(super) fn create(maker: &mut Maker<'_>) -> Result<()> {
    let state = maker.some_key_state(KeyState::Enabled)?;
    let key = maker.key_in(state)?;
    if !maker.twist {
        let name = free_name(maker)?;
        give(maker, key, name);
        return Ok(());
    }
    let (name, target) = match maker.u.int_in_range(0..=5u8)? {
        0 => (free_name(maker)?, no_key(maker)?),
        1 => {
            let target = of_key(maker, key)?;
            (free_name(maker)?, target)
        }
        _ => (no_name(maker)?, key_id(maker, key)?),
    };
    maker.call(Operation::CreateAlias, input(name, target));
    Ok(())
}

pub(super) fn update(maker: &mut Maker<'_>) -> Result<()> {
    let mut name = some_alias(maker)?;
    let state = maker.some_key_state(KeyState::Enabled)?;
    let key = if maker.chance(1, 2)? {
        maker.key_in(state)?
    } else {
        super::recipes::new_key(maker)?
    };
    let mut target = key_id(maker, key)?;
    if maker.twist {
        match maker.u.int_in_range(0..=3u8)? {
            0 => target = no_key(maker)?,
            1 => target = of_key(maker, key)?,
            _ => name = free_name(maker)?,
        }
    } else if maker.state.keys[key].plain && maker.state.keys[key].state == KeyState::Enabled {
        let made = maker.state.keys[key].step;
        let mut there = maker.state.aliases.iter_mut();
        if let Some(alias) = there.find(|alias| alias.name == name) {
            alias.key = made;
        }
    }
    maker.call(Operation::UpdateAlias, input(name, target));
    Ok(())
}

pub(super) fn delete(maker: &mut Maker<'_>) -> Result<()> {
    let name = if maker.twist {
        match maker.u.int_in_range(0..=2u8)? {
            0 => Arg::Fresh(FreshKind::KeyId, 127),
            _ => free_name(maker)?,
        }
    } else {
        some_alias(maker)?
    };
    maker.state.aliases.retain(|alias| alias.name != name);
    maker.call(Operation::DeleteAlias, Arg::object([("AliasName", name)]));
    Ok(())
}

pub(super) fn list(maker: &mut Maker<'_>) -> Result<()> {
    let mut input = Arg::object([]);
    if maker.chance(1, 2)? {
        let state = maker.some_key_state(KeyState::Enabled)?;
        let key = maker.key_in(state)?;
        if maker.chance(1, 2)? {
            new_alias(maker, key);
        }
        let id = if !maker.twist {
            key_id(maker, key)?
        } else if maker.chance(1, 2)? {
            of_key(maker, key)?
        } else {
            no_key(maker)?
        };
        input.set("KeyId", id);
    }
    let (second_page, limited) = (maker.chance(1, 3)?, maker.chance(1, 3)?);
    if second_page {
        let key = maker.key_in(KeyState::Enabled)?;
        new_alias(maker, key);
        let first = maker.call(
            Operation::ListAliases,
            Arg::object([("Limit", Arg::Int(1))]),
        );
        input = Arg::object([("Limit", Arg::Int(1))]);
        input.set("Marker", Arg::answer(first, "NextMarker"));
    } else if limited {
        input.set("Limit", Arg::Int(*maker.u.choose(&[1, 50, 100, 1000])?));
    }
    if maker.twist && input.member("KeyId").is_none() {
        input.set("Marker", Arg::text("no-such-marker"));
    }
    maker.call(Operation::ListAliases, input);
    Ok(())
}
