//! Pauses between polls: short at first, then longer, on the target's clock.

use std::time::Duration;

use crate::target::{Error, Session};

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(30);

/// A sequence of pauses.
pub(super) struct Pauses {
    next: Duration,
}

impl Pauses {
    pub(super) fn new() -> Self {
        Self { next: FIRST }
    }

    /// Waits, but no longer than `most`.
    pub(super) async fn pause(&mut self, session: &Session, most: Duration) -> Result<(), Error> {
        let by = self.next.min(most);
        self.next = (self.next * 2).min(LONGEST);
        session.wait(by).await
    }
}
