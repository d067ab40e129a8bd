//! Endpoints below HTTP: a listener that reads a request and then does with the connection what no server should.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// How an answer of 200 begins; header lines may follow.
pub(super) const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\n";

/// Starts an endpoint that treats each connection so, after a request came; gives its URL.
///
/// It lives as long as the process. `misbehave` gets the connection while the request's last byte is still unread: to drop
/// it then resets the connection.
pub(super) fn endpoint(
    misbehave: impl Fn(&mut TcpStream) + Send + Sync + Copy + 'static,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = listener.local_addr().expect("a bound listener has one");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            std::thread::spawn(move || {
                if read_all_but_one(&mut stream).is_some() {
                    misbehave(&mut stream);
                }
            });
        }
    });
    format!("http://{address}")
}

/// Reads what is left of the request, so that dropping the connection closes it in order.
pub(super) fn take_rest(stream: &mut TcpStream) {
    let _ = stream.read(&mut [0; 1]);
}

/// Sends a text, if anybody still listens.
pub(super) fn send(stream: &mut TcpStream, text: &str) -> bool {
    stream.write_all(text.as_bytes()).is_ok()
}

/// Waits until the client goes away.
pub(super) fn wait_for_end(stream: &mut TcpStream) {
    take_rest(stream);
    let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
    let _ = stream.read(&mut [0; 1]);
}

/// Reads a request up to its last byte; `None` if it ends before.
fn read_all_but_one(stream: &mut TcpStream) -> Option<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0; 1];
        stream.read_exact(&mut byte).ok()?;
        head.extend(byte);
    }
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let length = head.split("content-length:").nth(1)?.lines().next()?;
    let length: usize = length.trim().parse().ok()?;
    let mut body = vec![0; length.checked_sub(1)?];
    stream.read_exact(&mut body).ok()
}
