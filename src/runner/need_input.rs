//! What the calls ask for that make what a case needs.

use serde_json::{Map, Value, json};

use crate::case::{FreshKind, StoreConnectivity, StoreNeed, StoreType};
use crate::check::Scope;

/// The input of `CreateCustomKeyStore`.
pub(super) fn store_input(
    wanted: &StoreNeed,
    region: &str,
    scope: &mut Scope<'_>,
) -> Map<String, Value> {
    let mut fresh = |kind| Value::String(scope.draw().fresh(kind, region));
    let mut input = Map::new();
    let mut set = |name: &str, value| input.insert(name.to_owned(), value);
    set("CustomKeyStoreName", fresh(FreshKind::StoreName));
    match wanted.store_type {
        StoreType::AwsCloudHsm => {
            set("CloudHsmClusterId", fresh(FreshKind::ClusterId));
            set("TrustAnchorCertificate", fresh(FreshKind::Certificate));
            set("KeyStorePassword", fresh(FreshKind::Password));
        }
        StoreType::ExternalKeyStore => {
            set("CustomKeyStoreType", json!("EXTERNAL_KEY_STORE"));
            set("XksProxyUriEndpoint", fresh(FreshKind::ProxyEndpoint));
            set("XksProxyUriPath", fresh(FreshKind::ProxyPath));
            let credential = json!({
                "AccessKeyId": fresh(FreshKind::ProxyAccessKeyId),
                "RawSecretAccessKey": fresh(FreshKind::ProxySecret),
            });
            set("XksProxyAuthenticationCredential", credential);
            match wanted.connectivity {
                StoreConnectivity::PublicEndpoint => {
                    set("XksProxyConnectivity", json!("PUBLIC_ENDPOINT"));
                }
                StoreConnectivity::VpcEndpointService => {
                    set("XksProxyConnectivity", json!("VPC_ENDPOINT_SERVICE"));
                    set(
                        "XksProxyVpcEndpointServiceName",
                        fresh(FreshKind::VpcService),
                    );
                }
            }
        }
    }
    input
}

/// The input of `CreateKey`, in a store or in none.
pub(super) fn key_input(
    store: Option<(&StoreNeed, &str)>,
    scope: &mut Scope<'_>,
) -> Map<String, Value> {
    let mut input = Map::new();
    let Some((store, id)) = store else {
        return input;
    };
    let origin = match store.store_type {
        StoreType::AwsCloudHsm => "AWS_CLOUDHSM",
        StoreType::ExternalKeyStore => "EXTERNAL_KEY_STORE",
    };
    input.insert("Origin".to_owned(), json!(origin));
    input.insert("CustomKeyStoreId".to_owned(), json!(id));
    if store.store_type == StoreType::ExternalKeyStore {
        let external = scope.draw().fresh(FreshKind::XksKeyId, "");
        input.insert("XksKeyId".to_owned(), json!(external));
    }
    input
}
