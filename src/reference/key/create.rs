//! `CreateKey`, in and out of custom key stores (facts K-030..K-042, C-160..C-180).

use serde_json::json;

use super::describe::metadata;
use super::spec::Spec;
use super::{Key, Materials, Origin};
use crate::reference::authorize::may_ask;
use crate::reference::call::Call;
use crate::reference::custom_key_store::{self, Store};
use crate::reference::key_policy::Policy;
use crate::reference::kms::Kms;
use crate::reference::rules::{KeyStep, StoreType};
use crate::reference::service_error::{Answer, ServiceError, refuse};
use crate::reference::tag;
use crate::reference::world::{DENIES, LACKS, told};

const ENCRYPT_DECRYPT: &str = "ENCRYPT_DECRYPT";

/// What a request asks for.
struct Wanted<'a> {
    spec: &'static Spec,
    usage: Option<&'a str>,
    origin: Origin,
    store: Option<&'a str>,
    xks_key: Option<&'a str>,
    multi_region: bool,
}

/// Creates a key.
pub(crate) fn create(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let input = call.input;
    let wanted = Wanted {
        spec: Spec::of(
            input
                .text("KeySpec")
                .or_else(|| input.text("CustomerMasterKeySpec")),
        ),
        usage: input.text("KeyUsage"),
        origin: Origin::of(input.text("Origin")),
        store: input.text("CustomKeyStoreId"),
        xks_key: input.text("XksKeyId"),
        multi_region: input.flag("MultiRegion"),
    };
    // Whoever has policies of their own needs one that lets them tag (fact model-CreateKey.permissions).
    if call.caller.policies.is_some() && !input.list("Tags").is_empty() {
        let tagging = Call {
            action: "TagResource",
            ..*call
        };
        may_ask(kms, &tagging, "*")?;
    }
    let mut key = draft(kms, call, &wanted);
    for step in &call.rules.keys.create {
        match step {
            KeyStep::Usage => usage(call, &wanted)?,
            KeyStep::Origin => origin(call, &wanted)?,
            KeyStep::StoreSpec => store_spec(call, &wanted)?,
            KeyStep::Tags => key.tags = tag::read(&call.rules.tags, input.list("Tags"))?,
            KeyStep::Policy => {
                if let Some(policy) = Policy::of_request(kms, call, "*")? {
                    key.policy = policy;
                }
            }
            KeyStep::Quota => {
                let quota = call.rules.keys.quota;
                let usage = kms.accounts.of(&call.caller.tenant).keys.len();
                if usage >= quota {
                    // One of two texts that were seen (facts K-039, Q-700).
                    return Err(ServiceError::of("LimitExceededException").saying(format!(
                        "Key quota for this account in this region is {quota} but the current usage is {usage}."
                    )));
                }
            }
            KeyStep::Keep => {
                if call.rules.keys.doubles_tagged && !key.tags.is_empty() {
                    let twin = Key {
                        id: kms.rng.uuid(),
                        ..key.clone()
                    };
                    let held = kms.accounts.of(&call.caller.tenant);
                    held.keys.insert(twin.id.clone(), twin);
                }
                let held = kms.accounts.of(&call.caller.tenant);
                held.keys.insert(key.id.clone(), key.clone());
            }
            KeyStep::StoreFound
            | KeyStep::StoreOrigin
            | KeyStep::StoreConnected
            | KeyStep::Cluster
            | KeyStep::XksKeyUnique
            | KeyStep::XksKey => {
                let Some(id) = wanted.store else { continue };
                let store = match custom_key_store::find(kms, call, id) {
                    Ok(store) => store,
                    Err(_) if !call.rules.keys.create.contains(&KeyStep::StoreFound) => continue,
                    Err(error) => return Err(error),
                };
                key.cluster.clone_from(&store.properties.cluster);
                in_store(kms, call, *step, store, &wanted, &key)?;
            }
        }
    }
    let held = kms.accounts.of(&call.caller.tenant);
    Ok(json!({"KeyMetadata": metadata(call.rules, held, &key)}))
}

