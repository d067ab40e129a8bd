//! Fresh values: drawn from a seed, valid by the service model, and never twice the same in a run.

use std::ops::RangeInclusive;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::case::{FreshKind, LengthRange};
use crate::wire::RunId;

const HEX: &[u8] = b"0123456789abcdef";
const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// Ids of clusters: `cluster-[2-7a-zA-Z]{11,16}`.
const CLUSTER: &[u8] = b"234567abcdefghijklmnopqrstuvwxyz";
/// The model's `XksProxyAuthenticationAccessKeyIdType`: `[A-Z2-7]{20,30}`.
const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Draws values; the same seeds give the same values on every platform.
///
/// Fresh values, which only have to be new, and variations, which change what is asked, have a seed each: what is
/// compared with an earlier run keeps its variations.
///
/// Names and texts bear the id of a run: that of [`with_run`](Self::with_run), without one an id of the seed's, so that
/// they are as long in either case.
///
/// What stands behind custom key stores can be supplied: the n-th value drawn of such a kind
/// ([`FreshKind::is_backing`]) is then the n-th supplied one, if there is one, and invented otherwise.
#[derive(Debug, Clone)]
pub struct FreshValues {
    fresh: ChaCha8Rng,
    variation: ChaCha8Rng,
    run: RunId,
    supplied: Vec<Option<String>>,
    backing: Vec<(FreshKind, String)>,
}

impl FreshValues {
    /// A source of values for one case instance.
    #[must_use]
    pub fn new(fresh: [u8; 32], variation: [u8; 32]) -> Self {
        Self {
            fresh: ChaCha8Rng::from_seed(fresh),
            variation: ChaCha8Rng::from_seed(variation),
            run: RunId::of_seed(&fresh),
            supplied: Vec::new(),
            backing: Vec::new(),
        }
    }

    /// The same source, of which names and texts bear the id of this run.
    #[must_use]
    pub fn with_run(mut self, run: Option<&RunId>) -> Self {
        if let Some(run) = run {
            self.run = run.clone();
        }
        self
    }

    /// The same source, with values that stand behind custom key stores, in the order in which they are drawn.
    #[must_use]
    pub fn with_backing(mut self, supplied: &[Option<String>]) -> Self {
        self.supplied = supplied.to_vec();
        self
    }

    /// What was drawn so far of the kinds that stand behind custom key stores, in order.
    #[must_use]
    pub fn backing(&self) -> &[(FreshKind, String)] {
        &self.backing
    }

    /// One of several choices, by number; 0 when there is none.
    pub fn pick(&mut self, choices: usize) -> usize {
        usize::try_from(below(&mut self.variation, choices as u64)).unwrap_or(0)
    }

    /// That many bytes, as base64.
    pub fn bytes(&mut self, range: LengthRange) -> String {
        base64(&mut self.variation, range)
    }

    /// Randomness of its own for something that takes as much as it needs.
    pub(super) fn stream(&mut self) -> ChaCha8Rng {
        let mut seed = [0; 32];
        self.variation.fill_bytes(&mut seed);
        ChaCha8Rng::from_seed(seed)
    }

    /// Printable ASCII of a drawn length; blanks only inside.
    pub fn text(&mut self, range: LengthRange) -> String {
        let length = within(&mut self.variation, range);
        (0..length)
            .map(|at| {
                let edge = at == 0 || at + 1 == length;
                let lowest = if edge { 0x21 } else { 0x20 };
                let drawn = below(&mut self.variation, 0x7f - u64::from(lowest));
                let drawn = u8::try_from(drawn).unwrap_or(0);
                char::from(lowest + drawn)
            })
            .collect()
    }

    /// A new value of a kind; `region` stands in the names that carry one.
    pub fn fresh(&mut self, kind: FreshKind, region: &str) -> String {
        let invented = self.invent(kind, region);
        if !kind.is_backing() {
            return invented;
        }
        let supplied = self.supplied.get(self.backing.len()).cloned().flatten();
        let value = supplied.unwrap_or(invented);
        self.backing.push((kind, value.clone()));
        value
    }

