//! One request to one URL.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use super::super::endpoint::Url;
use super::super::fault::CliError;
use super::super::ports::{Destination, Flavour, TransportError, Verify};
use super::super::text_to_bytes;
use super::super::value::{Value, repr};
use super::proxy::proxy_for;
use super::world::Environment;
use crate::wire::{Headers, Request, Response};

/// A URL and how to talk to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HttpCall {
    pub(crate) url: Url,
    pub(crate) verify: Verify,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) read_timeout: Option<Duration>,
    pub(crate) flavour: Flavour,
}

/// The longest time that Python can wait.
const LONGEST: Duration = Duration::from_secs(9_223_372_036);

/// A fault of sending: what to say, and what it was.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SendFault {
    pub(crate) message: String,
    pub(crate) error: TransportError,
}

impl SendFault {
    pub(crate) fn fault(self) -> CliError {
        CliError::other(self.message)
    }
}

impl HttpCall {
    /// A call with one timeout for everything.
    pub(crate) fn plain(url: &Url, timeout: Duration, flavour: Flavour) -> Self {
        Self {
            url: url.clone(),
            verify: Verify::System,
            connect_timeout: Some(timeout),
            read_timeout: Some(timeout),
            flavour,
        }
    }

    /// Sends the request once.
    pub(crate) fn send(
        &self,
        world: &mut Environment<'_>,
        env: &BTreeMap<String, String>,
        request: &Request,
    ) -> Result<Response, SendFault> {
        let url = &self.url;
        let other = |message: String| SendFault {
            message: format!("An HTTP Client raised an unhandled exception: {message}"),
            error: TransportError::Other(message),
        };
        if !["http", "https"].contains(&url.scheme.as_str()) {
            return Err(other(format!("Not supported URL scheme {}", url.scheme)));
        }
        let too_long = |timeout: Option<Duration>| timeout.is_some_and(|t| t > LONGEST);
        let overflow = || {
            other(match self.flavour {
                Flavour::V1 => "timestamp too large to convert to C _PyTime_t".into(),
                Flavour::V2 => "timestamp out of range for C PyTime_t".into(),
            })
        };
        if too_long(self.connect_timeout) {
            return Err(overflow());
        }
        let port = url.port().map_err(|fault| SendFault {
            error: TransportError::Other(fault.message.clone()),
            message: fault.message,
        })?;
        let tls = url.scheme == "https";
        if tls && self.verify == Verify::Nothing {
            warn_unverified(world, &url.host, self.flavour);
        }
        let proxy = proxy_for(url, env);
        let mut request = request.clone();
        if let (Some((proxy, _)), false) = (&proxy, tls) {
            // A plain proxy wants the whole URL.
            request.target = url.shown();
            if let Some(value) = &proxy.authorization {
                request
                    .headers
                    .append("Proxy-Authorization", value.as_str());
            }
        }
        if let Some(value) = illegal(&request.headers) {
            let shown = repr(&Value::Bytes(value));
            return Err(other(format!("Invalid header value {shown}")));
        }
        let to = Destination {
            tls,
            host: url.host.clone(),
            port,
            verify: self.verify.clone(),
            connect_timeout: self.connect_timeout,
            read_timeout: self.read_timeout.map(|t| t.min(LONGEST)),
            proxy: proxy.as_ref().map(|(proxy, _)| proxy.clone()),
            whole_body: self.flavour == Flavour::V1,
        };
        let sent = world.transport.send(&to, &request);
        if too_long(self.read_timeout) {
            // Python sets this timeout only once the request is out.
            return Err(overflow());
        }
        sent.map_err(|error| {
            let shown = proxy.map_or(String::new(), |(_, shown)| shown);
            SendFault {
                message: describe(&error, &url.shown(), &shown),
                error,
            }
        })
    }
}

/// The first value that would end its header line, by the rule of Python's `http.client`: a line may go on after white space
/// only.
fn illegal(headers: &Headers) -> Option<Vec<u8>> {
    let ends_line = |bytes: &[u8]| {
        let next = |at: usize| bytes.get(at + 1).copied();
        bytes.iter().enumerate().any(|(at, byte)| match byte {
            b'\n' => !matches!(next(at), Some(b' ' | b'\t')),
            b'\r' => !matches!(next(at), Some(b' ' | b'\t' | b'\n')),
            _ => false,
        })
    };
    let values = headers.iter().map(|(_, value)| text_to_bytes(value));
    values.into_iter().find(|value| ends_line(value))
}

/// Says, once, that nothing vouches for the server.
fn warn_unverified(world: &mut Environment<'_>, host: &str, flavour: Flavour) {
    let warning = format!(
        "InsecureRequestWarning: Unverified HTTPS request is being made to host '{host}'. Adding certificate \
         verification is strongly advised. See: \
         https://urllib3.readthedocs.io/en/latest/advanced-usage.html#tls-warnings\n"
    );
    if world.stderr.contains(&warning) {
        return;
    }
    let (place, source) = match flavour {
        Flavour::V1 => (
            "site-packages/urllib3/connectionpool.py:1110",
            "  warnings.warn(\n",
        ),
        Flavour::V2 => ("urllib3/connectionpool.py:1097", ""),
    };
    let _ = write!(world.stderr, "{place}: {warning}{source}");
}

fn describe(error: &TransportError, url: &str, proxy: &str) -> String {
    match error {
        TransportError::Unreachable => {
            format!("Could not connect to the endpoint URL: \"{url}\"")
        }
        TransportError::Proxy => format!("Failed to connect to proxy URL: \"{proxy}\""),
        TransportError::ConnectTimeout => format!("Connect timeout on endpoint URL: \"{url}\""),
        TransportError::ReadTimeout => format!("Read timeout on endpoint URL: \"{url}\""),
        TransportError::Closed => format!(
            "Connection was closed before we received a valid response from endpoint URL: \"{url}\"."
        ),
        TransportError::Tls(message) => format!("SSL validation failed for {url} {message}"),
        TransportError::Other(message) => {
            format!("An HTTP Client raised an unhandled exception: {message}")
        }
    }
}