fn draft(kms: &mut Kms, call: &Call<'_>, wanted: &Wanted<'_>) -> Key {
    let tenant = call.caller.tenant.clone();
    let id = if wanted.multi_region && call.rules.keys.marks_multi_region {
        format!("mrk-{}", kms.rng.hex(32))
    } else {
        kms.rng.uuid()
    };
    let is_imported = wanted.origin == Origin::External;
    let first = (!is_imported).then(|| kms.material(wanted.spec.name));
    Key {
        id,
        created: kms.now,
        description: call
            .input
            .text("Description")
            .unwrap_or_default()
            .to_owned(),
        spec: wanted.spec,
        usage: wanted.usage.unwrap_or(ENCRYPT_DECRYPT).to_owned(),
        origin: wanted.origin,
        multi_region: wanted.multi_region,
        store: wanted.store.map(str::to_owned),
        cluster: None,
        external_id: wanted.xks_key.map(str::to_owned),
        enabled: true,
        deletion: None,
        told_deletion: None,
        lost: false,
        materials: Materials::of(first),
        policy: Policy::default_of(&tenant),
        tags: Vec::new(),
        grants: Vec::new(),
        usage_noted: None,
        tenant,
    }
}

/// Key spec and usage fit each other (facts K-032, K-033, K-502).
fn usage(call: &Call<'_>, wanted: &Wanted<'_>) -> Result<(), ServiceError> {
    let invalid = |text: String| Err(ServiceError::of("ValidationException").saying(text));
    if call.input.has("KeySpec") && call.input.has("CustomerMasterKeySpec") {
        return invalid("You cannot specify both KeySpec and CustomerMasterKeySpec.".to_owned());
    }
    let spec = wanted.spec.name;
    if spec == "SM2"
        && call.rules.keys.regional_specs
        && !call.caller.tenant.region.starts_with("cn-")
    {
        // Before the usage is asked for (fact K-502).
        return Err(ServiceError::of("UnsupportedOperationException")
            .saying(format!("KeySpec {spec} is not supported in this Region")));
    }
    match wanted.usage {
        None if !wanted.spec.is_symmetric() => invalid(
            "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.".to_owned(),
        ),
        Some(usage) if !wanted.spec.allows(usage) => {
            invalid(format!("KeyUsage {usage} is not compatible with KeySpec {spec}"))
        }
        _ => Ok(()),
    }
}

/// Origin, store and external key id fit each other (facts C-170..C-173).
fn origin(call: &Call<'_>, wanted: &Wanted<'_>) -> Result<(), ServiceError> {
    let rules = &call.rules.keys;
    let origin = wanted.origin.name();
    if wanted.store.is_some() && !wanted.origin.in_store() {
        let text = format!("Origin {origin} is not valid for a KMS key in a custom key store.");
        return Err(ServiceError::of(rules.origin_mismatch).saying(text));
    }
    if wanted.store.is_none() && wanted.origin.in_store() {
        return Err(ServiceError::of(rules.origin_mismatch)
            .saying(format!("Origin {origin} needs a CustomKeyStoreId.")));
    }
    match (wanted.origin, wanted.xks_key) {
        (Origin::ExternalKeyStore, None) => Err(ServiceError::of(rules.xks_key_id)
            .saying(format!("Origin {origin} needs an XksKeyId."))),
        (Origin::ExternalKeyStore, Some(_)) | (_, None) => Ok(()),
        (_, Some(_)) => Err(ServiceError::of(rules.xks_key_id)
            .saying(format!("XksKeyId is not valid for origin {origin}."))),
    }
}

/// Only single-Region symmetric keys in stores (facts C-168, C-169).
fn store_spec(call: &Call<'_>, wanted: &Wanted<'_>) -> Result<(), ServiceError> {
    let rules = &call.rules.keys;
    if wanted.store.is_none() {
        Ok(())
    } else if !wanted.spec.is_symmetric() {
        refuse(rules.spec_in_store)
    } else if wanted.multi_region {
        refuse(rules.multi_region_in_store)
    } else {
        Ok(())
    }
}

