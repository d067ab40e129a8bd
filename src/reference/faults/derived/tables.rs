//! Tables of the book: each cell of one, and lists that are empty on AWS.

use std::collections::{BTreeMap, BTreeSet};

use super::{Wrong, Wrongs, named};
use crate::model::{Model, Operation};
use crate::reference::Reference;
use crate::reference::rules::{
    Admission, ByConnection, ByKey, ConnectionState, IndexRule, KeyState, Property, StoreType,
};
use crate::wire::sigv4::Check;

/// The operations that the endpoint has; what the book says of any other is reached by no request.
pub(super) fn built() -> impl Iterator<Item = Operation> {
    let all = Operation::ALL.iter().copied();
    all.filter(|operation| Reference::answers(*operation))
}

impl<T: Wrongs + Copy> Wrongs for ByConnection<T> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        let cell = |state: ConnectionState| {
            let wrongs = self[state].wrongs().into_iter();
            wrongs.map(move |wrong| {
                wrong.within(&named(&state), |value| {
                    let mut table = *self;
                    table[state] = value;
                    table
                })
            })
        };
        ConnectionState::ALL.into_iter().flat_map(cell).collect()
    }
}

impl Wrongs for ByKey<Admission> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        let states = [
            KeyState::Enabled,
            KeyState::Disabled,
            KeyState::PendingDeletion,
            KeyState::PendingImport,
            KeyState::Unavailable,
        ];
        let cell = |state: KeyState| {
            let wrongs = self[state].wrongs().into_iter();
            wrongs.map(move |wrong| {
                wrong.within(&named(&state), |value| {
                    let mut table = *self;
                    table[state] = value;
                    table
                })
            })
        };
        states.into_iter().flat_map(cell).collect()
    }

    fn both(&self, other: &Self, right: &Self) -> Option<Self> {
        let mut table = *self;
        for ((own, other), right) in table.0.iter_mut().zip(&other.0).zip(&right.0) {
            *own = own.both(other, right)?;
        }
        Some(table)
    }
}

impl Wrongs for BTreeMap<Operation, ByKey<Admission>> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        let row = |(operation, row): (&Operation, &ByKey<Admission>)| {
            let (operation, wrongs) = (*operation, row.wrongs().into_iter());
            wrongs.map(move |wrong| {
                wrong.within(&named(&operation), |row| {
                    let mut table = self.clone();
                    table.insert(operation, row);
                    table
                })
            })
        };
        // An operation that every state accepts does not ask for it.
        let asks = |(operation, row): &(&Operation, &ByKey<Admission>)| {
            Reference::answers(**operation) && row.0 != [Admission::Accepted; 5]
        };
        self.iter().filter(asks).flat_map(row).collect()
    }

    fn both(&self, other: &Self, right: &Self) -> Option<Self> {
        let row = |(operation, row): (&Operation, &ByKey<Admission>)| {
            let both = row.both(other.get(operation)?, right.get(operation)?)?;
            Some((*operation, both))
        };
        self.iter().map(row).collect()
    }
}

/// The statuses that errors have of their own: each error of an operation with another.
impl Wrongs for BTreeMap<&'static str, u16> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        let model = Model::bundled();
        let errors: BTreeSet<&'static str> = built()
            .flat_map(|operation| &model.operation(operation).errors)
            .map(String::as_str)
            .collect();
        let other = |error: &'static str| {
            let mut statuses = self.clone();
            statuses.insert(error, 409);
            Wrong::new(named(&error), statuses)
        };
        errors.into_iter().map(other).collect()
    }
}

/// One entry more: each that could stand in a list that is empty on AWS.
fn with_one<T: Copy + PartialEq + std::fmt::Debug>(list: &[T], all: &[T]) -> Vec<Wrong<Vec<T>>> {
    let missing = all.iter().filter(|item| !list.contains(item));
    missing
        .map(|item| {
            let mut longer = list.to_vec();
            longer.push(*item);
            Wrong::new(named(item), longer)
        })
        .collect()
}

