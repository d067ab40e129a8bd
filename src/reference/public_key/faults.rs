//! Faults of public keys.

use super::PublicForm;
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
        source: Some("localstack/localstack#7216"),
        apply: |rules| rules.public_keys.form = PublicForm::Bits,
    },
    Fault {
        name: "public_key_changes",
        sentence: "GetPublicKey gives another key on every call.",
        source: None,
        apply: |rules| rules.public_keys.stable = false,
    },
    Fault {
        name: "public_key_of_another_algorithm",
        sentence: "GetPublicKey names another algorithm than the key is of.",
        source: Some("http4k/http4k-connect#264"),
        apply: |rules| rules.public_keys.form = PublicForm::OtherAlgorithm,
    },
    Fault {
        name: "public_key_of_another_curve",
        sentence: "GetPublicKey names another curve than the point is on.",
        source: None,
        apply: |rules| rules.public_keys.form = PublicForm::OtherCurve,
    },
    Fault {
        name: "public_point_compressed",
        sentence: "GetPublicKey gives the compressed point of a key on a curve.",
        source: None,
        apply: |rules| rules.public_keys.form = PublicForm::Compressed,
    },
    Fault {
        name: "public_key_is_pem",
        sentence: "GetPublicKey gives PEM.",
        source: None,
        apply: |rules| rules.public_keys.form = PublicForm::Pem,
    },
    Fault {
        name: "public_key_is_private",
        sentence: "GetPublicKey gives the private half.",
        source: None,
        apply: |rules| rules.public_keys.form = PublicForm::Private,
    },
    Fault {
        name: "public_key_tells_all_algorithms",
        sentence: "GetPublicKey tells the algorithms of other usages too.",
        source: None,
        apply: |rules| rules.public_keys.tells_no_others = false,
    },
];