/// What the store asks for.
fn in_store(
    kms: &Kms,
    call: &Call<'_>,
    step: KeyStep,
    store: &Store,
    wanted: &Wanted<'_>,
    key: &Key,
) -> Result<(), ServiceError> {
    let rules = call.rules;
    match step {
        KeyStep::StoreOrigin if wanted.origin.name() != store.properties.kind.name() => {
            let text = format!(
                "Origin {} is not the custom key store's.",
                wanted.origin.name()
            );
            Err(ServiceError::of(rules.keys.origin_mismatch).saying(text))
        }
        KeyStep::StoreConnected if !rules.stores.creates_keys[store.state] => {
            let error = ServiceError::of("CustomKeyStoreInvalidStateException");
            // The text is documented for external stores alone (fact C-166).
            Err(match store.properties.kind {
                StoreType::CloudHsm => error,
                StoreType::External => error.saying("This KMS key is in a custom key store that is not connected to its external key store proxy. Connect the external key store and try the request again."),
            })
        }
        KeyStep::Cluster => custom_key_store::configured(
            &kms.world,
            store.properties.cluster.as_ref(),
            rules.stores.hsms,
        ),
        KeyStep::XksKeyUnique => {
            let mut others = kms.accounts.iter().flat_map(|(_, held)| held.keys.values());
            let taken = wanted.xks_key.is_some()
                && others.any(|other| {
                    other.id != key.id
                        && other.store == key.store
                        && other.external_id == key.external_id
                });
            if taken {
                refuse("XksKeyAlreadyInUseException")
            } else {
                Ok(())
            }
        }
        KeyStep::XksKey => external_key(kms, call, store, wanted),
        _ => Ok(()),
    }
}

/// The proxy knows the external key, and the key is a usable one (facts C-175..C-178, C-180, X-000..X-013).
fn external_key(
    kms: &Kms,
    call: &Call<'_>,
    store: &Store,
    wanted: &Wanted<'_>,
) -> Result<(), ServiceError> {
    let properties = &store.properties;
    let (Some(id), Some(endpoint)) = (wanted.xks_key, &properties.endpoint) else {
        return Ok(());
    };
    let proxy = kms.world.proxy(endpoint);
    let answer = proxy.answers(
        properties.path.as_deref(),
        properties.access_key_id.as_deref(),
    );
    if let Some((error, message)) =
        told(answer).and_then(|told| Some((told.create_key?, told.message)))
    {
        let error = match error {
            DENIES => call.rules.keys.proxy_denies,
            LACKS => call.rules.keys.proxy_unsupported,
            error => error,
        };
        return Err(ServiceError::of(error).saying(message));
    }
    let key = proxy.key(id);
    if !key.exists {
        let text = "The external key store proxy rejected the request because it could not find the external key.";
        return Err(ServiceError::of("XksKeyNotFoundException").saying(text));
    }
    let invalid =
        |text: String| Err(ServiceError::of("XksKeyInvalidConfigurationException").saying(text));
    if key.key_spec != "AES_256" {
        let spec = key.key_spec;
        return invalid(format!(
            "The key spec of the external key must be AES_256. The key spec of specified external key is {spec}."
        ));
    }
    if key.status != "ENABLED" {
        let status = key.status;
        return invalid(format!(
            "The status of the external key must be ENABLED. The status of specified external key is {status}."
        ));
    }
    if !["ENCRYPT", "DECRYPT"]
        .iter()
        .all(|use_| key.usage.iter().any(|usage| usage == use_))
    {
        let usage = key.usage.join(", ");
        return invalid(format!(
            "The key usage of the external key must include ENCRYPT and DECRYPT. The key use of specified external key is {usage}."
        ));
    }
    Ok(())
}
