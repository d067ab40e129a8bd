//! How the operations on what hangs on a key are called: its description, its tags, its policy, its rotation, its
//! imported material.

use arbitrary::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Arg;
use super::key_recipes::{key_id, no_key, plain_key};
use super::maker::Maker;
use super::members::{self, tag, tags};
use super::recipes::{Recipe, row};
use super::state::KeyState;
use crate::model::Operation;

/// How often each is called, and by what.
pub(super) const RECIPES: &[Recipe] = &[
    row(Operation::UpdateKeyDescription, 3, describe),
    row(Operation::TagResource, 4, tag_key),
    row(Operation::UntagResource, 3, untag_key),
    row(Operation::ListResourceTags, 3, list_tags),
    row(Operation::PutKeyPolicy, 4, put_policy),
    row(Operation::GetKeyPolicy, 3, get_policy),
    row(Operation::ListKeyPolicies, 2, list_policies),
    row(Operation::GetKeyLastUsage, 3, last_usage),
    row(Operation::EnableKeyRotation, 3, enable_rotation),
    row(Operation::DisableKeyRotation, 2, disable_rotation),
    row(Operation::GetKeyRotationStatus, 2, rotation_status),
    row(Operation::RotateKeyOnDemand, 3, rotate),
    row(Operation::ListKeyRotations, 3, list_rotations),
    row(Operation::GetParametersForImport, 2, import_parameters),
    row(Operation::ImportKeyMaterial, 2, import),
    row(Operation::DeleteImportedKeyMaterial, 2, delete_material),
];

/// Tag keys that calls agree on, so that they meet again.
const TAG_KEYS: [&str; 4] = ["team", "Team", "stage", "\u{f6}rtlich"];

/// A key in whatever state, and the input that names it.
pub(super) fn about_key(maker: &mut Maker<'_>) -> Result<Arg> {
    let state = maker.some_key_state(KeyState::Enabled)?;
    let key = maker.key_in(state)?;
    let id = if maker.twist && maker.chance(1, 4)? {
        no_key(maker)?
    } else {
        key_id(maker, key)?
    };
    Ok(Arg::object([("KeyId", id)]))
}

/// Looks at what the last call was to change.
fn look(maker: &mut Maker<'_>, operation: Operation, input: &Arg) {
    if let (true, Some(id)) = (maker.allowed(operation), input.member("KeyId")) {
        maker.call(operation, Arg::object([("KeyId", id.clone())]));
    }
}

pub(super) fn describe(maker: &mut Maker<'_>) -> Result<()> {
    let mut input = about_key(maker)?;
    input.set("Description", members::description(maker)?);
    maker.call(Operation::UpdateKeyDescription, input.clone());
    look(maker, Operation::DescribeKey, &input);
    Ok(())
}

fn some_tag(maker: &mut Maker<'_>) -> Result<Arg> {
    let key = *maker.u.choose(&TAG_KEYS)?;
    let value = *maker.u.choose(&["", "a", "b", "A"])?;
    Ok(tag(key, value))
}

pub(super) fn tag_key(maker: &mut Maker<'_>) -> Result<()> {
    let mut input = about_key(maker)?;
    let given = if maker.twist {
        match maker.u.int_in_range(0..=2u8)? {
            0 => Arg::List(vec![tag("twin", "a"), tag("twin", "b")]),
            1 => Arg::List(vec![tag("Aws:mine", "x")]),
            _ => tags(51),
        }
    } else if maker.chance(1, 6)? {
        tags(50)
    } else {
        Arg::List(vec![some_tag(maker)?])
    };
    input.set("Tags", given);
    maker.call(Operation::TagResource, input.clone());
    look(maker, Operation::ListResourceTags, &input);
    Ok(())
}

pub(super) fn untag_key(maker: &mut Maker<'_>) -> Result<()> {
    let mut input = about_key(maker)?;
    let id = input.member("KeyId").cloned();
    if let Some(id) = id.filter(|_| maker.allowed(Operation::TagResource)) {
        let given = Arg::List(vec![tag("team", "a"), tag("stage", "b")]);
        let tagged = Arg::object([("KeyId", id), ("Tags", given)]);
        maker.call(Operation::TagResource, tagged);
    }
    let key = *maker.u.choose(&TAG_KEYS)?;
    input.set("TagKeys", Arg::List(vec![Arg::text(key)]));
    maker.call(Operation::UntagResource, input.clone());
    look(maker, Operation::ListResourceTags, &input);
    Ok(())
}

