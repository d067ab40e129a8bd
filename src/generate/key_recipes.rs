//! How the operations on keys, and those that use them, are called.

use arbitrary::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::maker::Maker;
use super::recipes::{Recipe, row};
use super::state::{Blob, KeyState, StoreKind};
use super::{Arg, members};
use crate::case::{FreshKind, StoreState};
use crate::model::{KeyNames, Operation};

/// How often each is called, and by what.
pub(super) const RECIPES: &[Recipe] = &[
    row(Operation::CreateKey, 9, create),
    row(Operation::DescribeKey, 5, describe),
    row(Operation::ListKeys, 4, list),
    row(Operation::EnableKey, 4, enable),
    row(Operation::DisableKey, 4, disable),
    row(Operation::ScheduleKeyDeletion, 6, schedule),
    row(Operation::CancelKeyDeletion, 5, cancel),
    row(Operation::Encrypt, 7, encrypt),
    row(Operation::Decrypt, 8, decrypt),
    row(Operation::GenerateRandom, 5, random),
];

/// A key, in a store or not; its index.
pub(super) fn new_key(maker: &mut Maker<'_>) -> Result<usize> {
    if maker.allowed(Operation::CreateCustomKeyStore) && maker.chance(1, 2)? {
        let store = maker.store_in(StoreState::Connected, None)?;
        return Ok(key_in_store(maker, store));
    }
    let mut input = Arg::object([]);
    let plain = members::of_key(maker, &mut input, false)?;
    let step = maker.call(Operation::CreateKey, input);
    let key = maker.made_key(step, None);
    maker.state.keys[key].plain = plain;
    Ok(key)
}

/// A key whose material was never imported; its index.
pub(super) fn key_to_import(maker: &mut Maker<'_>) -> usize {
    let input = Arg::object([("Origin", Arg::text("EXTERNAL"))]);
    let step = maker.call(Operation::CreateKey, input);
    let key = maker.made_key(step, None);
    maker.state.keys[key].state = KeyState::PendingImport;
    key
}

/// A key in a connected store; its index.
pub(super) fn key_in_store(maker: &mut Maker<'_>, store: usize) -> usize {
    let input = in_store(maker, store);
    let step = maker.call(Operation::CreateKey, input);
    maker.made_key(step, Some(store))
}

fn in_store(maker: &mut Maker<'_>, store: usize) -> Arg {
    let origin = match maker.state.stores[store].kind {
        StoreKind::CloudHsm => "AWS_CLOUDHSM",
        StoreKind::Public | StoreKind::Vpc => "EXTERNAL_KEY_STORE",
    };
    let id = maker.store_id(store);
    let mut input = Arg::object([("Origin", Arg::text(origin)), ("CustomKeyStoreId", id)]);
    if origin == "EXTERNAL_KEY_STORE" {
        let n = maker.number();
        input.set("XksKeyId", Arg::Fresh(FreshKind::XksKeyId, n));
    }
    input
}

pub(super) fn create(maker: &mut Maker<'_>) -> Result<()> {
    if !maker.allowed(Operation::CreateCustomKeyStore) || maker.chance(1, 2)? {
        if maker.twist {
            let mut input = Arg::object([]);
            members::against_key(maker, &mut input)?;
            maker.call(Operation::CreateKey, input);
            return Ok(());
        }
        new_key(maker)?;
        return Ok(());
    }
    let state = if maker.twist {
        StoreState::Connected
    } else {
        maker.some_state(StoreState::Connected)?
    };
    let store = maker.store_in(state, None)?;
    let mut input = in_store(maker, store);
    members::of_key(maker, &mut input, true)?;
    if maker.twist {
        match maker.u.int_in_range(0..=8u8)? {
            0 => input.set("CustomKeyStoreId", Arg::Fresh(FreshKind::StoreId, 127)),
            1 => input.set("KeySpec", Arg::text("RSA_2048")),
            2 => input.set("MultiRegion", Arg::Bool(true)),
            3 => input.remove("Origin"),
            4 => input.set("Origin", Arg::text("EXTERNAL")),
            5 => input.remove("CustomKeyStoreId"),
            6 if input.member("XksKeyId").is_some() => input.remove("XksKeyId"),
            7 if input.member("XksKeyId").is_some() => {
                // An external key that is another key's already.
                maker.call(Operation::CreateKey, input.clone());
            }
            _ => input.set("XksKeyId", Arg::Fresh(FreshKind::XksKeyId, 127)),
        }
    }
    let step = maker.call(Operation::CreateKey, input);
    if state == StoreState::Connected && !maker.twist {
        maker.made_key(step, Some(store));
    }
    Ok(())
}

