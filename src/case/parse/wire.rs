//! Requests that a good client would not send.

use super::fields::Fields;
use super::parser::{Parsed, Parser, Reported, all};
use crate::case::node::{Key, Node, Tree};
use crate::case::suggest::listed;
use crate::case::{BodyBytes, Template, Wire};

const BODIES: [&str; 4] = ["text", "json", "hex", "repeat"];

impl<'n> Parser<'n> {
    /// The mapping under `wire`.
    pub(super) fn wire(&mut self, node: &'n Node) -> Parsed<Wire> {
        let mut fields = Fields::of(self, node, "a wire request")?;
        let method = fields.take("method");
        let path = fields.take("path");
        let target = fields.take("target");
        let content_type = fields.take("content_type");
        let headers = fields.take("headers");
        let body = fields.take("body");
        let sign = fields.take("sign");
        fields.finish(self);
        let method = method.map(|node| self.method(node));
        let path = path.map(|node| self.template(node));
        let target = target.map(|node| self.or_none(node, Self::template));
        let content_type = content_type
            .map(|node| self.or_none(node, |parser: &mut Self, node| parser.text(node)));
        let headers = headers.map(|node| self.wire_headers(node));
        let body = body.map(|node| self.body(node));
        let sign = sign.map(|node| self.or_none(node, Self::sign));
        Ok(Wire {
            method: method.transpose()?,
            path: path.transpose()?,
            target: target.transpose()?,
            content_type: content_type.transpose()?,
            headers: headers.transpose()?.unwrap_or_default(),
            body: body.transpose()?,
            sign: sign.transpose()?,
        })
    }

    /// `null` for none, or what `parse` makes of it.
    fn or_none<T>(
        &mut self,
        node: &'n Node,
        parse: impl FnOnce(&mut Self, &'n Node) -> Parsed<T>,
    ) -> Parsed<Option<T>> {
        match node.tree {
            Tree::Null => Ok(None),
            _ => parse(self, node).map(Some),
        }
    }

    fn method(&mut self, node: &Node) -> Parsed<String> {
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

    fn wire_headers(&mut self, node: &'n Node) -> Parsed<Vec<(String, Option<Template>)>> {
        let entries = self.header_entries(node)?;
        all(entries.iter().map(|(key, value)| {
            let name = self.header_name(key);
            let value = self.or_none(value, Self::template);
            Ok((name?, value?))
        }))
    }

    /// The entries of a mapping of header fields.
    pub(super) fn header_entries(&mut self, node: &'n Node) -> Parsed<&'n [(Key, Node)]> {
        if let Tree::Map(entries) = &node.tree {
            return Ok(entries);
        }
        self.error(
            node,
            format!("expected header fields, found {}", node.describe()),
            "this is a mapping from names to values",
        );
        Err(Reported)
    }

    /// The exact bytes of a body.
    pub(super) fn body(&mut self, node: &'n Node) -> Parsed<BodyBytes> {
        let mut fields = Fields::of(self, node, "a body")?;
        let given: Vec<_> = BODIES
            .iter()
            .filter_map(|name| fields.entry(name))
            .collect();
        let unknown = fields.has_rest();
        fields.finish(self);
        let [(key, value)] = given[..] else {
            if unknown {
                return Err(Reported);
            }
            self.error(
                node,
                "a body is given in exactly one way",
                format!("one of {}", listed(BODIES)),
            );
            return Err(Reported);
        };
        match key.text.as_str() {
            "text" => Ok(BodyBytes::Text(self.template(value)?)),
            "json" => Ok(BodyBytes::Json(self.template(value)?)),
            "hex" => Ok(BodyBytes::Hex(self.hex(value)?)),
            _ => {
                let (text, times) = self.repeat(value)?;
                Ok(BodyBytes::Repeat { text, times })
            }
        }
    }

    fn hex(&mut self, node: &Node) -> Parsed<Vec<u8>> {
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
