//! How the operations on grants are called.

use arbitrary::Result;

use super::Arg;
use super::detail_recipes::about_key;
use super::key_recipes::key_id;
use super::maker::Maker;
use super::recipes::{Recipe, row};
use super::state::{Grant, KeyState};
use crate::case::{Principal, Region};
use crate::model::Operation;

/// How often each is called, and by what.
pub(super) const RECIPES: &[Recipe] = &[
    row(Operation::CreateGrant, 5, create),
    row(Operation::ListGrants, 6, list_of_key),
    row(Operation::ListRetirableGrants, 3, list_retirable),
    row(Operation::RetireGrant, 5, retire),
    row(Operation::RevokeGrant, 5, revoke),
];

/// Names that calls agree on, so that they meet again.
const NAMES: [&str; 2] = ["kmspec-one", "kmspec/two"];

/// What a grant on a key for symmetric encryption can give.
const SYMMETRIC: [&str; 8] = [
    "Encrypt",
    "Decrypt",
    "DescribeKey",
    "CreateGrant",
    "RetireGrant",
    "GenerateDataKey",
    "ReEncryptFrom",
    "ReEncryptTo",
];

/// What a grant on any key can give.
const ANY: [&str; 3] = ["DescribeKey", "CreateGrant", "RetireGrant"];

fn list(operations: &[&str]) -> Arg {
    Arg::List(operations.iter().copied().map(Arg::text).collect())
}

/// The ARN of the account that made a key.
fn root(step: usize) -> Arg {
    let account = Arg::answer(step, "KeyMetadata.AWSAccountId");
    Arg::Join(vec![
        Arg::text("arn:aws:iam::"),
        account,
        Arg::text(":root"),
    ])
}

/// The owner's account, or where there is another that one, which a key of its own tells.
fn somebody(maker: &mut Maker<'_>, key: usize) -> Result<Arg> {
    let has_peer = maker.options.principals.contains(&Principal::Peer);
    if has_peer && maker.chance(1, 2)? {
        return Ok(peer(maker));
    }
    Ok(root(maker.state.keys[key].step))
}

/// The other account.
fn peer(maker: &mut Maker<'_>) -> Arg {
    if let Some(step) = maker.state.peers_key {
        return root(step);
    }
    let at = (Principal::Peer, Region::Home);
    let step = maker.call_at(at, Operation::CreateKey, Arg::object([]));
    maker.state.peers_key = Some(step);
    root(step)
}

/// The pairs of a constraint, as requests have them.
fn constraint(maker: &mut Maker<'_>, kind: &str) -> Result<Arg> {
    let pair = |name: &str, value: &str| (name.to_owned(), Arg::text(value));
    let pairs = match maker.u.int_in_range(0..=2u8)? {
        0 => vec![pair("purpose", "kmspec"), pair("zone", "z")],
        _ => vec![pair("purpose", "kmspec")],
    };
    Ok(Arg::object([(kind, Arg::Map(pairs))]))
}

/// A good `CreateGrant` of a key for this grantee.
fn input(maker: &mut Maker<'_>, key: usize, grantee: Arg) -> Result<Arg> {
    let plain = maker.state.keys[key].plain;
    let id = key_id(maker, key)?;
    let mut input = Arg::object([("KeyId", id), ("GranteePrincipal", grantee)]);
    let all = if plain { &SYMMETRIC[..] } else { &ANY[..] };
    let first = maker.u.int_in_range(0..=all.len() - 1)?;
    let last = (first + 3).min(all.len());
    input.set("Operations", list(&all[first..last]));
    if plain && maker.chance(1, 3)? {
        let kind = *maker
            .u
            .choose(&["EncryptionContextEquals", "EncryptionContextSubset"])?;
        let constraint = constraint(maker, kind)?;
        input.set("Constraints", constraint);
    }
    if maker.chance(1, 2)? {
        let retiring = somebody(maker, key)?;
        input.set("RetiringPrincipal", retiring);
    }
    if maker.chance(1, 3)? {
        let name = *maker.u.choose(&NAMES)?;
        input.set("Name", Arg::text(name));
    }
    super::members::of_use(maker, &mut input, false)?;
    Ok(input)
}

