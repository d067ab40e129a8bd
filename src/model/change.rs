//! One change of the service model, and a list of them.

use std::collections::BTreeSet;
use std::fmt;

use super::Operation;

/// The difference between two models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    /// Where the older was taken from.
    pub old: String,
    /// Where the newer was taken from.
    pub new: String,
    /// Every change, operations first, each in order of names.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind of thing.
    pub what: What,
    /// Its name, such as `CreateKey`, `KeySpec` or `CreateKeyRequest.Tags`.
    pub name: String,
    /// What it was; `None` when it was added.
    pub old: Option<String>,
    /// What it is; `None` when it was removed.
    pub new: Option<String>,
    /// The names of the operations whose requests, responses or errors it is part of.
    pub operations: BTreeSet<String>,
}

/// What kind of thing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// An operation as a whole.
    Operation,
    /// An error that an operation declares.
    Error,
    /// An operation's input, output, paginator or `idempotent` trait.
    OperationTrait,
    /// A shape as a whole.
    Shape,
    /// A member of a structure: its shape, whether it is required or deprecated.
    Member,
    /// A value of an enum.
    EnumValue,
    /// A bound or a pattern.
    Constraint,
    /// A shape's type, parts, or what it is marked as.
    ShapeTrait,
}

impl Diff {
    /// No change at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The operations of the catalogue that the changes touch; their cases are the ones to look at.
    #[must_use]
    pub fn operations(&self) -> BTreeSet<Operation> {
        self.touched().filter_map(Operation::from_name).collect()
    }

    /// The operations that the changes touch and the catalogue lacks; somebody has to add them.
    #[must_use]
    pub fn unlisted(&self) -> BTreeSet<&str> {
        self.touched()
            .filter(|name| Operation::from_name(name).is_none())
            .collect()
    }

    fn touched(&self) -> impl Iterator<Item = &str> {
        self.changes
            .iter()
            .flat_map(|change| &change.operations)
            .map(String::as_str)
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "from {} to {}", self.old, self.new)?;
        if self.is_empty() {
            return writeln!(f, "  no difference");
        }
        for change in &self.changes {
            writeln!(f, "  {change}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.what {
            What::Operation => "operation",
            What::Error => "error",
            What::OperationTrait | What::ShapeTrait => "trait",
            What::Shape => "shape",
            What::Member => "member",
            What::EnumValue => "enum value",
            What::Constraint => "constraint",
        };
        let name = &self.name;
        let of = |text: &String| {
            if text.is_empty() {
                String::new()
            } else {
                format!(" ({text})")
            }
        };
        match (&self.old, &self.new) {
            (None, Some(new)) => write!(f, "+ {what} {name}{}", of(new)),
            (Some(old), None) => write!(f, "- {what} {name}{}", of(old)),
            (old, new) => {
                let text =
                    |side: &Option<String>| side.clone().unwrap_or_else(|| "none".to_owned());
                write!(f, "~ {what} {name}: {} -> {}", text(old), text(new))
            }
        }
    }
}
