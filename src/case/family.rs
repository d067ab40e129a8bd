//! Files that hold many operations to one rule: `rows: {operations: …}`, one case for each.

use std::sync::OnceLock;

use serde_json::Value;

use super::node::{Key, Node, Tree};
use super::suggest::did_you_mean;
use super::yaml::{self, YamlRefusal};
use super::{CaseId, Span};
use crate::model::{CrossAccountUse, KeyNames, Model, Operation};

/// One good call of each operation, by parts.
const GOOD_CALLS: &str = include_str!("good_calls.yaml");

/// What a part of a good call may be.
const PARTS: &[&str] = &["let", "needs", "set_up", "input", "before", "unchanged"];

/// The word that stands for the operation's name.
const OPERATION: &str = "$operation";

/// A word, and whether it means an operation.
type Selector = (&'static str, fn(Operation) -> bool);

/// Which operations a word means, by what the catalogue says of them.
const SELECTORS: &[Selector] = &[
    ("all", |_| true),
    ("changes", |operation| !operation.is_read()),
    ("crosses_accounts", |operation| {
        operation.cross_account_use() == CrossAccountUse::Yes
    }),
    ("reads", Operation::is_read),
    ("takes_aliases", |operation| {
        operation.key_names() == KeyNames::KeysAndAliases
    }),
    ("takes_keys_only", |operation| {
        operation.key_names() == KeyNames::Keys
    }),
    ("within_account", |operation| {
        operation.cross_account_use() == CrossAccountUse::No
    }),
];

/// The case of each operation that the file is about; `None` for a file that is one case.
///
/// Their ids are the file's with the operation's name behind: `every_operation/without_permission/create_alias`.
pub(super) fn expand(id: &CaseId, root: &Node) -> Result<Option<Vec<(CaseId, Node)>>, YamlRefusal> {
    let Some(named) = entry(root, "rows").and_then(|rows| entry(rows, "operations")) else {
        return Ok(None);
    };
    let operations = operations(named)?;
    let cases = operations.into_iter().map(|operation| {
        let filling = Filling { operation };
        let case = filling.case(root)?;
        Ok((CaseId(format!("{id}/{}", operation.snake_case())), case))
    });
    cases.collect::<Result<_, _>>().map(Some)
}

/// The operations that have a good call, and that the word or list means.
fn operations(named: &Node) -> Result<Vec<Operation>, YamlRefusal> {
    let known = Operation::ALL.iter().copied();
    let known = known.filter(|operation| good_call(*operation).is_some());
    match &named.tree {
        Tree::Text(word) => {
            let found = SELECTORS.iter().find(|(name, _)| name == word);
            let (_, is_meant) = found.ok_or_else(|| no_such_word(named.span, word))?;
            Ok(known.filter(|operation| is_meant(*operation)).collect())
        }
        Tree::List(items) => items.iter().map(one).collect(),
        Tree::Map(_) => {
            let error = entry(named, "declaring").map(Node::to_value);
            let error = error.as_ref().and_then(Value::as_str).unwrap_or_default();
            let meant: Vec<_> = known.filter(|one| declares(*one, error)).collect();
            if meant.is_empty() {
                return Err(refusal(
                    named.span,
                    "no operation is meant".to_owned(),
                    "`{declaring: ERROR}` means those that have the error in the model",
                ));
            }
            Ok(meant)
        }
        _ => Err(refusal(
            named.span,
            format!("expected operations, found {}", named.describe()),
            "they are a word such as `all`, `{declaring: ERROR}`, or a list of names",
        )),
    }
}

fn no_such_word(span: Span, word: &str) -> YamlRefusal {
    YamlRefusal {
        span: Some(span),
        what: format!("`{word}` means no operations"),
        why: "the word is one of the catalogue's, such as `all`".to_owned(),
        help: did_you_mean(word, SELECTORS.iter().map(|(name, _)| *name)),
    }
}

fn declares(operation: Operation, error: &str) -> bool {
    let errors = &Model::bundled().operation(operation).errors;
    errors.iter().any(|declared| declared == error)
}

fn one(item: &Node) -> Result<Operation, YamlRefusal> {
    let name = match &item.tree {
        Tree::Text(name) => name.as_str(),
        _ => "",
    };
    match Operation::from_name(name).filter(|operation| good_call(*operation).is_some()) {
        Some(operation) => Ok(operation),
        None => Err(refusal(
            item.span,
            format!("{} is no operation with a good call", item.describe()),
            "a file for many operations fills in their good calls",
        )),
    }
}

fn refusal(span: Span, what: String, why: &str) -> YamlRefusal {
    YamlRefusal {
        span: Some(span),
        what,
        why: why.to_owned(),
        help: None,
    }
}

/// The parts of the operation's good call.
fn good_call(operation: Operation) -> Option<&'static Node> {
    static PARSED: OnceLock<Node> = OnceLock::new();
    let parsed = PARSED.get_or_init(|| {
        yaml::parse(GOOD_CALLS)
            .unwrap_or_else(|refusal| panic!("good_calls.yaml: {}", refusal.what))
    });
    entry(parsed, operation.name())
}

