//! What the suite and its reference endpoint say to each other beside KMS: the clock, the world behind custom key
//! stores, and the file that `kmspec serve --ready-file` writes.
//!
//! Over HTTP these values travel as JSON on [`PATH`], which only `kmspec serve` has.

use std::fmt;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Timestamp;
use super::sigv4::Credentials;

/// Where `kmspec serve` answers administrative requests; a path that no KMS client uses.
pub const PATH: &str = "/_kmspec";

/// The request header that picks one of a server's worlds; without it a request goes to the server's first.
pub const WORLD_HEADER: &str = "x-kmspec-world";

/// The response header by which a server of worlds says that it, and not KMS, refuses a request, and why.
pub const ERROR_HEADER: &str = "x-kmspec-error";

/// What `--ready-file` holds once the server accepts connections, and what `--principals` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadyFile {
    /// Where the endpoint is, such as `http://127.0.0.1:4566`.
    pub url: String,
    /// The Region to sign for.
    pub region: String,
    /// Who may call, by the name that a case uses.
    pub principals: Vec<Principal>,
    /// Whom the endpoint can never have, such as `stranger` where it asks nobody for permission: what needs them is not
    /// supported there, in place of not yet given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cannot: Vec<String>,
}

/// Somebody who signs requests. `Debug` hides the secrets.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Principal {
    /// `owner`, `peer`, `stranger` or `user`.
    pub name: String,
    /// The twelve digits of the account.
    pub account: String,
    /// The ARN by which policies and grants name them; `None` where nobody has told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// The public half of the credential.
    pub access_key_id: String,
    /// The secret half; never printed.
    pub secret_access_key: String,
    /// The token of a temporary credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_token: Option<String>,
}

impl Principal {
    /// What this principal signs with.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        Credentials {
            access_key_id: self.access_key_id.clone(),
            secret_access_key: self.secret_access_key.clone(),
            session_token: self.session_token.clone(),
        }
    }
}

impl fmt::Debug for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Principal")
            .field("name", &self.name)
            .field("account", &self.account)
            .field("credentials", &self.credentials())
            .finish_non_exhaustive()
    }
}

/// One change to what stands behind custom key stores: a `CloudHSM` cluster, an external key store proxy, a VPC endpoint
/// service.
///
/// A backing element that was never disturbed exists and works. Every field left out keeps its value.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Disturbance {
    /// A `CloudHSM` cluster, by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<ClusterChange>,
    /// An external key store proxy, by URI endpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<ProxyChange>,
    /// A VPC endpoint service, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vpc_service: Option<VpcServiceChange>,
    /// The service itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceChange>,
}

/// How one `CloudHSM` cluster differs from a healthy one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClusterChange {
    /// The cluster's id.
    pub id: String,
    /// False: no such cluster (`CloudHsmClusterNotFoundException`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exists: Option<bool>,
    /// False: `CloudHsmClusterNotActiveException`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// Active HSMs, each in its own Availability Zone: Create, Update and `CreateKey` need two, Connect one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hsms: Option<u32>,
    /// False: subnets or the security group break the requirements (`CloudHsmClusterInvalidConfigurationException`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network_valid: Option<bool>,
    /// The only trust anchor certificate that the cluster has; without it, any certificate is its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust_anchor: Option<String>,
    /// Clusters with equal values share a backup history, and so a cluster certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup_history: Option<String>,
    /// The only `kmsuser` password that the cluster accepts; without it, any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kmsuser_password: Option<String>,
    /// The `ConnectionErrorCode` with which the next connection ends, later, in FAILED; empty to clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_error: Option<String>,
    /// False: KMS can no longer reach the cluster, though the store stays CONNECTED (facts C-150, C-198).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reachable: Option<bool>,
    /// True: no free PKCS #11 session (fact C-199).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions_exhausted: Option<bool>,
}

/// How one external key store proxy differs from a healthy one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProxyChange {
    /// The proxy's URI endpoint, such as `https://myproxy.xks.example.com`.
    pub endpoint: String,
    /// What the proxy answers to every request from now on (facts X-000..X-013); `ok` to heal it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<ProxyAnswer>,
    /// The only credential that the proxy accepts, by access key id; without it, any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<String>,
    /// The only URI path that the proxy serves; without it, any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri_path: Option<String>,
    /// The `ConnectionErrorCode` with which the next connection ends, later, in FAILED; empty to clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_error: Option<String>,
    /// An external key that the proxy knows to differ from a usable one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<ExternalKeyChange>,
}

