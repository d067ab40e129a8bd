//! Calls in an order that shows what one of them left behind, about keys and what is encrypted under them.

use arbitrary::Result;

use super::key_recipes::{self as keys, arn_elsewhere, key_id, no_key};
use super::maker::Maker;
use super::sequences::pages as pages_of;
use super::state::{KeyState, StoreKind};
use super::{Arg, Step, members, recipes, world};
use crate::case::{FreshKind, Principal, Region, StoreState};
use crate::model::Operation;

const DAY: u64 = 86_400_000;

fn by_id(maker: &Maker<'_>, key: usize) -> Arg {
    let id = Arg::answer(maker.state.keys[key].step, "KeyMetadata.KeyId");
    Arg::object([("KeyId", id)])
}

fn plain(maker: &mut Maker<'_>) -> usize {
    let step = maker.call(Operation::CreateKey, Arg::object([]));
    maker.made_key(step, None)
}

/// Keys of a store go with it and come back as they were (facts C-050, C-202).
pub(super) fn follow_their_store(maker: &mut Maker<'_>) -> Result<()> {
    let store = maker.store_in(StoreState::Connected, None)?;
    let key = recipes::key_in_store(maker, store);
    let input = by_id(maker, key);
    match maker.u.int_in_range(0..=3u8)? {
        0 => {
            maker.call(Operation::DisableKey, input.clone());
        }
        1 => {
            maker.call(Operation::ScheduleKeyDeletion, input.clone());
        }
        _ => {}
    }
    recipes::disconnect_store(maker, store);
    maker.settle(store, StoreState::Disconnected);
    let wishes = [
        Operation::DescribeKey,
        Operation::DisableKey,
        Operation::EnableKey,
        Operation::ScheduleKeyDeletion,
    ];
    let wish = *maker.u.choose(&wishes)?;
    maker.call(wish, input.clone());
    if maker.chance(1, 4)? {
        let input = Arg::object([("CustomKeyStoreId", maker.store_id(store))]);
        maker.call(Operation::DeleteCustomKeyStore, input);
    }
    recipes::connect_store(maker, store);
    maker.settle(store, StoreState::Connected);
    maker.call(Operation::DescribeKey, input);
    // In which state it is now is not followed any further.
    maker.state.keys.pop();
    Ok(())
}

/// One external key makes one key of a store.
pub(super) fn one_external_key(maker: &mut Maker<'_>) -> Result<()> {
    let store = maker.store_in(StoreState::Connected, Some(StoreKind::Public))?;
    let n = maker.number();
    let input = Arg::object([
        ("Origin", Arg::text("EXTERNAL_KEY_STORE")),
        ("CustomKeyStoreId", maker.store_id(store)),
        ("XksKeyId", Arg::Fresh(FreshKind::XksKeyId, n)),
    ]);
    let step = maker.call(Operation::CreateKey, input.clone());
    maker.made_key(step, Some(store));
    maker.call(Operation::CreateKey, input);
    Ok(())
}

/// A key that was refused is not there.
pub(super) fn refused_in_a_store(maker: &mut Maker<'_>) -> Result<()> {
    let state = *maker
        .u
        .choose(&[StoreState::Connected, StoreState::Disconnected])?;
    let store = maker.store_in(state, None)?;
    let (kind, n) = (maker.state.stores[store].kind, maker.state.stores[store].n);
    if maker.options.world && state == StoreState::Connected {
        let (trouble, _) = match kind {
            StoreKind::CloudHsm => world::cluster_trouble(maker, n)?,
            StoreKind::Public | StoreKind::Vpc => world::proxy_trouble(maker, n)?,
        };
        maker.steps.push(Step::Disturb(trouble));
    }
    keys::key_in_store(maker, store);
    maker.state.keys.pop();
    maker.call(Operation::ListKeys, Arg::object([]));
    Ok(())
}

/// A key of a store works only while what stands behind the store does (facts C-197, C-198).
pub(super) fn used_without_backing(maker: &mut Maker<'_>) -> Result<()> {
    if !maker.options.world {
        return follow_their_store(maker);
    }
    let store = maker.store_in(StoreState::Connected, None)?;
    let key = recipes::key_in_store(maker, store);
    let decrypts = maker.chance(1, 2)?;
    if decrypts {
        keys::encrypt_with(maker, key)?;
    }
    let (kind, n) = (maker.state.stores[store].kind, maker.state.stores[store].n);
    world::disturb(maker, kind, n)?;
    match maker.state.blobs.pop() {
        Some(blob) if decrypts => keys::decrypt_blob(maker, &blob),
        _ => {
            keys::encrypt_with(maker, key)?;
            // It may be none.
            maker.state.blobs.pop();
            Ok(())
        }
    }
}

