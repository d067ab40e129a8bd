//! Shards of one run, joined.

use std::collections::BTreeMap;

use super::document::{Document, MismatchEntry, ReportCase, Totals, UnknownMemberEntry};
use super::words;

/// One document of the shards of a run, with each one's name, such as its file, for what is told of it.
///
/// Cases come in the order of ids, `duration_ms` is the sum. The exit code is that of the worst shard: 130, 5, 3, 1, 6, and 4 only
/// where no shard has judged anything.
///
/// # Errors
/// A text for people where there is no shard, where two are of different runs or targets, or have a case in common.
pub fn merge(shards: Vec<(String, Document)>) -> Result<Document, String> {
    let mut shards = shards.into_iter();
    let (first_name, mut whole) = shards.next().ok_or("there is nothing to merge")?;
    for (name, shard) in shards {
        same_run((&first_name, &whole), (&name, &shard))?;
        // Each shard marks what it makes with an id of its own.
        whole.run = whole.run.filter(|run| shard.run.as_ref() == Some(run));
        join(&mut whole, shard).map_err(|id| {
            format!(
                "{name} overlaps with what stands before it: both have `{id}`; shards of one run, `--shard 1/2` and `--shard 2/2`, share no case"
            )
        })?;
    }
    whole.cases.sort_by(|a, b| a.id.cmp(&b.id));
    count(&mut whole);
    Ok(whole)
}

fn same_run(a: (&str, &Document), b: (&str, &Document)) -> Result<(), String> {
    let differs = |what: &str, of: fn(&Document) -> String, help: &str| {
        let (one, other) = (of(a.1), of(b.1));
        if one == other {
            return Ok(());
        }
        let (first, second) = (a.0, b.0);
        Err(format!(
            "{first} and {second} are of different {what}: `{one}` and `{other}`; {help}"
        ))
    };
    let report = "`kmspec report` shows several side by side";
    differs("targets", |it| it.target.clone(), report)?;
    differs(
        "versions of kmspec",
        |it| it.kmspec.clone(),
        "judge every shard with one version",
    )?;
    differs(
        "runs, by their seed",
        |it| it.seed.to_string(),
        "give every shard the same --seed",
    )?;
    differs(
        "runs, by --strict",
        |it| it.strict.to_string(),
        "give it to every shard or to none",
    )
}

/// Adds a shard; the id of a case that both have is an error.
fn join(whole: &mut Document, shard: Document) -> Result<(), String> {
    whole.exit = exit(whole, &shard);
    whole.conformant &= shard.conformant;
    whole.interrupted |= shard.interrupted;
    whole.selected += shard.selected;
    whole.available = whole.available.max(shard.available);
    whole.duration_ms += shard.duration_ms;
    whole.left_behind.extend(shard.left_behind);
    for warning in shard.warnings {
        if !whole.warnings.contains(&warning) {
            whole.warnings.push(warning);
        }
    }
    for cause in shard.causes {
        if !whole.causes.iter().any(|it| it.cause == cause.cause) {
            whole.causes.push(cause);
        }
    }
    join_unknown(&mut whole.unknown_members, shard.unknown_members);
    join_cases(&mut whole.cases, shard.cases)
}

/// What is judged over all answers of a run, each shard has found for itself.
fn join_cases(cases: &mut Vec<ReportCase>, more: Vec<ReportCase>) -> Result<(), String> {
    let places: BTreeMap<String, usize> = cases
        .iter()
        .enumerate()
        .map(|(at, case)| (case.id.clone(), at))
        .collect();
    for case in more {
        match places.get(&case.id).and_then(|at| cases.get_mut(*at)) {
            None => cases.push(case),
            Some(known) if known.sightings.is_empty() && case.sightings.is_empty() => {
                return Err(case.id);
            }
            Some(known) if known.sightings.is_empty() => *known = case,
            Some(known) => {
                let new = |it: &MismatchEntry| !known.mismatches.contains(it);
                let new: Vec<MismatchEntry> = case.mismatches.into_iter().filter(new).collect();
                known.mismatches.extend(new);
                known.sightings.extend(case.sightings);
            }
        }
    }
    Ok(())
}

fn exit(a: &Document, b: &Document) -> u8 {
    let codes = [a.exit, b.exit];
    if let Some(worst) = [130, 5, 3, 1, 6]
        .into_iter()
        .find(|code| codes.contains(code))
    {
        return worst;
    }
    // 4: that shard has judged nothing.
    codes[0].min(codes[1])
}

/// Counts anew what is counted over all cases.
fn count(whole: &mut Document) {
    whole.totals = Totals::of_cases(&whole.cases);
    whole.judged = whole
        .cases
        .iter()
        .filter(|it| it.verdict.is_judged())
        .count();
    let mut cases: BTreeMap<&str, usize> = BTreeMap::new();
    for cause in whole.cases.iter().flat_map(words::causes) {
        *cases.entry(cause).or_default() += 1;
    }
    for cause in &mut whole.causes {
        cause.cases = cases.get(cause.cause.as_str()).copied().unwrap_or_default();
    }
}

fn join_unknown(members: &mut Vec<UnknownMemberEntry>, more: Vec<UnknownMemberEntry>) {
    for member in more {
        let same = |it: &&mut UnknownMemberEntry| {
            it.operation == member.operation && it.path == member.path
        };
        match members.iter_mut().find(same) {
            Some(known) => known.cases += member.cases,
            None => members.push(member),
        }
    }
}
