//! Shapes of the service model as Rust values.

use std::collections::BTreeMap;

use super::Operation;

/// A service model: what `botocore/data/kms/2014-11-01/service-2.json` says, without its prose.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Where it was taken from, such as `botocore 1.44.5`.
    pub source: String,
    /// Every operation.
    pub operations: BTreeMap<Operation, OperationModel>,
    /// Every shape, by name.
    pub shapes: BTreeMap<String, Shape>,
}

/// One operation: its shapes and the errors that it declares.
#[derive(Debug, Clone, PartialEq)]
pub struct OperationModel {
    /// The input structure's name.
    pub input: String,
    /// The output structure's name; `None` for operations that return nothing.
    pub output: Option<String>,
    /// Declared error shapes, in the model's order.
    pub errors: Vec<String>,
    /// How its pages follow each other, for list operations.
    pub paginator: Option<Paginator>,
    /// The model's `idempotent` trait.
    pub idempotent: bool,
}

/// Names of the members that make an operation paginated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paginator {
    /// Request member that continues, `Marker`.
    pub input_token: String,
    /// Response member to continue with, `NextMarker`.
    pub output_token: String,
    /// Request member that bounds a page, `Limit`.
    pub limit_key: Option<String>,
    /// Response member that tells whether there is more, `Truncated`.
    pub more_results: Option<String>,
    /// Response member that holds the page.
    pub result_key: String,
}

/// One shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Its name in the model.
    pub name: String,
    /// What it is, with its constraints.
    pub kind: Kind,
    /// Values are left out of validation messages and must not be logged.
    pub sensitive: bool,
    /// An error shape.
    pub exception: bool,
    /// An error of the service rather than of the client: status 500 (fact W-050).
    pub fault: bool,
    /// The model marks it deprecated.
    pub deprecated: bool,
}

/// What a shape is. Lengths count characters of a string, bytes of a blob, items of a list or map.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Named members, in the model's order.
    Structure {
        /// The members.
        members: Vec<Member>,
    },
    /// Items of one shape.
    List {
        /// The item's shape.
        member: String,
        /// Least number of items.
        min: Option<u64>,
        /// Greatest number of items.
        max: Option<u64>,
    },
    /// Keys and values of one shape each.
    Map {
        /// The key's shape.
        key: String,
        /// The value's shape.
        value: String,
        /// Least number of entries.
        min: Option<u64>,
        /// Greatest number of entries.
        max: Option<u64>,
    },
    /// Text.
    String {
        /// Least length.
        min: Option<u64>,
        /// Greatest length.
        max: Option<u64>,
        /// A regular expression, as the model writes it.
        pattern: Option<String>,
        /// The values allowed, in the model's order; empty when any is.
        values: Vec<String>,
    },
    /// Bytes, base64 in JSON.
    Blob {
        /// Least length.
        min: Option<u64>,
        /// Greatest length.
        max: Option<u64>,
    },
    /// A 32-bit integer.
    Integer {
        /// Least value.
        min: Option<i64>,
        /// Greatest value.
        max: Option<i64>,
    },
    /// A 64-bit integer.
    Long {
        /// Least value.
        min: Option<i64>,
        /// Greatest value.
        max: Option<i64>,
    },
    /// A floating point number.
    Double,
    /// `true` or `false`.
    Boolean,
    /// A number of seconds since the epoch.
    Timestamp,
}

/// One member of a structure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its shape's name.
    pub shape: String,
    /// The structure is not valid without it.
    pub required: bool,
    /// The model marks it deprecated.
    pub deprecated: bool,
}