    fn invent(&mut self, kind: FreshKind, region: &str) -> String {
        match kind {
            FreshKind::StoreName => {
                let own = self.of(HEX, 16);
                self.run.store_name(&own)
            }
            FreshKind::ClusterId => format!("cluster-{}", self.of(CLUSTER, 11)),
            FreshKind::Password => self.of_length(ALPHANUMERIC, 7..=32),
            FreshKind::Certificate => self.certificate(),
            FreshKind::ProxyEndpoint => {
                format!("https://{}.xks.example.com", self.of(HEX, 16))
            }
            FreshKind::ProxyPath => format!("/{}/kms/xks/v1", self.of(HEX, 16)),
            FreshKind::ProxyAccessKeyId => self.of_length(BASE32, 20..=30),
            FreshKind::ProxySecret => self.of_length(ALPHANUMERIC, 43..=64),
            FreshKind::VpcService => {
                format!("com.amazonaws.vpce.{region}.vpce-svc-{}", self.of(HEX, 17))
            }
            FreshKind::StoreId => format!("cks-{}", self.of(HEX, 17)),
            FreshKind::KeyId => self.key_id(),
            FreshKind::XksKeyId => format!("kmspec-{}", self.of(HEX, 20)),
            FreshKind::AccountId | FreshKind::VpcServiceOwner => {
                // A leading digit keeps tools that read the id as a number from losing one.
                format!("{}{}", self.of(b"123456789", 1), self.of(b"0123456789", 11))
            }
            FreshKind::Alias => {
                let own = self.of(HEX, 16);
                self.run.alias_name(&own)
            }
            FreshKind::Text => {
                let own = self.of(HEX, 16);
                self.run.description(&own)
            }
        }
    }

    fn key_id(&mut self) -> String {
        let mut bytes = [0; 16];
        self.fresh.fill_bytes(&mut bytes);
        uuid::Builder::from_random_bytes(bytes)
            .into_uuid()
            .to_string()
    }

    /// PEM with no line end at its end, which an endpoint may well trim.
    fn certificate(&mut self) -> String {
        let body = base64(&mut self.fresh, LengthRange { min: 700, max: 700 });
        let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
        for (at, character) in body.chars().enumerate() {
            if at > 0 && at % 64 == 0 {
                pem.push('\n');
            }
            pem.push(character);
        }
        pem.push_str("\n-----END CERTIFICATE-----");
        pem
    }

    fn of_length(&mut self, alphabet: &[u8], length: RangeInclusive<u64>) -> String {
        let (min, max) = length.into_inner();
        let length = within(&mut self.fresh, LengthRange { min, max });
        self.of(alphabet, length)
    }

    fn of(&mut self, alphabet: &[u8], length: u64) -> String {
        let size = alphabet.len() as u64;
        (0..length)
            .map(|_| {
                char::from(alphabet[usize::try_from(below(&mut self.fresh, size)).unwrap_or(0)])
            })
            .collect()
    }
}

fn below(random: &mut ChaCha8Rng, bound: u64) -> u64 {
    random.next_u64().checked_rem(bound).unwrap_or(0)
}

fn within(random: &mut ChaCha8Rng, range: LengthRange) -> u64 {
    let span = range.max.saturating_sub(range.min);
    range.min + below(random, span.saturating_add(1))
}

