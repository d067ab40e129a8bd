//! The server that a CLI under test talks to: it records what came, and answers by a script or from the live target.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;

use super::connection::Connection;
use super::live::{self, Caller, Relay};
use super::script::{Dropped, Reply, Script, Tls};
use super::{certificate, signature};
use crate::check::Seen;
use crate::runner::pool::Pool;
use crate::target::Session;
use crate::wire::Request;

/// Who answers.
pub(super) enum Answers<'a> {
    /// A script.
    Script(Script),
    /// The live target.
    Live(&'a Session, Caller),
    /// The live target, asked for a case's call.
    Relay(&'a Relay<'a>),
}

impl Answers<'_> {
    /// `http` or `https`.
    pub(super) fn scheme(&self) -> &'static str {
        match self {
            Self::Script(Script { tls: Some(_), .. }) => "https",
            _ => "http",
        }
    }
}

/// A server on loopback that nobody answers for yet: its ports are known.
pub(super) struct Listening {
    listener: TcpListener,
    /// A port on which nobody listens, and nobody can while this lives.
    dead: TcpSocket,
}

/// A server on loopback.
pub(super) struct Server<'a> {
    answers: Answers<'a>,
    listening: Listening,
    acceptor: Option<TlsAcceptor>,
    seen: Mutex<Vec<Seen>>,
    /// Told of every request.
    asked: Arc<Notify>,
    /// Why the live target could not be asked.
    trouble: Mutex<Option<String>>,
}

impl Listening {
    pub(super) async fn open() -> Result<Self, String> {
        let cannot = |error: io::Error| format!("cannot listen on loopback: {error}");
        let dead = TcpSocket::new_v4().map_err(cannot)?;
        dead.bind(([127, 0, 0, 1], 0).into()).map_err(cannot)?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(cannot)?;
        Ok(Self { listener, dead })
    }

    pub(super) fn port(&self) -> u16 {
        let address = self.listener.local_addr();
        address.map_or(0, |address| address.port())
    }

    pub(super) fn dead_port(&self) -> u16 {
        self.dead.local_addr().map_or(0, |address| address.port())
    }

    pub(super) fn answering(self, answers: Answers<'_>) -> Result<Server<'_>, String> {
        let acceptor = match &answers {
            Answers::Script(Script { tls: Some(tls), .. }) => Some(match tls {
                Tls::Good => certificate::acceptor(&["127.0.0.1", "localhost"], true),
                Tls::WrongHost => certificate::acceptor(&["other.example.org"], true),
                Tls::Untrusted => certificate::acceptor(&["127.0.0.1", "localhost"], false),
            }?),
            _ => None,
        };
        Ok(Server {
            answers,
            listening: self,
            acceptor,
            seen: Mutex::default(),
            asked: Arc::default(),
            trouble: Mutex::default(),
        })
    }
}

impl Server<'_> {
    /// Serves until nobody polls it any more.
    pub(super) async fn serve(&self) {
        let mut pool = Pool::new();
        loop {
            tokio::select! {
                accepted = self.listening.listener.accept() => {
                    if let Ok((stream, _)) = accepted {
                        pool.push(self.converse(stream));
                    }
                }
                _ = pool.next(), if !pool.is_empty() => {}
            }
        }
    }

    /// What is told of every request.
    pub(super) fn asked(&self) -> Arc<Notify> {
        Arc::clone(&self.asked)
    }

    /// What came, in order.
    pub(super) fn take_seen(&self) -> Vec<Seen> {
        std::mem::take(&mut *lock(&self.seen))
    }

    pub(super) fn take_trouble(&self) -> Option<String> {
        lock(&self.trouble).take()
    }

    /// A conversation; that the client goes away or speaks no TLS is no fault of the server.
    async fn converse(&self, stream: TcpStream) -> io::Result<()> {
        let mut connection = Connection::new(stream);
        if let Some(acceptor) = &self.acceptor {
            connection = connection.secure(acceptor).await?;
        }
        let mut tunnel = None;
        while let Some(request) = connection.request().await? {
            if request.method == "CONNECT" {
                self.note(&request, &connection, None);
                let authority = request.target.clone();
                connection
                    .write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    .await?;
                let host = authority
                    .rsplit_once(':')
                    .map_or(&*authority, |(host, _)| host);
                let acceptor = certificate::acceptor(&[host], true);
                connection = connection
                    .secure(&acceptor.map_err(io::Error::other)?)
                    .await?;
                tunnel = Some(authority);
                continue;
            }
            let closes = request.headers.get("connection");
            let closes = closes.is_some_and(|how| how.eq_ignore_ascii_case("close"));
            let number = self.note(&request, &connection, tunnel.as_deref());
            let Some(reply) = self.reply(number).await else {
                return Ok(());
            };
            tokio::time::sleep(reply.delay).await;
            match reply.drop {
                Some(Dropped::Close) => return connection.close().await,
                Some(Dropped::Reset) => return connection.reset(),
                None => {}
            }
            let written = reply.written();
            connection.write(&written.bytes).await?;
            if closes || !written.goes_on {
                return connection.close().await;
            }
        }
        Ok(())
    }

    /// Notes a request; gives its number.
    fn note(&self, request: &Request, connection: &Connection, tunnel: Option<&str>) -> usize {
        let (signed, scope) = signature::judge(request);
        let mut seen = lock(&self.seen);
        seen.push(Seen {
            request: request.clone(),
            response: None,
            signed,
            scope,
            tls: connection.is_tls(),
            tunnel: tunnel.map(str::to_owned),
        });
        self.asked.notify_one();
        seen.len() - 1
    }

    async fn reply(&self, number: usize) -> Option<Reply> {
        let reply = match &self.answers {
            Answers::Script(script) => {
                let before = lock(&self.seen);
                let connects = before.iter().take(number);
                let connects = connects.filter(|seen| seen.request.method == "CONNECT");
                script.reply(number - connects.count())
            }
            Answers::Relay(relay) => {
                let seen = lock(&self.seen).get(number).cloned()?;
                Reply::of(&relay.answer(&seen).await?)
            }
            Answers::Live(session, caller) => {
                let seen = lock(&self.seen).get(number).cloned()?;
                match live::answer(session, *caller, &seen).await {
                    Ok(response) => Reply::of(&response),
                    Err(why) => {
                        lock(&self.trouble).get_or_insert(why);
                        return None;
                    }
                }
            }
        };
        if let Some(seen) = lock(&self.seen).get_mut(number) {
            seen.response = reply.response();
        }
        Some(reply)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
