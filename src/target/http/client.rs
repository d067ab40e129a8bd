//! Sends one request: through reqwest where that keeps it as it is, byte by byte where reqwest would change or refuse it.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::header::{CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::rustls::ClientConfig;

use super::options::{Base, Options, Timeouts};
use super::pace::Pace;
use super::resolve::Resolve;
use super::silence::Silence;
use super::{classify, raw, reuse, tls};
use crate::model::Operation;
use crate::target::trouble::{self, Trouble};
use crate::target::{Error, Phase};
use crate::wire::{Headers, Request, Response, aws_json};

/// How long an unused connection is kept. Shorter than servers keep theirs, so that a request is not written into a
/// connection that is just being closed, which would look like a crash.
const KEEP_IDLE: Duration = Duration::from_secs(1);

/// An answer with more header fields than this is not read; it is hyper's own bound.
pub(super) const MOST_FIELDS: usize = 100;

/// A client of one endpoint.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) base: Base,
    pub(super) timeouts: Timeouts,
    /// The longest body that is read.
    pub(super) limit: usize,
    /// Where connections go in place of what the host's name stands for.
    pub(super) address: Option<SocketAddr>,
    /// For connections of our own making.
    pub(super) tls: ClientConfig,
    /// Keeps its connections.
    http: reqwest::Client,
    /// Makes a connection for each request.
    apart: reqwest::Client,
    /// Host and port of the HTTP proxy on the way.
    proxy: Option<String>,
    /// How often it is asked.
    pace: Pace,
    /// Whether the endpoint has stopped answering.
    pub(super) silence: Silence,
}

impl Client {
    pub(super) fn new(options: &Options) -> Result<Self, Error> {
        let base = Base::parse(&options.url)?;
        options.end_no_line()?;
        let unusable = |error: reqwest::Error| {
            Error::Options(format!("the HTTP client cannot be set up: {error}"))
        };
        let address = Resolve::find(&options.resolve, &base.host, base.port);
        let bundle = tls::bundle(options)?;
        let certificates: Result<Vec<_>, _> = bundle
            .iter()
            .map(|der| reqwest::Certificate::from_der(der))
            .collect();
        let certificates = certificates.map_err(unusable)?;
        let builder = || {
            let mut builder = reqwest::Client::builder()
                .http1_only()
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .connector_layer(reuse::Watched)
                .referer(false)
                .pool_idle_timeout(KEEP_IDLE)
                .connect_timeout(options.timeouts.connect)
                .read_timeout(options.timeouts.read)
                .tls_danger_accept_invalid_certs(!options.verify_ssl);
            if base.is_loopback() || address.is_some() {
                builder = builder.no_proxy();
            }
            if let Some(address) = address {
                builder = builder.resolve(&base.host, address);
            }
            if !certificates.is_empty() {
                builder = builder.tls_certs_only(certificates.clone());
            }
            builder
        };
        Ok(Self {
            http: builder().build().map_err(unusable)?,
            apart: builder()
                .pool_max_idle_per_host(0)
                .build()
                .map_err(unusable)?,
            tls: tls::config(options)?,
            timeouts: options.timeouts,
            limit: options.max_response_bytes,
            proxy: proxy(&base).filter(|_| address.is_none()),
            pace: Pace::new(options.manner.rate, options.counted_in()),
            silence: Silence::default(),
            base,
            address,
        })
    }

    /// Sends one request and reads the whole answer; a redirect is not followed.
    ///
    /// A read that a connection did not answer which was there before, because the server had closed it unsaid, is sent once
    /// more on a new one (RFC 9112, section 9.3.1). What may change something gets a connection of its own, and is never
    /// sent twice: it may have been done, and its answer lost (RFC 9110, section 9.2.2).
    pub(super) async fn send(&self, request: &Request, total: Duration) -> Result<Response, Error> {
        if self.pace.is_set() {
            Box::pin(self.pace.turn(request)).await;
        }
        let waiting = self.silence.begin()?;
        let result = self.exchange(request, total).await;
        waiting.ended(&result);
        let throttled = |answer: &Response| trouble::classify(answer) == Some(Trouble::Throttled);
        if self.pace.is_set() && result.as_ref().is_ok_and(throttled) {
            Box::pin(self.pace.refused(request)).await;
        }
        result
    }

    async fn exchange(&self, request: &Request, total: Duration) -> Result<Response, Error> {
        let deadline = Instant::now() + total;
        let response = if let Some(planned) = self.plan(request) {
            let read = is_read(request);
            let http = if read { &self.http } else { &self.apart };
            let sending = self.send_planned(http, planned, deadline, total);
            match reuse::watch(sending).await {
                (
                    Err(Error::HungUp {
                        phase: Phase::Reply,
                        ..
                    }),
                    true,
                ) if read => self.send_anew(request, deadline, total).await?,
                (sent, _) => sent?,
            }
        } else {
            self.send_raw(request, deadline, total).await?
        };
        if let Some(refused) = self.refused_by_proxy(&response) {
            return Err(refused);
        }
        if matches!(response.status, 301 | 302 | 303 | 307 | 308) {
            return Err(Error::Redirect {
                status: response.status,
                location: response.headers.get("location").map(str::to_owned),
            });
        }
        Ok(response)
    }

