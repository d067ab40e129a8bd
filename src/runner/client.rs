//! Sends what one try of an instance sends, and keeps the ledger.

use std::time::Duration;

use serde_json::Value;

use super::capability::Capabilities;
use super::change::{self, Change};
use super::ledger::Ledger;
use super::marking::Marker;
use super::outcome::Outcome;
use super::request::{Draft, Lacking};
use super::shared_keys::Borrowed;
use super::waiting::{Pauses, Waits};
use crate::case::{Call, Principal, Region};
use crate::check::{Exchange, Reply};
use crate::model::Operation;
use crate::target::trouble::{self, Trouble};
use crate::target::{self, Session};
use crate::wire::{Request, Response};

/// How often a call is made again when the target says that it was called too often.
pub(super) const PATIENCE: usize = 5;

/// How often it is made again when the target broke on it.
const BROKEN: usize = 2;

/// The pause before clean-up sends again what was cut off.
const AT_ONCE: Duration = Duration::from_millis(10);

/// The longest pause before a call is made again.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// A session and the ledger in which everything that goes over it is noted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Client<'a> {
    pub(super) session: &'a Session,
    pub(super) ledger: &'a Ledger,
    /// What is known of the target's operations.
    pub(super) capabilities: &'a Capabilities,
    pub(super) waits: Waits,
    /// Puts the mark of the run on what is made.
    pub(super) marker: Marker<'a>,
    /// Keys that are shared with other tries, where this one may have such.
    pub(super) shared_keys: Option<&'a Borrowed<'a>>,
    /// What is sent is clean-up.
    pub(super) cleanup: bool,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unanswered {
    /// The request could not be made.
    Lacking(Lacking),
    /// The target could not be asked.
    Target(target::Error),
}

impl Unanswered {
    /// Why, in words.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Lacking(Lacking::Principal(principal)) => {
                format!("there are no credentials for `{}`", principal.word())
            }
            Self::Lacking(Lacking::Account) => "the account of the target is not known".to_owned(),
            Self::Lacking(Lacking::Arn(principal)) => {
                format!("the ARN of `{}` is not known", principal.word())
            }
            Self::Lacking(Lacking::Region(_)) => "the target has no such Region".to_owned(),
            Self::Target(error) => error.to_string(),
        }
    }
}

/// Who calls what, where, and under which words it stands in the report.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calling<'a> {
    pub(super) operation: Operation,
    pub(super) principal: Principal,
    pub(super) region: Region,
    pub(super) label: &'a str,
    /// It only waits for what was done to be in force.
    pub(super) waiting: bool,
}

