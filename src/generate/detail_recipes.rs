//! How the operations on what hangs on a key are called: its description, its tags, its policy.

use arbitrary::Result;

use super::Arg;
use super::key_recipes::{key_id, no_key};
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
