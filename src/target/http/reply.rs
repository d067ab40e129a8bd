//! Reads one HTTP/1.1 reply from a stream (RFC 9112), for [`raw`](super::raw).

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::timeout;

use super::classify;
use crate::target::{Error, Phase};
use crate::wire::{Headers, Response};

/// A header section above this size is none.
const HEAD_LIMIT: usize = 64 * 1024;

/// How long the end of a connection is awaited.
const FAREWELL: Duration = Duration::from_millis(250);

/// Reads the reply to a request of this method; `ends` where the request asked for the end of the connection, so that
/// nothing may come after the reply.
pub(super) async fn read<S>(
    stream: &mut S,
    method: &str,
    ends: bool,
    idle: Duration,
    limit: usize,
) -> Result<Response, Error>
where
    S: AsyncRead + Unpin,
{
    let mut reader = Reader {
        stream,
        idle,
        limit,
        pending: Vec::new(),
    };
    loop {
        let (status, headers) = reader.head().await?;
        if (100..200).contains(&status) && status != 101 {
            continue;
        }
        let none = method == "HEAD" || matches!(status, 101 | 204 | 304);
        let body = if none {
            Vec::new()
        } else {
            reader.body(&headers).await?
        };
        let response = Response {
            status,
            headers,
            body,
        };
        if ends {
            reader.nothing_more().await?;
        }
        return Ok(response);
    }
}

struct Reader<'a, S> {
    stream: &'a mut S,
    idle: Duration,
    limit: usize,
    /// Bytes that came and were not used yet.
    pending: Vec<u8>,
}

impl<S: AsyncRead + Unpin> Reader<'_, S> {
    async fn head(&mut self) -> Result<(u16, Headers), Error> {
        let status_line = self.line(Phase::Reply).await?;
        let status = status(&status_line)?;
        let mut headers = Headers::new();
        let mut size = status_line.len();
        loop {
            let line = self.line(Phase::Reply).await?;
            if line.is_empty() {
                return Ok((status, headers));
            }
            size += line.len();
            if size > HEAD_LIMIT {
                return Err(protocol("its header is too long"));
            }
            let Some((name, value)) = line.split_once(':') else {
                return Err(protocol(&format!(
                    "a header line without a colon: '{}'",
                    brief(&line)
                )));
            };
            headers.append(name, value.trim_matches([' ', '\t']));
        }
    }

    async fn body(&mut self, headers: &Headers) -> Result<Vec<u8>, Error> {
        let coding = headers.all("transfer-encoding").last();
        if coding.is_some_and(|coding| coding.to_ascii_lowercase().ends_with("chunked")) {
            return self.chunked().await;
        }
        let Some(length) = headers.get("content-length") else {
            return self.until_end().await;
        };
        let Ok(length) = length.parse::<u64>() else {
            return Err(protocol(&format!(
                "a Content-Length that is no number: '{}'",
                brief(length)
            )));
        };
        let announced = usize::try_from(length).unwrap_or(usize::MAX);
        self.exactly(announced).await.map_err(|error| match error {
            Error::Truncated { received, .. } => Error::Truncated {
                received,
                announced: Some(length),
            },
            other => other,
        })
    }

    async fn chunked(&mut self) -> Result<Vec<u8>, Error> {
        let mut body = Vec::new();
        loop {
            let line = self.line(Phase::Body).await?;
            let size = line.split(';').next().unwrap_or_default().trim();
            let Ok(size) = usize::from_str_radix(size, 16) else {
                return Err(protocol(&format!(
                    "a chunk size that is no number: '{}'",
                    brief(&line)
                )));
            };
            if size == 0 {
                while !self.line(Phase::Body).await?.is_empty() {}
                return Ok(body);
            }
            if size.saturating_add(body.len()) > self.limit {
                return Err(Error::TooLarge { limit: self.limit });
            }
            body.extend(self.exactly(size).await?);
            if !self.line(Phase::Body).await?.is_empty() {
                return Err(protocol("a chunk longer than its size"));
            }
        }
    }

    async fn exactly(&mut self, length: usize) -> Result<Vec<u8>, Error> {
        if length > self.limit {
            return Err(Error::TooLarge { limit: self.limit });
        }
        while self.pending.len() < length {
            if self.more(Phase::Body).await? == 0 {
                return Err(Error::Truncated {
                    received: self.pending.len(),
                    announced: None,
                });
            }
        }
        let rest = self.pending.split_off(length);
        Ok(std::mem::replace(&mut self.pending, rest))
    }

    /// Waits a moment for the end, or for what a client would take for the answer to its next request.
    async fn nothing_more(&mut self) -> Result<(), Error> {
        self.idle = self.idle.min(FAREWELL);
        // A server that keeps the connection open, or breaks it off, has said all the same what it had to say.
        if self.pending.is_empty() && !matches!(self.more(Phase::Body).await, Ok(1..)) {
            return Ok(());
        }
        let rest = String::from_utf8_lossy(&self.pending);
        let rest = rest.trim_start_matches(['\r', '\n']);
        if rest.is_empty() {
            return Ok(());
        }
        let begins = brief(rest);
        Err(protocol(&format!(
            "after it there comes what nobody asked for: '{begins}'"
        )))
    }

    async fn until_end(&mut self) -> Result<Vec<u8>, Error> {
        loop {
            if self.pending.len() > self.limit {
                return Err(Error::TooLarge { limit: self.limit });
            }
            if self.more(Phase::Body).await? == 0 {
                break;
            }
        }
        Ok(std::mem::take(&mut self.pending))
    }

    /// One line without its end.
    async fn line(&mut self, phase: Phase) -> Result<String, Error> {
        loop {
            if let Some(end) = self.pending.iter().position(|&byte| byte == b'\n') {
                let rest = self.pending.split_off(end + 1);
                let line = std::mem::replace(&mut self.pending, rest);
                let line = String::from_utf8_lossy(&line);
                return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
            }
            if self.pending.len() > HEAD_LIMIT {
                return Err(protocol("a line of it is too long"));
            }
            if self.more(phase).await? == 0 {
                return Err(match phase {
                    Phase::Body => Error::Truncated {
                        received: self.pending.len(),
                        announced: None,
                    },
                    phase => Error::HungUp {
                        phase,
                        reset: false,
                    },
                });
            }
        }
    }

    /// Waits for bytes; 0 at the end.
    async fn more(&mut self, phase: Phase) -> Result<usize, Error> {
        let late = Error::TimedOut {
            phase,
            limit: self.idle,
        };
        self.pending.reserve(16 * 1024);
        let read = self.stream.read_buf(&mut self.pending);
        match timeout(self.idle, read).await.map_err(|_| late)? {
            Ok(length) => Ok(length),
            // TLS without a farewell: the end, as far as HTTP can tell.
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(0),
            Err(error) if classify::is_reset(Some(error.kind())) => {
                Err(Error::HungUp { phase, reset: true })
            }
            Err(error) => Err(protocol(&error.to_string())),
        }
    }
}

fn status(line: &str) -> Result<u16, Error> {
    let mut parts = line.splitn(3, ' ');
    let version = parts.next().unwrap_or_default();
    let status = parts.next().and_then(|status| status.parse().ok());
    match status {
        Some(status) if version.starts_with("HTTP/1.") => Ok(status),
        _ => Err(protocol(&format!("it begins with '{}'", brief(line)))),
    }
}

fn protocol(detail: &str) -> Error {
    Error::Protocol {
        detail: detail.to_owned(),
    }
}

/// The beginning of a text that may be anything.
fn brief(text: &str) -> String {
    text.chars().take(60).flat_map(char::escape_debug).collect()
}
