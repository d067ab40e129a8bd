//! One request as the target sees it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::Operation;
use crate::wire::aws_json::{self, Answer};
use crate::wire::sigv4;
use crate::wire::{Request, Response};

/// Who asked for what, where, and whether it was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The operation; `None` where the request names none of KMS.
    pub operation: Option<Operation>,
    /// `owner`, `peer` or another name of the target's; `anonymous` for a request that nobody known has signed.
    pub principal: String,
    /// The Region for which it is signed; empty where it is not.
    pub region: String,
    /// The spec of the key that is used, or of the key pair that is asked for, such as `RSA_2048`.
    pub spec: Option<String>,
    /// The request's members; null where it has none.
    pub input: Value,
    /// The error type of the answer; `None`: it was done.
    pub error: Option<String>,
    /// It came to the question who may do it, and was not refused before.
    pub authorised: bool,
    /// Every key that it uses bears the tag of a run, or the one that it asks for will.
    pub tagged: bool,
    /// Its answer shows a key store that is on its way from one state to another.
    pub in_between: bool,
}

/// How many of these calls, made one after the other, only wait: they ask again about key stores that connect or disconnect, as
/// often as that takes.
#[must_use]
pub fn polls(calls: &[Call]) -> usize {
    calls.len() - without_polls(calls).count()
}

/// All others.
pub fn without_polls(calls: &[Call]) -> impl Iterator<Item = &Call> {
    let before = std::iter::once(None).chain(calls.iter().map(Some));
    let each = calls.iter().zip(before);
    each.filter(|(call, before)| !before.is_some_and(|it| it.in_between && it.is_same(call)))
        .map(|(call, _)| call)
}

impl Call {
    /// What a request and its answer tell; `names` has the principals by their access key ids.
    #[must_use]
    pub fn of(request: &Request, response: &Response, names: &BTreeMap<String, String>) -> Self {
        let claim = sigv4::claim(request);
        let name = claim.as_ref().and_then(|it| names.get(&it.access_key_id));
        let answer = Answer::of(response);
        let failed = || {
            let status = || format!("status {}", response.status);
            answer.error_type.clone().unwrap_or_else(status)
        };
        Self {
            operation: aws_json::operation(request).and_then(Operation::from_name),
            principal: name.map_or("anonymous", String::as_str).to_owned(),
            region: claim.and_then(|it| it.region).unwrap_or_default(),
            spec: None,
            input: serde_json::from_slice(&request.body).unwrap_or_default(),
            error: (!answer.is_success()).then(failed),
            authorised: false,
            tagged: false,
            in_between: is_in_between(answer.json()),
        }
    }

    /// Whether the same is asked by the same caller in the same place.
    fn is_same(&self, other: &Self) -> bool {
        let place = |it: &Self| (it.operation, it.principal.clone(), it.region.clone());
        place(self) == place(other) && self.input == other.input
    }

    /// What reports call the operation.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.operation
            .map_or("no operation of KMS", Operation::name)
    }

    /// A member that is a text.
    pub(super) fn text(&self, member: &str) -> Option<&str> {
        self.input.get(member).and_then(Value::as_str)
    }
}

/// Whether an answer shows a key store that connects or disconnects.
fn is_in_between(answer: Option<&Value>) -> bool {
    let stores = answer.and_then(|answer| answer.get("CustomKeyStores")?.as_array());
    stores.into_iter().flatten().any(|store| {
        let state = store.get("ConnectionState").and_then(Value::as_str);
        matches!(state, Some("CONNECTING" | "DISCONNECTING"))
    })
}