pub(super) fn describe(maker: &mut Maker<'_>) -> Result<()> {
    on_key(maker, Operation::DescribeKey, KeyState::Enabled, None)
}

pub(super) fn enable(maker: &mut Maker<'_>) -> Result<()> {
    let then = Some(KeyState::Enabled);
    on_key(maker, Operation::EnableKey, KeyState::Disabled, then)
}

pub(super) fn disable(maker: &mut Maker<'_>) -> Result<()> {
    let then = Some(KeyState::Disabled);
    on_key(maker, Operation::DisableKey, KeyState::Enabled, then)
}

pub(super) fn cancel(maker: &mut Maker<'_>) -> Result<()> {
    let then = Some(KeyState::Disabled);
    on_key(
        maker,
        Operation::CancelKeyDeletion,
        KeyState::PendingDeletion,
        then,
    )
}

pub(super) fn schedule(maker: &mut Maker<'_>) -> Result<()> {
    let then = Some(KeyState::PendingDeletion);
    on_key(
        maker,
        Operation::ScheduleKeyDeletion,
        KeyState::Enabled,
        then,
    )?;
    let days = match maker.u.int_in_range(0..=7u8)? {
        0 | 1 => 7,
        2 => 8,
        3 => 30,
        4 if maker.twist => 6,
        5 if maker.twist => 31,
        _ => return Ok(()),
    };
    super::store_recipes::last_input(maker).set("PendingWindowInDays", Arg::Int(days));
    Ok(())
}

/// A call with a key and nothing else.
fn on_key(
    maker: &mut Maker<'_>,
    operation: Operation,
    right: KeyState,
    then: Option<KeyState>,
) -> Result<()> {
    let state = maker.some_key_state(right)?;
    let key = maker.key_in(state)?;
    let mut input = Arg::object([("KeyId", name_of(maker, operation, key)?)]);
    if operation == Operation::DescribeKey && maker.chance(1, 8)? {
        input.set("GrantTokens", Arg::List(Vec::new()));
    }
    if maker.twist {
        input.set("KeyId", no_key(maker)?);
    } else if let Some(then) = then {
        let is_pending = state == KeyState::PendingDeletion;
        let cancels = operation == Operation::CancelKeyDeletion;
        if is_pending == cancels {
            maker.state.keys[key].state = then;
        }
    }
    maker.call(operation, input);
    Ok(())
}

/// A key's id or ARN.
pub(super) fn key_id(maker: &mut Maker<'_>, key: usize) -> Result<Arg> {
    let member = if maker.chance(1, 4)? {
        "KeyMetadata.Arn"
    } else {
        "KeyMetadata.KeyId"
    };
    Ok(Arg::answer(maker.state.keys[key].step, member))
}

/// A key's id or ARN, or an alias of it where the operation takes one.
pub(super) fn name_of(maker: &mut Maker<'_>, operation: Operation, key: usize) -> Result<Arg> {
    let takes_aliases = operation.key_names() == KeyNames::KeysAndAliases;
    if takes_aliases && maker.allowed(Operation::CreateAlias) && maker.chance(1, 6)? {
        return super::alias_recipes::of_key(maker, key);
    }
    key_id(maker, key)
}

/// A key's ARN with another Region in it, or with another account.
pub(super) fn arn_elsewhere(maker: &mut Maker<'_>, key: usize) -> Result<Arg> {
    let step = maker.state.keys[key].step;
    let begin = Arg::text(
        *maker
            .u
            .choose(&["arn:aws:kms:eu-north-1:", "arn:aws:kms:us-east-1:"])?,
    );
    let account = if begin == Arg::text("arn:aws:kms:us-east-1:") {
        Arg::Fresh(FreshKind::AccountId, maker.number())
    } else {
        Arg::answer(step, "KeyMetadata.AWSAccountId")
    };
    let id = Arg::answer(step, "KeyMetadata.KeyId");
    Ok(Arg::Join(vec![begin, account, Arg::text(":key/"), id]))
}

