//! Faults of custom key stores, by what each makes wrong.

mod create;
mod delete;
mod describe;
mod state;
mod update;
mod validation;

use crate::reference::Fault;

pub(crate) const FAULTS: &[&[Fault]] = &[
    create::FAULTS,
    delete::FAULTS,
    describe::FAULTS,
    state::FAULTS,
    update::FAULTS,
    validation::FAULTS,
];