pub(super) fn list_tags(maker: &mut Maker<'_>) -> Result<()> {
    let mut input = about_key(maker)?;
    let id = input.member("KeyId").cloned();
    if let Some(id) = id.filter(|_| maker.allowed(Operation::TagResource))
        && maker.chance(3, 4)?
    {
        let tagged = Arg::object([("KeyId", id), ("Tags", tags(3))]);
        maker.call(Operation::TagResource, tagged);
        let mut page = input.clone();
        page.set("Limit", Arg::Int(1));
        let first = maker.call(Operation::ListResourceTags, page);
        input.set("Marker", Arg::answer(first, "NextMarker"));
    }
    if maker.twist {
        input.set("Marker", Arg::text("no-such-marker"));
    } else if maker.chance(1, 2)? {
        input.set("Limit", Arg::Int(*maker.u.choose(&[1, 50])?));
    }
    maker.call(Operation::ListResourceTags, input);
    Ok(())
}

pub(super) fn put_policy(maker: &mut Maker<'_>) -> Result<()> {
    let mut input = about_key(maker)?;
    if maker.twist {
        members::against_policy(maker, &mut input)?;
    } else {
        members::policy(maker, &mut input)?;
    }
    name_policy(maker, &mut input)?;
    maker.call(Operation::PutKeyPolicy, input.clone());
    look(maker, Operation::GetKeyPolicy, &input);
    Ok(())
}

/// A policy's name, most often the one that every key has.
fn name_policy(maker: &mut Maker<'_>, input: &mut Arg) -> Result<()> {
    if maker.chance(1, 2)? {
        let other = maker.twist && maker.chance(1, 3)?;
        let name = if other { "AWS_RAM" } else { "default" };
        input.set("PolicyName", Arg::text(name));
    }
    Ok(())
}

pub(super) fn get_policy(maker: &mut Maker<'_>) -> Result<()> {
    let mut input = about_key(maker)?;
    name_policy(maker, &mut input)?;
    maker.call(Operation::GetKeyPolicy, input);
    Ok(())
}

/// For what a key was used last, most often after a use.
pub(super) fn last_usage(maker: &mut Maker<'_>) -> Result<()> {
    if maker.chance(2, 3)? && maker.allowed(Operation::Encrypt) {
        super::key_recipes::encrypt(maker)?;
        let last = super::store_recipes::last_input(maker)
            .member("KeyId")
            .cloned();
        if let Some(id) = last {
            maker.call(Operation::GetKeyLastUsage, Arg::object([("KeyId", id)]));
            return Ok(());
        }
    }
    let input = about_key(maker)?;
    maker.call(Operation::GetKeyLastUsage, input);
    Ok(())
}

pub(super) fn list_policies(maker: &mut Maker<'_>) -> Result<()> {
    let mut input = about_key(maker)?;
    // No marker: a key has one policy, and nobody knows what becomes of a marker that was never given out.
    if maker.chance(2, 3)? {
        input.set("Limit", Arg::Int(1));
    }
    maker.call(Operation::ListKeyPolicies, input);
    Ok(())
}

pub(super) fn enable_rotation(maker: &mut Maker<'_>) -> Result<()> {
    let mut input = about_key(maker)?;
    if maker.twist {
        let days = *maker.u.choose(&[-1, 0, 89, 2561])?;
        input.set("RotationPeriodInDays", Arg::Int(days));
    } else if maker.chance(2, 3)? {
        let days = *maker.u.choose(&[90, 91, 365, 2560])?;
        input.set("RotationPeriodInDays", Arg::Int(days));
    }
    maker.call(Operation::EnableKeyRotation, input.clone());
    look(maker, Operation::GetKeyRotationStatus, &input);
    Ok(())
}

pub(super) fn disable_rotation(maker: &mut Maker<'_>) -> Result<()> {
    let input = about_key(maker)?;
    if maker.chance(2, 3)? {
        look(maker, Operation::EnableKeyRotation, &input);
    }
    maker.call(Operation::DisableKeyRotation, input.clone());
    look(maker, Operation::GetKeyRotationStatus, &input);
    Ok(())
}

pub(super) fn rotation_status(maker: &mut Maker<'_>) -> Result<()> {
    let input = about_key(maker)?;
    maker.call(Operation::GetKeyRotationStatus, input);
    Ok(())
}

