//! One HTTP request to one answer: read within limits, given to a world or to the administrative path.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::http::uri::Authority;
use hyper::{Method, StatusCode, Uri};
use serde_json::json;
use tokio::time::timeout;

use super::crowd::Slot;
use super::worlds::{AdminRefusal, Worlds};
use super::{Limits, Watch};
use crate::wire::admin::{self, AdminCommand};
use crate::wire::aws_host::{self, AwsHost};
use crate::wire::partition::is_aws_host;
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
    /// Whether hosts of AWS are what their names say.
    pub(super) as_aws: bool,
    pub(super) limits: Limits,
    pub(super) watch: Option<Watch>,
}

impl Service {
    /// Answers one request; never fails.
    pub(super) async fn call(
        self: Arc<Self>,
        request: hyper::Request<Incoming>,
        place: Arc<Slot>,
    ) -> Result<HttpResponse, Infallible> {
        let (head, body) = request.into_parts();
        let body = match self.read(body).await {
            Ok(body) => body,
            Err(answer) => return Ok(to_http(answer, true)),
        };
        let _answering = place.answer();
        let mut request = Request {
            method: head.method.as_str().to_owned(),
            target: target(&head.uri),
            headers: headers(&head.headers),
            body,
        };
        let by_aws = self.as_aws && is_aws_host(host(&request));
        if by_aws && AwsHost::parse(host(&request)).is_none() {
            return Ok(to_http(misdirected(host(&request)), false));
        }
        // By a name of AWS there is nothing that AWS does not have.
        let has_admin = self.admin && !by_aws;
        let is_admin = has_admin && head.uri.path() == admin::PATH;
        let may_admin = is_admin.then(|| may_administer(&head));
        let has_origin = head.headers.contains_key(hyper::header::ORIGIN);
        let world = request
            .headers
            .get(admin::WORLD_HEADER)
            .filter(|_| has_admin)
            .map(str::to_owned);
        if !by_aws {
            request.headers.remove(admin::WORLD_HEADER);
        }
        // Making an RSA key takes its time, which other connections must not wait for.
        let answer = tokio::task::spawn_blocking(move || match may_admin {
            Some(Ok(())) => self.command(world.as_deref(), &request),
            Some(Err(why)) => plain(StatusCode::FORBIDDEN, why),
            None => self.ask(world.as_deref(), &request),
        });
        let mut answer = answer.await.unwrap_or_else(|_| broken());
        if has_origin && !is_admin {
            share(&mut answer.headers);
        }
        Ok(to_http(answer, false))
    }

    fn ask(&self, world: Option<&str>, request: &Request) -> Response {
        match self.worlds.find(world) {
            Ok(world) => {
                let answer = world.handle(request);
                if let Some(watch) = &self.watch {
                    (watch.0)(request, &answer);
                }
                answer
            }
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
        let command: AdminCommand = match serde_json::from_slice(&request.body) {
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

/// Path and query, also of a request line in absolute form, as a client writes it that thinks it speaks to a proxy (RFC
/// 9112, section 3.2.2): the same request.
fn target(uri: &Uri) -> String {
    match uri.path_and_query() {
        Some(target) if !target.as_str().starts_with('?') => target.as_str().to_owned(),
        Some(target) => format!("/{target}"),
        None => uri.to_string(),
    }
}

/// Whether a request may change worlds: sent by a program on this machine, and by no web page.
///
/// A page can send requests to any address, and can point a name of its own at this machine. So the name must be one of
/// this machine's own.
fn may_administer(head: &Parts) -> Result<(), &'static str> {
    if head.method != Method::POST {
        return Err("the administrative path takes POST only");
    }
    if head.headers.contains_key(hyper::header::ORIGIN) {
        return Err("the administrative path answers no web page: the request has an Origin");
    }
    let named = head.headers.get_all(hyper::header::HOST).iter();
    let named = named.map(|host| host.to_str().unwrap_or_default());
    let mut hosts: Vec<&str> = named.collect();
    hosts.extend(head.uri.authority().map(Authority::as_str));
    if !hosts.is_empty() && hosts.iter().all(|host| is_loopback(host)) {
        Ok(())
    } else {
        Err(
            "the administrative path answers on this machine only: ask http://127.0.0.1 or http://localhost",
        )
    }
}

/// True for a `Host` that is this machine by its own words.
fn is_loopback(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else {
        return false;
    };
    let name = authority.host().trim_matches(['[', ']']);
    name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

/// Lets any web page read the answer, as AWS lets it (fact W-710).
fn share(headers: &mut Headers) {
    for (name, value) in [
        ("Access-Control-Allow-Origin", "*"),
        (
            "Access-Control-Expose-Headers",
            "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date",
        ),
    ] {
        headers.set(name, value);
    }
}

/// The name that a request asks for, without the port.
fn host(request: &Request) -> &str {
    aws_host::without_port(request.headers.get("host").unwrap_or_default())
}

/// A host of AWS of which no service is here (RFC 9110, section 15.5.20).
fn misdirected(host: &str) -> Response {
    let why = format!("nobody plays {host} here: KMS and STS are, in the Regions that AWS has");
    plain(StatusCode::MISDIRECTED_REQUEST, &why)
}

fn refused(refusal: &AdminRefusal) -> Response {
    let status = match refusal {
        AdminRefusal::Unknown(_) => StatusCode::GONE,
        AdminRefusal::Full(_) => StatusCode::SERVICE_UNAVAILABLE,
        AdminRefusal::First | AdminRefusal::End | AdminRefusal::Policy(_) => {
            StatusCode::BAD_REQUEST
        }
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
