//! Requests and expectations against the model's shapes.
//!
//! A case may send values of wrong types on purpose, so only the names of a request's members are checked; an expectation
//! is checked in full, because one that no answer can meet would fail every server.

use super::parser::{At, Parser};
use crate::case::ValueType;
use crate::case::keys::Words;
use crate::case::node::{Key, Node, Tree};
use crate::case::suggest::{did_you_mean, listed};
use crate::case::template::{LITERAL, forms};
use crate::model::{Kind, Model, Shape};

/// The one form of a mapping, if it is one.
fn form(node: &Node) -> Option<(&str, &Node)> {
    match &node.tree {
        Tree::Map(entries) => match &entries[..] {
            [(key, value)] if key.text.starts_with('$') => Some((key.text.as_str(), value)),
            _ => None,
        },
        _ => None,
    }
}

fn is_absent(node: &Node) -> bool {
    matches!(form(node), Some(("$absent", _)))
}

impl<'n> Parser<'n> {
    /// Whether any shape has a member of this name.
    fn is_member(&self, name: &str) -> bool {
        let mut shapes = self.model.shapes.values();
        shapes.any(|shape| shape.member(name).is_some())
    }

    /// Every key of a request that is no member of its shape, rows included.
    pub(super) fn unknown_members(
        &self,
        node: &'n Node,
        shape: &'static Shape,
    ) -> Vec<(&'n Key, &'static Shape)> {
        let mut unknown = Vec::new();
        self.gather_unknown(node, shape, &mut unknown);
        unknown
    }

    fn gather_unknown(
        &self,
        node: &'n Node,
        shape: &'static Shape,
        unknown: &mut Vec<(&'n Key, &'static Shape)>,
    ) {
        match form(node) {
            Some(("$row", name)) => {
                if let Tree::Text(name) = &name.tree {
                    for value in self.row_nodes(name) {
                        self.gather_unknown(value, shape, unknown);
                    }
                }
                return;
            }
            Some(("$pick", list)) => {
                if let Tree::List(items) = &list.tree {
                    for item in items {
                        self.gather_unknown(item, shape, unknown);
                    }
                }
                return;
            }
            Some(_) => return,
            None => {}
        }
        match (&node.tree, &shape.kind) {
            (Tree::Map(entries), Kind::Structure { .. }) => {
                for (key, value) in entries {
                    match shape.member(&key.text) {
                        Some(member) => {
                            self.gather_unknown(value, self.model.shape_of(member), unknown);
                        }
                        None => unknown.push((key, shape)),
                    }
                }
            }
            (Tree::Map(entries), Kind::Map { value: name, .. }) => {
                for (_, value) in entries {
                    self.gather_in(value, name, unknown);
                }
            }
            (Tree::List(items), Kind::List { member: name, .. }) => {
                for item in items {
                    self.gather_in(item, name, unknown);
                }
            }
            _ => {}
        }
    }

    fn gather_in(&self, node: &'n Node, name: &str, unknown: &mut Vec<(&'n Key, &'static Shape)>) {
        if let Some(shape) = self.model.shape(name) {
            self.gather_unknown(node, shape, unknown);
        }
    }

    /// Reports a member that a shape does not have.
    pub(super) fn no_such_member(&mut self, key: &Key, shape: &Shape, advice: Option<&str>) {
        let names = || shape.members().iter().map(|member| member.name.as_str());
        let why = match shape.members() {
            [] => format!("`{}` has no members", shape.name),
            _ => format!("the members of `{}` are {}", shape.name, listed(names())),
        };
        let help: Vec<String> = did_you_mean(&key.text, names())
            .into_iter()
            .chain(advice.map(str::to_owned))
            .collect();
        let help = (!help.is_empty()).then(|| help.join(" "));
        let what = format!("`{}` has no member `{}`", shape.name, key.text);
        self.error_with(key, what, why, help);
    }

    /// Reports what no answer of this shape can meet.
    pub(super) fn check_matcher(&mut self, node: &'n Node, shape: &Shape) {
        match &node.tree {
            Tree::Map(entries) if form(node).is_none_or(|(name, _)| name == "$open") => {
                self.check_members(node, entries, shape);
            }
            Tree::Map(_) => {
                if let Some((name, value)) = form(node) {
                    self.check_form(node, name, value, shape);
                }
            }
            Tree::List(items) => self.check_items(node, items, shape),
            Tree::Null => self.error_with(
                node,
                format!("`null` for `{}`", shape.name),
                "an answer leaves a member out rather than give null",
                "write `{$absent: true}`".to_owned(),
            ),
            Tree::Text(text) => match &shape.kind {
                Kind::String { values, .. } if !values.is_empty() && !values.contains(text) => {
                    let known = || values.iter().map(String::as_str);
                    self.error_with(
                        node,
                        format!("`{}` has no value `{text}`", shape.name),
                        format!("its values are {}", listed(known())),
                        did_you_mean(text, known()),
                    );
                }
                Kind::String { .. } | Kind::Blob { .. } => {}
                _ => self.never(node, "a text", shape),
            },
            Tree::Bool(_) => match shape.kind {
                Kind::Boolean => {}
                _ => self.never(node, "a boolean", shape),
            },
            Tree::Number(_) => match shape.kind {
                Kind::Integer { .. } | Kind::Long { .. } | Kind::Double | Kind::Timestamp => {}
                _ => self.never(node, "a number", shape),
            },
        }
    }

