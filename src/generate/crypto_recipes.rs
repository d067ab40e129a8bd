//! How the operations are called that do cryptography beyond encryption: data keys, codes, ciphertexts moved between keys.

use arbitrary::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::key_recipes::{encrypt_with, key_id, name_of, no_key, plain_key};
use super::maker::Maker;
use super::recipes::{Recipe, row};
use super::state::Blob;
use super::{Arg, members};
use crate::model::Operation;

/// How often each is called, and by what.
pub(super) const RECIPES: &[Recipe] = &[
    row(Operation::GenerateDataKey, 6, data_key),
    row(
        Operation::GenerateDataKeyWithoutPlaintext,
        3,
        data_key_without_plaintext,
    ),
    row(Operation::ReEncrypt, 5, re_encrypt),
    row(Operation::GenerateMac, 3, mac),
    row(Operation::VerifyMac, 4, verify_mac),
];

/// Members that change nothing, so often that each is tried.
fn of_use(maker: &mut Maker<'_>, input: &mut Arg) -> Result<()> {
    if maker.chance(1, 2)? {
        input.set("GrantTokens", Arg::List(Vec::new()));
    }
    if maker.chance(1, 2)? {
        input.set("DryRun", Arg::Bool(false));
    }
    Ok(())
}

fn data_key(maker: &mut Maker<'_>) -> Result<()> {
    data_key_by(maker, Operation::GenerateDataKey)
}

fn data_key_without_plaintext(maker: &mut Maker<'_>) -> Result<()> {
    data_key_by(maker, Operation::GenerateDataKeyWithoutPlaintext)
}

fn data_key_by(maker: &mut Maker<'_>, operation: Operation) -> Result<()> {
    let twist = std::mem::take(&mut maker.twist);
    let key = plain_key(maker)?;
    maker.twist = twist;
    let id = name_of(maker, operation, key)?;
    let mut input = Arg::object([("KeyId", id)]);
    match maker.u.int_in_range(0..=3u8)? {
        0 => input.set("KeySpec", Arg::text("AES_128")),
        1 => input.set("KeySpec", Arg::text("AES_256")),
        _ => {
            let length = *maker.u.choose(&[1i64, 64, 1024])?;
            input.set("NumberOfBytes", Arg::Int(length));
        }
    }
    let context = members::context(maker)?;
    if let Some(context) = &context {
        input.set("EncryptionContext", context.clone());
    }
    of_use(maker, &mut input)?;
    if maker.twist {
        match maker.u.int_in_range(0..=4u8)? {
            0 => {
                input.set("KeySpec", Arg::text("AES_256"));
                input.set("NumberOfBytes", Arg::Int(32));
            }
            1 => {
                input.remove("KeySpec");
                input.remove("NumberOfBytes");
            }
            2 => input.set("DryRun", Arg::Bool(true)),
            3 => {
                let none = no_key(maker)?;
                input.set("KeyId", none);
            }
            _ => {
                let key = mac_key(maker);
                input.set("KeyId", Arg::answer(key, "KeyMetadata.KeyId"));
            }
        }
    }
    let step = maker.call(operation, input);
    if !maker.twist {
        maker.state.blobs.push(Blob { step, key, context });
        if let (true, Some(blob)) = (maker.chance(2, 3)?, maker.state.blobs.last().cloned())
            && maker.allowed(Operation::Decrypt)
        {
            super::key_recipes::decrypt_blob(maker, &blob)?;
        }
    }
    Ok(())
}

