//! The plan: what a rehearsal has seen, counted.

use std::collections::BTreeMap;

use serde::Serialize;

use super::rates::{loads, times};
use super::{Call, Cost, Key, Load, OwnKey, Rehearsed, Times, polls, without_polls};
use crate::case::Prices;
use crate::check::{CaseResult, Exchange, LeftBehind, Verdict};
use crate::model::Operation;
use crate::target::http;

/// What a run will do. Its JSON is `kmspec plan --json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// `kmspec/plan/v1`.
    pub schema: &'static str,
    /// The target.
    pub target: String,
    /// The seed with which the run asks just this.
    pub seed: u64,
    /// How many case instances run.
    pub selected: usize,
    /// What becomes of them if the target is right.
    pub verdicts: BTreeMap<&'static str, usize>,
    /// Why cases are not judged, and how many are not for each reason.
    pub left_out: BTreeMap<String, usize>,
    /// Cases that fail although everything is as it should be: a fault of kmspec, or of what it was told of the target.
    pub wrong: Vec<Wrong>,
    /// How many requests are sent, but for those of `polls`.
    pub requests: usize,
    /// About how often is asked again how far key stores are that connect or disconnect: that takes as long as it takes. In
    /// `loads` and `cost` they count.
    pub polls: usize,
    /// By operation and principal, the most frequent first; without `polls`.
    pub calls: Vec<CallCount>,
    /// How many keys are made.
    pub keys_made: usize,
    /// By kind.
    pub keys: Vec<KeyGroup>,
    /// The cases that make keys, and how many; keys that cases share are made by none.
    pub key_makers: Vec<KeyMaker>,
    /// The keys of needs that a case has to itself, whether or not cases share the others.
    pub own_keys: Vec<OwnKey>,
    /// Custom key stores, by kind.
    pub stores: Vec<StoreGroup>,
    /// What is still there when the run is over.
    pub stays: Vec<LeftBehind>,
    /// Against the account's quotas, the slowest first.
    pub loads: Vec<Load>,
    /// How long it takes.
    pub seconds: Times,
    /// What it costs.
    pub cost: Cost,
}

/// A case that a right target does not pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wrong {
    /// Its id.
    pub case: String,
    /// `fail` or `error`.
    pub verdict: &'static str,
    /// What is not as it should be.
    pub why: String,
}

/// Calls of one operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallCount {
    /// The operation, or `no operation of KMS`.
    pub operation: &'static str,
    /// All of them.
    pub calls: usize,
    /// By who makes them.
    pub by: BTreeMap<String, usize>,
}

/// Keys of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyGroup {
    /// Their spec.
    pub spec: String,
    /// Whence their material comes.
    pub origin: String,
    /// Primaries and replicas of multi-Region keys.
    pub multi_region: bool,
    /// Whose they are.
    pub principal: String,
    /// Where.
    pub region: String,
    /// How many.
    pub keys: usize,
    /// How many of them stay for this many days after the run, waiting for their deletion.
    pub days_pending: BTreeMap<u64, usize>,
    /// How many stay for good.
    pub for_good: usize,
}

/// A case that makes keys of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyMaker {
    /// Its id.
    pub case: String,
    /// How many.
    pub keys: usize,
}

/// Custom key stores of one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoreGroup {
    /// `AWS_CLOUDHSM` or `EXTERNAL_KEY_STORE`.
    pub store_type: String,
    /// Whose they are.
    pub principal: String,
    /// Where.
    pub region: String,
    /// How many are made.
    pub stores: usize,
    /// How many of them stay, as keys in them wait for their deletion.
    pub staying: usize,
}

