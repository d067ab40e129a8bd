//! The world as one call of the CLI sees it, and the log of `--debug`.

use std::fmt::Write as _;

use super::super::ports::{Files, Host, Transport};

/// Files, transport, clock; and what `--debug` has to say.
pub(crate) struct Environment<'a> {
    pub(crate) files: &'a dyn Files,
    pub(crate) transport: &'a mut dyn Transport,
    pub(crate) host: &'a mut dyn Host,
    /// `--debug` was given.
    pub(crate) debug: bool,
    /// How v2 words a fault: `--cli-error-format`.
    pub(crate) error_format: String,
    /// What goes to standard error beside a fault.
    pub(crate) stderr: String,
}

impl Environment<'_> {
    /// Logs a line. Nothing secret may stand in it: no value of a parameter, no body, no credential.
    pub(crate) fn log(&mut self, from: &str, message: &str) {
        if !self.debug {
            return;
        }
        let now = self.host.now();
        let date = now.amz_date();
        let part = |range: std::ops::Range<usize>| date.get(range).unwrap_or_default();
        let _ = writeln!(
            self.stderr,
            "{}-{}-{} {}:{}:{},{:03} - MainThread - {from} - DEBUG - {message}",
            part(0..4),
            part(4..6),
            part(6..8),
            part(9..11),
            part(11..13),
            part(13..15),
            now.millis().rem_euclid(1000)
        );
    }

    /// A random number from 0 up to 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        let mut bytes = [0; 4];
        self.host.random(&mut bytes);
        f64::from(u32::from_le_bytes(bytes)) / (f64::from(u32::MAX) + 1.0)
    }

    /// A random UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let mut bytes = [0; 16];
        self.host.random(&mut bytes);
        uuid::Builder::from_random_bytes(bytes)
            .into_uuid()
            .to_string()
    }
}
