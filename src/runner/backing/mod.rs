//! What stands behind the custom key stores of an instance: how much it takes, whether the target has it, and from where.

mod demand;
mod fit;
mod stock;

pub(super) use demand::Kind;
pub(super) use stock::{Refused, Stock, Supply, invented_refused};
