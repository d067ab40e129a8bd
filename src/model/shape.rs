//! Shapes, operations and examples of the service model as Rust values.

use serde_json::Value;

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

/// One of the calls that the model's authors wrote down: values without their prose.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Its id in the model.
    pub id: String,
    /// The request's members; blobs are placeholders such as `<binary data>`, timestamps are text.
    pub input: Option<Value>,
    /// The response's members, likewise.
    pub output: Option<Value>,
}

/// One shape.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the traits of a shape as the model writes them"
)]
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

impl Shape {
    /// The members of a structure, in the model's order; none for any other shape.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            Kind::Structure { members } => members,
            _ => &[],
        }
    }

    /// The member of this exact name.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members().iter().find(|member| member.name == name)
    }
}
