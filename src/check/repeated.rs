//! Members that a JSON text has more than once in one object; a value of it has each once, and tells nothing.

use std::collections::{BTreeSet, HashSet};
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// The most paths that are told of one text.
const MOST: usize = 50;

/// The paths of members that stand in their object again, without positions in lists; up to where the text is JSON.
#[must_use]
pub fn repeated_members(text: &[u8]) -> BTreeSet<String> {
    let mut search = Search::default();
    let mut reader = serde_json::Deserializer::from_slice(text);
    // What is no JSON is somebody else's to tell.
    drop(reader.deserialize_any(&mut search));
    search.found
}

/// The search in one text.
#[derive(Debug, Default)]
struct Search {
    path: String,
    found: BTreeSet<String>,
}

impl<'de> DeserializeSeed<'de> for &mut Search {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Search {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut names = HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            let length = self.path.len();
            if length > 0 {
                self.path.push('.');
            }
            self.path.push_str(&name);
            if !names.insert(name) && self.found.len() < MOST {
                self.found.insert(self.path.clone());
            }
            members.next_value_seed(&mut *self)?;
            self.path.truncate(length);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let length = self.path.len();
        self.path.push_str("[]");
        while items.next_element_seed(&mut *self)?.is_some() {}
        self.path.truncate(length);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found = repeated_members(text.as_bytes());
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn repeats_are_seen_at_any_depth() {
        check(r#"{"A":1,"B":[{"A":null},{"A":true}],"C":{"A":-1.5}}"#, &[]);
        check(r#"{"A":1,"B":2,"A":1}"#, &["A"]);
        check(r#"{"A":1,"\u0041":"x"}"#, &["A"]);
        check(r#"{"B":[{},{"A":1,"A":2}]}"#, &["B[].A"]);
        check(
            r#"{"M":{"A":{},"A":{"x":[[{"y":1,"y":2}]]}}}"#,
            &["M.A", "M.A.x[][].y"],
        );
        check("[1,2]", &[]);
        check("", &[]);
        check(r#"{"A":1,"A":2,"B":"#, &["A"]);
        check("<html>", &[]);
    }
}
