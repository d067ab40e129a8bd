//! When what was waited for is believed: hosts that agree only after a while answer by turns, so one good answer proves
//! nothing. An answer that never came is late, one that came and went is inconsistent.

use std::time::Duration;

use crate::check::Reply;
use crate::wire::{Response, Timestamp};

/// The pause between answers that are to agree.
pub(super) const AGREEING: Duration = Duration::from_millis(500);

/// The good answers to one call that waits.
#[derive(Debug)]
pub(super) struct Agreement {
    /// How many in a row are believed.
    wanted: u32,
    in_a_row: u32,
    /// How many there were altogether, when a bad one came after them.
    before: u32,
}

impl Agreement {
    pub(super) fn new(wanted: u32) -> Self {
        Self {
            wanted: wanted.max(1),
            in_a_row: 0,
            before: 0,
        }
    }

    /// Takes note of a good answer; true once there were enough in a row.
    pub(super) fn held(&mut self) -> bool {
        self.in_a_row = self.in_a_row.saturating_add(1);
        self.in_a_row >= self.wanted
    }

    /// Takes note of a bad one.
    pub(super) fn broke(&mut self) {
        self.before += self.in_a_row;
        self.in_a_row = 0;
    }

    /// Since when it should have been so, and what came instead.
    pub(super) fn within(&self, within: &str) -> String {
        match self.before {
            0 => format!("within {within}"),
            1 => format!(
                "{} times in a row within {within} (inconsistent, not late: it was so once, and then not again)",
                self.wanted
            ),
            times => format!(
                "{} times in a row within {within} (inconsistent, not late: it was so {times} times in between)",
                self.wanted
            ),
        }
    }
}

/// The time until then, a millisecond at least.
pub(super) fn left(until: Timestamp, now: Timestamp) -> Duration {
    let left = u64::try_from(until.millis() - now.millis()).unwrap_or(0);
    Duration::from_millis(left.max(1))
}

/// False for an answer that no waiting cures: a crash, or a success that is no answer of KMS at all.
pub(super) fn passes_with_time(answer: &Response) -> bool {
    let reply = Reply::read(answer);
    if !reply.is_success() {
        return answer.status < 500 || reply.error_type.is_some();
    }
    answer.body.is_empty()
        || reply
            .json()
            .is_some_and(|body| body.is_object() || body.is_null())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_good_answer_proves_nothing() {
        let mut one = Agreement::new(1);
        assert!(one.held());
        let mut three = Agreement::new(3);
        assert_eq!(three.within("5m"), "within 5m");
        assert!(!three.held() && !three.held());
        three.broke();
        assert!(!three.held());
        three.broke();
        assert_eq!(
            three.within("5m"),
            "3 times in a row within 5m (inconsistent, not late: it was so 3 times in between)"
        );
        assert!(!three.held() && !three.held() && three.held());
    }
}
