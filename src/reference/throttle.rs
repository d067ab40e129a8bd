//! How many requests are let pass: so many a second, or as the quotas of an account of AWS have it (facts ).

use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroU32;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::Reference;
use super::account::{Holdings, Tenant};
use super::encryption::key_of_blob;
use super::key::Key;
use crate::model::{Operation, request_quota};
use crate::wire::{Request, Timestamp, aws_json, sigv4};

/// The quotas' unit of time.
const SECOND: Duration = Duration::from_secs(1);

/// What every custom key store bears of cryptography with its keys, beside the account's own quota (fact Q-504).
const STORE_PER_SECOND: f64 = 1800.0;

/// By which measure requests are too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Throttle {
    /// So many calls a second of each operation, for each access key.
    PerSecond(NonZeroU32),
    /// The quotas of AWS: of an account in a Region, whoever of it calls (fact Q-519), by operation or group of operations.
    Aws,
}

/// What was let pass.
#[derive(Debug, Default)]
pub(super) struct Passed {
    /// When each access key's calls of each operation were, within the last second.
    moments: BTreeMap<(String, String), VecDeque<Timestamp>>,
    /// What is left of each quota, by account, Region and group.
    buckets: BTreeMap<(Tenant, String), Bucket>,
}

/// A quota that fills again evenly, up to what one second brings.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Timestamp,
}

impl Bucket {
    /// What is left now. A quota of less than one a second holds one call all the same.
    fn refill(&mut self, per_second: f64, now: Timestamp) {
        let seconds = now.epoch_seconds() - self.at.epoch_seconds();
        self.left = (self.left + seconds * per_second).min(per_second.max(1.0));
        self.at = now;
    }
}

impl Passed {
    /// Whether one request more is too many; if not, it is counted.
    pub(super) fn is_over(
        &mut self,
        throttle: Throttle,
        reference: &Reference,
        request: &Request,
    ) -> bool {
        match throttle {
            Throttle::PerSecond(most) => self.is_over_rate(most, reference.now(), request),
            Throttle::Aws => self.is_over_quota(reference, request),
        }
    }

    fn is_over_rate(&mut self, most: NonZeroU32, now: Timestamp, request: &Request) -> bool {
        let caller = sigv4::claim(request).map(|claim| claim.access_key_id);
        let operation = aws_json::operation(request).unwrap_or_default().to_owned();
        let passed = self
            .moments
            .entry((caller.unwrap_or_default(), operation))
            .or_default();
        passed.retain(|at| at.plus(SECOND) > now);
        if passed.len() >= usize::try_from(most.get()).unwrap_or(usize::MAX) {
            return true;
        }
        passed.push_back(now);
        false
    }

    /// What names nobody or no operation is refused for that.
    fn is_over_quota(&mut self, reference: &Reference, request: &Request) -> bool {
        let operation = aws_json::operation(request).and_then(Operation::from_name);
        let (Some(tenant), Some(operation)) = (reference.tenant_of(request), operation) else {
            return false;
        };
        let now = reference.now();
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let key = key_of(reference, &tenant, &body);
        let spec = body
            .get("KeyPairSpec")
            .and_then(Value::as_str)
            .or(key.map(|key| key.spec.name));
        let quota = request_quota(operation, spec, &tenant.region);
        let store = key
            .and_then(|key| key.store.clone())
            .filter(|_| quota.fact == "Q-500");
        let mut needed = vec![(quota.group, quota.per_second)];
        needed.extend(store.map(|id| (format!("store {id}"), STORE_PER_SECOND)));
        let needed: Vec<_> = needed
            .into_iter()
            .map(|(group, per_second)| ((tenant.clone(), group), per_second))
            .collect();
        for (name, per_second) in &needed {
            let full = Bucket {
                left: per_second.max(1.0),
                at: now,
            };
            let bucket = self.buckets.entry(name.clone()).or_insert(full);
            bucket.refill(*per_second, now);
        }
        let is_empty = |name| self.buckets.get(name).is_some_and(|it| it.left < 1.0);
        if needed.iter().any(|(name, _)| is_empty(name)) {
            return true;
        }
        for (name, _) in &needed {
            if let Some(bucket) = self.buckets.get_mut(name) {
                bucket.left -= 1.0;
            }
        }
        false
    }
}

