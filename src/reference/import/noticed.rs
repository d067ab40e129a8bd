//! Which rules of imports no case can notice, and where the others show.

use crate::model::Operation;

const ORIGIN: &str = "A key that is unavailable is in a store, and its origin is asked for before its state (C-195).";

/// Parts of the book, as the paths of derived faults begin, and why no case may tell right from wrong there.
pub(crate) const OPEN: &[(&str, &str)] = &[
    (
        "keys.admission.delete_imported_key_material.unavailable",
        ORIGIN,
    ),
    (
        "keys.admission.get_parameters_for_import.unavailable",
        ORIGIN,
    ),
    ("keys.admission.import_key_material.unavailable", ORIGIN),
];

/// Parts of the book, as the paths of faults begin, and the operations in which they show; others may show anywhere.
pub(crate) const SHOWN: &[(&str, &[Operation])] = &[];
