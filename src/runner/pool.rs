//! Futures side by side on one task, and panics caught.
//!
//! Instances borrow the cases and the target, so they cannot be spawned; and in process none of them ever waits, so one
//! thread keeps a run in the order that its seed gives.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::Poll;

/// Futures that run side by side.
pub(super) struct Pool<F> {
    running: Vec<Pin<Box<F>>>,
}

impl<F: Future> Pool<F> {
    pub(super) fn new() -> Self {
        Self {
            running: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, future: F) {
        self.running.push(Box::pin(future));
    }

    pub(super) fn len(&self) -> usize {
        self.running.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// The output of the next future that ends; never comes while the pool is empty.
    pub(super) async fn next(&mut self) -> F::Output {
        poll_fn(|context| {
            for at in 0..self.running.len() {
                if let Poll::Ready(output) = self.running[at].as_mut().poll(context) {
                    drop(self.running.remove(at));
                    return Poll::Ready(output);
                }
            }
            Poll::Pending
        })
        .await
    }
}

/// The future's output, or the text of its panic.
pub(super) async fn catching<F: Future>(future: F) -> Result<F::Output, String> {
    let mut future = Box::pin(future);
    poll_fn(move |context| {
        // A future that panicked is never polled again.
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
            Err(panic) => Poll::Ready(Err(text(panic.as_ref()))),
        }
    })
    .await
}

fn text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "a panic without a text".to_owned())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn futures_run_at_once() {
        let nap = |millis| async move {
            tokio::time::sleep(Duration::from_millis(millis)).await;
            millis
        };
        let start = std::time::Instant::now();
        let mut pool = Pool::new();
        for millis in [60, 1, 30] {
            pool.push(nap(millis));
        }
        for first in [1, 30, 60] {
            assert_eq!(pool.next().await, first);
        }
        assert!(
            start.elapsed() < Duration::from_millis(85),
            "one after another"
        );
    }

    #[tokio::test]
    async fn a_panic_is_a_text() {
        let failing = async {
            tokio::task::yield_now().await;
            assert_eq!(1, 2, "told so");
        };
        let text = catching(failing).await.expect_err("it panics");
        assert!(text.contains("told so"), "{text}");
        assert_eq!(catching(async { 1 }).await, Ok(1));
    }
}
