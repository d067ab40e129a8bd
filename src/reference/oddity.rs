//! Answers that no server may give, whatever it serves: for faults only.

use super::rules::Oddity;
use crate::wire::Response;

/// Spoils an answer.
pub(crate) fn spoil(oddity: Oddity, response: &mut Response) {
    match oddity {
        Oddity::NoContentType => response.headers.remove("content-type"),
        Oddity::ClaimsGzip => response.headers.append("Content-Encoding", "gzip"),
        Oddity::TwoLengths => response.headers.append("Transfer-Encoding", "chunked"),
        Oddity::RepeatsMembers => {
            let text = String::from_utf8_lossy(&response.body);
            let first = text.strip_prefix('{').and_then(|rest| {
                let (name, _) = rest.split_once(':')?;
                Some((name, rest))
            });
            let Some((name, rest)) = first else { return };
            let body = format!("{{{name}:\"wrong\",{rest}").into_bytes();
            let length = body.len().to_string();
            response.headers.set("Content-Length", length);
            response.body = body;
        }
    }
}
