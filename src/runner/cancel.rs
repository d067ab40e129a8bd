//! Stopping a run: the first interruption ends it in order, the second at once.

use tokio::sync::watch;

/// A handle that stops a run; clones stop the same run.
#[derive(Debug, Clone)]
pub struct Cancel(watch::Sender<u32>);

impl Default for Cancel {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Cancel {
    /// Interrupts: the first call lets instances clean up, the second gives that up too.
    pub fn interrupt(&self) {
        self.0.send_modify(|count| *count += 1);
    }

    /// True once [`interrupt`](Self::interrupt) was called.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        *self.0.borrow() > 0
    }

    /// Interrupts on every Ctrl-C, and where there is such a thing on every SIGTERM, from now on. Must be called on a tokio
    /// runtime.
    pub fn on_signals(&self) {
        let cancel = self.clone();
        tokio::spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                cancel.interrupt();
            }
        });
        #[cfg(unix)]
        if let Ok(mut terminate) =
            tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        {
            let cancel = self.clone();
            tokio::spawn(async move {
                while terminate.recv().await.is_some() {
                    cancel.interrupt();
                }
            });
        }
    }

    /// Ends at the first interruption.
    pub(super) async fn interrupted(&self) {
        self.reached(1).await;
    }

    /// Ends at the second interruption.
    pub(super) async fn aborted(&self) {
        self.reached(2).await;
    }

    async fn reached(&self, count: u32) {
        let mut seen = self.0.subscribe();
        // The sender lives in `self`, so the wait cannot end in an error.
        let _ = seen.wait_for(|n| *n >= count).await;
    }
}