/// Only single-Region symmetric keys are in stores (facts C-168, C-169).
pub(super) fn of_any_spec_in_a_store(maker: &mut Maker<'_>) -> Result<()> {
    let store = maker.store_in(StoreState::Connected, Some(StoreKind::CloudHsm))?;
    let mut input = Arg::object([
        ("Origin", Arg::text("AWS_CLOUDHSM")),
        ("CustomKeyStoreId", maker.store_id(store)),
    ]);
    match maker.u.int_in_range(0..=3u8)? {
        0 => input.set("MultiRegion", Arg::Bool(true)),
        1 => {
            input.set("KeySpec", Arg::text("HMAC_256"));
            input.set("KeyUsage", Arg::text("GENERATE_VERIFY_MAC"));
        }
        2 => input.set("Origin", Arg::text("AWS_KMS")),
        _ => {
            input.set("KeySpec", Arg::text("RSA_2048"));
            input.set("KeyUsage", Arg::text("ENCRYPT_DECRYPT"));
        }
    }
    maker.call(Operation::CreateKey, input);
    Ok(())
}

/// The waiting period has 7 to 30 days, 30 without a word (facts K-049, K-050).
pub(super) fn waiting_period(maker: &mut Maker<'_>) -> Result<()> {
    let key = plain(maker);
    let days = *maker.u.choose(&[
        None,
        Some(6),
        Some(7),
        Some(8),
        Some(30),
        Some(31),
        Some(365),
    ])?;
    let mut input = by_id(maker, key);
    if let Some(days) = days {
        input.set("PendingWindowInDays", Arg::Int(days));
    }
    maker.call(Operation::ScheduleKeyDeletion, input);
    let input = by_id(maker, key);
    if maker.options.world && maker.chance(2, 3)? {
        // An hour before the end, or after it.
        let days = days.and_then(|days| u64::try_from(days).ok()).unwrap_or(30);
        let end = days.clamp(7, 30) * DAY;
        let millis = if maker.chance(1, 2)? {
            end - DAY / 24
        } else {
            end + DAY + DAY / 24
        };
        maker.steps.push(Step::Advance(millis));
    }
    maker.call(Operation::DescribeKey, input);
    maker.state.keys[key].state = KeyState::PendingDeletion;
    Ok(())
}

/// A key whose deletion was cancelled is Disabled, and waits for nothing (fact S-R11).
pub(super) fn cancelled(maker: &mut Maker<'_>) -> Result<()> {
    let key = recipes::new_key(maker)?;
    let input = by_id(maker, key);
    maker.call(Operation::ScheduleKeyDeletion, input.clone());
    maker.call(Operation::CancelKeyDeletion, input.clone());
    maker.call(Operation::DescribeKey, input);
    maker.state.keys[key].state = KeyState::Disabled;
    Ok(())
}

/// A key that waits for its material does nothing yet.
pub(super) fn without_material(maker: &mut Maker<'_>) -> Result<()> {
    let key = maker.key_in(KeyState::PendingImport)?;
    match maker.u.int_in_range(0..=2u8)? {
        0 | 1 => keys::encrypt_with(maker, key),
        _ => {
            let operations = [Operation::EnableKey, Operation::DisableKey];
            let operation = *maker.u.choose(&operations)?;
            let input = by_id(maker, key);
            maker.call(operation, input);
            Ok(())
        }
    }
}

/// A key of another account or of another Region, by its id and by its ARN.
pub(super) fn elsewhere(maker: &mut Maker<'_>) -> Result<()> {
    let Some(there) = maker.elsewhere_place()? else {
        return waiting_period(maker);
    };
    let here = (Principal::Owner, Region::Home);
    let (made, used) = if maker.chance(1, 2)? {
        (there, here)
    } else {
        (here, there)
    };
    let mut input = Arg::object([]);
    if maker.chance(1, 3)? {
        input.set("Policy", members::open_policy());
    }
    let step = maker.call_at(made, Operation::CreateKey, input);
    let member = *maker
        .u
        .choose(&["KeyMetadata.Arn", "KeyMetadata.Arn", "KeyMetadata.KeyId"])?;
    let mut input = Arg::object([("KeyId", Arg::answer(step, member))]);
    let operations = [
        Operation::DescribeKey,
        Operation::Encrypt,
        Operation::DisableKey,
        Operation::ScheduleKeyDeletion,
    ];
    let operation = *maker.u.choose(&operations)?;
    if operation == Operation::Encrypt {
        input.set("Plaintext", Arg::text("cGxhaW4="));
    }
    maker.call_at(used, operation, input);
    if maker.chance(1, 2)? {
        maker.call_at(used, Operation::ListKeys, Arg::object([]));
    }
    Ok(())
}

