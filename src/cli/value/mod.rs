//! The values that flow through the CLI: parameters, replies and query results, as Python sees them.
//!
//! Text is UTF-8, except that a lone surrogate (a JSON escape may hold one, an argument that is not UTF-8 becomes some)
//! travels as a private character: see [`surrogate`]. Maps keep the order in which members were first set.

mod parse;
mod python;
mod write;

pub(crate) use parse::parse;
pub(crate) use python::{float_text, parse_int, quote, repr, text};
pub(crate) use write::{Layout, write};

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Value>),
    Map(Map),
}

/// Members in the order in which they were first set.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Map {
    members: Vec<(String, Value)>,
    class: Class,
}

/// Which of Python's classes a map is, as far as its `repr` tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Class {
    #[default]
    Dict,
    /// An `OrderedDict` of v1's Python, written as a list of pairs.
    OrderedPairs,
    /// An `OrderedDict` of v2's Python, written with braces.
    OrderedBraces,
}

impl Map {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.members.iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.members
            .iter_mut()
            .find(|(k, _)| k == key)
            .map(|(_, v)| v)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Sets a member: in its old place if it was there, else at the end.
    pub(crate) fn set(&mut self, key: impl Into<String>, value: Value) {
        let key = key.into();
        match self.get_mut(&key) {
            Some(old) => *old = value,
            None => self.members.push((key, value)),
        }
    }

    pub(crate) fn remove(&mut self, key: &str) -> Option<Value> {
        let at = self.members.iter().position(|(k, _)| k == key)?;
        Some(self.members.remove(at).1)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.members.iter().map(|(k, v)| (k.as_str(), v))
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|(k, _)| k.as_str())
    }

    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    pub(crate) fn class(&self) -> Class {
        self.class
    }
}

impl FromIterator<(String, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(members: I) -> Self {
        let mut map = Self::new();
        for (key, value) in members {
            map.set(key, value);
        }
        map
    }
}

impl Value {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    pub(crate) fn as_list(&self) -> Option<&[Value]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// Python's `bool(value)`.
    pub(crate) fn truthy(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(b) => *b,
            Self::Int(i) => *i != 0,
            Self::Float(f) => *f != 0.0,
            Self::Text(t) => !t.is_empty(),
            Self::Bytes(b) => !b.is_empty(),
            Self::List(l) => !l.is_empty(),
            Self::Map(m) => !m.is_empty(),
        }
    }

    /// Neither a list nor a map.
    pub(crate) fn is_scalar(&self) -> bool {
        !matches!(self, Self::List(_) | Self::Map(_))
    }

    /// The same value, with every map in it of this class.
    pub(crate) fn classed(self, class: Class) -> Self {
        match self {
            Self::List(items) => {
                Self::List(items.into_iter().map(|item| item.classed(class)).collect())
            }
            Self::Map(map) => Self::Map(Map {
                members: map
                    .members
                    .into_iter()
                    .map(|(key, value)| (key, value.classed(class)))
                    .collect(),
                class,
            }),
            scalar => scalar,
        }
    }

    /// Python's name of the type with its module, such as `collections.OrderedDict`.
    pub(crate) fn class_name(&self) -> &'static str {
        match self {
            Self::Map(map) if map.class != Class::Dict => "collections.OrderedDict",
            other => other.type_name(),
        }
    }

    /// Python's name of the type, such as `str`.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "NoneType",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Float(_) => "float",
            Self::Text(_) => "str",
            Self::Bytes(_) => "bytes",
            Self::List(_) => "list",
            Self::Map(map) if map.class == Class::Dict => "dict",
            Self::Map(_) => "OrderedDict",
        }
    }
}

/// Lone surrogates inside Rust's text: U+D800..U+DFFF stand at U+10D800..U+10DFFF, in the last private plane.
pub(super) mod surrogate {
    const SHIFT: u32 = 0x10_0000;

    /// The stand-in of a surrogate.
    pub(crate) fn encode(unit: u16) -> char {
        char::from_u32(u32::from(unit) + SHIFT).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    /// The surrogate for which this character stands, if it does.
    pub(crate) fn decode(c: char) -> Option<u16> {
        let unit = u32::from(c).checked_sub(SHIFT)?;
        u16::try_from(unit)
            .ok()
            .filter(|u| (0xd800..=0xdfff).contains(u))
    }

    /// Bytes as text the way Python reads arguments: bytes that are not UTF-8 become U+DC80..U+DCFF.
    #[must_use]
    pub fn from_bytes(mut bytes: &[u8]) -> String {
        let mut text = String::new();
        loop {
            match std::str::from_utf8(bytes) {
                Ok(rest) => {
                    text.push_str(rest);
                    return text;
                }
                Err(e) => {
                    let (good, bad) = bytes.split_at(e.valid_up_to());
                    text.push_str(std::str::from_utf8(good).unwrap_or_default());
                    if let Some((first, rest)) = bad.split_first() {
                        text.push(encode(0xdc00 + u16::from(*first)));
                        bytes = rest;
                    }
                }
            }
        }
    }

    /// The bytes of such a text, for a file name or standard output.
    #[must_use]
    pub fn to_bytes(text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len());
        for c in text.chars() {
            match decode(c) {
                Some(unit) if (0xdc80..=0xdcff).contains(&unit) => {
                    bytes.push(u8::try_from(unit & 0xff).unwrap_or(b'?'));
                }
                Some(_) => bytes.push(b'?'),
                None => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        bytes
    }

    #[cfg(test)]
    mod tests {
        #[test]
        fn bytes_survive_the_journey() {
            let bytes = b"a\xff\xc3\xa9\xfe";
            assert_eq!(super::to_bytes(&super::from_bytes(bytes)), bytes);
        }
    }
}
