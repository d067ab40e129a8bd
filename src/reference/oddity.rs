//! Answers that no server may give, whatever it serves: for faults only.

use super::rules::Oddity;
use crate::wire::Response;

/// Spoils an answer.
pub(crate) fn spoil(oddity: Oddity, response: &mut Response) {
    match oddity {
        Oddity::NoContentType => response.headers.remove("content-type"),
        Oddity::ClaimsGzip => response.headers.append("Content-Encoding", "gzip"),
        Oddity::TwoLengths => response.headers.append("Transfer-Encoding", "chunked"),
        Oddity::RepeatsMembers => repeat(response, 0),
        Oddity::RepeatsInnerMembers => repeat(response, 1),
    }
}

/// Writes the first member of the first object that begins from here on twice, the wrong one first.
fn repeat(response: &mut Response, from: usize) {
    let text = String::from_utf8_lossy(&response.body);
    let begin = text.get(from..).and_then(|rest| rest.find("{\""));
    let Some((outer, inner)) = begin.and_then(|at| text.split_at_checked(from + at + 1)) else {
        return;
    };
    let Some((name, _)) = inner.split_once(':') else {
        return;
    };
    let body = format!("{outer}{name}:\"wrong\",{inner}").into_bytes();
    let length = body.len().to_string();
    response.headers.set("Content-Length", length);
    response.body = body;
}
