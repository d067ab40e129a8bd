//! What must come back.

use std::time::Duration;

use schemars::JsonSchema;

use super::{LengthRange, Span, Template};

/// What must come back.
#[derive(Debug, Clone, PartialEq)]
pub struct Expect {
    /// Where it stands.
    pub span: Span,
    /// The answer.
    pub answer: Answer,
    /// The status, beside what the answer says of it.
    pub status: Option<Matcher>,
    /// Header fields.
    pub headers: Vec<(String, Matcher)>,
    /// The raw body as text.
    pub body_text: Option<Matcher>,
}

/// The kinds of answer that an expectation can ask for.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// `ok`.
    Ok(Matcher),
    /// `error`.
    Error(ErrorExpect),
    /// `refused`: any 4xx with an error type but unknown operation and these.
    Refused {
        /// Types that do not pass.
        but: Vec<String>,
    },
    /// `any_of`.
    AnyOf(Vec<Expect>),
    /// `each`, with `copies`.
    Each(Vec<CountedExpect>),
}

/// One line of `each`.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedExpect {
    /// How many of the answers.
    pub count: u32,
    /// Meet this.
    pub expect: Expect,
}

/// An error that must come back.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorExpect {
    /// Any of these types.
    pub types: Vec<String>,
    /// The message, if it is known.
    pub message: Option<Matcher>,
    /// The status, if it is not the type's own.
    pub status: Option<Matcher>,
}

/// What a value must be.
#[derive(Debug, Clone, PartialEq)]
pub enum Matcher {
    /// Equal to a value.
    Value(Template),
    /// A list of just these, in this order.
    List(Vec<Matcher>),
    /// An object with these members, and no others unless `open`.
    Object {
        /// Where it stands.
        span: Span,
        /// Other members are welcome.
        open: bool,
        /// The members.
        members: Vec<(String, Matcher)>,
    },
    /// `$any`.
    Any(Span),
    /// `$absent`.
    Absent(Span),
    /// `$optional`.
    Optional(Box<Matcher>),
    /// `$type`.
    Type(Span, ValueType),
    /// `$matches`; anchored at both ends.
    Matches(Span, String),
    /// `$one_of`.
    OneOf(Span, Vec<Matcher>),
    /// `$all`.
    All(Span, Vec<Matcher>),
    /// `$not`.
    Not(Span, Box<Matcher>),
    /// `$length`.
    Length(Span, LengthRange),
    /// `$blob`.
    Blob(Span, LengthRange),
    /// `$has`.
    Has(Span, Vec<Matcher>),
    /// `$lacks`.
    Lacks(Span, Box<Matcher>),
    /// `$json_text`.
    JsonText(Span, Box<Matcher>),
    /// `$set`.
    Set(Span, Vec<Matcher>),
    /// `$about`.
    About {
        /// Where it stands.
        span: Span,
        /// Milliseconds from the target's clock.
        offset_millis: i64,
        /// How far off it may be.
        give: Duration,
    },
}

/// What `$type` can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, JsonSchema)]
#[schemars(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its name says; see the format")]
pub enum ValueType {
    String,
    Integer,
    Number,
    Boolean,
    Blob,
    List,
    Structure,
    Timestamp,
}
