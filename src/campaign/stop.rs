//! The end of a campaign: its time is over, or somebody stops it; once in order, twice at once.

use std::future::Future;
use std::pin::pin;
use std::time::{Duration, Instant};

use tokio::sync::watch;

/// Stops a campaign; clones stop the same one.
#[derive(Debug, Clone)]
pub struct Stop(watch::Sender<Asked>);

/// How often and since when.
#[derive(Debug, Clone, Copy, Default)]
struct Asked {
    times: u32,
    first: Option<Instant>,
}

impl Default for Stop {
    fn default() -> Self {
        Self(watch::Sender::new(Asked::default()))
    }
}

impl Stop {
    /// Ends the campaign: the first time it sends no further call of a script, shrinks no more, takes away what it made and
    /// reports; the second time it awaits nothing any more and reports.
    pub fn stop(&self) {
        self.0.send_modify(|asked| {
            asked.times += 1;
            asked.first.get_or_insert_with(Instant::now);
        });
    }

    /// Whether it was stopped.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.0.borrow().times > 0
    }

    /// Whether it was stopped twice.
    #[must_use]
    pub fn is_aborted(&self) -> bool {
        self.0.borrow().times > 1
    }

    /// Ends when it is stopped for the first time.
    pub async fn stopped(&self) {
        self.asked(1).await;
    }

    /// Ends when it is stopped for the second time.
    pub async fn aborted(&self) {
        self.asked(2).await;
    }

    async fn asked(&self, times: u32) {
        let mut seen = self.0.subscribe();
        // The sender lives in `self`, so the wait cannot end in an error.
        let _ = seen.wait_for(|asked| asked.times >= times).await;
    }

    fn first(&self) -> Option<Instant> {
        self.0.borrow().first
    }
}

/// The end of a campaign, whichever comes first.
#[derive(Debug, Clone)]
pub(super) struct End {
    at: Instant,
    stop: Stop,
}

impl End {
    /// After this long, or when stopped.
    pub(super) fn new(after: Duration, stop: &Stop) -> Self {
        let now = Instant::now();
        Self {
            at: now.checked_add(after).unwrap_or(now + LONG),
            stop: stop.clone(),
        }
    }

    /// Whether it has come: no further call of a script is sent.
    pub(super) fn is_there(&self) -> bool {
        self.stop.is_stopped() || Instant::now() >= self.at
    }

    /// For how long it has been there; zero where it is not.
    pub(super) fn since(&self) -> Duration {
        let first = self.stop.first().map_or(self.at, |at| at.min(self.at));
        Instant::now().saturating_duration_since(first)
    }

    /// Whether nothing may be awaited any more.
    pub(super) fn is_aborted(&self) -> bool {
        self.stop.is_aborted()
    }

    /// What the future gives, unless the campaign is stopped twice meanwhile.
    pub(super) async fn unless_aborted<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        let mut future = pin!(future);
        tokio::select! {
            value = &mut future => Some(value),
            () = self.stop.aborted() => None,
        }
    }
}

/// What stands for a time too long to be one.
const LONG: Duration = Duration::from_hours(24 * 365);

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn twice_awaits_nothing() {
        let stop = Stop::default();
        let end = End::new(Duration::MAX, &stop);
        assert!(!end.is_there() && end.since() == Duration::ZERO);
        assert_eq!(end.unless_aborted(async { 1 }).await, Some(1));
        stop.stop();
        assert!(end.is_there() && !end.is_aborted());
        stop.stop();
        let never = std::future::pending::<()>();
        assert_eq!(end.unless_aborted(never).await, None);
    }
}
