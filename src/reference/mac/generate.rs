//! `GenerateMac` (facts, S-065, S-066).

use serde_json::{Map, json};

use super::code::code;
use crate::reference::call::Call;
use crate::reference::encryption::{dry_run, usable};
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, refuse};

/// The usage of keys for codes.
pub(super) const USAGE: &str = "GENERATE_VERIFY_MAC";

/// The code of a message.
pub(crate) fn generate(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.macs;
    let algorithm = call.input.text("MacAlgorithm").unwrap_or_default();
    let key = usable(kms, call, USAGE, algorithm)?;
    if algorithm == "HMAC_SHA_224" && !rules.knows_224 {
        return refuse("InvalidKeyUsageException");
    }
    dry_run(call)?;
    let message = call.input.blob("Message").unwrap_or_default();
    let mut mac = code(rules, &key, algorithm, &message);
    mac.truncate(mac.len() - rules.cut);
    let mut answer = Map::new();
    answer.insert("Mac".to_owned(), rules.told.told(&mac));
    if rules.names_algorithm {
        answer.insert("MacAlgorithm".to_owned(), json!(algorithm));
    }
    if rules.names_key {
        answer.insert("KeyId".to_owned(), json!(key.named(&call.rules.keys)));
    }
    Ok(answer.into())
}