/// A policy decides who may use a key.
pub(super) fn under_a_policy(maker: &mut Maker<'_>) -> Result<()> {
    let mut input = Arg::object([]);
    match maker.u.int_in_range(0..=3u8)? {
        0 => members::against_key(maker, &mut input)?,
        1 => {
            members::of_key(maker, &mut input, false)?;
        }
        _ => input.set("Policy", Arg::text(members::policy_to_refuse(maker)?)),
    }
    maker.call(Operation::CreateKey, input);
    Ok(())
}

/// The same key by its ARN, and names that are near a key's and are none.
pub(super) fn in_another_form(maker: &mut Maker<'_>) -> Result<()> {
    let key = plain(maker);
    let operations = [
        Operation::DisableKey,
        Operation::EnableKey,
        Operation::DescribeKey,
        Operation::ScheduleKeyDeletion,
        Operation::Encrypt,
    ];
    let operation = *maker.u.choose(&operations)?;
    let id = match maker.u.int_in_range(0..=3u8)? {
        0 | 1 => Arg::answer(maker.state.keys[key].step, "KeyMetadata.Arn"),
        2 => arn_elsewhere(maker, key)?,
        _ => no_key(maker)?,
    };
    let mut input = Arg::object([("KeyId", id)]);
    if operation == Operation::Encrypt {
        input.set("Plaintext", Arg::text("cGxhaW4="));
    }
    maker.call(operation, input);
    // In which state it is now is not followed any further.
    maker.state.keys.pop();
    Ok(())
}

/// No two encryptions are alike, and no bytes are drawn twice.
pub(super) fn used_twice(maker: &mut Maker<'_>) -> Result<()> {
    if maker.chance(1, 2)? {
        for _ in 0..2 {
            let input = Arg::object([("NumberOfBytes", Arg::Int(32))]);
            maker.call(Operation::GenerateRandom, input);
        }
        return Ok(());
    }
    let key = plain(maker);
    let mut input = Arg::object([("KeyId", key_id(maker, key)?)]);
    input.set("Plaintext", Arg::text("cGxhaW4="));
    for _ in 0..2 {
        maker.call(Operation::Encrypt, input.clone());
    }
    Ok(())
}

/// A ciphertext is bound to its encryption context, letter by letter (fact R-024).
pub(super) fn under_another_context(maker: &mut Maker<'_>) -> Result<()> {
    let key = plain(maker);
    let context = |name: &str, value: &str| Arg::object([(name, Arg::text(value))]);
    let mut input = Arg::object([("KeyId", key_id(maker, key)?)]);
    input.set("Plaintext", Arg::text("cGxhaW4="));
    input.set("EncryptionContext", context("purpose", "kmspec"));
    let step = maker.call(Operation::Encrypt, input);
    let mut input = Arg::object([("CiphertextBlob", Arg::answer(step, "CiphertextBlob"))]);
    match maker.u.int_in_range(0..=4u8)? {
        0 => {}
        1 => input.set("EncryptionContext", context("purpose", "Kmspec")),
        2 => input.set("EncryptionContext", context("Purpose", "kmspec")),
        3 => input.set("EncryptionContext", Arg::object([])),
        _ => input.set("EncryptionContext", context("purpose", "kmspec")),
    }
    maker.call(Operation::Decrypt, input);
    Ok(())
}

/// More keys than a page without a limit has. Where they would stay for a week, none.
fn crowd(maker: &mut Maker<'_>) {
    for _ in 0..=100 {
        maker.call(Operation::CreateKey, Arg::object([]));
    }
    maker.call(Operation::ListKeys, Arg::object([]));
}

/// A multi-Region key, and what it is told to be.
pub(super) fn in_many_regions(maker: &mut Maker<'_>) -> Result<()> {
    let input = Arg::object([("MultiRegion", Arg::Bool(true))]);
    let step = maker.call(Operation::CreateKey, input);
    let key = maker.made_key(step, None);
    let input = Arg::object([("KeyId", key_id(maker, key)?)]);
    maker.call(Operation::DescribeKey, input);
    Ok(())
}

/// Pages to the end of the list of keys.
pub(super) fn pages(maker: &mut Maker<'_>) -> Result<()> {
    if maker.options.world && maker.chance(1, 4)? {
        crowd(maker);
        return Ok(());
    }
    for _ in maker.state.keys.len()..3 {
        plain(maker);
    }
    pages_of(maker, Operation::ListKeys)
}

/// Keys of other specs and of more Regions than one, and what they are told to be.
pub(super) fn unlike(maker: &mut Maker<'_>) -> Result<()> {
    let mut input = Arg::object([]);
    let is_plain = members::of_key(maker, &mut input, false)?;
    let step = maker.call(Operation::CreateKey, input);
    let key = maker.made_key(step, None);
    maker.state.keys[key].plain = is_plain;
    if !is_plain && maker.chance(1, 2)? {
        return keys::encrypt_with(maker, key);
    }
    let input = by_id(maker, key);
    maker.call(Operation::DescribeKey, input);
    Ok(())
}
