//! The kinds of things that calls make: how each is made, seen, found again and undone. One row a kind.

use serde_json::{Value, json};

use crate::model::Operation;

/// A kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Key,
    Store,
}

/// What a read shows of a thing.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shown {
    /// It is there.
    There,
    /// It is not found.
    Gone,
    /// Its state is one of these.
    In(&'static [&'static str]),
    /// It is there, and its state is none of these.
    NotIn(&'static [&'static str]),
    /// Its entry has these members, by pointer.
    Having(Vec<(&'static str, Value)>),
}

/// One kind of thing.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) kind: Kind,
    /// The word for it in reports.
    pub(super) word: &'static str,
    pub(super) create: Operation,
    /// Where the answer to `create` has its id.
    pub(super) id: &'static str,
    /// The read of one of them, and where its answer has the entry and the entry its state.
    pub(super) describe: Operation,
    pub(super) entry: &'static str,
    pub(super) state: &'static str,
    /// The member by which requests name it.
    pub(super) named_by: &'static str,
    /// What is answered where it is not found.
    pub(super) not_found: &'static str,
    /// The member of the request to `create`, and of the entry, that no other thing of the kind shares, if the request has
    /// it: by it a thing is found again whose id never came.
    pub(super) mark: &'static str,
    /// How it is taken away, step by step.
    pub(super) undo: &'static [Undo],
}

/// One step of taking a thing away.
#[derive(Debug)]
pub(super) struct Undo {
    pub(super) operation: Operation,
    /// With the shortest waiting period that there is.
    pub(super) days: Option<u32>,
    /// What shows that it is done.
    pub(super) done: Shown,
    /// It may take as long as a store takes to disconnect.
    pub(super) slow: bool,
}

/// Every kind, in the order in which clean-up takes things away.
pub(super) static RESOURCES: [Resource; 2] = [
    Resource {
        kind: Kind::Key,
        word: "key",
        create: Operation::CreateKey,
        id: "/KeyMetadata/KeyId",
        describe: Operation::DescribeKey,
        entry: "/KeyMetadata",
        state: "/KeyState",
        named_by: "KeyId",
        not_found: "NotFoundException",
        mark: "Description",
        undo: &[Undo {
            operation: Operation::ScheduleKeyDeletion,
            days: Some(7),
            done: Shown::In(&["PendingDeletion", "PendingReplicaDeletion"]),
            slow: false,
        }],
    },
    Resource {
        kind: Kind::Store,
        word: "custom_key_store",
        create: Operation::CreateCustomKeyStore,
        id: "/CustomKeyStoreId",
        describe: Operation::DescribeCustomKeyStores,
        entry: "/CustomKeyStores/0",
        state: "/ConnectionState",
        named_by: "CustomKeyStoreId",
        not_found: "CustomKeyStoreNotFoundException",
        mark: "CustomKeyStoreName",
        undo: &[
            Undo {
                operation: Operation::DisconnectCustomKeyStore,
                days: None,
                done: Shown::In(&["DISCONNECTED"]),
                slow: true,
            },
            Undo {
                operation: Operation::DeleteCustomKeyStore,
                days: None,
                done: Shown::Gone,
                slow: false,
            },
        ],
    },
];

impl Resource {
    /// What an operation makes, if it makes something.
    pub(super) fn made_by(operation: Operation) -> Option<&'static Self> {
        RESOURCES
            .iter()
            .find(|resource| resource.create == operation)
    }

    /// The kind's row.
    pub(super) fn of(kind: Kind) -> &'static Self {
        match kind {
            Kind::Key => &RESOURCES[0],
            Kind::Store => &RESOURCES[1],
        }
    }

    /// The input that names one of them.
    pub(super) fn named(&self, id: &str) -> Value {
        json!({self.named_by: id})
    }
}

impl Undo {
    /// The request's input.
    pub(super) fn input(&self, resource: &Resource, id: &str) -> Value {
        let mut input = resource.named(id);
        if let Some(days) = self.days {
            input["PendingWindowInDays"] = json!(days);
        }
        input
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;

    #[test]
    fn the_rows_speak_the_models_words() {
        let model = Model::bundled();
        for resource in &RESOURCES {
            assert!(std::ptr::eq(Resource::of(resource.kind), resource));
            let create = model.input(resource.create);
            assert!(create.member(resource.mark).is_some(), "{resource:?}");
            assert!(model.error(resource.not_found).is_some(), "{resource:?}");
            for operation in resource.undo.iter().map(|undo| undo.operation) {
                assert!(model.input(operation).member(resource.named_by).is_some());
            }
            let describe = model.input(resource.describe);
            assert!(describe.member(resource.named_by).is_some(), "{resource:?}");
        }
    }
}
