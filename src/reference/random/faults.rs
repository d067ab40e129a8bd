//! Faults of `GenerateRandom`.

use super::Source;
use crate::reference::Fault;
use crate::reference::faults::sources::AWSIM_CRYPTO;

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "random_from_external_store",
        sentence: "GenerateRandom draws from an external key store.",
        source: Some(AWSIM_CRYPTO),
        apply: |rules| rules.crypto.random_refuses_xks = false,
    },
    Fault {
        name: "random_one_more",
        sentence: "GenerateRandom gives one byte more than asked for.",
        source: None,
        apply: |rules| rules.crypto.random_surplus = 1,
    },
    Fault {
        name: "random_is_constant",
        sentence: "GenerateRandom gives the same bytes each time.",
        source: None,
        apply: |rules| rules.crypto.random = Source::Constant,
    },
    Fault {
        name: "random_has_a_default",
        sentence: "GenerateRandom without NumberOfBytes gives 32 bytes.",
        source: Some(AWSIM_CRYPTO),
        apply: |rules| rules.crypto.random_default = Some(32),
    },
    Fault {
        name: "random_is_letters",
        sentence: "GenerateRandom gives letters.",
        source: None,
        apply: |rules| rules.crypto.random = Source::Letters,
    },
    Fault {
        name: "random_counts",
        sentence: "GenerateRandom gives bytes of which each is one more than the last.",
        source: None,
        apply: |rules| rules.crypto.random = Source::Counting,
    },
    Fault {
        name: "random_repeats",
        sentence: "GenerateRandom gives sixteen bytes again and again.",
        source: None,
        apply: |rules| rules.crypto.random = Source::Repeating,
    },
];
