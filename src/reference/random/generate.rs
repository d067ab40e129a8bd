//! `GenerateRandom` (facts R-030, V-001..V-003, C-181..C-185).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::reference::call::Call;
use crate::reference::custom_key_store;
use crate::reference::encryption::without_recipient;
use crate::reference::kms::Kms;
use crate::reference::rules::StoreType;
use crate::reference::service_error::{Answer, ServiceError, refuse};

/// Random bytes, from KMS or from the cluster of a connected `CloudHSM` key store.
pub(crate) fn generate(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.crypto;
    let asked = call
        .input
        .integer("NumberOfBytes")
        .and_then(|bytes| usize::try_from(bytes).ok());
    let Some(length) = asked.or(rules.random_default) else {
        return Err(ServiceError::of("ValidationException").saying("NumberOfBytes is required."));
    };
    if let Some(id) = call.input.text("CustomKeyStoreId") {
        from_store(kms, call, id)?;
    }
    without_recipient(call)?;
    let length = length + rules.random_surplus;
    let bytes = rules.random.bytes(&mut kms.rng, length);
    Ok(json!({"Plaintext": STANDARD.encode(bytes)}))
}

/// The store is a `CloudHSM` key store and connected.
fn from_store(kms: &Kms, call: &Call<'_>, id: &str) -> Result<(), ServiceError> {
    let rules = call.rules;
    let store = custom_key_store::find(kms, call, id)?;
    let external = store.properties.kind == StoreType::External && rules.crypto.random_refuses_xks;
    let idle = !rules.stores.gives_random[store.state];
    if external && (rules.crypto.random_type_first || !idle) {
        refuse("UnsupportedOperationException")
    } else if idle {
        refuse("CustomKeyStoreInvalidStateException")
    } else {
        let cluster = store
            .properties
            .cluster
            .as_ref()
            .map(|id| kms.world.cluster(id));
        let exhausted =
            cluster.is_some_and(|cluster| cluster.sessions_exhausted || !cluster.reachable);
        if exhausted {
            refuse("KMSInternalException")
        } else {
            Ok(())
        }
    }
}
