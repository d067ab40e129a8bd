//! What a run tells, without what belongs to whoever ran it: their account ids and credentials.

use std::io::{self, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::check::Redaction;

/// A document, or a part of one, without these values.
///
/// # Errors
/// When it cannot be told as JSON.
pub fn redacted<D: Serialize + DeserializeOwned>(
    document: D,
    redaction: &Redaction,
) -> Result<D, serde_json::Error> {
    if redaction.is_empty() {
        return Ok(document);
    }
    let mut value = serde_json::to_value(&document)?;
    redaction.scrub_value(&mut value);
    serde_json::from_value(value)
}

/// A stream to which lines are written without these values.
#[derive(Debug)]
pub struct Redacted<W> {
    inner: W,
    redaction: Redaction,
    line: Vec<u8>,
}

impl<W: Write> Redacted<W> {
    /// Writes to `inner`.
    pub fn new(inner: W, redaction: Redaction) -> Self {
        Self {
            inner,
            redaction,
            line: Vec::new(),
        }
    }

    fn end(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        let text = self.redaction.scrub(&String::from_utf8_lossy(&line));
        self.inner.write_all(text.as_bytes())
    }
}

impl<W: Write> Write for Redacted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.redaction.is_empty() {
            return self.inner.write(bytes);
        }
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                self.end()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.end()?;
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::admin::Principal;

    #[test]
    fn what_is_written_in_pieces_is_redacted_too() {
        let redaction = Redaction::of(vec![Principal {
            name: "peer".to_owned(),
            account: "314159265358".to_owned(),
            arn: None,
            access_key_id: "a".to_owned(),
            secret_access_key: "b".to_owned(),
            session_token: None,
        }]);
        let mut out = Redacted::new(Vec::new(), redaction);
        for piece in ["of 31415", "9265358\nno line", " ends"] {
            out.write_all(piece.as_bytes()).expect("memory takes it");
        }
        out.flush().expect("memory takes it");
        let text = String::from_utf8(out.inner).expect("it is text");
        assert_eq!(text, "of [account of peer]\nno line ends");
    }
}
