//! Values with forms, as a file gives them.
#![expect(dead_code, reason = "these types are only described, never made")]

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use crate::case::FreshKind;

/// `true`, and nothing else.
pub(super) fn truth(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"const": true})
}

/// A value that may hold forms.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Template {
    /// Null.
    Null(()),
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Template>),
    /// A form.
    Form(ValueForm),
    /// A mapping.
    Map(TemplateMap),
}

/// A mapping without forms of its own.
#[derive(JsonSchema)]
#[schemars(extend("propertyNames" = {"pattern": "^([^$]|$)"}))]
pub(super) struct TemplateMap(BTreeMap<String, Template>);

/// A mapping with exactly one `$` key: a value that is looked up, drawn or put together.
#[derive(JsonSchema)]
pub(super) enum ValueForm {
    /// A dotted path: a name of `let` or `needs`, or a step's `id`, followed by members, or by `headers` and a field's name.
    #[schemars(rename = "$ref")]
    Ref(Path),
    /// This row's value of the name.
    #[schemars(rename = "$row")]
    Row(String),
    /// A new value of the kind, never used before in the run.
    #[schemars(rename = "$fresh")]
    Fresh(FreshKind),
    /// Text repeated.
    #[schemars(rename = "$repeat")]
    Repeat(Repeat),
    /// Strings joined.
    #[schemars(rename = "$concat")]
    Concat(#[schemars(length(min = 1))] Vec<Template>),
    /// A text in upper case.
    #[schemars(rename = "$upper")]
    Upper(Box<Template>),
    /// The base64 of a text.
    #[schemars(rename = "$base64")]
    Base64(Box<Template>),
    /// Base64 of that many random bytes.
    #[schemars(rename = "$bytes")]
    Bytes(DrawnLengthOf),
    /// Random printable ASCII of a drawn length.
    #[schemars(rename = "$text")]
    Text(DrawnLength),
    /// One of the values, drawn.
    #[schemars(rename = "$pick")]
    Pick(#[schemars(length(min = 1))] Vec<Template>),
    /// The JSON text of a value, as a string.
    #[schemars(rename = "$json")]
    Json(Box<Template>),
    /// The value as it stands, `$` keys and all.
    #[schemars(rename = "$literal")]
    Literal(Value),
}

/// A dotted path.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct Path(#[schemars(regex(pattern = r"^[^.]+(\.[^.]+)*$"))] String);

/// A text and how often it is repeated.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Repeat {
    /// What is repeated.
    text: String,
    /// How often.
    times: u32,
}

/// A length, or its bounds.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Length {
    /// Just this length.
    Exact(u64),
    /// Between these bounds; either may be left out, not both.
    Bounds(Bounds),
}

/// The bounds of a length.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1))]
pub(super) struct Bounds {
    /// Least.
    #[schemars(default, with = "u64")]
    min: Option<u64>,
    /// Greatest.
    #[schemars(default, with = "u64")]
    max: Option<u64>,
}

/// `{length: …}`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct LengthOf {
    /// How long.
    length: Length,
}

/// A length that is drawn.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum DrawnLength {
    /// Just this length.
    Exact(#[schemars(range(max = 1_048_576))] u64),
    /// Between these bounds.
    Bounds(DrawnBounds),
}

/// The bounds of a length that is drawn.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct DrawnBounds {
    /// Least.
    #[schemars(default, with = "u64")]
    min: Option<u64>,
    /// Greatest.
    #[schemars(range(max = 1_048_576))]
    max: u64,
}

/// `{length: …}`, drawn.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct DrawnLengthOf {
    /// How long.
    length: DrawnLength,
}

/// A number and a unit: `500ms`, `20m`, `1h 30m`, `7d`.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct Duration(
    #[schemars(regex(pattern = r"^[0-9]+(ms|s|m|h|d)( ?[0-9]+(ms|s|m|h|d))*$"))] String,
);

/// A duration that may be negative.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct Offset(
    #[schemars(regex(pattern = r"^-?[0-9]+(ms|s|m|h|d)( ?[0-9]+(ms|s|m|h|d))*$"))] String,
);

/// A name in snake case.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct Name(
    #[schemars(regex(pattern = r"^[a-z_][a-z0-9_]*$"), length(max = 64))] String,
);