impl Wrongs for Vec<Property> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        with_one(self, &PROPERTIES)
    }
}

const PROPERTIES: [Property; 9] = [
    Property::Name,
    Property::Password,
    Property::Cluster,
    Property::Endpoint,
    Property::Path,
    Property::Service,
    Property::ServiceOwner,
    Property::Credential,
    Property::Connectivity,
];

impl Wrongs for Vec<Check> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        let all = [
            Check::Region,
            Check::Service,
            Check::ScopeDate,
            Check::Terminator,
            Check::SignedHost,
            Check::SignedAmzHeaders,
            Check::Token,
            Check::Expired,
            Check::NotYetCurrent,
            Check::Signature,
        ];
        with_one(self, &all)
    }
}

/// Lists whose last page does not say that it is the last.
impl Wrongs for Vec<Operation> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        let lists = [
            Operation::ListAliases,
            Operation::ListKeys,
            Operation::DescribeCustomKeyStores,
        ];
        with_one(self, &lists)
    }
}

/// The operations that name a key, each in the set if it is not there, and the reverse.
impl Wrongs for BTreeSet<Operation> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        let all = built().filter(|operation| !operation.key_members().is_empty());
        let other = |operation: Operation| {
            let mut set = self.clone();
            if !set.remove(&operation) {
                set.insert(operation);
            }
            Wrong::new(named(&operation), set)
        };
        all.map(other).collect()
    }
}

/// Lists of algorithms that metadata leaves out.
impl Wrongs for Vec<&'static str> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        let all = [
            "EncryptionAlgorithms",
            "SigningAlgorithms",
            "MacAlgorithms",
            "KeyAgreementAlgorithms",
        ];
        with_one(self, &all)
    }
}

/// An operation that breaks on a key's ARN.
impl Wrongs for Option<Operation> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        let all = built().filter(|operation| !operation.key_members().is_empty());
        let others = all.filter(|other| Some(*other) != *self);
        others
            .map(|other| Wrong::new(named(&other), Some(other)))
            .collect()
    }
}

/// Errors of authentication by another name. The endpoint has no others: its tokens do not expire.
impl Wrongs for Vec<(&'static str, &'static str)> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        let all = [
            "IncompleteSignatureException",
            "InvalidSignatureException",
            "MissingAuthenticationTokenException",
            "UnrecognizedClientException",
        ];
        let renamed = |error: &'static str| {
            let mut longer = self.clone();
            longer.push((error, "ValidationException"));
            Wrong::new(named(&error), longer)
        };
        all.into_iter().map(renamed).collect()
    }
}

/// The members that a store's type cannot do without, each of which is not asked for.
impl Wrongs for Vec<(StoreType, Vec<&'static str>)> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        let mut wrongs = Vec::new();
        for (at, (store_type, members)) in self.iter().enumerate() {
            for (place, member) in members.iter().enumerate() {
                let mut fewer = self.clone();
                fewer[at].1.remove(place);
                let name = format!("without.{}.{}", named(store_type), named(member));
                wrongs.push(Wrong::new(name, fewer));
            }
        }
        wrongs
    }
}

impl Wrongs for Vec<(Property, ByConnection<bool>)> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        let mut wrongs = Vec::new();
        for (at, (property, states)) in self.iter().enumerate() {
            for wrong in states.wrongs() {
                wrongs.push(wrong.within(&named(property), |states| {
                    let mut table = self.clone();
                    table[at].1 = states;
                    table
                }));
            }
        }
        wrongs
    }
}

impl Wrongs for Vec<IndexRule> {
    fn wrongs(&self) -> Vec<Wrong<Self>> {
        let mut wrongs = Vec::new();
        for (at, rule) in self.iter().enumerate() {
            for wrong in rule.wrongs() {
                wrongs.push(wrong.within(&named(&rule.index), |rule| {
                    let mut rules = self.clone();
                    rules[at] = rule;
                    rules
                }));
            }
        }
        wrongs
    }
}
