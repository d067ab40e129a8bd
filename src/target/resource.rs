//! The kinds of things that calls make: how each is made, seen, found again and undone. One row a kind.

use serde_json::{Value, json};

use crate::model::Operation;

/// A kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Alias,
    Key,
    Store,
}

/// What a read shows of a thing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shown {
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

/// What one read of a thing showed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Look {
    Entry(Value),
    NotFound,
    /// The answer says nothing of the thing, and why.
    Untold(String),
}

/// Where the id of a thing is when it is made.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Id {
    /// In the answer, by pointer.
    Answer(&'static str),
    /// In the request, by member: the answer names nothing.
    Request(&'static str),
}

/// One kind of thing.
#[derive(Debug)]
pub(crate) struct Resource {
    pub(crate) kind: Kind,
    /// The word for it in reports.
    pub(crate) word: &'static str,
    pub(crate) create: Operation,
    /// Where its id is.
    pub(crate) id: Id,
    /// The read of one of them, and where its answer has the entry and the entry its state.
    pub(crate) describe: Operation,
    pub(crate) entry: &'static str,
    pub(crate) state: &'static str,
    /// The member by which `describe` names it.
    pub(crate) read_by: &'static str,
    /// The member by which other requests name it, and the entries of a list.
    pub(crate) named_by: &'static str,
    /// What lists everything of its kind, and where the answer has it.
    pub(crate) list_by: Operation,
    pub(crate) list: &'static str,
    /// What is answered where it is not found.
    pub(crate) not_found: &'static str,
    /// The member of the request to `create`, and of the entry, that no other thing of the kind shares, if the request has
    /// it: by it a thing is found again whose id never came.
    pub(crate) mark: &'static str,
    /// What operations do to it, and what shows that it is done.
    pub(crate) changes: &'static [(Operation, Effect)],
    /// How it is taken away, step by step.
    pub(crate) undo: &'static [Undo],
}

/// What shows that an operation has changed a thing.
#[derive(Debug)]
pub(crate) enum Effect {
    Shows(Shown),
    /// Members of the request, and the pointers of its entry that have them then.
    Sets(&'static [(&'static str, &'static str)]),
}

/// One step of taking a thing away.
#[derive(Debug)]
pub(crate) struct Undo {
    pub(crate) operation: Operation,
    /// With the shortest waiting period that there is.
    pub(crate) days: Option<u32>,
    /// What shows that it is done.
    pub(crate) done: Shown,
    /// It may take as long as a store takes to disconnect.
    pub(crate) slow: bool,
}

/// Every kind, in the order in which clean-up takes things away.
pub(crate) static RESOURCES: [Resource; 3] = [
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
        list_by: Operation::ListAliases,
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
        list_by: Operation::ListKeys,
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
        list_by: Operation::DescribeCustomKeyStores,
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
    pub(crate) fn made_by(operation: Operation) -> Option<&'static Self> {
        RESOURCES
            .iter()
            .find(|resource| resource.create == operation)
    }

    /// What an operation takes away, or schedules the deletion of: the last step of its undoing.
    pub(crate) fn removed_by(operation: Operation) -> Option<&'static Self> {
        let last = |resource: &&Self| resource.undo.last().map(|undo| undo.operation);
        RESOURCES
            .iter()
            .find(|resource| last(resource) == Some(operation))
    }

    /// What an operation changes, if it changes something.
    pub(crate) fn changed_by(operation: Operation) -> Option<(&'static Self, &'static Effect)> {
        RESOURCES.iter().find_map(|resource| {
            let mut changes = resource.changes.iter();
            let (_, effect) = changes.find(|(by, _)| *by == operation)?;
            Some((resource, effect))
        })
    }

    /// The kind's row.
    pub(crate) fn of(kind: Kind) -> &'static Self {
        match kind {
            Kind::Alias => &RESOURCES[0],
            Kind::Key => &RESOURCES[1],
            Kind::Store => &RESOURCES[2],
        }
    }

    /// The id of one that was made.
    pub(crate) fn made<'v>(&self, input: &'v Value, output: &'v Value) -> Option<&'v str> {
        match self.id {
            Id::Answer(pointer) => output.pointer(pointer)?.as_str(),
            Id::Request(member) => input.get(member)?.as_str(),
        }
    }

    /// The kind's word among others.
    pub(crate) fn noun(&self) -> String {
        self.word.replace('_', " ")
    }

    /// What a read of one of them showed: the body of a success, or the error; `None` where it says nothing of it.
    pub(crate) fn look(&self, answer: Result<Option<&Value>, Option<&str>>) -> Option<Look> {
        let body = match answer {
            Ok(body) => body?,
            Err(error) => return (error == Some(self.not_found)).then_some(Look::NotFound),
        };
        let is_empty = |list: &Value| list.as_array().is_some_and(Vec::is_empty);
        match body.pointer(self.entry) {
            Some(entry) => Some(Look::Entry(entry.clone())),
            // A list that does not hold it.
            None => body
                .get(self.list)
                .is_some_and(is_empty)
                .then_some(Look::NotFound),
        }
    }

    /// The input of the read of one of them.
    pub(crate) fn read(&self, id: &str) -> Value {
        json!({self.read_by: id})
    }

    /// The input that names one of them.
    pub(crate) fn named(&self, id: &str) -> Value {
        json!({self.named_by: id})
    }
}

