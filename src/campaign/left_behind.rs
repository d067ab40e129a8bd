//! Campaigns on an endpoint that is not their own end in time and leave nothing live: not after their end, not after a
//! signal, and not where answers get lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::clean_up::{CleanUp, place_of};
use super::control::Control;
use super::ledger::Made;
use super::sides::Which;
use super::trace::call_with;
use super::*;
use crate::case::{FreshKind, Principal, Region};
use crate::generate;
use crate::model::Operation;
use crate::serve::{self, Server};
use crate::target::resource::Kind;
use crate::target::{Session, Target, http};
use crate::wire::aws_json::Answer;
use crate::wire::world;

/// `kmspec serve --no-admin` on loopback.
async fn server() -> Server {
    let bind = ([127, 0, 0, 1], 0).into();
    let options = serve::Options {
        admin: false,
        ..serve::Options::new(bind)
    };
    Server::start(options).await.expect("a free port")
}

async fn target(url: &str, patience: Duration) -> Target {
    let mut options = http::Options::new(url, "us-east-1");
    options.principals = world::principals();
    options.regions = world::regions();
    options.probe = false;
    options.timeouts.total = patience;
    options.timeouts.read = patience;
    Target::http(options).await.expect("good options")
}

async fn ask(
    session: &Session,
    who: (Principal, Region),
    operation: Operation,
    input: &Value,
) -> Value {
    let call = call_with(operation, who.0, who.1);
    let request = place_of(session).request(&call, input, session.now());
    let response = session.send(&request.expect("a principal")).await;
    let answer = Answer::of(&response.expect("an answer"));
    answer.json().cloned().unwrap_or_default()
}

/// Keys that do not wait for their deletion, of every principal in every Region; and stores that can be deleted.
async fn live(url: &str) -> Vec<String> {
    let target = target(url, Duration::from_secs(30)).await;
    let session = target.open(0).await.expect("a session");
    let mut live = Vec::new();
    for principal in Principal::SIGNERS {
        for region in [Region::Home, Region::Other] {
            let who = (principal, region);
            let all = json!({"Limit": 1000});
            let keys = ask(&session, who, Operation::ListKeys, &all).await;
            for key in keys["Keys"].as_array().into_iter().flatten() {
                let id = json!({"KeyId": key["KeyId"]});
                let told = ask(&session, who, Operation::DescribeKey, &id).await;
                let state = told["KeyMetadata"]["KeyState"].as_str().unwrap_or_default();
                if state != "PendingDeletion" {
                    live.push(format!("{principal:?} {region:?} {id} {state}"));
                }
            }
            let aliases = ask(&session, who, Operation::ListAliases, &all).await;
            for alias in aliases["Aliases"].as_array().into_iter().flatten() {
                if alias["TargetKeyId"].is_string() {
                    live.push(format!("{principal:?} {region:?} {alias}"));
                }
            }
            let describe = Operation::DescribeCustomKeyStores;
            let stores = ask(&session, who, describe, &json!({})).await;
            for store in stores["CustomKeyStores"].as_array().into_iter().flatten() {
                let id = json!({"CustomKeyStoreId": store["CustomKeyStoreId"]});
                let delete = Operation::DeleteCustomKeyStore;
                let told = ask(&session, who, delete, &id).await;
                if told["__type"] != "CustomKeyStoreHasCMKsException" {
                    live.push(format!("{principal:?} {region:?} {id} {told}"));
                }
            }
        }
    }
    live
}

async fn campaign(url: &str, options: Options, stop: &Stop) -> Summary {
    let side = Side::Target(target(url, Duration::from_secs(10)).await);
    fuzz(&options, (&side).into(), None, stop, |_| {}).await
}

fn cases(most: u64) -> Options {
    Options {
        time: Duration::from_mins(5),
        cases: Some(most),
        seed: 5,
        ..Options::default()
    }
}

#[tokio::test]
async fn nothing_is_live_at_the_end() {
    let server = server().await;
    let summary = Box::pin(campaign(server.url(), cases(12), &Stop::default())).await;
    assert_eq!((summary.scripts, summary.stopped_by), (12, None));
    for left in &summary.left {
        assert!(
            left.id.is_some() && left.kind == "custom key store",
            "{left:?}"
        );
        assert!(
            left.why.contains("CustomKeyStoreHasCMKsException"),
            "{left:?}"
        );
    }
    assert_eq!(live(server.url()).await, Vec::<String>::new());
}

