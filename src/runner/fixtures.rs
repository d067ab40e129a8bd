//! What a real world has to stand behind custom key stores: clusters, proxies and VPC endpoint services, in a YAML or JSON
//! file.
//!
//! ```yaml
//! custom_key_store_quota: 10                   # optional: what the account may have in a Region; 10 without it
//! clusters:                                    # each in use by no key store, active, with two HSMs or more
//!   - id: cluster-2a34b5cdefg
//!     trust_anchor_certificate: "-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n"
//!     kmsuser_password: current-password       # KMS changes it when a key store connects: one connect a run
//!     password_set_back: true                  # optional: something sets it back after each connect
//!     region: us-east-1                        # optional: the target's home Region without it
//!     account: "111122223333"                  # optional: the owner's account without it
//! proxies:                                     # external key store proxies that the internet reaches
//!   - endpoint: https://xks.example.com
//!     paths: [/one/kms/xks/v1, /two/kms/xks/v1]
//!     credentials:                             # the first is enough; a second lets cases change it
//!       - {access_key_id: ABCDE2345672EXAMPLEA, raw_secret_access_key: …}
//! vpc_services:                                # the same behind a VPC endpoint service
//!   - name: com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0
//!     endpoint: https://xks.internal.example.com   # its private DNS name
//!     paths: [/kms/xks/v1]
//!     credentials:
//!       - {access_key_id: ABCDE2345672EXAMPLEA, raw_secret_access_key: …}
//!     owner: "444455556666"                    # optional: the account that owns it, where that is another
//!     region: us-east-1                        # optional, as above
//!     account: "111122223333"                  # optional, as above
//! ```

use std::collections::BTreeSet;
use std::fmt;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::model::{Model, validate};

/// What a target with a real world has to stand behind custom key stores.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Fixtures {
    /// How many custom key stores the account may have in a Region; 10 unless AWS has raised it.
    #[serde(deserialize_with = "quota")]
    #[schemars(range(min = 1))]
    pub custom_key_store_quota: Option<u32>,
    /// CloudHSM clusters that no key store uses.
    pub clusters: Vec<Cluster>,
    /// External key store proxies with a public endpoint.
    pub proxies: Vec<Proxy>,
    /// External key store proxies behind a VPC endpoint service.
    pub vpc_services: Vec<VpcService>,
}

/// A CloudHSM cluster.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cluster {
    /// Its id.
    #[serde(deserialize_with = "cluster_id")]
    pub id: String,
    /// The certificate with which it was initialised, in PEM.
    #[serde(deserialize_with = "certificate")]
    pub trust_anchor_certificate: String,
    /// The current password of its user `kmsuser`. Connecting a key store makes KMS change it, so that a run connects each
    /// cluster once; before the next run somebody sets it back.
    #[serde(deserialize_with = "password")]
    #[schemars(with = "String")]
    pub kmsuser_password: Hidden,
    /// True where something sets the password back whenever a key store was connected; such a cluster is connected again.
    #[serde(default)]
    pub password_set_back: bool,
    /// Its Region; the target's home Region without it.
    pub region: Option<String>,
    /// Its account; the owner's without it.
    #[serde(default, deserialize_with = "account")]
    pub account: Option<String>,
}

/// An external key store proxy with a public endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proxy {
    /// Its endpoint, `https://…`.
    #[serde(deserialize_with = "endpoint")]
    pub endpoint: String,
    /// The paths under which it answers, each of which one key store can use.
    #[serde(deserialize_with = "paths")]
    #[schemars(length(min = 1))]
    pub paths: Vec<String>,
    /// The credentials that it takes, for each of its paths.
    #[serde(deserialize_with = "credentials")]
    #[schemars(length(min = 1))]
    pub credentials: Vec<ProxyCredential>,
}

/// An external key store proxy behind a VPC endpoint service.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VpcService {
    /// The service's name.
    #[serde(deserialize_with = "service_name")]
    pub name: String,
    /// Its private DNS name, `https://…`.
    #[serde(deserialize_with = "endpoint")]
    pub endpoint: String,
    /// The paths under which the proxy answers.
    #[serde(deserialize_with = "paths")]
    #[schemars(length(min = 1))]
    pub paths: Vec<String>,
    /// The credentials that the proxy takes, for each of its paths.
    #[serde(deserialize_with = "credentials")]
    #[schemars(length(min = 1))]
    pub credentials: Vec<ProxyCredential>,
    /// The account that owns the service, where that is not the account that calls.
    #[serde(default, deserialize_with = "account")]
    pub owner: Option<String>,
    /// Its Region; the target's home Region without it.
    pub region: Option<String>,
    /// The account whose key stores use it; the owner's without it.
    #[serde(default, deserialize_with = "account")]
    pub account: Option<String>,
}

