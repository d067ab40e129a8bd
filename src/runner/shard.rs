//! One of several equal parts of a corpus.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest;

use crate::case::InstanceId;

/// One of several equal parts of a corpus: `2/5`.
///
/// Invariant: an instance is in the part that its id says, whatever else there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 1.
    part: u32,
    /// Of how many.
    parts: u32,
}

impl Shard {
    /// The part of this number, from 1; `None` if there is none.
    #[must_use]
    pub fn new(part: u32, parts: u32) -> Option<Self> {
        (1..=parts).contains(&part).then_some(Self { part, parts })
    }

    pub(super) fn holds(self, id: &InstanceId) -> bool {
        let hash = digest::digest(&digest::SHA256, id.as_str().as_bytes());
        let head = hash.as_ref().iter().take(8);
        let number = head.fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        number % u64::from(self.parts) == u64::from(self.part - 1)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.parts)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed = text.split_once('/').and_then(|(part, parts)| {
            Self::new(part.trim().parse().ok()?, parts.trim().parse().ok()?)
        });
        parsed.ok_or_else(|| format!("`{text}` is no shard: write K/N with 1 ≤ K ≤ N, such as 2/5"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instance_is_in_one_part() {
        for name in ["key/list/a/one", "key/list/a/two", "key/list/b"] {
            let id = InstanceId(name.to_owned());
            let parts = (1..=3).filter_map(|part| Shard::new(part, 3));
            assert_eq!(parts.filter(|part| part.holds(&id)).count(), 1, "{name}");
        }
    }

    #[test]
    fn parts_are_written_as_fractions() {
        assert_eq!("2/5".parse(), Ok(Shard { part: 2, parts: 5 }));
        for bad in ["0/5", "6/5", "2", "a/b", "1/0"] {
            let told = bad.parse::<Shard>().expect_err("it is bad");
            assert!(told.starts_with(&format!("`{bad}` is no shard")), "{told}");
        }
    }
}