#[tokio::test]
async fn stopped_once_it_takes_away_what_it_made() {
    let server = server().await;
    let stop = Stop::default();
    let later = stop.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(1500)).await;
        later.stop();
    });
    let summary = Box::pin(campaign(server.url(), cases(10_000), &stop)).await;
    assert!(summary.interrupted);
    assert_eq!(live(server.url()).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_store_on_its_way_is_taken_away() {
    let server = server().await;
    let target = target(server.url(), Duration::from_secs(30)).await;
    let session = target.open(0).await.expect("a session");
    let who = (Principal::Owner, Region::Home);
    let fresh = |kind| generate::fresh(kind, 1, 7);
    let input = json!({
        "CustomKeyStoreName": fresh(FreshKind::StoreName),
        "CloudHsmClusterId": fresh(FreshKind::ClusterId),
        "TrustAnchorCertificate": fresh(FreshKind::Certificate),
        "KeyStorePassword": fresh(FreshKind::Password),
    });
    let store = ask(&session, who, Operation::CreateCustomKeyStore, &input).await;
    for operation in [
        Operation::ConnectCustomKeyStore,
        Operation::DisconnectCustomKeyStore,
    ] {
        ask(&session, who, operation, &store).await;
    }
    let made = Made {
        kind: Kind::Store,
        id: store["CustomKeyStoreId"]
            .as_str()
            .expect("an id")
            .to_owned(),
        principal: who.0,
        region: who.1,
    };
    let options = Options::default();
    let control = Control::new(&options, &Stop::default());
    let ledger = control.ledger(Which::First);
    ledger.add(&made);
    let place = place_of(&session);
    let mut clean_up = CleanUp::new(&session, &place, &control, Which::First);
    clean_up.take_away(&[made]).await;
    assert!(ledger.left().is_empty(), "{:?}", ledger.left());
    assert_eq!(live(server.url()).await, Vec::<String>::new());
}

/// Which answers are lost, with the connection.
#[derive(Clone, Copy)]
enum Lost {
    /// Those to every third call that makes something.
    OfMaking,
    /// Two of three.
    OfAll,
}

/// Forwards each request, and loses answers.
async fn lossy(upstream: String, which: Lost) -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let lost = Arc::new(AtomicU32::new(0));
    let (creates, counted) = (Arc::new(AtomicU32::new(0)), Arc::clone(&lost));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (creates, lost) = (Arc::clone(&creates), Arc::clone(&counted));
            let upstream = upstream.clone();
            tokio::spawn(async move {
                let _ = forward(stream, &upstream, which, &creates, &lost).await;
            });
        }
    });
    (url, lost)
}

async fn forward(
    mut client: TcpStream,
    upstream: &str,
    which: Lost,
    counted: &AtomicU32,
    lost: &AtomicU32,
) -> std::io::Result<()> {
    let mut server = TcpStream::connect(upstream).await?;
    loop {
        let Some(request) = message(&mut client).await? else {
            return Ok(());
        };
        server.write_all(&request).await?;
        let Some(answer) = message(&mut server).await? else {
            return Ok(());
        };
        let text = String::from_utf8_lossy(&request);
        let loses = match which {
            Lost::OfMaking => {
                text.contains("TrentService.Create")
                    && counted.fetch_add(1, Ordering::Relaxed) % 3 == 2
            }
            Lost::OfAll => !counted.fetch_add(1, Ordering::Relaxed).is_multiple_of(3),
        };
        if loses {
            lost.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        client.write_all(&answer).await?;
    }
}

/// One request or answer with its body; `None` at the end of the connection.
async fn message(stream: &mut TcpStream) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        if let Some(end) = text.find("\r\n\r\n") {
            let length = text[..end].split("content-length: ").nth(1);
            let length: usize = length
                .and_then(|rest| rest.lines().next()?.trim().parse().ok())
                .unwrap_or(0);
            if bytes.len() >= end + 4 + length {
                return Ok(Some(bytes));
            }
        }
        let mut more = [0; 8192];
        let read = stream.read(&mut more).await?;
        if read == 0 {
            return Ok(None);
        }
        bytes.extend(&more[..read]);
    }
}

#[tokio::test]
async fn what_lost_answers_made_is_found() {
    nothing_is_left_where_answers_are_lost(Lost::OfMaking).await;
}

#[tokio::test]
async fn clean_up_asks_again_where_answers_are_lost() {
    nothing_is_left_where_answers_are_lost(Lost::OfAll).await;
}

async fn nothing_is_left_where_answers_are_lost(which: Lost) {
    let server = server().await;
    let (url, lost) = lossy(server.address().to_string(), which).await;
    let options = Options {
        time: Duration::from_secs(8),
        ..cases(10)
    };
    let summary = Box::pin(campaign(&url, options, &Stop::default())).await;
    assert!(lost.load(Ordering::Relaxed) > 3, "{summary:?}");
    assert_eq!(live(server.url()).await, Vec::<String>::new());
}

/// Accepts connections and says nothing.
async fn silent() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            kept.push(stream);
        }
    });
    url
}

#[tokio::test]
async fn a_silent_endpoint_ends_in_time() {
    let url = silent().await;
    let patience = Duration::from_secs(1);
    let side = Side::Target(target(&url, patience).await);
    let options = Options {
        time: Duration::from_secs(2),
        ..Options::default()
    };
    let begin = Instant::now();
    let summary = fuzz(&options, (&side).into(), None, &Stop::default(), |_| {}).await;
    // One request in flight, and two of the clean-up.
    let longest = options.time + patience * 3 + Duration::from_secs(3);
    assert!(begin.elapsed() < longest, "{:?}", begin.elapsed());
    assert!(
        summary.stopped_by.is_some() && summary.findings.is_empty(),
        "{summary:?}"
    );
}

#[tokio::test]
async fn stopped_twice_it_awaits_nothing() {
    let url = silent().await;
    let side = Side::Target(target(&url, Duration::from_mins(5)).await);
    let stop = Stop::default();
    let later = stop.clone();
    tokio::spawn(async move {
        for _ in 0..2 {
            tokio::time::sleep(Duration::from_millis(300)).await;
            later.stop();
        }
    });
    let begin = Instant::now();
    let summary = fuzz(&Options::default(), (&side).into(), None, &stop, |_| {}).await;
    assert!(
        begin.elapsed() < Duration::from_secs(10),
        "{:?}",
        begin.elapsed()
    );
    assert!(
        summary.interrupted && !summary.left.is_empty(),
        "{summary:?}"
    );
}
