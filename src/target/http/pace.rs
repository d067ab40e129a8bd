//! No more requests a second than a target is told to take.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// Holds requests back so that they go out at even intervals.
#[derive(Debug)]
pub(super) struct Pace {
    interval: Option<Duration>,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    pub(super) fn new(per_second: Option<u32>) -> Self {
        let interval = per_second.map(|rate| Duration::from_secs(1) / rate.max(1));
        Self {
            interval,
            next: Mutex::new(None),
        }
    }

    /// Whether requests are held back at all.
    pub(super) fn is_set(&self) -> bool {
        self.interval.is_some()
    }

    /// Waits for the next request's turn.
    pub(super) async fn turn(&self) {
        let Some(interval) = self.interval else {
            return;
        };
        let at = {
            let mut next = self.next.lock().await;
            let now = Instant::now();
            let at = next.map_or(now, |next| next.max(now));
            *next = Some(at + interval);
            at
        };
        sleep_until(at).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn requests_go_out_at_even_intervals() {
        let pace = Pace::new(Some(50));
        let begin = Instant::now();
        for _ in 0..4 {
            pace.turn().await;
        }
        assert!(begin.elapsed() >= Duration::from_millis(60));
        let free = Pace::new(None);
        let begin = Instant::now();
        for _ in 0..1000 {
            free.turn().await;
        }
        assert!(begin.elapsed() < Duration::from_millis(60));
    }
}
