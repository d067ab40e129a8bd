//! Derived faults that no case can notice, each with the reason; everything else that the book says must be reached.

use super::scope::is_part;

const IN_EVERY_STATE: &str = "The guide allows it in every state, the model does not (C-076).";
const SOON_OVER: &str =
    "How long a store is DISCONNECTING is not known, and none need see it (C-061, C-062).";
const ANEW: &str =
    "How long a change takes is not known, so that it begins anew is not seen (C-044, C-064).";
const OTHER_TYPE: &str =
    "Whether members of the other type are refused or ignored is not known, nor with what error.";
const CASE: &str = "Whether two texts that differ by case only are one is not known (C-032).";
const ENDPOINT_TOO: &str =
    "A change of the connectivity takes the endpoint with it, which is refused by itself (C-081).";
const TOO_MANY: &str = "No case makes the hundred thousand keys of an account's quota (Q-001).";
const BOTH_TYPES: &str = "The guide allows both types (S-010, S-014, S-046).";
const FEWER: &str = "A page may hold fewer entries than it could (documentation of Limit).";
const CONTRADICTED: &str = "The operation allows it, the exception's text does not (C-074).";
const IN_NO_MODEL: &str =
    "The member is in no model, and without it an answer is right as documented (W-705, W-706).";
const NO_ERROR: &str =
    "That it is refused is documented, the error is not (C-168 to C-173, C-180, X-006).";

/// Parts of the book, as the paths of derived faults begin, and why no case may tell right from wrong there.
const OPEN: &[(&str, &str)] = &[
    (
        "aliases.most_per_page",
        "The documentation has 100 for the greatest Limit and the model 1000 (L-011).",
    ),
    ("aliases.page.one_less", FEWER),
    ("aliases.includes_count", IN_NO_MODEL),
    ("crypto.includes_origin", IN_NO_MODEL),
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
        "grants.most_per_page",
        "The documentation has 100 for the greatest Limit and the model 1000.",
    ),
    ("grants.page.one_less", FEWER),
    (
        "grants.quota",
        "No case makes the fifty thousand grants of a key's quota (Q-003).",
    ),
    (
        "keys.admission.create_grant.pending_deletion.pending_deletion_disabled",
        BOTH_TYPES,
    ),
    (
        "keys.admission.decrypt.pending_deletion.pending_deletion_disabled",
        BOTH_TYPES,
    ),
    (
        "keys.admission.decrypt.pending_import",
        "A key without material has no ciphertext, and one of another key is refused for that (S-015).",
    ),
    (
        "keys.admission.encrypt.pending_deletion.pending_deletion_disabled",
        BOTH_TYPES,
    ),
    ("keys.create.without.quota", TOO_MANY),
    ("keys.multi_region_in_store", NO_ERROR),
    ("keys.origin_mismatch", NO_ERROR),
    ("keys.proxy_denies.not_found_exception", NO_ERROR),
    ("keys.proxy_unsupported", NO_ERROR),
    ("keys.quota", TOO_MANY),
    ("keys.spec_in_store", NO_ERROR),
    (
        "keys.unquoted_ids",
        "Recordings have the id in quotes and without, and most operations have none (K-004, K-700, L-507).",
    ),
    ("keys.xks_key_id", NO_ERROR),
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
    ("stores.connect.connecting.begins", ANEW),
    ("stores.connect.connecting.refused_yet_begins", ANEW),
    ("stores.create.without.foreign", OTHER_TYPE),
    (
        "stores.describe.both.refused",
        "That id and name do not go together is documented, the error is not (C-135).",
    ),
    ("stores.disconnect.connecting.jumps", SOON_OVER),
    ("stores.disconnect.disconnecting.refused_yet_begins", ANEW),
    ("stores.disconnect.failed.jumps", SOON_OVER),
    ("stores.foreign_member", OTHER_TYPE),
    ("stores.indexes.cluster.folded", CASE),
    (
        "stores.indexes.cluster.reach",
        "A cluster belongs to one account and Region, so that nobody else can name it.",
    ),
    ("stores.indexes.endpoint.folded", CASE),
    ("stores.indexes.name.folded", CASE),
    (
        "stores.indexes.service.folded",
        "The pattern of a service's name leaves it no upper case.",
    ),
    (
        "stores.indexes.service.reach",
        "A service belongs to one Region; whether two accounts may share it is not known (C-022).",
    ),
    ("stores.indexes.uri.folded", CASE),
    (
        "stores.indexes.uri.reach.region",
        "The exception speaks of the Region, the documentation of the account and Region (C-018).",
    ),
    (
        "stores.missing_member",
        "That the members are needed is documented, the error is not (C-004, C-005, C-006, C-081).",
    ),
    (
        "stores.repeat_external",
        "What a repeated request for an external key store gets is not known.",
    ),
    ("stores.updatable.connectivity.connected", ENDPOINT_TOO),
    ("stores.updatable.connectivity.connecting", ENDPOINT_TOO),
    ("stores.updatable.connectivity.disconnecting", ENDPOINT_TOO),
    ("stores.updatable.connectivity.failed", ENDPOINT_TOO),
    ("stores.updatable.credential.connected", CONTRADICTED),
    ("stores.updatable.credential.connecting", IN_EVERY_STATE),
    ("stores.updatable.credential.disconnecting", IN_EVERY_STATE),
    ("stores.updatable.credential.failed", IN_EVERY_STATE),
    ("stores.updatable.name.connecting", IN_EVERY_STATE),
    ("stores.updatable.name.disconnecting", IN_EVERY_STATE),
    ("stores.updatable.name.failed", IN_EVERY_STATE),
    ("stores.updatable.path.connected", CONTRADICTED),
    ("stores.updatable.path.connecting", IN_EVERY_STATE),
    ("stores.updatable.path.disconnecting", IN_EVERY_STATE),
    ("stores.updatable.path.failed", IN_EVERY_STATE),
    ("stores.update.without.foreign", OTHER_TYPE),
    (
        "tags.most_per_page",
        "The documentation has 50 for the greatest Limit and the model 1000.",
    ),
    ("tags.page.one_less", FEWER),
    (
        "tags.page.one_more",
        "A key has fifty tags at most, so that no page can hold more (K-042).",
    ),
];

/// Why no case notices the fault, if that is so.
pub(super) fn reason(fault: &str) -> Option<&'static str> {
    let found = OPEN.iter().find(|(part, _)| is_part(fault, part));
    found.map(|(_, reason)| *reason)
}

#[cfg(test)]
mod tests {
    use super::{OPEN, is_part, reason};
    use crate::reference::WrongBook;

    /// A rule that is no longer in the book takes its reason with it.
    #[test]
    fn every_part_is_of_the_book() {
        let faults = WrongBook::derived();
        for (part, reason) in OPEN {
            let is_there = faults.iter().any(|fault| is_part(&fault.name, part));
            assert!(is_there, "no derived fault {part}");
            assert!(reason.ends_with('.'), "{part}: {reason}");
        }
    }

    #[test]
    fn no_part_lies_within_another() {
        for (at, (part, _)) in OPEN.iter().enumerate() {
            let others = OPEN[..at].iter().chain(&OPEN[at + 1..]);
            for (other, _) in others {
                assert!(
                    !part.starts_with(&format!("{other}.")),
                    "{part} and {other}"
                );
                assert_ne!(part, other);
            }
        }
    }

    #[test]
    fn other_faults_have_no_reason() {
        assert_eq!(reason("delete_forgets_name"), None);
        assert_eq!(reason("keys.foreign_keys"), None);
    }
}
