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
mod prices;
mod row;
mod scalar;
mod shapes;
mod step;
mod target;
mod template;
mod wire;

pub(super) use case::{Lets, case, cases, refused};
pub(super) use command::{Printed, Requests, RunExpects, Server, TextMap, TextOrForm, Texts};
pub(super) use evidence::Citations;
pub(super) use fact::{FactsById, facts};
pub(super) use fields::Fields;
pub(super) use need::{KeyOfNeeds, Needs, StoreOfNeeds};
pub(super) use parser::{At, Parsed, Parser, Reported, all};
pub(super) use prices::prices;
pub(super) use row::Rows;
pub(super) use step::Steps;
pub(super) use target::{Callers, Endpoint, ErrorStatus, RegionNames, target};
