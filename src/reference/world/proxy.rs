//! What KMS makes of a proxy's answer (facts X-000..X-020).

use super::{ExternalKey, Proxy};
use crate::wire::admin::ProxyAnswer;

const CANNOT_INTERPRET: &str = "AWS KMS cannot interpret the response from the external key store proxy. If you see this error repeatedly, report it to your external key store proxy administrator.";
const NOT_ENABLED: &str = "The external key associated with this KMS key in an external key store is not enabled in the external key manager. Enable the external key in the external key manager and retry the request.";
const NO_SUCH_USE: &str = "The external key associated with this KMS key in an external key store does not support the requested operation. Enable the operation on the key in your external key manager, and try the request again.";
const NOT_AUTHENTICATED: &str = "The external key store proxy rejected the request because it could not authenticate AWS KMS. Verify the XKS proxy authentication credentials for your external key store and update if necessary.";
const DENIED: &str = "The external key store proxy denied access to the operation. Verify that the user and the external key are both authorized for this operation, and try the request again.";
const KEY_NOT_FOUND: &str = "The external key associated with this KMS key in an external key store was not found in its external key manager. If the external key ID associated with this KMS key is incorrect, create a new KMS key with the correct external key ID.";
const INVALID_PATH: &str = "The external key store proxy rejected the request because of an invalid URI path. Verify the URI path for your external key store and update if necessary.";
const UNSUPPORTED: &str = "The external key store proxy rejected the request because it does not support the requested operation. If you see this error repeatedly, report it to your external key store proxy administrator.";
const NO_ANSWER: &str = "The external key store proxy did not respond to the request in the time allotted. Retry the request. If you see this error repeatedly, report it to your external key store proxy administrator.";
const THROTTLED: &str = "The external key store proxy rejected the request due to a very high request rate. Reduce the frequency of your calls using KMS keys in this external key store.";
const INTERNAL: &str = "The external key store proxy rejected the request because it cannot communicate with the external key manager. Verify that the external key store proxy configuration is correct and that the external key manager is available.";
const NO_CONNECTION: &str = "AWS KMS cannot communicate with the external key store proxy. This might be a transient network issue. If you see this error repeatedly, verify that your external key store proxy is active and is connected to the network, and that its endpoint URI is correct in your external keystore.";
const NO_TLS: &str = "AWS KMS cannot establish a TLS connection to the external key store proxy. Verify the TLS configuration, including its certificate.";
const TIMED_OUT: &str = "AWS KMS rejected the request because the external key store proxy did not respond in time. Retry the request. If you see this error repeatedly, report it to your external key store proxy administrator.";
const BAD_CIPHERTEXT: &str = "The external key store proxy rejected the request because the specified ciphertext or additional authenticated data is corrupted, missing, or otherwise invalid.";

/// What a client is told of a proxy's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    /// By Create- and `UpdateCustomKeyStore`; `None` where the answer cannot be one to a health check.
    pub(crate) management: Option<&'static str>,
    /// By `CreateKey`; `None` where the answer is healthy.
    pub(crate) create_key: Option<&'static str>,
    /// The `ConnectionErrorCode`; `None` where the connection is made all the same.
    pub(crate) connection: Option<&'static str>,
    /// The text, the same everywhere.
    pub(crate) message: &'static str,
}

/// Stands for the error that the book names for a proxy that denies access.
pub(crate) const DENIES: &str = "(denied)";
/// Stands for the error that the book names for a proxy that lacks an operation.
pub(crate) const LACKS: &str = "(unsupported)";

impl Proxy {
    /// What the proxy answers to this path and credential.
    pub(crate) fn answers(&self, path: Option<&str>, access_key_id: Option<&str>) -> ProxyAnswer {
        if self.answer != ProxyAnswer::Ok {
            self.answer
        } else if self.uri_path.is_some() && self.uri_path.as_deref() != path {
            ProxyAnswer::InvalidUriPath
        } else if self.access_key_id.is_some() && self.access_key_id.as_deref() != access_key_id {
            ProxyAnswer::AuthenticationFailed
        } else {
            ProxyAnswer::Ok
        }
    }

    /// The external key of this id.
    pub(crate) fn key(&self, id: &str) -> ExternalKey {
        self.keys.get(id).cloned().unwrap_or_default()
    }
}

