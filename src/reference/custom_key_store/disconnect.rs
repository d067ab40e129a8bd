//! `DisconnectCustomKeyStore` (facts C-060..C-067).

use super::{connection, find_mut};
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::rules::ConnectionState;
use crate::reference::service_error::Answer;

/// Begins to disconnect a store; its keys do not keep it (fact C-067).
pub(crate) fn disconnect(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let id = call.input.text("CustomKeyStoreId").unwrap_or_default();
    let ends = kms.connection_ended();
    let store = find_mut(kms, call, id)?.1;
    let transition = call.rules.stores.disconnect[store.state];
    let answer = connection::transit(
        store,
        transition,
        ConnectionState::Disconnecting,
        ConnectionState::Disconnected,
        ends,
    );
    kms.tick(call.rules);
    answer
}
