//! `GenerateDataKeyWithoutPlaintext` (facts, S-061..S-064).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::generate::sealed;
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::service_error::Answer;

/// The ciphertext of a data key that nobody is told.
pub(crate) fn generate_without_plaintext(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let (mut answer, plaintext) = sealed(kms, call)?;
    if !call.rules.data_keys.hides_plaintext {
        answer.insert("Plaintext".to_owned(), json!(STANDARD.encode(plaintext)));
    }
    Ok(answer.into())
}
