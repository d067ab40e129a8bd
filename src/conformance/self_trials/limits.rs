//! What bounds a run: silence, long answers, connections that end, and answers that no client can read.

use std::io::Read;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, UNIX_EPOCH};

use kmspec::case::Case;
use kmspec::check::Verdict;
use kmspec::wire::Timestamp;

use super::Entry;
use super::raw::{self, HEAD, send, take_rest, wait_for_end};
use super::stage::{Stage, Told, against, against_with, block_on, case, json, list};

pub(super) const TRIALS: &[Entry] = &[
    ("silence", silence),
    ("long_answer", long_answer),
    ("stale_connection", stale_connection),
    ("fresh_connection", fresh_connection),
    ("change_is_sent_once", change_is_sent_once),
    ("retry_after", retry_after),
    ("answer_to_no_request", answer_to_no_request),
    ("two_lengths", two_lengths),
    ("too_many_fields", too_many_fields),
    ("clock", clock),
    ("proxy", proxy),
    ("empty_variables_and_no_time", empty_variables_and_no_time),
    ("no_report_on_a_full_disk", no_report_on_a_full_disk),
];

fn ok(body: &str) -> String {
    format!("{HEAD}Content-Length: {}\r\n\r\n{body}", body.len())
}

/// Runs one after another.
fn run(url: &str, cases: impl Into<Vec<Case>>) -> Told {
    let mut stage = Stage::new(url, cases);
    stage.run.jobs = 1;
    block_on(stage.play())
}

/// An endpoint that answers nothing costs a handful of time limits, not one for each case.
fn silence() {
    let url = raw::endpoint(wait_for_end);
    let cases: Vec<Case> = (0..40).map(|number| list(&format!("c{number}"))).collect();
    let mut stage = Stage::new(&url, cases);
    stage.run.jobs = 2;
    stage.http.timeouts.read = Duration::from_millis(200);
    let began = Instant::now();
    let told = block_on(stage.play());
    let errors = told.summary.results.len();
    assert!((5..=8).contains(&errors), "{errors} cases were tried");
    assert!(began.elapsed() < Duration::from_secs(20));
    let text = told.ends(4, &vec![Verdict::Error; errors]);
    let said = "warning the endpoint has stopped answering: ";
    let said: Vec<&str> = text.lines().filter(|line| line.starts_with(said)).collect();
    let [said] = said.as_slice() else {
        panic!("it is said {} times in\n{text}", said.len());
    };
    assert!(said.ends_with("so no more are sent"), "{said}");
    let left = format!(
        "warning {} selected cases were not run to the end",
        40 - errors
    );
    assert!(text.contains(&left), "{text}");
}

/// Of an answer that is too long to keep for every case, the report has the head and a digest, and the case all.
fn long_answer() {
    let body = format!(
        r#"{{"Keys":[],"Truncated":false{}}}"#,
        " ".repeat(1_000_000)
    );
    let bytes = body.len();
    let told = against(move |_| json(200, &body), [list("long")]);
    told.ends(0, &[Verdict::Pass]);
    let exchange = &told.summary.results[0].exchanges[0];
    let response = exchange.response.as_ref().expect("it was answered");
    assert_eq!(response.body.len(), 16 * 1024);
    let cut = exchange.cut.as_ref().expect("it was cut");
    assert_eq!((cut.bytes, cut.sha256.len()), (bytes, 64));
    let mut report = Vec::new();
    kmspec::report::write_json(&mut report, &told.summary).expect("memory takes every text");
    assert!(report.len() < 40_000, "{} bytes of report", report.len());
    let report: serde_json::Value = serde_json::from_slice(&report).expect("it is JSON");
    let body = &report["cases"][0]["requests"][0]["response"]["body"];
    assert_eq!(body["bytes"], bytes);
    assert_eq!(body["sha256"], cut.sha256);
}

