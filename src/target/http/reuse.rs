//! Whether a request went over a connection that had been used before.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tower_layer::Layer;
use tower_service::Service;

tokio::task_local! {
    /// Set once the request of this task needs a connection of its own.
    static CONNECTS: Arc<AtomicBool>;
}

/// Runs the sending of one request; also whether a connection that was there already was taken for it.
pub(super) async fn watch<T>(sending: impl Future<Output = T>) -> (T, bool) {
    let connects = Arc::new(AtomicBool::new(false));
    let outcome = CONNECTS.scope(Arc::clone(&connects), sending).await;
    (outcome, !connects.load(Ordering::Relaxed))
}

/// Goes around what makes connections, which is called within the task of the request that needs one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Watched;

/// What makes connections, watched.
#[derive(Debug, Clone)]
pub(super) struct Connecting<S>(S);

impl<S> Layer<S> for Watched {
    type Service = Connecting<S>;

    fn layer(&self, inner: S) -> Connecting<S> {
        Connecting(inner)
    }
}

impl<S: Service<R>, R> Service<R> for Connecting<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, to: R) -> S::Future {
        let _ = CONNECTS.try_with(|connects| connects.store(true, Ordering::Relaxed));
        self.0.call(to)
    }
}
