//! Values that a client computes from others: bytes put together or changed, and cryptography.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::bind::{Scope, Unbound, unfit};
use super::oracle;
use crate::case::{Shaped, Template, Words};
use crate::model::decode_blob;

impl Scope<'_> {
    /// The value of a template that is computed from bytes.
    ///
    /// # Errors
    /// As [`value`](Self::value), where something is not base64, and where the cryptography is impossible.
    pub(super) fn computed(&mut self, template: &Template) -> Result<Value, Unbound> {
        let done = |bytes: Result<Vec<u8>, String>| {
            let bytes = bytes.map_err(|why| unfit(template.span, why))?;
            Ok(Value::String(STANDARD.encode(bytes)))
        };
        match &template.shaped {
            Shaped::Joined(parts) => {
                let parts: Vec<Vec<u8>> = parts
                    .iter()
                    .map(|part| self.blob(part))
                    .collect::<Result<_, _>>()?;
                done(Ok(parts.concat()))
            }
            Shaped::Shortened(inner) => {
                let mut bytes = self.blob(inner)?;
                bytes.pop();
                done(Ok(bytes))
            }
            Shaped::Altered(inner) => {
                let mut bytes = self.blob(inner)?;
                let at = self.alters.checked_rem(bytes.len());
                self.alters += 1;
                let at = at.ok_or_else(|| "there is no byte to change".to_owned());
                done(at.map(|at| {
                    let difference = 1 + self.draw().pick(255);
                    bytes[at] ^= u8::try_from(difference).unwrap_or(1);
                    bytes
                }))
            }
            Shaped::Digest(form) => {
                let message = self.blob(&form.of)?;
                let algorithm = self.word(&form.algorithm)?;
                let key = form.public_key.as_ref();
                let key = key.map(|key| self.blob(key)).transpose()?;
                done(oracle::digest(&message, algorithm, key.as_deref()))
            }
            Shaped::Encrypted(form) => {
                let key = self.blob(&form.public_key)?;
                let algorithm = self.word(&form.algorithm)?;
                let plaintext = self.blob(&form.plaintext)?;
                let mut random = self.draw().stream();
                done(oracle::encrypted(&key, algorithm, &plaintext, &mut random))
            }
            Shaped::Encapsulated(form) => {
                let key = self.blob(&form.public_key)?;
                let randomness = self.blob(&form.randomness)?;
                done(oracle::encapsulated(&key, &randomness, form.part))
            }
            Shaped::KeyPair(spec) => {
                let pair = oracle::key_pair(*spec, &mut self.draw().stream());
                let (public, private) = pair.map_err(|why| unfit(template.span, why))?;
                let (public, private) = (STANDARD.encode(public), STANDARD.encode(private));
                Ok(json!({"public_key": public, "private_key": private}))
            }
            Shaped::Agreed(form) => {
                let private = self.blob(&form.private_key)?;
                let public = self.blob(&form.public_key)?;
                done(oracle::agreed(&private, &public))
            }
            _ => self.value(template),
        }
    }

    /// The bytes of a template that must be base64.
    fn blob(&mut self, template: &Template) -> Result<Vec<u8>, Unbound> {
        let text = self.text(template)?;
        decode_blob(&text).ok_or_else(|| unfit(template.span, "base64 is needed here".to_owned()))
    }

    /// The word that a template is.
    fn word<W: Words>(&mut self, template: &Template) -> Result<W, Unbound> {
        let text = self.text(template)?;
        W::of(&text).ok_or_else(|| unfit(template.span, format!("`{text}` is no {}", W::WHAT)))
    }
}
