//! Expectations and matchers.
#![expect(dead_code, reason = "these types are only described, never made")]

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::value::{Duration, Length, LengthOf, Offset, ValueForm, truth};
use crate::case::ValueType;
use crate::case::expect::{FORMS, Takes};

/// A type whose schema is some of the forms of matchers, by what the matchers within are.
macro_rules! forms {
    ($(#[$about:meta])* $name:ident { $($inner:ident: $($form:literal)*),* }) => {
        $(#[$about])*
        pub(super) struct $name;

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let all = [$($(form::<$inner>(generator, $form)),*),*];
                json_schema!({"oneOf": all})
            }
        }
    };
}

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

forms! {
    /// The forms that a status can take.
    StatusForm { StatusMatcher: "$any" "$one_of" "$all" "$not" }
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

forms! {
    /// The forms that only a member can take, and the choice among them.
    MissingForm { Matcher: "$absent" "$optional", MemberMatcher: "$one_of" }
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

forms! {
    /// A mapping with exactly one `$` key: what a value must be.
    MatcherForm {
        Matcher: "$any" "$type" "$matches" "$one_of" "$all" "$not" "$length" "$blob" "$has" "$lacks" "$set" "$json_text" "$about"
    }
}

/// A mapping with the form of this name as its only key.
fn form<M: JsonSchema>(generator: &mut SchemaGenerator, name: &str) -> Schema {
    let form = FORMS.iter().find(|form| form.name == name);
    let form = form.unwrap_or_else(|| panic!("no form {name}"));
    let takes = match form.takes {
        Takes::Truth(_) => truth(generator),
        Takes::One(_) => generator.subschema_for::<M>(),
        Takes::Many(least, _) => {
            let mut list = json_schema!({"type": "array", "items": generator.subschema_for::<M>()});
            if least > 0 {
                list.insert("minItems".to_owned(), least.into());
            }
            list
        }
        Takes::Type => generator.subschema_for::<ValueType>(),
        Takes::Pattern => json_schema!({"type": "string", "format": "regex"}),
        Takes::Length => generator.subschema_for::<Length>(),
        Takes::Blob => generator.subschema_for::<LengthOf>(),
        Takes::About => generator.subschema_for::<About>(),
    };
    json_schema!({
        "description": form.about,
        "type": "object",
        "properties": {(name): takes},
        "required": [name],
        "additionalProperties": false,
    })
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