/// The key that a request uses: the one that it names by id, alias or ARN, else the one that its ciphertext needs.
fn key_of<'a>(reference: &'a Reference, caller: &Tenant, body: &Value) -> Option<&'a Key> {
    let text = |member: &str| body.get(member).and_then(Value::as_str);
    let Some(text) = text("KeyId") else {
        let blob = STANDARD.decode(text("CiphertextBlob")?).ok()?;
        let id = key_of_blob(reference.kms(), &blob)?;
        let mut all = reference.held().iter();
        return all.find_map(|(tenant, held)| {
            held.keys
                .get(&id)
                .filter(|_| tenant.region == caller.region)
        });
    };
    let (account, resource) = match text.strip_prefix("arn:") {
        Some(rest) => {
            let mut parts = rest.splitn(5, ':').skip(3);
            (parts.next()?.to_owned(), parts.next()?)
        }
        None => (caller.account.clone(), text),
    };
    let owner = Tenant {
        account,
        region: caller.region.clone(),
    };
    let mut all = reference.held().iter();
    let (_, held): (_, &Holdings) = all.find(|(tenant, _)| **tenant == owner)?;
    let id = match held.aliases.get(resource) {
        Some(alias) => alias.target.as_str(),
        None => resource.strip_prefix("key/").unwrap_or(resource),
    };
    held.keys.get(id)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::reference::tests::harness::{TestWorld, cloudhsm};

    /// How many of so many calls at once are let pass.
    fn pass(
        passed: &mut Passed,
        stage: &TestWorld,
        (name, region): (&str, &str),
        (operation, input): (&str, &Value),
        calls: usize,
    ) -> usize {
        let request = aws_json::request("kms.test", operation, input.to_string());
        let request = stage.signed(name, region, request);
        let over = |_: &usize| !passed.is_over(Throttle::Aws, &stage.reference, &request);
        (0..calls).filter(over).count()
    }

    #[test]
    fn a_quota_is_of_an_account_in_a_region() {
        let mut stage = TestWorld::new();
        let mut passed = Passed::default();
        let create = ("CreateKey", &json!({}));
        let home = ("owner", "us-east-1");
        assert_eq!(pass(&mut passed, &stage, home, create, 9), 5);
        // The stranger is in the owner's account there, and the peer is not.
        let stranger = ("stranger", "us-east-1");
        assert_eq!(pass(&mut passed, &stage, stranger, create, 9), 0);
        assert_eq!(
            pass(&mut passed, &stage, ("peer", "us-east-1"), create, 9),
            5
        );
        assert_eq!(
            pass(&mut passed, &stage, ("owner", "us-west-2"), create, 9),
            5
        );
        // Each operation has its own, and it fills evenly.
        let describe = ("DisableKey", &json!({"KeyId": "x"}));
        assert_eq!(pass(&mut passed, &stage, home, describe, 9), 5);
        stage.wait(Duration::from_millis(400));
        assert_eq!(pass(&mut passed, &stage, home, create, 9), 2);
        stage.wait(Duration::from_mins(1));
        assert_eq!(pass(&mut passed, &stage, home, create, 9), 5);
    }

    #[test]
    fn cryptography_is_counted_by_the_kind_of_key() {
        let mut stage = TestWorld::new();
        let mut passed = Passed::default();
        let home = ("owner", "us-east-1");
        let spec = json!({"KeySpec": "RSA_2048", "KeyUsage": "ENCRYPT_DECRYPT"});
        let rsa = stage.key(&spec);
        let symmetric = stage.key(&json!({}));
        let name = json!({"AliasName": "alias/rsa", "TargetKeyId": rsa});
        stage.ok("CreateAlias", &name);
        for (id, let_pass) in [
            ("alias/rsa", 1000),
            (rsa.as_str(), 0),
            (symmetric.as_str(), 1100),
        ] {
            let encrypt = ("Encrypt", &json!({"KeyId": id}));
            let count = pass(&mut passed, &stage, home, encrypt, 1100);
            assert_eq!(count, let_pass, "{id}");
        }
        let pair = (
            "GenerateDataKeyPair",
            &json!({"KeyId": symmetric, "KeyPairSpec": "RSA_4096"}),
        );
        assert_eq!(pass(&mut passed, &stage, home, pair, 3), 1);
    }

    #[test]
    fn a_ciphertext_counts_for_its_key() {
        let mut stage = TestWorld::new();
        let mut passed = Passed::default();
        let store = stage.store_in("CONNECTED", &cloudhsm("store", "cluster-2a23b4cdefg"));
        let stored = stage.key(&json!({"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": store}));
        let own = stage.key(&json!({}));
        let calls = 1900;
        for (id, let_pass) in [(stored, 1800), (own, calls)] {
            let plain = json!({"KeyId": id, "Plaintext": "AAAA"});
            let blob = stage.ok("Encrypt", &plain)["CiphertextBlob"].clone();
            let decrypt = ("Decrypt", &json!({"CiphertextBlob": blob}));
            let home = ("owner", "us-east-1");
            assert_eq!(pass(&mut passed, &stage, home, decrypt, calls), let_pass);
        }
    }
}
