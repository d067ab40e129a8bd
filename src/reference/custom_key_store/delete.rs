//! `DeleteCustomKeyStore` (facts C-100..C-117).

use super::Store;
use super::find::{self, Position};
use crate::reference::account::Holdings;
use crate::reference::call::Call;
use crate::reference::key::Key;
use crate::reference::kms::Kms;
use crate::reference::rules::{ConnectionState, DeleteStep, IndexRule, NonEmpty};
use crate::reference::service_error::{Answer, nothing, refuse};

/// Deletes a store; what stands behind it stays as it is.
pub(crate) fn delete(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.stores;
    let id = call.input.text("CustomKeyStoreId").unwrap_or_default();
    let position = find::position(kms, call, id, rules.delete_reach)?;
    let Some(store) = kms.accounts.of(&position.0).stores.get(position.1).cloned() else {
        return refuse(rules.not_found);
    };
    for step in &rules.delete {
        match step {
            DeleteStep::State if !rules.deletable[store.state] => {
                return refuse(rules.not_deletable);
            }
            DeleteStep::Empty
                if is_non_empty(kms.accounts.of(&position.0), &store, rules.non_empty) =>
            {
                return refuse("CustomKeyStoreHasCMKsException");
            }
            DeleteStep::State | DeleteStep::Empty => {}
            DeleteStep::Remove => remove(kms, call, &position, &store),
            DeleteStep::Disconnect => {
                if let Some(store) = kms.accounts.of(&position.0).stores.get_mut(position.1) {
                    store.state = ConnectionState::Disconnected;
                    store.change = None;
                }
            }
        }
    }
    nothing()
}

/// Whether the store holds keys, also such as are in their waiting period (facts C-106, C-107).
fn is_non_empty(held: &Holdings, store: &Store, rule: NonEmpty) -> bool {
    let mut keys = held
        .keys
        .values()
        .filter(|key| key.store.as_ref() == Some(&store.id));
    match rule {
        NonEmpty::AnyKey => keys.next().is_some(),
        NonEmpty::KeyNotPendingDeletion => keys.any(|key| key.deletion.is_none()),
        NonEmpty::EnabledKey => keys.any(|key| key.enabled && key.deletion.is_none()),
        NonEmpty::OldestKeyOfAll => {
            let oldest = held.keys.values().min_by_key(|key: &&Key| key.created);
            oldest.is_some_and(|key| key.store.as_ref() == Some(&store.id))
        }
        NonEmpty::Never => false,
    }
}

fn remove(kms: &mut Kms, call: &Call<'_>, position: &Position, store: &Store) {
    let rules = &call.rules.stores;
    let held = kms.accounts.of(&position.0);
    held.stores.retain(|other| other.id != store.id);
    let freed = |rule: &IndexRule| rule.freed_by_delete;
    held.claims.retain(|claim| {
        let rule = rules.indexes.iter().find(|rule| rule.index == claim.index);
        claim.holder != store.id || !rule.is_some_and(freed)
    });
    if rules.deletes_keys {
        held.keys
            .retain(|_, key| key.store.as_ref() != Some(&store.id));
    }
}
