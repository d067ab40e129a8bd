//! `DescribeCustomKeyStores` (facts C-130..C-151).

use serde_json::{Map, Value, json};

use super::{Store, find};
use crate::reference::account::Tenant;
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::page;
use crate::reference::reply;
use crate::reference::rules::{BothFilters, ConnectionState, ErrorCode, Rules, StoreType};
use crate::reference::service_error::{Answer, ServiceError, refuse};

/// Describes one store, or a page of all.
pub(crate) fn describe(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.stores.describe;
    let mut id = call
        .input
        .text("CustomKeyStoreId")
        .filter(|_| rules.filters);
    let mut name = call
        .input
        .text("CustomKeyStoreName")
        .filter(|_| rules.filters);
    if id.is_some() && name.is_some() {
        match rules.both {
            BothFilters::Refused(error) => {
                let message = "CustomKeyStoreId and CustomKeyStoreName cannot be used together.";
                return Err(ServiceError::of(error).saying(message));
            }
            BothFilters::IdCounts => name = None,
            BothFilters::NameCounts => id = None,
        }
    }
    let tenant = &call.caller.tenant;
    let page = page::Request::read(kms, call, call.rules.pages.unlimited)?;
    if id.is_some() || name.is_some() {
        let found = match (id, name) {
            (Some(id), _) => find(kms, call, id),
            (None, name) => by_name(kms, call, name.unwrap_or_default()),
        };
        let entries = match found {
            Ok(store) => vec![entry(call.rules, tenant, store)],
            Err(error) if rules.not_found_is_error => return Err(error),
            Err(_) => Vec::new(),
        };
        return Ok(page::whole(call, "CustomKeyStores", entries));
    }
    let reach = call.rules.stores.reach;
    let stores = kms
        .accounts
        .in_reach(reach, tenant)
        .flat_map(|(_, held)| &held.stores);
    let items = stores.map(|store| (format!("{:020}", store.serial), store));
    Ok(page.cut(kms, call, "CustomKeyStores", items, |store| {
        entry(call.rules, tenant, store)
    }))
}

fn by_name<'k>(kms: &'k Kms, call: &'k Call<'_>, name: &str) -> Result<&'k Store, ServiceError> {
    let rules = &call.rules.stores;
    let mut stores = kms
        .accounts
        .in_reach(rules.reach, &call.caller.tenant)
        .flat_map(|(_, held)| &held.stores);
    match stores.find(|store| store.properties.name == name) {
        Some(store) => Ok(store),
        None => refuse(rules.not_found),
    }
}

/// One entry; no secret is ever in it (facts C-136..C-141).
fn entry(rules: &Rules, tenant: &Tenant, store: &Store) -> Value {
    let book = &rules.stores.describe;
    let properties = &store.properties;
    let mut entry = Members {
        members: Map::new(),
        omits_absent: rules.reply.omits_absent,
    };
    entry.add("CustomKeyStoreId", Some(json!(store.id)));
    entry.add("CustomKeyStoreName", Some(json!(properties.name)));
    if book.includes_type {
        entry.add("CustomKeyStoreType", Some(json!(properties.kind.name())));
    }
    let state = told_state(rules, store);
    entry.add("ConnectionState", Some(json!(state.name())));
    let failed = match book.error_code {
        ErrorCode::WhenFailed => state == ConnectionState::Failed,
        ErrorCode::Never => false,
        ErrorCode::EverSince => true,
    };
    entry.add(
        "ConnectionErrorCode",
        store
            .error_code
            .as_ref()
            .filter(|_| failed)
            .map(|code| json!(code)),
    );
    if book.includes_creation {
        entry.add(
            "CreationDate",
            Some(reply::timestamp(&rules.reply, store.created)),
        );
    }
    if properties.kind == StoreType::CloudHsm || book.includes_foreign {
        entry.add(
            "CloudHsmClusterId",
            properties.cluster.as_ref().map(|id| json!(id)),
        );
        if book.includes_trust_anchor {
            entry.add(
                "TrustAnchorCertificate",
                properties.trust_anchor.as_ref().map(|text| json!(text)),
            );
        }
    }
    if book.includes_secrets {
        entry.add(
            "KeyStorePassword",
            properties
                .password
                .as_ref()
                .map(|secret| json!(secret.expose())),
        );
    }
    if properties.kind == StoreType::External {
        entry.add(
            "XksProxyConfiguration",
            Some(configuration(rules, tenant, store)),
        );
    } else if book.includes_foreign {
        entry.add("XksProxyConfiguration", Some(json!({})));
    }
    Value::Object(entry.members)
}

/// The proxy of an external store.
fn configuration(rules: &Rules, tenant: &Tenant, store: &Store) -> Value {
    let properties = &store.properties;
    let mut proxy = Members {
        members: Map::new(),
        omits_absent: rules.reply.omits_absent,
    };
    let text = |text: &Option<String>| text.as_ref().map(|text| json!(text));
    let connectivity = if properties.vpc {
        "VPC_ENDPOINT_SERVICE"
    } else {
        "PUBLIC_ENDPOINT"
    };
    proxy.add("Connectivity", Some(json!(connectivity)));
    proxy.add("AccessKeyId", text(&properties.access_key_id));
    if rules.stores.describe.includes_secrets {
        let secret = properties.secret_access_key.as_ref();
        proxy.add(
            "RawSecretAccessKey",
            secret.map(|secret| json!(secret.expose())),
        );
    }
    proxy.add("UriEndpoint", text(&properties.endpoint));
    proxy.add("UriPath", text(&properties.path));
    if rules.stores.describe.includes_service && properties.vpc {
        proxy.add("VpcEndpointServiceName", text(&properties.service));
        // Without an owner in the request, the caller's account is the owner.
        let owner = properties.service_owner.as_ref().unwrap_or(&tenant.account);
        proxy.add("VpcEndpointServiceOwner", Some(json!(owner)));
    }
    Value::Object(proxy.members)
}

fn told_state(rules: &Rules, store: &Store) -> ConnectionState {
    let book = &rules.stores.describe;
    match store.state {
        ConnectionState::Failed if !book.includes_failure => ConnectionState::Disconnected,
        ConnectionState::Connecting if !book.includes_transitions => ConnectionState::Connected,
        ConnectionState::Disconnecting if !book.includes_transitions => {
            ConnectionState::Disconnected
        }
        state => state,
    }
}

/// Members of a structure in an answer; absent ones are left out (fact W-034).
struct Members {
    members: Map<String, Value>,
    omits_absent: bool,
}

impl Members {
    fn add(&mut self, name: &str, value: Option<Value>) {
        match value {
            Some(value) => {
                self.members.insert(name.to_owned(), value);
            }
            None if self.omits_absent => {}
            None => {
                self.members.insert(name.to_owned(), Value::Null);
            }
        }
    }
}