/// What names no key: aliases that nobody has, and ids and ARNs in forms that are near the right ones.
pub(super) fn no_key(maker: &mut Maker<'_>) -> Result<Arg> {
    let literal = [
        "alias/kmspec-no-such-alias",
        "alias/aws/kmspec",
        "not-a-key",
        "1234ABCD-12AB-34CD-56EF-1234567890AB",
        "mrk-1234abcd12ab34cd56ef1234567890ab",
        "1234abcd12ab34cd56ef1234567890ab",
        "arn:aws:kms:eu-north-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "arn:aws:kms:us-east-1:111122223333:foo/1234abcd-12ab-34cd-56ef-1234567890ab",
        "arn:aws:s3:::bucket",
    ];
    Ok(match maker.u.int_in_range(0..=3u8)? {
        0 | 1 => Arg::text(*maker.u.choose(&literal)?),
        _ => Arg::Fresh(FreshKind::KeyId, 127),
    })
}

pub(super) fn list(maker: &mut Maker<'_>) -> Result<()> {
    let mut input = Arg::object([]);
    if maker.chance(1, 3)? {
        new_key(maker)?;
        new_key(maker)?;
        let page = Arg::object([("Limit", Arg::Int(1))]);
        let first = maker.call(Operation::ListKeys, page);
        input.set("Limit", Arg::Int(1));
        input.set("Marker", Arg::answer(first, "NextMarker"));
    }
    if maker.chance(1, 3)? {
        let (own, shared) = (Arg::text("SELF"), Arg::text("OTHER_ACCOUNTS_VIA_RAM"));
        let owners = match maker.u.int_in_range(0..=2u8)? {
            0 => vec![own],
            1 => vec![own, shared],
            _ => vec![shared],
        };
        input.set("ResourceOwners", Arg::List(owners));
    }
    if maker.twist {
        input.set("Marker", Arg::text("no-such-marker"));
    } else if input.member("Limit").is_none() && maker.chance(1, 2)? {
        input.set("Limit", Arg::Int(*maker.u.choose(&[1, 2, 100, 1000])?));
    }
    maker.call(Operation::ListKeys, input);
    Ok(())
}

pub(super) fn encrypt(maker: &mut Maker<'_>) -> Result<()> {
    let state = maker.some_key_state(KeyState::Enabled)?;
    let key = maker.key_in(state)?;
    encrypt_with(maker, key)
}

/// A plain key, Enabled; its index.
pub(super) fn plain_key(maker: &mut Maker<'_>) -> Result<usize> {
    let keys = maker.state.keys.iter();
    let usable = |key: &super::state::Key| key.plain && key.state == KeyState::Enabled;
    if let Some(key) = keys.into_iter().position(usable) {
        return Ok(key);
    }
    if maker.allowed(Operation::CreateCustomKeyStore) && maker.chance(1, 3)? {
        let store = maker.store_in(StoreState::Connected, None)?;
        return Ok(key_in_store(maker, store));
    }
    let step = maker.call(Operation::CreateKey, Arg::object([]));
    Ok(maker.made_key(step, None))
}

pub(super) fn encrypt_with(maker: &mut Maker<'_>, key: usize) -> Result<()> {
    let id = if maker.twist && maker.chance(1, 2)? {
        no_key(maker)?
    } else {
        name_of(maker, Operation::Encrypt, key)?
    };
    let length = *maker.u.choose(&[1usize, 16, 4096])?;
    let plaintext = Arg::text(STANDARD.encode(vec![b'p'; length]));
    let mut input = Arg::object([("KeyId", id), ("Plaintext", plaintext)]);
    let context = members::context(maker)?;
    if let Some(context) = &context {
        input.set("EncryptionContext", context.clone());
    }
    members::of_use(maker, &mut input, true)?;
    if maker.twist {
        match maker.u.int_in_range(0..=5u8)? {
            0 => input.set("EncryptionAlgorithm", Arg::text("RSAES_OAEP_SHA_256")),
            1 => input.set("DryRun", Arg::Bool(true)),
            2 => input.set("Plaintext", Arg::text(STANDARD.encode(vec![b'p'; 4097]))),
            3 => input.set("Plaintext", Arg::text("")),
            4 => input.set("GrantTokens", Arg::List(vec![Arg::text("no-such-token")])),
            _ => {}
        }
    }
    let step = maker.call(Operation::Encrypt, input);
    let at = &maker.state.keys[key];
    if at.state == KeyState::Enabled && at.plain && !maker.twist {
        maker.state.blobs.push(Blob { step, key, context });
    }
    Ok(())
}

