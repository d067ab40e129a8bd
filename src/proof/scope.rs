//! Which operations a derived fault can show itself in, so that only cases that send one of them are tried.
//!
//! A part of the book that is not named here may show itself anywhere. A mistake here lets a fault survive that a case
//! would notice, and the proof says so; it hides nothing.

use std::collections::BTreeSet;

use crate::case::NeedKind;
use crate::model::Operation;
use crate::reference::Reference;
use crate::runner::Instance;

use Operation::{
    ConnectCustomKeyStore, CreateAlias, CreateCustomKeyStore, CreateGrant, CreateKey, Decrypt,
    DeleteAlias, DeleteCustomKeyStore, DescribeCustomKeyStores, DisconnectCustomKeyStore, Encrypt,
    GenerateRandom, GetKeyPolicy, ListAliases, ListGrants, ListKeyPolicies, ListKeys,
    ListResourceTags, ListRetirableGrants, PutKeyPolicy, RetireGrant, RevokeGrant,
    ScheduleKeyDeletion, TagResource, UntagResource, UpdateAlias, UpdateCustomKeyStore,
};

/// Parts of the book as the paths of faults begin, and where they are looked at.
const PARTS: &[(&str, &[Operation])] = &[
    (
        "aliases",
        &[CreateAlias, DeleteAlias, ListAliases, UpdateAlias],
    ),
    ("crypto", &[Decrypt, Encrypt, GenerateRandom]),
    (
        "grants",
        &[
            CreateGrant,
            ListGrants,
            ListRetirableGrants,
            RetireGrant,
            RevokeGrant,
        ],
    ),
    ("keys.create", &[CreateKey]),
    ("policies.bytes", &[CreateKey, PutKeyPolicy]),
    ("keys.quota", &[CreateKey]),
    ("keys.window", &[ScheduleKeyDeletion]),
    ("policies.no_policy", &[GetKeyPolicy]),
    ("policies.other_name", &[PutKeyPolicy]),
    (
        "pages",
        &[
            DescribeCustomKeyStores,
            ListAliases,
            ListGrants,
            ListKeys,
            ListKeyPolicies,
            ListResourceTags,
            ListRetirableGrants,
        ],
    ),
    ("stores.connect", &[ConnectCustomKeyStore]),
    ("stores.connect_refused_leaves", &[ConnectCustomKeyStore]),
    ("stores.create", &[CreateCustomKeyStore]),
    ("stores.delete", &[DeleteCustomKeyStore]),
    ("stores.describe", &[DescribeCustomKeyStores]),
    ("stores.disconnect", &[DisconnectCustomKeyStore]),
    (
        "stores.foreign_member",
        &[CreateCustomKeyStore, UpdateCustomKeyStore],
    ),
    ("stores.gives_random", &[GenerateRandom]),
    (
        "stores.indexes",
        &[CreateCustomKeyStore, UpdateCustomKeyStore],
    ),
    (
        "stores.missing_member",
        &[CreateCustomKeyStore, UpdateCustomKeyStore],
    ),
    (
        "tags",
        &[CreateKey, ListResourceTags, TagResource, UntagResource],
    ),
    ("stores.updatable", &[UpdateCustomKeyStore]),
    ("stores.update", &[UpdateCustomKeyStore]),
    ("stores.update_forgets", &[UpdateCustomKeyStore]),
];

/// The operations that can show a fault of this name; `None`: any.
pub(super) fn of(fault: &str) -> Option<Vec<Operation>> {
    if let Some(row) = fault.strip_prefix("keys.admission.") {
        let name = row.split('.').next()?.replace('_', "");
        let mut all = Operation::ALL.iter().copied();
        let named = all.find(|operation| operation.name().eq_ignore_ascii_case(&name));
        return named.map(|operation| vec![operation]);
    }
    let found = PARTS.iter().find(|(part, _)| is_part(fault, part));
    found.map(|(_, operations)| operations.to_vec())
}

/// Whether the path of a fault begins with these words.
pub(super) fn is_part(fault: &str, part: &str) -> bool {
    let rest = fault.strip_prefix(part);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Every operation that an instance sends, its preconditions too.
pub(super) fn sent(instance: &Instance<'_>) -> BTreeSet<Operation> {
    let mut sent = instance.case.operations();
    sent.insert(instance.operation());
    for need in &instance.case.needs {
        sent.insert(match &need.kind {
            NeedKind::CustomKeyStore(_) => CreateCustomKeyStore,
            NeedKind::Key(_) => CreateKey,
            NeedKind::OfKey(need) => need.role.create,
        });
        if let NeedKind::CustomKeyStore(_) = need.kind {
            // For its state, and for that of its keys.
            sent.extend([ConnectCustomKeyStore, DisconnectCustomKeyStore]);
        }
    }
    sent.retain(|operation| Reference::answers(*operation));
    sent
}

#[cfg(test)]
mod tests {
    use super::{PARTS, is_part, of};
    use crate::model::Operation;
    use crate::reference::WrongBook;

    #[test]
    fn every_part_is_of_the_book() {
        let faults = WrongBook::derived();
        for (part, _) in PARTS {
            let is_there = faults.iter().any(|fault| is_part(&fault.name, part));
            assert!(is_there, "no derived fault {part}");
        }
    }

    #[test]
    fn a_part_ends_with_a_word() {
        assert!(is_part("tags.quota.one_less", "tags.quota"));
        assert!(!is_part("tags.quotas", "tags.quota"));
        assert_eq!(
            of("keys.admission.encrypt.disabled.accepted"),
            Some(vec![Operation::Encrypt])
        );
        assert_eq!(of("reply.date.never"), None);
    }
}