fn base64(random: &mut ChaCha8Rng, range: LengthRange) -> String {
    let length = usize::try_from(within(random, range)).unwrap_or(0);
    let mut bytes = vec![0; length];
    random.fill_bytes(&mut bytes);
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;

    /// Every value of the kind matches the pattern that the service model gives.
    fn check(kind: FreshKind, pattern: &str) {
        let pattern = Regex::new(&format!("^(?s:{pattern})$")).expect("the pattern is valid");
        let mut draw = FreshValues::new([7; 32], [7; 32]);
        let values: Vec<String> = (0..200).map(|_| draw.fresh(kind, "us-east-1")).collect();
        for value in &values {
            assert!(pattern.is_match(value), "{kind:?}: {value}");
        }
        let mut distinct = values.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), values.len(), "{kind:?} repeats itself");
    }

    #[test]
    fn fresh_values_are_valid_and_new() {
        check(FreshKind::StoreName, ".{1,256}");
        check(FreshKind::ClusterId, "cluster-[2-7a-zA-Z]{11,16}");
        check(FreshKind::Password, ".{7,32}");
        check(
            FreshKind::Certificate,
            "-----BEGIN CERTIFICATE-----\n.*\n-----END CERTIFICATE-----",
        );
        check(FreshKind::ProxyEndpoint, r"https://[a-zA-Z0-9.-]{2,120}");
        check(FreshKind::ProxyPath, r"/[a-zA-Z0-9/_-]+/kms/xks/v\d{1,2}");
        check(FreshKind::ProxyAccessKeyId, "[A-Z2-7]{20,30}");
        check(FreshKind::ProxySecret, "[a-zA-Z0-9/+=]{43,64}");
        check(
            FreshKind::VpcService,
            r"(com|eu)\.amazonaws\.vpce\.([a-z]+-){2,3}\d+\.vpce-svc-[0-9a-z]+",
        );
        check(FreshKind::StoreId, "cks-[0-9a-f]{17}");
        check(
            FreshKind::KeyId,
            "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
        );
        check(FreshKind::XksKeyId, "[a-zA-Z0-9-_.]{1,128}");
        check(FreshKind::AccountId, "[0-9]{12}");
        check(FreshKind::VpcServiceOwner, "[0-9]{12}");
        check(FreshKind::Alias, "alias/[a-zA-Z0-9/_-]+");
        check(FreshKind::Text, ".{1,64}");
    }

    #[test]
    fn what_is_supplied_takes_the_place_of_what_is_invented() {
        let supplied = [None, Some("cluster-real".to_owned())];
        let mut draw = FreshValues::new([7; 32], [7; 32]).with_backing(&supplied);
        let mut plain = FreshValues::new([7; 32], [7; 32]);
        for kind in [
            FreshKind::StoreName,
            FreshKind::Password,
            FreshKind::Text,
            FreshKind::ClusterId,
            FreshKind::ClusterId,
        ] {
            draw.fresh(kind, "r");
            plain.fresh(kind, "r");
        }
        let values = |draw: &FreshValues| -> Vec<String> {
            let drawn = draw.backing().iter();
            drawn.map(|(_, value)| value.clone()).collect()
        };
        let mut expected = values(&plain);
        assert_eq!(expected.len(), 3, "names and texts are no backing");
        "cluster-real".clone_into(&mut expected[1]);
        assert_eq!(values(&draw), expected);
    }

    #[test]
    fn names_and_texts_bear_the_run_and_nothing_else_does() {
        let run = RunId::of_bytes([9; 6]);
        let mut plain = FreshValues::new([7; 32], [7; 32]);
        let mut marked = plain.clone().with_run(Some(&run));
        for kind in [FreshKind::StoreName, FreshKind::Alias, FreshKind::Text] {
            let (plain, marked) = (plain.fresh(kind, "r"), marked.fresh(kind, "r"));
            assert!(marked.contains(run.as_str()), "{marked}");
            assert_eq!(plain.len(), marked.len(), "cases count on the length");
        }
        let key = FreshKind::KeyId;
        assert_eq!(plain.fresh(key, "r"), marked.fresh(key, "r"));
    }

    #[test]
    fn a_certificate_has_lines_of_64() {
        let pem = FreshValues::new([7; 32], [7; 32]).fresh(FreshKind::Certificate, "r");
        let lines: Vec<&str> = pem.lines().collect();
        let [_, whole @ .., last, _] = lines.as_slice() else {
            panic!("{pem}");
        };
        assert!(whole.len() > 10, "{pem}");
        assert!(whole.iter().all(|line| line.len() == 64), "{pem}");
        assert!((1..=64).contains(&last.len()), "{pem}");
    }

    #[test]
    fn every_choice_and_every_character_comes() {
        let mut draw = FreshValues::new([7; 32], [7; 32]);
        let picked: std::collections::BTreeSet<usize> = (0..200).map(|_| draw.pick(5)).collect();
        assert_eq!(picked.into_iter().collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
        assert_eq!((draw.pick(1), draw.pick(0)), (0, 0));
        let range = LengthRange {
            min: 5000,
            max: 5000,
        };
        let drawn: std::collections::BTreeSet<u8> =
            draw.text(range).into_bytes().into_iter().collect();
        assert_eq!(drawn, (0x20..0x7f).collect());
    }

    #[test]
    fn drawn_lengths_keep_their_bounds() {
        let mut draw = FreshValues::new([1; 32], [1; 32]);
        for _ in 0..500 {
            let text = draw.text(LengthRange { min: 1, max: 4 });
            assert!((1..=4).contains(&text.len()), "{text:?}");
            assert_eq!(text.trim(), text);
            assert!(text.bytes().all(|b| (0x20..0x7f).contains(&b)), "{text:?}");
        }
        assert_eq!(draw.bytes(LengthRange { min: 3, max: 3 }).len(), 4);
        assert_eq!(draw.text(LengthRange { min: 0, max: 0 }), "");
    }

    #[test]
    fn the_seed_decides() {
        let draw = |fresh, variation| {
            let mut draw = FreshValues::new([fresh; 32], [variation; 32]);
            let range = LengthRange { min: 20, max: 90 };
            (draw.fresh(FreshKind::StoreName, "r"), draw.text(range))
        };
        assert_eq!(draw(1, 2), draw(1, 2));
        assert_eq!(draw(1, 2).1, draw(2, 2).1);
        assert_ne!(draw(1, 2).0, draw(2, 2).0);
        assert_ne!(draw(1, 2).1, draw(1, 3).1);
    }
}