    /// Sends on a new connection; behind a proxy, which a connection of our own making does not go through, as well as can be.
    async fn send_anew(
        &self,
        request: &Request,
        deadline: Instant,
        total: Duration,
    ) -> Result<Response, Error> {
        match self.plan(request) {
            Some(planned) if self.proxy.is_some() => {
                self.send_planned(&self.apart, planned, deadline, total)
                    .await
            }
            _ => self.send_raw(request, deadline, total).await,
        }
    }

    async fn send_raw(
        &self,
        request: &Request,
        deadline: Instant,
        total: Duration,
    ) -> Result<Response, Error> {
        let exchange = timeout_at(deadline, raw::exchange(self, request)).await;
        exchange.unwrap_or(Err(Error::TimedOut {
            phase: Phase::Reply,
            limit: total,
        }))
    }

    /// A page of text with a gateway's status is the proxy's own, or of a gateway behind it: no KMS answers so. What comes
    /// through TLS comes from the endpoint: no proxy can write there.
    fn refused_by_proxy(&self, response: &Response) -> Option<Error> {
        let proxy = self.proxy.as_ref().filter(|_| !self.base.tls)?;
        let kind = response.headers.get("content-type").unwrap_or_default();
        let page = matches!(response.status, 403 | 502 | 503 | 504) && kind.starts_with("text/");
        (response.status == 407 || page).then(|| Error::Proxy {
            proxy: proxy.clone(),
            authority: self.base.place(),
            detail: match response.status {
                407 => "it asks for credentials of its own (status 407)".to_owned(),
                status => {
                    format!("it, or a gateway behind it, answers with status {status} and a page")
                }
            },
        })
    }

    async fn send_planned(
        &self,
        http: &reqwest::Client,
        planned: reqwest::Request,
        deadline: Instant,
        total: Duration,
    ) -> Result<Response, Error> {
        let late = |phase| Error::TimedOut {
            phase,
            limit: total,
        };
        let reply = timeout_at(deadline, http.execute(planned)).await;
        let mut reply = reply.map_err(|_| late(Phase::Reply))?.map_err(|error| {
            classify::before_reply(&error, &self.base, self.timeouts, self.proxy.as_deref())
        })?;
        let announced = announced(reply.headers());
        let too_large = Error::TooLarge { limit: self.limit };
        if announced.is_some_and(|length| length > self.limit as u64) {
            return Err(too_large);
        }
        let mut body = Vec::new();
        loop {
            let chunk = timeout_at(deadline, reply.chunk())
                .await
                .map_err(|_| late(Phase::Body))?;
            let chunk = chunk
                .map_err(|error| classify::in_body(&error, self.timeouts, body.len(), announced))?;
            let Some(chunk) = chunk else { break };
            if body.len() + chunk.len() > self.limit {
                return Err(too_large);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response {
            status: reply.status().as_u16(),
            headers: headers(reply.headers()),
            body,
        })
    }

    /// The request in reqwest's form; `None` when that would not be the same request.
    ///
    /// reqwest writes names in lower case, groups fields of one name, and adds `Accept` and `Content-Length`: no KMS
    /// endpoint may tell the difference (RFC 9110, section 5).
    fn plan(&self, request: &Request) -> Option<reqwest::Request> {
        let method = Method::from_bytes(request.method.as_bytes()).ok()?;
        if method == Method::CONNECT || request.headers.all("host").count() != 1 {
            return None;
        }
        let mut url = Url::clone(&self.base.url);
        let (path, query) = match request.target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (request.target.as_str(), None),
        };
        url.set_path(path);
        url.set_query(query);
        let as_sent = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        if as_sent != request.target {
            return None;
        }
        let mut fields = HeaderMap::new();
        for (name, value) in request.headers.iter() {
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            let value = HeaderValue::from_bytes(value.as_bytes()).ok()?;
            if is_framing(&name) {
                return None;
            }
            fields.append(name, value);
        }
        let mut planned = reqwest::Request::new(method, url);
        *planned.headers_mut() = fields;
        *planned.body_mut() = Some(request.body.clone().into());
        Some(planned)
    }
}

/// Whether a request names an operation that changes nothing; the administrative path makes worlds.
fn is_read(request: &Request) -> bool {
    let named = aws_json::operation(request).and_then(Operation::from_name);
    named.is_some_and(Operation::is_read)
}

/// The proxy that the environment names for this endpoint, as reqwest reads it.
fn proxy(base: &Base) -> Option<String> {
    if base.is_loopback() {
        return None;
    }
    let uri: hyper::Uri = base.url.as_str().parse().ok()?;
    let intercept = hyper_util::client::proxy::matcher::Matcher::from_system().intercept(&uri)?;
    let host = intercept.uri().host()?;
    Some(match intercept.uri().port_u16() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

/// Fields by which HTTP itself is controlled: what a case says of them must reach the wire untouched.
fn is_framing(name: &HeaderName) -> bool {
    [
        "content-length",
        "transfer-encoding",
        "connection",
        "expect",
        "te",
        "upgrade",
        "trailer",
    ]
    .contains(&name.as_str())
}

fn announced(fields: &HeaderMap) -> Option<u64> {
    fields.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn headers(fields: &HeaderMap) -> Headers {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), text(value)))
        .collect()
}
