//! How a public key is written: DER of a `SubjectPublicKeyInfo` (RFC 5280), and the forms that are wrong.

use super::PublicForm;
use crate::reference::pair::{Pair, element, first, pem};

const BIT_STRING: u8 = 3;
const OBJECT_IDENTIFIER: u8 = 6;
const SEQUENCE: u8 = 0x30;
/// How a point begins of which both coordinates are told (SEC 1, 2.3.3).
const UNCOMPRESSED: u8 = 4;

/// The public half of a pair; `None` if its crate refuses.
pub(super) fn written(form: PublicForm, pair: &Pair) -> Option<Vec<u8>> {
    let der = pair.public_der()?;
    let (_, content, _) = first(&der)?;
    let (_, algorithm, rest) = first(content)?;
    let (_, bits, _) = first(rest)?;
    let (_, kind, parameters) = first(algorithm)?;
    let names_curve = parameters.first() == Some(&OBJECT_IDENTIFIER);
    let whole = |algorithm: &[u8], bits: &[u8]| {
        let parts = [element(SEQUENCE, algorithm), element(BIT_STRING, bits)];
        element(SEQUENCE, &parts.concat())
    };
    Some(match form {
        PublicForm::Bits => bits[1..].to_vec(),
        PublicForm::OtherAlgorithm => {
            let other = element(OBJECT_IDENTIFIER, &next(kind)?);
            whole(&[&other, parameters].concat(), bits)
        }
        PublicForm::OtherCurve if names_curve => whole(&next(algorithm)?, bits),
        PublicForm::Compressed if names_curve && bits[1] == UNCOMPRESSED => {
            let (x, y) = bits[2..].split_at((bits.len() - 2) / 2);
            let sign = 2 | (y.last()? & 1);
            whole(algorithm, &[&[0, sign], x].concat())
        }
        PublicForm::Pem => pem("PUBLIC KEY", &der),
        PublicForm::Private => pair.private_der()?,
        PublicForm::Spki | PublicForm::OtherCurve | PublicForm::Compressed => der,
    })
}

/// The same with another last byte.
fn next(bytes: &[u8]) -> Option<Vec<u8>> {
    let (last, before) = bytes.split_last()?;
    Some([before, &[last ^ 1]].concat())
}
