//! A file of facts.
#![expect(dead_code, reason = "these types are only described, never made")]

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::document::{FactId, Filled};
use super::step::operation;
use crate::case::{Confidence, EvidenceKind};

/// Facts about KMS: each once, with its source; cases cite their ids.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Facts")]
pub(super) struct FactFile {
    /// What a fact need not say because the whole file says it.
    #[schemars(default, with = "Defaults")]
    defaults: Option<Defaults>,
    /// The facts, by id.
    facts: ById,
}

/// A mapping from ids to facts.
#[derive(JsonSchema)]
#[schemars(extend("propertyNames" = {"pattern": "^[A-Za-z][A-Za-z0-9_.-]*-([A-Za-z0-9_.-]*[A-Za-z0-9])$", "maxLength": 96}))]
pub(super) struct ById(BTreeMap<String, FactEntry>);

/// What a fact need not say because the whole file says it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Defaults {
    /// How they are known.
    #[schemars(default, with = "EvidenceKind")]
    kind: Option<EvidenceKind>,
    /// Where to look them up.
    #[schemars(default, with = "Filled")]
    source: Option<Filled>,
    /// A year, a month or a day, quoted.
    #[schemars(default, with = "Date")]
    date: Option<Date>,
    /// Seen on another AWS service only.
    #[schemars(default, with = "Via")]
    via: Option<Via>,
    /// How sure they are.
    #[schemars(default, with = "Confidence")]
    confidence: Option<Confidence>,
}

/// One fact; `kind`, `source` and `confidence` stand here or in `defaults`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct FactEntry {
    /// The operations that it is about; left out: all, or none in particular.
    #[schemars(default, with = "Vec<OperationName>", length(min = 1))]
    operations: Option<Vec<OperationName>>,
    /// What is known, in a sentence.
    statement: Filled,
    /// How it is known.
    #[schemars(default, with = "EvidenceKind")]
    kind: Option<EvidenceKind>,
    /// Where to look it up.
    #[schemars(default, with = "Filled")]
    source: Option<Filled>,
    /// A year, a month or a day, quoted.
    #[schemars(default, with = "Date")]
    date: Option<Date>,
    /// Seen on another AWS service only.
    #[schemars(default, with = "Via")]
    via: Option<Via>,
    /// How sure it is.
    #[schemars(default, with = "Confidence")]
    confidence: Option<Confidence>,
    /// Facts that it confirms.
    #[schemars(default, with = "Vec<FactId>", length(min = 1))]
    supports: Option<Vec<FactId>>,
    /// Why it is a question, and no judge.
    #[schemars(default, with = "Filled")]
    question: Option<Filled>,
    /// What else there is to say.
    #[schemars(default, with = "Filled")]
    note: Option<Filled>,
    /// Why no case of the corpus cites it.
    #[schemars(default, with = "Filled")]
    unchecked: Option<Filled>,
}

/// An operation of KMS.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct OperationName(#[schemars(schema_with = "operation")] String);

/// A year, a month or a day.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct Date(#[schemars(regex(pattern = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"))] String);

/// Where else a fact was seen.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub(super) enum Via {
    /// On another AWS service.
    SisterService,
}
