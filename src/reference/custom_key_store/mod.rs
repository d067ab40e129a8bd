//! Custom key stores: the six operations, one file for each, the store itself, and what of the rule book, its questions
//! and faults is about them.

mod backing;
mod causes;
mod connect;
mod connection;
mod create;
mod delete;
mod describe;
mod disconnect;
mod faults;
mod find;
mod index;
mod noticed;
mod questions;
mod rules;
mod store;
mod update;

#[cfg(test)]
mod tests;

pub(crate) use backing::configured;
pub(crate) use causes::CAUSES;
pub(crate) use connect::connect;
pub(crate) use connection::failure;
pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use describe::describe;
pub(crate) use disconnect::disconnect;
pub(crate) use faults::FAULTS;
pub(crate) use find::{find, find_mut};
pub(crate) use noticed::{OPEN, SHOWN};
pub(crate) use questions::QUESTIONS;
pub(crate) use rules::{
    BothFilters, Counted, CreateStep, DeleteStep, ErrorCode, Index, IndexRule, NonEmpty, Property,
    Repeat, StoreRules, StoreType, Transition, UpdateStep,
};
pub(crate) use store::{Properties, Store};
pub(crate) use update::update;
