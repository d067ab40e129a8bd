//! Listening, accepting, and stopping in good order.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::connection::Service;
use super::crowd::{Crowd, Slot};
use super::patience::Patience;
use super::worlds::Worlds;
use super::{Options, ServeError, announce, certificate};
use crate::wire::admin::ReadyFile;
use crate::wire::partition::Partition;
use crate::wire::{aws_host, world};

/// How long to wait after the system refused a connection, as when there are too many open files.
const ACCEPT_AGAIN: Duration = Duration::from_millis(50);

/// How often it is looked for a connection that can make room.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// Connections that the system holds until they are accepted; more are refused.
const BACKLOG: u32 = 4096;

/// A reference endpoint that listens. It ends when it is dropped; [`Server::stop`] ends it in good order.
pub struct Server {
    address: SocketAddr,
    url: String,
    authority_pem: Option<String>,
    stop: watch::Sender<bool>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Listens, and then writes the files that [`Options`] ask for. Needs a tokio runtime.
    ///
    /// # Errors
    /// When the address cannot be had, no certificate can be made, or a file cannot be written.
    pub async fn start(options: Options) -> Result<Self, ServeError> {
        let listener = listen(options.bind);
        let unbound = |source| ServeError::Bind {
            address: options.bind,
            source,
        };
        let listener = listener.map_err(unbound)?;
        let address = listener.local_addr().map_err(unbound)?;
        let tls = options.tls || options.aws_form.is_some();
        let names = options.aws_form.map(|_| aws_host::names());
        let identity = tls
            .then(|| certificate::make(address.ip(), names.into_iter().flatten()))
            .transpose()?;
        let (acceptor, authority_pem) = match identity {
            Some(identity) => (Some(identity.acceptor), Some(identity.authority_pem)),
            None => (None, None),
        };
        let (stop, stopping) = watch::channel(false);
        let service = Arc::new(Service {
            worlds: Worlds::new(&options).map_err(ServeError::Policy)?,
            admin: options.admin,
            as_aws: options.aws_form.is_some(),
            limits: options.limits,
            watch: options.watch.clone(),
        });
        let accepting = tokio::spawn(accept(listener, acceptor, service, stopping));
        let server = Self {
            address,
            url: url(address, tls),
            authority_pem,
            stop,
            accepting,
        };
        if let (Some(path), Some(pem)) = (&options.certificate_file, &server.authority_pem) {
            announce::write(path.clone(), pem.clone()).await?;
        }
        if let Some(path) = &options.ready_file {
            let text = serde_json::to_string_pretty(&server.ready()).unwrap_or_default();
            announce::write(path.clone(), text + "\n").await?;
        }
        Ok(server)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its URL, on loopback where it listens everywhere.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its URL by the host of AWS that has KMS in this Region; the name must be led to [`Server::address`].
    #[must_use]
    pub fn aws_url(&self, region: &str) -> String {
        let domain = Partition::of_region(region).domain;
        format!("https://kms.{region}.{domain}:{}", self.address.port())
    }

    /// What it tells in its ready file.
    #[must_use]
    pub fn ready(&self) -> ReadyFile {
        ReadyFile {
            cannot: Vec::new(),
            url: self.url.clone(),
            region: world::REGIONS[0].to_owned(),
            principals: world::principals(),
        }
    }

    /// The certificate in PEM that its clients must trust; `None` without TLS.
    #[must_use]
    pub fn authority_pem(&self) -> Option<&str> {
        self.authority_pem.as_deref()
    }

    /// Accepts no more connections, lets requests under way finish within the limit, and ends.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        let _ = (&mut self.accepting).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

async fn accept(
    listener: TcpListener,
    acceptor: Option<TlsAcceptor>,
    service: Arc<Service>,
    mut stopping: watch::Receiver<bool>,
) {
    let slots = Arc::new(Semaphore::new(service.limits.connections));
    let crowd = Arc::new(Crowd::default());
    // Dropped with this task, and all connections with it.
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopping.changed() => break,
            Some(_) = connections.join_next() => continue,
        };
        let Ok((stream, _)) = accepted else {
            // Too many open files: a connection that waits for nothing gives one back.
            crowd.make_room();
            tokio::time::sleep(ACCEPT_AGAIN).await;
            continue;
        };
        let slot = tokio::select! {
            slot = slot(&slots, &crowd) => slot,
            _ = stopping.changed() => break,
        };
        let place = Arc::new(crowd.join());
        let connection = connect(
            stream,
            acceptor.clone(),
            (Arc::clone(&service), Arc::clone(&place)),
            stopping.clone(),
        );
        connections.spawn(async move {
            tokio::select! {
                () = connection => {}
                () = place.closing() => {}
            }
            drop(slot);
        });
    }
    drop(listener);
    let ending = async { while connections.join_next().await.is_some() {} };
    let _ = timeout(service.limits.stop, ending).await;
}

/// Listens, with room for a crowd that comes at once.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()
    } else {
        TcpSocket::new_v6()
    }?;
    // As `TcpListener::bind` does: a server that was stopped leaves connections behind that keep its port.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// A place for one more connection; where all are taken, others must make room.
async fn slot(slots: &Arc<Semaphore>, crowd: &Crowd) -> Option<OwnedSemaphorePermit> {
    loop {
        if let Ok(slot) = Arc::clone(slots).try_acquire_owned() {
            return Some(slot);
        }
        crowd.make_room();
        if let Ok(slot) = timeout(LOOK_AGAIN, Arc::clone(slots).acquire_owned()).await {
            return slot.ok();
        }
    }
}

async fn connect(
    stream: TcpStream,
    acceptor: Option<TlsAcceptor>,
    (service, place): (Arc<Service>, Arc<Slot>),
    mut stopping: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let Some(acceptor) = acceptor else {
        return converse(stream, service, place, stopping).await;
    };
    let handshake = timeout(service.limits.header, acceptor.accept(stream));
    tokio::select! {
        done = handshake => {
            if let Ok(Ok(stream)) = done {
                converse(stream, service, place, stopping).await;
            }
        }
        _ = stopping.changed() => {}
    }
}

async fn converse<S>(
    stream: S,
    service: Arc<Service>,
    place: Arc<Slot>,
    mut stopping: watch::Receiver<bool>,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let limit = service.limits.header;
    let stream = Patience::new(stream, service.limits.reply);
    let answering =
        service_fn(move |request| Arc::clone(&service).call(request, Arc::clone(&place)));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limit)
        .serve_connection(TokioIo::new(stream), answering);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // How a connection ends is its client's affair.
        _ = connection.as_mut() => return,
        _ = stopping.changed() => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

fn url(address: SocketAddr, tls: bool) -> String {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    let scheme = if tls { "https" } else { "http" };
    format!("{scheme}://{}", SocketAddr::new(ip, address.port()))
}