/// A credential with which KMS signs what it sends to a proxy.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProxyCredential {
    /// `AccessKeyId`.
    #[serde(deserialize_with = "access_key_id")]
    pub access_key_id: String,
    /// `RawSecretAccessKey`.
    #[serde(deserialize_with = "secret")]
    #[schemars(with = "String")]
    pub raw_secret_access_key: Hidden,
}

/// A text that no debug output shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(String);

impl Hidden {
    /// The text itself.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl Fixtures {
    /// Reads a file; `path` stands in the error's text.
    ///
    /// # Errors
    /// A text for people, with line and column where the file itself is wrong.
    pub fn parse(path: &str, text: &str) -> Result<Self, String> {
        // An excerpt of the file would show passwords.
        let options = serde_saphyr::options! { with_snippet: false };
        let fixtures: Self =
            serde_saphyr::from_str_with_options(text, options).map_err(|error| {
                format!("{path} is no file of fixtures: {error}\nsee `kmspec schema --fixtures`")
            })?;
        let twice = fixtures.named_twice();
        match twice {
            Some(name) => Err(format!(
                "{path} is no file of fixtures: it names {name} twice, and only one key store can use it"
            )),
            None => Ok(fixtures),
        }
    }

    /// The JSON Schema (draft 2020-12) of the file.
    #[must_use]
    pub fn schema() -> Value {
        let generator = SchemaSettings::draft2020_12().into_generator();
        let mut schema = generator.into_root_schema_for::<Self>().to_value();
        schema["$id"] = json!("kmspec/fixtures/v1");
        schema
    }

    fn named_twice(&self) -> Option<&str> {
        let mut seen = BTreeSet::new();
        let clusters = self.clusters.iter().map(|cluster| cluster.id.as_str());
        let proxies = self.proxies.iter().map(|proxy| proxy.endpoint.as_str());
        let services = self
            .vpc_services
            .iter()
            .map(|service| service.name.as_str());
        let mut names = clusters.chain(proxies).chain(services);
        names.find(|name| !seen.insert(*name))
    }
}

/// A text that the service model allows where KMS takes it; `what` says what it should be, and never shows it.
fn of_shape<'de, D: Deserializer<'de>>(
    from: D,
    shape: &str,
    what: &str,
) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    match validate(Model::bundled(), shape, &json!(text)) {
        Ok(()) => Ok(text),
        Err(_) => Err(D::Error::custom(format!("this is no {what}"))),
    }
}

fn quota<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
    match Option::<u32>::deserialize(from)? {
        Some(0) => Err(D::Error::custom("a quota is 1 or more")),
        quota => Ok(quota),
    }
}

fn cluster_id<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let what = "cluster id: write it as CloudHSM shows it, such as cluster-2a34b5cdefg";
    of_shape(from, "CloudHsmClusterIdType", what)
}

fn certificate<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let what = "certificate: it has 1 to 5000 characters";
    of_shape(from, "TrustAnchorCertificateType", what)
}

fn password<'de, D: Deserializer<'de>>(from: D) -> Result<Hidden, D::Error> {
    let what = "password of kmsuser: it has 7 to 32 characters";
    of_shape(from, "KeyStorePasswordType", what).map(Hidden)
}

fn endpoint<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let what = "proxy endpoint: write https:// and a host name, and nothing after it";
    of_shape(from, "XksProxyUriEndpointType", what)
}

fn access_key_id<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let what = "proxy access key id: it has 20 to 30 of the characters A-Z and 2-7";
    of_shape(from, "XksProxyAuthenticationAccessKeyIdType", what)
}

fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<Hidden, D::Error> {
    let what = "secret key of a proxy: it has 43 to 64 characters of base64";
    of_shape(from, "XksProxyAuthenticationRawSecretAccessKeyType", what).map(Hidden)
}