impl Plan {
    /// The plan of a run of so many cases side by side, held to a rate, by a price list.
    #[must_use]
    pub fn of(rehearsed: Rehearsed, prices: &Prices, jobs: usize, rate: Option<u32>) -> Self {
        let Rehearsed {
            summary,
            calls,
            keys,
            own_keys,
            stores,
            waited,
        } = rehearsed;
        // Elsewhere nobody counts, and nothing is held back.
        let aws = http::is_aws(&summary.target);
        let loads = loads(&calls, if aws { http::SHARE } else { 1.0 });
        let mut verdicts: BTreeMap<&'static str, usize> = BTreeMap::new();
        let mut left_out: BTreeMap<String, usize> = BTreeMap::new();
        for result in &summary.results {
            *verdicts.entry(result.verdict.name()).or_default() += 1;
            let fault = result
                .fault
                .as_ref()
                .filter(|_| !result.verdict.is_judged());
            if let Some(fault) = fault {
                *left_out.entry(fault.summary.clone()).or_default() += 1;
            }
        }
        let wrong = summary.results.iter().filter_map(wrong);
        let makers = summary.results.iter().filter_map(|result| {
            let keys = result.exchanges.iter().filter(|it| makes_key(it)).count();
            let case = result.id.to_string();
            (keys > 0).then_some(KeyMaker { case, keys })
        });
        let mut groups: BTreeMap<(String, String, String), StoreGroup> = BTreeMap::new();
        for store in stores {
            let place = (store.store_type, store.principal, store.region);
            let group = groups.entry(place).or_insert_with_key(|place| StoreGroup {
                store_type: place.0.clone(),
                principal: place.1.clone(),
                region: place.2.clone(),
                stores: 0,
                staying: 0,
            });
            group.stores += 1;
            group.staying += usize::from(!store.deleted);
        }
        Self {
            schema: "kmspec/plan/v1",
            target: summary.target.clone(),
            seed: summary.seed,
            selected: summary.selected,
            verdicts,
            left_out,
            wrong: wrong.collect(),
            requests: calls.len() - polls(&calls),
            polls: polls(&calls),
            calls: counted(without_polls(&calls)),
            keys_made: keys.len(),
            keys: grouped(&keys),
            key_makers: makers.collect(),
            own_keys,
            stores: groups.into_values().collect(),
            stays: summary.left_behind,
            seconds: times(&loads, calls.len(), rate, waited, jobs),
            loads,
            cost: Cost::of(&calls, &keys, prices),
        }
    }

    /// How many of its cases a right target passes.
    #[must_use]
    pub fn passes(&self) -> usize {
        let passes = self.verdicts.get(Verdict::Pass.name());
        passes.copied().unwrap_or_default()
    }
}

/// What is wrong where a right target fails.
fn wrong(result: &CaseResult) -> Option<Wrong> {
    if !matches!(result.verdict, Verdict::Fail | Verdict::Error) {
        return None;
    }
    let fault = result.fault.as_ref().map(|fault| fault.summary.clone());
    let first = result.mismatches.first();
    let mismatch =
        first.map(|it| format!("{}: expected {}, got {}", it.path, it.expected, it.actual));
    Some(Wrong {
        case: result.id.to_string(),
        verdict: result.verdict.name(),
        why: fault.or(mismatch).unwrap_or_default(),
    })
}

/// Whether the exchange has made a key.
fn makes_key(exchange: &Exchange) -> bool {
    let made = matches!(
        exchange.operation,
        Operation::CreateKey | Operation::ReplicateKey
    );
    made && exchange
        .response
        .as_ref()
        .is_some_and(|it| it.status == 200)
}

fn counted<'a>(calls: impl Iterator<Item = &'a Call>) -> Vec<CallCount> {
    let mut counts: BTreeMap<&'static str, CallCount> = BTreeMap::new();
    for call in calls {
        let count = counts
            .entry(call.name())
            .or_insert_with_key(|name| CallCount {
                operation: name,
                calls: 0,
                by: BTreeMap::new(),
            });
        count.calls += 1;
        *count.by.entry(call.principal.clone()).or_default() += 1;
    }
    let mut counts: Vec<CallCount> = counts.into_values().collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.calls));
    counts
}

fn grouped(keys: &[Key]) -> Vec<KeyGroup> {
    let mut groups: Vec<KeyGroup> = Vec::new();
    for key in keys {
        let is_of = |group: &KeyGroup| {
            (&group.spec, &group.origin, group.multi_region)
                == (&key.spec, &key.origin, key.multi_region)
                && (&group.principal, &group.region) == (&key.principal, &key.region)
        };
        let at = groups.iter().position(is_of).unwrap_or_else(|| {
            groups.push(KeyGroup {
                spec: key.spec.clone(),
                origin: key.origin.clone(),
                multi_region: key.multi_region,
                principal: key.principal.clone(),
                region: key.region.clone(),
                keys: 0,
                days_pending: BTreeMap::new(),
                for_good: 0,
            });
            groups.len() - 1
        });
        let group = &mut groups[at];
        group.keys += 1;
        match key.scheduled {
            Some((_, days)) => *group.days_pending.entry(days).or_default() += 1,
            None => group.for_good += 1,
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.keys));
    groups
}
