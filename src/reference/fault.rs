//! Faults: named, switchable wrong behaviours, each one edit of the rule book.

use std::borrow::Cow;
use std::fmt;

use super::faults::derived::Wrongs;
use super::faults::{TABLES, derived, noticed};
use super::operations::FAULTS;
use super::rules::Rules;
use crate::model::Operation;

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
        let of_resources = FAULTS.iter().copied().flatten();
        TABLES.iter().chain(of_resources).copied().flatten()
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

/// A book with one wrong rule, and what is wrong with it.
#[derive(Debug, Clone)]
pub struct WrongBook {
    /// The fault's name.
    pub name: Cow<'static, str>,
    /// What the endpoint does wrong, in one sentence.
    pub sentence: Cow<'static, str>,
    /// As in [`Fault::source`].
    pub source: Option<&'static str>,
    /// The whole book.
    pub rules: Rules,
}

impl WrongBook {
    /// A book for each way in which a single rule can be wrong, derived from the rules themselves: those that no [`Fault`]
    /// has and no [`AllowedAnswer`](super::AllowedAnswer) allows. Their names are paths, such as `keys.admission.encrypt.disabled.accepted`.
    #[must_use]
    pub fn derived() -> Vec<Self> {
        derived::books()
    }

    /// Why no case may notice a derived fault of this name, if that is so.
    #[must_use]
    pub fn is_open(name: &str) -> Option<&'static str> {
        let found = noticed::open().find(|(part, _)| noticed::is_part(name, part));
        found.map(|(_, reason)| *reason)
    }

    /// The operations in which a derived fault of this name can show itself; `None`: any.
    #[must_use]
    pub fn shown_in(name: &str) -> Option<Vec<Operation>> {
        if let Some(row) = name.strip_prefix("keys.admission.") {
            let name = row.split('.').next()?.replace('_', "");
            let mut all = Operation::ALL.iter().copied();
            let named = all.find(|operation| operation.name().eq_ignore_ascii_case(&name));
            return named.map(|operation| vec![operation]);
        }
        let found = noticed::shown().find(|(part, _)| noticed::is_part(name, part));
        found.map(|(_, operations)| operations.to_vec())
    }

    /// The book of the fault of this name, or the derived ones whose paths begin with it.
    ///
    /// # Errors
    ///
    /// [`UnknownFault`] when there is none.
    pub fn named(name: &str) -> Result<Vec<Self>, UnknownFault> {
        Fault::named(name)
            .map(|fault| vec![Self::from(fault)])
            .or_else(|unknown| {
                let mut books = Self::derived();
                books.retain(|book| {
                    let rest = book.name.strip_prefix(name);
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                });
                if books.is_empty() {
                    Err(unknown)
                } else {
                    Ok(books)
                }
            })
    }
}

impl Rules {
    /// The book with what is wrong in this one and in the other; `None` where the same rule is wrong in both.
    #[must_use]
    pub fn with_wrongs_of(&self, other: &Self) -> Option<Self> {
        self.both(other, &Self::aws())
    }
}

impl From<&'static Fault> for WrongBook {
    fn from(fault: &'static Fault) -> Self {
        Self {
            name: Cow::Borrowed(fault.name),
            sentence: Cow::Borrowed(fault.sentence),
            source: fault.source,
            rules: Rules::aws().with_fault(fault),
        }
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
