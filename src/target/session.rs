//! One interface over every kind of target.

use std::sync::Arc;
use std::time::Duration;

use super::handler::Handler;
use super::journal::Journal;
use super::not_implemented::{self, Absence};
use super::{Error, Manner, Permitted, Rehearsal, handler, http, in_process, trouble};
use crate::case::{self, Lack};
use crate::model::Operation;
use crate::reference::Rules;
use crate::wire::admin::{Disturbance, Principal};
use crate::wire::{Principals, Request, Response, Timestamp, world};

/// Where the calls of a run go.
#[derive(Debug)]
pub enum Target {
    /// To an endpoint in this process, a fresh one per session.
    InProcess(in_process::Maker),
    /// To an endpoint over HTTP.
    Http(http::Endpoint),
    /// To a function in this process, which all sessions share.
    Handler(Handler),
    /// To an endpoint in this process in the place of another, which all sessions share.
    Rehearsal(Rehearsal),
}

impl Target {
    /// The reference in process.
    #[must_use]
    pub fn in_process() -> Self {
        Self::simulated(in_process::Maker::reference("reference", Rules::aws()))
    }

    /// Any endpoint in process.
    #[must_use]
    pub fn simulated(maker: in_process::Maker) -> Self {
        Self::InProcess(maker)
    }

    /// An endpoint over HTTP; asks it once whether it has worlds.
    ///
    /// # Errors
    /// When the options cannot be used or nothing can be reached there.
    pub async fn http(options: http::Options) -> Result<Self, Error> {
        Box::pin(http::Endpoint::connect(options))
            .await
            .map(Self::Http)
    }

    /// `reference`, another name of an endpoint in process, or the URL.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::InProcess(maker) => maker.name(),
            Self::Http(endpoint) => endpoint.url(),
            Self::Handler(handler) => &handler.name,
            Self::Rehearsal(rehearsal) => &rehearsal.name,
        }
    }

    /// The Regions, home first.
    #[must_use]
    pub fn regions(&self) -> Vec<String> {
        match self {
            Self::InProcess(_) => world::regions(),
            Self::Http(endpoint) => endpoint.regions().to_vec(),
            Self::Handler(handler) => handler.regions.clone(),
            Self::Rehearsal(rehearsal) => rehearsal.regions.clone(),
        }
    }

    /// Who calls, of a target that sessions share or that has worlds over HTTP; nobody's secrets are in process.
    #[must_use]
    pub fn principals(&self) -> Principals {
        match self {
            Self::InProcess(_) | Self::Handler(_) | Self::Rehearsal(_) => Principals::default(),
            Self::Http(endpoint) => endpoint.principals(),
        }
    }

    /// True when a session has a clock of its own and a world to disturb.
    #[must_use]
    pub fn has_world(&self) -> bool {
        match self {
            Self::InProcess(_) => true,
            Self::Http(endpoint) => endpoint.has_worlds(),
            Self::Handler(_) | Self::Rehearsal(_) => false,
        }
    }

    /// True when no session sees what another does.
    #[must_use]
    pub fn is_isolated(&self) -> bool {
        self.has_world()
    }

    /// What whoever reads the verdicts should know of the target, in sentences.
    #[must_use]
    pub fn notices(&self) -> Vec<String> {
        match self {
            Self::InProcess(_) | Self::Handler(_) | Self::Rehearsal(_) => Vec::new(),
            Self::Http(endpoint) => endpoint.notices(),
        }
    }

    /// True for something that the target can never have.
    #[must_use]
    pub fn lacks(&self, what: Lack) -> bool {
        match self {
            Self::InProcess(_) => false,
            Self::Http(endpoint) => endpoint.manner().lacks.contains(&what),
            Self::Handler(handler) => handler.manner.lacks.contains(&what),
            Self::Rehearsal(rehearsal) => rehearsal.manner.lacks.contains(&what),
        }
    }

    /// Which requests may be sent to it.
    #[must_use]
    pub fn permitted(&self) -> Permitted {
        match self {
            Self::InProcess(_) => Permitted::Everything,
            Self::Http(endpoint) => endpoint.manner().permitted,
            Self::Handler(handler) => handler.manner.permitted,
            Self::Rehearsal(rehearsal) => rehearsal.manner.permitted,
        }
    }

    /// True when the target has stopped answering, and nothing more is sent to it.
    #[must_use]
    pub fn has_given_up(&self) -> bool {
        match self {
            Self::InProcess(_) | Self::Handler(_) | Self::Rehearsal(_) => false,
            Self::Http(endpoint) => endpoint.has_given_up(),
        }
    }

    /// What is made from now on is written into this journal first; an endpoint in this process, and one with worlds, needs
    /// none.
    pub fn keep_journal(&mut self, journal: Arc<Journal>) {
        if let Self::Http(endpoint) = self {
            endpoint.keep_journal(journal);
        }
    }

    /// Why the journal can be written no more, in a sentence; then nothing is made.
    #[must_use]
    pub fn journal_failure(&self) -> Option<&str> {
        let Self::Http(endpoint) = self else {
            return None;
        };
        endpoint.journal_failure()
    }

    /// A session for one case instance; where there are worlds, one drawn from this seed.
    ///
    /// # Errors
    /// When a world is asked for and cannot be had.
    pub async fn open(&self, seed: u64) -> Result<Session, Error> {
        match self {
            Self::InProcess(maker) => Ok(Session::InProcess(maker.open(seed))),
            Self::Http(endpoint) => endpoint.open(seed).await.map(Session::Http),
            Self::Handler(handler) => Ok(Session::Handler(handler.clone())),
            Self::Rehearsal(rehearsal) => Ok(Session::Rehearsal(rehearsal.clone())),
        }
    }
}

