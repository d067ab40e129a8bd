//! HTTP/1.1, as much of it as a client needs that sends one request and reads one response.

use std::io::{self, ErrorKind, Read};

use crate::cli::text_to_bytes;
use crate::wire::{Headers, Request, Response};

/// The bytes of a request, its fields as they stand.
///
/// # Errors
/// When a part of it would end its line: whatever it comes from, nothing of it is sent.
pub(super) fn request(request: &Request) -> io::Result<Vec<u8>> {
    let ends_line = |text: &str| text.contains(['\r', '\n']);
    let fields = request.headers.iter();
    let mut parts = fields.flat_map(|(name, value)| [name, value]);
    if ends_line(&request.method) || ends_line(&request.target) || parts.any(ends_line) {
        return Err(invalid("a line of the request would end within it"));
    }
    let mut bytes = format!("{} {} HTTP/1.1\r\n", request.method, request.target).into_bytes();
    for (name, value) in request.headers.iter() {
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend(text_to_bytes(value));
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(&request.body);
    Ok(bytes)
}

/// The longest head of a response that is read, and the longest body.
const MAX_HEAD: usize = 256 * 1024;
const MAX_BODY: usize = 256 * 1024 * 1024;

/// Reads a response; with `whole`, a body shorter than its `Content-Length` is an error.
pub(super) fn response(stream: &mut impl Read, method: &str, whole: bool) -> io::Result<Response> {
    let mut input = Input {
        stream,
        buffer: Vec::new(),
        at: 0,
        head: 0,
        // After CONNECT, what follows the head belongs to somebody else.
        chunk: if method == "CONNECT" { 1 } else { 16 * 1024 },
    };
    let (status, headers) = loop {
        let status = status(&input.line()?)?;
        let headers = input.headers()?;
        if status != 100 {
            break (status, headers);
        }
    };
    let chunked = headers
        .get("transfer-encoding")
        .is_some_and(|value| value.to_ascii_lowercase().contains("chunked"));
    let length = headers
        .get("content-length")
        .and_then(|v| v.trim().parse().ok());
    let body = if method == "CONNECT" || matches!(status, 204 | 304) {
        Vec::new()
    } else if chunked {
        input.chunks()?
    } else {
        match length {
            Some(length) => input.body(length, whole)?,
            None => input.rest()?,
        }
    };
    Ok(Response {
        status,
        headers,
        body,
    })
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what.to_owned())
}

fn ended() -> io::Error {
    io::Error::from(ErrorKind::UnexpectedEof)
}

fn status(line: &str) -> io::Result<u16> {
    let mut parts = line.splitn(3, ' ');
    match (parts.next(), parts.next().map(str::parse)) {
        (Some("HTTP/0.9" | "HTTP/1.0"), Some(Ok(status @ 100..=999))) => Ok(status),
        (Some(version), Some(Ok(status @ 100..=999))) if version.starts_with("HTTP/1.") => {
            Ok(status)
        }
        _ => Err(invalid("no status line")),
    }
}

struct Input<'a, S> {
    stream: &'a mut S,
    buffer: Vec<u8>,
    at: usize,
    /// Bytes of head read so far.
    head: usize,
    chunk: usize,
}

impl<S: Read> Input<'_, S> {
    /// Reads more; false at the end.
    fn fill(&mut self) -> io::Result<bool> {
        if self.at > 0 {
            self.buffer.drain(..self.at);
            self.at = 0;
        }
        let before = self.buffer.len();
        if before > MAX_BODY {
            return Err(invalid("the body is too long"));
        }
        self.buffer.resize(before + self.chunk, 0);
        let read = loop {
            match self.stream.read(&mut self.buffer[before..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        let count = *read.as_ref().unwrap_or(&0);
        self.buffer.truncate(before + count);
        match read {
            Ok(count) => Ok(count > 0),
            // A peer that closes TLS without saying so has closed.
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn line(&mut self) -> io::Result<String> {
        let mut from = self.at;
        loop {
            let newline = self.buffer[from..].iter().position(|b| *b == b'\n');
            if let Some(newline) = newline {
                let end = from + newline;
                let line = self.buffer[self.at..end].to_vec();
                self.at = end + 1;
                self.head += line.len();
                if self.head > MAX_HEAD {
                    return Err(invalid("the head is too long"));
                }
                let line = line.strip_suffix(b"\r").unwrap_or(&line);
                return Ok(String::from_utf8_lossy(line).into_owned());
            }
            let waiting = self.buffer.len() - self.at;
            if waiting > MAX_HEAD {
                return Err(invalid("the head is too long"));
            }
            if !self.fill()? {
                return Err(ended());
            }
            from = waiting;
        }
    }

    fn headers(&mut self) -> io::Result<Headers> {
        let mut headers = Headers::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                return Ok(headers);
            }
            if let Some((name, value)) = line.split_once(':') {
                headers.append(name.trim(), value.trim());
            }
        }
    }

    fn body(&mut self, length: usize, whole: bool) -> io::Result<Vec<u8>> {
        if length > MAX_BODY {
            return Err(invalid("the body is too long"));
        }
        while self.buffer.len() - self.at < length {
            if !self.fill()? {
                if whole {
                    return Err(ended());
                }
                return Ok(self.buffer[self.at..].to_vec());
            }
        }
        let body = self.buffer[self.at..self.at + length].to_vec();
        self.at += length;
        Ok(body)
    }

    fn rest(&mut self) -> io::Result<Vec<u8>> {
        while self.fill()? {}
        Ok(self.buffer[self.at..].to_vec())
    }

    fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = self.line()?;
            self.head = 0;
            let size = line.split(';').next().unwrap_or_default().trim();
            let size =
                usize::from_str_radix(size, 16).map_err(|_| invalid("no size of a chunk"))?;
            if size == 0 {
                self.headers()?;
                return Ok(body);
            }
            if size > MAX_BODY || body.len() > MAX_BODY {
                return Err(invalid("the body is too long"));
            }
            body.extend(self.body(size, true)?);
            self.line()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], whole: bool) -> io::Result<Response> {
        response(&mut &*bytes, "POST", whole)
    }

    #[test]
    fn bodies_end_where_they_say() {
        let reply = read(
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nA: b\r\n\r\n{}rest",
            true,
        );
        let reply = reply.expect("a response");
        assert_eq!(
            (reply.status, reply.body.as_slice()),
            (200, b"{}".as_slice())
        );
        assert_eq!(reply.headers.get("a"), Some("b"));
        let chunked = b"HTTP/1.1 400 X\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n1\r\nd\r\n0\r\n\r\n";
        assert_eq!(read(chunked, true).expect("a response").body, b"abcd");
        assert_eq!(
            read(b"HTTP/1.0 200 OK\r\n\r\nall", true)
                .expect("a response")
                .body,
            b"all"
        );
    }

    #[test]
    fn a_body_cut_short_is_a_fault_only_if_asked() {
        let short = b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}";
        assert!(read(short, true).is_err());
        assert_eq!(read(short, false).expect("a response").body, b"{}");
        assert!(read(b"", true).is_err());
        assert!(read(b"garbage\r\n\r\n", true).is_err());
    }
}