/// What an external key store proxy answers, by the rows of the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProxyAnswer {
    /// Healthy.
    #[default]
    Ok,
    ///
    Validation,
    ///
    InvalidState,
    ///
    InvalidKeyUsage,
    ///
    AuthenticationFailed,
    /// C-180.
    AccessDenied,
    ///
    KeyNotFound,
    ///
    InvalidUriPath,
    ///
    UnsupportedOperation,
    ///
    DependencyTimeout,
    ///
    Throttling,
    ///
    Internal,
    ///
    ConnectFails,
    ///
    TlsFails,
    ///
    SocketTimeout,
    ///
    Malformed,
    ///
    InvalidCiphertext,
    /// Reachable, and every external key manager behind it is UNAVAILABLE (fact C-025).
    Unavailable,
}

/// How one external key differs from an enabled AES-256 key that encrypts and decrypts (facts C-175..C-178).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExternalKeyChange {
    /// The id by which the proxy knows the key.
    pub id: String,
    /// False: `XksKeyNotFoundException`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exists: Option<bool>,
    /// Anything but `AES_256`: `XksKeyInvalidConfigurationException`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_spec: Option<String>,
    /// Anything but `ENABLED`: `XksKeyInvalidConfigurationException`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Without both `ENCRYPT` and `DECRYPT`: `XksKeyInvalidConfigurationException`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Vec<String>>,
}

/// How one VPC endpoint service differs from one that meets every requirement.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VpcServiceChange {
    /// The service's name, such as `com.amazonaws.vpce.us-east-1.vpce-svc-0abc`.
    pub name: String,
    /// False: not there, or the KMS principal is not allowed (`XksProxyVpcEndpointServiceNotFoundException`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exists: Option<bool>,
    /// False: `XksProxyVpcEndpointServiceInvalidConfigurationException`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid: Option<bool>,
    /// The account that owns the service; without it, any account passes for the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

/// How the service itself behaves.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceChange {
    /// The next request that reaches an operation is answered with this fault: `KMSInternalException` or
    /// `DependencyTimeoutException` (fact W-050).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fail_next: Option<String>,
    /// How long CONNECTING lasts, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connect_millis: Option<u64>,
    /// How long DISCONNECTING lasts, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disconnect_millis: Option<u64>,
}

/// One administrative request, the JSON body of `POST` [`PATH`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AdminCommand {
    /// Makes a world of its own from this seed: a fresh reference that only requests with its [`WORLD_HEADER`] see.
    CreateWorld {
        /// From which ids, key material and request ids are drawn.
        seed: u64,
    },
    /// Ends the world that the [`WORLD_HEADER`] names.
    DropWorld,
    /// Moves the world's clock forward.
    Advance {
        /// By this many milliseconds.
        millis: u64,
    },
    /// Changes what stands behind the world's custom key stores.
    Disturb(Box<Disturbance>),
    /// Asks for the world's clock.
    Now,
}

/// What a server answers to a [`AdminCommand`], with status 200.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// Always `kmspec/admin/v1`, by which a client knows that it speaks to `kmspec serve`.
    pub schema: String,
    /// The world that the request was about.
    pub world: String,
    /// Its clock, after the command.
    pub now: Timestamp,
    /// Its Regions, home first.
    pub regions: Vec<String>,
    /// Its principals.
    pub principals: Vec<Principal>,
}

/// The value of [`Reply::schema`].
pub const SCHEMA: &str = "kmspec/admin/v1";

/// The clock moved by this much.
#[must_use]
pub fn advance(by: Duration) -> AdminCommand {
    AdminCommand::Advance {
        millis: u64::try_from(by.as_millis()).unwrap_or(u64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_who_it_is_and_hides_the_secrets() {
        let principal = Principal {
            name: "owner".to_owned(),
            account: "111122223333".to_owned(),
            arn: None,
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: "hush".to_owned(),
            session_token: Some("hush too".to_owned()),
        };
        let text = format!("{principal:?}");
        for shown in ["owner", "111122223333", "AKIDEXAMPLE"] {
            assert!(text.contains(shown), "{text}");
        }
        assert!(!text.contains("hush"), "{text}");
    }

    #[test]
    fn the_longest_time_is_the_most_that_a_command_can_say() {
        assert_eq!(
            advance(Duration::from_millis(1500)),
            AdminCommand::Advance { millis: 1500 }
        );
        assert_eq!(
            advance(Duration::MAX),
            AdminCommand::Advance { millis: u64::MAX }
        );
    }
}
