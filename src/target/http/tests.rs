//! Endpoints that misbehave on purpose, on loopback; and what a well-behaved one gets to see.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::client::Client;
use super::{Endpoint, Options};
use crate::case::{self, Region};
use crate::target::{Error, Phase};
use crate::target::{Session, Target};
use crate::wire::admin::{self, Disturbance};
use crate::wire::{Headers, Request, Response, Timestamp, aws_json, world};

/// What a server does with each connection after it has read the first request's bytes.
#[derive(Debug, Clone, Copy)]
enum Does {
    /// Writes this and closes.
    Says(&'static str),
    /// Writes this and then nothing, for longer than the limits.
    Stalls(&'static str),
    /// Writes this and resets the connection.
    Resets(&'static str),
    /// Answers with the bytes that came.
    Echoes,
    /// Answers the administrative path as a server of worlds does, and anything else with the bytes that came.
    HasWorlds,
}

async fn serve(does: Does) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(act(stream, does));
        }
    });
    format!("http://{address}")
}

async fn act(mut stream: TcpStream, does: Does) {
    let request = read_request(&mut stream).await;
    match does {
        Does::Says(text) => {
            let _ = stream.write_all(text.as_bytes()).await;
        }
        Does::Stalls(text) => {
            let _ = stream.write_all(text.as_bytes()).await;
            tokio::time::sleep(Duration::from_secs(30)).await;
        }
        Does::Resets(text) => {
            let _ = stream.write_all(text.as_bytes()).await;
            tokio::time::sleep(Duration::from_millis(100)).await;
            let _ = stream.set_zero_linger();
        }
        Does::HasWorlds if request.starts_with(b"POST /_kmspec ") => {
            let reply = admin_reply(&String::from_utf8_lossy(&request));
            let _ = stream.write_all(reply.as_bytes()).await;
        }
        Does::Echoes | Does::HasWorlds => {
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n",
                request.len()
            );
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.write_all(&request).await;
        }
    }
}

