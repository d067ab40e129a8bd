//! Broken constraints, in AWS's own wording (facts V-001..V-020).

use std::fmt;

/// How many violations one answer lists (fact V-016).
pub const MOST_VIOLATIONS: usize = 10;

/// One constraint that a value does not satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The member in AWS's form, each name with its first letter in lower case: `tags.1.member.tagKey` (facts V-011,
    /// V-014).
    pub path: String,
    /// The value as AWS prints it.
    pub value: Shown,
    /// What it should satisfy.
    pub constraint: Constraint,
}

/// How a message shows a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// There is none: `Value null at …`.
    Null,
    /// It is sensitive: `Value at …` (fact V-009).
    Hidden,
    /// `Value '…' at …`.
    Text(String),
}

/// What a value should satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constraint {
    /// A required member is there.
    NotNull,
    /// Characters, bytes, items or entries.
    LengthAtMost(u64),
    /// Characters, bytes, items or entries.
    LengthAtLeast(u64),
    /// A number.
    ValueAtMost(i64),
    /// A number.
    ValueAtLeast(i64),
    /// The model's pattern, as the model writes it.
    Pattern(String),
    /// The model's values. AWS lists them in an order of its own (fact V-021).
    EnumValue(Vec<String>),
    /// Every item of a list of scalars; AWS names all that an item should satisfy, not only what it breaks.
    EachItem(Vec<Constraint>),
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Shown::Null => f.write_str("Value null at ")?,
            Shown::Hidden => f.write_str("Value at ")?,
            Shown::Text(text) => write!(f, "Value '{text}' at ")?,
        }
        write!(
            f,
            "'{}' failed to satisfy constraint: {}",
            self.path, self.constraint
        )
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotNull => f.write_str("Member must not be null"),
            Self::LengthAtMost(max) => {
                write!(f, "Member must have length less than or equal to {max}")
            }
            Self::LengthAtLeast(min) => {
                write!(f, "Member must have length greater than or equal to {min}")
            }
            Self::ValueAtMost(max) => {
                write!(f, "Member must have value less than or equal to {max}")
            }
            Self::ValueAtLeast(min) => {
                write!(f, "Member must have value greater than or equal to {min}")
            }
            Self::Pattern(pattern) => write!(
                f,
                "Member must satisfy regular expression pattern: {pattern}"
            ),
            Self::EnumValue(values) => write!(
                f,
                "Member must satisfy enum value set: [{}]",
                values.join(", ")
            ),
            Self::EachItem(constraints) => {
                f.write_str("Member must satisfy constraint: [")?;
                for (at, constraint) in constraints.iter().enumerate() {
                    let comma = if at == 0 { "" } else { ", " };
                    write!(f, "{comma}{constraint}")?;
                }
                f.write_str("]")
            }
        }
    }
}

/// `2 validation errors detected: …; …` (fact V-015).
pub(super) fn message(violations: &[Violation]) -> String {
    let plural = if violations.len() == 1 { "" } else { "s" };
    let listed: Vec<String> = violations.iter().map(ToString::to_string).collect();
    format!(
        "{} validation error{plural} detected: {}",
        violations.len(),
        listed.join("; ")
    )
}
