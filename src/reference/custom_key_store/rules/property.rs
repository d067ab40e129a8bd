//! Types of custom key stores, and the properties that an update can change.

/// The two types (fact C-003).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StoreType {
    CloudHsm,
    External,
}

impl StoreType {
    /// The name on the wire, which is also the origin of its keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::CloudHsm => "AWS_CLOUDHSM",
            Self::External => "EXTERNAL_KEY_STORE",
        }
    }
}

/// One property that an update can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Property {
    Name,
    Password,
    Cluster,
    Endpoint,
    Path,
    Service,
    ServiceOwner,
    Credential,
    Connectivity,
}

impl Property {
    /// The request's member and the type that it belongs to; `None`: both.
    pub(crate) fn member(self) -> (&'static str, Option<StoreType>) {
        match self {
            Self::Name => ("NewCustomKeyStoreName", None),
            Self::Password => ("KeyStorePassword", Some(StoreType::CloudHsm)),
            Self::Cluster => ("CloudHsmClusterId", Some(StoreType::CloudHsm)),
            Self::Endpoint => ("XksProxyUriEndpoint", Some(StoreType::External)),
            Self::Path => ("XksProxyUriPath", Some(StoreType::External)),
            Self::Service => ("XksProxyVpcEndpointServiceName", Some(StoreType::External)),
            Self::ServiceOwner => ("XksProxyVpcEndpointServiceOwner", Some(StoreType::External)),
            Self::Credential => (
                "XksProxyAuthenticationCredential",
                Some(StoreType::External),
            ),
            Self::Connectivity => ("XksProxyConnectivity", Some(StoreType::External)),
        }
    }
}
