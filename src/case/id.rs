//! The names of cases and of what runs.

use std::fmt;

/// The name of a case: its path under `cases/` without `.yaml`, such as `custom_key_store/delete/non_empty`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseId(pub(crate) String);

impl CaseId {
    /// The id of this text: names in snake case with `/` between them.
    ///
    /// # Errors
    ///
    /// If a part is empty or is not in snake case.
    pub fn new(text: &str) -> Result<Self, BadName> {
        let good = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_lowercase())
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        match text.split('/').find(|part| !good(part)) {
            Some(part) => Err(BadName(part.to_owned())),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A part of a case's name that is not in snake case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadName(pub String);

impl fmt::Display for BadName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not in snake_case: lower case letters, digits and `_`, a letter first",
            self.0
        )
    }
}

impl std::error::Error for BadName {}

/// The name of what runs: a case, or one row of it (`…/id_length/c65`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstanceId(pub(crate) String);

impl InstanceId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
