//! The service model as a release of the CLI knows it.
//!
//! The bundled model is newer than the releases that the flavours stand for; what those do not know yet is left out, so that
//! a flavour takes, requires and prints what that release does.

use super::ports::Flavour;
use crate::model::{Kind, Member, Model, Operation, Paginator};

/// The model, seen by one flavour.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edition<'a> {
    pub(crate) model: &'a Model,
    pub(crate) flavour: Flavour,
}

/// Operations newer than both releases.
const NEWER_OPERATIONS: [&str; 2] = ["Decapsulate", "Encapsulate"];

/// Members newer than both releases, by shape.
const NEWER_MEMBERS: [(&str, &str); 3] = [
    ("GetPublicKeyResponse", "EncapsulationAlgorithms"),
    ("KeyMetadata", "EncapsulationAlgorithms"),
    ("ListKeysRequest", "ResourceOwners"),
];

/// Members that only v1 does not know.
const NEWER_THAN_V1: [(&str, &str); 7] = [
    ("CreateGrantRequest", "GranteeServicePrincipal"),
    ("CreateGrantRequest", "RetiringServicePrincipal"),
    ("GrantConstraints", "SourceArn"),
    ("GrantListEntry", "GranteeServicePrincipal"),
    ("GrantListEntry", "RetiringServicePrincipal"),
    ("ListGrantsRequest", "GranteeServicePrincipal"),
    ("ListRetirableGrantsRequest", "RetiringServicePrincipal"),
];

/// Members that v1 requires, and the model no longer.
const REQUIRED_BY_V1: [(&str, &str); 2] = [
    ("CreateGrantRequest", "GranteePrincipal"),
    ("ListRetirableGrantsRequest", "RetiringPrincipal"),
];

impl<'a> Edition<'a> {
    /// The operations, by name.
    pub(crate) fn operations(&self) -> impl Iterator<Item = Operation> + use<'a> {
        let known = self.model.operations.keys().copied();
        known.filter(|op| !NEWER_OPERATIONS.contains(&op.name()))
    }

    /// What a shape is.
    pub(crate) fn kind(&self, shape: &str) -> Option<&'a Kind> {
        self.model.shapes.get(shape).map(|shape| &shape.kind)
    }

    /// The members of a structure; none for anything else.
    pub(crate) fn members(&self, shape: &str) -> Vec<Member> {
        let Some(Kind::Structure { members }) = self.kind(shape) else {
            return Vec::new();
        };
        let v1 = self.flavour == Flavour::V1;
        let mut members: Vec<Member> = members
            .iter()
            .filter(|member| {
                let id = (shape, member.name.as_str());
                !(NEWER_MEMBERS.contains(&id) || v1 && NEWER_THAN_V1.contains(&id))
            })
            .cloned()
            .collect();
        for member in &mut members {
            member.required |= v1 && REQUIRED_BY_V1.contains(&(shape, member.name.as_str()));
        }
        members
    }

    /// The input shape's name.
    pub(crate) fn input(&self, operation: Operation) -> &'a str {
        let model = self.model.operations.get(&operation);
        model.map_or("", |op| op.input.as_str())
    }

    /// The output shape's name, if the operation has one.
    pub(crate) fn output(&self, operation: Operation) -> Option<&'a str> {
        self.model.operations.get(&operation)?.output.as_deref()
    }

    /// The members of an operation's input.
    pub(crate) fn input_members(&self, operation: Operation) -> Vec<Member> {
        self.members(self.input(operation))
    }

    /// How an operation's pages follow each other.
    pub(crate) fn paginator(&self, operation: Operation) -> Option<&'a Paginator> {
        self.model.operations.get(&operation)?.paginator.as_ref()
    }
}
