//! How long things are waited for, and the pauses between polls: short at first, then longer, on the target's clock.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use crate::target::{Error, Session};

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(30);

/// The longest waits of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Waits {
    /// Until what was done is seen everywhere.
    pub(super) consistency: Duration,
    /// Until a store is connected or disconnected.
    pub(super) connection: Duration,
}

impl Waits {
    /// Nothing is waited for.
    pub(super) const NONE: Self = Self {
        consistency: Duration::ZERO,
        connection: Duration::ZERO,
    };
}

/// A sequence of pauses.
#[derive(Debug)]
pub(super) struct Pauses {
    next: Duration,
}

impl Pauses {
    pub(super) fn new() -> Self {
        Self { next: FIRST }
    }

    /// Waits, but no longer than `most`.
    ///
    /// Where the clock is everybody's, a pause is up to half as long again or half as long: clients that were refused
    /// together do not come back together.
    pub(super) async fn pause(&mut self, session: &Session, most: Duration) -> Result<(), Error> {
        self.pause_as_asked(session, most, None).await
    }

    /// The same, but no shorter than the endpoint has asked for: to come back sooner is to be refused again. What nobody
    /// who waits for a verdict can be asked for is cut.
    pub(super) async fn pause_as_asked(
        &mut self,
        session: &Session,
        most: Duration,
        asked: Option<Duration>,
    ) -> Result<(), Error> {
        let by = if session.simulates_time() {
            self.next
        } else {
            self.next.mul_f64(jitter())
        };
        self.next = (self.next * 2).min(LONGEST);
        let asked = asked.unwrap_or_default().min(LONGEST);
        session.wait(by.min(most).max(asked)).await
    }
}

/// From 0.5 to 1.5. It is no part of what a run asks, and need not follow from its seed.
fn jitter() -> f64 {
    let drawn = RandomState::new().hash_one(0_u8) % 1000;
    0.5 + f64::from(u32::try_from(drawn).unwrap_or(500)) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_spreads() {
        let drawn: Vec<f64> = (0..100).map(|_| jitter()).collect();
        assert!(drawn.iter().all(|j| (0.5..1.5).contains(j)), "{drawn:?}");
        assert!(drawn.iter().any(|j| *j < 0.9) && drawn.iter().any(|j| *j > 1.1));
    }
}
