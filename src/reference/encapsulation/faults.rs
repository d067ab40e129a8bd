//! Faults of encapsulated secrets.

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
];
