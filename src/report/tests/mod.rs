//! Each report as a person or a program reads it.

mod cases;
mod failure;
mod fixture;
mod json;
mod summary;
