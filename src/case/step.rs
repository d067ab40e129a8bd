//! What a case does, step by step.

use std::time::Duration;

use super::keys::{
    AnyValue, Called, Count, List, NeedName, One, Optional, Or, Required, Time, Truth, Words,
    mapping, words,
};
use super::{Expect, Run, Span, Template, Wire};
use crate::model::Operation;

words! {
    /// Who makes a call.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
    Principal("principal") {
        /// The account under test.
        #[default]
        Owner "owner",
        /// Another account, with every permission in its own.
        Peer "peer",
        /// Valid credentials that no policy allows anything of the owner's.
        Stranger "stranger",
        /// Somebody of the owner's account, whom no policy of that account allows anything.
        User "user",
        /// Nobody: the request is not signed.
        Anonymous "anonymous",
    }
}

impl Principal {
    /// Everybody who signs.
    pub const SIGNERS: [Self; 4] = [Self::Owner, Self::Peer, Self::Stranger, Self::User];

    /// The word for it in a case.
    #[must_use]
    pub fn word(self) -> &'static str {
        Words::word(self)
    }

    /// The name by which the credentials of somebody who signs are known; `None` for nobody.
    #[must_use]
    pub fn signer(self) -> Option<&'static str> {
        (self != Self::Anonymous).then(|| self.word())
    }

    /// Who signs by this name.
    #[must_use]
    pub fn of_signer(name: &str) -> Option<Self> {
        let mut signers = Self::SIGNERS.into_iter();
        signers.find(|signer| signer.word() == name)
    }
}

words! {
    /// Where a call goes.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
    Region("Region") {
        /// The Region under test.
        #[default]
        Home "home",
        /// Another Region of the same endpoint.
        Other "other",
    }
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

mapping! {
    /// A call of one operation; without `expect` it is set-up.
    #[derive(Debug, Clone, PartialEq)]
    pub Call("a step", end Call::end, check Call::check)
    aside {
        /// Names of needs that read the same before the call and after it.
        "unchanged" = List<NeedName>;
    } {
        /// Who calls.
        principal "as": Principal = Or<Principal>;
        /// Where.
        region "region": Region = Or<Region>;
        /// The operation; for a wire request with another target, the one whose shapes describe the answer.
        operation "call": Operation = Required<Called>;
        /// The request's body; an empty object when left out.
        input "input": Option<Template> = Optional<AnyValue>;
        /// True: `input` has members that the model does not know, on purpose.
        unknown_members "unknown_members": bool = Or<Truth>;
        /// How the request differs from a good client's.
        wire "wire": Option<Wire> = Optional<Wire>;
        /// How many are sent at once, 1 when left out; `expect` is then `each`.
        copies "copies": u32 = Or<Count<2, 256>, One>;
        /// Repeat until the expectation holds.
        eventually "eventually": Option<Eventually> = Optional<Eventually>;
        /// What must come back; `None` marks set-up.
        expect "expect": Option<Expect> = Optional<Expect>;
    }
}

mapping! {
    /// How long to wait for an expectation to hold.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub Eventually("`eventually`") {
        /// At most this long, on the target's clock.
        within "within": Duration = Required<Time>;
        /// And then it holds for this long, on every repetition.
        stable_for "stable_for": Duration = Or<Time>;
    }
}

impl Call {
    /// Whether an answer that the case accepts is a success; set-up has to be one.
    #[must_use]
    pub fn may_succeed(&self) -> bool {
        self.expect.as_ref().is_none_or(Expect::may_succeed)
    }
}
