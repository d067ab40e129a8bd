//! `ConnectCustomKeyStore` (facts C-040..C-051).

use super::{backing, connection, find_mut};
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::rules::{ConnectionState, Transition};
use crate::reference::service_error::{Answer, ServiceError};

/// Begins to connect a store; the answer comes before the connection is made.
pub(crate) fn connect(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.stores;
    let id = call.input.text("CustomKeyStoreId").unwrap_or_default();
    let ends = kms.connection_made();
    let store = find_mut(kms, call, id)?.1;
    let begins = matches!(
        rules.connect[store.state],
        Transition::Begins | Transition::Jumps
    );
    if begins && rules.connect_sees_cluster {
        let properties = store.properties.clone();
        // Seen at once, and the store stays DISCONNECTED, not FAILED (fact C-046).
        let seen = backing::cluster_active(&kms.world, &properties).and_then(|()| {
            backing::configured(&kms.world, properties.cluster.as_ref(), rules.connect_hsms)
        });
        if let Err(error) = seen {
            return refused(kms, call, id, error);
        }
    }
    let store = find_mut(kms, call, id)?.1;
    let transition = rules.connect[store.state];
    let answer = connection::transit(
        store,
        transition,
        ConnectionState::Connecting,
        ConnectionState::Connected,
        ends,
    );
    kms.tick(call.rules);
    answer
}

fn refused(kms: &mut Kms, call: &Call<'_>, id: &str, error: ServiceError) -> Answer {
    if let Some(state) = call.rules.stores.connect_refused_leaves {
        let store = find_mut(kms, call, id)?.1;
        store.state = state;
        store.error_code = Some("INTERNAL_ERROR".to_owned());
    }
    Err(error)
}