pub(super) fn rotate(maker: &mut Maker<'_>) -> Result<()> {
    let input = about_key(maker)?;
    maker.call(Operation::RotateKeyOnDemand, input.clone());
    look(maker, Operation::ListKeyRotations, &input);
    Ok(())
}

/// The rotations of a key that can have some, most often the second page of two.
pub(super) fn list_rotations(maker: &mut Maker<'_>) -> Result<()> {
    if maker.chance(1, 4)? {
        let input = about_key(maker)?;
        maker.call(Operation::ListKeyRotations, input);
        return Ok(());
    }
    let key = plain_key(maker)?;
    let mut input = Arg::object([("KeyId", key_id(maker, key)?)]);
    if maker.chance(3, 4)? && maker.allowed(Operation::RotateKeyOnDemand) {
        for _ in 0..2 {
            look(maker, Operation::RotateKeyOnDemand, &input);
        }
        let mut page = input.clone();
        page.set("Limit", Arg::Int(1));
        let first = maker.call(Operation::ListKeyRotations, page);
        input.set("Marker", Arg::answer(first, "NextMarker"));
    }
    if maker.twist {
        input.set("Marker", Arg::text("no-such-marker"));
    }
    if maker.chance(1, 2)? {
        let which = *maker.u.choose(&["ALL_KEY_MATERIAL", "ROTATIONS_ONLY"])?;
        input.set("IncludeKeyMaterial", Arg::text(which));
    }
    maker.call(Operation::ListKeyRotations, input);
    Ok(())
}

/// A key whose material is imported, most often, and the input that names it.
fn about_imported(maker: &mut Maker<'_>) -> Result<Arg> {
    if maker.twist {
        return about_key(maker);
    }
    let input = Arg::object([("Origin", Arg::text("EXTERNAL"))]);
    let step = maker.call(Operation::CreateKey, input);
    let id = Arg::answer(step, "KeyMetadata.KeyId");
    Ok(Arg::object([("KeyId", id)]))
}

fn with_wrapping(maker: &mut Maker<'_>, mut input: Arg) -> Result<Arg> {
    let algorithms = [
        "RSAES_OAEP_SHA_256",
        "RSAES_OAEP_SHA_1",
        "RSA_AES_KEY_WRAP_SHA_256",
    ];
    let (algorithms, specs) = if maker.twist {
        (&algorithms[..], &["RSA_2048", "RSA_4096", "SM2"][..])
    } else {
        (&algorithms[..2], &["RSA_2048", "RSA_3072"][..])
    };
    let (algorithm, spec) = (*maker.u.choose(algorithms)?, *maker.u.choose(specs)?);
    input.set("WrappingAlgorithm", Arg::text(algorithm));
    input.set("WrappingKeySpec", Arg::text(spec));
    Ok(input)
}

pub(super) fn import_parameters(maker: &mut Maker<'_>) -> Result<()> {
    let input = about_imported(maker)?;
    let input = with_wrapping(maker, input)?;
    maker.call(Operation::GetParametersForImport, input);
    Ok(())
}

/// Nothing that was wrapped with the wrapping key, which a script cannot do.
pub(super) fn import(maker: &mut Maker<'_>) -> Result<()> {
    let mut input = about_imported(maker)?;
    let mut token = Arg::text("AAAA");
    if maker.allowed(Operation::GetParametersForImport) {
        let wanted = with_wrapping(maker, input.clone())?;
        let step = maker.call(Operation::GetParametersForImport, wanted);
        token = Arg::answer(step, "ImportToken");
    }
    input.set("ImportToken", token);
    let wrapped = vec![b'w'; *maker.u.choose(&[1usize, 256, 512])?];
    input.set("EncryptedKeyMaterial", Arg::text(STANDARD.encode(wrapped)));
    if maker.chance(3, 4)? {
        input.set("ExpirationModel", Arg::text("KEY_MATERIAL_DOES_NOT_EXPIRE"));
    }
    maker.call(Operation::ImportKeyMaterial, input.clone());
    look(maker, Operation::DescribeKey, &input);
    Ok(())
}

pub(super) fn delete_material(maker: &mut Maker<'_>) -> Result<()> {
    let input = about_imported(maker)?;
    maker.call(Operation::DeleteImportedKeyMaterial, input.clone());
    look(maker, Operation::DescribeKey, &input);
    Ok(())
}
