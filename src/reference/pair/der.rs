//! The little of DER (X.690) that wrong forms are made of: elements whose tag and length are right, and a reader that asks for
//! no more than that.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// PEM (RFC 7468) of what has this name.
pub(crate) fn pem(name: &str, der: &[u8]) -> Vec<u8> {
    let base64 = STANDARD.encode(der);
    format!("-----BEGIN {name}-----\n{base64}\n-----END {name}-----\n").into_bytes()
}

/// An element with the shortest length.
pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let length = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    let mut element = vec![tag];
    match length {
        [] => element.push(0),
        [short] if *short < 0x80 => element.push(*short),
        long => {
            element.push(0x80 | u8::try_from(long.len()).unwrap_or_default());
            element.extend_from_slice(long);
        }
    }
    element.extend_from_slice(content);
    element
}

/// The tag and the content of the first element, its length in whatever form (BER, 8.1.3), and what follows it.
pub(crate) fn first(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[tag, short], rest) = bytes.split_first_chunk()?;
    let (length, rest) = if short < 0x80 {
        (usize::from(short), rest)
    } else {
        let (long, rest) = rest.split_at_checked(usize::from(short & 0x7f))?;
        let add = |sum: usize, byte: &u8| sum.checked_mul(256)?.checked_add(usize::from(*byte));
        (long.iter().try_fold(0, add)?, rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}
