//! How a server is started, what it bears, and why it cannot start.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::reference::{AwsForm, FleetOptions, PolicyFault, Rules};
use crate::wire::{Request, Response};

/// How a server is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it listens; port 0 for any free one.
    pub bind: SocketAddr,
    /// Whether it speaks TLS, with a certificate of its own making; always in AWS's form.
    pub tls: bool,
    /// With it, the server is what the hosts of AWS are: its certificate is good for them, they tell service and Region, and
    /// STS is there.
    pub aws_form: Option<AwsForm>,
    /// Where the authority that signed its certificate is written in PEM, for `--ca-bundle` and `AWS_CA_BUNDLE`.
    pub certificate_file: Option<PathBuf>,
    /// Whether signatures are checked.
    pub auth: bool,
    /// Whether the administrative path is there.
    pub admin: bool,
    /// How late its hosts know of each other's doings, and how many calls they take.
    pub fleet: FleetOptions,
    /// By which rules every world goes.
    pub rules: Rules,
    /// The identity policies of principals, JSON documents, by name; whoever is not here may do everything in its account.
    pub policies: BTreeMap<String, Vec<String>>,
    /// How far the first world's clock is ahead of the real one.
    pub clock_skew: Duration,
    /// From which ids and key material of the first world are drawn.
    pub seed: u64,
    /// Where a [`ReadyFile`](crate::wire::admin::ReadyFile) is written once connections are accepted.
    pub ready_file: Option<PathBuf>,
    /// What it bears.
    pub limits: Limits,
    /// Who looks on.
    pub watch: Option<Watch>,
}

/// What is told of every request to KMS, and of its answer.
type Watching = dyn Fn(&Request, &Response) + Send + Sync;

/// Sees every request to KMS, and its answer.
#[derive(Clone)]
pub struct Watch(pub Arc<Watching>);

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

impl Options {
    /// The defaults for this address: no TLS, signatures checked, the administrative path there.
    #[must_use]
    pub fn new(bind: SocketAddr) -> Self {
        Self {
            bind,
            tls: false,
            aws_form: None,
            certificate_file: None,
            auth: true,
            admin: true,
            fleet: FleetOptions::default(),
            rules: Rules::aws(),
            policies: BTreeMap::new(),
            clock_skew: Duration::ZERO,
            seed: 0,
            ready_file: None,
            limits: Limits::default(),
            watch: None,
        }
    }
}

/// What a server bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest body that is read.
    pub body_bytes: usize,
    /// How long a request's header, a TLS handshake, or an unused connection may take.
    pub header: Duration,
    /// How long a request's body may take.
    pub body: Duration,
    /// How long a client may leave its answer unread.
    pub reply: Duration,
    /// Connections at once; for one more, the one that has asked nothing for longest is closed.
    pub connections: usize,
    /// Worlds at once, beside the first.
    pub worlds: usize,
    /// How long a world is kept that nobody asks.
    pub world_idle: Duration,
    /// How long requests under way may take once the server is to stop.
    pub stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1024 * 1024,
            header: Duration::from_secs(15),
            body: Duration::from_secs(15),
            reply: Duration::from_secs(15),
            connections: 4096,
            worlds: 1024,
            world_idle: Duration::from_mins(5),
            stop: Duration::from_secs(5),
        }
    }
}

/// Why a server cannot start.
#[derive(Debug)]
pub enum ServeError {
    /// The address cannot be had.
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// No certificate could be made.
    Certificate(String),
    /// Somebody cannot have a policy.
    Policy(PolicyFault),
    /// A file could not be written.
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl ServeError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Bind { source, .. } if source.kind() == std::io::ErrorKind::AddrInUse => Some(
                "another program has this port; choose one with --bind, or let the system choose with port 0",
            ),
            Self::Bind { .. } => Some("choose another address with --bind"),
            Self::Certificate(_) | Self::Policy(_) | Self::Write { .. } => None,
        }
    }
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bind { address, source } => write!(f, "cannot listen at {address}: {source}"),
            Self::Policy(fault) => fault.fmt(f),
            Self::Certificate(detail) => write!(f, "cannot make a certificate: {detail}"),
            Self::Write { path, source } => write!(f, "cannot write {}: {source}", path.display()),
        }
    }
}

impl std::error::Error for ServeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Bind { source, .. } | Self::Write { source, .. } => Some(source),
            Self::Certificate(_) | Self::Policy(_) => None,
        }
    }
}