impl Shown {
    /// Whether a look shows it; `None` where the look cannot tell.
    pub(crate) fn by(&self, look: &Look, kind: Kind) -> Option<bool> {
        let entry = match look {
            Look::Untold(_) => return None,
            Look::NotFound => return Some(*self == Self::Gone),
            Look::Entry(entry) => entry,
        };
        let state = || entry.pointer(Resource::of(kind).state)?.as_str();
        Some(match self {
            Self::There => true,
            Self::Gone => false,
            Self::In(states) => states.contains(&state()?),
            Self::NotIn(states) => !states.contains(&state()?),
            Self::Having(members) => members
                .iter()
                .all(|(pointer, value)| entry.pointer(pointer).is_none_or(|is| names(value, is))),
        })
    }
}

/// Whether a value that was sent is the one that is shown: the same, or the ARN of what is shown by its id.
fn names(sent: &Value, shown: &Value) -> bool {
    let of_arn = || {
        let (resource, id) = sent.as_str()?.rsplit_once('/')?;
        Some(resource.starts_with("arn:") && shown == id)
    };
    sent == shown || of_arn().unwrap_or_default()
}

impl Undo {
    /// The request's input.
    pub(crate) fn input(&self, resource: &Resource, id: &str) -> Value {
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

    /// An alias that was led to a key by its ARN is seen to lead there, at once and not when waiting is over.
    #[test]
    fn what_was_set_by_arn_is_shown_by_id() {
        let shown = |sent: &str, is: &str| {
            let set = Shown::Having(vec![("/KeyId", json!(sent))]);
            set.by(&Look::Entry(json!({"KeyId": is})), Kind::Alias)
        };
        let arn = "arn:aws:kms:us-east-1:111122223333:key/abc";
        assert_eq!(shown(arn, "abc"), Some(true));
        assert_eq!(shown("abc", "abc"), Some(true));
        assert_eq!(shown(arn, "bc"), Some(false));
        assert_eq!(shown("https://a/abc", "abc"), Some(false));
    }

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
            let listed = model.operation(resource.list_by).output.as_ref();
            let listed = listed.and_then(|name| model.shape(name));
            assert!(
                listed.is_some_and(|output| output.member(resource.list).is_some()),
                "{resource:?}"
            );
            let describe = model.input(resource.describe);
            assert!(describe.member(resource.read_by).is_some(), "{resource:?}");
        }
    }
}
