//! The token of a web identity: a JWT (RFC 7519) of any issuer. Nobody's keys are here, so its signature is not looked at.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::answer::StsError;
use crate::wire::Timestamp;

/// What a token says.
#[derive(Debug)]
pub(super) struct Claims {
    pub(super) subject: String,
    pub(super) issuer: String,
    pub(super) audience: String,
}

/// Reads a token.
///
/// # Errors
/// `InvalidIdentityToken` for what is no JWT with `sub`, `iss`, `aud` and `exp`, `ExpiredTokenException` after `exp`.
pub(super) fn read(token: &str, now: Timestamp) -> Result<Claims, StsError> {
    let claims = payload(token).ok_or_else(|| {
        StsError::new(
            "InvalidIdentityToken",
            400,
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
        )
    })?;
    let text = |name: &str| {
        let value = claims.get(name)?;
        let first = value.as_array().and_then(|values| values.first());
        first.unwrap_or(value).as_str().map(str::to_owned)
    };
    let missing = |name: &str| {
        let said = format!("Missing a required claim: {name}");
        StsError::new("InvalidIdentityToken", 400, said)
    };
    let expires = claims.get("exp").and_then(Value::as_i64);
    let expires = expires.ok_or_else(|| missing("exp"))?;
    let seconds = now.millis().div_euclid(1000);
    if seconds >= expires {
        return Err(StsError::new(
            "ExpiredTokenException",
            400,
            format!(
                "Token expired: current date/time {seconds} must be before the expiration date/time {expires}"
            ),
        ));
    }
    Ok(Claims {
        subject: text("sub").ok_or_else(|| missing("sub"))?,
        issuer: text("iss").ok_or_else(|| missing("iss"))?,
        audience: text("aud").ok_or_else(|| missing("aud"))?,
    })
}

/// The payload of a token of three parts.
fn payload(token: &str) -> Option<Value> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, _signature] = parts.as_slice() else {
        return None;
    };
    let json = |part: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
        serde_json::from_slice::<Value>(&bytes).ok()
    };
    json(header)?.get("alg")?;
    json(payload).filter(Value::is_object)
}
