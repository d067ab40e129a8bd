//! Something that is a run's, as it was found.

use std::time::Duration;

use serde_json::Value;

use crate::target::resource::Kind;
use crate::wire::{RunId, Timestamp};

/// Something that is a run's.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) kind: Kind,
    /// Its id; the name of an alias.
    pub(super) id: String,
    /// The run that has made it, where that is known.
    pub(super) run: Option<RunId>,
    /// Its entry in the list, or its description.
    pub(super) entry: Value,
    /// When it was last made use of, where its name tells that.
    pub(super) used: Option<Timestamp>,
}

/// The seconds of a member, as a moment.
pub(super) fn moment(entry: &Value, member: &str) -> Option<Timestamp> {
    let seconds = entry.get(member)?.as_f64()?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a date of KMS in milliseconds is far below 2^53"
    )]
    let millis = (seconds * 1000.0) as i64;
    Some(Timestamp::from_millis(millis))
}

/// Whether an entry is of a key that waits for its deletion.
pub(super) fn is_pending(key: &Value) -> bool {
    let state = key.get("KeyState").and_then(Value::as_str);
    matches!(state, Some("PendingDeletion" | "PendingReplicaDeletion"))
}

impl Found {
    /// Whether it was made, or last made use of, less than this long ago. What does not tell when is old.
    pub(super) fn is_younger_than(&self, age: Duration, now: Timestamp) -> bool {
        let made = moment(&self.entry, "CreationDate").max(self.used);
        made.is_some_and(|made| made.plus(age) > now)
    }

    /// The state of a key or a store.
    pub(super) fn state(&self) -> Option<&str> {
        let member = match self.kind {
            Kind::Key => "KeyState",
            Kind::Store => "ConnectionState",
            Kind::Alias => return None,
        };
        self.entry.get(member)?.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn age_counts_from_the_last_use() {
        let now = Timestamp::from_millis(10_000_000);
        let hour = Duration::from_hours(1);
        let check = |entry: Value, used: Option<i64>, young: bool| {
            let found = Found {
                kind: Kind::Key,
                id: String::new(),
                run: None,
                entry,
                used: used.map(Timestamp::from_millis),
            };
            assert_eq!(found.is_younger_than(hour, now), young, "{found:?}");
        };
        check(json!({"CreationDate": 9_999.5}), None, true);
        check(json!({"CreationDate": 6_399}), None, false);
        check(json!({"CreationDate": 6_399}), Some(9_000_000), true);
        check(json!({}), None, false);
    }
}
