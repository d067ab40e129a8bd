//! A live target behind the server: what a CLI sends is passed on, signed anew.
//!
//! The CLI never sees the target's credentials, and a target with a clock of its own is asked by that clock.

use std::sync::{Mutex, PoisonError};

use crate::case::{Principal, Region};
use crate::check::{Seen, Signed};
use crate::runner::client::{Calling, Client, Unanswered};
use crate::runner::request::Lacking;
use crate::target::Session;
use crate::wire::admin::Principal as Signer;
use crate::wire::sigv4::{self, Scope};
use crate::wire::{Headers, Request, Response, aws_json};

/// Who calls, and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller {
    pub(super) principal: Principal,
    pub(super) region: Region,
}

/// The target's answer; without one, the reason.
pub(super) async fn answer(
    session: &Session,
    caller: Caller,
    seen: &Seen,
) -> Result<Response, String> {
    if seen.signed != Signed::Valid {
        let body = "{\"__type\":\"InvalidSignatureException\",\"message\":\"The CLI did not sign this request rightly.\"}";
        return Ok(refusal(body));
    }
    let refreshed = session.refresh(caller.principal).await;
    refreshed.map_err(|error| error.to_string())?;
    let (Some(principal), Some(region)) = (
        session.principal(caller.principal),
        session.region(caller.region),
    ) else {
        return Err("the target has no such principal or Region".to_owned());
    };
    let mut request = without_signature(session, caller.region, &seen.request);
    sign(&mut request, session, &principal, region);
    session
        .send(&request)
        .await
        .map_err(|error| error.to_string())
}

/// A call of a case on its way from the CLI under test to the target.
pub(super) struct Relay<'a> {
    pub(super) client: Client<'a>,
    pub(super) calling: Calling<'a>,
    /// Whether the CLI should sign.
    pub(super) signed: bool,
    /// The last answer of the target, as it came.
    pub(super) last: Mutex<Option<Result<Response, Unanswered>>>,
}

impl Relay<'_> {
    /// The target's answer, noted in the ledger; `None` when there is none, and [`last`](Self::last) says why.
    pub(super) async fn answer(&self, seen: &Seen) -> Option<Response> {
        let rightly = match seen.signed {
            Signed::Valid => self.signed,
            Signed::No => !self.signed,
            Signed::Invalid(_) => false,
        };
        if !rightly {
            let body = "{\"__type\":\"InvalidSignatureException\",\"message\":\"The CLI did not sign this request as it was told to.\"}";
            return Some(refusal(body));
        }
        let answer = self.pass(&seen.request).await;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.insert(answer).as_ref().ok().cloned()
    }

    async fn pass(&self, sent: &Request) -> Result<Response, Unanswered> {
        let Calling {
            principal: by,
            region: place,
            ..
        } = self.calling;
        let session = self.client.session;
        let request = without_signature(session, place, sent);
        if !self.signed {
            return self.client.pass(self.calling, request).await;
        }
        let signed = || {
            let principal = session.principal(by).ok_or(Lacking::Principal(by))?;
            let region = session.region(place).ok_or(Lacking::Region(place))?;
            let mut request = request.clone();
            sign(&mut request, session, &principal, region);
            Ok(request)
        };
        self.client.pass_signed(self.calling, signed).await
    }
}

fn without_signature(session: &Session, region: Region, sent: &Request) -> Request {
    let mut request = aws_json::request(session.authority(region), "", Vec::new());
    request.method.clone_from(&sent.method);
    request.target.clone_from(&sent.target);
    request.body.clone_from(&sent.body);
    for name in ["X-Amz-Target", "Content-Type"] {
        match sent.headers.get(name) {
            Some(value) => request.headers.set(name, value),
            None => request.headers.remove(name),
        }
    }
    request
}

fn sign(request: &mut Request, session: &Session, signer: &Signer, region: &str) {
    for (name, value) in session.headers(&signer.name) {
        request.headers.set(name, value);
    }
    let scope = Scope::kms(region);
    sigv4::sign(request, &signer.credentials(), &scope, session.now());
}

fn refusal(body: &str) -> Response {
    let mut headers = Headers::new();
    headers.set("Content-Type", aws_json::CONTENT_TYPE);
    Response {
        status: 400,
        headers,
        body: body.as_bytes().to_vec(),
    }
}
