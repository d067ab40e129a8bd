//! No more requests a second than a target is told to take, and at AWS than the account's quotas leave room for.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

use crate::model::{Operation, request_quota};
use crate::wire::{Request, aws_json, sigv4};

/// The part of a quota of AWS that a run takes: others in the account need theirs.
pub const SHARE: f64 = 0.5;

/// For how long nothing of a group is sent after AWS has refused one of it, as its quotas are counted by the second.
const REFUSED: Duration = Duration::from_secs(1);

/// Who is counted together: a caller and a group of operations.
type Group = (String, String);

/// Holds requests back so that they go out at even intervals.
#[derive(Debug)]
pub(super) struct Pace {
    interval: Option<Duration>,
    next: Mutex<Option<Instant>>,
    /// The Region by whose quotas each group has its own interval; `None` where nobody counts.
    quotas: Option<String>,
    groups: Mutex<BTreeMap<Group, Instant>>,
}

impl Pace {
    /// `quotas` is the Region of AWS that counts.
    pub(super) fn new(per_second: Option<u32>, quotas: Option<String>) -> Self {
        let interval = per_second.map(|rate| Duration::from_secs(1) / rate.max(1));
        Self {
            interval,
            next: Mutex::new(None),
            quotas,
            groups: Mutex::default(),
        }
    }

    /// Whether requests are held back at all.
    pub(super) fn is_set(&self) -> bool {
        self.interval.is_some() || self.quotas.is_some()
    }

    /// Waits for the turn of the next request.
    pub(super) async fn turn(&self, request: &Request) {
        if let Some((group, interval)) = self.quota(request) {
            let at = {
                let mut groups = self.groups.lock().await;
                let now = Instant::now();
                let at = groups.get(&group).map_or(now, |next| now.max(*next));
                groups.insert(group, at + interval);
                at
            };
            sleep_until(at).await;
        }
        let Some(interval) = self.interval else {
            return;
        };
        let at = {
            let mut next = self.next.lock().await;
            let now = Instant::now();
            let at = next.map_or(now, |next| next.max(now));
            *next = Some(at + interval);
            at
        };
        sleep_until(at).await;
    }

    /// Takes note that the request was refused because there were too many.
    pub(super) async fn refused(&self, request: &Request) {
        let Some((group, _)) = self.quota(request) else {
            return;
        };
        let mut groups = self.groups.lock().await;
        let now = Instant::now();
        let next = groups.get(&group).map_or(now, |next| now.max(*next));
        groups.insert(group, next + REFUSED);
    }

    /// With what a request is counted, and how far apart such requests are.
    fn quota(&self, request: &Request) -> Option<(Group, Duration)> {
        let region = self.quotas.as_ref()?;
        let operation = aws_json::operation(request).and_then(Operation::from_name)?;
        let claim = sigv4::claim(request)?;
        let region = claim.region.as_deref().unwrap_or(region);
        let input: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        // A run never comes near the quotas that go by the kind of key.
        let pair = input.get("KeyPairSpec").and_then(Value::as_str);
        let quota = request_quota(operation, pair, region);
        let interval = Duration::from_secs_f64(1.0 / (quota.per_second * SHARE));
        Some(((claim.access_key_id, quota.group), interval))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::sigv4::{Credentials, Scope, sign};
    use crate::wire::world;

    fn request(operation: &str) -> Request {
        let mut request = aws_json::request("host", operation, "{}".to_owned());
        let credentials = Credentials {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: "example".to_owned(),
            session_token: None,
        };
        sign(
            &mut request,
            &credentials,
            &Scope::kms("us-east-1"),
            world::START,
        );
        request
    }

    #[tokio::test]
    async fn requests_go_out_at_even_intervals() {
        let pace = Pace::new(Some(50), None);
        let list = request("ListKeys");
        let begin = Instant::now();
        for _ in 0..4 {
            pace.turn(&list).await;
        }
        assert!(begin.elapsed() >= Duration::from_millis(60));
        let free = Pace::new(None, None);
        let begin = Instant::now();
        for _ in 0..1000 {
            free.turn(&list).await;
        }
        assert!(begin.elapsed() < Duration::from_millis(60));
    }

    #[tokio::test]
    async fn each_group_has_the_interval_of_its_quota() {
        let pace = Pace::new(None, Some("us-east-1".to_owned()));
        let (create, describe) = (request("CreateKey"), request("DescribeKey"));
        let begin = Instant::now();
        pace.turn(&create).await;
        for _ in 0..20 {
            pace.turn(&describe).await;
        }
        // Neither waits for the other.
        assert!(begin.elapsed() < Duration::from_millis(300));
        pace.turn(&create).await;
        // Half of five a second.
        assert!(begin.elapsed() >= Duration::from_millis(399));
        pace.refused(&describe).await;
        let refused = Instant::now();
        pace.turn(&describe).await;
        assert!(refused.elapsed() >= Duration::from_millis(990));
    }
}