/// A server may close a connection that was kept without a word: the next request on it is sent again, on a new one.
fn stale_connection() {
    let url = raw::endpoint(|stream| {
        take_rest(stream);
        send(stream, &ok(r#"{"Keys":[],"Truncated":false}"#));
        // The next request comes, and gets nothing.
        let _ = stream.read(&mut [0; 1]);
    });
    let cases: Vec<Case> = (0..6).map(|number| list(&format!("c{number}"))).collect();
    run(&url, cases).ends(0, &[Verdict::Pass; 6]);
}

/// On a new connection nothing is sent twice: the endpoint may have done what it was asked, and died of it.
fn fresh_connection() {
    static REQUESTS: AtomicUsize = AtomicUsize::new(0);
    let url = raw::endpoint(|stream| {
        take_rest(stream);
        REQUESTS.fetch_add(1, Ordering::Relaxed);
    });
    run(&url, [list("once")]).ends(4, &[Verdict::Error]);
    assert_eq!(REQUESTS.load(Ordering::Relaxed), 1);
}

/// What may change something goes over no connection that was kept: its answer may be lost when the work is done.
fn change_is_sent_once() {
    static REQUESTS: AtomicUsize = AtomicUsize::new(0);
    let url = raw::endpoint(|stream| {
        take_rest(stream);
        REQUESTS.fetch_add(1, Ordering::Relaxed);
        send(stream, &ok(r#"{"Keys":[],"Truncated":false}"#));
        if stream.read(&mut [0; 1]).is_ok_and(|bytes| bytes > 0) {
            REQUESTS.fetch_add(1, Ordering::Relaxed);
        }
    });
    let schedules = case(
        "key/schedule_deletion/once",
        "steps:\n  - call: ListKeys\n  - call: ScheduleKeyDeletion\n    input: {KeyId: k}\n    expect: {ok: {$open: true}}\n",
    );
    run(&url, [schedules]);
    assert_eq!(REQUESTS.load(Ordering::Relaxed), 2);
}

/// Who is asked to wait waits as long, in set-up and where the answer is judged.
fn retry_after() {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let twice = case(
        "key/list/twice",
        "steps:\n  - call: ListKeys\n  - call: ListKeys\n    expect: {ok: {$open: true}}\n",
    );
    let busy = |status| json(status, "{}").insert_header("Retry-After", "2");
    let began = Instant::now();
    let told = against(
        move |_| match CALLS.fetch_add(1, Ordering::Relaxed) {
            0 => busy(429),
            2 => busy(503),
            _ => json(200, r#"{"Keys":[],"Truncated":false}"#),
        },
        [twice],
    );
    told.ends(0, &[Verdict::Pass]);
    // Unasked, the first pause is of three quarters of a second at most.
    assert!(began.elapsed() >= Duration::from_secs(4));
}

/// What comes after an answer, a client takes for the answer to its next request.
fn answer_to_no_request() {
    let closing = case(
        "key/list/closing",
        "steps:\n  - call: ListKeys\n    wire: {headers: {Connection: close}}\n    expect: {ok: {$open: true}}\n",
    );
    let url = raw::endpoint(|stream| {
        take_rest(stream);
        let good = ok(r#"{"Keys":[],"Truncated":false}"#);
        send(
            stream,
            &format!("{good}{HEAD}Content-Length: 2\r\n\r\n{{}}"),
        );
    });
    let told = run(&url, [closing.clone()]);
    let text = told.ends(4, &[Verdict::Error]);
    let said =
        "the answer is not HTTP/1.1: after it there comes what nobody asked for: 'HTTP/1.1 200 OK";
    assert!(text.contains(said), "{text}");
    let url = raw::endpoint(|stream| {
        take_rest(stream);
        send(stream, &ok(r#"{"Keys":[],"Truncated":false}"#));
    });
    run(&url, [closing]).ends(0, &[Verdict::Pass]);
}

/// The corpus's own case about the two lengths sees both where a server sends both.
fn two_lengths() {
    let either = case(
        "key/list/one_length",
        "steps:\n  - call: ListKeys\n    expect: {any_of: [{ok: {$open: true}, headers: {Transfer-Encoding: {$absent: true}}}, \
         {ok: {$open: true}, headers: {Content-Length: {$absent: true}}}]}\n",
    );
    let url = raw::endpoint(|stream| {
        take_rest(stream);
        let body = r#"{"Keys":[],"Truncated":false}"#;
        let lengths = format!(
            "Content-Length: {}\r\nTransfer-Encoding: chunked",
            body.len()
        );
        let chunk = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
        send(stream, &format!("{HEAD}{lengths}\r\n\r\n{chunk}"));
    });
    run(&url, [either]).ends(1, &[Verdict::Fail]);
}

fn too_many_fields() {
    let url = raw::endpoint(|stream| {
        take_rest(stream);
        let more = "X-More: 1\r\n".repeat(120);
        send(
            stream,
            &format!("{HEAD}{more}Content-Length: 2\r\n\r\n{{}}"),
        );
    });
    let told = run(&url, [list("fields")]);
    let text = told.ends(4, &[Verdict::Error]);
    let said = "the answer is not HTTP/1.1: its header has more than 100 fields";
    assert!(text.contains(said), "{text}");
}

/// Requests are signed by the endpoint's clock, and the user is told whose is wrong.
fn clock() {
    let told = |hours: i64| {
        let now = UNIX_EPOCH.elapsed().expect("after the epoch");
        let now = Timestamp::from_millis(0).plus(now).millis();
        let date = Timestamp::from_millis(now + hours * 3_600_000).http_date();
        let answer = move |_: &super::stage::SeenCall| {
            json(200, r#"{"Keys":[],"Truncated":false}"#).insert_header("Date", date.as_str())
        };
        let probe = |stage: &mut Stage| stage.http.probe = true;
        let (told, _) = against_with(answer, [list("a"), list("b")], probe);
        let text = told.ends(0, &[Verdict::Pass; 2]);
        let said = text.lines().filter(|line| line.contains("your clock"));
        said.collect::<Vec<_>>().join("\n")
    };
    let signed = "the endpoint's; requests were signed by the endpoint's";
    // An answer takes its time: of whole hours, one may be lost.
    assert!(told(-5).ends_with(&format!(" h ahead of {signed}")));
    assert!(told(5).ends_with(&format!(" h behind {signed}")));
    assert_eq!(told(0), "");
}

/// What refuses is named: the endpoint was never asked.
fn proxy() {
    let refusing = raw::endpoint(|stream| {
        take_rest(stream);
        let head = "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nContent-Length: 2";
        send(stream, &format!("{head}\r\n\r\nno"));
    });
    let told = |proxy: &str, url: &str| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_kmspec"))
            .args(["run", "random/generate", "--endpoint-url", url])
            .env_clear()
            .envs([("HTTP_PROXY", proxy), ("HTTPS_PROXY", proxy)])
            .envs([
                ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
                ("AWS_SECRET_ACCESS_KEY", "example"),
            ])
            .output()
            .expect("it runs");
        assert_eq!(output.status.code(), Some(3));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        said.lines().next().unwrap_or_default().to_owned()
    };
    let place = refusing.trim_start_matches("http://");
    assert_eq!(
        told(&refusing, "http://kms.example.test"),
        format!(
            "error: the HTTP proxy {place} did not lead to kms.example.test:80: it, or a gateway behind it, answers with status 403 and a page"
        )
    );
    let absent = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.local_addr().expect("it is bound")
    };
    for (scheme, port) in [("http", 80), ("https", 443)] {
        assert_eq!(
            told(
                &format!("http://{absent}"),
                &format!("{scheme}://kms.example.test")
            ),
            format!(
                "error: the HTTP proxy {absent} did not lead to kms.example.test:{port}: nothing listens at the proxy's address"
            )
        );
    }
}

/// An empty variable is as one that is not set; a time limit in which nothing can happen is refused.
fn empty_variables_and_no_time() {
    let run = |arguments: &[&str], variables: &[(&str, &str)]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_kmspec"))
            .args(["run", "random/generate", "-j", "1"])
            .args(arguments)
            .env_clear()
            .envs(variables.iter().copied())
            .output()
            .expect("it runs");
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        (output.status.code(), text)
    };
    let empty = ["KMSPEC_ENDPOINT_URL", "KMSPEC_TIMEOUT", "KMSPEC_SEED"].map(|name| (name, ""));
    let (code, text) = run(&[], &empty);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains(" cases on reference "), "{text}");
    let (code, text) = run(&[], &[("KMSPEC_TIMEOUT", "0s")]);
    assert_eq!(code, Some(2), "{text}");
    for flag in ["--timeout", "--request-timeout"] {
        let (code, text) = run(&[flag, "0s"], &[]);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains("nothing is done in no time"), "{text}");
    }
}

/// The verdicts are printed, and the exit code says that the report is not there.
#[cfg(target_os = "linux")]
fn no_report_on_a_full_disk() {
    let run = |arguments: &[&str]| {
        std::process::Command::new(env!("CARGO_BIN_EXE_kmspec"))
            .args(["run", "random/generate"])
            .args(arguments)
            .env_remove("KMSPEC_ENDPOINT_URL")
            .output()
            .expect("it runs")
    };
    let output = run(&["--report-json", "/dev/full"]);
    assert_eq!(output.status.code(), Some(5));
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(out.contains("conformant: reference passes"), "{out}");
    let said = "error: cannot write /dev/full: No space left on device";
    assert!(err.contains(said), "{err}");
    assert!(!err.contains("nothing was sent"), "{err}");
    let output = run(&["--report-json", "/dev/null"]);
    assert_eq!(output.status.code(), Some(0));
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .expect("it is there");
    let ended = std::process::Command::new(env!("CARGO_BIN_EXE_kmspec"))
        .arg("list")
        .stdout(full)
        .status();
    assert_eq!(ended.expect("it runs").code(), Some(5));
    for flag in ["--principals", "--deviations", "--fixtures", "--ca-bundle"] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_kmspec"))
            .args([
                "run",
                "random/generate",
                "--endpoint-url",
                "https://127.0.0.1:9",
            ])
            .args([flag, "/dev/zero"])
            .envs([
                ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
                ("AWS_SECRET_ACCESS_KEY", "example"),
            ])
            .output()
            .expect("it runs");
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(
            err.contains("/dev/zero: it is longer than"),
            "{flag}: {err}"
        );
        assert_eq!(output.status.code(), Some(2), "{flag}");
    }
}

#[cfg(not(target_os = "linux"))]
fn no_report_on_a_full_disk() {}
