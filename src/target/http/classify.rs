//! reqwest's errors as ours, by what stands in their chain of sources.

use std::error::Error as _;
use std::io;

use tokio_rustls::rustls;

use super::options::{Base, Timeouts};
use crate::target::{Error, Phase};

/// An error before the reply's header was there.
pub(super) fn before_reply(
    error: &reqwest::Error,
    base: &Base,
    timeouts: Timeouts,
    proxy: Option<&str>,
) -> Error {
    if error.is_connect() {
        return connecting(error, base, timeouts, proxy);
    }
    if error.is_timeout() {
        return Error::TimedOut {
            phase: Phase::Reply,
            limit: timeouts.read,
        };
    }
    if error.is_builder() {
        return Error::Unsendable(innermost(error));
    }
    if is_reset(io_kind(error)) {
        return Error::HungUp {
            phase: Phase::Reply,
            reset: true,
        };
    }
    let ended =
        find::<hyper::Error>(error).is_some_and(|e| e.is_incomplete_message() || e.is_canceled());
    if ended || io_kind(error) == Some(io::ErrorKind::UnexpectedEof) {
        return Error::HungUp {
            phase: Phase::Reply,
            reset: false,
        };
    }
    if find::<hyper::Error>(error).is_some_and(hyper::Error::is_parse_too_large) {
        return Error::Protocol {
            detail: format!(
                "its header has more than {} fields, or is longer than is read",
                super::client::MOST_FIELDS
            ),
        };
    }
    Error::Protocol {
        detail: innermost(error),
    }
}

/// An error while the reply's body was read.
pub(super) fn in_body(
    error: &reqwest::Error,
    timeouts: Timeouts,
    received: usize,
    announced: Option<u64>,
) -> Error {
    if error.is_timeout() {
        return Error::TimedOut {
            phase: Phase::Body,
            limit: timeouts.read,
        };
    }
    let kind = io_kind(error);
    if is_reset(kind) {
        return Error::HungUp {
            phase: Phase::Body,
            reset: true,
        };
    }
    let ended = find::<hyper::Error>(error).is_some_and(hyper::Error::is_incomplete_message);
    if ended || kind == Some(io::ErrorKind::UnexpectedEof) {
        return Error::Truncated {
            received,
            announced,
        };
    }
    Error::Protocol {
        detail: innermost(error),
    }
}

/// An error of a connection of our own making.
pub(super) fn io_connecting(error: &io::Error, base: &Base, timeouts: Timeouts) -> Error {
    let authority = base.place();
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Error::Refused { authority },
        io::ErrorKind::TimedOut => Error::TimedOut {
            phase: Phase::Connect,
            limit: timeouts.connect,
        },
        // The resolver's failures have no kind of their own.
        _ if error.raw_os_error().is_none() => Error::Unresolved { authority },
        _ => Error::Unreachable {
            authority,
            detail: error.to_string(),
        },
    }
}

fn connecting(
    error: &reqwest::Error,
    base: &Base,
    timeouts: Timeouts,
    proxy: Option<&str>,
) -> Error {
    let authority = base.place();
    if let Some(proxy) = proxy
        && find::<rustls::Error>(error).is_none()
    {
        let detail = if io_kind(error) == Some(io::ErrorKind::ConnectionRefused) {
            "nothing listens at the proxy's address".to_owned()
        } else if error.is_timeout() {
            format!("no connection within {:?}", timeouts.connect)
        } else {
            innermost(error)
        };
        return Error::Proxy {
            proxy: proxy.to_owned(),
            authority,
            detail,
        };
    }
    if error.is_timeout() {
        return Error::TimedOut {
            phase: Phase::Connect,
            limit: timeouts.connect,
        };
    }
    if error.is_dns() {
        return Error::Unresolved { authority };
    }
    let kind = io_kind(error);
    if kind == Some(io::ErrorKind::ConnectionRefused) {
        return Error::Refused { authority };
    }
    let detail = innermost(error);
    // A connection was made, so whatever ended it ended the handshake.
    let in_handshake = base.tls && (is_reset(kind) || kind == Some(io::ErrorKind::UnexpectedEof));
    if in_handshake || find::<rustls::Error>(error).is_some() {
        return Error::Tls { authority, detail };
    }
    Error::Unreachable { authority, detail }
}

pub(super) fn is_reset(kind: Option<io::ErrorKind>) -> bool {
    matches!(
        kind,
        Some(
            io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::BrokenPipe
        )
    )
}

/// The sources of an error, outermost first; an `io::Error` shows what it wraps as itself.
fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    let mut next = error.source();
    std::iter::from_fn(move || {
        let this = next?;
        next = match this
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(wrapped) => Some(wrapped as &(dyn std::error::Error + 'static)),
            None => this.source(),
        };
        Some(this)
    })
}

fn find<E: std::error::Error + 'static>(error: &reqwest::Error) -> Option<&E> {
    chain(error).find_map(|source| source.downcast_ref())
}

fn io_kind(error: &reqwest::Error) -> Option<io::ErrorKind> {
    chain(error)
        .filter_map(|source| source.downcast_ref::<io::Error>())
        .map(io::Error::kind)
        .last()
}

fn innermost(error: &reqwest::Error) -> String {
    chain(error)
        .last()
        .map_or_else(|| error.to_string(), ToString::to_string)
}
