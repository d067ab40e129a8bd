//! `--output json`.

use super::super::value::{Layout, Value, write};

/// The value, indented; nothing for an empty object.
pub(crate) fn json(value: &Value) -> String {
    if value
        .as_map()
        .is_some_and(super::super::value::Map::is_empty)
    {
        return String::new();
    }
    write(value, Layout::Indented) + "\n"
}
