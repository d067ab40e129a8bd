//! What no case can show on an endpoint, and why.

use super::cell::{Cell, Dimension};

/// Why no request can show a cell; `None` where one could.
pub(super) fn reason(cell: &Cell) -> Option<&'static str> {
    let last = cell.of.last().map(String::as_str);
    match (cell.dimension, last) {
        (Dimension::Errors, Some("DependencyTimeoutException")) => {
            Some("something inside KMS is late, which no request brings about")
        }
        (Dimension::Errors, Some("KMSInternalException")) => {
            Some("a fault inside KMS, which no request brings about")
        }
        (Dimension::Errors, Some("KeyUnavailableException")) => {
            Some("no documentation says which request finds a key unavailable in this way")
        }
        (Dimension::KeyStates, Some("Creating" | "Updating")) => {
            Some("the state passes by itself, and no request holds a key in it")
        }
        _ => None,
    }
}
