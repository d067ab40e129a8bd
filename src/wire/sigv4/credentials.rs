//! Who signs, and for where.

use std::fmt;

/// What a client signs with. `Debug` hides the secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The public half.
    pub access_key_id: String,
    /// The secret half.
    pub secret_access_key: String,
    /// The token of a temporary credential.
    pub session_token: Option<String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .field("secret_access_key", &"…")
            .field("session_token", &self.session_token.as_ref().map(|_| "…"))
            .finish()
    }
}

/// What a signature is good for, beside its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The Region.
    pub region: String,
    /// The service's signing name, `kms` here (fact W-001).
    pub service: String,
}

impl Scope {
    /// KMS in this Region.
    #[must_use]
    pub fn kms(region: impl Into<String>) -> Self {
        Self {
            region: region.into(),
            service: "kms".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_secrets() {
        let credentials = Credentials {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: "hush".to_owned(),
            session_token: Some("hush too".to_owned()),
        };
        let text = format!("{credentials:?}");
        assert!(
            text.contains("AKIDEXAMPLE") && !text.contains("hush"),
            "{text}"
        );
    }
}
