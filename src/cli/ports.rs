//! What the CLI needs from the world: files, a way to send, a clock, randomness, processes.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::wire::{Request, Response, Timestamp};

/// One call of the CLI.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Invocation {
    /// The arguments after the program's name; bytes that are not UTF-8 by [`text_from_bytes`](super::text_from_bytes).
    pub args: Vec<String>,
    /// The environment.
    pub env: BTreeMap<String, String>,
    /// Standard output is a terminal of this many columns.
    pub terminal: Option<usize>,
    /// Which CLI to be.
    pub flavour: Flavour,
}

/// Which CLI to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Flavour {
    /// aws-cli 1.45.11.
    #[default]
    V1,
    /// aws-cli 2.38.5.
    V2,
}

/// What a call came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CliOutcome {
    /// The exit code.
    pub exit: u8,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
}

/// Reading files.
pub trait Files {
    /// The bytes of a file; a relative path is relative to the working directory.
    ///
    /// # Errors
    ///
    /// The system's error number and its words, such as `(2, "No such file or directory")`.
    fn read(&self, path: &str) -> Result<Vec<u8>, FileFault>;
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// The system's error number.
    pub number: i32,
    /// The system's words for it.
    pub message: String,
}

/// Where and how to send a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// True: TLS.
    pub tls: bool,
    /// Host name or address, without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// What the server must show.
    pub verify: Verify,
    /// How long to wait for a connection; without it, for ever.
    pub connect_timeout: Option<Duration>,
    /// How long to wait for bytes; without it, for ever.
    pub read_timeout: Option<Duration>,
    /// The proxy to go through.
    pub proxy: Option<Proxy>,
    /// True: a body that ends before its `Content-Length` is a fault.
    pub whole_body: bool,
}

/// A proxy, without its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    /// Host name or address.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The value of `Proxy-Authorization`.
    pub authorization: Option<String>,
}

/// What a TLS server must show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verify {
    /// A certificate by an authority that the system trusts.
    System,
    /// A certificate by an authority in this file.
    Bundle(String),
    /// Anything.
    Nothing,
}

/// Why no whole response came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransportError {
    /// The name could not be resolved or nobody listens.
    Unreachable,
    /// The proxy could not be reached or refused.
    Proxy,
    /// No connection in time.
    ConnectTimeout,
    /// No bytes in time.
    ReadTimeout,
    /// The connection was closed, reset or spoke no HTTP.
    Closed,
    /// TLS failed; OpenSSL's words for it.
    Tls(String),
    /// Anything else, in the HTTP library's words.
    Other(String),
}

/// Sending requests.
pub trait Transport {
    /// Sends one request and waits for its response.
    ///
    /// # Errors
    ///
    /// Why there is none.
    fn send(&mut self, to: &Destination, request: &Request) -> Result<Response, TransportError>;
}

/// Clock, sleep, randomness, processes.
pub trait Host {
    /// Now.
    fn now(&mut self) -> Timestamp;

    /// Waits.
    fn sleep(&mut self, time: Duration);

    /// Fills the buffer with random bytes.
    fn random(&mut self, bytes: &mut [u8]);

    /// Runs a program and waits for it: its exit code, standard output and standard error.
    ///
    /// # Errors
    ///
    /// It could not be started.
    fn run(&mut self, program: &[String]) -> Result<(i32, Vec<u8>, Vec<u8>), FileFault>;

    /// Runs a shell command with this process's standard streams: its exit code.
    fn shell(&mut self, command: &str) -> i32;

    /// The name and release of the system, such as `Linux` and `6.1`.
    fn system(&self) -> (String, String);
}
