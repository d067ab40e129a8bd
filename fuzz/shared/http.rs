//! One request, one connection, one answer: no more HTTP than an endpoint on loopback needs.

use std::io::{Error, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use kmspec::generate::Drive;
use kmspec::wire::sigv4::{Scope, sign};
use kmspec::wire::{Headers, Request, Response, Timestamp};

/// Longer than this and it hangs.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where requests go.
pub struct Endpoint {
    /// Host and port.
    pub authority: String,
}

impl Endpoint {
    /// The endpoint that `KMSPEC_ENDPOINT_URL` names, without TLS.
    pub fn from_environment() -> Option<Self> {
        let url = std::env::var("KMSPEC_ENDPOINT_URL").ok()?;
        let authority = url
            .strip_prefix("http://")
            .unwrap_or_else(|| panic!("{url} is no http:// URL"));
        let authority = authority.trim_end_matches('/').to_owned();
        Some(Self { authority })
    }

    /// The request as the owner signs it now.
    pub fn signed(&self, mut request: Request) -> Request {
        let place = Drive::place();
        request.headers.set("Host", self.authority.as_str());
        let scope = Scope::kms(place.regions[0].as_str());
        let owner = place.principals.named("owner").expect("there is an owner");
        sign(&mut request, &owner.credentials(), &scope, now());
        request
    }

    /// Sends a request and reads the whole answer.
    pub fn send(&self, request: &Request) -> Result<Response, Error> {
        let mut stream = TcpStream::connect(&self.authority)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut head = format!("{} {} HTTP/1.1\r\n", request.method, request.target);
        for (name, value) in request.headers.iter() {
            let value: String = value.chars().filter(|c| !c.is_control()).collect();
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!(
            "Content-Length: {}\r\nConnection: close\r\n\r\n",
            request.body.len()
        ));
        stream.write_all(head.as_bytes())?;
        stream.write_all(&request.body)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        parse(&answer)
            .ok_or_else(|| Error::new(ErrorKind::InvalidData, "the answer is not HTTP/1.1"))
    }
}

fn parse(bytes: &[u8]) -> Option<Response> {
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]);
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Headers = lines.filter_map(|line| line.split_once(": ")).collect();
    let mut body = bytes[end + 4..].to_vec();
    if headers
        .get("Transfer-Encoding")
        .is_some_and(|v| v.eq_ignore_ascii_case("chunked"))
    {
        body = unchunk(&body)?;
    }
    Some(Response {
        status,
        headers,
        body,
    })
}

fn unchunk(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|w| w == b"\r\n")?;
        let size = std::str::from_utf8(&bytes[..end]).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend(bytes.get(end + 2..end + 2 + size)?);
        bytes = bytes.get(end + 4 + size..)?;
    }
}

/// The clock of this machine.
pub fn now() -> Timestamp {
    Timestamp::from_millis(i64::try_from(nanos() / 1_000_000).unwrap_or(i64::MAX))
}

/// Nanoseconds since the epoch.
pub fn nanos() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}
