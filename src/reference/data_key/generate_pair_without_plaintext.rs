//! `GenerateDataKeyPairWithoutPlaintext` (facts, S-057..S-060).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::generate_pair::sealed_pair;
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::service_error::Answer;

/// A public key, and the ciphertext of a private one that nobody is told.
pub(crate) fn generate_pair_without_plaintext(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let (mut answer, private) = sealed_pair(kms, call)?;
    if !call.rules.data_keys.pair_hides_plaintext {
        let private = json!(STANDARD.encode(private));
        answer.insert("PrivateKeyPlaintext".to_owned(), private);
    }
    Ok(answer.into())
}
