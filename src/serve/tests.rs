//! A server on loopback, asked by clients good and bad.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Options, Server};
use crate::wire::admin::{self, AdminCommand, ReadyFile, Reply};
use crate::wire::sigv4::{self, Scope};
use crate::wire::{Timestamp, aws_json, world};

async fn start(change: impl FnOnce(&mut Options)) -> Server {
    let mut options = Options::new(SocketAddr::from(([127, 0, 0, 1], 0)));
    change(&mut options);
    Server::start(options).await.expect("a free port")
}

fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client")
}

async fn command(
    server: &Server,
    world: Option<&str>,
    command: &AdminCommand,
) -> Result<Reply, (u16, String)> {
    let mut request = client().post(format!("{}{}", server.url(), admin::PATH));
    if let Some(world) = world {
        request = request.header(admin::WORLD_HEADER, world);
    }
    let body = serde_json::to_vec(command).expect("JSON");
    let request = request
        .header("content-type", "application/json")
        .body(body);
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    let text = response.text().await.expect("text");
    if status == 200 {
        Ok(serde_json::from_str(&text).expect("a reply"))
    } else {
        Err((status, text.trim().to_owned()))
    }
}

/// Asks KMS, as the owner, with this secret.
async fn list_keys(
    server: &Server,
    secret: &str,
    at: Timestamp,
    world: Option<&str>,
) -> (u16, Value) {
    let mut request = aws_json::request(&server.address().to_string(), "ListKeys", "{}");
    let mut owner = world::principals()[0].credentials();
    owner.secret_access_key = secret.to_owned();
    sigv4::sign(&mut request, &owner, &Scope::kms(world::REGIONS[0]), at);
    let mut post = client().post(server.url()).body(request.body);
    for (name, value) in request.headers.iter() {
        post = post.header(name, value);
    }
    if let Some(world) = world {
        post = post.header(admin::WORLD_HEADER, world);
    }
    let response = post.send().await.expect("an answer");
    let status = response.status().as_u16();
    let body = response.bytes().await.expect("a body");
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

fn secret() -> String {
    world::principals()[0].secret_access_key.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn worlds_are_made_moved_and_dropped() {
    let server = start(|_| {}).await;
    let first = command(&server, None, &AdminCommand::Now)
        .await
        .expect("the first world");
    assert_eq!(first.schema, admin::SCHEMA);
    assert_eq!(first.regions, world::REGIONS);
    assert_eq!(first.principals, world::principals());
    let made = command(&server, None, &AdminCommand::CreateWorld { seed: 7 })
        .await
        .expect("a world");
    assert_eq!(made.now, world::START);
    let id = Some(made.world.as_str());
    let day = Duration::from_hours(24);
    let moved = command(&server, id, &admin::advance(day))
        .await
        .expect("moved");
    assert_eq!(
        (moved.world.as_str(), moved.now),
        (made.world.as_str(), world::START.plus(day))
    );
    let disturbed = AdminCommand::Disturb(Box::default());
    command(&server, id, &disturbed).await.expect("disturbed");
    let moved = command(&server, None, &admin::advance(day))
        .await
        .expect("moved");
    assert!(
        moved.now >= first.now.plus(day),
        "the first world's clock is its own"
    );
    assert!(moved.now <= first.now.plus(day).plus(Duration::from_mins(1)));
    command(&server, id, &AdminCommand::DropWorld)
        .await
        .expect("dropped");
    let gone = format!(
        "there is no world '{}': it was dropped, or nobody asked it for long",
        made.world
    );
    assert_eq!(
        command(&server, id, &AdminCommand::Now).await,
        Err((410, gone))
    );
    let refused = command(&server, None, &AdminCommand::DropWorld).await;
    assert_eq!(
        refused,
        Err((400, "the server's first world cannot be dropped".to_owned()))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn worlds_are_few_and_mortal() {
    let idle = Duration::from_millis(1500);
    let server = start(|options| {
        options.limits.worlds = 1;
        options.limits.world_idle = idle;
    })
    .await;
    let create = AdminCommand::CreateWorld { seed: 0 };
    let made = command(&server, None, &create).await.expect("a world");
    let full = command(&server, None, &create)
        .await
        .expect_err("no second world");
    let text = "there are 1 worlds already; drop one, or wait until one is idle";
    assert_eq!(full, (503, text.to_owned()));
    tokio::time::sleep(idle).await;
    let (status, _) = list_keys(&server, &secret(), world::START, Some(&made.world)).await;
    assert_eq!(status, 410);
    command(&server, None, &create)
        .await
        .expect("the first was idle");
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_commands_are_refused() {
    let server = start(|_| {}).await;
    let ask = async |content_type: &str, body: &'static str| {
        let url = format!("{}{}", server.url(), admin::PATH);
        let request = client()
            .post(url)
            .header("content-type", content_type)
            .body(body);
        let response = request.send().await.expect("an answer");
        (
            response.status().as_u16(),
            response.text().await.expect("text"),
        )
    };
    let (status, text) = ask("text/plain", "\"now\"").await;
    assert_eq!(
        (status, text.trim()),
        (415, "Content-Type must be application/json")
    );
    let (status, text) = ask("application/json", "\"forward\"").await;
    assert_eq!(status, 400);
    assert!(
        text.starts_with("not a command: unknown variant `forward`"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_admin_there_is_one_world_and_no_clock() {
    let server = start(|options| options.admin = false).await;
    let (status, text) = command(&server, None, &AdminCommand::Now)
        .await
        .expect_err("KMS's answer");
    assert!(
        status >= 400 && !text.contains(admin::SCHEMA),
        "{status} {text}"
    );
    let now =
        Timestamp::from_millis(0).plus(std::time::UNIX_EPOCH.elapsed().expect("after the epoch"));
    let (status, _) = list_keys(&server, &secret(), now, Some("w1")).await;
    assert_ne!(status, 410, "the header of a world means nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn signatures_are_checked_unless_told_otherwise() {
    let server = start(|_| {}).await;
    let now = command(&server, None, &AdminCommand::Now)
        .await
        .expect("the clock")
        .now;
    let (status, body) = list_keys(&server, &secret(), now, None).await;
    assert_eq!(
        (status, body),
        (200, json!({"Keys": [], "Truncated": false}))
    );
    let (status, body) = list_keys(&server, "another", now, None).await;
    assert_eq!(
        (status, &body["__type"]),
        (400, &json!("InvalidSignatureException"))
    );
    let made = command(&server, None, &AdminCommand::CreateWorld { seed: 1 })
        .await
        .expect("a world");
    let (status, body) = list_keys(&server, &secret(), now, Some(&made.world)).await;
    assert_eq!(
        (status, &body["__type"]),
        (400, &json!("InvalidSignatureException")),
        "its clock stands elsewhere"
    );
    let (status, _) = list_keys(&server, &secret(), made.now, Some(&made.world)).await;
    assert_eq!(status, 200);

    let server = start(|options| options.auth = false).await;
    let (status, _) = list_keys(&server, "another", world::START, None).await;
    assert_eq!(status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_long_gets_an_answer() {
    let server = start(|options| options.limits.body_bytes = 1000).await;
    for length in [1001, 5_000_000] {
        let response = client()
            .post(server.url())
            .body(vec![b'x'; length])
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status().as_u16(), 413);
        assert_eq!(
            response.headers()["content-type"],
            "application/x-amz-json-1.1"
        );
        let body: Value =
            serde_json::from_slice(&response.bytes().await.expect("a body")).expect("JSON");
        let message = "Request body is longer than 1000 bytes";
        assert_eq!(
            body,
            json!({"__type": "RequestEntityTooLargeException", "message": message})
        );
    }
}

/// Writes a text and tells what comes back until the server hangs up, and after how long.
async fn say(server: &Server, text: &str) -> (String, Duration) {
    let began = Instant::now();
    let mut stream = TcpStream::connect(server.address())
        .await
        .expect("a connection");
    stream.write_all(text.as_bytes()).await.expect("written");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    (
        String::from_utf8_lossy(&answer).into_owned(),
        began.elapsed(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_clients_are_cut_off() {
    let limit = Duration::from_millis(300);
    let server = start(|options| {
        options.limits.header = limit;
        options.limits.body = limit;
    })
    .await;
    let soon = limit * 60;
    let (_, took) = say(&server, "POST / HTTP/1.1\r\nHost: x\r\n").await;
    assert!((limit..soon).contains(&took), "a slow header: {took:?}");
    let (_, took) = say(&server, "").await;
    assert!((limit..soon).contains(&took), "no header: {took:?}");
    let (answer, took) = say(
        &server,
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{",
    )
    .await;
    assert!((limit..soon).contains(&took), "a slow body: {took:?}");
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.ends_with("the body took too long\n"), "{answer}");
    let (answer, _) = say(&server, "SSH-2.0-x\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
}

/// What an unsigned request gets.
const UNSIGNED: &str = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";

/// Sends an unsigned request; how long it takes until the answer begins.
async fn answered(server: &Server) -> Duration {
    let began = Instant::now();
    let mut stream = TcpStream::connect(server.address())
        .await
        .expect("a connection");
    let asked = async {
        stream.write_all(UNSIGNED.as_bytes()).await?;
        stream.read_u8().await
    };
    let byte = tokio::time::timeout(Duration::from_secs(20), asked).await;
    assert_eq!(byte.expect("its turn comes").expect("an answer"), b'H');
    began.elapsed()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_nothing_makes_room() {
    let server = start(|options| options.limits.connections = 20).await;
    let mut held = Vec::new();
    for number in 0..120 {
        let mut stream = TcpStream::connect(server.address())
            .await
            .expect("in the backlog");
        // Every other one sends something, and not all of it.
        let part = &UNSIGNED[..number % 2 * 30];
        let _ = stream.write_all(part.as_bytes()).await;
        held.push(stream);
    }
    let took = answered(&server).await;
    assert!(took < server_limits().header / 2, "it waited for {took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_body_comes_slowly_makes_room_and_who_is_answered_does_not() {
    let server = start(|options| options.limits.connections = 2).await;
    let slow = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{";
    let mut held = Vec::new();
    for _ in 0..6 {
        let mut stream = TcpStream::connect(server.address())
            .await
            .expect("in the backlog");
        stream.write_all(slow.as_bytes()).await.expect("written");
        held.push(stream);
    }
    let took = answered(&server).await;
    assert!(took < server_limits().body / 2, "it waited for {took:?}");
}

fn server_limits() -> super::Limits {
    super::Limits::default()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_read_is_dropped() {
    let server = start(|options| options.limits.reply = Duration::from_millis(300)).await;
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    let mut stream = socket.connect(server.address()).await.expect("connected");
    let many = UNSIGNED.repeat(1000);
    let asking = async {
        // The server reads on until its answers are read no more.
        while stream.write_all(many.as_bytes()).await.is_ok() {}
    };
    let ended = tokio::time::timeout(Duration::from_mins(1), asking).await;
    ended.expect("the connection is held for ever");
}

/// Lists keys in a Region; the answer's status and error.
async fn list_in(server: &Server, region: &str, operation: &str) -> (u16, Value) {
    let mut request = aws_json::request(&server.address().to_string(), operation, "{}");
    let owner = world::principals()[0].credentials();
    let now = command(server, None, &AdminCommand::Now)
        .await
        .map_or(world::START, |reply| reply.now);
    sigv4::sign(&mut request, &owner, &Scope::kms(region), now);
    let mut post = client().post(server.url()).body(request.body);
    for (name, value) in request.headers.iter() {
        post = post.header(name, value);
    }
    let response = post.send().await.expect("an answer");
    let status = response.status().as_u16();
    let body = response.bytes().await.expect("a body");
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_region_has_arns_and_lists_of_its_own() {
    let server = start(|_| {}).await;
    let regions = crate::wire::region::all().count();
    for region in crate::wire::region::all() {
        let (status, made) = list_in(&server, region, "CreateKey").await;
        let arn = made["KeyMetadata"]["Arn"].as_str().unwrap_or_default();
        let partition = crate::wire::region::partition(region);
        let begins = format!("arn:{partition}:kms:{region}:111122223333:key/");
        assert!(arn.starts_with(&begins), "{status} {made}");
        let (_, listed) = list_in(&server, region, "ListKeys").await;
        assert_eq!(listed["Keys"].as_array().map(Vec::len), Some(1), "{region}");
    }
    assert!(regions > 30, "{regions}");
    let (status, refused) = list_in(&server, "mars-north-1", "ListKeys").await;
    assert_eq!(
        (status, &refused["__type"]),
        (400, &json!("InvalidSignatureException"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_authentication_the_scope_still_tells_the_region() {
    let server = start(|options| options.auth = false).await;
    for region in ["eu-west-1", "local"] {
        let (_, made) = list_in(&server, region, "CreateKey").await;
        let arn = made["KeyMetadata"]["Arn"].as_str().unwrap_or_default();
        assert!(arn.starts_with(&format!("arn:aws:kms:{region}:")), "{made}");
    }
    let (_, listed) = list_in(&server, "us-east-1", "ListKeys").await;
    assert_eq!(listed["Keys"], json!([]));
}

/// Sends these bytes, on a connection that ends with the answer, and gives the answer.
async fn raw(server: &Server, text: &str) -> String {
    let text = text.replace("AUTHORITY", &server.address().to_string());
    say(server, &text).await.0
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absolute_request_line_is_the_same_request() {
    let server = start(|_| {}).await;
    let mut request = aws_json::request(&server.address().to_string(), "ListKeys", "{}");
    let owner = world::principals()[0].credentials();
    let now = command(&server, None, &AdminCommand::Now)
        .await
        .expect("it is there")
        .now;
    sigv4::sign(&mut request, &owner, &Scope::kms("us-east-1"), now);
    let mut text =
        "POST http://AUTHORITY/ HTTP/1.1\r\nConnection: close\r\nContent-Length: 2\r\n".to_owned();
    for (name, value) in request.headers.iter() {
        text.extend([name, ": ", value, "\r\n"]);
    }
    let answer = raw(&server, &format!("{text}\r\n{{}}")).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let admin = "POST http://AUTHORITY/_kmspec HTTP/1.1\r\nHost: AUTHORITY\r\nConnection: close\r\n\
                 Content-Type: application/json\r\nContent-Length: 5\r\n\r\n\"now\"";
    let answer = raw(&server, admin).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_may_ask_kms_and_not_the_administrative_path() {
    let server = start(|_| {}).await;
    let preflight = |path: &str| {
        format!(
            "OPTIONS {path} HTTP/1.1\r\nHost: AUTHORITY\r\nConnection: close\r\nOrigin: https://example.com\r\n\
             Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: x-amz-target\r\n\r\n"
        )
    };
    let answer = raw(&server, &preflight("/")).await.to_ascii_lowercase();
    for line in [
        "http/1.1 200 ok",
        "access-control-allow-origin: *",
        "access-control-allow-methods: post",
        "access-control-allow-headers: x-amz-target",
        "access-control-max-age: 172800",
    ] {
        assert!(answer.contains(line), "{line} is not in {answer}");
    }
    let asked = "POST / HTTP/1.1\r\nHost: AUTHORITY\r\nConnection: close\r\nOrigin: https://example.com\r\n\
                 Content-Length: 0\r\n\r\n";
    let answer = raw(&server, asked).await.to_ascii_lowercase();
    assert!(
        answer.contains("access-control-allow-origin: *"),
        "{answer}"
    );
    let answer = raw(&server, &preflight(admin::PATH))
        .await
        .to_ascii_lowercase();
    assert!(answer.starts_with("http/1.1 403 "), "{answer}");
    assert!(!answer.contains("access-control"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_administrative_path_answers_this_machine_only() {
    let server = start(|_| {}).await;
    let ask = async |host: &str, more: &str| {
        let text = format!(
            "POST /_kmspec HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\
             Content-Type: application/json\r\nContent-Length: 5\r\n\r\n\"now\""
        );
        let answer = raw(&server, &text).await;
        answer.get(9..12).unwrap_or_default().to_owned()
    };
    for host in [
        "AUTHORITY",
        "localhost",
        "LOCALHOST:1",
        "127.8.8.8",
        "[::1]:80",
    ] {
        assert_eq!(ask(host, "").await, "200", "{host}");
    }
    for host in [
        "evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "localhost.evil",
        "",
    ] {
        assert_eq!(ask(host, "").await, "403", "{host}");
    }
    assert_eq!(ask("localhost", "Origin: null\r\n").await, "403");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_has_an_end() {
    let server = start(|_| {}).await;
    let made = command(&server, None, &AdminCommand::CreateWorld { seed: 1 })
        .await
        .expect("a world");
    for world in [None, Some(made.world.as_str())] {
        for millis in [u64::MAX, i64::MAX.unsigned_abs(), 253_402_300_800_000] {
            let refused = command(&server, world, &AdminCommand::Advance { millis }).await;
            let why = "a clock ends at Fri, 01 Jan 9999 00:00:00 GMT".to_owned();
            assert_eq!(refused, Err((400, why)));
        }
        let before = command(&server, world, &AdminCommand::Now)
            .await
            .expect("it lives")
            .now;
        let day = Duration::from_hours(24);
        let moved = command(&server, world, &admin::advance(day))
            .await
            .expect("moved");
        assert!(moved.now >= before.plus(day));
    }
    let (status, _) = list_in(&server, "us-east-1", "ListKeys").await;
    assert_eq!(status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_lets_requests_under_way_finish() {
    let server = start(|_| {}).await;
    let address = server.address();
    let mut under_way = TcpStream::connect(address).await.expect("a connection");
    let begun = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{";
    under_way
        .write_all(begun.as_bytes())
        .await
        .expect("written");
    let _idle = TcpStream::connect(address).await.expect("a connection");
    tokio::time::sleep(Duration::from_millis(500)).await;
    let stopping = tokio::spawn(server.stop());
    tokio::time::sleep(Duration::from_millis(500)).await;
    TcpStream::connect(address)
        .await
        .expect_err("nobody listens");
    under_way.write_all(b"}").await.expect("written");
    let mut answer = Vec::new();
    under_way
        .read_to_end(&mut answer)
        .await
        .expect("an answer and an end");
    assert!(
        answer.starts_with(b"HTTP/1.1 "),
        "{}",
        String::from_utf8_lossy(&answer)
    );
    let stopped = tokio::time::timeout(Duration::from_secs(20), stopping).await;
    stopped
        .expect("an unused connection is no reason to wait")
        .expect("stopped");
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_is_trusted_by_its_authority_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ca.pem");
    let server = start(|options| {
        options.tls = true;
        options.certificate_file = Some(path.clone());
    })
    .await;
    assert!(server.url().starts_with("https://127.0.0.1:"));
    let pem = std::fs::read(&path).expect("the authority's certificate");
    assert_eq!(
        Some(pem.as_slice()),
        server.authority_pem().map(str::as_bytes)
    );
    let authority = reqwest::Certificate::from_pem(&pem).expect("PEM");
    let trusting = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([authority])
        .build()
        .expect("a client");
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("https://{host}:{}", server.address().port());
        trusting.post(url).send().await.expect("an answer");
    }
    let error = client()
        .post(server.url())
        .send()
        .await
        .expect_err("nobody knows this authority");
    assert!(error.is_connect(), "{error:?}");
    let other = start(|options| options.tls = true).await;
    let error = trusting
        .post(other.url())
        .send()
        .await
        .expect_err("another authority");
    assert!(error.is_connect(), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ready_file_tells_all_once_the_server_listens() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ready.json");
    std::fs::write(&path, "stale").expect("written");
    let server = start(|options| options.ready_file = Some(path.clone())).await;
    let text = std::fs::read(&path).expect("the file");
    let ready: ReadyFile = serde_json::from_slice(&text).expect("what it should hold");
    assert_eq!(ready, server.ready());
    assert_eq!(ready.url, format!("http://{}", server.address()));
    let names: Vec<_> = ready
        .principals
        .iter()
        .map(|principal| principal.name.as_str())
        .collect();
    assert_eq!(names, ["owner", "peer", "stranger", "user"]);
    assert_eq!(
        std::fs::read_dir(folder.path())
            .expect("the folder")
            .count(),
        1,
        "no draft is left"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_in_use_is_named() {
    let server = start(|_| {}).await;
    let error = Server::start(Options::new(server.address()))
        .await
        .expect_err("in use");
    let expected = format!("cannot listen at {}: ", server.address());
    assert!(error.to_string().starts_with(&expected), "{error}");
    let help = "another program has this port; choose one with --bind, or let the system choose with port 0";
    assert_eq!(error.help(), Some(help));
}
