//! What an endpoint has and what can fairly be asked of it, found out before the campaign.

use std::collections::BTreeSet;

use super::control::{Control, Ended};
use super::sides::{Sides, Which};
use super::trace::{Seen, Side, Trace, call_with};
use crate::case::{Principal, Region};
use crate::generate::{Malformation, Mode, Options as Scripts, Script, Step, seeded};
use crate::model::Operation;
use crate::target::Target;
use crate::wire::aws_json::Answer;

/// Valid scripts for each operation, before it is thought absent.
const TRIES: u64 = 4;

/// What was found out.
#[derive(Debug, Default)]
pub(super) struct Probed {
    /// Operations that the endpoint does not have.
    pub(super) lacks: BTreeSet<Operation>,
    /// What scripts do not do there, and why.
    pub(super) left_out: Vec<String>,
    pub(super) principals: Vec<Principal>,
    pub(super) regions: Vec<Region>,
    pub(super) signatures: bool,
}

impl Probed {
    /// What the reference in process has, and can be asked.
    pub(super) fn everything() -> Self {
        Self {
            principals: vec![Principal::Peer, Principal::Stranger],
            regions: vec![Region::Other],
            signatures: true,
            ..Self::default()
        }
    }
}

/// Asks each side a few well-formed things: what one of them does not have, is not asked of the other.
///
/// # Errors
/// When one cannot be asked at all.
pub(super) async fn probe(
    sides: Sides<'_>,
    operations: &[Operation],
    seed: u64,
    control: &Control,
) -> Result<Probed, Ended> {
    let mut probed = of_side((sides.first, Which::First), operations, seed, control).await?;
    let Some(second) = sides.second else {
        return Ok(probed);
    };
    let name = |which: Which| sides.side(which).name();
    for why in &mut probed.left_out {
        *why = format!("{}: {why}", name(Which::First));
    }
    let other = of_side((second, Which::Second), operations, seed, control).await?;
    let whys = other.left_out.iter();
    let mut left_out: Vec<String> = whys
        .map(|why| format!("{}: {why}", name(Which::Second)))
        .collect();
    let sets = [
        (Which::First, &probed.lacks, &other.lacks),
        (Which::Second, &other.lacks, &probed.lacks),
    ];
    for (which, lacks, others) in sets {
        let only: Vec<&str> = lacks.difference(others).map(|op| op.name()).collect();
        if !only.is_empty() {
            let (name, only) = (name(which), only.join(", "));
            left_out.push(format!("only {name} does not have: {only}"));
        }
    }
    probed.left_out.extend(left_out);
    probed.lacks.extend(other.lacks);
    probed.principals.retain(|p| other.principals.contains(p));
    probed.regions.retain(|r| other.regions.contains(r));
    probed.signatures &= other.signatures;
    Ok(probed)
}

/// Asks one side.
async fn of_side(
    side: (&Side, Which),
    operations: &[Operation],
    seed: u64,
    control: &Control,
) -> Result<Probed, Ended> {
    let mut probed = Probed::everything();
    if let Side::Target(Target::Http(_)) = side.0 {
        operations_there(side, operations, seed, control, &mut probed).await?;
        if !side.0.has_world() && !control.end.is_there() {
            accounts_and_regions(side, seed, control, &mut probed).await?;
        }
        if !control.end.is_there() {
            signatures(side, seed, control, &mut probed).await?;
        }
    }
    Ok(probed)
}

