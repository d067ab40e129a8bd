//! One good call of each operation, as data: `good_calls.yaml`.

use std::sync::OnceLock;

use serde_json::Value;

use super::Span;
use super::node::{Node, Tree};
use super::sample::drawn;
use super::yaml;
use crate::model::Operation;

const TEXT: &str = include_str!("good_calls.yaml");

/// What a part of a good call may be.
pub(super) const PARTS: &[&str] = &[
    "let",
    "needs",
    "set_up",
    "input",
    "answer",
    "effect",
    "before",
    "unchanged",
    "probe",
    "probed",
    "baseline",
];

/// Whose parts every operation has that has none of its own.
const EVERY: &str = "every_operation";

/// The input of a call about something that is not there: that it is not found shows that the target has the operation.
///
/// It is plain JSON that the model allows; `None` where none is known.
#[must_use]
pub fn probe(operation: Operation) -> Option<Value> {
    part(operation, "probe").map(Node::to_value)
}

/// The same with drawn names in it, for cases.
pub(super) fn drawn_probe(operation: Operation) -> Option<Value> {
    probe(operation).map(|input| drawn(operation, &input))
}

/// The parts of the operation's good call.
pub(super) fn of(operation: Operation) -> Option<&'static Node> {
    parsed().entry(operation.name())
}

/// A part of the operation's good call, or of every operation's.
pub(super) fn part(operation: Operation, name: &str) -> Option<&'static Node> {
    let own = of(operation)?.entry(name);
    own.or_else(|| parsed().entry(EVERY)?.entry(name))
}

/// A part, as if it stood in a file at `span`.
pub(super) fn part_at(operation: Operation, name: &str, span: Span) -> Option<Node> {
    part(operation, name).map(|part| part.placed(span))
}

fn parsed() -> &'static Node {
    static PARSED: OnceLock<Node> = OnceLock::new();
    PARSED.get_or_init(|| {
        let node = yaml::parse(TEXT);
        node.unwrap_or_else(|refusal| panic!("good_calls.yaml: {}", refusal.what))
    })
}

impl Node {
    /// What stands under a key; `None` where that is no mapping or lacks it.
    pub(super) fn entry(&self, name: &str) -> Option<&Node> {
        let Tree::Map(entries) = &self.tree else {
            return None;
        };
        let found = entries.iter().find(|(key, _)| key.text == name);
        found.map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Model, validate};

    #[test]
    fn what_is_asked_of_nothing_is_what_the_model_allows() {
        let model = Model::bundled();
        for operation in Operation::ALL.iter().copied() {
            let Some(input) = probe(operation) else {
                continue;
            };
            let checked = validate(model, &model.input(operation).name, &input);
            assert_eq!(checked, Ok(()), "{operation}");
        }
    }

    #[test]
    fn a_part_is_the_operations_own_or_everyones() {
        let call = |operation| part(operation, "baseline").and_then(|it| it.entry("call"));
        let text = |node: Option<&Node>| node.map(Node::to_value);
        let own = text(call(Operation::CreateCustomKeyStore));
        assert_eq!(own, Some("DescribeCustomKeyStores".into()));
        assert_eq!(text(call(Operation::ListKeys)), Some("$operation".into()));
    }
}
