//! Faults: named, switchable wrong behaviours, each one edit of the rule book.

use std::fmt;

use super::faults::TABLES;
use super::operations::FAULTS;
use super::rules::Rules;

/// One wrong behaviour.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// Its name, such as `delete_forgets_name`.
    pub name: &'static str,
    /// What the endpoint does wrong, in one sentence.
    pub sentence: &'static str,
    /// The emulator that does or did so, if one is known: an issue or a pull request (`owner/repository#number`), the place in
    /// its source (`owner/repository@commit file`), or where it was measured.
    pub source: Option<&'static str>,
    pub(super) apply: fn(&mut Rules),
}

impl Fault {
    /// Every fault.
    pub fn all() -> impl Iterator<Item = &'static Fault> {
        TABLES.iter().chain(FAULTS).copied().flatten()
    }

    /// The fault of this name.
    ///
    /// # Errors
    ///
    /// [`UnknownFault`] when there is none.
    pub fn named(name: &str) -> Result<&'static Fault, UnknownFault> {
        let found = Self::all().find(|fault| fault.name == name);
        found.ok_or_else(|| UnknownFault(name.to_owned()))
    }
}

impl Rules {
    /// The book with one wrong rule.
    #[must_use]
    pub fn with_fault(mut self, fault: &Fault) -> Self {
        (fault.apply)(&mut self);
        self
    }
}

/// A name that no fault has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFault(pub String);

impl fmt::Display for UnknownFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no fault `{}`", self.0)
    }
}

impl std::error::Error for UnknownFault {}
