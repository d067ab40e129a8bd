//! Expectations and matchers.
#![expect(dead_code, reason = "these types are only described, never made")]

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::value::{Duration, Length, LengthOf, Offset, ValueForm, truth};
use crate::case::ValueType;

/// What must come back: exactly one answer, and what stands beside it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ExpectEntry {
    /// The answer.
    #[schemars(flatten)]
    answer: AnswerEntry,
    /// The status, beside what the answer says of it.
    #[schemars(default, with = "StatusMatcher")]
    status: Option<StatusMatcher>,
    /// Header fields.
    #[schemars(default, with = "HeaderMatchers")]
    headers: Option<HeaderMatchers>,
    /// The raw body.
    #[schemars(default, with = "RawBody")]
    body: Option<RawBody>,
}

/// The kinds of answer.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(super) enum AnswerEntry {
    /// Status 200 and a body that matches.
    Ok(Matcher),
    /// An error of this type.
    Error(ErrorEntry),
    /// Any 4xx that names an error type, but unknown operation and these.
    Refused(RefusedEntry),
    /// Any of these.
    AnyOf(#[schemars(length(min = 1))] Vec<ExpectEntry>),
    /// With `copies`: every answer meets exactly one line.
    Each(#[schemars(length(min = 1))] Vec<CountedEntry>),
}

/// An error: one type, several, or more about it.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum ErrorEntry {
    /// The types, either of which passes.
    Types(ErrorTypes),
    /// The types, the message and the status.
    Full(FullError),
}

/// One error type, or several.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum ErrorTypes {
    /// Just this.
    One(ErrorType),
    /// Any of these.
    Several(#[schemars(length(min = 1), extend("uniqueItems" = true))] Vec<ErrorType>),
}

/// The name of an error type.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct ErrorType(#[schemars(regex(pattern = r"^[A-Za-z0-9]+$"))] String);

/// An error with its message or status.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct FullError {
    /// The types, either of which passes.
    #[schemars(rename = "type")]
    types: ErrorTypes,
    /// The message; only where KMS was seen to send it.
    #[schemars(default, with = "MemberMatcher")]
    message: Option<MemberMatcher>,
    /// The status, if it is not the type's own.
    #[schemars(default, with = "StatusMatcher")]
    status: Option<StatusMatcher>,
}

/// A refusal.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum RefusedEntry {
    /// Whatever its type.
    Any(#[schemars(schema_with = "truth")] bool),
    /// But these types.
    But(#[schemars(length(min = 1), extend("uniqueItems" = true))] Vec<ErrorType>),
}

/// One line of `each`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct CountedEntry {
    /// How many of the answers.
    #[schemars(range(min = 1))]
    count: u32,
    /// Meet this.
    expect: ExpectEntry,
}

/// The raw body.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct RawBody {
    /// As text; `{$absent: true}` for an empty one.
    text: MemberMatcher,
}

/// A mapping from names of header fields.
#[derive(JsonSchema)]
#[schemars(extend("propertyNames" = {"pattern": "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"}))]
pub(super) struct HeaderMatchers(BTreeMap<String, MemberMatcher>);

/// What a status must be.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum StatusMatcher {
    /// Just this.
    Code(#[schemars(range(min = 100, max = 599))] u16),
    /// A form.
    Form(StatusForm),
    /// A value form.
    Value(ValueForm),
}

/// The forms that a status can take.
#[derive(JsonSchema)]
pub(super) enum StatusForm {
    /// Any.
    #[schemars(rename = "$any")]
    Any(#[schemars(schema_with = "truth")] bool),
    /// Any of these.
    #[schemars(rename = "$one_of")]
    OneOf(#[schemars(length(min = 1))] Vec<StatusMatcher>),
    /// Each of these.
    #[schemars(rename = "$all")]
    All(#[schemars(length(min = 1))] Vec<StatusMatcher>),
    /// Not this.
    #[schemars(rename = "$not")]
    Not(Box<StatusMatcher>),
}

/// What a value must be: plain values are compared exactly.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Matcher {
    /// Null.
    Null(()),
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list of just these, in this order.
    List(Vec<Matcher>),
    /// A form.
    Form(MatcherForm),
    /// A value form: the value.
    Value(ValueForm),
    /// An object with at least these members.
    Open(OpenObject),
    /// An object with just these members.
    Object(ClosedObject),
}

/// The member of an object, which may be missing.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum MemberMatcher {
    /// As anywhere.
    There(Matcher),
    /// It may be missing.
    Missing(MissingForm),
}

/// The forms that only a member can take.
#[derive(JsonSchema)]
pub(super) enum MissingForm {
    /// It is not there.
    #[schemars(rename = "$absent")]
    Absent(#[schemars(schema_with = "truth")] bool),
    /// It is not there, or matches.
    #[schemars(rename = "$optional")]
    Optional(Box<Matcher>),
    /// Any of these.
    #[schemars(rename = "$one_of")]
    OneOf(#[schemars(length(min = 1))] Vec<MemberMatcher>),
}

/// An object with at least these members.
#[derive(JsonSchema)]
#[schemars(extend("propertyNames" = {"pattern": "^([^$]|$|\\$open$)"}))]
pub(super) struct OpenObject {
    /// Other members are welcome.
    #[schemars(rename = "$open", schema_with = "truth")]
    open: bool,
    /// The members.
    #[schemars(flatten)]
    members: BTreeMap<String, MemberMatcher>,
}

/// An object with just these members.
#[derive(JsonSchema)]
#[schemars(extend("propertyNames" = {"pattern": "^([^$]|$)"}))]
pub(super) struct ClosedObject(BTreeMap<String, MemberMatcher>);

/// A mapping with exactly one `$` key: what a value must be.
#[derive(JsonSchema)]
pub(super) enum MatcherForm {
    /// Anything that is there.
    #[schemars(rename = "$any")]
    Any(#[schemars(schema_with = "truth")] bool),
    /// A value of this type.
    #[schemars(rename = "$type")]
    Type(ValueType),
    /// A string, the whole of it.
    #[schemars(rename = "$matches")]
    Matches(#[schemars(extend("format" = "regex"))] String),
    /// Any of these.
    #[schemars(rename = "$one_of")]
    OneOf(#[schemars(length(min = 1))] Vec<Matcher>),
    /// Each of these.
    #[schemars(rename = "$all")]
    All(#[schemars(length(min = 1))] Vec<Matcher>),
    /// Anything that is there and does not match.
    #[schemars(rename = "$not")]
    Not(Box<Matcher>),
    /// A string (characters), list (items) or object (members) of this length.
    #[schemars(rename = "$length")]
    Length(Length),
    /// Base64 of that many bytes.
    #[schemars(rename = "$blob")]
    Blob(LengthOf),
    /// A list with, for each, an item that matches.
    #[schemars(rename = "$has")]
    Has(#[schemars(length(min = 1))] Vec<Matcher>),
    /// A list with no item that matches.
    #[schemars(rename = "$lacks")]
    Lacks(Box<Matcher>),
    /// A list of just these, in any order.
    #[schemars(rename = "$set")]
    Set(Vec<Matcher>),
    /// A string that is the JSON text of a value that matches.
    #[schemars(rename = "$json_text")]
    JsonText(Box<Matcher>),
    /// A timestamp, near the target's clock.
    #[schemars(rename = "$about")]
    About(About),
}

/// A moment against the target's clock.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct About {
    /// From the target's clock.
    #[schemars(default, with = "Offset", rename = "in")]
    offset: Option<Offset>,
    /// How far off it may be.
    give: Duration,
}