/// Makes a grant, if the key's state lets it.
fn grant(maker: &mut Maker<'_>, key: usize, input: Arg) {
    let step = maker.call(Operation::CreateGrant, input);
    if maker.state.keys[key].state == KeyState::Enabled {
        maker.state.grants.push(Grant { step, key });
    }
}

pub(super) fn create(maker: &mut Maker<'_>) -> Result<()> {
    let state = maker.some_key_state(KeyState::Enabled)?;
    let key = maker.key_in(state)?;
    let grantee = somebody(maker, key)?;
    let mut input = input(maker, key, grantee)?;
    if maker.twist {
        against(maker, &mut input)?;
        maker.call(Operation::CreateGrant, input);
        return Ok(());
    }
    let again = maker.chance(1, 4)?;
    if again {
        grant(maker, key, input.clone());
    }
    grant(maker, key, input);
    look(maker, key);
    Ok(())
}

/// Breaks a rule of `CreateGrant` that the model does not tell.
fn against(maker: &mut Maker<'_>, input: &mut Arg) -> Result<()> {
    let text = |text: &str| Arg::text(text);
    match maker.u.int_in_range(0..=6u8)? {
        0 => input.set("Operations", list(&["DescribeKey", "Sign", "GenerateMac"])),
        1 => input.set(
            "GranteePrincipal",
            text("arn:aws:iam::111122223333:role/kmspec-nobody"),
        ),
        2 => input.set("GranteeServicePrincipal", text("s3.amazonaws.com")),
        3 => {
            input.set("RetiringPrincipal", text("arn:aws:iam::111122223333:root"));
            input.set("RetiringServicePrincipal", text("s3.amazonaws.com"));
        }
        4 => {
            let pairs = (0..9).map(|at| (format!("pair-{at}"), text("x"))).collect();
            let subset = Arg::object([("EncryptionContextSubset", Arg::Map(pairs))]);
            input.set("Constraints", subset);
        }
        5 => input.set("GrantTokens", list(&["no-such-token"])),
        _ => {
            let id = super::key_recipes::no_key(maker)?;
            input.set("KeyId", id);
        }
    }
    Ok(())
}

fn look(maker: &mut Maker<'_>, key: usize) {
    if maker.allowed(Operation::ListGrants) {
        let id = Arg::answer(maker.state.keys[key].step, "KeyMetadata.KeyId");
        maker.call(Operation::ListGrants, Arg::object([("KeyId", id)]));
    }
}

/// A grant, made if there is none.
fn some_grant(maker: &mut Maker<'_>) -> Result<Grant> {
    if !maker.state.grants.is_empty() && maker.chance(7, 8)? {
        return Ok(*maker.u.choose(&maker.state.grants)?);
    }
    let key = maker.key_in(KeyState::Enabled)?;
    let grantee = somebody(maker, key)?;
    let input = input(maker, key, grantee)?;
    let step = maker.call(Operation::CreateGrant, input);
    let grant = Grant { step, key };
    maker.state.grants.push(grant);
    Ok(grant)
}

pub(super) fn list_of_key(maker: &mut Maker<'_>) -> Result<()> {
    if maker.chance(1, 8)? {
        let input = about_key(maker)?;
        maker.call(Operation::ListGrants, input);
        return Ok(());
    }
    let grant = some_grant(maker)?;
    let mut input = Arg::object([("KeyId", key_id(maker, grant.key)?)]);
    match maker.u.int_in_range(0..=3u8)? {
        0 => input.set("GrantId", Arg::answer(grant.step, "GrantId")),
        1 => {
            let grantee = somebody(maker, grant.key)?;
            input.set("GranteePrincipal", grantee);
        }
        2 => page(maker, Operation::ListGrants, grant.key, &mut input)?,
        _ => {}
    }
    maker.call(Operation::ListGrants, input);
    Ok(())
}

/// The second page of a list that has one, or a marker that leads nowhere.
fn page(maker: &mut Maker<'_>, operation: Operation, key: usize, input: &mut Arg) -> Result<()> {
    if maker.twist {
        input.set("Marker", Arg::text("no-such-marker"));
        return Ok(());
    }
    let account = root(maker.state.keys[key].step);
    for _ in 0..2 {
        let id = key_id(maker, key)?;
        let mut grant = Arg::object([("KeyId", id), ("GranteePrincipal", account.clone())]);
        grant.set("RetiringPrincipal", account.clone());
        grant.set("Operations", list(&["DescribeKey"]));
        maker.call(Operation::CreateGrant, grant);
    }
    input.set("Limit", Arg::Int(1));
    let first = maker.call(operation, input.clone());
    input.set("Marker", Arg::answer(first, "NextMarker"));
    Ok(())
}

