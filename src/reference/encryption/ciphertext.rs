//! What a ciphertext blob is made of: which key it needs, and AES-256-GCM under that key.
//!
//! A blob begins with the ids of its key and of the key's material under a seal of the endpoint, so that a foreign or altered
//! blob is told from one whose key is gone. The encryption context is authenticated data, as AWS documents it.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use crate::reference::key::{Key, Material};
use crate::reference::page::Seal;

/// How the ciphertexts of `Encrypt` and `ReEncrypt` begin (fact R-570).
pub(super) const OF_ENCRYPT: [u8; 4] = [1, 2, 2, 0];
/// How those of data keys begin (fact R-571).
pub(super) const OF_DATA_KEY: [u8; 4] = [1, 2, 3, 0];
const SEAL: usize = 16;
const NONCE: usize = 12;

/// A ciphertext blob that this endpoint made.
#[derive(Debug)]
pub(super) struct Ciphertext {
    pub(super) key_id: String,
    material_id: String,
    header: Vec<u8>,
    nonce: [u8; NONCE],
    sealed: Vec<u8>,
}

/// What a ciphertext held.
#[derive(Debug, Default)]
pub(super) struct Opened {
    pub(super) plaintext: Vec<u8>,
    /// The id of the material under which it was encrypted; a key pair's has none.
    pub(super) material: Option<String>,
}

/// The encryption context as authenticated data: entries in order, each with its length.
pub(super) fn authenticated(context: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for text in context.iter().flat_map(|(key, value)| [key, value]) {
        bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes
}

/// A length in one byte, and the text.
fn push(header: &mut Vec<u8>, text: &str) -> Option<()> {
    header.push(u8::try_from(text.len()).ok()?);
    header.extend_from_slice(text.as_bytes());
    Some(())
}

/// What [`push`] wrote, and what follows.
fn pull(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = bytes.split_first()?;
    let (text, rest) = rest.split_at_checked(usize::from(*length))?;
    Some((std::str::from_utf8(text).ok()?, rest))
}

/// Encrypts under a key; `None` if the cipher refuses, which no length that validation lets through makes it do.
pub(super) fn seal(
    seal: &Seal,
    version: [u8; 4],
    key: &Key,
    nonce: [u8; NONCE],
    plaintext: &[u8],
    context: &[u8],
) -> Option<Vec<u8>> {
    let mut header = version.to_vec();
    push(&mut header, &key.id)?;
    let material = key.materials.current()?;
    push(&mut header, &material.id)?;
    let mut sealed = plaintext.to_vec();
    let aad = Aad::from([header.as_slice(), context].concat());
    cipher(material)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed)
        .ok()?;
    let mut blob = header.clone();
    blob.extend_from_slice(&seal.of(&header));
    blob.extend_from_slice(&nonce);
    blob.extend_from_slice(&sealed);
    Some(blob)
}

impl Ciphertext {
    /// Reads a blob; `None` for bytes that this endpoint has not made.
    pub(super) fn read(seal: &Seal, blob: &[u8]) -> Option<Self> {
        let (version, rest) = blob.split_at_checked(OF_ENCRYPT.len())?;
        if version != OF_ENCRYPT && version != OF_DATA_KEY {
            return None;
        }
        let (key_id, rest) = pull(rest)?;
        let (material_id, rest) = pull(rest)?;
        let header = blob.get(..blob.len() - rest.len())?;
        let (own, rest) = rest.split_at_checked(SEAL)?;
        let (nonce, sealed) = rest.split_at_checked(NONCE)?;
        if own != seal.of(header) {
            return None;
        }
        Some(Self {
            key_id: key_id.to_owned(),
            material_id: material_id.to_owned(),
            header: header.to_vec(),
            nonce: nonce.try_into().ok()?,
            sealed: sealed.to_vec(),
        })
    }

    /// The plaintext; `None` when the ciphertext was altered, the context is another or the key has no such material.
    pub(super) fn open(mut self, key: &Key, context: &[u8]) -> Option<Opened> {
        let material = key.materials.of_id(&self.material_id)?;
        let aad = Aad::from([self.header.as_slice(), context].concat());
        let plaintext = cipher(material)?
            .open_in_place(
                Nonce::assume_unique_for_key(self.nonce),
                aad,
                &mut self.sealed,
            )
            .ok()?;
        Some(Opened {
            plaintext: plaintext.to_vec(),
            material: Some(self.material_id),
        })
    }
}

fn cipher(material: &Material) -> Option<LessSafeKey> {
    Some(LessSafeKey::new(
        UnboundKey::new(&AES_256_GCM, &material.bytes).ok()?,
    ))
}