pub(super) fn decrypt(maker: &mut Maker<'_>) -> Result<()> {
    if maker.state.blobs.is_empty() {
        let twist = std::mem::take(&mut maker.twist);
        let made = plain_key(maker).and_then(|key| encrypt_with(maker, key));
        maker.twist = twist;
        made?;
    }
    if maker.state.blobs.is_empty() {
        return Ok(());
    }
    let blob = maker.u.choose(&maker.state.blobs)?.clone();
    let id = key_id(maker, blob.key)?;
    match maker.u.int_in_range(0..=7u8)? {
        0 => {
            maker.call(Operation::DisableKey, Arg::object([("KeyId", id.clone())]));
            maker.state.keys[blob.key].state = KeyState::Disabled;
        }
        1 => {
            let input = Arg::object([("KeyId", id.clone())]);
            maker.call(Operation::ScheduleKeyDeletion, input);
            maker.state.keys[blob.key].state = KeyState::PendingDeletion;
        }
        2 => {
            if let Some(store) = maker.state.keys[blob.key].store {
                super::recipes::disconnect_store(maker, store);
                maker.settle(store, StoreState::Disconnected);
            }
        }
        _ => {}
    }
    decrypt_blob(maker, &blob)
}

pub(super) fn decrypt_blob(maker: &mut Maker<'_>, blob: &Blob) -> Result<()> {
    let mut input = Arg::object([("CiphertextBlob", Arg::answer(blob.step, "CiphertextBlob"))]);
    if let Some(context) = &blob.context {
        input.set("EncryptionContext", context.clone());
    }
    if maker.chance(1, 2)? {
        let id = name_of(maker, Operation::Decrypt, blob.key)?;
        input.set("KeyId", id);
    }
    members::of_use(maker, &mut input, true)?;
    if maker.twist {
        match maker.u.int_in_range(0..=7u8)? {
            0 if blob.context.is_some() => input.remove("EncryptionContext"),
            0..=2 => {
                let other = Arg::object([("purpose", Arg::text("Kmspec"))]);
                input.set("EncryptionContext", other);
            }
            3 | 4 => {
                let step = maker.call(Operation::CreateKey, Arg::object([]));
                let other = maker.made_key(step, None);
                let id = key_id(maker, other)?;
                input.set("KeyId", id);
            }
            5 => input.set("CiphertextBlob", Arg::text("AQIDBAUGBwgJCgsMDQ4PEA==")),
            6 => input.set("GrantTokens", Arg::List(vec![Arg::text("no-such-token")])),
            _ => input.set("DryRun", Arg::Bool(true)),
        }
    } else {
        let nothing = maker.chance(1, 12)?;
        if nothing {
            input.set("DryRunModifiers", Arg::List(Vec::new()));
        } else if maker.chance(1, 12)? {
            input.remove("CiphertextBlob");
            input.set("DryRun", Arg::Bool(true));
            let ignore = Arg::List(vec![Arg::text("IGNORE_CIPHERTEXT")]);
            input.set("DryRunModifiers", ignore);
        }
    }
    maker.call(Operation::Decrypt, input);
    Ok(())
}

pub(super) fn random(maker: &mut Maker<'_>) -> Result<()> {
    let length = *maker.u.choose(&[1i64, 32, 1024])?;
    let mut input = Arg::object([("NumberOfBytes", Arg::Int(length))]);
    if maker.twist && maker.chance(1, 2)? {
        input.remove("NumberOfBytes");
    } else if maker.allowed(Operation::CreateCustomKeyStore) && maker.chance(1, 2)? {
        let state = maker.some_state(StoreState::Connected)?;
        let store = maker.store_in(state, None)?;
        input.set("CustomKeyStoreId", maker.store_id(store));
        if maker.twist {
            input.set("CustomKeyStoreId", Arg::Fresh(FreshKind::StoreId, 127));
        }
    }
    maker.call(Operation::GenerateRandom, input);
    Ok(())
}