impl ExternalKey {
    /// What the proxy answers to cryptography with this key.
    pub(crate) fn answers(&self, use_: &str) -> ProxyAnswer {
        if !self.exists {
            ProxyAnswer::KeyNotFound
        } else if self.status != "ENABLED" {
            ProxyAnswer::InvalidState
        } else if !self.usage.iter().any(|usage| usage == use_) {
            ProxyAnswer::InvalidKeyUsage
        } else {
            ProxyAnswer::Ok
        }
    }
}

/// What a client is told of a proxy's answer; `None` when it is healthy.
pub(crate) fn told(answer: ProxyAnswer) -> Option<Told> {
    const STORE: &str = "CustomKeyStoreInvalidStateException";
    const RESPONSE: &str = "XksProxyInvalidResponseException";
    const CONFIGURATION: &str = "XksProxyInvalidConfigurationException";
    const CREDENTIAL: &str = "XksProxyIncorrectAuthenticationCredentialException";
    const UNREACHABLE: &str = "XksProxyUriUnreachableException";
    const KEY: &str = "XksKeyInvalidConfigurationException";
    const NO_KEY: &str = "XksKeyNotFoundException";
    let (management, create_key, connection, message) = match answer {
        ProxyAnswer::Ok => return None,
        ProxyAnswer::Validation | ProxyAnswer::Malformed => (
            Some(RESPONSE),
            Some(STORE),
            Some("XKS_PROXY_INVALID_RESPONSE"),
            CANNOT_INTERPRET,
        ),
        ProxyAnswer::InvalidState => (None, Some(KEY), None, NOT_ENABLED),
        ProxyAnswer::InvalidKeyUsage => (None, Some(KEY), None, NO_SUCH_USE),
        ProxyAnswer::AuthenticationFailed => (
            Some(CREDENTIAL),
            Some(STORE),
            Some("INVALID_CREDENTIALS"),
            NOT_AUTHENTICATED,
        ),
        ProxyAnswer::AccessDenied => (None, Some(DENIES), Some("XKS_PROXY_ACCESS_DENIED"), DENIED),
        ProxyAnswer::KeyNotFound => (None, Some(NO_KEY), None, KEY_NOT_FOUND),
        ProxyAnswer::InvalidUriPath => (
            Some(CONFIGURATION),
            Some(STORE),
            Some("XKS_PROXY_INVALID_CONFIGURATION"),
            INVALID_PATH,
        ),
        ProxyAnswer::UnsupportedOperation => (None, Some(LACKS), None, UNSUPPORTED),
        ProxyAnswer::DependencyTimeout => (
            Some(UNREACHABLE),
            Some(STORE),
            Some("XKS_PROXY_TIMED_OUT"),
            NO_ANSWER,
        ),
        ProxyAnswer::Throttling => (
            Some(UNREACHABLE),
            Some(STORE),
            Some("XKS_PROXY_NOT_REACHABLE"),
            THROTTLED,
        ),
        ProxyAnswer::Internal => (
            Some(RESPONSE),
            Some(STORE),
            Some("XKS_PROXY_INVALID_RESPONSE"),
            INTERNAL,
        ),
        ProxyAnswer::ConnectFails => (
            Some(UNREACHABLE),
            Some(STORE),
            Some("XKS_PROXY_NOT_REACHABLE"),
            NO_CONNECTION,
        ),
        ProxyAnswer::TlsFails => (
            Some(UNREACHABLE),
            Some(STORE),
            Some("XKS_PROXY_INVALID_TLS_CONFIGURATION"),
            NO_TLS,
        ),
        ProxyAnswer::SocketTimeout => (
            Some(UNREACHABLE),
            Some(STORE),
            Some("XKS_PROXY_TIMED_OUT"),
            TIMED_OUT,
        ),
        ProxyAnswer::Unavailable => (
            Some(UNREACHABLE),
            Some(STORE),
            Some("XKS_PROXY_NOT_REACHABLE"),
            INTERNAL,
        ),
        // Only an answer to a decryption.
        ProxyAnswer::InvalidCiphertext => (None, None, None, BAD_CIPHERTEXT),
    };
    Some(Told {
        management,
        create_key,
        connection,
        message,
    })
}
