//! `GetParametersForImport` (facts I-001, I-008, I-500..I-502, I-530..I-532, I-700).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::fit::external;
use super::token::Token;
use super::wrapping::fits;
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::reply;
use crate::reference::service_error::{Answer, ServiceError, refuse};

/// A wrapping key, and the token by which it is known again.
pub(crate) fn get_parameters(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.imports;
    let found = external(kms, call)?;
    let Some(key) = kms.accounts.of(&found.tenant).keys.get(&found.id).cloned() else {
        return refuse("NotFoundException");
    };
    let algorithm = call.input.text("WrappingAlgorithm").unwrap_or_default();
    let spec = call.input.text("WrappingKeySpec").unwrap_or_default();
    if algorithm == "RSAES_PKCS1_V1_5" {
        if rules.refuses_withdrawn {
            return refuse("UnsupportedOperationException");
        }
    } else if rules.checks_wrapping && !fits(key.spec.name, algorithm, spec) {
        // One of two texts that were seen (facts I-501, I-700).
        return Err(ServiceError::of("ValidationException").saying(format!(
            "Wrapping algorithm {algorithm} and wrapping key spec {spec} cannot be used to import a {} key.",
            key.spec.name
        )));
    }
    let token = Token {
        key: key.id.clone(),
        algorithm: algorithm.to_owned(),
        spec: spec.to_owned(),
        rsa: kms.material(spec).rsa,
        made: kms.now,
    };
    let Some(public) = token.pair().and_then(|pair| pair.public_der()) else {
        return refuse("UnsupportedOperationException");
    };
    Ok(json!({
        "KeyId": key.named(&call.rules.keys),
        "ImportToken": STANDARD.encode(token.sealed(&kms.seal)),
        "PublicKey": STANDARD.encode(public),
        "ParametersValidTo": reply::timestamp(&call.rules.reply, kms.now.plus(rules.told_life)),
    }))
}
