//! How ECDSA signatures are written: DER of ANSI X9.62, and the forms that are wrong.

use super::{EcdsaForm, SignatureRules};
use crate::reference::pair::{element, first};

const INTEGER: u8 = 2;
const SEQUENCE: u8 = 0x30;

/// A signature of r and s, given one after the other.
pub(super) fn written(form: EcdsaForm, plain: &[u8]) -> Vec<u8> {
    let (r, s) = plain.split_at(plain.len() / 2);
    let integers = match form {
        EcdsaForm::Plain => return plain.to_vec(),
        EcdsaForm::Swapped => [s, r],
        _ => [r, s],
    };
    let integers = integers.map(|number| element(INTEGER, &digits(form, number)));
    let content = integers.concat();
    match u8::try_from(content.len()) {
        Ok(length) if form == EcdsaForm::LongLengths => {
            [&[SEQUENCE, 0x82, 0, length], &content[..]].concat()
        }
        _ => element(SEQUENCE, &content),
    }
}

/// The content of an INTEGER.
fn digits(form: EcdsaForm, number: &[u8]) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let mut digits = number[zeros..].to_vec();
    let is_unsigned = digits.first().is_none_or(|first| *first >= 0x80);
    if is_unsigned && form != EcdsaForm::Unsigned {
        digits.insert(0, 0);
    }
    if form == EcdsaForm::Padded {
        digits.insert(0, 0);
    }
    digits
}

/// r and s one after the other, in the length of the curve; `None` where these bytes are not what Verify takes for a signature.
pub(super) fn read(rules: &SignatureRules, signature: &[u8], length: usize) -> Option<Vec<u8>> {
    let is_plain = rules.ecdsa == EcdsaForm::Plain;
    if is_plain && signature.len() == 2 * length {
        return Some(signature.to_vec());
    }
    let (r, s) = loose(signature)?;
    let (r, s) = match rules.ecdsa {
        EcdsaForm::Swapped => (s, r),
        _ => (r, s),
    };
    let mut plain = Vec::new();
    for number in [r, s] {
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        plain.resize(plain.len() + length.checked_sub(number.len() - zeros)?, 0);
        plain.extend_from_slice(&number[zeros..]);
    }
    let is_strict = rules.ecdsa == EcdsaForm::Der;
    (!is_strict || written(EcdsaForm::Der, &plain) == signature).then_some(plain)
}

/// The two numbers of a signature in BER, whatever follows them.
fn loose(signature: &[u8]) -> Option<(&[u8], &[u8])> {
    let (SEQUENCE, content, _) = first(signature)? else {
        return None;
    };
    let (INTEGER, r, rest) = first(content)? else {
        return None;
    };
    let (INTEGER, s, _) = first(rest)? else {
        return None;
    };
    Some((r, s))
}
