//! One blocking connection a request.

use std::fmt::Write as _;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use super::{http1, interrupt, tls};
use crate::cli::{Destination, Proxy, Transport, TransportError};
use crate::wire::{Request, Response};

/// Sockets of this machine.
pub(super) struct Sockets {
    /// Called when the user interrupts a request; without it, nobody watches.
    pub(super) interrupted: Option<fn()>,
}

impl Transport for Sockets {
    fn send(&mut self, to: &Destination, request: &Request) -> Result<Response, TransportError> {
        if let Some(interrupted) = self.interrupted {
            interrupt::watch(interrupted);
        }
        let mut stream = match &to.proxy {
            None => connect(
                &to.host,
                to.port,
                to.connect_timeout,
                TransportError::Unreachable,
            )?,
            Some(proxy) => through(proxy, to)?,
        };
        stream.set_read_timeout(to.read_timeout).map_err(closed)?;
        if to.tls {
            let mut stream = tls::secure(stream, to)?;
            exchange(&mut stream, request, to.whole_body)
        } else {
            exchange(&mut stream, request, to.whole_body)
        }
    }
}

fn exchange<S: Read + Write>(
    stream: &mut S,
    request: &Request,
    whole_body: bool,
) -> Result<Response, TransportError> {
    let bytes =
        http1::request(request).map_err(|error| TransportError::Other(error.to_string()))?;
    let sent = stream.write_all(&bytes).and_then(|()| stream.flush());
    match sent {
        Ok(()) => {}
        // The server may have answered before it closed.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        Err(error) => return Err(fault(&error)),
    }
    http1::response(stream, &request.method, whole_body).map_err(|error| fault(&error))
}

/// What an error on an open connection means.
pub(super) fn fault(error: &io::Error) -> TransportError {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => TransportError::ReadTimeout,
        _ => TransportError::Closed,
    }
}

fn closed(_: io::Error) -> TransportError {
    TransportError::Closed
}

fn connect(
    host: &str,
    port: u16,
    timeout: Option<Duration>,
    unreachable: TransportError,
) -> Result<TcpStream, TransportError> {
    let Ok(addresses) = (host, port).to_socket_addrs() else {
        return Err(unreachable);
    };
    let mut last = unreachable.clone();
    for address in addresses {
        let connected = match timeout {
            Some(timeout) => TcpStream::connect_timeout(&address, timeout),
            None => TcpStream::connect(address),
        };
        match connected {
            Ok(stream) => {
                stream.set_nodelay(true).map_err(closed)?;
                return Ok(stream);
            }
            Err(error) if error.kind() == ErrorKind::TimedOut => {
                last = TransportError::ConnectTimeout;
            }
            Err(_) => last = unreachable.clone(),
        }
    }
    Err(last)
}

/// Connects to the proxy and, for TLS, has it connect on.
fn through(proxy: &Proxy, to: &Destination) -> Result<TcpStream, TransportError> {
    let timeout = to.connect_timeout;
    let mut stream = connect(&proxy.host, proxy.port, timeout, TransportError::Proxy)?;
    if !to.tls {
        return Ok(stream);
    }
    stream.set_read_timeout(to.read_timeout).map_err(closed)?;
    let host = if to.host.contains(':') {
        format!("[{}]", to.host)
    } else {
        to.host.clone()
    };
    let authority = format!("{host}:{}", to.port);
    let mut head = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n");
    if let Some(value) = &proxy.authorization {
        let _ = write!(head, "Proxy-Authorization: {value}\r\n");
    }
    head.push_str("\r\n");
    let answer = stream
        .write_all(head.as_bytes())
        .and_then(|()| http1::response(&mut stream, "CONNECT", false));
    match answer {
        Ok(response) if response.status == 200 => Ok(stream),
        Err(error) if fault(&error) == TransportError::ReadTimeout => {
            Err(TransportError::ReadTimeout)
        }
        _ => Err(TransportError::Proxy),
    }
}
