//! What the backing of a custom key store says to cryptography (facts C-197..C-199, X-000..X-020).

use crate::reference::account::Holdings;
use crate::reference::call::Call;
use crate::reference::key::Key;
use crate::reference::service_error::{ServiceError, refuse};
use crate::reference::world::{World, told};
use crate::wire::admin::ProxyAnswer;

/// Refuses cryptography that the backing cannot do. `used_for` is `ENCRYPT` or `DECRYPT`.
pub(crate) fn backed(
    world: &World,
    call: &Call<'_>,
    held: &Holdings,
    key: &Key,
    used_for: &str,
) -> Result<(), ServiceError> {
    let store = key
        .store
        .as_ref()
        .and_then(|id| held.stores.iter().find(|store| store.id == *id));
    let Some(store) = store.filter(|_| call.rules.crypto.needs_backing) else {
        return Ok(());
    };
    let properties = &store.properties;
    if let Some(id) = &properties.cluster {
        return cluster(world, id);
    }
    let (Some(endpoint), Some(id)) = (&properties.endpoint, &key.external_id) else {
        return Ok(());
    };
    let proxy = world.proxy(endpoint);
    let mut answer = proxy.answers(
        properties.path.as_deref(),
        properties.access_key_id.as_deref(),
    );
    if answer == ProxyAnswer::InvalidCiphertext && used_for != "DECRYPT" {
        answer = ProxyAnswer::Ok;
    }
    if answer == ProxyAnswer::Ok {
        answer = proxy.key(id).answers(used_for);
    }
    let out_of_reach = [
        ProxyAnswer::DependencyTimeout,
        ProxyAnswer::ConnectFails,
        ProxyAnswer::TlsFails,
        ProxyAnswer::SocketTimeout,
    ];
    // Mostly this type: only the text tells the cause (fact C-197).
    let error = if out_of_reach.contains(&answer) {
        call.rules.crypto.proxy_out_of_reach
    } else {
        "KMSInvalidStateException"
    };
    match told(answer) {
        Some(told) => Err(ServiceError::of(error).saying(told.message)),
        None => Ok(()),
    }
}

fn cluster(world: &World, id: &str) -> Result<(), ServiceError> {
    let cluster = world.cluster(id);
    if !(cluster.exists && cluster.active && cluster.reachable && cluster.hsms > 0) {
        let text = "KMS cannot communicate with your CloudHSM cluster";
        Err(ServiceError::of("KMSInvalidStateException").saying(text))
    } else if cluster.sessions_exhausted {
        refuse("KMSInternalException")
    } else {
        Ok(())
    }
}
