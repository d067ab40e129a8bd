//! [`Node`](super::node::Node) → [`Case`](super::Case): every rule of the format, each violation with its place.

mod call;
mod case;
mod command;
mod disturb;
mod errors;
mod evidence;
mod expect;
mod fact;
mod fields;
mod matcher;
mod names;
mod need;
mod parser;
mod row;
mod scalar;
mod shapes;
mod sign;
mod step;
mod target;
mod template;
mod wire;
pub(super) mod words;

pub(super) use case::{case, cases, refused};
pub(super) use fact::facts;
pub(super) use target::target;
