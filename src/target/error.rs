//! Why a target could not be asked, in words for people.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// How often clean-up sends a request again that [was cut off](Error::is_cut_off): where three answers in ten are lost, one
/// request in ten thousand is left without one.
pub(crate) const CUT_OFF: usize = 7;

/// Why a target could not be asked, or its answer not be read. It says nothing about KMS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// What the user gave cannot be used: the URL, a certificate, a file of principals.
    Options(String),
    /// Nothing listens there.
    Refused {
        /// Host and port.
        authority: String,
    },
    /// The host has no address.
    Unresolved {
        /// Host and port.
        authority: String,
    },
    /// Any other failure to connect.
    Unreachable {
        /// Host and port.
        authority: String,
        /// What the system says.
        detail: String,
    },
    /// The TLS handshake failed.
    Tls {
        /// Host and port.
        authority: String,
        /// What TLS says.
        detail: String,
    },
    /// The HTTP proxy on the way refused, or could not be reached.
    Proxy {
        /// Host and port of the proxy.
        proxy: String,
        /// Host and port of the endpoint.
        authority: String,
        /// What went wrong.
        detail: String,
    },
    /// So many requests in a row got no answer that no more are sent.
    GaveUp {
        /// How many.
        times: usize,
        /// How long each was waited for.
        limit: Duration,
    },
    /// A time limit passed.
    TimedOut {
        /// What was awaited.
        phase: Phase,
        /// The limit.
        limit: Duration,
    },
    /// The connection ended before the reply was whole.
    HungUp {
        /// What was awaited.
        phase: Phase,
        /// By a reset, as when a process dies.
        reset: bool,
    },
    /// The body ended early.
    Truncated {
        /// Bytes that came.
        received: usize,
        /// Bytes that `Content-Length` announced.
        announced: Option<u64>,
    },
    /// The body is longer than the limit.
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// What came is not HTTP/1.1.
    Protocol {
        /// What is wrong with it.
        detail: String,
    },
    /// The endpoint sends its clients elsewhere, which no KMS endpoint does; it was not followed.
    Redirect {
        /// The status.
        status: u16,
        /// The `Location`.
        location: Option<String>,
    },
    /// The request cannot be written, not even byte by byte.
    Unsendable(String),
    /// The target has no clock or no world to change.
    Unsupported {
        /// What was asked of it.
        what: &'static str,
    },
    /// Somebody's credentials cannot be had, or are not taken.
    Credentials {
        /// Whose, and what is wrong; no secret stands in it.
        why: String,
        /// What to do about it.
        help: Cow<'static, str>,
    },
    /// The request was not sent, as the user permits none of its kind.
    NotPermitted {
        /// What it would be, and what is permitted.
        why: String,
    },
    /// The administrative path answered something else than it should.
    Admin(String),
    /// The request would make something, and that could not be written into the journal: it was not sent.
    Journal(String),
}

/// What a client waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// A connection.
    Connect,
    /// The reply's first line and header.
    Reply,
    /// The rest of the reply's body.
    Body,
}

