//! [`Case`] → YAML in the corpus's own format, so that a finding of the fuzzer is a case like any other.

mod call;
mod command;
mod document;
mod matcher;
mod order;
mod scalar;
mod sheet;
mod template;
mod writer;

use serde_json::Value;

use super::{Case, Matcher, Template};
pub(super) use order::order;
pub(super) use sheet::{Body, Entry, Sheet};
pub(super) use writer::write;

/// The case as a YAML file: what [`load`](super::load) reads back as an equal case, places aside.
///
/// A case that was put together by hand keeps to what a file can say: the keys of a [`Map`](super::Shaped::Map) are
/// distinct and do not begin with `$`; such a mapping is a [`Plain`](super::Shaped::Plain) value.
#[must_use]
pub fn save(case: &Case) -> String {
    let mut body = Body::from(document::document(case));
    order(&mut body);
    write(&Sheet {
        body,
        end: Vec::new(),
    })
}

/// A matcher as a file gives it.
#[must_use]
pub fn written_matcher(value: &Matcher) -> Value {
    matcher::matcher(value)
}

/// A value as a file gives it.
#[must_use]
pub fn written_value(value: &Template) -> Value {
    template::template(value)
}
