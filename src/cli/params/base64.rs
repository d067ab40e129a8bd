//! Base64 as Python writes it and, tolerantly, reads it.

use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;

/// The bytes as base64.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of strict base64.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// The bytes of base64 in which anything else may stand between the digits, even a padding that ends nothing; only missing
/// padding at the end is a fault.
pub(crate) fn tolerant_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut have, mut pads) = (0u32, 0u8, 0u8);
    for c in text.bytes() {
        let digit = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                pads = pads.saturating_add(1);
                continue;
            }
            _ => continue,
        };
        pads = 0;
        bits = bits << 6 | u32::from(digit);
        have = (have + 1) % 4;
        match have {
            1 => {}
            2 => bytes.push((bits >> 4 & 0xff) as u8),
            3 => bytes.push((bits >> 2 & 0xff) as u8),
            _ => bytes.push((bits & 0xff) as u8),
        }
    }
    let padded = have >= 2 && have.saturating_add(pads) >= 4;
    (have == 0 || padded).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_is_tolerant_but_for_padding() {
        assert_eq!(tolerant_base64("aGVs\nbG8=\n"), Some(b"hello".to_vec()));
        assert_eq!(tolerant_base64("aGV=sbG8="), Some(b"hello".to_vec()));
        assert_eq!(tolerant_base64(""), Some(Vec::new()));
        for bad in ["hello", "aGVsbG8", "not base64!"] {
            assert_eq!(tolerant_base64(bad), None, "{bad}");
        }
    }
}
