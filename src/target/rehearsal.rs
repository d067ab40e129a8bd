//! An endpoint in this process in the place of another: one account for all cases, as it is there, and a clock that goes
//! on while somebody waits. What a run will ask of the other is asked of it first.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::in_process::Endpoint;
use super::{Error, Manner};
use crate::wire::admin::Principal;
use crate::wire::{Request, Response, Timestamp};

/// Looks on: at the request, its answer, and the endpoint's clock.
type Watching = dyn Fn(&Request, &Response, Timestamp) + Send + Sync;

/// An endpoint in the place of another, which all sessions share.
#[derive(Clone)]
pub struct Rehearsal {
    /// What reports call the endpoint in whose place it is: its URL.
    pub name: String,
    /// Who may call.
    pub principals: Vec<Principal>,
    /// The names of those whom the endpoint can never have.
    pub cannot: Vec<String>,
    /// The Regions, home first.
    pub regions: Vec<String>,
    /// How the endpoint is asked and answers.
    pub manner: Manner,
    endpoint: Arc<Mutex<Box<dyn Endpoint>>>,
    watch: Arc<Watching>,
}

impl Rehearsal {
    /// In the place of the endpoint of this name, with nobody who may call; `watch` sees everything that is asked, in order.
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        endpoint: Box<dyn Endpoint>,
        watch: impl Fn(&Request, &Response, Timestamp) + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            principals: Vec::new(),
            cannot: Vec::new(),
            regions: Vec::new(),
            manner: Manner::default(),
            endpoint: Arc::new(Mutex::new(endpoint)),
            watch: Arc::new(watch),
        }
    }

    /// Its answer to one request.
    ///
    /// # Errors
    /// When the endpoint plays one that does not answer.
    pub(super) fn send(&self, request: &Request) -> Result<Response, Error> {
        let mut endpoint = self.lock();
        let response = endpoint.handle(request)?;
        let now = endpoint.now();
        drop(endpoint);
        (self.watch)(request, &response, now);
        Ok(response)
    }

    /// Its clock.
    pub(super) fn now(&self) -> Timestamp {
        self.lock().now()
    }

    /// Moves its clock.
    pub(super) fn wait(&self, by: Duration) {
        let mut endpoint = self.lock();
        let later = endpoint.now().plus(by);
        endpoint.advance_to(later);
    }

    /// The endpoint, also after a panic in it: its case has failed then, and the others go on.
    fn lock(&self) -> MutexGuard<'_, Box<dyn Endpoint>> {
        self.endpoint.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Rehearsal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rehearsal")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
