//! Bodies that break on their way: cut, endless, slow, or packed though nobody asked for it.

use std::thread::sleep;
use std::time::Duration;

use kmspec::check::Verdict;
use wiremock::ResponseTemplate;

use super::Entry;
use super::bench::screen;
use super::raw::{self, HEAD, send, take_rest, wait_for_end};
use super::stage::{against, list, told_of_error as told};

pub(super) const TRIALS: &[Entry] = &[
    ("reset_in_the_body", reset_in_the_body),
    ("truncated_body", truncated_body),
    ("truncated_chunks", truncated_chunks),
    ("endless_body", endless_body),
    ("hang_in_the_body", hang_in_the_body),
    ("drip", drip),
    ("gzip", gzip),
];

fn reset_in_the_body() {
    let url = raw::endpoint(|stream| {
        send(
            stream,
            &format!("{HEAD}Content-Length: 100\r\n\r\n{{\"Keys\":"),
        );
        // What was sent must have been read, or the reset takes it away.
        sleep(Duration::from_millis(300));
    });
    screen("bodies_reset_in_the_body", told(&url));
}

fn truncated_body() {
    let url = raw::endpoint(|stream| {
        take_rest(stream);
        send(
            stream,
            &format!("{HEAD}Content-Length: 100\r\n\r\n{{\"Keys\":"),
        );
    });
    screen("bodies_truncated_body", told(&url));
}

fn truncated_chunks() {
    let url = raw::endpoint(|stream| {
        take_rest(stream);
        send(
            stream,
            &format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n8\r\n{{\"Keys\":\r\n"),
        );
    });
    screen("bodies_truncated_chunks", told(&url));
}

fn endless_body() {
    let url = raw::endpoint(|stream| {
        take_rest(stream);
        let more = "x".repeat(4096);
        let mut listens = send(stream, &format!("{HEAD}\r\n"));
        while listens {
            listens = send(stream, &more);
        }
    });
    screen("bodies_endless_body", told(&url));
}

fn hang_in_the_body() {
    let url = raw::endpoint(|stream| {
        send(
            stream,
            &format!("{HEAD}Content-Length: 100\r\n\r\n{{\"Keys\":"),
        );
        wait_for_end(stream);
    });
    screen("bodies_hang_in_the_body", told(&url));
}

fn drip() {
    let url = raw::endpoint(|stream| {
        take_rest(stream);
        let mut listens = send(stream, &format!("{HEAD}Content-Length: 100\r\n\r\n"));
        while listens {
            sleep(Duration::from_millis(50));
            listens = send(stream, " ");
        }
    });
    screen("bodies_drip", told(&url));
}

fn gzip() {
    // `{"Keys":[]}`, as gzip packs it: nobody has asked for that.
    let packed = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 255, 171, 86, 242, 78, 173, 44, 86, 178, 138, 142, 173, 5, 0,
    ];
    let told = against(
        move |_| {
            ResponseTemplate::new(200)
                .set_body_raw(packed, "application/x-amz-json-1.1")
                .insert_header("Content-Encoding", "gzip")
        },
        [list("gzip")],
    );
    screen("bodies_gzip", told.ends(1, &[Verdict::Fail]));
}
