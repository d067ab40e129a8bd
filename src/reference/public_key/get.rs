//! `GetPublicKey` (facts ..R-595, S-081, S-082, S-510..S-512, K-016).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, json};

use super::form::written;
use crate::reference::call::Call;
use crate::reference::grant::check_tokens;
use crate::reference::key::{admit, identify, state};
use crate::reference::kms::Kms;
use crate::reference::pair::Pair;
use crate::reference::service_error::{Answer, refuse};

/// The public half of an asymmetric key: the key's state is asked for before its spec (fact S-511).
pub(crate) fn get(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.public_keys;
    let found = identify(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    check_tokens(kms, call, &found)?;
    let held = kms.accounts.of(&found.tenant);
    let Some(key) = held.keys.get(&found.id) else {
        return refuse("NotFoundException");
    };
    if !rules.state_first && Pair::of(call.rules, key).is_none() {
        return refuse(rules.none);
    }
    admit(call, key, state(&call.rules.keys, held, key))?;
    let key = key.clone();
    let pair = if rules.stable {
        Pair::of(call.rules, &key)
    } else {
        Pair::from(key.spec.name, &kms.material(key.spec.name))
    };
    let Some(public) = pair.and_then(|pair| written(rules.form, &pair)) else {
        return refuse(rules.none);
    };
    let mut answer = Map::new();
    answer.insert("PublicKey".to_owned(), json!(STANDARD.encode(public)));
    if rules.names_key {
        answer.insert("KeyId".to_owned(), json!(key.named(&call.rules.keys)));
    }
    if rules.tells_old_spec {
        answer.insert("CustomerMasterKeySpec".to_owned(), json!(key.spec.name));
    }
    if rules.tells_spec {
        answer.insert("KeySpec".to_owned(), json!(key.spec.name));
    }
    if rules.tells_usage {
        answer.insert("KeyUsage".to_owned(), json!(key.usage));
    }
    for usage in [
        "SIGN_VERIFY",
        "ENCRYPT_DECRYPT",
        "KEY_AGREEMENT",
        &key.usage,
    ] {
        if let Some((member, algorithms)) = key.spec.algorithms(usage)
            && rules.tells_algorithms
            && (usage == key.usage || !rules.tells_no_others)
        {
            answer.insert(member.to_owned(), json!(algorithms));
        }
    }
    Ok(answer.into())
}
