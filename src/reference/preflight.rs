//! What a browser asks before it sends a request to another site (fact W-710).

use super::rules::Authentication;
use crate::wire::{Headers, Request, Response, Timestamp};

/// The answer to a preflight request, which nobody signs; `None` for any other request.
pub(crate) fn preflight(
    rules: &Authentication,
    request: &Request,
    now: Timestamp,
    request_id: &str,
) -> Option<Response> {
    let asks = |name: &str| request.headers.get(name).is_some();
    let is_one =
        request.method == "OPTIONS" && asks("origin") && asks("access-control-request-method");
    if !rules.answers_preflight || !is_one {
        return None;
    }
    let mut headers = Headers::from_iter([
        ("x-amzn-RequestId", request_id),
        ("Access-Control-Allow-Origin", "*"),
    ]);
    if let Some(asked) = request.headers.joined("access-control-request-headers") {
        headers.append("Access-Control-Allow-Headers", asked);
    }
    for (name, value) in [
        ("Access-Control-Allow-Methods", "POST"),
        (
            "Access-Control-Expose-Headers",
            "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date",
        ),
        ("Access-Control-Max-Age", "172800"),
        (
            "Cache-Control",
            "no-cache, no-store, must-revalidate, private",
        ),
        ("Expires", "0"),
        ("Pragma", "no-cache"),
        ("Content-Length", "0"),
    ] {
        headers.append(name, value);
    }
    headers.append("Date", now.http_date());
    Some(Response {
        status: 200,
        headers,
        body: Vec::new(),
    })
}
