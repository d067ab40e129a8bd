//! The key state, and what operations do in it.

use super::{Identified, Key, KeyRules, identify};
use crate::reference::account::Holdings;
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::rules::{Admission, ConnectionState, KeyState};
use crate::reference::service_error::{ServiceError, refuse};

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
    } else if key.materials.current().is_none() {
        KeyState::PendingImport
    } else if key.enabled {
        KeyState::Enabled
    } else {
        KeyState::Disabled
    }
}

/// The key of this name, in a state that lets the operation pass.
///
/// # Errors
///
/// What [`identify`] and [`admit`] refuse.
pub(crate) fn identify_admitted(
    kms: &mut Kms,
    call: &Call<'_>,
    text: &str,
) -> Result<Identified, ServiceError> {
    let found = identify(kms, call, text)?;
    let held = kms.accounts.of(&found.tenant);
    let Some(key) = held.keys.get(&found.id) else {
        return refuse("NotFoundException");
    };
    admit(call, key, state(&call.rules.keys, held, key))?;
    Ok(found)
}

/// The key that `KeyId` names, to be changed, in a state that lets the operation pass.
///
/// # Errors
///
/// What [`identify_admitted`] refuses.
pub(crate) fn admitted_key<'k>(
    kms: &'k mut Kms,
    call: &Call<'_>,
) -> Result<&'k mut Key, ServiceError> {
    let found = identify_admitted(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    let key = kms.accounts.of(&found.tenant).keys.get_mut(&found.id);
    key.map_or_else(|| refuse("NotFoundException"), Ok)
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
