//! Which operations an instance sends, so that only cases are tried in which a derived fault can show itself.
//!
//! A part of the book for which no operation is named ([`WrongBook::shown_in`](crate::reference::WrongBook::shown_in)) may show
//! itself anywhere. A mistake there lets a fault survive that a case would notice, and the proof says so; it hides nothing.

use std::collections::BTreeSet;

use crate::case::{Action, NeedKind};
use crate::model::Operation;
use crate::model::Operation::{
    ConnectCustomKeyStore, CreateCustomKeyStore, CreateKey, DisconnectCustomKeyStore,
};
use crate::reference::Reference;
use crate::runner::Instance;

/// Every operation that an instance sends, its preconditions too.
pub(super) fn sent(instance: &Instance<'_>) -> BTreeSet<Operation> {
    let mut sent = instance.case.operations();
    sent.insert(instance.operation());
    for need in &instance.case.needs {
        sent.insert(match &need.kind {
            NeedKind::CustomKeyStore(_) => CreateCustomKeyStore,
            NeedKind::Key(_) => CreateKey,
            NeedKind::OfKey(need) => need.role.create,
        });
        if let NeedKind::CustomKeyStore(_) = need.kind {
            // For its state, and for that of its keys.
            sent.extend([ConnectCustomKeyStore, DisconnectCustomKeyStore]);
        }
    }
    sent.retain(|operation| Reference::answers(*operation));
    sent
}

/// How many times an instance sends the call that it sends most often at once.
pub(super) fn copies(instance: &Instance<'_>) -> u32 {
    let calls = instance
        .case
        .steps
        .iter()
        .filter_map(|step| match &step.action {
            Action::Call(call) => Some(call.copies),
            Action::Advance(_) | Action::Disturb(_) | Action::Run(_) => None,
        });
    calls.max().unwrap_or(1)
}