    fn check_members(&mut self, node: &'n Node, entries: &'n [(Key, Node)], shape: &Shape) {
        let members = entries.iter().filter(|(key, _)| !key.text.starts_with('$'));
        match &shape.kind {
            Kind::Structure { .. } => {
                for (key, value) in members {
                    match shape.member(&key.text) {
                        Some(member) => self.check_matcher(value, self.model.shape_of(member)),
                        // What must not be told is asked by name, where the model has such a member elsewhere.
                        None if is_absent(value) && self.is_member(&key.text) => {}
                        None => self.no_such_member(key, shape, None),
                    }
                }
            }
            Kind::Map { value: name, .. } => {
                for (_, value) in members {
                    self.check_in(value, name);
                }
            }
            _ => self.never(node, "an object", shape),
        }
    }

    fn check_items(&mut self, node: &'n Node, items: &'n [Node], shape: &Shape) {
        let Kind::List { member: name, .. } = &shape.kind else {
            return self.never(node, "a list", shape);
        };
        for item in items {
            self.check_in(item, name);
        }
    }

    fn check_in(&mut self, node: &'n Node, name: &str) {
        if let Some(shape) = self.model.shape(name) {
            self.check_matcher(node, shape);
        }
    }

    fn check_form(&mut self, node: &'n Node, name: &str, value: &'n Node, shape: &Shape) {
        let items = match &value.tree {
            Tree::List(items) => &items[..],
            _ => &[],
        };
        match name {
            "$optional" | "$not" => self.check_matcher(value, shape),
            "$one_of" | "$all" => {
                for item in items {
                    self.check_matcher(item, shape);
                }
            }
            "$has" | "$set" => self.check_items(node, items, shape),
            "$lacks" => self.check_items(node, std::slice::from_ref(value), shape),
            "$type" => self.check_type(value, shape),
            "$length" => match shape.kind {
                Kind::String { .. }
                | Kind::Blob { .. }
                | Kind::List { .. }
                | Kind::Structure { .. }
                | Kind::Map { .. } => {}
                _ => self.never(node, "anything with a length", shape),
            },
            "$blob" | "$signature" | "$public_key" | "$private_key" | "$random" => match shape.kind
            {
                Kind::Blob { .. } => {}
                _ => self.never(node, "a blob", shape),
            },
            "$about" => match shape.kind {
                Kind::Timestamp => {}
                _ => self.never(node, "a timestamp", shape),
            },
            // They are known at run time.
            "$ref" | "$row" | "$pick" | LITERAL => {}
            _ if ["$matches", "$json_text"].contains(&name) || forms().contains(&name) => {
                match shape.kind {
                    Kind::String { .. } | Kind::Blob { .. } => {}
                    _ => self.never(node, "a text", shape),
                }
            }
            // `$any` and `$absent` fit every shape.
            _ => {}
        }
    }

    fn check_type(&mut self, node: &Node, shape: &Shape) {
        let Tree::Text(word) = &node.tree else { return };
        let Some((name, asked)) = ValueType::WORDS.iter().find(|(name, _)| name == word) else {
            return;
        };
        if !is_of_type(&shape.kind, *asked) {
            self.never(node, &format!("of type `{name}`"), shape);
        }
    }

    fn never(&mut self, at: impl Into<At>, what: &str, shape: &Shape) {
        self.error(
            at,
            format!("`{}` is never {what}", shape.name),
            format!("in the model it is {}", kind_name(&shape.kind)),
        );
    }
}

fn is_of_type(kind: &Kind, asked: ValueType) -> bool {
    match asked {
        ValueType::String => matches!(kind, Kind::String { .. } | Kind::Blob { .. }),
        ValueType::Blob => matches!(kind, Kind::Blob { .. }),
        ValueType::Integer => matches!(kind, Kind::Integer { .. } | Kind::Long { .. }),
        ValueType::Number => matches!(
            kind,
            Kind::Integer { .. } | Kind::Long { .. } | Kind::Double | Kind::Timestamp
        ),
        ValueType::Boolean => matches!(kind, Kind::Boolean),
        ValueType::List => matches!(kind, Kind::List { .. }),
        ValueType::Structure => matches!(kind, Kind::Structure { .. } | Kind::Map { .. }),
        ValueType::Timestamp => matches!(kind, Kind::Timestamp),
    }
}

fn kind_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Structure { .. } => "a structure",
        Kind::List { .. } => "a list",
        Kind::Map { .. } => "a map",
        Kind::String { .. } => "a string",
        Kind::Blob { .. } => "a blob",
        Kind::Integer { .. } | Kind::Long { .. } => "an integer",
        Kind::Double => "a number",
        Kind::Boolean => "a boolean",
        Kind::Timestamp => "a timestamp",
    }
}

/// Follows a path through a shape; the part that does not exist, and the shape that lacks it.
pub(super) fn follow<'m>(
    model: &'m Model,
    shape: &'m Shape,
    path: &[String],
) -> Result<(), (String, &'m Shape)> {
    let [first, rest @ ..] = path else {
        return Ok(());
    };
    let next = match &shape.kind {
        Kind::Structure { .. } => shape.member(first).map(|member| model.shape_of(member)),
        Kind::List { member, .. } if first.parse::<u32>().is_ok() => model.shape(member),
        Kind::Map { value, .. } => model.shape(value),
        _ => None,
    };
    match next {
        Some(next) => follow(model, next, rest),
        None => Err((first.clone(), shape)),
    }
}
