//! One cluster, one proxy, one external key, one VPC endpoint service.

use std::collections::BTreeMap;

use crate::reference::secret::Secret;
use crate::wire::admin::{
    ClusterChange, ExternalKeyChange, ProxyAnswer, ProxyChange, VpcServiceChange,
};

/// A `CloudHSM` cluster.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one independent fact about a cluster"
)]
pub(crate) struct Cluster {
    pub(crate) exists: bool,
    pub(crate) active: bool,
    pub(crate) hsms: u32,
    pub(crate) network_valid: bool,
    pub(crate) trust_anchor: Option<String>,
    pub(crate) backup_history: Option<String>,
    pub(crate) kmsuser_password: Option<Secret>,
    pub(crate) connection_error: Option<String>,
    pub(crate) reachable: bool,
    pub(crate) sessions_exhausted: bool,
}

impl Default for Cluster {
    fn default() -> Self {
        Self {
            exists: true,
            active: true,
            hsms: 2,
            network_valid: true,
            trust_anchor: None,
            backup_history: None,
            kmsuser_password: None,
            connection_error: None,
            reachable: true,
            sessions_exhausted: false,
        }
    }
}

impl Cluster {
    /// Takes over what the change names.
    pub(super) fn change(&mut self, change: &ClusterChange) {
        set(&mut self.exists, change.exists);
        set(&mut self.active, change.active);
        set(&mut self.hsms, change.hsms);
        set(&mut self.network_valid, change.network_valid);
        set(&mut self.reachable, change.reachable);
        set(&mut self.sessions_exhausted, change.sessions_exhausted);
        set_text(&mut self.trust_anchor, change.trust_anchor.as_ref());
        set_text(&mut self.backup_history, change.backup_history.as_ref());
        set_text(&mut self.connection_error, change.connection_error.as_ref());
        if let Some(password) = &change.kmsuser_password {
            self.kmsuser_password = (!password.is_empty()).then(|| Secret::new(password));
        }
    }
}

/// An external key store proxy.
#[derive(Debug, Clone, Default)]
pub(crate) struct Proxy {
    pub(crate) answer: ProxyAnswer,
    pub(crate) access_key_id: Option<String>,
    pub(crate) uri_path: Option<String>,
    pub(crate) connection_error: Option<String>,
    pub(crate) keys: BTreeMap<String, ExternalKey>,
}

impl Proxy {
    /// Takes over what the change names.
    pub(super) fn change(&mut self, change: &ProxyChange) {
        set(&mut self.answer, change.answer);
        set_text(&mut self.access_key_id, change.access_key_id.as_ref());
        set_text(&mut self.uri_path, change.uri_path.as_ref());
        set_text(&mut self.connection_error, change.connection_error.as_ref());
        if let Some(key) = &change.key {
            self.keys.entry(key.id.clone()).or_default().change(key);
        }
    }
}

/// A key behind an external key store proxy.
#[derive(Debug, Clone)]
pub(crate) struct ExternalKey {
    pub(crate) exists: bool,
    pub(crate) key_spec: String,
    pub(crate) status: String,
    pub(crate) usage: Vec<String>,
}

impl Default for ExternalKey {
    fn default() -> Self {
        Self {
            exists: true,
            key_spec: "AES_256".to_owned(),
            status: "ENABLED".to_owned(),
            usage: vec!["ENCRYPT".to_owned(), "DECRYPT".to_owned()],
        }
    }
}

impl ExternalKey {
    fn change(&mut self, change: &ExternalKeyChange) {
        set(&mut self.exists, change.exists);
        set(&mut self.key_spec, change.key_spec.clone());
        set(&mut self.status, change.status.clone());
        set(&mut self.usage, change.usage.clone());
    }
}

/// A VPC endpoint service.
#[derive(Debug, Clone)]
pub(crate) struct VpcService {
    pub(crate) exists: bool,
    pub(crate) valid: bool,
    pub(crate) owner: Option<String>,
}

impl Default for VpcService {
    fn default() -> Self {
        Self {
            exists: true,
            valid: true,
            owner: None,
        }
    }
}

impl VpcService {
    /// Takes over what the change names.
    pub(super) fn change(&mut self, change: &VpcServiceChange) {
        set(&mut self.exists, change.exists);
        set(&mut self.valid, change.valid);
        set_text(&mut self.owner, change.owner.as_ref());
    }
}

/// Takes the new value, if there is one.
fn set<T>(place: &mut T, new: Option<T>) {
    if let Some(new) = new {
        *place = new;
    }
}

/// Takes the new text, if there is one; an empty one clears the place.
fn set_text(place: &mut Option<String>, new: Option<&String>) {
    if let Some(new) = new {
        *place = (!new.is_empty()).then(|| new.clone());
    }
}
