//! [`Case`] → YAML in the corpus's own format, so that a finding of the fuzzer is a case like any other.

mod scalar;
mod sheet;
mod writer;

use serde_json::Value;

use super::fact::FactFile;
use super::keys::{AnyValue, Takes, Whole};
use super::{Case, Matcher, Template};
pub(super) use sheet::{Body, Entry, Sheet};
pub(super) use writer::write;

/// The case as a YAML file: what [`load`](super::load) reads back as an equal case, places aside.
///
/// A case that was put together by hand keeps to what a file can say: the keys of a [`Map`](super::Shaped::Map) are
/// distinct and do not begin with `$`; such a mapping is a [`Plain`](super::Shaped::Plain) value.
#[must_use]
pub fn save(case: &Case) -> String {
    let mut body = Body::from(Case::write(case));
    order(&mut body);
    write(&Sheet {
        body,
        end: Vec::new(),
    })
}

/// Puts the keys of a file of cases or facts into the order of the format.
pub(super) fn order(body: &mut Body) {
    let has_facts = body
        .entries()
        .iter()
        .any(|entry| entry.key.as_deref() == Some("facts"));
    if has_facts {
        FactFile::sort(body);
    } else {
        Case::sort(body);
    }
}

/// A matcher as a file gives it.
#[must_use]
pub fn written_matcher(value: &Matcher) -> Value {
    Whole::write(value)
}

/// A value as a file gives it.
#[must_use]
pub fn written_value(value: &Template) -> Value {
    AnyValue::write(value)
}
