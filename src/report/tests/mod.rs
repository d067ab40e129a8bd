//! Each report as a person or a program reads it.

mod cases;
mod failure;
pub(super) mod fixture;
mod json;
mod summary;