/// What stands under a key of a mapping.
pub(super) fn entry<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    let Tree::Map(entries) = &node.tree else {
        return None;
    };
    let found = entries.iter().find(|(key, _)| key.text == name);
    found.map(|(_, value)| value)
}

/// What is filled into the file for one operation.
struct Filling {
    operation: Operation,
}

impl Filling {
    /// The file without its `rows`.
    fn case(&self, root: &Node) -> Result<Node, YamlRefusal> {
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
            Tree::Text(text) => Tree::Text(text.replace(OPERATION, self.operation.name())),
            Tree::List(items) => Tree::List(self.items(items)?),
            Tree::Map(entries) => match entry(node, "$good") {
                Some(part) => match self.part(node.span, part)? {
                    Some(part) => return self.merged(part, entries).map(Some),
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

    /// Items; a list of steps takes the place of the item that asks for it.
    fn items(&self, items: &[Node]) -> Result<Vec<Node>, YamlRefusal> {
        let mut all = Vec::new();
        for item in items {
            match self.node(item)? {
                Some(Node {
                    tree: Tree::List(many),
                    ..
                }) if entry(item, "$good").is_some() => all.extend(many),
                other => all.extend(other),
            }
        }
        Ok(all)
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

    /// The part that `$good` names, as if it stood in the file at `span`.
    fn part(&self, span: Span, named: &Node) -> Result<Option<Node>, YamlRefusal> {
        let name = match &named.tree {
            Tree::Text(name) if PARTS.contains(&name.as_str()) => name,
            _ => {
                return Err(refusal(
                    named.span,
                    format!("{} is no part of a good call", named.describe()),
                    "its parts are `let`, `needs`, `set_up`, `input`, `before` and `unchanged`",
                ));
            }
        };
        let part = good_call(self.operation).and_then(|call| entry(call, name));
        Ok(part.map(|part| placed(part, span)))
    }

    /// A part, and what the file adds to it.
    fn merged(&self, part: Node, entries: &[(Key, Node)]) -> Result<Node, YamlRefusal> {
        let added: Vec<_> = entries
            .iter()
            .filter(|(key, _)| key.text != "$good")
            .cloned()
            .collect();
        let mut added = self.entries(&added)?;
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

/// The node, everything in it at one place.
fn placed(node: &Node, span: Span) -> Node {
    let tree = match &node.tree {
        Tree::List(items) => Tree::List(items.iter().map(|item| placed(item, span)).collect()),
        Tree::Map(entries) => Tree::Map(
            entries
                .iter()
                .map(|(key, value)| {
                    let key = Key {
                        text: key.text.clone(),
                        span,
                        width: 1,
                    };
                    (key, placed(value, span))
                })
                .collect(),
        ),
        other => other.clone(),
    };
    Node {
        span,
        width: 1,
        tree,
    }
}
