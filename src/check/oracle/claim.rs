//! What a matcher claims of a value, and whether it holds.

use serde_json::Value;

use super::{key, random, signature};
use crate::case::{KeyPairSpec, Matcher, Shaped, SigningAlgorithm, Template, Words};
use crate::model::decode_blob;

/// Whether a value is what a matcher claims of it by cryptography; every template in the matcher is plain.
///
/// # Errors
/// Why it is not.
pub(in crate::check) fn holds(matcher: &Matcher, value: &Value) -> Result<(), String> {
    match matcher {
        Matcher::Signature(_, claim) => blob(value).and_then(|signature| {
            signature::verify(
                &of(&claim.public_key)?,
                word::<SigningAlgorithm>(&claim.algorithm)?,
                &of(&claim.message)?,
                &signature,
            )
        }),
        Matcher::PublicKey(_, spec) => blob(value).and_then(|der| {
            let wanted = word::<KeyPairSpec>(spec)?;
            let found = key::PublicKey::read(&der)?.spec;
            if found == wanted {
                return Ok(());
            }
            let (found, wanted) = (found.word(), wanted.word());
            Err(format!("the public key is of {found}, and not of {wanted}"))
        }),
        Matcher::PrivateKey(_, public) => {
            blob(value).and_then(|private| key::belongs(&private, &of(public)?))
        }
        Matcher::Random(_, claim) => blob(value).and_then(|mut bytes| {
            for other in &claim.beside {
                bytes.extend(of(other)?);
            }
            random::look(&bytes)
        }),
        _ => Ok(()),
    }
}

fn blob(value: &Value) -> Result<Vec<u8>, String> {
    let bytes = value.as_str().and_then(decode_blob);
    bytes.ok_or_else(|| "it is not base64".to_owned())
}

/// The bytes of a plain template.
fn of(template: &Template) -> Result<Vec<u8>, String> {
    let bytes = match &template.shaped {
        Shaped::Plain(value) => blob(value).ok(),
        _ => None,
    };
    let line = template.span.line;
    bytes.ok_or_else(|| format!("what line {line} of the case compares it with is not base64"))
}

/// The word that a plain template is; the loader has looked at it.
fn word<W: Words>(template: &Template) -> Result<W, String> {
    let word = match &template.shaped {
        Shaped::Plain(Value::String(text)) => W::of(text),
        _ => None,
    };
    let line = template.span.line;
    word.ok_or_else(|| format!("line {line} of the case names no {}", W::WHAT))
}
