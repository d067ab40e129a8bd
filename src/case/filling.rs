//! What a file about many operations becomes for one of them.

use serde_json::Value;

use super::Span;
use super::family::refusal;
use super::good_calls::{self, PARTS};
use super::node::{Key, Node, Tree};
use super::yaml::YamlRefusal;
use crate::model::Operation;

/// The word that stands for the operation's name.
const OPERATION: &str = "$operation";

/// The word that stands for the member's name.
const MEMBER: &str = "$member";

/// The part that is a good input but for the member.
const VIOLATED: &str = "violated";

/// The part that is about something that is not there.
const PROBE: &str = "probe";

/// The part that is the answer: the good call's own is a success.
const ANSWER: &str = "answer";

/// The step that shows what a success has done.
const EFFECT: &str = "effect";

/// What is filled into the file for one operation, or for one member of its input.
#[derive(Debug, Clone)]
pub(super) struct Filling {
    pub(super) operation: Operation,
    /// The member's name, and how an id has it.
    pub(super) member: Option<(String, String)>,
    /// The inputs in which the member is wrong.
    pub(super) violated: Vec<Value>,
    /// Parts that are this filling's own.
    pub(super) own: Vec<(&'static str, Value)>,
}

impl Filling {
    /// What is filled in for the operation as a whole.
    pub(super) fn of(operation: Operation) -> Self {
        Self {
            operation,
            member: None,
            violated: Vec::new(),
            own: Vec::new(),
        }
    }

    /// What stands behind the file's id: `create_alias/alias_name`.
    pub(super) fn name(&self) -> String {
        let operation = self.operation.snake_case();
        match &self.member {
            Some((_, member)) => format!("{operation}/{member}"),
            None => operation,
        }
    }

    /// The file without its `rows`.
    pub(super) fn case(&self, root: &Node) -> Result<Node, YamlRefusal> {
        let mut case = root.clone();
        if let Tree::Map(entries) = &mut case.tree {
            entries.retain(|(key, _)| key.text != "rows");
        }
        let filled = self.node(&case)?;
        Ok(filled.unwrap_or(case))
    }

    /// The node with the operation's name and parts in it; `None` where it is a part that the good call lacks.
    fn node(&self, node: &Node) -> Result<Option<Node>, YamlRefusal> {
        let tree = match &node.tree {
            Tree::Text(text) => Tree::Text(self.text(text)),
            Tree::List(items) => Tree::List(self.items(items)?),
            Tree::Map(entries) => match node.entry("$good") {
                Some(part) => match self.part(node.span, part)? {
                    Some(part) => return self.merged(part, entries).map(Some),
                    None if is_mapping(part) && entries.len() > 1 => {
                        Tree::Map(self.entries(&added_to(entries))?)
                    }
                    None => return Ok(None),
                },
                None => Tree::Map(self.entries(entries)?),
            },
            other => other.clone(),
        };
        Ok(Some(Node {
            tree,
            ..node.clone()
        }))
    }

    fn text(&self, text: &str) -> String {
        let text = text.replace(OPERATION, self.operation.name());
        match &self.member {
            Some((member, _)) => text.replace(MEMBER, member),
            None => text,
        }
    }

    /// Items; one that sends what is wrong comes once for each such input, and a list of steps takes the place of the item that asks for it.
    fn items(&self, items: &[Node]) -> Result<Vec<Node>, YamlRefusal> {
        let mut all = Vec::new();
        for item in self.repeated(items) {
            let (item, filling) = &item;
            match filling.node(item)? {
                Some(Node {
                    tree: Tree::List(many),
                    ..
                }) if item.entry("$good").is_some() => all.extend(many),
                other => all.extend(other),
            }
        }
        Ok(all)
    }

    /// The items, and with what each is filled: one input that is wrong at a time.
    fn repeated<'n>(&self, items: &'n [Node]) -> Vec<(&'n Node, Self)> {
        let mut all = Vec::new();
        for item in items {
            if !sends_what_is_wrong(item) {
                all.push((item, self.clone()));
                continue;
            }
            for input in &self.violated {
                let violated = vec![input.clone()];
                all.push((
                    item,
                    Self {
                        violated,
                        ..self.clone()
                    },
                ));
            }
        }
        all
    }

    fn entries(&self, entries: &[(Key, Node)]) -> Result<Vec<(Key, Node)>, YamlRefusal> {
        let mut all = Vec::new();
        for (key, value) in entries {
            if let Some(value) = self.node(value)? {
                all.push((key.clone(), value));
            }
        }
        Ok(all)
    }

    fn has(&self, part: &str) -> bool {
        let own = || self.own.iter().any(|(own, _)| *own == part);
        PARTS.contains(&part) || own() || (part == VIOLATED && !self.violated.is_empty())
    }

    /// The part that `$good` names, as if it stood in the file at `span`.
    fn part(&self, span: Span, named: &Node) -> Result<Option<Node>, YamlRefusal> {
        let name = match &named.tree {
            Tree::Text(name) if self.has(name) => name,
            _ => {
                return Err(refusal(
                    named.span,
                    format!("{} is no part of a good call", named.describe()),
                    "its parts are those of `good_calls.yaml`; what is `violated` is known in rows of members",
                ));
            }
        };
        let own = self.own.iter().find(|(own, _)| own == name);
        let own = own.map(|(_, value)| value);
        if let Some(value) = own.or_else(|| self.violated.first().filter(|_| name == VIOLATED)) {
            return Ok(Some(Node::of_value(span, value)));
        }
        if name == PROBE {
            let input = good_calls::drawn_probe(self.operation);
            return Ok(input.map(|input| Node::of_value(span, &input)));
        }
        let refused = || self.own.iter().any(|(own, _)| *own == ANSWER);
        if name == EFFECT && refused() {
            return Ok(None);
        }
        let Some(part) = good_calls::part_at(self.operation, name, span) else {
            return Ok(None);
        };
        self.node(&part)
    }

    /// A part, and what the file adds to it.
    fn merged(&self, part: Node, entries: &[(Key, Node)]) -> Result<Node, YamlRefusal> {
        let mut added = self.entries(&added_to(entries))?;
        Ok(match part.tree {
            Tree::Map(mut own) => {
                own.retain(|(key, _)| !added.iter().any(|(other, _)| other.text == key.text));
                added.extend(own);
                Node {
                    tree: Tree::Map(added),
                    ..part
                }
            }
            _ => part,
        })
    }
}

/// Whether the input that is wrong stands anywhere in it.
fn sends_what_is_wrong(node: &Node) -> bool {
    match &node.tree {
        Tree::List(items) => items.iter().any(sends_what_is_wrong),
        Tree::Map(entries) => entries.iter().any(|(key, value)| {
            let is_it = |text: &String| key.text == "$good" && text == VIOLATED;
            matches!(&value.tree, Tree::Text(text) if is_it(text)) || sends_what_is_wrong(value)
        }),
        _ => false,
    }
}

/// Whether the part is a mapping, which what stands beside it makes where it is lacking.
fn is_mapping(part: &Node) -> bool {
    matches!(&part.tree, Tree::Text(name) if ["let", "needs", "input"].contains(&name.as_str()))
}

/// What stands beside `$good`.
fn added_to(entries: &[(Key, Node)]) -> Vec<(Key, Node)> {
    let added = entries.iter().filter(|(key, _)| key.text != "$good");
    added.cloned().collect()
}
