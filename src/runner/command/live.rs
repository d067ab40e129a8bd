//! A live target behind the server: what a CLI sends is passed on, signed anew.
//!
//! The CLI never sees the target's credentials, and a target with a clock of its own is asked by that clock.

use crate::case::{Principal, Region};
use crate::check::{Seen, Signed};
use crate::target::Session;
use crate::wire::sigv4::{self, Credentials, Scope};
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
    let (Some(principal), Some(region)) = (
        session.principal(caller.principal),
        session.region(caller.region),
    ) else {
        return Err("the target has no such principal or Region".to_owned());
    };
    let request = signed_anew(session, &seen.request, principal, region);
    session
        .send(&request)
        .await
        .map_err(|error| error.to_string())
}

fn signed_anew(
    session: &Session,
    sent: &Request,
    principal: &crate::wire::admin::Principal,
    region: &str,
) -> Request {
    let mut request = aws_json::request(session.authority(), "", Vec::new());
    request.method.clone_from(&sent.method);
    request.target.clone_from(&sent.target);
    request.body.clone_from(&sent.body);
    for name in ["X-Amz-Target", "Content-Type"] {
        match sent.headers.get(name) {
            Some(value) => request.headers.set(name, value),
            None => request.headers.remove(name),
        }
    }
    let credentials = Credentials {
        access_key_id: principal.access_key_id.clone(),
        secret_access_key: principal.secret_access_key.clone(),
        session_token: principal.session_token.clone(),
    };
    sigv4::sign(
        &mut request,
        &credentials,
        &Scope::kms(region),
        session.now(),
    );
    request
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
