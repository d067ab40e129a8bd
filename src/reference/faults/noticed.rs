//! Which rules that all share no case can notice, and where the others show.

use crate::model::Operation;
use crate::model::Operation::{
    DescribeCustomKeyStores, ListAliases, ListGrants, ListKeyPolicies, ListKeys, ListResourceTags,
    ListRetirableGrants,
};

/// Of a part that shows in how full a page is.
pub(crate) const FEWER: &str =
    "A page may hold fewer entries than it could (documentation of Limit).";
/// Of a part that shows in a member of an answer that no model has.
pub(crate) const IN_NO_MODEL: &str =
    "The member is in no model, and without it an answer is right as documented (W-705, W-706).";

/// Parts of the book, as the paths of derived faults begin, and why no case may tell right from wrong there.
pub(crate) const OPEN: &[(&str, &str)] = &[
    (
        "front.dispatch.only_aws_json",
        "Sister services refuse another content type; of KMS nothing is known (W-032, W-043).",
    ),
    (
        "front.empty_body.read_as_empty",
        "Sister services refuse an empty body; as an empty object it lacks what is required (V-061).",
    ),
    (
        "front.loosened.max.policy_type",
        "A policy over the model's length is over the quota as well, and either may be told (K-040).",
    ),
    (
        "front.loosened.min.policy_name_type",
        "An empty name of a policy breaks its pattern as well.",
    ),
    (
        "front.stages.swapped.authenticate.dispatch",
        "Whether target or signature is looked at first is not known (W-047).",
    ),
    (
        "pages.binds_markers",
        "Whether a marker leads on in another account or Region is documented nowhere.",
    ),
    ("pages.unlimited.one_less", FEWER),
    (
        "pages.without_truncated_false.list_keys",
        "A list that does not say that it goes on has ended; the recording has nothing of it (K-048).",
    ),
    (
        "reply.cache_headers",
        "The fields were seen (W-700, W-701), and no documentation asks for them.",
    ),
    (
        "reply.error_type_header",
        "The field was not seen (W-702), and sister services send it; clients read either.",
    ),
    (
        "reply.members_in_order",
        "The members of a JSON object have no order; W-708 has the one that was seen.",
    ),
    (
        "reply.numbers",
        "A number is the same in every form of JSON; W-704 has the one that was seen.",
    ),
];

/// Parts of the book, as the paths of faults begin, and the operations in which they show; others may show anywhere.
pub(crate) const SHOWN: &[(&str, &[Operation])] = &[(
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
)];

/// Those of every resource.
fn tables<T: 'static>(
    shared: &'static [T],
    resources: &'static [&'static [T]],
) -> impl Iterator<Item = &'static T> {
    resources.iter().copied().flatten().chain(shared)
}

/// Parts of the book about which no case may tell right from wrong, and why.
pub(crate) fn open() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    tables(OPEN, super::super::operations::OPEN)
}

/// Parts of the book, and the operations in which they show.
pub(crate) fn shown() -> impl Iterator<Item = &'static (&'static str, &'static [Operation])> {
    tables(SHOWN, super::super::operations::SHOWN)
}

/// Whether the path of a fault begins with these words.
pub(crate) fn is_part(fault: &str, part: &str) -> bool {
    let rest = fault.strip_prefix(part);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::{is_part, open, shown};
    use crate::model::Operation;
    use crate::reference::WrongBook;

    /// A rule that is no longer in the book takes its rows with it.
    #[test]
    fn every_part_is_of_the_book() {
        let faults = WrongBook::derived();
        let is_there = |part: &str| faults.iter().any(|fault| is_part(&fault.name, part));
        for (part, reason) in open() {
            assert!(is_there(part), "no derived fault {part}");
            assert!(reason.ends_with('.'), "{part}: {reason}");
        }
        for (part, _) in shown() {
            assert!(is_there(part), "no derived fault {part}");
        }
    }

    #[test]
    fn no_part_lies_within_another() {
        let parts: Vec<_> = open().map(|(part, _)| *part).collect();
        for (at, part) in parts.iter().enumerate() {
            for other in parts[..at].iter().chain(&parts[at + 1..]) {
                assert!(!is_part(part, other), "{part} and {other}");
            }
        }
    }

    #[test]
    fn a_part_ends_with_a_word() {
        assert!(is_part("tags.quota.one_less", "tags.quota"));
        assert!(!is_part("tags.quotas", "tags.quota"));
        let admission = WrongBook::shown_in("keys.admission.encrypt.disabled.accepted");
        assert_eq!(admission, Some(vec![Operation::Encrypt]));
        assert_eq!(WrongBook::shown_in("reply.date.never"), None);
    }

    #[test]
    fn other_faults_have_no_reason() {
        assert_eq!(WrongBook::is_open("delete_forgets_name"), None);
        assert_eq!(WrongBook::is_open("keys.foreign_keys"), None);
    }
}
