//! Faults of keys that were found in emulators or written down after the others: policies, tags, algorithms, aliases.

use super::Fault;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "statement_without_resource",
        sentence: "A statement of a key policy that has no Resource gives power.",
        source: None,
        apply: |rules| rules.keys.statements_need_resource = false,
    },
    Fault {
        name: "policy_for_nobody",
        sentence: "CreateKey accepts a policy with a principal that does not exist.",
        source: None,
        apply: |rules| rules.keys.any_principal = true,
    },
    Fault {
        name: "equal_tags",
        sentence: "CreateKey accepts two tags with one key.",
        source: None,
        apply: |rules| rules.keys.equal_tags = true,
    },
    Fault {
        name: "tagged_keys_are_two",
        sentence: "CreateKey with Tags makes a second key.",
        source: None,
        apply: |rules| rules.keys.doubles_tagged = true,
    },
    Fault {
        name: "store_ids_in_any_case",
        sentence: "The letter case of a custom key store's id is not looked at.",
        source: None,
        apply: |rules| rules.stores.ids_ignore_case = true,
    },
    Fault {
        name: "signing_algorithms_hidden",
        sentence: "The metadata of a key for signing has no SigningAlgorithms.",
        source: None,
        apply: |rules| rules.keys.hides_algorithms = vec!["SigningAlgorithms"],
    },
    Fault {
        name: "encryption_algorithms_hidden",
        sentence: "The metadata of a key for encryption has no EncryptionAlgorithms.",
        source: None,
        apply: |rules| rules.keys.hides_algorithms = vec!["EncryptionAlgorithms"],
    },
    Fault {
        name: "mac_algorithms_hidden",
        sentence: "The metadata of an HMAC key has no MacAlgorithms.",
        source: None,
        apply: |rules| rules.keys.hides_algorithms = vec!["MacAlgorithms"],
    },
    Fault {
        name: "agreement_algorithms_hidden",
        sentence: "The metadata of a key for key agreement has no KeyAgreementAlgorithms.",
        source: None,
        apply: |rules| rules.keys.hides_algorithms = vec!["KeyAgreementAlgorithms"],
    },
    Fault {
        name: "other_specs_not_found",
        sentence: "DescribeKey does not find an asymmetric or HMAC key.",
        source: None,
        apply: |rules| rules.keys.finds_other_specs = false,
    },
    Fault {
        name: "other_specs_not_listed",
        sentence: "ListKeys leaves asymmetric and HMAC keys out.",
        source: None,
        apply: |rules| rules.keys.lists_other_specs = false,
    },
    Fault {
        name: "page_of_a_thousand",
        sentence: "A list without Limit has up to 1,000 entries.",
        source: None,
        apply: |rules| rules.pages.unlimited = 1000,
    },
    Fault {
        name: "aliases_are_ids",
        sentence: "Operations that take keys only answer an alias as an unknown key id.",
        source: None,
        apply: |rules| rules.keys.refuses_aliases = false,
    },
    Fault {
        name: "china_everywhere",
        sentence: "CreateKey makes keys of the specs of China in every Region.",
        source: None,
        apply: |rules| rules.keys.regional_specs = false,
    },
];
