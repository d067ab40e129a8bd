//! One connection of a client: HTTP/1.1 requests in, bytes out.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::wire::{Headers, Request};

/// The longest head and body of a request that are read.
const MOST_HEAD: usize = 256 * 1024;
const MOST_BODY: usize = 64 * 1024 * 1024;

/// The stream of a connection.
enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A connection, and the bytes that were read ahead.
pub(super) struct Connection {
    stream: Stream,
    ahead: Vec<u8>,
}

impl Connection {
    pub(super) fn new(stream: TcpStream) -> Self {
        // Answers are small; a client should not wait for more.
        drop(stream.set_nodelay(true));
        Self {
            stream: Stream::Plain(stream),
            ahead: Vec::new(),
        }
    }

    pub(super) fn is_tls(&self) -> bool {
        matches!(self.stream, Stream::Tls(_))
    }

    /// Goes on over TLS.
    pub(super) async fn secure(self, acceptor: &TlsAcceptor) -> io::Result<Self> {
        let Stream::Plain(stream) = self.stream else {
            return Ok(self);
        };
        let stream = acceptor.accept(stream).await?;
        Ok(Self {
            stream: Stream::Tls(Box::new(stream)),
            ahead: Vec::new(),
        })
    }

    /// The next request; `None` when there is none, or what comes is no HTTP.
    pub(super) async fn request(&mut self) -> io::Result<Option<Request>> {
        let end = loop {
            if let Some(at) = find(&self.ahead, b"\r\n\r\n") {
                break at;
            }
            if self.ahead.len() > MOST_HEAD || !self.more().await? {
                return Ok(None);
            }
        };
        let head = String::from_utf8_lossy(&self.ahead[..end]).into_owned();
        self.ahead.drain(..end + 4);
        let mut lines = head.split("\r\n");
        let first = lines.next().unwrap_or_default();
        let mut words = first.splitn(3, ' ');
        let (Some(method), Some(target), Some(_)) = (words.next(), words.next(), words.next())
        else {
            return Ok(None);
        };
        let mut headers = Headers::new();
        for line in lines {
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            headers.append(name, value.trim());
        }
        let waits = headers.get("expect").unwrap_or_default();
        if waits.eq_ignore_ascii_case("100-continue") {
            self.write(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        let chunked = headers
            .get("transfer-encoding")
            .is_some_and(|how| how.eq_ignore_ascii_case("chunked"));
        let body = if chunked {
            self.chunks().await?
        } else {
            let length = headers.get("content-length").unwrap_or("0");
            match length.parse() {
                Ok(length) if length <= MOST_BODY => self.bytes(length).await?,
                _ => return Ok(None),
            }
        };
        Ok(Some(Request {
            method: method.to_owned(),
            target: target.to_owned(),
            headers,
            body,
        }))
    }

    async fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let end = loop {
                match find(&self.ahead, b"\r\n") {
                    Some(at) => break at,
                    None if self.ahead.len() < MOST_HEAD && self.more().await? => {}
                    None => return Err(io::ErrorKind::UnexpectedEof.into()),
                }
            };
            let line = String::from_utf8_lossy(&self.ahead[..end]).into_owned();
            self.ahead.drain(..end + 2);
            let length = line.split(';').next().unwrap_or_default().trim();
            let length = usize::from_str_radix(length, 16)
                .ok()
                .filter(|length| body.len() + length <= MOST_BODY)
                .ok_or(io::ErrorKind::InvalidData)?;
            body.extend(self.bytes(length).await?);
            self.bytes(2).await?;
            if length == 0 {
                return Ok(body);
            }
        }
    }

    async fn bytes(&mut self, count: usize) -> io::Result<Vec<u8>> {
        while self.ahead.len() < count {
            if !self.more().await? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(self.ahead.drain(..count).collect())
    }

    async fn more(&mut self) -> io::Result<bool> {
        let read = match &mut self.stream {
            Stream::Plain(stream) => stream.read_buf(&mut self.ahead).await?,
            Stream::Tls(stream) => stream.read_buf(&mut self.ahead).await?,
        };
        Ok(read > 0)
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.stream {
            Stream::Plain(stream) => stream.write_all(bytes).await,
            Stream::Tls(stream) => {
                stream.write_all(bytes).await?;
                stream.flush().await
            }
        }
    }

    /// Ends the connection in order.
    pub(super) async fn close(&mut self) -> io::Result<()> {
        match &mut self.stream {
            Stream::Plain(stream) => stream.shutdown().await,
            Stream::Tls(stream) => stream.shutdown().await,
        }
    }

    /// Ends the connection as when a process dies.
    pub(super) fn reset(self) -> io::Result<()> {
        match self.stream {
            Stream::Plain(stream) => stream.set_zero_linger(),
            Stream::Tls(stream) => stream.get_ref().0.set_zero_linger(),
        }
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}
