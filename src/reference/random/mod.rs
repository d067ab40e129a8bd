//! Random bytes: the operation, its faults and its questions.

mod causes;
mod faults;
mod generate;
mod questions;
mod source;

pub(crate) use causes::CAUSES;
pub(crate) use faults::FAULTS;
pub(crate) use generate::generate;
pub(crate) use questions::QUESTIONS;
pub(crate) use source::Source;
