//! Connections that break: each is an `error` that says where, never a verdict on the endpoint's KMS.

use std::net::TcpListener;

use kmspec::check::Verdict;
use wiremock::ResponseTemplate;

use super::Entry;
use super::bench::screen;
use super::raw::{self, send, take_rest, wait_for_end};
use super::stage::{Scripted, Stage, block_on, json, list, told_of_error as told};

pub(super) const TRIALS: &[Entry] = &[
    ("refused", refused),
    ("reset_before_any_answer", reset_before_any_answer),
    ("closed_before_any_answer", closed_before_any_answer),
    ("hang", hang),
    ("not_http", not_http),
    ("redirect", redirect),
    ("plain_body_called_gzip", plain_body_called_gzip),
    ("body_without_type", body_without_type),
];

fn refused() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = listener.local_addr().expect("a bound listener has one");
    drop(listener);
    let stage = Stage::new(&format!("http://{address}"), [list("a"), list("b")]);
    let told = block_on(stage.play());
    screen("connections_refused", told.ends(3, &[Verdict::Error]));
}

fn reset_before_any_answer() {
    let url = raw::endpoint(|_| {});
    screen("connections_reset_before_any_answer", told(&url));
}

fn closed_before_any_answer() {
    let url = raw::endpoint(take_rest);
    screen("connections_closed_before_any_answer", told(&url));
}

fn hang() {
    let url = raw::endpoint(wait_for_end);
    screen("connections_hang", told(&url));
}

fn not_http() {
    let url = raw::endpoint(|stream| {
        take_rest(stream);
        send(stream, "220 mail.example.com ESMTP\r\n");
    });
    screen("connections_not_http", told(&url));
}

fn redirect() {
    block_on(async {
        let elsewhere = Scripted::start(|_| json(200, r#"{"Keys":[]}"#)).await;
        let location = elsewhere.url();
        let endpoint = Scripted::start(move |_| {
            ResponseTemplate::new(307).insert_header("Location", location.as_str())
        })
        .await;
        let told = Stage::new(&endpoint.url(), [list("redirect")]).play().await;
        screen("connections_redirect", told.ends(4, &[Verdict::Error]));
        assert!(
            elsewhere.seen().is_empty(),
            "the signed request was sent on"
        );
    });
}

/// Runs a case of the corpus against an endpoint whose first answer is right but for its head.
fn judge_head(id: &str, fields: &'static str) -> Verdict {
    let url = raw::endpoint(move |stream| {
        raw::take_rest(stream);
        let body = r#"{"Plaintext":"AAAAAAAAAAAAAAAAAAAAAA=="}"#;
        let length = body.len();
        let head = format!("HTTP/1.1 200 OK\r\n{fields}Content-Length: {length}");
        raw::send(stream, &format!("{head}\r\n\r\n{body}"));
    });
    let cases = crate::corpus::load().expect("the corpus loads");
    let cases: Vec<_> = cases
        .into_iter()
        .filter(|case| case.id.as_str() == id)
        .collect();
    let told = block_on(Stage::new(&url, cases).play());
    let mut results = told.summary.results.iter();
    let result = results.find(|result| result.id.as_str() == id);
    let result = result.expect("the case has a result");
    assert!(
        result.failed_step.is_some_and(|step| step > 0),
        "{result:?}"
    );
    // What is right at the first step fails at the second, which asks for an error.
    assert_eq!(result.verdict, Verdict::Fail);
    if result.failed_step == Some(1) {
        Verdict::Fail
    } else {
        Verdict::Pass
    }
}

const TYPE: &str = "Content-Type: application/x-amz-json-1.1\r\n";

fn plain_body_called_gzip() {
    let id = "protocol/framing/no_coding";
    let gzip = "Content-Type: application/x-amz-json-1.1\r\nContent-Encoding: gzip\r\n";
    assert_eq!(judge_head(id, gzip), Verdict::Fail);
    assert_eq!(judge_head(id, TYPE), Verdict::Pass);
}

fn body_without_type() {
    let id = "protocol/content_type/of_the_answer";
    assert_eq!(judge_head(id, ""), Verdict::Fail);
    assert_eq!(judge_head(id, TYPE), Verdict::Pass);
}
