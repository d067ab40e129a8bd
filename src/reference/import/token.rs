//! Import tokens: what the endpoint has to know of a wrapping key, under its seal.

use crate::reference::key::Material;
use crate::reference::page::Seal;
use crate::reference::pair::Pair;
use crate::wire::Timestamp;

/// How many bytes of a token are its seal.
const SEAL: usize = 16;

/// What an import token says.
#[derive(Debug)]
pub(super) struct Token {
    /// The id of the key for which it was made.
    pub(super) key: String,
    pub(super) algorithm: String,
    /// The spec of the wrapping key.
    pub(super) spec: String,
    /// The number of that RSA key.
    pub(super) rsa: usize,
    pub(super) made: Timestamp,
}

impl Token {
    /// The token as bytes.
    pub(super) fn sealed(&self, seal: &Seal) -> Vec<u8> {
        let (key, algorithm, spec) = (&self.key, &self.algorithm, &self.spec);
        let text = format!(
            "{key} {algorithm} {spec} {} {}",
            self.rsa,
            self.made.millis()
        );
        let mut bytes = text.into_bytes();
        let own = seal.of(&bytes);
        bytes.extend_from_slice(&own);
        bytes
    }

    /// Reads a token; `None` for bytes that this endpoint has not made.
    pub(super) fn read(seal: &Seal, bytes: &[u8]) -> Option<Self> {
        let (text, own) = bytes.split_at_checked(bytes.len().checked_sub(SEAL)?)?;
        if own != seal.of(text) {
            return None;
        }
        let words: Vec<&str> = std::str::from_utf8(text).ok()?.split(' ').collect();
        let [key, algorithm, spec, rsa, made] = words[..] else {
            return None;
        };
        Some(Self {
            key: key.to_owned(),
            algorithm: algorithm.to_owned(),
            spec: spec.to_owned(),
            rsa: rsa.parse().ok()?,
            made: Timestamp::from_millis(made.parse().ok()?),
        })
    }

    /// The wrapping key.
    pub(super) fn pair(&self) -> Option<Pair> {
        let material = Material {
            rsa: self.rsa,
            ..Material::default()
        };
        Pair::from(&self.spec, &material)
    }
}
