//! Values that a client computes from others: bytes put together or changed, and cryptography.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::bind::{Scope, Unbound};
use super::oracle;
use crate::case::{Shaped, Template, Words};
use crate::model::decode_blob;

impl Scope<'_> {
    /// The value of a template that is computed from bytes.
    ///
    /// # Errors
    /// As [`value`](Self::value), where something is not base64, and where the cryptography is impossible.
    pub(super) fn computed(&mut self, template: &Template) -> Result<Value, Unbound> {
        let bytes = match &template.shaped {
            Shaped::Joined(parts) => {
                let parts: Vec<Vec<u8>> = parts
                    .iter()
                    .map(|part| self.blob(part))
                    .collect::<Result<_, _>>()?;
                Ok(parts.concat())
            }
            Shaped::Shortened(inner) => {
                let mut bytes = self.blob(inner)?;
                bytes.pop();
                Ok(bytes)
            }
            Shaped::Altered(inner) => {
                let mut bytes = self.blob(inner)?;
                let at = self.alters.checked_rem(bytes.len());
                self.alters += 1;
                let at = at.ok_or_else(|| "there is no byte to change".to_owned());
                at.map(|at| {
                    let difference = 1 + self.draw().pick(255);
                    bytes[at] ^= u8::try_from(difference).unwrap_or(1);
                    bytes
                })
            }
            Shaped::Digest(form) => {
                let message = self.blob(&form.of)?;
                let algorithm = self.word(&form.algorithm)?;
                let key = form.public_key.as_ref();
                let key = key.map(|key| self.blob(key)).transpose()?;
                oracle::digest(&message, algorithm, key.as_deref())
            }
            Shaped::Encrypted(form) => {
                let key = self.blob(&form.public_key)?;
                let algorithm = self.word(&form.algorithm)?;
                let plaintext = self.blob(&form.plaintext)?;
                let mut random = self.draw().stream();
                oracle::encrypted(&key, algorithm, &plaintext, &mut random)
            }
            Shaped::Encapsulated(form) => {
                let key = self.blob(&form.public_key)?;
                let randomness = self.blob(&form.randomness)?;
                oracle::encapsulated(&key, &randomness, form.part)
            }
            Shaped::KeyPair(spec) => {
                let pair = oracle::key_pair(*spec, &mut self.draw().stream());
                let (public, private) = pair.map_err(|why| self.misfit(template, why))?;
                let (public, private) = (STANDARD.encode(public), STANDARD.encode(private));
                return Ok(json!({"public_key": public, "private_key": private}));
            }
            Shaped::Agreed(form) => {
                let private = self.blob(&form.private_key)?;
                let public = self.blob(&form.public_key)?;
                oracle::agreed(&private, &public)
            }
            _ => return self.value(template),
        };
        let bytes = bytes.map_err(|why| self.misfit(template, why))?;
        Ok(Value::String(STANDARD.encode(bytes)))
    }

    /// The bytes of a template that must be base64.
    fn blob(&mut self, template: &Template) -> Result<Vec<u8>, Unbound> {
        let text = self.text(template)?;
        decode_blob(&text).ok_or_else(|| self.misfit(template, "base64 is needed here".to_owned()))
    }

    /// The word that a template is.
    fn word<W: Words>(&mut self, template: &Template) -> Result<W, Unbound> {
        let text = self.text(template)?;
        W::of(&text).ok_or_else(|| self.misfit(template, format!("`{text}` is no {}", W::WHAT)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Span;
    use crate::check::{FreshValues, UnboundKind};

    fn template(shaped: Shaped) -> Template {
        Template {
            span: Span::default(),
            shaped,
        }
    }

    fn reference(path: &str) -> Template {
        template(Shaped::Ref(path.split('.').map(str::to_owned).collect()))
    }

    #[test]
    fn what_an_answer_gave_is_told_where_a_form_cannot_use_it() {
        let own = template(Shaped::Plain(json!("???")));
        let lets = [
            ("sent".to_owned(), own),
            ("kept".to_owned(), reference("told.Key")),
        ];
        let mut scope = Scope::new(&lets, &[], FreshValues::new([3; 32], [3; 32]), "us-east-1");
        scope.name("told", json!({"Key": "!!!"}));
        let mut given = |from: &str| {
            let altered = template(Shaped::Altered(Box::new(reference(from))));
            match scope.value(&altered).map_err(|unbound| unbound.kind) {
                Err(UnboundKind::Unfit { given, .. }) => given.map(|path| path.join(".")),
                other => panic!("{from}: {other:?}"),
            }
        };
        assert_eq!(given("told.Key").as_deref(), Some("told.Key"));
        assert_eq!(given("kept").as_deref(), Some("told.Key"));
        // The case's own words are its own fault.
        assert_eq!(given("sent"), None);
    }
}