pub(super) fn list_retirable(maker: &mut Maker<'_>) -> Result<()> {
    let key = some_grant(maker)?.key;
    let mut input = Arg::object([("RetiringPrincipal", root(maker.state.keys[key].step))]);
    if maker.chance(1, 2)? {
        page(maker, Operation::ListRetirableGrants, key, &mut input)?;
    }
    maker.call(Operation::ListRetirableGrants, input);
    Ok(())
}

pub(super) fn retire(maker: &mut Maker<'_>) -> Result<()> {
    let grant = some_grant(maker)?;
    let input = if maker.twist && maker.chance(1, 2)? {
        Arg::object([("GrantToken", Arg::text("no-such-token"))])
    } else if maker.chance(1, 2)? {
        Arg::object([("GrantToken", Arg::answer(grant.step, "GrantToken"))])
    } else {
        by_id(maker, grant)?
    };
    end(maker, Operation::RetireGrant, grant, input)
}

pub(super) fn revoke(maker: &mut Maker<'_>) -> Result<()> {
    let grant = some_grant(maker)?;
    let input = by_id(maker, grant)?;
    end(maker, Operation::RevokeGrant, grant, input)
}

/// A key and a grant of it; with a twist, no grant of it.
fn by_id(maker: &mut Maker<'_>, grant: Grant) -> Result<Arg> {
    let mut input = Arg::object([("KeyId", key_id(maker, grant.key)?)]);
    input.set(
        "GrantId",
        if maker.twist {
            Arg::Repeat("0".to_owned(), 64)
        } else {
            Arg::answer(grant.step, "GrantId")
        },
    );
    Ok(input)
}

/// Ends a grant, sometimes as another account, and looks at what is left.
fn end(maker: &mut Maker<'_>, operation: Operation, grant: Grant, mut input: Arg) -> Result<()> {
    if maker.chance(1, 3)? {
        input.set("DryRun", Arg::Bool(false));
    }
    let has_peer = maker.options.principals.contains(&Principal::Peer);
    if has_peer && maker.chance(1, 5)? {
        maker.call_at((Principal::Peer, Region::Home), operation, input);
    } else {
        maker.state.grants.retain(|other| other.step != grant.step);
        maker.call(operation, input);
    }
    look(maker, grant.key);
    Ok(())
}

/// What a grant gives another account, and what no longer, in a sequence of calls.
pub(super) fn used_by_its_grantee(maker: &mut Maker<'_>) -> Result<()> {
    if !maker.options.principals.contains(&Principal::Peer) {
        return create(maker);
    }
    let step = maker.call(Operation::CreateKey, Arg::object([]));
    let key = maker.made_key(step, None);
    let grantee = peer(maker);
    let input = input(maker, key, grantee)?;
    let made = maker.call(Operation::CreateGrant, input);
    let uses = maker.u.int_in_range(1..=3u8)?;
    for at in 0..=uses {
        let mut use_of = Arg::object([("KeyId", Arg::answer(step, "KeyMetadata.Arn"))]);
        let operation = if maker.chance(1, 3)? {
            Operation::DescribeKey
        } else {
            use_of.set("Plaintext", Arg::text("cGxhaW4="));
            if let Some(context) = super::members::context(maker)? {
                use_of.set("EncryptionContext", context);
            }
            if maker.chance(1, 3)? {
                let token = Arg::answer(made, "GrantToken");
                use_of.set("GrantTokens", Arg::List(vec![token]));
            }
            Operation::Encrypt
        };
        maker.call_at((Principal::Peer, Region::Home), operation, use_of);
        if at == 0 && maker.chance(1, 2)? {
            let id = Arg::answer(step, "KeyMetadata.KeyId");
            let grant = Arg::answer(made, "GrantId");
            let input = Arg::object([("KeyId", id), ("GrantId", grant)]);
            maker.call(Operation::RevokeGrant, input);
        }
    }
    Ok(())
}
