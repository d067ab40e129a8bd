//! How connections begin, end and fail.

use super::Store;
use super::store::Change;
use crate::reference::kms::Kms;
use crate::reference::rules::{ConnectionState, Transition};
use crate::reference::service_error::{Answer, nothing, refuse};
use crate::reference::world::{World, told};
use crate::wire::Timestamp;

/// The error for a state that does not allow the request (facts C-041, C-042, C-064).
pub(super) const INVALID_STATE: &str = "CustomKeyStoreInvalidStateException";

/// Does with a store what the book says of its state: on the way to `through`, and then to `to`.
pub(super) fn transit(
    store: &mut Store,
    transition: Transition,
    through: ConnectionState,
    to: ConnectionState,
    ends: Timestamp,
) -> Answer {
    match transition {
        Transition::Refused => refuse(INVALID_STATE),
        Transition::Stays => nothing(),
        Transition::Begins | Transition::RefusedYetBegins => {
            store.state = through;
            store.change = Some(Change { at: ends, to });
            if transition == Transition::Begins {
                nothing()
            } else {
                refuse(INVALID_STATE)
            }
        }
        Transition::Jumps => {
            store.state = to;
            store.change = None;
            nothing()
        }
    }
}

/// Why a connection that was begun fails in the end, if it does: the `ConnectionErrorCode` (facts C-047, C-048, C-142).
pub(crate) fn failure(world: &mut World, store: &Store, account: &str) -> Option<String> {
    let properties = &store.properties;
    if let Some(id) = &properties.cluster {
        if let Some(code) = world.take_cluster_error(id) {
            return Some(code);
        }
        let cluster = world.cluster(id);
        let logs_in =
            cluster.kmsuser_password.is_none() || cluster.kmsuser_password == properties.password;
        let code = if !cluster.exists {
            "CLUSTER_NOT_FOUND"
        } else if !cluster.active || !cluster.reachable || !cluster.network_valid {
            "NETWORK_ERRORS"
        } else if cluster.hsms == 0 {
            "INSUFFICIENT_CLOUDHSM_HSMS"
        } else if !logs_in {
            "INVALID_CREDENTIALS"
        } else {
            return None;
        };
        return Some(code.to_owned());
    }
    let endpoint = properties.endpoint.as_deref().unwrap_or_default();
    if let Some(code) = world.take_proxy_error(endpoint) {
        return Some(code);
    }
    if let Some(name) = &properties.service {
        let service = world.service(name);
        let owner = properties.service_owner.as_deref().unwrap_or(account);
        if !service.exists
            || service
                .owner
                .as_deref()
                .is_some_and(|actual| actual != owner)
        {
            return Some("XKS_VPC_ENDPOINT_SERVICE_NOT_FOUND".to_owned());
        }
        if !service.valid {
            return Some("XKS_VPC_ENDPOINT_SERVICE_INVALID_CONFIGURATION".to_owned());
        }
    }
    let answer = world.proxy(endpoint).answers(
        properties.path.as_deref(),
        properties.access_key_id.as_deref(),
    );
    told(answer)?.connection.map(str::to_owned)
}

impl Kms {
    /// When a connection begun now is made.
    pub(super) fn connection_made(&self) -> Timestamp {
        self.now.plus(self.world.connecting)
    }

    /// When a connection whose end begins now has ended.
    pub(super) fn connection_ended(&self) -> Timestamp {
        self.now.plus(self.world.disconnecting)
    }
}
