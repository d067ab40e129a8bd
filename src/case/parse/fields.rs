//! The keys of one mapping: taken by name, and whatever is left is unknown.

use super::parser::{At, Parsed, Parser, Reported};
use crate::case::node::{Key, Node, Tree};
use crate::case::suggest::{did_you_mean, listed};

/// A mapping whose keys are being taken.
pub(super) struct Fields<'n> {
    /// What the mapping is, for people: `a step`.
    what: &'static str,
    at: At,
    entries: Vec<Option<(&'n Key, &'n Node)>>,
    known: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// The keys of `node`, which must be a mapping.
    pub(super) fn of(parser: &mut Parser<'_>, node: &'n Node, what: &'static str) -> Parsed<Self> {
        let Tree::Map(entries) = &node.tree else {
            parser.error(
                node,
                format!("expected {what}, found {}", node.describe()),
                format!("{what} is a mapping"),
            );
            return Err(Reported);
        };
        Ok(Self {
            what,
            at: node.into(),
            entries: entries
                .iter()
                .map(|(key, value)| Some((key, value)))
                .collect(),
            known: Vec::new(),
        })
    }

    /// The key's entry, if it is there.
    pub(super) fn entry(&mut self, name: &'static str) -> Option<(&'n Key, &'n Node)> {
        self.known.push(name);
        let slot = self
            .entries
            .iter_mut()
            .find(|slot| slot.is_some_and(|(key, _)| key.text == name))?;
        slot.take()
    }

    /// The key's value, if it is there.
    pub(super) fn take(&mut self, name: &'static str) -> Option<&'n Node> {
        self.entry(name).map(|(_, value)| value)
    }

    /// The key's value; an error if it is missing.
    pub(super) fn need(&mut self, parser: &mut Parser<'_>, name: &'static str) -> Parsed<&'n Node> {
        let found = self.take(name);
        if found.is_none() {
            parser.error(
                self.at,
                format!("`{name}` is missing"),
                format!("{} has `{name}`", self.what),
            );
        }
        found.ok_or(Reported)
    }

    /// Everything that was not taken, in order.
    pub(super) fn rest(&mut self) -> Vec<(&'n Key, &'n Node)> {
        self.entries.iter_mut().filter_map(Option::take).collect()
    }

    /// Whether keys are left that were not taken.
    pub(super) fn has_rest(&self) -> bool {
        self.entries.iter().any(Option::is_some)
    }

    /// Reports every key that was not taken.
    pub(super) fn finish(mut self, parser: &mut Parser<'_>) {
        for (key, _) in self.rest() {
            parser.error_with(
                key,
                format!("unknown key `{}` in {}", key.text, self.what),
                format!(
                    "{} has the keys {}",
                    self.what,
                    listed(self.known.iter().copied())
                ),
                did_you_mean(&key.text, self.known.iter().copied()),
            );
        }
    }
}
