//! A script: calls that build on each other's answers, not yet bound to any endpoint.

use crate::case::{FreshKind, Principal, Region, StoreState};
use crate::model::Operation;
use crate::wire::is_token;

/// What is done to one endpoint, in order, from nothing.
///
/// Invariant: a script holds no id that an endpoint gave out; it refers to answers by the number of their step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Script {
    /// The steps; references count them from 0.
    pub steps: Vec<Step>,
}

/// One step of a script.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Calls an operation.
    Call(Box<ScriptCall>),
    /// Waits until a custom key store has come to rest in a state.
    Settle {
        /// Its id.
        store: Arg,
        /// The state.
        state: StoreState,
    },
    /// Moves the endpoint's clock forward by this many milliseconds; only the reference has such a clock.
    Advance(u64),
    /// Changes what stands behind custom key stores: evaluates to a [`Disturbance`](crate::wire::admin::Disturbance).
    Disturb(Arg),
}

/// One call.
#[derive(Debug, Clone, PartialEq)]
pub struct ScriptCall {
    /// The operation.
    pub operation: Operation,
    /// Who calls.
    pub principal: Principal,
    /// Where.
    pub region: Region,
    /// The body.
    pub input: Arg,
    /// The one way, if any, in which the request differs from a good client's.
    pub oddity: Option<Malformation>,
}

/// A JSON value that may refer to answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number; finite.
    Float(f64),
    /// Text.
    Text(String),
    /// Text repeated: a long value in few words.
    Repeat(String, u32),
    /// Texts one after the other; what is no text adds nothing.
    Join(Vec<Arg>),
    /// A text in capitals.
    Upper(Box<Arg>),
    /// A list.
    List(Vec<Arg>),
    /// An object, in order; no name twice.
    Map(Vec<(String, Arg)>),
    /// A member of an earlier answer.
    Ref(Ref),
    /// The n-th value of a kind, new in every run and the same throughout one.
    Fresh(FreshKind, u8),
}

/// A reference to a part of an earlier answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ref {
    /// The step, from 0.
    pub step: usize,
    /// Members and indexes, outermost first.
    pub path: Vec<String>,
}

/// One thing about a request that a good client would not do.
#[derive(Debug, Clone, PartialEq)]
pub enum Malformation {
    /// Another method.
    Method(String),
    /// Another path.
    Path(String),
    /// Another `X-Amz-Target`, or none.
    Target(Option<String>),
    /// Another `Content-Type`, or none.
    ContentType(Option<String>),
    /// A field added or replaced, or taken away, before signing.
    Header(String, Option<String>),
    /// A body of this text instead of the input.
    BodyText(String),
    /// A body of text repeated instead of the input.
    BodyRepeat(String, u32),
    /// A body of these bytes instead of the input.
    BodyBytes(Vec<u8>),
    /// No signature at all.
    Unsigned,
    /// A signature so many milliseconds off the endpoint's clock.
    SignedAt(i64),
    /// A good signature for another Region.
    ScopeRegion(String),
    /// A good signature for another service.
    ScopeService(String),
    /// A good signature for another day, `YYYYMMDD`.
    ScopeDate(String),
    /// A credential scope that ends in another word.
    ScopeTerminator(String),
    /// Another name for the algorithm.
    Algorithm(String),
    /// An access key id that nobody has.
    AccessKeyId(String),
    /// The wrong secret.
    Secret(String),
    /// These hex digits for a signature.
    Signature(String),
    /// A session token.
    SessionToken(String),
    /// A header field that is not signed.
    UnsignedHeader(String),
    /// A parameter left out of `Authorization`.
    Omit(String),
    /// An `Authorization` that is nothing of the kind.
    Authorization(String),
    /// A field changed after signing.
    AlterHeader(String, String),
    /// A body other than the signed one.
    AlterBody(String),
    /// No date.
    OmitDate,
    /// The signature in the query.
    InQuery,
    /// A browser's question, before it calls from another site, whether it may: nobody signs it.
    Preflight,
}

/// What a browser sends with a [`Malformation::Preflight`] (fact W-710).
pub(super) const PREFLIGHT: [(&str, &str); 3] = [
    ("Origin", "https://example.com"),
    ("Access-Control-Request-Method", "POST"),
    (
        "Access-Control-Request-Headers",
        "authorization,content-type,x-amz-date,x-amz-target",
    ),
];

/// Fields by which HTTP itself tells where a request ends and what becomes of the connection.
const FRAMING: [&str; 7] = [
    "connection",
    "content-length",
    "expect",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

impl Malformation {
    /// Whether the request is HTTP all the same: what is not is refused by the server before KMS sees it, and nobody
    /// knows how.
    ///
    /// Source: RFC 9110, sections 5.1, 5.5 and 9.1; RFC 9112, section 3.2.1.
    #[must_use]
    pub fn is_http(&self) -> bool {
        match self {
            Self::Method(method) => is_token(method),
            Self::Path(path) => path.starts_with('/') && path.bytes().all(|b| b.is_ascii_graphic()),
            Self::Header(name, value) => {
                let framing = FRAMING.iter().any(|known| name.eq_ignore_ascii_case(known));
                is_token(name) && !framing && value.as_deref().is_none_or(is_field_value)
            }
            Self::AlterHeader(name, value) => is_token(name) && is_field_value(value),
            Self::UnsignedHeader(name) => is_token(name),
            Self::Target(text) | Self::ContentType(text) => {
                text.as_deref().is_none_or(is_field_value)
            }
            Self::ScopeRegion(text)
            | Self::ScopeService(text)
            | Self::ScopeDate(text)
            | Self::ScopeTerminator(text)
            | Self::Algorithm(text)
            | Self::AccessKeyId(text)
            | Self::Signature(text)
            | Self::SessionToken(text)
            | Self::Authorization(text) => is_field_value(text),
            Self::BodyText(_)
            | Self::BodyRepeat(..)
            | Self::BodyBytes(_)
            | Self::Unsigned
            | Self::SignedAt(_)
            | Self::Secret(_)
            | Self::Omit(_)
            | Self::AlterBody(_)
            | Self::OmitDate
            | Self::InQuery
            | Self::Preflight => true,
        }
    }
}

/// Printable ASCII: bytes beyond it are allowed, and every server makes something else of them.
fn is_field_value(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' '..=b'~')) && text.trim() == text
}

