//! Calls in an order that shows what one of them left behind, about aliases.

use arbitrary::Result;

use super::alias_recipes::{arn, give, input, new_alias};
use super::key_recipes as keys;
use super::maker::Maker;
use super::state::KeyState;
use super::{Arg, Step, recipes};
use crate::case::{FreshKind, Principal, Region};
use crate::model::Operation;

/// Aliases of one key, at most (fact L-705).
const MOST: usize = 50;

const DAY: u64 = 86_400_000;

fn plain(maker: &mut Maker<'_>) -> usize {
    let step = maker.call(Operation::CreateKey, Arg::object([]));
    maker.made_key(step, None)
}

fn id(maker: &Maker<'_>, key: usize) -> Arg {
    Arg::answer(maker.state.keys[key].step, "KeyMetadata.KeyId")
}

fn describe(maker: &mut Maker<'_>, id: Arg) {
    maker.call(Operation::DescribeKey, Arg::object([("KeyId", id)]));
}

fn list(maker: &mut Maker<'_>, key: usize) {
    let input = Arg::object([("KeyId", id(maker, key))]);
    maker.call(Operation::ListAliases, input);
}

fn delete(maker: &mut Maker<'_>, name: &Arg) {
    maker.state.aliases.retain(|alias| alias.name != *name);
    let input = Arg::object([("AliasName", name.clone())]);
    maker.call(Operation::DeleteAlias, input);
}

/// An alias, by name and by ARN, stands for its key (facts K-014, K-015).
pub(super) fn finds_its_key(maker: &mut Maker<'_>) -> Result<()> {
    let key = plain(maker);
    let mut name = new_alias(maker, key);
    if maker.chance(1, 2)? {
        name = arn(maker, key);
    }
    match maker.u.int_in_range(0..=2u8)? {
        0 => describe(maker, name),
        1 => {
            let input = Arg::object([("KeyId", name), ("Plaintext", Arg::text("cGxhaW4="))]);
            maker.call(Operation::Encrypt, input);
        }
        _ => {
            let mut input = Arg::object([("KeyId", id(maker, key))]);
            input.set("Plaintext", Arg::text("cGxhaW4="));
            let step = maker.call(Operation::Encrypt, input);
            let blob = Arg::answer(step, "CiphertextBlob");
            let input = Arg::object([("KeyId", name), ("CiphertextBlob", blob)]);
            maker.call(Operation::Decrypt, input);
        }
    }
    Ok(())
}

/// An alias that was updated is the other key's, and says when (facts L-007, L-008).
pub(super) fn moves(maker: &mut Maker<'_>) -> Result<()> {
    let (old, new) = (plain(maker), plain(maker));
    let name = new_alias(maker, old);
    if maker.options.world && maker.chance(2, 3)? {
        maker.steps.push(Step::Advance(3_600_000));
    }
    let target = id(maker, new);
    maker.call(Operation::UpdateAlias, input(name.clone(), target));
    maker.state.aliases.retain(|alias| alias.name != name);
    let looked_at = if maker.chance(3, 4)? { new } else { old };
    list(maker, looked_at);
    describe(maker, name);
    Ok(())
}

/// A name that is taken stays with its key (facts L-002, L-508).
#[expect(clippy::unnecessary_wraps, reason = "one of a table of sequences")]
pub(super) fn taken(maker: &mut Maker<'_>) -> Result<()> {
    let (one, other) = (plain(maker), plain(maker));
    let name = new_alias(maker, one);
    let target = id(maker, other);
    maker.call(Operation::CreateAlias, input(name.clone(), target));
    describe(maker, name);
    Ok(())
}

/// A name that was deleted is free, and its key as it was (facts L-009, L-524).
pub(super) fn deleted(maker: &mut Maker<'_>) -> Result<()> {
    let key = plain(maker);
    let name = new_alias(maker, key);
    if maker.chance(1, 3)? {
        let n = maker.number();
        delete(maker, &Arg::Fresh(FreshKind::Alias, n));
    }
    delete(maker, &name);
    let at = id(maker, key);
    match maker.u.int_in_range(0..=3u8)? {
        0 => describe(maker, name),
        1 => describe(maker, at),
        2 => list(maker, key),
        _ => delete(maker, &name),
    }
    Ok(())
}

/// Names differ by case, and are listed in the order of bytes (facts L-005, L-700).
pub(super) fn differ_by_case(maker: &mut Maker<'_>) -> Result<()> {
    let (key, other) = (plain(maker), plain(maker));
    let n = maker.number();
    let name = |begin| Arg::Join(vec![Arg::text(begin), Arg::Fresh(FreshKind::KeyId, n)]);
    if maker.chance(1, 2)? {
        give(maker, key, name("alias/k"));
        give(maker, other, name("alias/K"));
        describe(maker, name("alias/k"));
    } else {
        for begin in ["alias/a", "alias/Z", "alias/b"] {
            give(maker, key, name(begin));
        }
        list(maker, key);
    }
    Ok(())
}

