//! The keys of one mapping: taken by name, and whatever is left is unknown.

use super::parser::{At, Parsed, Parser, Reported};
use crate::case::node::{Key, Node, Tree};
use crate::case::suggest::{did_you_mean, listed};

/// A mapping whose keys are being taken.
pub(in crate::case) struct Fields<'n> {
    /// What the mapping is, for people: `a step`.
    what: String,
    at: At,
    all: &'n [(Key, Node)],
    entries: Vec<Option<(&'n Key, &'n Node)>>,
    known: Vec<&'static str>,
    elsewhere: &'static str,
}

impl<'n> Fields<'n> {
    /// The keys of `node`, which must be a mapping.
    pub(in crate::case) fn of(
        parser: &mut Parser<'_>,
        node: &'n Node,
        what: impl Into<String>,
    ) -> Parsed<Self> {
        let what = what.into();
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
            all: entries,
            entries: entries
                .iter()
                .map(|(key, value)| Some((key, value)))
                .collect(),
            known: Vec::new(),
            elsewhere: "",
        })
    }

    /// The key's entry, if it is there.
    pub(in crate::case) fn entry(&mut self, name: &'static str) -> Option<(&'n Key, &'n Node)> {
        if !self.known.contains(&name) {
            self.known.push(name);
        }
        let at = self.all.iter().position(|(key, _)| key.text == name)?;
        self.entries[at] = None;
        let (key, value) = &self.all[at];
        Some((key, value))
    }

    /// The key's value, if it is there.
    pub(in crate::case) fn take(&mut self, name: &'static str) -> Option<&'n Node> {
        self.entry(name).map(|(_, value)| value)
    }

    /// The key's value; an error if it is missing.
    pub(in crate::case) fn need(
        &mut self,
        parser: &mut Parser<'_>,
        name: &'static str,
    ) -> Parsed<&'n Node> {
        let found = self.take(name);
        if found.is_none() {
            parser.error(
                self.at,
                format!("`{name}` is missing"),
                format!("{} has `{name}`{}", self.what, self.elsewhere),
            );
        }
        found.ok_or(Reported)
    }

    /// Everything that was not taken, in order.
    pub(in crate::case) fn rest(&mut self) -> Vec<(&'n Key, &'n Node)> {
        self.entries.iter_mut().filter_map(Option::take).collect()
    }

    /// The key's value, taken or not.
    pub(in crate::case) fn node(&self, name: &str) -> Option<&'n Node> {
        let found = self.all.iter().find(|(key, _)| key.text == name);
        found.map(|(_, value)| value)
    }

    /// Errors about the mapping as a whole point here, and say where else a key may stand.
    pub(super) fn named(mut self, at: At, elsewhere: &'static str) -> Self {
        self.at = at;
        self.elsewhere = elsewhere;
        self
    }

    /// Whether every key that was not taken is one of these.
    pub(in crate::case) fn are_among(&self, keys: &[crate::case::keys::Key]) -> bool {
        let mut left = self.entries.iter().flatten();
        left.all(|(key, _)| keys.iter().any(|known| known.name == key.text))
    }

    /// Reports every key that was not taken.
    pub(in crate::case) fn finish(mut self, parser: &mut Parser<'_>) {
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