fn admin_reply(request: &str) -> String {
    let in_world = request.contains("x-kmspec-world: w1\r\n");
    let now = match request.rsplit("\r\n\r\n").next() {
        Some("\"now\"" | "{\"create_world\":{\"seed\":5}}") if !in_world => 1_000,
        Some("{\"advance\":{\"millis\":60000}}" | "\"drop_world\"") if in_world => 61_000,
        Some("{\"disturb\":{}}") if in_world => 2_000,
        other => panic!("not a command of this test: {other:?} {in_world}"),
    };
    let reply = admin::Reply {
        schema: admin::SCHEMA.to_owned(),
        world: "w1".to_owned(),
        now: Timestamp::from_millis(now),
        regions: world::regions(),
        principals: world::principals(),
    };
    let body = serde_json::to_string(&reply).expect("JSON");
    format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

async fn read_request(stream: &mut TcpStream) -> Vec<u8> {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
        if let Some(end) = text.find("\r\n\r\n") {
            let length = text
                .split("content-length: ")
                .nth(1)
                .and_then(|rest| rest.split('\r').next());
            let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or(0);
            if request.len() >= end + 4 + length {
                return request;
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return request,
            Ok(length) => request.extend_from_slice(&buffer[..length]),
        }
        if request.first() == Some(&0x16) {
            // A TLS handshake, which never looks like a request.
            return request;
        }
    }
}

/// As long as a busy machine may take for what it does at once.
const LONG: Duration = Duration::from_secs(20);

/// How long a client waits of which it is known that it waits in vain.
const SHORT: Duration = Duration::from_secs(1);

fn client(url: &str) -> Client {
    client_that_waits(LONG, url)
}

fn client_that_waits(read: Duration, url: &str) -> Client {
    let mut options = Options::new(url, "us-east-1");
    options.timeouts.read = read;
    options.timeouts.total = read * 3;
    options.max_response_bytes = 1000;
    Client::new(&options).expect("good options")
}

async fn send(client: &Client, request: &Request) -> Result<Response, Error> {
    client.send(request, client.timeouts.total).await
}

/// A request that reqwest sends, and the same one as reqwest would not.
fn both(client: &Client) -> [Request; 2] {
    let good = aws_json::request(&client.base.authority, "ListKeys", "{}");
    let mut odd = good.clone();
    odd.headers.append("Connection", "close");
    [good, odd]
}

/// Both roads to a server must tell the same of it.
async fn check(does: Does, expected: &Error) {
    let client = client(&serve(does).await);
    tells(&client, does, expected).await;
}

async fn tells(client: &Client, does: Does, expected: &Error) {
    for request in both(client) {
        let error = send(client, &request).await.expect_err("no whole answer");
        assert_eq!(error, *expected, "{does:?}");
    }
}

fn hung_up(phase: Phase, reset: bool) -> Error {
    Error::HungUp { phase, reset }
}

const PARTIAL: &str = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Keys\"";

#[tokio::test]
async fn hang_ups_are_told_apart() {
    check(Does::Says(""), &hung_up(Phase::Reply, false)).await;
    check(Does::Resets(""), &hung_up(Phase::Reply, true)).await;
    check(Does::Resets(PARTIAL), &hung_up(Phase::Body, true)).await;
    let truncated = Error::Truncated {
        received: 7,
        announced: Some(100),
    };
    check(Does::Says(PARTIAL), &truncated).await;
    let mut chunked = truncated.clone();
    if let Error::Truncated { announced, .. } = &mut chunked {
        *announced = None;
    }
    let text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{\"Keys\"";
    check(Does::Says(text), &chunked).await;
}

#[tokio::test]
async fn stalls_end() {
    for (text, phase) in [("", Phase::Reply), (PARTIAL, Phase::Body)] {
        let does = Does::Stalls(text);
        let limit = SHORT;
        let client = client_that_waits(limit, &serve(does).await);
        tells(&client, does, &Error::TimedOut { phase, limit }).await;
    }
}

#[tokio::test]
async fn endless_bodies_end() {
    let limit = Error::TooLarge { limit: 1000 };
    let announced = "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n";
    check(Does::Stalls(announced), &limit).await;
    let long: &'static str =
        Box::leak(format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(1001)).into());
    check(Does::Stalls(long), &limit).await;
}

#[tokio::test]
async fn what_is_not_http_is_a_protocol_error() {
    for text in [
        "SSH-2.0-x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}",
    ] {
        let client = client(&serve(Does::Says(text)).await);
        for request in both(&client) {
            let error = send(&client, &request).await.expect_err("garbage");
            assert!(
                matches!(error, Error::Protocol { .. }),
                "{text:?}: {error:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_redirect_is_reported_and_not_followed() {
    let expected = Error::Redirect {
        status: 307,
        location: Some("http://127.0.0.1:1/".to_owned()),
    };
    let text = "HTTP/1.1 307 Gone\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
    check(Does::Says(text), &expected).await;
    assert_eq!(
        expected.to_string(),
        "the endpoint answers 307, a redirect to http://127.0.0.1:1/"
    );
}

#[tokio::test]
async fn nothing_there_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let expected = Error::Refused {
        authority: address.to_string(),
    };
    let client = client(&format!("http://{address}"));
    for request in both(&client) {
        assert_eq!(send(&client, &request).await.expect_err("nobody"), expected);
    }
    let options = Options::new(format!("http://{address}"), "us-east-1");
    let error = Endpoint::connect(options).await.expect_err("nobody");
    assert!(error.is_unreachable());
    assert_eq!(error.to_string(), format!("nothing listens at {address}"));
    assert_eq!(
        error.help(),
        Some("is the endpoint running, and is this its port?")
    );
}

#[tokio::test]
async fn a_name_that_is_nobodys_is_unresolved() {
    let client = client("http://nobody.invalid:1");
    for request in both(&client) {
        let error = send(&client, &request).await.expect_err("no such name");
        let authority = "nobody.invalid:1".to_owned();
        assert_eq!(error, Error::Unresolved { authority });
    }
}

#[tokio::test]
async fn tls_to_a_server_without_is_a_tls_error() {
    let url = serve(Does::Says("HTTP/1.1 400 Bad Request\r\n\r\n")).await;
    let client = client(&url.replace("http:", "https:"));
    for request in both(&client) {
        let error = send(&client, &request).await.expect_err("no TLS");
        assert!(matches!(error, Error::Tls { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn answers_arrive_as_they_are() {
    let text = "HTTP/1.1 418 Teapot\r\nX-A: 1\r\nContent-Encoding: gzip\r\nX-A: 2\r\nTransfer-Encoding: chunked\r\n\r\n\
                2\r\n{}\r\n3;x=y\r\nabc\r\n0\r\nX-T: 1\r\n\r\n";
    let client = client(&serve(Does::Says(text)).await);
    for request in both(&client) {
        let response = send(&client, &request).await.expect("an answer");
        assert_eq!(
            (response.status, response.body.as_slice()),
            (418, b"{}abc".as_slice())
        );
        assert_eq!(response.headers.all("x-a").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(response.headers.get("content-encoding"), Some("gzip"));
    }
}

/// The request as the server read it, in lower case.
async fn echoed(change: impl FnOnce(&mut Request)) -> String {
    let client = client(&serve(Does::Echoes).await);
    let mut request = aws_json::request("kms.test", "ListKeys", "{\"a\":1}");
    change(&mut request);
    let response = send(&client, &request).await.expect("an echo");
    String::from_utf8_lossy(&response.body).to_ascii_lowercase()
}

#[tokio::test]
async fn a_good_request_arrives_as_it_is() {
    let text = echoed(|_| {}).await;
    assert!(text.starts_with("post / http/1.1\r\n"), "{text}");
    assert!(text.ends_with("\r\n\r\n{\"a\":1}"), "{text}");
    for line in [
        "host: kms.test",
        "x-amz-target: trentservice.listkeys",
        "content-type: application/x-amz-json-1.1",
        "content-length: 7",
    ] {
        assert_eq!(
            text.matches(&format!("\r\n{line}\r\n")).count(),
            1,
            "{line}: {text}"
        );
    }
}

#[tokio::test]
async fn what_reqwest_would_change_or_refuse_arrives_as_it_is() {
    let text = echoed(|request| request.headers.append("Host", "other.test")).await;
    assert!(
        text.contains("host: kms.test\r\n") && text.contains("host: other.test\r\n"),
        "{text}"
    );
    let text = echoed(|request| request.headers = Headers::new()).await;
    assert!(!text.contains("host:"), "{text}");
    for target in [
        "/a/../b",
        "//x",
        "/a b",
        "*",
        "http://other.test/",
        "/?a=%zz#f",
        "x",
    ] {
        let text = echoed(|request| request.target = target.to_owned()).await;
        assert!(
            text.starts_with(&format!("post {target} http/1.1\r\n")),
            "{text}"
        );
    }
    for method in ["get", "PURGE", "M SEARCH", "CONNECT", "PO(ST"] {
        let text = echoed(|request| request.method = method.to_owned()).await;
        assert!(
            text.starts_with(&format!("{} / http/1.1\r\n", method.to_ascii_lowercase())),
            "{text}"
        );
    }
    let text = echoed(|request| request.headers.append("X A", "\u{1}")).await;
    assert!(text.contains("x a: \u{1}\r\n"), "{text}");
    let text = echoed(|request| request.headers.append("Content-Length", "2")).await;
    assert_eq!(text.matches("content-length").count(), 1, "{text}");
    let text = echoed(|request| {
        request.headers.append("Transfer-Encoding", "chunked");
        request.body = b"2\r\n{}\r\n0\r\n\r\n".to_vec();
    })
    .await;
    assert!(
        text.contains("transfer-encoding: chunked") && !text.contains("content-length"),
        "{text}"
    );
}

#[tokio::test]
async fn an_endpoint_without_worlds_is_taken_as_it_is() {
    for does in [
        Does::Says(
            "HTTP/1.1 404 Not Found\r\nDate: Tue, 20 Aug 2024 23:08:02 GMT\r\nContent-Length: 0\r\n\r\n",
        ),
        Does::Says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
        Does::Says("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"),
        Does::Says(""),
    ] {
        let endpoint = Endpoint::connect(Options::new(serve(does).await, "eu-west-3"))
            .await
            .expect("something is there");
        assert!(!endpoint.has_worlds(), "{does:?}");
        let session = endpoint.open(1).await.expect("a session");
        assert_eq!(session.regions(), ["eu-west-3", "us-west-2"]);
        let error = session
            .advance(Duration::from_secs(1))
            .await
            .expect_err("no clock");
        assert_eq!(error.to_string(), "the target cannot move its clock");
        let dated = matches!(does, Does::Says(text) if text.contains("2024"));
        assert_eq!(
            session.now().amz_date().starts_with("20240820T2308"),
            dated,
            "{does:?}"
        );
        session.close().await;
    }
}

#[tokio::test]
async fn what_does_not_speak_http_is_no_endpoint() {
    let alert = "\u{15}\u{3}\u{3}\0\u{2}\u{2}F";
    for text in ["SSH-2.0-x\r\n\r\n", alert] {
        let options = Options::new(serve(Does::Says(text)).await, "us-east-1");
        let error = Endpoint::connect(options).await.expect_err("no HTTP");
        assert!(matches!(error, Error::Protocol { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_session_has_a_world_of_its_own_where_there_are_worlds() {
    let options = Options::new(serve(Does::HasWorlds).await, "eu-west-3");
    let target = Target::http(options).await.expect("a server of worlds");
    assert!(target.has_world() && target.is_isolated());
    let session = target.open(5).await.expect("a world");
    assert_eq!(session.now().millis(), 1_000);
    let owner = session
        .principal(case::Principal::Owner)
        .expect("the world's owner");
    assert_eq!(owner.account, "111122223333");
    assert_eq!(session.principal(case::Principal::Anonymous), None);
    assert_eq!(session.region(case::Region::Other), Some("us-west-2"));
    session
        .advance(Duration::from_mins(1))
        .await
        .expect("moved");
    assert_eq!(session.now().millis(), 61_000);
    session
        .disturb(&Disturbance::default())
        .await
        .expect("disturbed");
    assert_eq!(session.now().millis(), 61_000, "a clock never goes back");
    let request = aws_json::request(session.authority(Region::Home), "ListKeys", "{}");
    let response = session.send(&request).await.expect("an echo");
    let text = String::from_utf8_lossy(&response.body).into_owned();
    assert!(text.contains("x-kmspec-world: w1\r\n"), "{text}");
    session.close().await;
}

#[tokio::test]
async fn a_world_that_is_gone_is_no_answer_of_kms() {
    let gone =
        "HTTP/1.1 410 Gone\r\nx-kmspec-error: there is no world 'w1'\r\nContent-Length: 0\r\n\r\n";
    let worlds = Target::http(Options::new(serve(Does::HasWorlds).await, "us-east-1"))
        .await
        .expect("worlds");
    let session = worlds.open(5).await.expect("a world");
    let Session::Http(mut session) = session else {
        panic!("another kind of session")
    };
    session.redirect_to(&serve(Does::Says(gone)).await);
    let request = aws_json::request("kms.test", "ListKeys", "{}");
    let error = session.send(&request).await.expect_err("gone");
    assert_eq!(
        error.to_string(),
        "the administrative path answered oddly: there is no world 'w1'"
    );
}

#[tokio::test]
async fn in_process_a_session_has_a_clock_that_stands_still() {
    let target = Target::in_process();
    assert_eq!((target.name(), target.has_world()), ("reference", true));
    let session = target.open(1).await.expect("a session");
    assert_eq!(session.now(), world::START);
    session.wait(Duration::from_mins(1)).await.expect("moved");
    assert_eq!(session.now(), world::START.plus(Duration::from_mins(1)));
    let other = target.open(1).await.expect("a session");
    assert_eq!(other.now(), world::START);
}

#[tokio::test]
async fn no_value_from_outside_ends_a_header_line() {
    let line = "a\r\nX-Injected: 1";
    let told = async |change: fn(&mut Options, String)| {
        let mut options = Options::new("http://127.0.0.1:1", "us-east-1");
        options.probe = false;
        options.principals = world::principals();
        Endpoint::connect(options.clone())
            .await
            .expect("nothing is wrong");
        change(&mut options, line.to_owned());
        let error = Endpoint::connect(options).await.expect_err("it is refused");
        error.to_string()
    };
    let ends = "holds a control character, such as the end of a line";
    assert_eq!(
        told(|options, line| options.principals[0].session_token = Some(line)).await,
        format!("the `session_token` of the `owner` {ends}")
    );
    assert_eq!(
        told(|options, line| options.principals[1].access_key_id = line).await,
        format!("the `access_key_id` of the `peer` {ends}")
    );
    assert_eq!(
        told(|options, line| options.regions[1] = line).await,
        format!("the Region {ends}")
    );
    let field = |options: &mut Options, line| {
        let fields = [("x-account".to_owned(), line)].into();
        options.manner.headers.insert("peer".to_owned(), fields);
    };
    assert_eq!(
        told(field).await,
        format!("a header field of the `peer` {ends}")
    );
}