fn re_encrypt(maker: &mut Maker<'_>) -> Result<()> {
    let twist = std::mem::take(&mut maker.twist);
    let key = plain_key(maker)?;
    encrypt_with(maker, key)?;
    let step = maker.call(Operation::CreateKey, Arg::object([]));
    let other = maker.made_key(step, None);
    maker.twist = twist;
    let Some(blob) = maker.state.blobs.last().cloned() else {
        return Ok(());
    };
    let destination = name_of(maker, Operation::ReEncrypt, other)?;
    let mut input = Arg::object([
        ("CiphertextBlob", Arg::answer(blob.step, "CiphertextBlob")),
        ("DestinationKeyId", destination),
    ]);
    if let Some(context) = &blob.context {
        input.set("SourceEncryptionContext", context.clone());
    }
    if maker.chance(1, 2)? {
        let source = name_of(maker, Operation::ReEncrypt, blob.key)?;
        input.set("SourceKeyId", source);
    }
    let context = members::context(maker)?;
    if let Some(context) = &context {
        input.set("DestinationEncryptionContext", context.clone());
    }
    of_use(maker, &mut input)?;
    for name in [
        "SourceEncryptionAlgorithm",
        "DestinationEncryptionAlgorithm",
    ] {
        if maker.chance(1, 2)? {
            input.set(name, Arg::text("SYMMETRIC_DEFAULT"));
        }
    }
    if maker.chance(1, 2)? {
        input.set("DryRunModifiers", Arg::List(Vec::new()));
    }
    if maker.twist {
        match maker.u.int_in_range(0..=3u8)? {
            0 => {
                let other = key_id(maker, other)?;
                input.set("SourceKeyId", other);
            }
            1 => input.set("CiphertextBlob", Arg::text("AQIDBAUGBwgJCgsMDQ4PEA==")),
            2 => input.set("DryRun", Arg::Bool(true)),
            _ => {
                let key = mac_key(maker);
                input.set("DestinationKeyId", Arg::answer(key, "KeyMetadata.KeyId"));
            }
        }
    }
    let step = maker.call(Operation::ReEncrypt, input);
    if !maker.twist && maker.allowed(Operation::Decrypt) {
        let moved = Blob {
            step,
            key: other,
            context,
        };
        super::key_recipes::decrypt_blob(maker, &moved)?;
    }
    Ok(())
}

/// The step that makes a key for codes.
fn mac_key(maker: &mut Maker<'_>) -> usize {
    let input = Arg::object([
        ("KeySpec", Arg::text("HMAC_256")),
        ("KeyUsage", Arg::text("GENERATE_VERIFY_MAC")),
    ]);
    let step = maker.call(Operation::CreateKey, input);
    let key = maker.made_key(step, None);
    maker.state.keys[key].plain = false;
    step
}

/// The input of a code under a new key.
fn mac_input(maker: &mut Maker<'_>) -> Result<Arg> {
    let key = mac_key(maker);
    let length = *maker.u.choose(&[1usize, 32, 4096])?;
    let message = STANDARD.encode(vec![b'm'; length]);
    Ok(Arg::object([
        ("KeyId", Arg::answer(key, "KeyMetadata.KeyId")),
        ("Message", Arg::text(message)),
        ("MacAlgorithm", Arg::text("HMAC_SHA_256")),
    ]))
}

fn mac(maker: &mut Maker<'_>) -> Result<()> {
    let mut input = mac_input(maker)?;
    of_use(maker, &mut input)?;
    if maker.twist {
        match maker.u.int_in_range(0..=2u8)? {
            0 => input.set("MacAlgorithm", Arg::text("HMAC_SHA_512")),
            1 => input.set("DryRun", Arg::Bool(true)),
            _ => {
                let step = maker.call(Operation::CreateKey, Arg::object([]));
                input.set("KeyId", Arg::answer(step, "KeyMetadata.KeyId"));
            }
        }
    }
    maker.call(Operation::GenerateMac, input);
    Ok(())
}

fn verify_mac(maker: &mut Maker<'_>) -> Result<()> {
    let mut input = mac_input(maker)?;
    let step = maker.call(Operation::GenerateMac, input.clone());
    input.set("Mac", Arg::answer(step, "Mac"));
    of_use(maker, &mut input)?;
    if maker.twist {
        match maker.u.int_in_range(0..=3u8)? {
            0 => input.set("Message", Arg::text("AAAA")),
            1 => input.set("Mac", Arg::text(STANDARD.encode([7; 32]))),
            2 => input.set("MacAlgorithm", Arg::text("HMAC_SHA_384")),
            _ => {
                let other = mac_key(maker);
                input.set("KeyId", Arg::answer(other, "KeyMetadata.KeyId"));
            }
        }
    }
    maker.call(Operation::VerifyMac, input);
    Ok(())
}
