//! Writes a request byte by byte, for what an HTTP library would change or refuse.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use super::client::Client;
use super::{classify, reply};
use crate::target::{Error, Phase};
use crate::wire::{Request, Response};

/// Sends a request on a connection of its own, never through a proxy, and reads the answer.
pub(super) async fn exchange(client: &Client, request: &Request) -> Result<Response, Error> {
    let base = &client.base;
    let connecting = async {
        match client.address {
            Some(address) => TcpStream::connect(address).await,
            None => TcpStream::connect((base.host.as_str(), base.port)).await,
        }
    };
    let stream = timeout(client.timeouts.connect, connecting)
        .await
        .map_err(|_| Error::TimedOut {
            phase: Phase::Connect,
            limit: client.timeouts.connect,
        })?
        .map_err(|error| classify::io_connecting(&error, base, client.timeouts))?;
    if !base.tls {
        return converse(stream, client, request).await;
    }
    let failed = |detail: String| Error::Tls {
        authority: base.place(),
        detail,
    };
    let name =
        ServerName::try_from(base.host.clone()).map_err(|error| failed(error.to_string()))?;
    let connector = TlsConnector::from(Arc::new(client.tls.clone()));
    let handshake = timeout(client.timeouts.connect, connector.connect(name, stream)).await;
    let stream = handshake
        .map_err(|_| Error::TimedOut {
            phase: Phase::Connect,
            limit: client.timeouts.connect,
        })?
        .map_err(|error| failed(error.to_string()))?;
    converse(stream, client, request).await
}

async fn converse<S>(mut stream: S, client: &Client, request: &Request) -> Result<Response, Error>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    // A server may answer and close before it has read everything: what it said counts, not that it stopped listening.
    let written = write(&mut stream, request).await;
    let answer = reply::read(
        &mut stream,
        &request.method,
        asks_for_the_end(request),
        client.timeouts.read,
        client.limit,
    )
    .await;
    match (written, answer) {
        (Err(_), Err(Error::HungUp { phase, .. })) => Err(Error::HungUp { phase, reset: true }),
        (_, answer) => answer,
    }
}

/// Whether the connection ends with the answer; `head` asks for that where the request says nothing.
fn asks_for_the_end(request: &Request) -> bool {
    let wish = request.headers.joined("connection");
    wish.is_none_or(|wish| wish.to_ascii_lowercase().contains("close"))
}

async fn write(stream: &mut (impl AsyncWrite + Unpin), request: &Request) -> io::Result<()> {
    stream.write_all(&head(request)).await?;
    stream.write_all(&request.body).await?;
    stream.flush().await
}

/// Request line and fields as they stand; a length and an end are added where the request says nothing of either.
fn head(request: &Request) -> Vec<u8> {
    let mut text = format!("{} {} HTTP/1.1\r\n", request.method, request.target);
    let mut add = |name: &str, value: &str| {
        text.push_str(name);
        text.push_str(": ");
        text.push_str(value);
        text.push_str("\r\n");
    };
    for (name, value) in request.headers.iter() {
        add(name, value);
    }
    let has = |name: &str| request.headers.get(name).is_some();
    if !has("content-length") && !has("transfer-encoding") {
        add("Content-Length", &request.body.len().to_string());
    }
    if !has("connection") {
        add("Connection", "close");
    }
    text.push_str("\r\n");
    text.into_bytes()
}
