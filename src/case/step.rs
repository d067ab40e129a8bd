//! What a case does, step by step.

use std::time::Duration;

use schemars::JsonSchema;

use super::{Expect, Run, Span, Template, Wire};
use crate::model::Operation;

/// Who makes a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Principal {
    /// The account under test.
    #[default]
    Owner,
    /// Another account, with every permission in its own.
    Peer,
    /// Valid credentials that no policy allows anything of the owner's.
    Stranger,
    /// Nobody: the request is not signed.
    Anonymous,
}

/// Where a call goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Region {
    /// The Region under test.
    #[default]
    Home,
    /// Another Region of the same endpoint.
    Other,
}

/// One step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The name by which later steps refer to the answer.
    pub id: Option<String>,
    /// A requirement of its own, which a failure says in place of the case's.
    pub requirement: Option<String>,
    /// Where it stands.
    pub span: Span,
    /// What it does.
    pub action: Action,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Calls an operation.
    Call(Box<Call>),
    /// Moves the target's clock.
    Advance(Duration),
    /// Changes what stands behind custom key stores.
    Disturb(Disturb),
    /// Runs the CLI under test.
    Run(Box<Run>),
}

/// A change to the world behind stores, with values still to be drawn or looked up.
#[derive(Debug, Clone, PartialEq)]
pub struct Disturb {
    /// Evaluates to a [`Disturbance`](crate::wire::admin::Disturbance).
    pub template: Template,
}

/// A call of one operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The operation; for a wire request with another target, the one whose shapes describe the answer.
    pub operation: Operation,
    /// Who calls.
    pub principal: Principal,
    /// Where.
    pub region: Region,
    /// The request's body; an empty object when left out.
    pub input: Option<Template>,
    /// True: `input` has members that the model does not know, on purpose.
    pub unknown_members: bool,
    /// How the request differs from a good client's.
    pub wire: Option<Wire>,
    /// How many are sent at once; 1 unless `copies` says otherwise.
    pub copies: u32,
    /// What must come back; `None` marks set-up.
    pub expect: Option<Expect>,
    /// Repeat until the expectation holds.
    pub eventually: Option<Eventually>,
}

/// How long to wait for an expectation to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Eventually {
    /// At most this long, on the target's clock.
    pub within: Duration,
    /// And then it holds for this long, on every repetition.
    pub stable_for: Duration,
}