/// What one case instance talks to.
#[derive(Debug)]
pub enum Session {
    /// An endpoint of its own.
    InProcess(in_process::Session),
    /// An endpoint, or one world of it.
    Http(http::Session),
    /// A function in this process.
    Handler(Handler),
    /// An endpoint in this process in the place of another.
    Rehearsal(Rehearsal),
}

impl Session {
    /// Sends one request, signed by the caller or not, as exactly as HTTP allows.
    ///
    /// # Errors
    /// When no whole answer came, or the user permits no request of its kind. An answer of any status but a redirect is no
    /// error.
    pub async fn send(&self, request: &Request) -> Result<Response, Error> {
        self.permits(request)?;
        match self {
            Self::InProcess(session) => session.send(request),
            Self::Http(session) => Box::pin(session.send(request)).await,
            Self::Handler(handler) => Box::pin(handler.send(request)).await,
            Self::Rehearsal(rehearsal) => rehearsal.send(request),
        }
    }

    /// Whether the user permits a request of this kind; [`Self::send`] sends no other.
    ///
    /// # Errors
    /// [`Error::NotPermitted`].
    pub fn permits(&self, request: &Request) -> Result<(), Error> {
        let manner = self.manner();
        manner.map_or(Ok(()), |manner| manner.permitted.check(request))
    }

