//! An endpoint in this process that a project brings itself: an async function, and no socket.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;

use super::{Error, Manner, Phase};
use crate::wire::admin::Principal;
use crate::wire::{Request, Response, Timestamp, world};

/// The `Host` of the requests; reserved, so that it resolves nowhere (RFC 6761).
pub const AUTHORITY: &str = "kms.handler.test";

/// What answers, boxed.
type Answering = Pin<Box<dyn Future<Output = ::http::Response<Bytes>> + Send>>;

/// An endpoint that an async function is; all cases share it, as they share one behind a URL.
#[derive(Clone)]
pub struct Handler {
    answer: Arc<dyn Fn(::http::Request<Bytes>) -> Answering + Send + Sync>,
    /// What reports call it.
    pub name: String,
    /// Who may call.
    pub principals: Vec<Principal>,
    /// The Regions, home first.
    pub regions: Vec<String>,
    /// What it can never have, and how it says so.
    pub manner: Manner,
}

impl Handler {
    /// The endpoint that this function is, with the callers and Regions of the reference's world.
    #[must_use]
    pub fn new<F, A>(name: impl Into<String>, answer: F) -> Self
    where
        F: Fn(::http::Request<Bytes>) -> A + Send + Sync + 'static,
        A: Future<Output = ::http::Response<Bytes>> + Send + 'static,
    {
        Self {
            answer: Arc::new(move |request| Box::pin(answer(request))),
            name: name.into(),
            principals: world::principals(),
            regions: world::regions(),
            manner: Manner::default(),
        }
    }

    /// Its answer to one request.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for a request that only a socket carries; a function that panics has hung up.
    pub(super) async fn send(&self, request: &Request) -> Result<Response, Error> {
        let request = of_wire(request).ok_or(Error::Unsupported {
            what: "be sent this request without a socket",
        })?;
        // On a task of its own, so that its panic is its own.
        let answer = tokio::spawn((self.answer)(request)).await;
        answer
            .map(|answer| to_wire(&answer))
            .map_err(|_| Error::HungUp {
                phase: Phase::Reply,
                reset: true,
            })
    }

    /// This machine's clock.
    pub(super) fn now() -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        Timestamp::from_millis(0).plus(since.unwrap_or(Duration::ZERO))
    }
}

impl fmt::Debug for Handler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handler")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// The request as the `http` crate has it; `None` for one that it cannot hold.
fn of_wire(request: &Request) -> Option<::http::Request<Bytes>> {
    let mut made = ::http::Request::builder()
        .method(request.method.as_str())
        .uri(request.target.as_str());
    for (name, value) in request.headers.iter() {
        made = made.header(name, value.as_bytes());
    }
    made.body(Bytes::from(request.body.clone())).ok()
}

fn to_wire(answer: &::http::Response<Bytes>) -> Response {
    let headers = answer.headers().iter();
    let text = |value: &::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Response {
        status: answer.status().as_u16(),
        headers: headers
            .map(|(name, value)| (name.as_str(), text(value)))
            .collect(),
        body: answer.body().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::aws_json;

    #[tokio::test]
    async fn a_request_comes_as_it_is_and_a_panic_is_a_hang_up() {
        let echo = Handler::new("echo", |request: ::http::Request<Bytes>| async move {
            assert_ne!(request.body().as_ref(), b"panic", "as asked");
            let target = request.headers()["x-amz-target"].clone();
            let answer = ::http::Response::builder().header("x-seen", target);
            answer.body(request.into_body()).expect("a good answer")
        });
        let mut request = aws_json::request(AUTHORITY, "ListKeys", "{}".to_owned());
        let answer = echo.send(&request).await.expect("it answers");
        assert_eq!(
            (
                answer.status,
                answer.headers.get("x-seen"),
                answer.body.as_slice()
            ),
            (200, Some("TrentService.ListKeys"), &b"{}"[..])
        );
        request.body = b"panic".to_vec();
        let gone = echo.send(&request).await.expect_err("it is gone");
        assert_eq!(
            gone.to_string(),
            "the connection was reset before any answer"
        );
        request.headers.append("x y", "no name");
        let odd = echo.send(&request).await.expect_err("it cannot be held");
        assert!(matches!(odd, Error::Unsupported { .. }), "{odd}");
    }
}
