//! Connection states, key states, and tables with one entry for each.

use std::ops::{Index, IndexMut};

/// The five connection states of a custom key store (fact C-143).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ConnectionState {
    Disconnected,
    Connecting,
    Connected,
    Failed,
    Disconnecting,
}

impl ConnectionState {
    /// Every state, in the order of a table's entries.
    pub(crate) const ALL: [Self; 5] = [
        Self::Disconnected,
        Self::Connecting,
        Self::Connected,
        Self::Failed,
        Self::Disconnecting,
    ];

    /// The name on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Disconnected => "DISCONNECTED",
            Self::Connecting => "CONNECTING",
            Self::Connected => "CONNECTED",
            Self::Failed => "FAILED",
            Self::Disconnecting => "DISCONNECTING",
        }
    }
}

/// The key states that this endpoint knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum KeyState {
    Enabled,
    Disabled,
    PendingDeletion,
    PendingImport,
    Unavailable,
}

impl KeyState {
    /// The name on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Enabled => "Enabled",
            Self::Disabled => "Disabled",
            Self::PendingDeletion => "PendingDeletion",
            Self::PendingImport => "PendingImport",
            Self::Unavailable => "Unavailable",
        }
    }
}

/// One entry for each connection state, in the order of [`ConnectionState::ALL`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ByConnection<T>(pub(crate) [T; 5]);

impl ByConnection<bool> {
    /// True for these states only.
    pub(crate) fn only(states: &[ConnectionState]) -> Self {
        Self(ConnectionState::ALL.map(|state| states.contains(&state)))
    }
}

impl<T> Index<ConnectionState> for ByConnection<T> {
    type Output = T;

    fn index(&self, state: ConnectionState) -> &T {
        &self.0[state as usize]
    }
}

impl<T> IndexMut<ConnectionState> for ByConnection<T> {
    fn index_mut(&mut self, state: ConnectionState) -> &mut T {
        &mut self.0[state as usize]
    }
}

/// One entry for each key state: Enabled, Disabled, `PendingDeletion`, `PendingImport`, Unavailable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ByKey<T>(pub(crate) [T; 5]);

impl<T> Index<KeyState> for ByKey<T> {
    type Output = T;

    fn index(&self, state: KeyState) -> &T {
        &self.0[state as usize]
    }
}

impl<T> IndexMut<KeyState> for ByKey<T> {
    fn index_mut(&mut self, state: KeyState) -> &mut T {
        &mut self.0[state as usize]
    }
}
