//! Custom key stores: the six operations, one file for each, and the store itself.

mod backing;
mod connect;
mod connection;
mod create;
mod delete;
mod describe;
mod disconnect;
mod find;
mod index;
mod store;
mod update;

pub(crate) use backing::configured;
pub(crate) use connect::connect;
pub(crate) use connection::failure;
pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use describe::describe;
pub(crate) use disconnect::disconnect;
pub(crate) use find::{find, find_mut};
pub(crate) use store::{Properties, Store};
pub(crate) use update::update;