impl Client<'_> {
    /// Calls an operation as a good client does.
    pub(super) async fn call(
        &self,
        calling: Calling<'_>,
        input: &Value,
    ) -> Result<Response, Unanswered> {
        let (operation, principal) = (calling.operation, calling.principal);
        let mut input = input.clone();
        self.marker.mark(operation, principal, &mut input);
        let draft = Draft::plain(self.session, operation, principal, calling.region, &input);
        self.send(calling, &draft).await
    }

    /// Puts the mark of the run on the requests of a step.
    ///
    /// # Errors
    /// When the mark is required, and something that may be made cannot bear it.
    pub(super) fn mark(&self, call: &Call, drafts: &mut [Draft]) -> Result<(), Outcome> {
        self.marker.mark_call(self.ledger.step(), call, drafts)
    }

    /// Signs a draft by the target's clock and sends it.
    pub(super) async fn send(
        &self,
        calling: Calling<'_>,
        draft: &Draft,
    ) -> Result<Response, Unanswered> {
        let signed = || draft.sign(self.session, self.session.now());
        if !draft.is_as_usual() {
            let request = signed().map_err(Unanswered::Lacking)?;
            return self.pass(calling, request).await;
        }
        self.pass_signed(calling, signed).await
    }

    /// Sends what is signed as a good client does, with credentials that are renewed before they end; once more, where they
    /// have ended all the same and there are others.
    pub(super) async fn pass_signed(
        &self,
        calling: Calling<'_>,
        signed: impl Fn() -> Result<Request, Lacking>,
    ) -> Result<Response, Unanswered> {
        let refreshed = self.session.refresh(calling.principal).await;
        refreshed.map_err(Unanswered::Target)?;
        let before = self.session.principal(calling.principal);
        let request = signed().map_err(Unanswered::Lacking)?;
        let answer = self.pass(calling, request).await?;
        let replaced = self.session.replaces(before, &answer).await;
        if !replaced.map_err(Unanswered::Target)? {
            return Ok(answer);
        }
        let request = signed().map_err(Unanswered::Lacking)?;
        self.pass(calling, request).await
    }

    /// Sends a request as it stands; never, once the try is stopped.
    pub(super) async fn pass(
        &self,
        calling: Calling<'_>,
        request: Request,
    ) -> Result<Response, Unanswered> {
        if self.ledger.is_stopped() && !self.cleanup {
            std::future::pending::<()>().await;
        }
        // What is not sent is no exchange, and has left nothing behind.
        self.session.permits(&request).map_err(Unanswered::Target)?;
        let at = self.session.now();
        let exchange = Exchange {
            step: self.ledger.step(),
            label: calling.label.to_owned(),
            operation: calling.operation,
            request: request.clone(),
            response: None,
            cut: None,
            cleanup: self.cleanup,
            waiting: calling.waiting,
        };
        let who = (calling.principal, calling.region);
        let number = self.ledger.sent(exchange, at, who);
        let under_way = (!calling.operation.is_read()).then(|| self.ledger.set_out());
        let response = self.session.send(&request).await;
        drop(under_way);
        let response = response.map_err(Unanswered::Target)?;
        let absence = self.session.absence(&response, calling.operation);
        self.ledger.answered(number, &response, absence.is_some());
        self.capabilities
            .note(self.session, calling.operation, &request, &response);
        let reply = Reply::read(&response);
        if reply.is_success() {
            // An operation without output may answer with an empty body (fact W-003).
            let output = reply.json().unwrap_or(&Value::Null);
            let input = serde_json::from_slice(&request.body).unwrap_or_default();
            // Later than it was sent: what hosts know is counted from when it was done.
            let at = self.session.now();
            if let Some(change) = Change::of(calling, &input, output, at) {
                self.ledger.changed(change, &input);
            }
        }
        Ok(response)
    }

    /// As [`call`](Self::call), but asks again where the target was asked too often, broke, or may not know yet what this
    /// try has done.
    ///
    /// What a broken call has made all the same is looked for by clean-up.
    pub(super) async fn patient_call(
        &self,
        calling: Calling<'_>,
        input: &Value,
    ) -> Result<Response, Unanswered> {
        let mut patience = Patience::new();
        let mut cut_off = 0;
        loop {
            let response = match self.call(calling, input).await {
                // Done twice, each step of clean-up is as done once.
                Err(Unanswered::Target(error))
                    if self.cleanup && error.is_cut_off() && cut_off < target::CUT_OFF =>
                {
                    cut_off += 1;
                    patience.pause(*self, AT_ONCE).await?;
                    continue;
                }
                answered => answered?,
            };
            // What a read of this kind is not shown is what its reader wants to know.
            let reader = Client {
                cleanup: self.cleanup || calling.waiting,
                ..*self
            };
            let again = patience.asks_again(reader, calling.operation, input, &response);
            let Some(most) = again else {
                return Ok(response);
            };
            patience.pause(*self, most).await?;
        }
    }
}

/// How often one call is made again in which nothing is judged.
#[derive(Debug)]
pub(super) struct Patience {
    pauses: Pauses,
    throttled: usize,
    broken: usize,
    /// How long the last answer asked to wait.
    asked: Option<Duration>,
}

impl Patience {
    pub(super) fn new() -> Self {
        Self {
            pauses: Pauses::new(),
            throttled: 0,
            broken: 0,
            asked: None,
        }
    }

    /// Whether the answer is worth another try, and after which pause at most.
    pub(super) fn asks_again(
        &mut self,
        client: Client<'_>,
        operation: Operation,
        input: &Value,
        answer: &Response,
    ) -> Option<Duration> {
        let trouble = trouble::classify(answer);
        let now = client.session.now();
        self.asked = trouble.and_then(|_| target::retry_after(answer, now));
        match trouble {
            Some(Trouble::Throttled) => {
                self.throttled += 1;
                (self.throttled <= PATIENCE).then_some(LONGEST_PAUSE)
            }
            Some(Trouble::Broken) if client.session.absence(answer, operation).is_none() => {
                self.broken += 1;
                (self.broken <= BROKEN).then_some(LONGEST_PAUSE)
            }
            Some(_) => None,
            // What clean-up asks again it knows itself.
            None if client.cleanup => None,
            None => {
                let deadline = change::deadline(client)?;
                let late = answer.status >= 400
                    && change::may_be_late(operation, input, answer, client.ledger);
                let left = deadline.millis() - client.session.now().millis();
                let left = u64::try_from(left).ok().filter(|left| late && *left > 0)?;
                Some(Duration::from_millis(left))
            }
        }
    }

    pub(super) async fn pause(
        &mut self,
        client: Client<'_>,
        most: Duration,
    ) -> Result<(), Unanswered> {
        let paused = self
            .pauses
            .pause_as_asked(client.session, most, self.asked)
            .await;
        paused.map_err(Unanswered::Target)
    }
}