async fn operations_there(
    side: (&Side, Which),
    operations: &[Operation],
    seed: u64,
    control: &Control,
    probed: &mut Probed,
) -> Result<(), Ended> {
    for operation in operations {
        let options = Scripts {
            mode: Mode::Valid,
            operations: vec![*operation],
            principals: Vec::new(),
            regions: Vec::new(),
            world: false,
            wire: false,
            most_calls: 3,
        };
        let mut there = false;
        for at in 0..TRIES {
            let script = seeded(seed.wrapping_add(at), &options);
            let trace = play(side, &script, seed ^ at, control).await?;
            if control.end.is_there() {
                return Ok(()); // What was cut off says nothing.
            }
            let calls = script.steps.iter().zip(&trace);
            there |= calls
                .filter(|(step, _)| step.call().is_some_and(|c| c.operation == *operation))
                .filter_map(|(_, seen)| seen.as_ref())
                .any(|seen| seen.response.is_ok() && !seen.is_absence);
            if there {
                break;
            }
        }
        if !there {
            probed.lacks.insert(*operation);
        }
    }
    Ok(())
}

/// Runs a script on one side.
///
/// # Errors
/// When it cannot be asked, or answers nothing.
async fn play(
    (side, which): (&Side, Which),
    script: &Script,
    salt: u64,
    control: &Control,
) -> Result<Trace, Ended> {
    let trace = side.play(script, salt, control, which).await?;
    if control.is_silent() {
        return Err(Ended::by_silence());
    }
    Ok(trace)
}

/// Another account and another Region count only where an ARN shows that they are.
async fn accounts_and_regions(
    side: (&Side, Which),
    seed: u64,
    control: &Control,
    probed: &mut Probed,
) -> Result<(), Ended> {
    let who = [
        (Principal::Owner, Region::Home),
        (Principal::Owner, Region::Other),
        (Principal::Peer, Region::Home),
        (Principal::Stranger, Region::Home),
    ];
    let steps = who.map(|(principal, region)| {
        Step::Call(Box::new(call_with(Operation::CreateKey, principal, region)))
    });
    let script = Script {
        steps: steps.into(),
    };
    let trace = play(side, &script, seed, control).await?;
    if control.end.is_there() {
        return Ok(()); // What was cut off says nothing.
    }
    let arn = |at: usize| {
        let body = trace.get(at)?.as_ref()?.success()?;
        let arn = body["KeyMetadata"]["Arn"].as_str()?.to_owned();
        let mut parts = arn.split(':').skip(3).map(str::to_owned);
        Some((parts.next()?, parts.next()?))
    };
    let home = arn(0);
    let differs = |at: usize, region: bool| match (&home, arn(at)) {
        (Some(home), Some(other)) if region => home.0 != other.0,
        (Some(home), Some(other)) => home.1 != other.1,
        _ => false,
    };
    if !differs(1, true) {
        probed.regions.clear();
        let why = "other Regions: keys made there have ARNs of the home Region, or cannot be made";
        probed.left_out.push(why.to_owned());
    }
    if !differs(2, false) {
        probed.principals.clear();
        let why =
            "other accounts: there is no other principal, or its keys are in the same account";
        probed.left_out.push(why.to_owned());
    } else if trace.get(3).is_none_or(Option::is_none) {
        probed.principals.retain(|p| *p == Principal::Peer);
    }
    Ok(())
}

/// An endpoint that believes every signature has no authentication to judge.
async fn signatures(
    side: (&Side, Which),
    seed: u64,
    control: &Control,
    probed: &mut Probed,
) -> Result<(), Ended> {
    let mut forged = call_with(Operation::ListKeys, Principal::Owner, Region::Home);
    forged.oddity = Some(Malformation::Signature("0".repeat(64)));
    let script = Script {
        steps: vec![Step::Call(Box::new(forged))],
    };
    let trace = play(side, &script, seed, control).await?;
    if control.end.is_there() {
        return Ok(()); // What was cut off says nothing.
    }
    let first = trace.first().and_then(Option::as_ref);
    let answer = first.and_then(Seen::answer);
    if answer.as_ref().is_none_or(Answer::is_success) {
        probed.signatures = false;
        let why = "signatures: the endpoint believes a forged one, so it does not authenticate";
        probed.left_out.push(why.to_owned());
    }
    Ok(())
}