impl Error {
    /// True when no connection could be made: the run cannot go on.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        matches!(
            self,
            Self::Refused { .. }
                | Self::Unresolved { .. }
                | Self::Unreachable { .. }
                | Self::Tls { .. }
                | Self::Proxy { .. }
                | Self::TimedOut {
                    phase: Phase::Connect,
                    ..
                }
        )
    }

    /// True when somebody answers there and the connection ended all the same: sent again, the same may be answered.
    #[must_use]
    pub fn is_cut_off(&self) -> bool {
        matches!(self, Self::HungUp { .. } | Self::Truncated { .. })
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        Some(match self {
            Self::Refused { .. } => "is the endpoint running, and is this its port?",
            Self::Unresolved { .. } => {
                "check the host name in --endpoint-url, and whether there is a network"
            }
            Self::Tls { .. } => {
                "give the endpoint's certificate authority with --ca-bundle, or use --no-verify-ssl on a test endpoint; \
                 an endpoint without TLS needs http:// in --endpoint-url"
            }
            Self::TimedOut {
                phase: Phase::Connect,
                ..
            }
            | Self::Unreachable { .. } => {
                "check host and port in --endpoint-url, the network, and any proxy"
            }
            Self::TimedOut { .. } => {
                "the endpoint hangs on this request, or is slower than --request-timeout allows"
            }
            Self::GaveUp { .. } => {
                "does it hang? its log may say why; --request-timeout says how long kmspec waits"
            }
            Self::Proxy { .. } => {
                "the proxy comes from HTTP_PROXY, HTTPS_PROXY or ALL_PROXY; NO_PROXY names hosts that are asked without it"
            }
            Self::HungUp { .. } => {
                "an endpoint that hangs up without an answer has often crashed; its log may say why"
            }
            Self::Truncated { .. } => {
                "the endpoint announces a longer body than it sends, or died while sending"
            }
            Self::TooLarge { .. } => "no KMS answer is that long; is this a KMS endpoint?",
            Self::Protocol { .. } => {
                "is this an HTTP/1.1 endpoint, and does http:// or https:// fit?"
            }
            Self::Redirect { .. } => "point --endpoint-url at the address behind the redirect",
            Self::Journal(_) => "make room for it, or name another file with --journal",
            Self::Admin(_) => "is the server of the same version as this program?",
            Self::Credentials { help, .. } => help,
            Self::NotPermitted { .. } => {
                "--allow-writes permits every call, also in an account of AWS"
            }
            Self::Options(_) | Self::Unsendable(_) | Self::Unsupported { .. } => return None,
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Options(detail) => f.write_str(detail),
            Self::Refused { authority } => write!(f, "nothing listens at {authority}"),
            Self::Unresolved { authority } => write!(f, "no address is known for {authority}"),
            Self::Unreachable { authority, detail } => {
                write!(f, "cannot connect to {authority}: {detail}")
            }
            Self::Tls { authority, detail } => {
                write!(f, "no TLS connection to {authority}: {detail}")
            }
            Self::Proxy {
                proxy,
                authority,
                detail,
            } => write!(
                f,
                "the HTTP proxy {proxy} did not lead to {authority}: {detail}"
            ),
            Self::GaveUp { times, limit } => {
                let limit = humantime::format_duration(Duration::from_secs(limit.as_secs().max(1)));
                write!(
                    f,
                    "the endpoint has stopped answering: {times} requests in a row got no answer within {limit}, so no more are sent"
                )
            }
            Self::TimedOut { phase, limit } => {
                let limit = humantime::format_duration(*limit);
                match phase {
                    Phase::Connect => write!(f, "no connection within {limit}"),
                    Phase::Reply => write!(f, "no answer within {limit}"),
                    Phase::Body => write!(
                        f,
                        "the answer stopped short: no more of its body within {limit}"
                    ),
                }
            }
            Self::HungUp { phase, reset } => {
                let how = if *reset { "reset" } else { "closed" };
                match phase {
                    Phase::Connect => write!(f, "the connection was {how} while it was being made"),
                    Phase::Reply => write!(f, "the connection was {how} before any answer"),
                    Phase::Body => write!(
                        f,
                        "the connection was {how} in the middle of the answer's body"
                    ),
                }
            }
            Self::Truncated {
                received,
                announced,
            } => match announced {
                Some(announced) => write!(
                    f,
                    "the answer's body ends after {received} of {announced} bytes"
                ),
                None => write!(
                    f,
                    "the answer's body ends in the middle, after {received} bytes"
                ),
            },
            Self::TooLarge { limit } => write!(f, "the answer's body is longer than {limit} bytes"),
            Self::Protocol { detail } => write!(f, "the answer is not HTTP/1.1: {detail}"),
            Self::Redirect { status, location } => match location {
                Some(location) => {
                    write!(f, "the endpoint answers {status}, a redirect to {location}")
                }
                None => write!(f, "the endpoint answers {status}, a redirect to nowhere"),
            },
            Self::Unsendable(detail) => write!(f, "the request cannot be sent: {detail}"),
            Self::Unsupported { what } => write!(f, "the target cannot {what}"),
            Self::NotPermitted { why } | Self::Credentials { why, .. } | Self::Journal(why) => {
                f.write_str(why)
            }
            Self::Admin(detail) => write!(f, "the administrative path answered oddly: {detail}"),
        }
    }
}

impl std::error::Error for Error {}
