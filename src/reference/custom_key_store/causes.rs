//! Why calls about custom key stores are refused, and by which facts.

use crate::model::Operation::{
    ConnectCustomKeyStore, CreateCustomKeyStore, DeleteCustomKeyStore, DescribeCustomKeyStores,
    DisconnectCustomKeyStore, UpdateCustomKeyStore,
};
use crate::reference::cause::Mark::{Any, Given, State};
use crate::reference::cause::{Cause, STATE, row};

/// Every cause; of those of one operation and error the narrower stand first.
#[rustfmt::skip]
pub(crate) const CAUSES: &[Cause] = &[
    row(&[CreateCustomKeyStore], "CustomKeyStoreNameInUseException", Any, "its name is in use", &["C-008"]),
    row(&[CreateCustomKeyStore], "CloudHsmClusterInUseException", Any, "its cluster is in use", &["C-010"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "CloudHsmClusterNotFoundException", Any, "there is no such cluster", &["C-011"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "CloudHsmClusterNotActiveException", Any, "the cluster is not active", &["C-012"]),
    row(&[CreateCustomKeyStore], "IncorrectTrustAnchorException", Any, "the trust anchor is another cluster's", &["C-013"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "CloudHsmClusterInvalidConfigurationException", Any, "the cluster has too few HSMs or a bad network", &["C-014"]),
    row(&[CreateCustomKeyStore], "LimitExceededException", Any, "the account has ten custom key stores", &["C-015", "Q-005"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "XksProxyUriInUseException", Any, "the proxy URI is in use", &["C-018"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "XksProxyUriEndpointInUseException", Any, "the proxy endpoint is in use", &["C-019", "C-020"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "XksProxyVpcEndpointServiceInUseException", Any, "the VPC endpoint service is in use", &["C-022"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "XksProxyVpcEndpointServiceNotFoundException", Any, "there is no such VPC endpoint service", &["C-023"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "XksProxyVpcEndpointServiceInvalidConfigurationException", Any, "the VPC endpoint service does not meet the requirements", &["C-024"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "XksProxyUriUnreachableException", Any, "the proxy cannot be reached", &["C-025"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "XksProxyIncorrectAuthenticationCredentialException", Any, "the proxy does not accept the credential", &["C-026", "X-003"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "XksProxyInvalidResponseException", Any, "the proxy's answer cannot be read", &["C-027"]),
    row(&[CreateCustomKeyStore, UpdateCustomKeyStore], "XksProxyInvalidConfigurationException", Any, "the proxy does not know the path", &["X-005"]),
    row(&[UpdateCustomKeyStore], "CustomKeyStoreNameInUseException", Any, "the new name is in use", &["C-077"]),
    row(&[UpdateCustomKeyStore], "CloudHsmClusterNotRelatedException", Any, "the new cluster has another history", &["C-079"]),
    row(&[UpdateCustomKeyStore], STATE, State("store CONNECTED"), "the store is CONNECTED", &["C-073"]),
    row(&[UpdateCustomKeyStore], STATE, Any, "the store is not DISCONNECTED", &["C-075"]),
    row(&[UpdateCustomKeyStore], "CustomKeyStoreNotFoundException", Any, "there is no such store", &["C-078"]),
    row(&[ConnectCustomKeyStore], "CustomKeyStoreNotFoundException", Any, "there is no such store", &["C-045"]),
    row(&[ConnectCustomKeyStore], STATE, State("store FAILED"), "the store is FAILED", &["C-041"]),
    row(&[ConnectCustomKeyStore], STATE, Any, "the store is DISCONNECTING", &["C-042"]),
    row(&[ConnectCustomKeyStore], "CloudHsmClusterNotActiveException", Any, "the cluster is not active", &["C-046"]),
    row(&[ConnectCustomKeyStore], "CloudHsmClusterInvalidConfigurationException", Any, "the cluster has no HSM or a bad network", &["C-046"]),
    row(&[DisconnectCustomKeyStore], "CustomKeyStoreNotFoundException", Any, "there is no such store", &["C-065"]),
    row(&[DisconnectCustomKeyStore], STATE, State("store DISCONNECTING"), "the store is DISCONNECTING", &["C-064"]),
    row(&[DeleteCustomKeyStore], "CustomKeyStoreNotFoundException", Any, "there is no such store", &["C-101"]),
    row(&[DeleteCustomKeyStore], "CustomKeyStoreHasCMKsException", Any, "the store holds keys", &["C-106", "C-107"]),
    row(&[DeleteCustomKeyStore], STATE, State("store CONNECTED"), "the store is CONNECTED", &["C-102"]),
    row(&[DeleteCustomKeyStore], STATE, State("store CONNECTING"), "the store is CONNECTING", &["C-103"]),
    row(&[DeleteCustomKeyStore], STATE, State("store DISCONNECTING"), "the store is DISCONNECTING", &["C-104"]),
    row(&[DeleteCustomKeyStore], STATE, State("store FAILED"), "the store is FAILED", &["C-105"]),
    row(&[DescribeCustomKeyStores], "CustomKeyStoreNotFoundException", Given("CustomKeyStoreName"), "no store has the name", &["C-134"]),
    row(&[DescribeCustomKeyStores], "CustomKeyStoreNotFoundException", Any, "there is no such store", &["C-133"]),
    row(&[DescribeCustomKeyStores], "InvalidMarkerException", Any, "the marker is none that was given out", &["C-147"]),
];
