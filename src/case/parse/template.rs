//! Values with forms still to be evaluated.

use super::parser::{Parsed, Parser, Reported, all};
use super::words::FRESH;
use crate::case::node::{Key, Node, Tree};
use crate::case::suggest::{did_you_mean, listed};
use crate::case::{Shaped, Template};

/// Every value form.
pub(super) const FORMS: &[&str] = &[
    "$ref", "$row", "$fresh", "$repeat", "$concat", "$upper", "$base64", "$bytes", "$text",
    "$pick", "$json", "$literal",
];

impl<'n> Parser<'n> {
    /// A value.
    pub(super) fn template(&mut self, node: &'n Node) -> Parsed<Template> {
        let shaped = match &node.tree {
            Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => {
                Shaped::Plain(node.to_value())
            }
            Tree::List(items) => Shaped::List(self.templates(items)?),
            Tree::Map(entries) => match self.form(entries)? {
                Some((key, value)) => self.value_form(key, value)?,
                None => Shaped::Map(self.members(entries)?),
            },
        };
        Ok(Template {
            span: node.span,
            shaped,
        })
    }

    fn templates(&mut self, nodes: &'n [Node]) -> Parsed<Vec<Template>> {
        all(nodes.iter().map(|node| self.template(node)))
    }

    fn members(&mut self, entries: &'n [(Key, Node)]) -> Parsed<Vec<(String, Template)>> {
        all(entries
            .iter()
            .map(|(key, value)| Ok((key.text.clone(), self.template(value)?))))
    }

    /// A mapping of members, as in `with`.
    pub(super) fn member_map(
        &mut self,
        node: &'n Node,
        what: &'static str,
    ) -> Parsed<Vec<(String, Template)>> {
        let template = self.template(node)?;
        if let Shaped::Map(members) = template.shaped {
            return Ok(members);
        }
        self.error(
            node,
            format!("expected {what}, found {}", node.describe()),
            format!("{what} is a plain mapping"),
        );
        Err(Reported)
    }

    /// The one `$` key of a mapping and its value; `Some(None)` for a mapping without.
    pub(super) fn form(
        &mut self,
        entries: &'n [(Key, Node)],
    ) -> Parsed<Option<(&'n Key, &'n Node)>> {
        const RULE: &str = "a form is a mapping with one `$` key and nothing else";
        const HELP: &str = "to send a mapping with `$` keys as it stands, use `{$literal: {…}}`";
        let mut forms = entries.iter().filter(|(key, _)| key.text.starts_with('$'));
        let Some((key, value)) = forms.next() else {
            return Ok(None);
        };
        if let Some((second, _)) = forms.next() {
            let what = format!(
                "two forms in one mapping, `{}` and `{}`",
                key.text, second.text
            );
            self.error_with(second, what, RULE, HELP.to_owned());
            return Err(Reported);
        }
        if let Some((other, _)) = entries.iter().find(|(key, _)| !key.text.starts_with('$')) {
            let what = format!("`{}` stands beside the form `{}`", other.text, key.text);
            self.error_with(other, what, RULE, HELP.to_owned());
            return Err(Reported);
        }
        Ok(Some((key, value)))
    }

    /// The value of a value form.
    pub(super) fn value_form(&mut self, key: &'n Key, node: &'n Node) -> Parsed<Shaped> {
        match key.text.as_str() {
            "$ref" => {
                let path = self.text(node)?;
                let parts = self.reference(node.into(), &path)?;
                if !self.rows.parsing {
                    self.resolve(node.into(), &parts);
                }
                Ok(Shaped::Ref(parts))
            }
            "$row" => {
                let name = self.text(node)?;
                self.row_use(node, &name)?;
                Ok(Shaped::Row(name))
            }
            "$fresh" => Ok(Shaped::Fresh(self.word(
                node,
                "kind of fresh value",
                FRESH,
            )?)),
            "$repeat" => {
                let (text, times) = self.repeat(node)?;
                Ok(Shaped::Repeat { text, times })
            }
            "$concat" => {
                let items = self.items(node, "a text")?;
                Ok(Shaped::Concat(self.templates(items)?))
            }
            "$upper" => Ok(Shaped::Upper(Box::new(self.template(node)?))),
            "$base64" => Ok(Shaped::Base64(Box::new(self.template(node)?))),
            "$bytes" => {
                let range = self.length_of(node, "`$bytes`")?;
                Ok(Shaped::Bytes(self.drawn(node, range)?))
            }
            "$text" => {
                let range = self.length_range(node)?;
                Ok(Shaped::Text(self.drawn(node, range)?))
            }
            "$pick" => {
                let items = self.items(node, "a value")?;
                Ok(Shaped::Pick(self.templates(items)?))
            }
            "$json" => Ok(Shaped::Json(Box::new(self.template(node)?))),
            "$literal" => Ok(Shaped::Plain(node.to_value())),
            other => {
                self.unknown_form(key, other, FORMS, "a value");
                Err(Reported)
            }
        }
    }

    /// Reports a form that does not exist here.
    pub(super) fn unknown_form(&mut self, key: &Key, name: &str, forms: &[&'static str], of: &str) {
        self.error_with(
            key,
            format!("unknown form `{name}` in {of}"),
            format!("the forms of {of} are {}", listed(forms.iter().copied())),
            did_you_mean(name, forms.iter().copied()),
        );
    }
}