/// A name is taken in one account and Region, and found there (fact L-005).
pub(super) fn elsewhere(maker: &mut Maker<'_>) -> Result<()> {
    let Some(there) = maker.elsewhere_place()? else {
        return taken(maker);
    };
    let here = (Principal::Owner, Region::Home);
    let n = maker.number();
    let name = Arg::Fresh(FreshKind::Alias, n);
    let away = maker.call_at(there, Operation::CreateKey, Arg::object([]));
    let target = Arg::answer(away, "KeyMetadata.KeyId");
    maker.call_at(there, Operation::CreateAlias, input(name.clone(), target));
    match maker.u.int_in_range(0..=3u8)? {
        0 => {
            let key = plain(maker);
            give(maker, key, name);
        }
        1 => describe(maker, name),
        2 => {
            let input = Arg::object([("AliasName", name)]);
            maker.call_at(here, Operation::DeleteAlias, input);
            maker.call_at(there, Operation::ListAliases, Arg::object([]));
        }
        _ => {
            maker.call_at(here, Operation::ListAliases, Arg::object([]));
        }
    }
    Ok(())
}

/// Which states let a key have an alias, and be an alias's new key (facts S-006, S-507).
pub(super) fn of_a_state(maker: &mut Maker<'_>) -> Result<()> {
    let states = [KeyState::PendingDeletion, KeyState::Disabled];
    let state = *maker.u.choose(&states)?;
    let key = maker.key_in(state)?;
    if maker.chance(2, 3)? {
        new_alias(maker, key);
    } else {
        let old = plain(maker);
        let name = new_alias(maker, old);
        let target = id(maker, key);
        maker.call(Operation::UpdateAlias, input(name, target));
    }
    list(maker, key);
    Ok(())
}

/// The alias of a key that waits for its deletion stays until the key is gone.
pub(super) fn goes_with_its_key(maker: &mut Maker<'_>) -> Result<()> {
    let key = plain(maker);
    let name = new_alias(maker, key);
    let mut input = Arg::object([("KeyId", id(maker, key))]);
    input.set("PendingWindowInDays", Arg::Int(7));
    maker.call(Operation::ScheduleKeyDeletion, input);
    maker.state.keys[key].state = KeyState::PendingDeletion;
    if !maker.options.world {
        list(maker, key);
        return Ok(());
    }
    maker.steps.push(Step::Advance(9 * DAY));
    if maker.chance(2, 3)? {
        maker.call(Operation::ListAliases, Arg::object([]));
    } else {
        describe(maker, name);
    }
    Ok(())
}

/// The new key of an alias is of the type and usage of the old one (fact L-007).
pub(super) fn of_another_type(maker: &mut Maker<'_>) -> Result<()> {
    let key = plain(maker);
    let name = new_alias(maker, key);
    let (spec, usage) = *maker.u.choose(&[
        ("RSA_2048", "ENCRYPT_DECRYPT"),
        ("HMAC_256", "GENERATE_VERIFY_MAC"),
        ("ECC_NIST_P256", "SIGN_VERIFY"),
    ])?;
    let spec = Arg::object([("KeySpec", Arg::text(spec)), ("KeyUsage", Arg::text(usage))]);
    let step = maker.call(Operation::CreateKey, spec);
    let other = maker.made_key(step, None);
    maker.state.keys[other].plain = false;
    let target = id(maker, other);
    maker.call(Operation::UpdateAlias, input(name.clone(), target));
    describe(maker, name);
    Ok(())
}

/// An alias is no name of a key where an operation takes keys only, and no target of another alias (fact L-505).
pub(super) fn for_a_key(maker: &mut Maker<'_>) -> Result<()> {
    let key = recipes::new_key(maker)?;
    let mut name = new_alias(maker, key);
    if maker.chance(1, 3)? {
        name = arn(maker, key);
    }
    let n = maker.number();
    let operations = [
        Operation::CreateAlias,
        Operation::DisableKey,
        Operation::ScheduleKeyDeletion,
        Operation::ListAliases,
    ];
    let operation = *maker.u.choose(&operations)?;
    let asked = if operation == Operation::CreateAlias {
        input(Arg::Fresh(FreshKind::Alias, n), name)
    } else {
        Arg::object([("KeyId", name)])
    };
    maker.call(operation, asked);
    keys::describe(maker)
}

/// One alias more than a key may have, and than a page without a limit has (facts L-701, L-705).
pub(super) fn crowd(maker: &mut Maker<'_>) -> Result<()> {
    if !maker.chance(1, 3)? {
        return finds_its_key(maker);
    }
    let (key, other) = (plain(maker), plain(maker));
    let n = maker.number();
    for at in 0..=MOST {
        let name = Arg::Join(vec![
            Arg::Fresh(FreshKind::Alias, n),
            Arg::text(format!("-{at}")),
        ]);
        give(maker, key, name);
    }
    maker.state.aliases.truncate(1);
    new_alias(maker, other);
    maker.call(Operation::ListAliases, Arg::object([]));
    Ok(())
}
