//! The faults of the front end and of pages; those of a resource stand beside its behaviour.

pub(super) mod derived;
mod front;
pub(super) mod noticed;
mod page;
pub(super) mod sources;

use super::Fault;

/// Every table but those of [`operations`](super::operations::FAULTS), which stand beside their resource.
pub(super) const TABLES: &[&[Fault]] = &[front::FAULTS, page::FAULTS];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::{Fault, Rules};

    /// Each fault is another edit of the book, and is found by its name.
    #[test]
    fn every_fault_is_another_edit() {
        let mut names = BTreeSet::new();
        let mut books = vec![(Rules::aws(), "the right book")];
        for fault in Fault::all() {
            assert!(
                names.insert(fault.name),
                "two faults are named {}",
                fault.name
            );
            assert!(fault.sentence.ends_with('.'), "{}", fault.name);
            assert_eq!(
                Fault::named(fault.name).map(|found| found.name),
                Ok(fault.name)
            );
            let book = Rules::aws().with_fault(fault);
            if let Some((_, twin)) = books.iter().find(|(other, _)| *other == book) {
                panic!("{} is the same as {twin}", fault.name);
            }
            books.push((book, fault.name));
        }
    }

    #[test]
    fn an_unknown_fault_is_said_to_be_one() {
        let error = Fault::named("gravity").expect_err("no such fault");
        assert_eq!(error.to_string(), "there is no fault `gravity`");
    }
}
