//! No more requests a second than allowed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Counts requests and holds them back.
#[derive(Debug)]
pub(super) struct Rate {
    begin: Instant,
    interval: Option<Duration>,
    sent: AtomicU64,
}

impl Rate {
    pub(super) fn new(per_second: Option<u32>) -> Self {
        let interval = per_second.map(|rate| Duration::from_secs(1) / rate.max(1));
        Self {
            begin: Instant::now(),
            interval,
            sent: AtomicU64::new(0),
        }
    }

    /// Waits for the next request's turn.
    pub(super) async fn wait(&self) {
        let before = self.sent.fetch_add(1, Ordering::Relaxed);
        if let Some(interval) = self.interval {
            let turns = u32::try_from(before).unwrap_or(u32::MAX);
            sleep_until(self.begin + interval.saturating_mul(turns)).await;
        }
    }

    /// How many requests were sent.
    pub(super) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }
}
