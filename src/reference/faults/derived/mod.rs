//! Faults that follow from the book itself: each rule wrong in every way that its type allows, one at a time.
//!
//! A struct of the book is declared within [`rules!`], so a new rule is a fault here from the day it is written, wherever it
//! stands, and a case must notice it or the proof must say why none can.

mod constraints;
mod plain;
mod steps;
mod tables;
mod terms;

use std::borrow::Cow;

use super::super::fault::WrongBook;
use crate::reference::{AllowedAnswer, Fault, Rules};

/// A struct whose every field is a rule: each field wrong in each of its ways, the others as they are.
macro_rules! rules {
    (
        $(#[$about:meta])*
        $vis:vis struct $name:ident {
            $($(#[$rule:meta])* $seen:vis $field:ident: $type:ty,)*
        }
    ) => {
        $(#[$about])*
        $vis struct $name {
            $($(#[$rule])* $seen $field: $type,)*
        }

        impl $crate::reference::faults::derived::Wrongs for $name {
            fn wrongs(&self) -> Vec<$crate::reference::faults::derived::Wrong<Self>> {
                let mut all = Vec::new();
                $(
                    for wrong in $crate::reference::faults::derived::Wrongs::wrongs(&self.$field) {
                        all.push(wrong.within(stringify!($field), |value| {
                            let mut whole = self.clone();
                            whole.$field = value;
                            whole
                        }));
                    }
                )*
                all
            }

            fn both(&self, other: &Self, right: &Self) -> Option<Self> {
                Some(Self {
                    $($field: $crate::reference::faults::derived::Wrongs::both(
                        &self.$field,
                        &other.$field,
                        &right.$field,
                    )?,)*
                })
            }
        }
    };
}
pub(in crate::reference) use rules;

/// A value that can be wrong in ways that follow from its type.
pub(in crate::reference) trait Wrongs: Clone + PartialEq {
    /// Each wrong value, with a name of what is wrong.
    fn wrongs(&self) -> Vec<Wrong<Self>>;

    /// What is wrong in this or in the other; `None` where both are, since one would hide the other.
    fn both(&self, other: &Self, right: &Self) -> Option<Self> {
        if other == right {
            return Some(self.clone());
        }
        (self == right).then(|| other.clone())
    }
}

/// One wrong value.
pub(in crate::reference) struct Wrong<T> {
    /// What is wrong, lower-case words joined by `.` and `_`.
    name: String,
    value: T,
}

impl<T> Wrong<T> {
    fn new(name: impl Into<String>, value: T) -> Self {
        Self {
            name: name.into(),
            value,
        }
    }

    /// The same wrong within something greater.
    pub(in crate::reference) fn within<W>(
        self,
        name: &str,
        whole: impl FnOnce(T) -> W,
    ) -> Wrong<W> {
        Wrong {
            name: format!("{name}.{}", self.name),
            value: whole(self.value),
        }
    }
}

/// Wrong books by which the endpoint does what it does by the right one.
const SAME: [&str; 5] = [
    // A key store that is there already stays there.
    "stores.connect.connected.jumps",
    // A refused connection leaves it as it is, and the error code of a store that has not failed is told to nobody.
    "stores.connect_refused_leaves.disconnected",
    // A store that holds keys is not deleted, so none go with it.
    "stores.deletes_keys.always",
    // The cluster that a store leaves is related to the one that it takes, and in use by that.
    "stores.indexes.cluster.freed_by_update.never",
    // No key is found unavailable for a moment.
    "reply.statuses.key_unavailable_exception",
];

/// Every derived fault that no written fault equals, that changes what the endpoint does, and that is no answer which the
/// evidence allows.
pub(in crate::reference) fn books() -> Vec<WrongBook> {
    let mut known = vec![Rules::aws()];
    known.extend(AllowedAnswer::all().map(|choice| Rules::aws().with_choice(choice)));
    known.extend(Fault::all().map(|fault| Rules::aws().with_fault(fault)));
    let mut books: Vec<WrongBook> = Vec::new();
    for wrong in Rules::aws().wrongs() {
        if known.contains(&wrong.value) || SAME.contains(&&*wrong.name) {
            continue;
        }
        books.push(WrongBook {
            sentence: Cow::Owned(format!("The rule is wrong: {}.", spoken(&wrong.name))),
            name: Cow::Owned(wrong.name),
            source: None,
            rules: wrong.value,
        });
    }
    books
}

/// A name as words.
fn spoken(name: &str) -> String {
    name.replace('_', " ").replace('.', ", ")
}

/// The name of a variant, as `Debug` writes it, in the form of a fault's name.
fn named(variant: &impl std::fmt::Debug) -> String {
    let text = format!("{variant:?}");
    let mut name = String::new();
    let (mut before, mut letters) = (' ', text.chars().peekable());
    while let Some(letter) = letters.next() {
        let word_ends =
            before.is_lowercase() || letters.peek().is_some_and(|next| next.is_lowercase());
        if letter.is_uppercase() && before.is_alphanumeric() && word_ends {
            name.push('_');
        }
        if letter.is_alphanumeric() {
            name.extend(letter.to_lowercase());
        } else if letter == '(' || letter == '_' {
            name.push('_');
        }
        before = letter;
    }
    name
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Names are one of a kind, and no two faults of one name hide behind each other.
    #[test]
    fn every_derived_fault_has_a_name_of_its_own() {
        let mut names: BTreeSet<String> = Fault::all().map(|it| it.name.to_owned()).collect();
        let books = books();
        assert!(books.len() > 300, "{} are too few", books.len());
        for book in &books {
            assert!(names.insert(book.name.to_string()), "two {}", book.name);
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
            assert!(book.name.chars().all(plain), "{}", book.name);
        }
    }

    #[test]
    fn what_is_the_same_is_derived_otherwise() {
        let names: BTreeSet<String> = Rules::aws()
            .wrongs()
            .into_iter()
            .map(|it| it.name)
            .collect();
        for name in SAME {
            assert!(names.contains(name), "no wrong book {name}");
        }
    }

    #[test]
    fn no_derived_fault_is_the_right_book() {
        for book in books() {
            assert_ne!(book.rules, Rules::aws(), "{}", book.name);
        }
    }
}
