//! Why calls about random bytes are refused, and by which facts.

use crate::model::Operation::GenerateRandom;
use crate::reference::cause::Mark::{Any, Lacks};
use crate::reference::cause::{Cause, STATE, UNSUPPORTED, row};

/// Every cause; of those of one operation and error the narrower stand first.
#[rustfmt::skip]
pub(crate) const CAUSES: &[Cause] = &[
    row(&[GenerateRandom], "CustomKeyStoreNotFoundException", Any, "there is no such store", &["C-184"]),
    row(&[GenerateRandom], STATE, Any, "the store is not CONNECTED", &["C-183"]),
    row(&[GenerateRandom], "ValidationException", Lacks("NumberOfBytes"), "the number of bytes is left out", &[]),
    row(&[GenerateRandom], UNSUPPORTED, Any, "the store is an external one", &["C-185"]),
];
