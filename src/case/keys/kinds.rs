//! What keys take that is no mapping of its own.

use std::fmt::Write as _;
use std::time::Duration;

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::{Takes, declare_kinds};
use crate::case::node::Node;
use crate::case::parse::{Parsed, Parser};
use crate::case::{LengthRange, Spanned};
use crate::model::Operation;

/// A closed set of words.
pub(crate) trait Words: Copy + PartialEq + 'static {
    /// What a word is, in a sentence.
    const WHAT: &'static str;
    /// Every word, and what it stands for.
    const WORDS: &'static [(&'static str, Self)];

    /// The word for it.
    fn word(self) -> &'static str {
        let found = Self::WORDS.iter().find(|(_, meaning)| *meaning == self);
        found.map_or("", |(word, _)| word)
    }

    /// What a word stands for.
    fn of(text: &str) -> Option<Self> {
        let found = Self::WORDS.iter().find(|(word, _)| *word == text);
        found.map(|(_, meaning)| *meaning)
    }
}

impl<W: Words> Takes for W {
    type Value = W;

    fn read<'n>(parser: &mut Parser<'n>, node: &'n Node, _: &str) -> Parsed<W> {
        parser.word(node, W::WHAT, W::WORDS)
    }

    fn write(value: &W) -> Value {
        json!(value.word())
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        let words: Vec<_> = W::WORDS.iter().map(|(word, _)| *word).collect();
        json_schema!({"enum": words})
    }
}

/// A duration as schemas have it.
const DURATION: &str = r"[0-9]+(ms|s|m|h|d)( ?[0-9]+(ms|s|m|h|d))*$";

