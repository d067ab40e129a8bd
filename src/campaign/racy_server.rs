//! An emulator that looks first and acts later, with nothing to keep two calls apart: what `--concurrent` must notice.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use crate::target::{Target, http};
use crate::wire::world;

/// Between looking and acting.
const LATER: Duration = Duration::from_millis(30);

#[derive(Default)]
struct Store {
    name: String,
    connected: bool,
    keys: usize,
}

#[derive(Clone, Default)]
struct RacyServer(Arc<Mutex<BTreeMap<String, Store>>>);

/// The emulator, on loopback until the test ends.
pub(super) async fn target() -> Target {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = RacyServer::default();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(converse(stream, server.clone()));
        }
    });
    let mut options = http::Options::new(format!("http://{address}"), "us-east-1");
    options.principals = world::principals();
    options.probe = false;
    Target::http(options).await.expect("it listens")
}

async fn converse(mut stream: TcpStream, server: RacyServer) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    let (head, length) = loop {
        let mut more = [0; 4096];
        let read = stream.read(&mut more).await?;
        bytes.extend(&more[..read]);
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        if let Some(end) = text.find("\r\n\r\n") {
            let length = text.split("content-length: ").nth(1);
            let length = length.and_then(|rest| rest.lines().next()?.trim().parse().ok());
            break (end + 4, length.unwrap_or(0));
        }
        if read == 0 {
            return Ok(());
        }
    };
    while bytes.len() < head + length {
        let mut more = [0; 4096];
        let read = stream.read(&mut more).await?;
        bytes.extend(&more[..read]);
    }
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let operation = text.split("TrentService.").nth(1).unwrap_or_default();
    let operation = operation.lines().next().unwrap_or_default();
    let input = serde_json::from_slice(&bytes[head..head + length]).unwrap_or_default();
    let (status, body) = match server.answer(operation, &input).await {
        Ok(body) => (200, body),
        Err(name) => (400, json!({"__type": name})),
    };
    let body = body.to_string();
    let reply = format!(
        "HTTP/1.1 {status} -\r\nContent-Type: application/x-amz-json-1.1\r\nx-amzn-RequestId: r\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(reply.as_bytes()).await
}

impl RacyServer {
    fn with<T>(&self, act: impl FnOnce(&mut BTreeMap<String, Store>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn answer(&self, operation: &str, input: &Value) -> Result<Value, &'static str> {
        let text = |name: &str| input[name].as_str().unwrap_or_default().to_owned();
        let id = text("CustomKeyStoreId");
        let missing = "CustomKeyStoreNotFoundException";
        let found = |look: fn(&Store) -> Option<&'static str>| {
            self.with(|stores| match stores.get(&id) {
                None => Err(missing),
                Some(store) => look(store).map_or(Ok(()), Err),
            })
        };
        match operation {
            "CreateCustomKeyStore" | "UpdateCustomKeyStore" => {
                let creates = operation.starts_with("Create");
                let name = if creates {
                    text("CustomKeyStoreName")
                } else {
                    found(|_| None)?;
                    text("NewCustomKeyStoreName")
                };
                if self.with(|stores| stores.values().any(|store| store.name == name)) {
                    return Err("CustomKeyStoreNameInUseException");
                }
                sleep(LATER).await;
                self.with(|stores| {
                    let id = if creates { format!("cks-{:017x}", stores.len()) } else { id.clone() };
                    stores.entry(id.clone()).or_default().name = name;
                    Ok(if creates { json!({"CustomKeyStoreId": id}) } else { json!({}) })
                })
            }
            "ConnectCustomKeyStore" | "DisconnectCustomKeyStore" => {
                let connects = operation.starts_with("Connect");
                self.with(|stores| match stores.get_mut(&id) {
                    None => Err(missing),
                    Some(store) if store.connected == connects => Err("CustomKeyStoreInvalidStateException"),
                    Some(store) => {
                        store.connected = connects;
                        Ok(json!({}))
                    }
                })
            }
            "DeleteCustomKeyStore" => {
                sleep(LATER / 3).await;
                found(|store| match store {
                    Store { connected: true, .. } => Some("CustomKeyStoreInvalidStateException"),
                    Store { keys: 0, .. } => None,
                    _ => Some("CustomKeyStoreHasCMKsException"),
                })?;
                sleep(LATER).await;
                self.with(|stores| stores.remove(&id));
                Ok(json!({}))
            }
            "CreateKey" => {
                found(|store| (!store.connected).then_some("CustomKeyStoreInvalidStateException"))?;
                sleep(LATER * 2).await;
                self.with(|stores| stores.get_mut(&id).map(|store| store.keys += 1));
                Ok(json!({"KeyMetadata": {"KeyId": "0123abcd-0123-4123-8123-0123456789ab"}}))
            }
            _ => self.with(|stores| {
                let name = text("CustomKeyStoreName");
                let wanted = |(at, store): &(&String, &Store)| **at == id || store.name == name;
                let (id, store) = stores.iter().find(wanted).ok_or(missing)?;
                let state = if store.connected { "CONNECTED" } else { "DISCONNECTED" };
                Ok(json!({"CustomKeyStores": [{
                    "CustomKeyStoreId": id, "CustomKeyStoreName": store.name, "ConnectionState": state,
                }]}))
            }),
        }
    }
}
