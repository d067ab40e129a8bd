//! The key state, and what operations do in it.

use super::{Key, Origin};
use crate::reference::account::Holdings;
use crate::reference::call::Call;
use crate::reference::rules::{Admission, ConnectionState, KeyRules, KeyState};
use crate::reference::service_error::ServiceError;

/// The state of a key among its account's holdings.
///
/// A key follows its store and comes back as it was (facts C-050, C-202); its waiting period outranks the store (C-201).
pub(crate) fn state(rules: &KeyRules, held: &Holdings, key: &Key) -> KeyState {
    let connected = key.store.as_ref().is_none_or(|id| {
        let store = held.stores.iter().find(|store| store.id == *id);
        store.is_some_and(|store| store.state == ConnectionState::Connected)
    });
    let unavailable = (rules.follow_store && !connected) || key.lost;
    if key.deletion.is_some() && (rules.deletion_outranks || !unavailable) {
        KeyState::PendingDeletion
    } else if unavailable {
        KeyState::Unavailable
    } else if key.origin == Origin::External {
        // Material cannot be imported yet.
        KeyState::PendingImport
    } else if key.enabled {
        KeyState::Enabled
    } else {
        KeyState::Disabled
    }
}

/// Lets the operation pass, or refuses it for the key's state (facts S-001..S-158).
pub(crate) fn admit(call: &Call<'_>, key: &Key, state: KeyState) -> Result<(), ServiceError> {
    let Some(row) = call.rules.keys.admission.get(&call.operation) else {
        // An operation whose row says that it asks nothing of a state; a trial holds that none of them comes here.
        return Err(ServiceError::of("InternalError").with_status(500));
    };
    let admission = row[state];
    let arn = key.arn();
    let (error, text) = match admission {
        Admission::Accepted => return Ok(()),
        Admission::Disabled => ("DisabledException", format!("{arn} is disabled.")),
        Admission::PendingDeletion => (
            "KMSInvalidStateException",
            format!("{arn} is pending deletion."),
        ),
        Admission::PendingDeletionDisabled => {
            ("DisabledException", format!("{arn} is pending deletion."))
        }
        Admission::PendingImport => (
            "KMSInvalidStateException",
            format!("{arn} is pending import."),
        ),
        Admission::Unavailable => ("KMSInvalidStateException", format!("{arn} is unavailable.")),
        Admission::NotPendingDeletion => (
            "KMSInvalidStateException",
            format!("{arn} is not pending deletion."),
        ),
    };
    Err(ServiceError::of(error).saying(text))
}