    /// The target's clock, by which requests are signed.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::InProcess(session) => session.now(),
            Self::Http(session) => session.now(),
            Self::Handler(_) => Handler::now(),
            Self::Rehearsal(rehearsal) => rehearsal.now(),
        }
    }

    /// Lets time pass: by moving the world's clock, or by sleeping where there is none.
    ///
    /// # Errors
    /// When the world's clock could not be moved.
    pub async fn wait(&self, by: Duration) -> Result<(), Error> {
        match self {
            Self::InProcess(session) => {
                session.advance(by);
                Ok(())
            }
            Self::Http(session) => session.wait(by).await,
            Self::Handler(_) => {
                Box::pin(tokio::time::sleep(by)).await;
                Ok(())
            }
            Self::Rehearsal(rehearsal) => {
                rehearsal.wait(by);
                Ok(())
            }
        }
    }

    /// Moves the world's clock forward.
    ///
    /// # Errors
    /// [`Error::Unsupported`] without a world.
    pub async fn advance(&self, by: Duration) -> Result<(), Error> {
        match self {
            Self::InProcess(session) => {
                session.advance(by);
                Ok(())
            }
            Self::Http(session) => session.advance(by).await,
            Self::Handler(_) | Self::Rehearsal(_) => Err(Error::Unsupported {
                what: "move its clock",
            }),
        }
    }

    /// Changes what stands behind the world's custom key stores.
    ///
    /// # Errors
    /// [`Error::Unsupported`] without a world.
    pub async fn disturb(&self, disturbance: &Disturbance) -> Result<(), Error> {
        match self {
            Self::InProcess(session) => {
                session.disturb(disturbance);
                Ok(())
            }
            Self::Http(session) => session.disturb(disturbance).await,
            Self::Handler(_) | Self::Rehearsal(_) => Err(Error::Unsupported {
                what: "be disturbed",
            }),
        }
    }

    /// True when its clock is its own: waiting costs nobody's time.
    #[must_use]
    pub fn has_world(&self) -> bool {
        match self {
            Self::InProcess(_) => true,
            Self::Http(session) => session.has_world(),
            Self::Handler(_) | Self::Rehearsal(_) => false,
        }
    }

    /// True when its clock goes on as it is told: a pause is as long as it is said to be, and takes no time.
    #[must_use]
    pub fn simulates_time(&self) -> bool {
        self.has_world() || matches!(self, Self::Rehearsal(_))
    }

    /// With what a principal signs; `None` when the target has none of this name, and for `anonymous`.
    #[must_use]
    pub fn principal(&self, principal: case::Principal) -> Option<Principal> {
        let name = principal.signer()?;
        let principals = match self {
            Self::InProcess(session) => session.principals(),
            Self::Http(session) => return session.principal(name),
            Self::Handler(handler) => &handler.principals,
            Self::Rehearsal(rehearsal) => &rehearsal.principals,
        };
        let mut principals = principals.iter();
        principals.find(|principal| principal.name == name).cloned()
    }

    /// Who calls, and with what, also when that is renewed.
    #[must_use]
    pub fn principals(&self) -> Principals {
        match self {
            Self::InProcess(session) => session.principals().to_vec().into(),
            Self::Http(session) => session.principals(),
            Self::Handler(handler) => handler.principals.clone().into(),
            Self::Rehearsal(rehearsal) => rehearsal.principals.clone().into(),
        }
    }

    /// Renews the credentials of a principal, if it is time: before a request is signed.
    ///
    /// # Errors
    /// [`Error::Credentials`] when they have ended and cannot be renewed.
    pub async fn refresh(&self, principal: case::Principal) -> Result<(), Error> {
        match (self, principal.signer()) {
            (Self::Http(session), Some(name)) => Box::pin(session.refresh(name)).await,
            _ => Ok(()),
        }
    }

    /// Renews the credentials with which something was asked, if the answer says that they have ended; false where it does not,
    /// and where there are no others.
    ///
    /// # Errors
    /// [`Error::Credentials`] when there is somewhere to renew them, and that fails.
    pub async fn replaces(
        &self,
        asked: Option<Principal>,
        answer: &Response,
    ) -> Result<bool, Error> {
        match (self, asked.filter(|_| trouble::is_expired(answer))) {
            (Self::Http(session), Some(refused)) => Box::pin(session.replace(&refused)).await,
            _ => Ok(false),
        }
    }

    /// True for somebody whom the target can never have.
    #[must_use]
    pub fn cannot_have(&self, principal: case::Principal) -> bool {
        let Some(name) = principal.signer() else {
            return false;
        };
        // Who asks nobody for permission knows no user without it either.
        let is_meant = |word: &String| word == name || (name == "user" && word == "stranger");
        let named = match self {
            Self::Http(session) => session.cannot().iter().any(is_meant),
            Self::Rehearsal(rehearsal) => rehearsal.cannot.iter().any(is_meant),
            Self::InProcess(_) | Self::Handler(_) => false,
        };
        named || self.manner().is_some_and(|it| it.cannot_have(name))
    }

    /// True for something that the target can never have.
    #[must_use]
    pub fn lacks(&self, what: Lack) -> bool {
        self.manner().is_some_and(|it| it.lacks.contains(&what))
    }

    /// The header fields by which the target knows the account of whoever is called so.
    pub fn headers(&self, name: &str) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.manner().and_then(|manner| manner.headers.get(name));
        let fields = fields.into_iter().flatten();
        fields.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether the answer says that the target does not have the operation.
    #[must_use]
    pub fn absence(&self, response: &Response, operation: Operation) -> Option<Absence> {
        match self.manner() {
            Some(manner) => manner.absence(response, operation),
            None => not_implemented::classify(response, operation),
        }
    }

    fn manner(&self) -> Option<&Manner> {
        match self {
            Self::InProcess(_) => None,
            Self::Http(session) => Some(session.manner()),
            Self::Handler(handler) => Some(&handler.manner),
            Self::Rehearsal(rehearsal) => Some(&rehearsal.manner),
        }
    }

    /// The name of a Region; `None` when the target has no other.
    #[must_use]
    pub fn region(&self, region: case::Region) -> Option<&str> {
        let regions = match self {
            Self::InProcess(session) => session.regions(),
            Self::Http(session) => session.regions(),
            Self::Handler(handler) => &handler.regions,
            Self::Rehearsal(rehearsal) => &rehearsal.regions,
        };
        let at = match region {
            case::Region::Home => 0,
            case::Region::Other => 1,
        };
        regions.get(at).map(String::as_str)
    }

    /// The value of a good `Host` header for this Region.
    #[must_use]
    pub fn authority(&self, region: case::Region) -> &str {
        match self {
            Self::InProcess(_) | Self::Rehearsal(_) => in_process::AUTHORITY,
            Self::Http(session) => session.authority(region),
            Self::Handler(_) => handler::AUTHORITY,
        }
    }

    /// Ends the session and its world. A world that could not be ended ends by itself when it has been idle.
    pub async fn close(self) {
        match self {
            Self::InProcess(_) | Self::Handler(_) | Self::Rehearsal(_) => {}
            Self::Http(session) => session.close().await,
        }
    }
}
