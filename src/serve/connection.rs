//! One HTTP request to one answer: read within limits, given to a world or to the administrative path.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Method, StatusCode};
use serde_json::json;
use tokio::time::timeout;

use super::Limits;
use super::worlds::{Refusal, Worlds};
use crate::wire::admin::{self, Command};
use crate::wire::{Headers, Request, Response, aws_json};

/// How much of a body that is too long is read all the same, so that its sender gets to read the answer.
const DRAIN: usize = 16 * 1024 * 1024;

pub(super) type HttpResponse = hyper::Response<Full<Bytes>>;

/// What every connection of a server shares.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) worlds: Worlds,
    /// Whether the administrative path is there.
    pub(super) admin: bool,
    pub(super) limits: Limits,
}

impl Service {
    /// Answers one request; never fails.
    pub(super) async fn call(
        self: Arc<Self>,
        request: hyper::Request<Incoming>,
    ) -> Result<HttpResponse, Infallible> {
        let (head, body) = request.into_parts();
        let body = match self.read(body).await {
            Ok(body) => body,
            Err(answer) => return Ok(to_http(answer, true)),
        };
        let mut request = Request {
            method: head.method.as_str().to_owned(),
            target: head.uri.to_string(),
            headers: headers(&head.headers),
            body,
        };
        let is_admin = self.admin && head.method == Method::POST && head.uri.path() == admin::PATH;
        let world = request
            .headers
            .get(admin::WORLD_HEADER)
            .filter(|_| self.admin)
            .map(str::to_owned);
        request.headers.remove(admin::WORLD_HEADER);
        // Making an RSA key takes its time, which other connections must not wait for.
        let answer = tokio::task::spawn_blocking(move || {
            if is_admin {
                self.command(world.as_deref(), &request)
            } else {
                self.ask(world.as_deref(), &request)
            }
        });
        let answer = answer.await.unwrap_or_else(|_| broken());
        Ok(to_http(answer, false))
    }

    fn ask(&self, world: Option<&str>, request: &Request) -> Response {
        match self.worlds.find(world) {
            Ok(world) => world.handle(request),
            Err(refusal) => refused(&refusal),
        }
    }

    fn command(&self, world: Option<&str>, request: &Request) -> Response {
        let content_type = request.headers.get("content-type").unwrap_or_default();
        if content_type != "application/json" {
            // A web page can send text to any address, but not JSON.
            return plain(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Content-Type must be application/json",
            );
        }
        let command: Command = match serde_json::from_slice(&request.body) {
            Ok(command) => command,
            Err(error) => {
                return plain(StatusCode::BAD_REQUEST, &format!("not a command: {error}"));
            }
        };
        match self.worlds.command(world, command) {
            Ok(reply) => Response {
                status: 200,
                headers: Headers::from_iter([("Content-Type", "application/json")]),
                body: serde_json::to_vec(&reply).unwrap_or_default(),
            },
            Err(refusal) => refused(&refusal),
        }
    }

    /// The whole body, or the answer to one that is too long, too slow or broken off.
    async fn read(&self, mut body: Incoming) -> Result<Vec<u8>, Response> {
        let limit = self.limits.body_bytes;
        let mut kept = Vec::new();
        let mut length = 0_usize;
        let reading = async {
            while let Some(frame) = body.frame().await {
                let Ok(data) = frame?.into_data() else {
                    continue;
                };
                length += data.len();
                if length <= limit {
                    kept.extend_from_slice(&data);
                } else if length > DRAIN {
                    break;
                }
            }
            Ok::<(), hyper::Error>(())
        };
        match timeout(self.limits.body, reading).await {
            Ok(Ok(())) if length <= limit => Ok(kept),
            Ok(Ok(())) => Err(coral(
                StatusCode::PAYLOAD_TOO_LARGE,
                "RequestEntityTooLargeException",
                &format!("Request body is longer than {limit} bytes"),
            )),
            Ok(Err(error)) => Err(plain(
                StatusCode::BAD_REQUEST,
                &format!("the body cannot be read: {error}"),
            )),
            Err(_) => Err(plain(StatusCode::REQUEST_TIMEOUT, "the body took too long")),
        }
    }
}

fn refused(refusal: &Refusal) -> Response {
    let status = match refusal {
        Refusal::Unknown(_) => StatusCode::GONE,
        Refusal::Full(_) => StatusCode::SERVICE_UNAVAILABLE,
        Refusal::First => StatusCode::BAD_REQUEST,
    };
    plain(status, &refusal.to_string())
}

/// The reference panicked, which is its bug and not the client's.
fn broken() -> Response {
    coral(
        StatusCode::INTERNAL_SERVER_ERROR,
        "InternalFailure",
        "The reference endpoint broke on this request: this is a bug of kmspec",
    )
}

fn coral(status: StatusCode, error_type: &str, message: &str) -> Response {
    let body = json!({"__type": error_type, "message": message});
    Response {
        status: status.as_u16(),
        headers: Headers::from_iter([("Content-Type", aws_json::CONTENT_TYPE)]),
        body: body.to_string().into_bytes(),
    }
}

fn plain(status: StatusCode, text: &str) -> Response {
    Response {
        status: status.as_u16(),
        headers: Headers::from_iter([
            ("Content-Type", "text/plain; charset=utf-8"),
            (admin::ERROR_HEADER, text),
        ]),
        body: format!("{text}\n").into_bytes(),
    }
}

fn headers(fields: &hyper::HeaderMap) -> Headers {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), text(value)))
        .collect()
}

fn to_http(answer: Response, close: bool) -> HttpResponse {
    let mut response = HttpResponse::new(Full::new(Bytes::from(answer.body)));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers.iter() {
        let name = HeaderName::from_bytes(name.as_bytes());
        let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value.as_bytes())) else {
            continue;
        };
        // hyper measures the body itself.
        if name != hyper::header::CONTENT_LENGTH {
            response.headers_mut().append(name, value);
        }
    }
    if close {
        let close = HeaderValue::from_static("close");
        response
            .headers_mut()
            .insert(hyper::header::CONNECTION, close);
    }
    response
}
