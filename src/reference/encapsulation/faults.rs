//! Faults of encapsulated secrets.

use super::Rejection;
use crate::reference::Fault;

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "same_encapsulation",
        sentence: "Encapsulate gives the same secret on every call.",
        source: None,
        apply: |rules| rules.encapsulation.fresh = false,
    },
    Fault {
        name: "encapsulated_secret_is_another",
        sentence: "Encapsulate tells another secret than it encapsulates.",
        source: None,
        apply: |rules| rules.encapsulation.tells_what_it_encapsulates = false,
    },
    Fault {
        name: "bad_encapsulation_is_validation",
        sentence: "A ciphertext of a length that does not fit is answered with ValidationException.",
        source: None,
        apply: |rules| rules.encapsulation.bad_length = "ValidationException",
    },
    Fault {
        name: "encapsulation_hides_key",
        sentence: "Encapsulate and Decapsulate do not tell KeyId.",
        source: None,
        apply: |rules| rules.encapsulation.names_key = false,
    },
    Fault {
        name: "encapsulation_hides_algorithm",
        sentence: "Encapsulate and Decapsulate do not tell EncapsulationAlgorithm.",
        source: None,
        apply: |rules| rules.encapsulation.names_algorithm = false,
    },
    Fault {
        name: "implicit_rejection_is_an_error",
        sentence: "Decapsulate refuses a ciphertext of another key.",
        source: None,
        apply: |rules| rules.encapsulation.rejection = Rejection::Refused,
    },
    Fault {
        name: "implicit_rejection_is_zero",
        sentence: "Decapsulate gives a secret of zeros for a ciphertext of another key.",
        source: None,
        apply: |rules| rules.encapsulation.rejection = Rejection::Zero,
    },
    Fault {
        name: "implicit_rejection_changes",
        sentence: "Decapsulate gives another secret on each call for a ciphertext of another key.",
        source: None,
        apply: |rules| rules.encapsulation.rejection = Rejection::Fresh,
    },
    Fault {
        name: "encapsulated_secret_hashed",
        sentence: "Encapsulate and Decapsulate tell a hash of the secret.",
        source: None,
        apply: |rules| rules.encapsulation.raw = false,
    },
];
