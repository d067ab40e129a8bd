//! What a run costs by a price list.

use std::time::Duration;

use serde::Serialize;

use super::rates::as_float;
use super::{Call, Key};
use crate::case::{PendingDeletion, Prices};
use crate::model::Operation;

/// Hours in the month by which AWS prorates.
const HOURS: f64 = 730.0;

const HOUR: Duration = Duration::from_hours(1);
const DAY_HOURS: u64 = 24;

/// What a run costs, in USD.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cost {
    /// Everything together.
    pub usd: f64,
    /// Keys, by the hour.
    pub keys_usd: f64,
    /// Hours of keys that are paid for.
    pub key_hours: u64,
    /// What keys cost a month that the run leaves for good; in no sum.
    pub staying_usd_a_month: f64,
    /// Requests, by class.
    pub requests: Vec<RequestCost>,
    /// For what the prices are.
    pub prices: String,
    /// When they were read.
    pub prices_date: String,
    /// Where they were read.
    pub prices_source: String,
}

/// What the requests of one class cost.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RequestCost {
    /// Its key in the price list, such as `rsa_2048`.
    pub class: &'static str,
    /// How many there are; refused ones among them, as no price list says that they are free.
    pub requests: u64,
    /// In USD.
    pub usd: f64,
}

impl Cost {
    /// By a price list. Free requests of a month are not taken off: others may have used them.
    pub(super) fn of(calls: &[Call], keys: &[Key], prices: &Prices) -> Self {
        let of = &prices.per_10000_requests;
        let classes = [
            ("symmetric", of.symmetric),
            ("rsa_2048", of.rsa_2048),
            ("other_asymmetric", of.other_asymmetric),
            ("ecc_data_key_pair", of.ecc_data_key_pair),
            ("rsa_data_key_pair", of.rsa_data_key_pair),
        ];
        // Nobody pays for what is signed by nobody, or is no operation.
        let paid = || {
            calls
                .iter()
                .filter(|it| it.principal != "anonymous" && it.operation.is_some())
        };
        let requests = classes.map(|(name, price)| {
            let requests = paid().filter(|call| class(call) == name).count();
            let requests = u64::try_from(requests).unwrap_or(u64::MAX);
            RequestCost {
                class: name,
                requests,
                usd: as_float(requests) * price / 10_000.0,
            }
        });
        let key_hours = keys
            .iter()
            .map(|key| hours(key, prices.pending_deletion))
            .sum();
        let keys_usd = as_float(key_hours) * prices.key_month / HOURS;
        let staying = keys.iter().filter(|key| key.scheduled.is_none()).count();
        let staying = u64::try_from(staying).unwrap_or(u64::MAX);
        let requests_usd: f64 = requests.iter().map(|it| it.usd).sum();
        Self {
            usd: keys_usd + requests_usd,
            keys_usd,
            key_hours,
            staying_usd_a_month: as_float(staying) * prices.key_month,
            requests: requests.into_iter().filter(|it| it.requests > 0).collect(),
            prices: prices.about.clone(),
            prices_date: prices.date.clone(),
            prices_source: prices.source.clone(),
        }
    }
}

/// The hours for which a key is paid, each one that has begun.
fn hours(key: &Key, pending: PendingDeletion) -> u64 {
    let Some((scheduled, days)) = key.scheduled else {
        return 1;
    };
    let lived = scheduled.millis().saturating_sub(key.made.millis());
    let lived = Duration::from_millis(u64::try_from(lived).unwrap_or_default());
    let begun = lived.as_secs().div_ceil(HOUR.as_secs()).max(1);
    match pending {
        PendingDeletion::Free => begun,
        PendingDeletion::Billed => begun + days * DAY_HOURS,
    }
}

