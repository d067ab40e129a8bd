//! `GenerateDataKeyPair` (facts, C-193, S-053..S-056).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::generate::for_data_keys;
use super::{DataKeyRules, PrivateForm};
use crate::reference::call::Call;
use crate::reference::encryption::{dry_run, sealed_data_key, without_recipient};
use crate::reference::grant::check_tokens;
use crate::reference::key::{Material, identify};
use crate::reference::kms::Kms;
use crate::reference::pair::{Pair, first, pem};
use crate::reference::service_error::{Answer, ServiceError, refuse};

/// A data key pair, and the ciphertext of its private half.
pub(crate) fn generate_pair(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let (mut answer, private) = sealed_pair(kms, call)?;
    let private = json!(STANDARD.encode(private));
    answer.insert("PrivateKeyPlaintext".to_owned(), private);
    Ok(answer.into())
}

/// What both forms answer, and the private half itself.
pub(super) fn sealed_pair(
    kms: &mut Kms,
    call: &Call<'_>,
) -> Result<(Map<String, Value>, Vec<u8>), ServiceError> {
    let rules = &call.rules.data_keys;
    let found = identify(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    check_tokens(kms, call, &found)?;
    let held = kms.accounts.of(&found.tenant);
    let is_stored = held
        .keys
        .get(&found.id)
        .is_some_and(|key| key.store.is_some());
    let key = for_data_keys(kms, call, &found)?;
    if is_stored && rules.pair_refuses_stores {
        return refuse(rules.pair_in_store);
    }
    let spec = call.input.text("KeyPairSpec").unwrap_or_default();
    let is_of_china = call.caller.tenant.region.starts_with("cn-");
    if rules.pair_regional
        && (spec == "SM2") != is_of_china
        && (spec == "SM2" || spec.starts_with("ML_KEM"))
    {
        return refuse("UnsupportedOperationException");
    }
    without_recipient(call)?;
    dry_run(call)?;
    let drawn = kms.material(spec);
    let material = if rules.pair_fresh {
        drawn
    } else {
        Material::default()
    };
    let made = if rules.pair_of_spec {
        spec
    } else {
        "ECC_NIST_P256"
    };
    let Some((mut public, private)) = halves(rules, made, &material) else {
        return refuse("KMSInternalException");
    };
    let mut inside = private.clone();
    if !(rules.pair_seals_what_it_tells && rules.pair_is_one) {
        let another = halves(rules, made, &kms.material(made)).unwrap_or_default();
        if rules.pair_is_one {
            inside = another.1;
        } else {
            public = another.0;
        }
    }
    if !rules.pair_seals_private {
        inside.clone_from(&public);
    }
    let blob = sealed_data_key(kms, call, &key, &inside)?;
    let mut answer = Map::new();
    let mut add = |name: &str, value: Value| {
        answer.insert(name.to_owned(), value);
    };
    add("PrivateKeyCiphertextBlob", json!(STANDARD.encode(blob)));
    add("PublicKey", json!(STANDARD.encode(public)));
    if rules.pair_names_key {
        add("KeyId", json!(key.named(&call.rules.keys)));
    }
    if rules.pair_names_spec {
        add("KeyPairSpec", json!(spec));
    }
    if let Some(material) = key.told_material().filter(|_| rules.pair_names_material) {
        add("KeyMaterialId", json!(material));
    }
    Ok((answer, private))
}

/// Both halves of the pair of a material; `None` if its crate refuses.
fn halves(rules: &DataKeyRules, spec: &str, material: &Material) -> Option<(Vec<u8>, Vec<u8>)> {
    let pair = Pair::from(spec, material)?;
    let pkcs8 = pair.private_der()?;
    let private = match rules.private_form {
        PrivateForm::Pkcs8 => pkcs8,
        PrivateForm::Pem => pem("PRIVATE KEY", &pkcs8),
        PrivateForm::Bare => {
            // Version, algorithm, key (RFC 5958).
            let (_, content, _) = first(&pkcs8)?;
            let (_, _, rest) = first(content)?;
            let (_, _, rest) = first(rest)?;
            first(rest)?.1.to_vec()
        }
    };
    Some((pair.public_der()?, private))
}
