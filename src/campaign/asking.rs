//! One request of a campaign, at its rate, with credentials that have not ended.

use serde_json::Value;

use super::control::Control;
use crate::generate::{Callers, ScriptCall};
use crate::target::{Error, Session};
use crate::wire::{Request, Response};

/// Sends a call; `None` when nobody here can make it, and an inner one when the campaign was stopped meanwhile.
///
/// Credentials are renewed before they end. Where they were refused as ended all the same and there are others, it is asked once
/// more; not what a good client would not send, as that may be refused for what it is.
pub(super) async fn ask(
    session: &Session,
    place: &Callers,
    control: &Control,
    call: &ScriptCall,
    input: &Value,
) -> Option<Option<Result<Response, Error>>> {
    let refreshed = session.refresh(call.principal).await;
    let asked = session.principal(call.principal);
    let asked = asked.filter(|_| call.oddity.is_none());
    let signed = || place.request(call, input, session.now());
    let send = async |request: Request| {
        control.rate.wait().await;
        session.send(&request).await
    };
    let first = signed()?;
    let answer = async {
        refreshed?;
        let answer = send(first).await?;
        if session.replaces(asked, &answer).await?
            && let Some(again) = signed()
        {
            return send(again).await;
        }
        Ok(answer)
    };
    Some(control.end.unless_aborted(answer).await)
}
