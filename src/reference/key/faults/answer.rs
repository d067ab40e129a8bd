//! Faults of what answers tell of keys.

use crate::reference::Fault;
use crate::reference::faults::sources::GOPHERSTACK_PARITY;
use crate::reference::rules::NamedKey;

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "usage_not_noted",
        sentence: "GetKeyLastUsage says of every key that it was never used.",
        source: None,
        apply: |rules| rules.keys.notes_usage = false,
    },
    Fault {
        name: "usage_by_description",
        sentence: "GetKeyLastUsage takes DescribeKey for a use of the key.",
        source: None,
        apply: |rules| rules.keys.describing_is_usage = true,
    },
    Fault {
        name: "usage_of_the_first_time",
        sentence: "GetKeyLastUsage tells for what a key was used first.",
        source: None,
        apply: |rules| rules.keys.first_usage_stays = true,
    },
    Fault {
        name: "no_usage_left_out",
        sentence: "GetKeyLastUsage has no KeyLastUsage for a key that was never used.",
        source: None,
        apply: |rules| rules.keys.tells_no_usage = false,
    },
    Fault {
        name: "answers_name_bare_ids",
        sentence: "Answers name a key by its id where AWS names its ARN.",
        source: Some("localstack/localstack#8317"),
        apply: |rules| rules.keys.named = NamedKey::Id,
    },
    Fault {
        name: "store_keys_unlisted",
        sentence: "ListKeys leaves keys of custom key stores out.",
        source: None,
        apply: |rules| rules.keys.lists_store_keys = false,
    },
    Fault {
        name: "list_tells_descriptions",
        sentence: "ListKeys tells the Description of each key.",
        source: Some(GOPHERSTACK_PARITY),
        apply: |rules| rules.keys.lists_descriptions = true,
    },
    Fault {
        name: "metadata_hides_store",
        sentence: "DescribeKey does not tell a key's custom key store.",
        source: Some(GOPHERSTACK_PARITY),
        apply: |rules| rules.keys.includes_store = false,
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
];
