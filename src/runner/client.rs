//! Sends what one try of an instance sends, and keeps the ledger.

use std::time::Duration;

use serde_json::Value;

use super::capability::Capabilities;
use super::ledger::Ledger;
use super::request::{Draft, Lacking};
use super::waiting::Pauses;
use crate::case::{Principal, Region};
use crate::check::{Exchange, Reply};
use crate::model::Operation;
use crate::target::{self, Session};
use crate::wire::{Request, Response};

/// How often a call is made again when the target says that it was called too often.
pub(super) const PATIENCE: usize = 5;

/// The longest pause before a call is made again.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// A session and the ledger in which everything that goes over it is noted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Client<'a> {
    pub(super) session: &'a Session,
    pub(super) ledger: &'a Ledger,
    /// What is known of the target's operations.
    pub(super) capabilities: &'a Capabilities,
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

/// Who calls what, where, and under which words it stands in the report.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calling<'a> {
    pub(super) operation: Operation,
    pub(super) principal: Principal,
    pub(super) region: Region,
    pub(super) label: &'a str,
}

impl Client<'_> {
    /// Calls an operation as a good client does.
    pub(super) async fn call(
        &self,
        calling: Calling<'_>,
        input: &Value,
    ) -> Result<Response, Unanswered> {
        let draft = Draft::plain(
            self.session,
            calling.operation,
            calling.principal,
            calling.region,
            input,
        );
        self.send(calling, &draft).await
    }

    /// Signs a draft by the target's clock and sends it.
    pub(super) async fn send(
        &self,
        calling: Calling<'_>,
        draft: &Draft,
    ) -> Result<Response, Unanswered> {
        let now = self.session.now();
        let request = draft.sign(self.session, now).map_err(Unanswered::Lacking)?;
        self.pass(calling, request).await
    }

    /// Sends a request as it stands.
    pub(super) async fn pass(
        &self,
        calling: Calling<'_>,
        request: Request,
    ) -> Result<Response, Unanswered> {
        let number = self.ledger.sent(Exchange {
            step: self.ledger.step(),
            label: calling.label.to_owned(),
            operation: calling.operation,
            request: request.clone(),
            response: None,
            cut: None,
            cleanup: self.cleanup,
        });
        let response = self
            .session
            .send(&request)
            .await
            .map_err(Unanswered::Target)?;
        self.ledger.answered(number, &response);
        self.capabilities
            .note(calling.operation, &request, &response);
        self.ledger.made(
            calling.operation,
            calling.principal,
            calling.region,
            &response,
        );
        Ok(response)
    }
}

impl Client<'_> {
    /// As [`call`](Self::call), but asks again where the target says that it was asked too often.
    pub(super) async fn patient_call(
        &self,
        calling: Calling<'_>,
        input: &Value,
    ) -> Result<Response, Unanswered> {
        let mut pauses = Pauses::new();
        for _ in 0..PATIENCE {
            let response = self.call(calling, input).await?;
            if !is_throttled(&response) {
                return Ok(response);
            }
            let waited = pauses.pause(self.session, LONGEST_PAUSE).await;
            waited.map_err(Unanswered::Target)?;
        }
        self.call(calling, input).await
    }
}

/// The target says that it was asked too often (fact W-022).
pub(super) fn is_throttled(response: &Response) -> bool {
    response.status >= 400
        && Reply::read(response).error_type.as_deref() == Some("ThrottlingException")
}
