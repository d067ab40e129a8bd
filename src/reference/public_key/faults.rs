//! Faults of public keys.

use crate::reference::Fault;

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "public_key_of_none_is_invalid_usage",
        sentence: "GetPublicKey answers a key without a public half with InvalidKeyUsageException.",
        source: None,
        apply: |rules| rules.public_keys.none = "InvalidKeyUsageException",
    },
    Fault {
        name: "public_key_hides_key",
        sentence: "GetPublicKey does not tell KeyId.",
        source: None,
        apply: |rules| rules.public_keys.names_key = false,
    },
    Fault {
        name: "public_key_hides_usage",
        sentence: "GetPublicKey does not tell KeyUsage.",
        source: None,
        apply: |rules| rules.public_keys.tells_usage = false,
    },
    Fault {
        name: "public_key_hides_spec",
        sentence: "GetPublicKey does not tell KeySpec.",
        source: None,
        apply: |rules| rules.public_keys.tells_spec = false,
    },
    Fault {
        name: "public_key_hides_old_spec",
        sentence: "GetPublicKey does not tell CustomerMasterKeySpec.",
        source: None,
        apply: |rules| rules.public_keys.tells_old_spec = false,
    },
    Fault {
        name: "public_key_hides_algorithms",
        sentence: "GetPublicKey does not tell the algorithms of the key.",
        source: None,
        apply: |rules| rules.public_keys.tells_algorithms = false,
    },
    Fault {
        name: "public_key_unwrapped",
        sentence: "GetPublicKey gives the bits of a key without what says which algorithm's they are.",
        source: None,
        apply: |rules| rules.public_keys.wrapped = false,
    },
    Fault {
        name: "public_key_changes",
        sentence: "GetPublicKey gives another key on every call.",
        source: None,
        apply: |rules| rules.public_keys.stable = false,
    },
];