impl Script {
    /// How many calls it makes.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.steps
            .iter()
            .filter(|step| matches!(step, Step::Call(_)))
            .count()
    }

    /// Whether it can only run where the clock and the world are ours.
    #[must_use]
    pub fn needs_world(&self) -> bool {
        self.steps
            .iter()
            .any(|step| matches!(step, Step::Advance(_) | Step::Disturb(_)))
    }

    /// The script without these steps, its references renumbered; those to what is gone become fresh values.
    #[must_use]
    pub fn without(&self, gone: impl Fn(usize) -> bool) -> Self {
        let mut renumbered = Vec::with_capacity(self.steps.len());
        let mut kept = 0;
        for at in 0..self.steps.len() {
            renumbered.push((!gone(at)).then_some(kept));
            kept += usize::from(!gone(at));
        }
        let kept = self.steps.iter().enumerate().filter(|(at, _)| !gone(*at));
        let steps = kept
            .map(|(_, step)| {
                let mut step = step.clone();
                step.each_arg(&mut |arg| {
                    if let Arg::Ref(reference) = arg {
                        match renumbered.get(reference.step).copied().flatten() {
                            Some(step) => reference.step = step,
                            None => *arg = reference.stand_in(),
                        }
                    }
                });
                step
            })
            .collect();
        Self { steps }
    }
}

impl Step {
    /// The call, if it is one.
    #[must_use]
    pub fn call(&self) -> Option<&ScriptCall> {
        match self {
            Step::Call(call) => Some(call),
            _ => None,
        }
    }

    /// Visits every value in it, outermost first.
    pub fn each_arg(&mut self, visit: &mut impl FnMut(&mut Arg)) {
        match self {
            Step::Call(call) => call.input.each(visit),
            Step::Settle { store: arg, .. } | Step::Disturb(arg) => arg.each(visit),
            Step::Advance(_) => {}
        }
    }
}

impl Arg {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Arg::Text(text.into())
    }

    /// An object of these members.
    #[must_use]
    pub fn object<const N: usize>(members: [(&str, Arg); N]) -> Self {
        Arg::Map(members.map(|(name, arg)| (name.to_owned(), arg)).into())
    }

    /// A member of the answer to a step.
    #[must_use]
    pub fn answer(step: usize, path: &str) -> Self {
        let path = path.split('.').map(str::to_owned).collect();
        Arg::Ref(Ref { step, path })
    }

    /// The member of this name, of an object.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Arg> {
        match self {
            Arg::Map(members) => members.iter().find(|(n, _)| n == name).map(|(_, arg)| arg),
            _ => None,
        }
    }

    /// Sets a member of an object, in its place or at the end; nothing else has members.
    pub fn set(&mut self, name: &str, value: Arg) {
        if let Arg::Map(members) = self {
            match members.iter_mut().find(|(n, _)| n == name) {
                Some((_, arg)) => *arg = value,
                None => members.push((name.to_owned(), value)),
            }
        }
    }

    /// Takes a member of an object away.
    pub fn remove(&mut self, name: &str) {
        if let Arg::Map(members) = self {
            members.retain(|(n, _)| n != name);
        }
    }

    /// Visits this value and then every value in it.
    pub fn each(&mut self, visit: &mut impl FnMut(&mut Arg)) {
        visit(self);
        match self {
            Arg::List(items) | Arg::Join(items) => {
                for item in items {
                    item.each(visit);
                }
            }
            Arg::Upper(inner) => inner.each(visit),
            Arg::Map(members) => members.iter_mut().for_each(|(_, arg)| arg.each(visit)),
            _ => {}
        }
    }
}

impl Ref {
    /// What stands in for the reference where there is no such answer: a well-formed value that nothing has.
    #[must_use]
    pub fn stand_in(&self) -> Arg {
        let n = u8::try_from(self.step % 64).unwrap_or_default() + 128;
        match self.path.last().map(String::as_str) {
            Some("CustomKeyStoreId") => Arg::Fresh(FreshKind::StoreId, n),
            Some("KeyId" | "Arn") => Arg::Fresh(FreshKind::KeyId, n),
            Some("AWSAccountId") => Arg::Fresh(FreshKind::AccountId, n),
            Some(
                "CiphertextBlob" | "Mac" | "Signature" | "PublicKey" | "SharedSecretCiphertextBlob",
            ) => Arg::text("AQIDBAUGBwgJCgsMDQ4PEA=="),
            _ => Arg::Fresh(FreshKind::Text, n),
        }
    }
}
