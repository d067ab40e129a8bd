//! The words and digits of requests that a good client would not send.

use super::parser::{Parsed, Parser, Reported};
use crate::case::node::Node;

impl Parser<'_> {
    /// A method of HTTP.
    pub(in crate::case) fn method(&mut self, node: &Node) -> Parsed<String> {
        let text = self.text(node)?;
        if !text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic() || c == '-') {
            return Ok(text);
        }
        self.error(
            node,
            format!("bad method `{text}`"),
            "a method is letters, such as `GET`",
        );
        Err(Reported)
    }

    /// Bytes in hex digits.
    pub(in crate::case) fn hex(&mut self, node: &Node) -> Parsed<Vec<u8>> {
        let text = self.text(node)?;
        let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(16)).collect();
        if digits.len() != text.chars().count() || !digits.len().is_multiple_of(2) {
            self.error(
                node,
                "bad hex",
                "an even number of the digits 0-9 and a-f, without spaces",
            );
            return Err(Reported);
        }
        let bytes = digits
            .chunks_exact(2)
            .map(|pair| u8::try_from(pair[0] * 16 + pair[1]));
        bytes.collect::<Result<_, _>>().map_err(|_| Reported)
    }
}
