//! The kinds of things that calls make: how each is made, seen, found again and undone. One row a kind.

use serde_json::{Value, json};

use crate::model::Operation;

/// A kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Alias,
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

/// Where the id of a thing is when it is made.
#[derive(Debug, Clone, Copy)]
pub(super) enum Id {
    /// In the answer, by pointer.
    Answer(&'static str),
    /// In the request, by member: the answer names nothing.
    Request(&'static str),
}

/// One kind of thing.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) kind: Kind,
    /// The word for it in reports.
    pub(super) word: &'static str,
    pub(super) create: Operation,
    /// Where its id is.
    pub(super) id: Id,
    /// The read of one of them, and where its answer has the entry and the entry its state.
    pub(super) describe: Operation,
    pub(super) entry: &'static str,
    pub(super) state: &'static str,
    /// The member by which `describe` names it.
    pub(super) read_by: &'static str,
    /// The member by which other requests name it, and the entries of a list.
    pub(super) named_by: &'static str,
    /// Where lists of everything have it.
    pub(super) list: &'static str,
    /// What is answered where it is not found.
    pub(super) not_found: &'static str,
    /// The member of the request to `create`, and of the entry, that no other thing of the kind shares, if the request has
    /// it: by it a thing is found again whose id never came.
    pub(super) mark: &'static str,
    /// What operations do to it, and what shows that it is done.
    pub(super) changes: &'static [(Operation, Effect)],
    /// How it is taken away, step by step.
    pub(super) undo: &'static [Undo],
}

/// What shows that an operation has changed a thing.
#[derive(Debug)]
pub(super) enum Effect {
    Shows(Shown),
    /// Members of the request, and the pointers of its entry that have them then.
    Sets(&'static [(&'static str, &'static str)]),
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
pub(super) static RESOURCES: [Resource; 3] = [
    Resource {
        kind: Kind::Alias,
        word: "alias",
        create: Operation::CreateAlias,
        id: Id::Request("AliasName"),
        // There is no description of an alias: where it leads to a key, it is there.
        describe: Operation::DescribeKey,
        entry: "/KeyMetadata",
        state: "",
        read_by: "KeyId",
        named_by: "AliasName",
        list: "Aliases",
        not_found: "NotFoundException",
        mark: "AliasName",
        changes: &[
            (Operation::CreateAlias, Effect::Shows(Shown::There)),
            (
                Operation::UpdateAlias,
                Effect::Sets(&[("TargetKeyId", "/KeyId")]),
            ),
            (Operation::DeleteAlias, Effect::Shows(Shown::Gone)),
        ],
        undo: &[Undo {
            operation: Operation::DeleteAlias,
            days: None,
            done: Shown::Gone,
            slow: false,
        }],
    },
    Resource {
        kind: Kind::Key,
        word: "key",
        create: Operation::CreateKey,
        id: Id::Answer("/KeyMetadata/KeyId"),
        describe: Operation::DescribeKey,
        entry: "/KeyMetadata",
        state: "/KeyState",
        read_by: "KeyId",
        named_by: "KeyId",
        list: "Keys",
        not_found: "NotFoundException",
        mark: "Description",
        changes: &[
            (Operation::CreateKey, Effect::Shows(Shown::There)),
            (
                Operation::EnableKey,
                Effect::Shows(Shown::NotIn(&["Disabled"])),
            ),
            (
                Operation::DisableKey,
                Effect::Shows(Shown::NotIn(&["Enabled"])),
            ),
            (
                Operation::ScheduleKeyDeletion,
                Effect::Shows(Shown::In(&["PendingDeletion", "PendingReplicaDeletion"])),
            ),
            (
                Operation::CancelKeyDeletion,
                Effect::Shows(Shown::NotIn(&["PendingDeletion"])),
            ),
        ],
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
        id: Id::Answer("/CustomKeyStoreId"),
        describe: Operation::DescribeCustomKeyStores,
        entry: "/CustomKeyStores/0",
        state: "/ConnectionState",
        read_by: "CustomKeyStoreId",
        named_by: "CustomKeyStoreId",
        list: "CustomKeyStores",
        not_found: "CustomKeyStoreNotFoundException",
        mark: "CustomKeyStoreName",
        changes: &[
            (Operation::CreateCustomKeyStore, Effect::Shows(Shown::There)),
            (
                Operation::ConnectCustomKeyStore,
                Effect::Shows(Shown::NotIn(&["DISCONNECTED", "DISCONNECTING"])),
            ),
            (
                Operation::DisconnectCustomKeyStore,
                Effect::Shows(Shown::In(&["DISCONNECTING", "DISCONNECTED"])),
            ),
            (
                Operation::UpdateCustomKeyStore,
                Effect::Sets(&[
                    ("NewCustomKeyStoreName", "/CustomKeyStoreName"),
                    ("CloudHsmClusterId", "/CloudHsmClusterId"),
                    ("XksProxyUriEndpoint", "/XksProxyConfiguration/UriEndpoint"),
                    ("XksProxyUriPath", "/XksProxyConfiguration/UriPath"),
                    (
                        "XksProxyConnectivity",
                        "/XksProxyConfiguration/Connectivity",
                    ),
                    (
                        "XksProxyVpcEndpointServiceName",
                        "/XksProxyConfiguration/VpcEndpointServiceName",
                    ),
                ]),
            ),
            (Operation::DeleteCustomKeyStore, Effect::Shows(Shown::Gone)),
        ],
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

    /// What an operation changes, if it changes something.
    pub(super) fn changed_by(operation: Operation) -> Option<(&'static Self, &'static Effect)> {
        RESOURCES.iter().find_map(|resource| {
            let mut changes = resource.changes.iter();
            let (_, effect) = changes.find(|(by, _)| *by == operation)?;
            Some((resource, effect))
        })
    }

    /// The kind's row.
    pub(super) fn of(kind: Kind) -> &'static Self {
        match kind {
            Kind::Alias => &RESOURCES[0],
            Kind::Key => &RESOURCES[1],
            Kind::Store => &RESOURCES[2],
        }
    }

    /// The id of one that was made.
    pub(super) fn made<'v>(&self, input: &'v Value, output: &'v Value) -> Option<&'v str> {
        match self.id {
            Id::Answer(pointer) => output.pointer(pointer)?.as_str(),
            Id::Request(member) => input.get(member)?.as_str(),
        }
    }

    /// The input of the read of one of them.
    pub(super) fn read(&self, id: &str) -> Value {
        json!({self.read_by: id})
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
            assert_eq!(resource.changes[0].0, resource.create);
            for (operation, effect) in resource.changes {
                let input = model.input(*operation);
                assert!(
                    *operation == resource.create || input.member(resource.named_by).is_some(),
                    "{operation}"
                );
                if let Effect::Sets(members) = effect {
                    for (sent, _) in *members {
                        assert!(input.member(sent).is_some(), "{operation} {sent}");
                    }
                }
            }
            for operation in resource.undo.iter().map(|undo| undo.operation) {
                assert!(model.input(operation).member(resource.named_by).is_some());
            }
            let listed = model.operations.values().any(|operation| {
                let output = operation.output.as_ref().and_then(|name| model.shape(name));
                output.is_some_and(|output| output.member(resource.list).is_some())
            });
            assert!(listed, "{resource:?}");
            let describe = model.input(resource.describe);
            assert!(describe.member(resource.read_by).is_some(), "{resource:?}");
        }
    }
}
