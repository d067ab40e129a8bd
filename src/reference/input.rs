//! Reads members of an operation's input; null counts as absent (fact W-033).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// The members of one input, or of a structure in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input<'a>(Option<&'a Map<String, Value>>);

impl<'a> Input<'a> {
    /// Reads an object; anything else has no members.
    pub(crate) fn of(value: &'a Value) -> Self {
        Self(value.as_object())
    }

    /// The member, whatever it is; null is as left out.
    pub(crate) fn get(self, name: &str) -> Option<&'a Value> {
        self.0?.get(name).filter(|value| !value.is_null())
    }

    /// Whether the member is there.
    pub(crate) fn has(self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// A string.
    pub(crate) fn text(self, name: &str) -> Option<&'a str> {
        self.get(name)?.as_str()
    }

    /// An integer; a fraction is cut off (fact V-040).
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a number with a fraction is cut to its whole part"
    )]
    pub(crate) fn integer(self, name: &str) -> Option<i64> {
        let value = self.get(name)?;
        value
            .as_i64()
            .or_else(|| value.as_f64().map(|number| number.trunc() as i64))
    }

    /// A boolean; false without one.
    pub(crate) fn flag(self, name: &str) -> bool {
        self.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Bytes.
    pub(crate) fn blob(self, name: &str) -> Option<Vec<u8>> {
        STANDARD.decode(self.text(name)?).ok()
    }

    /// A structure or a map.
    pub(crate) fn structure(self, name: &str) -> Option<Input<'a>> {
        self.get(name)?
            .as_object()
            .map(|members| Input(Some(members)))
    }

    /// The items of a list; none without one.
    pub(crate) fn list(self, name: &str) -> &'a [Value] {
        self.get(name)
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    /// The text entries of a map, by key.
    pub(crate) fn entries(self) -> Vec<(&'a str, &'a str)> {
        let mut entries = self.entries_as_sent();
        entries.sort_unstable();
        entries
    }

    /// The text entries of a map, in the order of the request.
    pub(crate) fn entries_as_sent(self) -> Vec<(&'a str, &'a str)> {
        let all = self.0.into_iter().flatten();
        all.filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
            .collect()
    }
}
