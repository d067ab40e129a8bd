//! One custom key store.

use crate::reference::input::Input;
use crate::reference::rules::{ConnectionState, Property, StoreType};
use crate::reference::secret::Secret;
use crate::wire::Timestamp;

/// A custom key store.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    pub(crate) id: String,
    /// Its place in the order of creation.
    pub(crate) serial: u64,
    pub(crate) created: Timestamp,
    pub(crate) state: ConnectionState,
    /// Why the last connection failed.
    pub(crate) error_code: Option<String>,
    /// The change of state on its way.
    pub(crate) change: Option<Change>,
    pub(crate) properties: Properties,
}

/// A change of the connection state on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change {
    /// When it ends.
    pub(crate) at: Timestamp,
    /// In CONNECTED, if nothing fails, or in DISCONNECTED.
    pub(crate) to: ConnectionState,
}

/// What a client says of a store; members that it left out are absent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Properties {
    pub(crate) kind: StoreType,
    pub(crate) name: String,
    pub(crate) cluster: Option<String>,
    pub(crate) trust_anchor: Option<String>,
    pub(crate) password: Option<Secret>,
    /// Whether the proxy is reached through a VPC endpoint service.
    pub(crate) vpc: bool,
    pub(crate) endpoint: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) access_key_id: Option<String>,
    pub(crate) secret_access_key: Option<Secret>,
    pub(crate) service: Option<String>,
    pub(crate) service_owner: Option<String>,
}

impl Properties {
    /// What a request to create a store says.
    pub(crate) fn of(input: Input<'_>) -> Self {
        let kind = if input.text("CustomKeyStoreType") == Some(StoreType::External.name()) {
            StoreType::External
        } else {
            StoreType::CloudHsm
        };
        let text = |name| input.text(name).map(str::to_owned);
        let mut properties = Self {
            kind,
            name: text("CustomKeyStoreName").unwrap_or_default(),
            cluster: None,
            trust_anchor: None,
            password: None,
            vpc: false,
            endpoint: None,
            path: None,
            access_key_id: None,
            secret_access_key: None,
            service: None,
            service_owner: None,
        };
        match kind {
            StoreType::CloudHsm => {
                properties.cluster = text("CloudHsmClusterId");
                properties.trust_anchor = text("TrustAnchorCertificate");
                properties.password = input.text("KeyStorePassword").map(Secret::new);
            }
            StoreType::External => {
                for property in [
                    Property::Connectivity,
                    Property::Endpoint,
                    Property::Path,
                    Property::Credential,
                    Property::Service,
                    Property::ServiceOwner,
                ] {
                    properties.take(property, input);
                }
            }
        }
        properties
    }

    /// Takes over one property of a request, if it is there.
    pub(crate) fn take(&mut self, property: Property, input: Input<'_>) {
        let (member, _) = property.member();
        let text = input.text(member).map(str::to_owned);
        let place = match property {
            Property::Name => {
                self.name = text.unwrap_or_else(|| std::mem::take(&mut self.name));
                return;
            }
            Property::Password => {
                self.password = text
                    .as_deref()
                    .map(Secret::new)
                    .or_else(|| self.password.take());
                return;
            }
            Property::Connectivity => {
                if let Some(connectivity) = text {
                    self.vpc = connectivity == "VPC_ENDPOINT_SERVICE";
                }
                return;
            }
            Property::Credential => {
                if let Some(credential) = input.structure(member) {
                    self.access_key_id = credential.text("AccessKeyId").map(str::to_owned);
                    self.secret_access_key = credential.text("RawSecretAccessKey").map(Secret::new);
                }
                return;
            }
            Property::Cluster => &mut self.cluster,
            Property::Endpoint => &mut self.endpoint,
            Property::Path => &mut self.path,
            Property::Service => &mut self.service,
            Property::ServiceOwner => &mut self.service_owner,
        };
        if text.is_some() {
            *place = text;
        }
    }
}
