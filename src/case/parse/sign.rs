//! Signatures that are wrong on purpose.

use super::fields::Fields;
use super::parser::{Parsed, Parser, all};
use super::words::Word;
use crate::case::Signing;
use crate::case::node::Node;

/// The parameters of an `Authorization` header.
pub(super) const PARAMETERS: &[Word<&str>] = &[
    ("Credential", "Credential"),
    ("SignedHeaders", "SignedHeaders"),
    ("Signature", "Signature"),
];

impl<'n> Parser<'n> {
    /// The mapping under `sign`.
    pub(super) fn sign(&mut self, node: &'n Node) -> Parsed<Signing> {
        let mut fields = Fields::of(self, node, "a signature")?;
        let at = fields.take("at").map(|node| self.offset(node));
        let region = fields.take("region").map(|node| self.template(node));
        let service = fields.take("service").map(|node| self.text(node));
        let scope_date = fields.take("scope_date").map(|node| self.text(node));
        let terminator = fields.take("terminator").map(|node| self.text(node));
        let algorithm = fields.take("algorithm").map(|node| self.text(node));
        let access_key_id = fields.take("access_key_id").map(|node| self.template(node));
        let secret_access_key = fields.take("secret_access_key").map(|node| self.text(node));
        let session_token = fields.take("session_token").map(|node| self.text(node));
        let signature = fields.take("signature").map(|node| self.text(node));
        let unsigned = fields
            .take("unsigned")
            .map(|node| self.texts(node, "a header's name"));
        let omit = fields.take("omit").map(|node| self.omitted(node));
        let authorization = fields.take("authorization").map(|node| self.text(node));
        let alter_headers = fields.take("alter_headers").map(|node| self.altered(node));
        let alter_body = fields.take("alter_body").map(|node| self.body(node));
        let omit_date = fields.take("omit_date").map(|node| self.boolean(node));
        let in_query = fields.take("in_query").map(|node| self.boolean(node));
        fields.finish(self);
        Ok(Signing {
            at_millis: at.transpose()?.unwrap_or_default(),
            region: region.transpose()?,
            service: service.transpose()?,
            scope_date: scope_date.transpose()?,
            terminator: terminator.transpose()?,
            algorithm: algorithm.transpose()?,
            access_key_id: access_key_id.transpose()?,
            secret_access_key: secret_access_key.transpose()?,
            session_token: session_token.transpose()?,
            signature: signature.transpose()?,
            unsigned: unsigned.transpose()?.unwrap_or_default(),
            omit: omit.transpose()?.unwrap_or_default(),
            authorization: authorization.transpose()?,
            alter_headers: alter_headers.transpose()?.unwrap_or_default(),
            alter_body: alter_body.transpose()?,
            omit_date: omit_date.transpose()?.unwrap_or_default(),
            in_query: in_query.transpose()?.unwrap_or_default(),
        })
    }

    fn texts(&mut self, node: &'n Node, of: &str) -> Parsed<Vec<String>> {
        let items = self.items(node, of)?;
        all(items.iter().map(|item| self.filled_text(item)))
    }

    fn omitted(&mut self, node: &'n Node) -> Parsed<Vec<String>> {
        let items = self.items(node, "a parameter's name")?;
        all(items
            .iter()
            .map(|item| self.word(item, "parameter", PARAMETERS).map(str::to_owned)))
    }

    fn altered(&mut self, node: &'n Node) -> Parsed<Vec<(String, String)>> {
        let entries = self.header_entries(node)?;
        all(entries.iter().map(|(key, value)| {
            let name = self.header_name(key);
            let value = self.text(value);
            Ok((name?, value?))
        }))
    }
}
