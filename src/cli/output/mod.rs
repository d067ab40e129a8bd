//! What goes to standard output: JSON, text, tables, and v2's YAML.

mod json;
mod table;
mod text;
mod width;
mod yaml;

pub(crate) use json::json;
pub(crate) use table::table;
pub(crate) use text::text;
pub(crate) use yaml::yaml;
