//! The KMS service model: shapes, constraints, declared errors, paginators, and the catalogue of operations.

mod catalogue;
mod shape;

pub use catalogue::{Operation, UnknownOperation};
pub use shape::{Kind, Member, Model, OperationModel, Paginator, Shape};
