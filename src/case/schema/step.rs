//! Steps.
#![expect(dead_code, reason = "these types are only described, never made")]

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::command::RunStep;
use super::document::Sentence;
use super::expect::ExpectEntry;
use super::value::{Duration, Name, Template, truth};
use super::wire::WireEntry;
use crate::case::{Principal, Region};
use crate::model::Operation;
use crate::wire::admin::Disturbance;

/// One step.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum StepEntry {
    /// Calls an operation.
    Call(Box<CallStep>),
    /// Moves the target's clock.
    Advance(AdvanceStep),
    /// Changes what stands behind custom key stores.
    Disturb(DisturbStep),
    /// Runs the CLI under test.
    Run(Box<RunStep>),
}

/// A call of one operation; without `expect` it is set-up.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("dependentRequired" = {"requirement": ["expect"], "unchanged": ["expect"]}))]
pub(super) struct CallStep {
    /// Names the answer for later references.
    #[schemars(default, with = "Name")]
    id: Option<Name>,
    /// A requirement of its own, which a failure says in place of the case's.
    #[schemars(default, with = "Sentence")]
    requirement: Option<Sentence>,
    /// Who calls.
    #[schemars(default, with = "Principal", rename = "as")]
    principal: Option<Principal>,
    /// Where.
    #[schemars(default, with = "Region")]
    region: Option<Region>,
    /// The operation.
    #[schemars(schema_with = "operation")]
    call: String,
    /// The request's body.
    #[schemars(default, with = "Template")]
    input: Option<Template>,
    /// `input` has members that the model does not know, on purpose.
    #[schemars(default, schema_with = "truth")]
    unknown_members: Option<bool>,
    /// How the request differs from a good client's.
    #[schemars(default, with = "WireEntry")]
    wire: Option<WireEntry>,
    /// How many are sent at once; `expect` is then `each`.
    #[schemars(default, with = "u32", range(min = 2, max = 256))]
    copies: Option<u32>,
    /// Repeat until the expectation holds.
    #[schemars(default, with = "EventuallyEntry")]
    eventually: Option<EventuallyEntry>,
    /// What must come back.
    #[schemars(default, with = "ExpectEntry")]
    expect: Option<ExpectEntry>,
    /// Names of needs that read the same before the call and after it.
    #[schemars(default, with = "Vec<Name>", length(min = 1))]
    unchanged: Option<Vec<Name>>,
}

/// Moves the target's clock.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct AdvanceStep {
    /// By how much.
    advance: Duration,
}

/// Changes what stands behind custom key stores.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct DisturbStep {
    /// What changes.
    disturb: Box<Disturbance>,
}

/// How long to wait for an expectation.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct EventuallyEntry {
    /// At most this long, on the target's clock.
    within: Duration,
    /// And then it holds for this long.
    #[schemars(default, with = "Duration")]
    stable_for: Option<Duration>,
}

pub(super) fn operation(_: &mut SchemaGenerator) -> Schema {
    let names: Vec<_> = Operation::ALL
        .iter()
        .map(|operation| operation.name())
        .collect();
    json_schema!({"enum": names})
}
