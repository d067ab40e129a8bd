//! What Create, Update, Connect and `CreateKey` ask of the cluster, the VPC endpoint service and the proxy.

use super::Properties;
use crate::reference::service_error::{ServiceError, refuse};
use crate::reference::world::{World, told};

/// The cluster exists (fact C-011).
pub(super) fn cluster_found(world: &World, properties: &Properties) -> Result<(), ServiceError> {
    match &properties.cluster {
        Some(id) if !world.cluster(id).exists => refuse("CloudHsmClusterNotFoundException"),
        _ => Ok(()),
    }
}

/// The cluster is active (fact C-012).
pub(super) fn cluster_active(world: &World, properties: &Properties) -> Result<(), ServiceError> {
    match &properties.cluster {
        Some(id) if !world.cluster(id).active => refuse("CloudHsmClusterNotActiveException"),
        _ => Ok(()),
    }
}

/// The certificate is the cluster's (fact C-013).
pub(super) fn trust_anchor(world: &World, properties: &Properties) -> Result<(), ServiceError> {
    let Some(id) = &properties.cluster else {
        return Ok(());
    };
    match &world.cluster(id).trust_anchor {
        Some(own) if properties.trust_anchor.as_ref() != Some(own) => {
            refuse("IncorrectTrustAnchorException")
        }
        _ => Ok(()),
    }
}

/// The cluster has its network and this many active HSMs (facts C-014, C-179).
pub(crate) fn configured(
    world: &World,
    cluster: Option<&String>,
    hsms: u32,
) -> Result<(), ServiceError> {
    let Some(id) = cluster else { return Ok(()) };
    let cluster = world.cluster(id);
    if cluster.network_valid && cluster.hsms >= hsms {
        Ok(())
    } else {
        refuse("CloudHsmClusterInvalidConfigurationException")
    }
}

/// The VPC endpoint service exists and lets KMS in (fact C-023).
pub(super) fn service_found(
    world: &World,
    properties: &Properties,
    account: &str,
) -> Result<(), ServiceError> {
    let Some(name) = &properties.service else {
        return Ok(());
    };
    let service = world.service(name);
    let owner = properties.service_owner.as_deref().unwrap_or(account);
    let has_owner = service
        .owner
        .as_deref()
        .is_none_or(|actual| actual == owner);
    if service.exists && has_owner {
        Ok(())
    } else {
        refuse("XksProxyVpcEndpointServiceNotFoundException")
    }
}

/// The VPC endpoint service meets the requirements (fact C-024).
pub(super) fn service_valid(world: &World, properties: &Properties) -> Result<(), ServiceError> {
    match &properties.service {
        Some(name) if !world.service(name).valid => {
            refuse("XksProxyVpcEndpointServiceInvalidConfigurationException")
        }
        _ => Ok(()),
    }
}

/// The proxy is reached, accepts the credential and has healthy key managers (facts C-025..C-027, X-000..X-013).
pub(super) fn proxy_healthy(world: &World, properties: &Properties) -> Result<(), ServiceError> {
    let Some(endpoint) = &properties.endpoint else {
        return Ok(());
    };
    let answer = world.proxy(endpoint).answers(
        properties.path.as_deref(),
        properties.access_key_id.as_deref(),
    );
    match told(answer).and_then(|told| Some((told.management?, told.message))) {
        Some((error, message)) => Err(ServiceError::of(error).saying(message)),
        None => Ok(()),
    }
}