fn service_name<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let what = "name of a VPC endpoint service: it is com.amazonaws.vpce.REGION.vpce-svc-ID";
    of_shape(from, "XksProxyVpcEndpointServiceNameType", what)
}

fn account<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let what = "account: it has twelve digits, in quotes";
    of_shape(from, "AccountIdType", what).map(Some)
}

fn paths<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let paths = Vec::<String>::deserialize(from)?;
    let good =
        |path: &String| validate(Model::bundled(), "XksProxyUriPathType", &json!(path)).is_ok();
    match paths.iter().find(|path| !good(path)) {
        Some(bad) => Err(D::Error::custom(format!(
            "`{bad}` is no path of a proxy: it begins with / and ends with /kms/xks/v1"
        ))),
        None if paths.is_empty() => Err(D::Error::custom("a proxy has at least one path")),
        None => Ok(paths),
    }
}

fn credentials<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<ProxyCredential>, D::Error> {
    let credentials = Vec::<ProxyCredential>::deserialize(from)?;
    if credentials.is_empty() {
        return Err(D::Error::custom("a proxy has at least one credential"));
    }
    Ok(credentials)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLUSTER: &str =
        "id: cluster-2a34b5cdefg, trust_anchor_certificate: x, kmsuser_password: hunter22";

    fn told(text: &str) -> String {
        Fixtures::parse("f.yaml", text).expect_err("it is bad")
    }

    #[test]
    fn yaml_and_json_are_read() {
        let yaml = format!(
            "custom_key_store_quota: 12\nclusters:\n  - {{{CLUSTER}, region: us-west-2}}\n"
        );
        let yaml = Fixtures::parse("f.yaml", &yaml).expect("good fixtures");
        assert_eq!(yaml.custom_key_store_quota, Some(12));
        assert_eq!(yaml.clusters[0].region.as_deref(), Some("us-west-2"));
        assert!(!format!("{yaml:?}").contains("hunter22"));
        let json = r#"{"proxies": [{"endpoint": "https://xks.example.com", "paths": ["/kms/xks/v1"],
            "credentials": [{"access_key_id": "ABCDEABCDEABCDEABCDE",
            "raw_secret_access_key": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}]}]}"#;
        let json = Fixtures::parse("f.json", json).expect("good fixtures");
        assert_eq!(json.proxies[0].paths, ["/kms/xks/v1"]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let unknown = told("clusters: []\nproxys: []\n");
        assert!(
            unknown.contains("proxys") && unknown.contains("line 2"),
            "{unknown}"
        );
        let id = told(
            "clusters:\n  - {id: cluster-1, trust_anchor_certificate: x, kmsuser_password: hunter22}\n",
        );
        assert!(
            id.contains("this is no cluster id") && id.contains("line 2"),
            "{id}"
        );
        let password = told(
            "clusters:\n  - {id: cluster-2a34b5cdefg, trust_anchor_certificate: x, kmsuser_password: hunt3r}\n",
        );
        assert!(
            password.contains("7 to 32 characters") && !password.contains("hunt3r"),
            "{password}"
        );
        let missing = told("clusters:\n  - {id: cluster-2a34b5cdefg}\n");
        assert!(missing.contains("trust_anchor_certificate"), "{missing}");
        let twice = told(&format!(
            "clusters:\n  - {{{CLUSTER}}}\n  - {{{CLUSTER}}}\n"
        ));
        assert!(
            twice.contains("it names cluster-2a34b5cdefg twice"),
            "{twice}"
        );
        assert!(told("custom_key_store_quota: 0\n").contains("a quota is 1 or more"));
    }

    #[test]
    fn the_schema_is_of_the_same_members() {
        let schema = Fixtures::schema();
        let members = |of: &Value| -> Vec<String> {
            let members = of["properties"].as_object();
            members
                .into_iter()
                .flatten()
                .map(|(name, _)| name.clone())
                .collect()
        };
        assert_eq!(
            members(&schema),
            [
                "custom_key_store_quota",
                "clusters",
                "proxies",
                "vpc_services"
            ]
        );
        assert_eq!(schema["additionalProperties"], json!(false));
        let cluster = &schema["$defs"]["Cluster"];
        assert_eq!(
            cluster["required"],
            json!(["id", "trust_anchor_certificate", "kmsuser_password"])
        );
    }
}
