//! Requests against the account's quotas, and how long a run takes at them.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::Call;
use crate::model::{Operation, request_quota};

/// What one account's quota in one Region is asked to bear.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Load {
    /// The operations that share the quota.
    pub group: String,
    /// In whose account.
    pub principal: String,
    /// Where.
    pub region: String,
    /// Requests of the run.
    pub requests: u64,
    /// Requests a second that AWS takes, unless the account has been granted more.
    pub per_second: f64,
    /// Requests a second that the run sends at most.
    pub kept: f64,
    /// The fact that says so.
    pub fact: &'static str,
    /// How long the requests take at the part of that rate which a run takes.
    pub seconds: f64,
}

/// How long a run takes, in seconds: no shorter than each of these.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Times {
    /// At the part of the account's quotas that it takes.
    pub at_quotas: f64,
    /// At the rate to which the run is held; `None` where it is held to none.
    pub at_rate: Option<f64>,
    /// For what is waited for, by as many cases at once as run side by side.
    pub waiting: f64,
    /// The longest of them.
    pub at_least: f64,
}

/// What each quota has to bear, the slowest first, where a run takes this part of it.
pub(super) fn loads(calls: &[Call], share: f64) -> Vec<Load> {
    let mut loads: BTreeMap<(String, String, String), Load> = BTreeMap::new();
    let mut add = |operation: Operation, call: &Call, region: &str, requests: u64| {
        let quota = request_quota(operation, call.spec.as_deref(), region);
        let place = (
            quota.group.clone(),
            call.principal.clone(),
            region.to_owned(),
        );
        let load = loads.entry(place).or_insert_with(|| Load {
            group: quota.group,
            principal: call.principal.clone(),
            region: region.to_owned(),
            requests: 0,
            per_second: quota.per_second,
            kept: quota.per_second * share,
            fact: quota.fact,
            seconds: 0.0,
        });
        load.requests += requests;
        load.seconds = as_float(load.requests) / load.kept;
    };
    // Who is not known is of no account, and counts in none.
    for call in calls.iter().filter(|call| call.principal != "anonymous") {
        let Some(operation) = call.operation else {
            continue;
        };
        add(operation, call, &call.region, 1);
        // Facts: such a call counts in the other Region too.
        match operation {
            Operation::ReplicateKey => {
                if let Some(region) = call.text("ReplicaRegion") {
                    add(Operation::CreateKey, call, region, 2);
                }
            }
            Operation::UpdatePrimaryRegion => {
                if let Some(region) = call.text("PrimaryRegion") {
                    add(Operation::UpdatePrimaryRegion, call, region, 1);
                }
            }
            _ => {}
        }
    }
    let mut loads: Vec<Load> = loads.into_values().collect();
    loads.sort_by(|a, b| b.seconds.total_cmp(&a.seconds));
    loads
}

/// How long a run of so many requests takes.
pub(super) fn times(
    loads: &[Load],
    requests: usize,
    rate: Option<u32>,
    waited: Duration,
    jobs: usize,
) -> Times {
    let at_quotas = loads.iter().map(|load| load.seconds).fold(0.0, f64::max);
    let requests = as_float(u64::try_from(requests).unwrap_or(u64::MAX));
    let at_rate = rate.map(|rate| requests / f64::from(rate.max(1)));
    let jobs = as_float(u64::try_from(jobs.max(1)).unwrap_or(u64::MAX));
    let waiting = waited.as_secs_f64() / jobs;
    let at_least = at_quotas.max(waiting).max(at_rate.unwrap_or_default());
    Times {
        at_quotas,
        at_rate,
        waiting,
        at_least,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a run makes far fewer requests than a float holds to the unit"
)]
pub(super) fn as_float(number: u64) -> f64 {
    number as f64
}
