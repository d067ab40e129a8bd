//! One line of a journal.

use serde::{Deserialize, Serialize};

use crate::wire::Timestamp;

/// The value of `schema` in the first line of each run.
pub(super) const SCHEMA: &str = "kmspec/journal/v1";

/// One line; every one names its run, as several runs may write into one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Entry {
    /// A run begins.
    Run {
        schema: String,
        kmspec: String,
        run: String,
        at: String,
        endpoint: String,
    },
    /// A request will be sent that makes something.
    Making {
        run: String,
        number: u64,
        at: String,
        operation: String,
        kind: String,
        principal: Option<String>,
        account: Option<String>,
        region: Option<String>,
        /// By what it is found where its id never comes: the description of a key, the name of anything else.
        mark: Option<String>,
    },
    /// It was made.
    Made {
        run: String,
        number: u64,
        at: String,
        id: String,
    },
    /// It was refused: nothing was made.
    Refused {
        run: String,
        number: u64,
        at: String,
        why: String,
    },
    /// No answer tells whether it was made.
    Unknown {
        run: String,
        number: u64,
        at: String,
        why: String,
    },
    /// Something was taken away, or its deletion scheduled.
    Removed {
        run: String,
        at: String,
        operation: String,
        kind: String,
        id: String,
        principal: Option<String>,
        region: Option<String>,
    },
}

/// The moment of an [`iso_date`](Timestamp::iso_date).
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    let plain: String = text.chars().filter(|c| !matches!(c, '-' | ':')).collect();
    Timestamp::from_amz_date(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_they_were_written() {
        let at = Timestamp::from_millis(1_796_026_525_000);
        assert_eq!(moment(&at.iso_date()), Some(at));
        assert_eq!(moment("yesterday"), None);
    }
}
