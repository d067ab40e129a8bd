//! Key stores that cannot be taken away while keys in them wait for their deletion: cases share a few of them, made for
//! that, and a later run takes over what an earlier one had to leave.

mod house;
mod mark;
mod standing;
mod wish;

pub(super) use house::{Guest, House, Lodgings};
pub(super) use standing::{Found, Survey};
pub(super) use wish::wishes;
