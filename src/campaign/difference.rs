//! One way in which an answer is not what it should be, and what a case must ask for to tell.

use serde_json::Value;

use super::trace::Seen;
use crate::case::{Principal, Region};
use crate::generate::{Malformation, ScriptCall};
use crate::model::{Invalid, Model, validate};
use crate::wire::aws_json::Answer;

/// One way in which an answer differs from the reference's.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Difference {
    /// The step, from 0.
    pub(super) step: usize,
    /// Where: `answer`, `error type`, `status`, `header …`, or a path in the body without indexes.
    pub(super) place: String,
    pub(super) expected: String,
    pub(super) actual: String,
    /// What the case must ask for.
    pub(super) ask: Ask,
    /// One of the two has done what the other refused: what comes later says nothing.
    pub(super) diverges: bool,
}

/// What a case must ask for to tell the difference.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ask {
    /// The reference's success, whatever it says.
    Success,
    /// The reference's error type.
    ErrorType(String),
    /// Any refusal: the type is not known well enough.
    Refusal,
    /// A header field of this value; any where there is none.
    Header(&'static str, Option<&'static str>),
    /// This member, of this value where it is known.
    Member(Vec<String>, Option<Value>),
    /// No such member.
    Absent(Vec<String>),
    /// No such header field.
    NoHeader(&'static str),
    /// A member of this name no more than once.
    Once(String),
    /// An id that says whether its key is a multi-Region key.
    Form(Vec<String>, bool),
    /// A list of aliases with these names, in this order.
    Order(Vec<String>, Vec<String>),
    /// This member, with the value that an earlier answer has at this place.
    Same {
        path: Vec<String>,
        step: usize,
        from: Vec<String>,
    },
    /// A value here that the answer to this step does not have.
    Another(Vec<String>, usize),
    /// A list of so many things.
    Count(Vec<String>, usize),
    /// The reference's status.
    Status,
    /// Whether the refusal has a text in `message`.
    Message(bool),
}

/// An answer in a word.
pub(super) fn told(answer: &Answer) -> String {
    match (&answer.error_type, answer.is_success()) {
        (_, true) => "success".to_owned(),
        (Some(name), _) if answer.status < 500 => name.clone(),
        (Some(name), _) => format!("{} {name}", answer.status),
        (None, _) => answer.status.to_string(),
    }
}

/// What can be asked for where the reference answers this.
pub(super) fn ask_for(call: &ScriptCall, expected: &Seen, right: &Answer) -> Ask {
    let Some(name) = right.error_type.clone().filter(|_| !right.is_success()) else {
        return if right.is_success() {
            Ask::Success
        } else {
            Ask::Refusal
        };
    };
    if right.status >= 500 {
        return Ask::ErrorType(name);
    }
    let model = Model::bundled();
    let shape = &model.operation(call.operation).input;
    let declared = model.operation(call.operation).errors.contains(&name);
    if declared && call.oddity.is_none() {
        return Ask::ErrorType(name);
    }
    // Known of KMS itself: what breaks the model, and how a target that names no operation is answered (fact W-041).
    let known = match validate(model, shape, &expected.input) {
        Err(Invalid::Constraints(_)) => name == "ValidationException",
        Err(Invalid::Type(_)) => name == "SerializationException",
        Ok(()) => false,
    };
    let is_target = matches!(&call.oddity, Some(Malformation::Target(Some(target))) if target.starts_with("TrentService."));
    let at_home = call.principal == Principal::Owner && call.region == Region::Home;
    // A sister service denies access to it (fact W-042).
    let of_target = ["UnknownOperationException", "AccessDeniedException"];
    if is_target && at_home && of_target.contains(&name.as_str()) {
        return Ask::ErrorType(name);
    }
    if known && call.oddity.is_none() && at_home {
        return Ask::ErrorType(name);
    }
    let recorded = [
        "UnknownOperationException",
        "InvalidSignatureException",
        "UnrecognizedClientException",
    ];
    let is_signature = call
        .oddity
        .as_ref()
        .is_some_and(super::situation::is_signature);
    if is_signature && recorded.contains(&name.as_str()) {
        return Ask::ErrorType(name);
    }
    Ask::Refusal
}