/// The class of a request: use of asymmetric keys and data key pairs are their own, all else is as symmetric.
fn class(call: &Call) -> &'static str {
    use Operation as O;
    let spec = call.spec.as_deref().unwrap_or_default();
    match call.operation {
        Some(O::GenerateDataKeyPair | O::GenerateDataKeyPairWithoutPlaintext) => {
            if spec.starts_with("RSA_") {
                "rsa_data_key_pair"
            } else {
                "ecc_data_key_pair"
            }
        }
        Some(
            O::Decrypt
            | O::DeriveSharedSecret
            | O::Decapsulate
            | O::Encapsulate
            | O::Encrypt
            | O::GetPublicKey
            | O::ReEncrypt
            | O::Sign
            | O::Verify,
        ) => {
            if spec == "RSA_2048" {
                "rsa_2048"
            } else if ["RSA_", "ECC_", "ML_", "SM2"]
                .iter()
                .any(|it| spec.starts_with(it))
            {
                "other_asymmetric"
            } else {
                "symmetric"
            }
        }
        _ => "symmetric",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Timestamp;
    use serde_json::Value;

    fn call(operation: Operation, spec: &str) -> Call {
        Call {
            operation: Some(operation),
            principal: "owner".to_owned(),
            region: "us-east-1".to_owned(),
            spec: Some(spec.to_owned()),
            input: Value::Null,
            error: None,
            authorised: true,
            tagged: false,
            in_between: false,
        }
    }

    fn key(minutes: u64, scheduled: bool) -> Key {
        let made = Timestamp::from_millis(0);
        Key {
            principal: "owner".to_owned(),
            region: "us-east-1".to_owned(),
            spec: "SYMMETRIC_DEFAULT".to_owned(),
            origin: "AWS_KMS".to_owned(),
            multi_region: false,
            made,
            tagged: false,
            scheduled: scheduled.then(|| (made.plus(Duration::from_mins(minutes)), 7)),
        }
    }

    #[test]
    fn each_class_has_its_price() {
        let prices = Prices::shipped().unwrap_or_else(|errors| panic!("{errors}"));
        let calls = [
            call(Operation::Encrypt, "SYMMETRIC_DEFAULT"),
            call(Operation::Sign, "RSA_2048"),
            call(Operation::Sign, "RSA_3072"),
            call(Operation::Verify, "ECC_NIST_P256"),
            call(Operation::GenerateDataKeyPair, "RSA_2048"),
            call(
                Operation::GenerateDataKeyPairWithoutPlaintext,
                "ECC_NIST_P256",
            ),
            call(Operation::DescribeKey, "RSA_4096"),
        ];
        let cost = Cost::of(&calls, &[], &prices);
        let told: Vec<_> = cost
            .requests
            .iter()
            .map(|it| (it.class, it.requests))
            .collect();
        let expected = [
            ("symmetric", 2),
            ("rsa_2048", 1),
            ("other_asymmetric", 2),
            ("ecc_data_key_pair", 1),
            ("rsa_data_key_pair", 1),
        ];
        assert_eq!(told, expected);
        let usd = (2.0 * 0.03 + 0.03 + 2.0 * 0.15 + 0.10 + 12.0) / 10_000.0;
        assert!((cost.usd - usd).abs() < 1e-12, "{}", cost.usd);
    }

    #[test]
    fn a_key_is_paid_by_the_hour_until_its_deletion_is_scheduled() {
        let mut prices = Prices::shipped().unwrap_or_else(|errors| panic!("{errors}"));
        let keys = [key(1, true), key(61, true), key(0, false)];
        let free = Cost::of(&[], &keys, &prices);
        assert_eq!(free.key_hours, 1 + 2 + 1);
        assert!(
            (free.keys_usd - 4.0 / 730.0).abs() < 1e-12,
            "{}",
            free.keys_usd
        );
        assert!((free.staying_usd_a_month - 1.0).abs() < 1e-12);
        prices.pending_deletion = PendingDeletion::Billed;
        assert_eq!(Cost::of(&[], &keys, &prices).key_hours, 4 + 2 * 7 * 24);
    }
}
