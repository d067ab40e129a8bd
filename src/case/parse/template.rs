//! Values with forms still to be evaluated.

use super::parser::{Parsed, Parser, Reported, all};
use crate::case::keys::Choice;
use crate::case::node::{Key, Node, Tree};
use crate::case::suggest::{did_you_mean, listed};
use crate::case::template::{LITERAL, forms};
use crate::case::{Shaped, Template};

impl<'n> Parser<'n> {
    /// A value.
    pub(in crate::case) fn template(&mut self, node: &'n Node) -> Parsed<Template> {
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
    pub(in crate::case) fn member_map(
        &mut self,
        node: &'n Node,
        what: &str,
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
        let name = key.text.as_str();
        if name == LITERAL {
            return Ok(Shaped::Plain(node.to_value()));
        }
        if !forms().contains(&name) {
            self.unknown_form(key, name, &forms(), "a value");
            return Err(Reported);
        }
        Shaped::read_under(self, node, name)
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
