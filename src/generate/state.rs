//! What the generator believes that its calls have made: enough to aim at deep states, never used as a judge.

use super::Arg;
use crate::case::StoreState;

/// What should be there after the calls so far.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) stores: Vec<Store>,
    pub(super) keys: Vec<Key>,
    pub(super) blobs: Vec<Blob>,
    pub(super) aliases: Vec<Alias>,
    pub(super) grants: Vec<Grant>,
    /// The step that made a key of another account, which tells its number.
    pub(super) peers_key: Option<usize>,
}

/// A custom key store. Its names and addresses are the fresh values with its number.
#[derive(Debug, Clone)]
pub(super) struct Store {
    /// The step that made it.
    pub(super) step: usize,
    /// The number of its fresh values.
    pub(super) n: u8,
    pub(super) kind: StoreKind,
    pub(super) state: StoreState,
    pub(super) gone: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StoreKind {
    CloudHsm,
    Public,
    Vpc,
}

/// A KMS key.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) step: usize,
    /// The index of its store.
    pub(super) store: Option<usize>,
    pub(super) state: KeyState,
    /// It encrypts and decrypts as a key does that was made with no member.
    pub(super) plain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyState {
    Enabled,
    Disabled,
    PendingDeletion,
    PendingImport,
}

/// A ciphertext.
#[derive(Debug, Clone)]
pub(super) struct Blob {
    pub(super) step: usize,
    /// The index of its key.
    pub(super) key: usize,
    /// The encryption context with which it was made.
    pub(super) context: Option<Arg>,
}

/// An alias.
#[derive(Debug, Clone)]
pub(super) struct Alias {
    /// The step that made it.
    pub(super) step: usize,
    pub(super) name: Arg,
    /// The step that made its key.
    pub(super) key: usize,
}

/// A grant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grant {
    /// The step that made it.
    pub(super) step: usize,
    /// The index of its key.
    pub(super) key: usize,
}

impl State {
    /// Whether the store holds keys, as far as is known.
    pub(super) fn holds_keys(&self, store: usize) -> bool {
        self.keys.iter().any(|key| key.store == Some(store))
    }

    /// Stores that should still be there.
    pub(super) fn live(&self) -> impl Iterator<Item = usize> {
        let stores = self.stores.iter().enumerate();
        stores.filter(|(_, store)| !store.gone).map(|(at, _)| at)
    }

    /// Every connection that is on its way has arrived.
    pub(super) fn rest(&mut self) {
        for store in &mut self.stores {
            store.state = match store.state {
                StoreState::Connecting => StoreState::Connected,
                StoreState::Disconnecting => StoreState::Disconnected,
                at_rest => at_rest,
            };
        }
    }

    /// What `ConnectCustomKeyStore` makes of the store; false when it should be refused.
    pub(super) fn connect(&mut self, store: usize) -> bool {
        let state = &mut self.stores[store].state;
        match *state {
            StoreState::Disconnected => *state = StoreState::Connecting,
            StoreState::Connected | StoreState::Connecting => {}
            StoreState::Disconnecting | StoreState::Failed => return false,
        }
        true
    }

    /// What `DisconnectCustomKeyStore` makes of the store; false when it should be refused.
    pub(super) fn disconnect(&mut self, store: usize) -> bool {
        let state = &mut self.stores[store].state;
        let accepted = matches!(
            state,
            StoreState::Connected | StoreState::Connecting | StoreState::Failed
        );
        if accepted {
            *state = StoreState::Disconnecting;
        }
        accepted
    }

    /// What `DeleteCustomKeyStore` makes of the store.
    pub(super) fn delete(&mut self, store: usize) {
        if self.stores[store].state == StoreState::Disconnected && !self.holds_keys(store) {
            self.stores[store].gone = true;
        }
    }
}
