//! The KMS service model: shapes, constraints, declared errors, paginators, and the catalogue of operations.
//!
//! `kms.json` beside this file is botocore's `kms/2014-11-01` without its prose, written by [`import`] and read by
//! [`Model::bundled`]. It keeps botocore's form, so what reads one reads the other.

mod catalogue;
mod change;
mod conforms;
mod consistency;
mod constraint;
mod diff;
mod document;
mod effect;
mod import;
mod mask;
mod pattern;
mod quota;
mod service_model;
mod shape;
mod stripped;
mod type_fault;
mod validate;
mod value_class;
mod violation;

pub use catalogue::{CrossAccountUse, KeyNames, Operation, UnknownOperation, separated};
pub use change::{Change, Diff, What};
pub use conforms::{Nonconformance, conforms, unknown_members};
pub use diff::diff;
pub use effect::Effect;
pub use import::{ImportError, Sources, import};
pub use mask::{mask, mask_text};
pub use quota::{RequestQuota, request_quota};
pub use service_model::Model;
pub use shape::{Example, Kind, Member, OperationModel, Paginator, Shape};
pub use stripped::Stripped;
pub use type_fault::{TypeFault, decode_blob};
pub use validate::{Invalid, validate};
pub use value_class::{ValueClass, classes, classes_of};
pub use violation::{Constraint, MOST_VIOLATIONS, Shown, Violation};
