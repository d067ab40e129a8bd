//! Fresh values: of each kind as many as wanted, the same for the same run and number on every platform.

use std::fmt::Write as _;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::case::FreshKind;
use crate::wire::RunId;

/// The digits of cluster ids.
const BASE32_LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz234567";
/// The digits of proxy access key ids.
const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const HEX: &[u8] = b"0123456789abcdef";
const DIGITS: &[u8] = b"0123456789";

/// The `n`-th value of a kind in the run that `salt` names; every value meets the model's constraints.
#[must_use]
pub fn fresh(kind: FreshKind, n: u8, salt: u64) -> String {
    let mut draw = ValueRng::new(kind, n, salt);
    match kind {
        FreshKind::StoreName => mark(salt).store_name(&draw.text(HEX, 16)),
        FreshKind::ClusterId => format!("cluster-{}", draw.text(BASE32_LOWER, 11)),
        FreshKind::Password => format!("Pw{}", draw.text(HEX, 16)),
        FreshKind::Certificate => {
            let body = draw.text(HEX, 64);
            format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
        }
        FreshKind::ProxyEndpoint => format!("https://{}.xks.example.com", draw.text(HEX, 12)),
        FreshKind::ProxyPath => format!("/{}/kms/xks/v1", draw.text(HEX, 12)),
        FreshKind::ProxyAccessKeyId => draw.text(BASE32, 20),
        FreshKind::ProxySecret => draw.text(HEX, 48),
        FreshKind::VpcService => {
            format!(
                "com.amazonaws.vpce.us-east-1.vpce-svc-{}",
                draw.text(HEX, 17)
            )
        }
        FreshKind::StoreId => format!("cks-{}", draw.text(HEX, 17)),
        FreshKind::KeyId => {
            let parts = [8, 4, 4, 4, 12].map(|length| draw.text(HEX, length));
            parts.join("-")
        }
        FreshKind::XksKeyId => format!("xks-{}", draw.text(HEX, 16)),
        FreshKind::AccountId | FreshKind::VpcServiceOwner => draw.text(DIGITS, 12),
        FreshKind::Alias => mark(salt).alias_name(&draw.text(HEX, 16)),
        FreshKind::Text => format!("text-{}", draw.text(HEX, 12)),
    }
}

/// The mark of the names that the run draws: by it they are known as kmspec's wherever they are met.
fn mark(salt: u64) -> RunId {
    RunId::of_seed(&salt.to_le_bytes())
}

/// Every kind that scripts know, in the order of its number in the encoding of scripts.
pub(super) const KINDS: [FreshKind; 15] = [
    FreshKind::StoreName,
    FreshKind::ClusterId,
    FreshKind::Password,
    FreshKind::Certificate,
    FreshKind::ProxyEndpoint,
    FreshKind::ProxyPath,
    FreshKind::ProxyAccessKeyId,
    FreshKind::ProxySecret,
    FreshKind::VpcService,
    FreshKind::StoreId,
    FreshKind::KeyId,
    FreshKind::XksKeyId,
    FreshKind::AccountId,
    FreshKind::Alias,
    FreshKind::Text,
];

/// The word of the case format for a kind.
pub(super) fn word(kind: FreshKind) -> &'static str {
    match kind {
        FreshKind::StoreName => "name",
        FreshKind::ClusterId => "cluster",
        FreshKind::Password => "password",
        FreshKind::Certificate => "certificate",
        FreshKind::ProxyEndpoint => "endpoint",
        FreshKind::ProxyPath => "path",
        FreshKind::ProxyAccessKeyId => "access_key",
        FreshKind::ProxySecret => "secret",
        FreshKind::VpcService => "service",
        FreshKind::StoreId => "store_id",
        FreshKind::KeyId => "key_id",
        FreshKind::XksKeyId => "xks_key",
        FreshKind::AccountId => "account",
        FreshKind::VpcServiceOwner => "service_owner",
        FreshKind::Alias => "alias",
        FreshKind::Text => "text",
    }
}

/// Noise of this length from a seed: what the generator eats when libFuzzer does not feed it.
#[must_use]
pub fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    ChaCha8Rng::seed_from_u64(seed).fill_bytes(&mut bytes);
    bytes
}

struct ValueRng(ChaCha8Rng);

impl ValueRng {
    fn new(kind: FreshKind, n: u8, salt: u64) -> Self {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&salt.to_le_bytes());
        let place = KINDS.iter().position(|k| *k == kind).unwrap_or_default();
        seed[8] = u8::try_from(place).unwrap_or_default();
        seed[9] = n;
        Self(ChaCha8Rng::from_seed(seed))
    }

    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        let mut text = String::with_capacity(length);
        let base = u32::try_from(alphabet.len()).unwrap_or(1);
        for _ in 0..length {
            let at = usize::try_from(self.0.next_u32() % base).unwrap_or_default();
            let _ = write!(text, "{}", char::from(alphabet[at]));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_differ_by_kind_number_and_run_and_by_nothing_else() {
        let mut seen = Vec::new();
        for kind in KINDS {
            for n in 0..4 {
                for salt in 0..4 {
                    seen.push(fresh(kind, n, salt));
                    assert_eq!(seen.last(), Some(&fresh(kind, n, salt)));
                }
            }
        }
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), all);
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_everywhere() {
        assert_eq!(
            fresh(FreshKind::StoreId, 1, 2),
            fresh(FreshKind::StoreId, 1, 2)
        );
        let hex: Vec<String> = noise(7, 4).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex.join(""), "bb43d723");
    }
}
