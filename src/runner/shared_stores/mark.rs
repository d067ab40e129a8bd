//! The marks by which a run knows the key stores that an earlier one has left: a name that nobody else gives, and the
//! description of a key in the store.

use std::time::Duration;

use aws_lc_rs::digest;

use super::shareable::Role;
use crate::wire::Timestamp;

/// With what every such name begins; the number changes with what the rest of it means.
const BEGINNING: &str = "kmspec-store-1-";

/// The waiting period of the keys in it, counted from when they were last put away.
const WAITING: Duration = Duration::from_hours(7 * 24);

/// After that long a store that says it is used is one whose run was killed.
const LONGEST_RUN: Duration = Duration::from_hours(1);

/// What the name of a shared store says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// A run uses it; else it waits for one.
    pub(super) used: bool,
    pub(super) role: Role,
    /// When it was last put away, or taken.
    pub(super) at: Timestamp,
    /// Drawn when the store was made; it stays.
    pub(super) store: u32,
    /// Drawn by the run that has it.
    pub(super) run: u32,
    /// The key in it by which it is known, once there is one.
    pub(super) key: Option<String>,
}

impl Mark {
    /// The name of the store, of 256 characters at most.
    pub(super) fn name(&self) -> String {
        let used = if self.used { "used" } else { "kept" };
        let role = self.role.word();
        let seconds = self.at.millis() / 1000;
        let key = self.key.as_deref().unwrap_or("none");
        let (store, run) = (self.store, self.run);
        let name = format!("{BEGINNING}{used}-{role}-{seconds:x}-{store:08x}-{run:08x}-{key}");
        format!("{name}-{}", check(&name))
    }

    /// What a name says; `None` for one that kmspec has not given.
    pub(super) fn of(name: &str) -> Option<Self> {
        let (text, sum) = name.rsplit_once('-')?;
        if check(text) != sum {
            return None;
        }
        let mut parts = text.strip_prefix(BEGINNING)?.splitn(6, '-');
        let mut part = || parts.next();
        let used = match part()? {
            "used" => true,
            "kept" => false,
            _ => return None,
        };
        let role = Role::of(part()?)?;
        let seconds = i64::from_str_radix(part()?, 16).ok()?;
        let store = u32::from_str_radix(part()?, 16).ok()?;
        let run = u32::from_str_radix(part()?, 16).ok()?;
        let key = part().filter(|key| *key != "none").map(str::to_owned);
        Some(Self {
            used,
            role,
            at: Timestamp::from_millis(seconds.checked_mul(1000)?),
            store,
            run,
            key,
        })
    }

    /// The description of the key in it.
    pub(super) fn description(&self) -> String {
        format!("{BEGINNING}key-{:08x}: a test of kmspec", self.store)
    }

    /// When the last of its keys is deleted.
    pub(super) fn until(&self) -> Timestamp {
        self.at.plus(WAITING)
    }

    /// Whether another run may be using it now.
    pub(super) fn may_be_in_use(&self, now: Timestamp) -> bool {
        self.used && now < self.at.plus(LONGEST_RUN)
    }
}

/// What the name of a store tells that runs share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::runner) struct SharedStore {
    /// When a run has last taken it or put it away.
    pub(in crate::runner) at: Timestamp,
    /// The description of the key in it by which it is known.
    pub(in crate::runner) key_description: String,
}

/// What the name of a store tells, if it is one that runs share.
pub(in crate::runner) fn shared_store(name: &str) -> Option<SharedStore> {
    let mark = Mark::of(name)?;
    Some(SharedStore {
        at: mark.at,
        key_description: mark.description(),
    })
}

/// What only the rest of the name gives.
fn check(text: &str) -> String {
    let digest = digest::digest(&digest::SHA256, text.as_bytes());
    let bytes = digest.as_ref().iter().take(4);
    bytes.fold(String::new(), |sum, byte| format!("{sum}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark() -> Mark {
        Mark {
            used: false,
            role: Role::Many,
            at: Timestamp::from_millis(1_764_000_000_000),
            store: 7,
            run: 0xdead_beef,
            key: Some("1234abcd-12ab-34cd-56ef-1234567890ab".to_owned()),
        }
    }

    #[test]
    fn a_name_says_what_the_mark_says() {
        let used = Mark {
            used: true,
            role: Role::One,
            key: None,
            ..mark()
        };
        for mark in [mark(), used] {
            let name = mark.name();
            assert_eq!(Mark::of(&name).as_ref(), Some(&mark), "{name}");
            assert!(name.len() <= 256);
        }
    }

    #[test]
    fn no_other_name_is_taken_for_one() {
        let good = mark().name();
        let check = |name: &str| assert_eq!(Mark::of(name), None, "{name}");
        check("kmspec-0ad313d7bf2847b0");
        check("kmspec-store");
        check("kmspec-store-1-kept-many-mine");
        check(&good.replace("kept", "used"));
        check(&good.replace("kmspec-store-1", "kmspec-store-2"));
        check(&good.replace("00000007", "00000008"));
        check(&good[..good.len() - 1]);
        check(&format!("{good}0"));
        check("");
    }

    #[test]
    fn a_store_in_use_is_left_alone_for_an_hour() {
        let used = Mark {
            used: true,
            ..mark()
        };
        let later = |minutes| used.at.plus(Duration::from_mins(minutes));
        assert!(used.may_be_in_use(later(59)));
        assert!(!used.may_be_in_use(later(61)));
        assert!(!mark().may_be_in_use(later(0)));
    }
}
