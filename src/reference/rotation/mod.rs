//! Rotation of key material: the five operations, one file for each, the schedule of a key, and what of the rule book, its
//! questions and faults is about them.

mod causes;
mod disable;
mod enable;
mod faults;
mod fit;
mod get_status;
mod list;
mod noticed;
mod questions;
mod rotate_on_demand;
mod rules;
mod schedule;

#[cfg(test)]
mod tests;

pub(crate) use causes::CAUSES;
pub(crate) use disable::disable;
pub(crate) use enable::enable;
pub(crate) use faults::FAULTS;
pub(crate) use get_status::get_status;
pub(crate) use list::list;
pub(crate) use noticed::{OPEN, SHOWN};
pub(crate) use questions::QUESTIONS;
pub(crate) use rotate_on_demand::rotate_on_demand;
pub(crate) use rules::{RotationRules, RotationStep};
pub(crate) use schedule::{Rotation, Schedule, rotate_due};