declare_kinds! {
    /// A text.
    Text(String, "a text") = |parser, node, _| parser.text(node), |text| json!(text), {"type": "string"};
    /// A text that is not blank.
    Filled(String, "a text") = |parser, node, _| parser.filled_text(node), |text| json!(text),
        {"type": "string", "pattern": r"\S"};
    /// The name of a header field, as a value.
    HeaderName(String, "a header's name") = |parser, node, _| parser.filled_text(node), |text| json!(text),
        {"type": "string", "pattern": r"\S"};
    /// A text in one line.
    Line(String, "a text") = |parser, node, _| parser.line(node), |text| json!(text),
        {"type": "string", "pattern": r"^[^\u0000-\u001f\u007f]*[^\u0000-\u001f\u007f\s][^\u0000-\u001f\u007f]*$"};
    /// One sentence on one line.
    Sentence(Spanned<String>, "a sentence") = |parser, node, _| parser.requirement(node), |text| json!(text.value),
        {"type": "string", "pattern": r"^\s*[^\n]*\S?\.\s*$"};
    /// A sentence in place of the case's.
    OwnSentence(String, "a sentence") = |parser, node, _| Ok(parser.requirement(node)?.value), |text| json!(text),
        {"type": "string", "pattern": r"^\s*[^\n]*\S?\.\s*$"};
    /// `true`, or left out.
    Truth(bool, "a flag") = |parser, node, name| parser.truth(node, name).map(|()| true), |truth| json!(truth),
        {"const": true};
    /// `true` or `false`.
    Bool(bool, "a boolean") = |parser, node, _| parser.boolean(node), |truth| json!(truth), {"type": "boolean"};
    /// A duration.
    Time(Duration, "a duration") = |parser, node, _| parser.duration(node), |time| json!(millis(time.as_millis())),
        {"type": "string", "pattern": format!("^{DURATION}")};
    /// A duration that may be negative, in milliseconds.
    Offset(i64, "a duration") = |parser, node, _| parser.offset(node), |offset| {
        let sign = if *offset < 0 { "-" } else { "" };
        json!(format!("{sign}{}", millis(u128::from(offset.unsigned_abs()))))
    }, {"type": "string", "pattern": format!("^-?{DURATION}")};
    /// The id of a fact.
    FactId(String, "the id of a fact") = |parser, node, _| parser.id_of_fact(node), |id| json!(id),
        {"type": "string", "maxLength": 96, "pattern": FACT_ID};
    /// A year, a month or a day.
    Date(String, "a date") = |parser, node, _| parser.date(node), |date| json!(date),
        {"type": "string", "pattern": r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"};
    /// A price, in USD.
    Usd(f64, "a price") = |parser, node, _| parser.usd(node), |price| json!(price), {"type": "number", "minimum": 0};
    /// A day.
    Day(String, "a day") = |parser, node, _| parser.day(node), |day| json!(day),
        {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"};
    /// Lower case letters, digits, `_` and `-`.
    Tag(String, "a tag") = |parser, node, _| parser.tag(node), |tag| json!(tag),
        {"type": "string", "pattern": r"^[a-z][a-z0-9_-]*$"};
    /// A method of HTTP.
    Method(String, "a method") = |parser, node, _| parser.method(node), |method| json!(method),
        {"type": "string", "pattern": r"^[A-Za-z-]+$"};
    /// Bytes in hex digits.
    Hex(Vec<u8>, "bytes") = |parser, node, _| parser.hex(node), |bytes| json!(hex(bytes)), {"type": "string", "pattern": r"^([0-9A-Fa-f]{2})*$"};
    /// A name in snake case.
    NeedName(String, "a name") = |parser, node, _| parser.text(node), |name| json!(name),
        {"type": "string", "pattern": NAME, "maxLength": 64};
    /// A regular expression.
    Pattern(String, "a regular expression") = |parser, node, _| parser.regex(node), |pattern| json!(pattern),
        {"type": "string", "format": "regex"};
    /// A dotted path.
    Path(Vec<String>, "a path") = |parser, node, _| parser.path(node), |parts| json!(parts.join(".")),
        {"type": "string", "pattern": r"^[^.]+(\.[^.]+)*$"};
    /// The name of a row's value.
    RowName(String, "a name") = |parser, node, _| {
        let name = parser.text(node)?;
        parser.row_use(node, &name)?;
        Ok(name)
    }, |name| json!(name), {"type": "string"};
    /// The operation that a step calls.
    Called(Operation, "an operation") = |parser, node, _| {
        let operation = parser.operation_named(node, CALLED);
        parser.operation = operation.ok();
        operation
    }, |operation| json!(operation.name()), {"enum": operations()};
    /// An operation of the service model.
    Named(Operation, "an operation") = |parser, node, _| parser.operation_named(node, CALLED),
        |operation| json!(operation.name()), {"enum": operations()};
    /// Where else a fact was seen.
    Via(String, "a service") = |parser, node, _| {
        parser.word(node, "`via`", &VIA.map(|it| (it, it))).map(str::to_owned)
    }, |via| json!(via), {"enum": VIA};
    /// A parameter of the `Authorization` header.
    Parameter(String, "a parameter's name") = |parser, node, _| {
        parser.word(node, "parameter", &PARAMETERS.map(|it| (it, it))).map(str::to_owned)
    }, |parameter| json!(parameter), {"enum": PARAMETERS};
    /// Whether nobody reads standard output.
    Closed(bool, "where it goes") = |parser, node, _| parser.word(node, "`stdout_to`", &[(CLOSED, true)]),
        |_| json!(CLOSED), {"enum": [CLOSED]};
    /// The operation of a fact.
    Known(Operation, "an operation") = |parser, node, _| {
        parser.operation_named(node, "the operations of a fact are those of the service model")
    }, |operation| json!(operation.name()), {"enum": operations()};
    /// A length, or its bounds.
    Length(LengthRange, "a length") = |parser, node, _| parser.length_range(node), |range| length(*range), (|_| any_length());
    /// A length that is drawn.
    DrawnLength(LengthRange, "a length") = |parser, node, _| {
        let range = parser.length_range(node)?;
        parser.drawn(node, range)
    }, |range| length(*range),
        (|_| drawn_length());
    /// `{length: …}`.
    LengthOf(LengthRange, "a length") = |parser, node, name| parser.length_of(node, name), |range| json!({"length": length(*range)}),
        (|_| of_length(&any_length()));
    /// `{length: …}`, drawn.
    DrawnLengthOf(LengthRange, "a length") = |parser, node, name| {
        let range = parser.length_of(node, name)?;
        parser.drawn(node, range)
    }, |range| json!({"length": length(*range)}),
        (|_| of_length(&drawn_length()));
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Names in snake case, as schemas have them.
pub(in crate::case) const NAME: &str = "^[a-z_][a-z0-9_]*$";

/// Ids of facts, as schemas have them.
pub(in crate::case) const FACT_ID: &str = r"^[A-Za-z][A-Za-z0-9_.-]*-([A-Za-z0-9_.-]*[A-Za-z0-9])$";

/// Names of header fields, as schemas have them.
pub(in crate::case) const FIELD: &str = "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$";

/// Where else a fact may have been seen.
const VIA: [&str; 1] = ["sister-service"];

/// The parameters of the `Authorization` header.
const PARAMETERS: [&str; 3] = ["Credential", "SignedHeaders", "Signature"];

/// The word for an output that nobody reads.
const CLOSED: &str = "closed";

/// The longest that is drawn.
pub(in crate::case) const MOST_DRAWN: u64 = 1024 * 1024;

/// Why what is called has to be known.
pub(in crate::case) const CALLED: &str = "`call` names an operation of the service model; for a name that does not exist, use `wire: {target: …}`";

/// The names of the operations.
pub(in crate::case) fn operations() -> Vec<&'static str> {
    Operation::ALL
        .iter()
        .map(|operation| operation.name())
        .collect()
}

fn any_length() -> Schema {
    json_schema!({"anyOf": [{"type": "integer", "minimum": 0}, bounds(u64::MAX, false)]})
}

fn drawn_length() -> Schema {
    json_schema!({"anyOf": [{"type": "integer", "minimum": 0, "maximum": MOST_DRAWN}, bounds(MOST_DRAWN, true)]})
}

/// `{length: …}`.
fn of_length(length: &Schema) -> Schema {
    json_schema!({
        "type": "object",
        "properties": {"length": length},
        "required": ["length"],
        "additionalProperties": false,
    })
}

fn bounds(most: u64, ends: bool) -> Value {
    let required: &[&str] = if ends { &["max"] } else { &[] };
    json!({
        "type": "object",
        "properties": {"min": {"type": "integer", "minimum": 0}, "max": {"type": "integer", "minimum": 0, "maximum": most}},
        "required": required,
        "minProperties": 1,
        "additionalProperties": false,
    })
}

/// A length, or its bounds.
fn length(range: LengthRange) -> Value {
    match (range.min, range.max) {
        (min, max) if min == max => json!(min),
        (0, max) if max != u64::MAX => json!({"max": max}),
        (min, u64::MAX) => json!({"min": min}),
        (min, max) => json!({"min": min, "max": max}),
    }
}

/// A duration in the largest unit that divides it.
fn millis(millis: u128) -> String {
    const UNITS: [(u128, &str); 4] = [
        (86_400_000, "d"),
        (3_600_000, "h"),
        (60_000, "m"),
        (1_000, "s"),
    ];
    let unit = UNITS
        .iter()
        .find(|(size, _)| millis.is_multiple_of(*size) && millis != 0);
    match unit {
        Some((size, unit)) => format!("{}{unit}", millis / size),
        None if millis == 0 => "0s".to_owned(),
        None => format!("{millis}ms"),
    }
}
