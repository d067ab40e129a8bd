//! Faults of keys, by what each makes wrong.

mod answer;
mod create;
mod deletion;
mod identify;
mod state;

use crate::reference::Fault;

pub(crate) const FAULTS: &[&[Fault]] = &[
    create::FAULTS,
    deletion::FAULTS,
    state::FAULTS,
    identify::FAULTS,
    answer::FAULTS,
];
