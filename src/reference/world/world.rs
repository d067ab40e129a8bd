//! The whole of what stands behind custom key stores.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Cluster, Proxy, VpcService};
use crate::reference::secret::Secret;
use crate::wire::admin::Disturbance;

/// How long CONNECTING and DISCONNECTING last unless disturbed: long enough to be seen, short enough to wait for.
const CONNECTING: Duration = Duration::from_millis(500);
const DISCONNECTING: Duration = Duration::from_millis(250);

/// Everything behind custom key stores; what is not listed is healthy.
#[derive(Debug)]
pub(crate) struct World {
    clusters: BTreeMap<String, Cluster>,
    proxies: BTreeMap<String, Proxy>,
    services: BTreeMap<String, VpcService>,
    healthy_cluster: Cluster,
    healthy_proxy: Proxy,
    healthy_service: VpcService,
    /// The fault that the next request gets.
    fail_next: Option<String>,
    /// How long CONNECTING lasts.
    pub(crate) connecting: Duration,
    /// How long DISCONNECTING lasts.
    pub(crate) disconnecting: Duration,
}

impl World {
    /// A world in which everything works.
    pub(crate) fn new() -> Self {
        Self {
            clusters: BTreeMap::new(),
            proxies: BTreeMap::new(),
            services: BTreeMap::new(),
            healthy_cluster: Cluster::default(),
            healthy_proxy: Proxy::default(),
            healthy_service: VpcService::default(),
            fail_next: None,
            connecting: CONNECTING,
            disconnecting: DISCONNECTING,
        }
    }

    /// Takes over a change.
    pub(crate) fn disturb(&mut self, disturbance: &Disturbance) {
        if let Some(change) = &disturbance.cluster {
            self.clusters
                .entry(change.id.clone())
                .or_default()
                .change(change);
        }
        if let Some(change) = &disturbance.proxy {
            self.proxies
                .entry(change.endpoint.clone())
                .or_default()
                .change(change);
        }
        if let Some(change) = &disturbance.vpc_service {
            self.services
                .entry(change.name.clone())
                .or_default()
                .change(change);
        }
        if let Some(change) = &disturbance.service {
            if let Some(fault) = &change.fail_next {
                self.fail_next = (!fault.is_empty()).then(|| fault.clone());
            }
            if let Some(millis) = change.connect_millis {
                self.connecting = Duration::from_millis(millis);
            }
            if let Some(millis) = change.disconnect_millis {
                self.disconnecting = Duration::from_millis(millis);
            }
        }
    }

    /// The cluster of this id.
    pub(crate) fn cluster(&self, id: &str) -> &Cluster {
        self.clusters.get(id).unwrap_or(&self.healthy_cluster)
    }

    /// Keeps what `kmsuser` logs in with: a cluster of which nothing was said has the password of the store that was
    /// created on it, and an update of the store's changes no user's password (`UpdateCustomKeyStore` documentation).
    pub(crate) fn keep_password(&mut self, id: &str, password: &Secret) {
        let cluster = self.clusters.entry(id.to_owned()).or_default();
        if cluster.kmsuser_password.is_none() {
            cluster.kmsuser_password = Some(password.clone());
        }
    }

    /// The proxy at this endpoint.
    pub(crate) fn proxy(&self, endpoint: &str) -> &Proxy {
        self.proxies.get(endpoint).unwrap_or(&self.healthy_proxy)
    }

    /// The VPC endpoint service of this name.
    pub(crate) fn service(&self, name: &str) -> &VpcService {
        self.services.get(name).unwrap_or(&self.healthy_service)
    }

    /// Whether two clusters are one, or share a backup history and so a certificate (fact C-010).
    pub(crate) fn related(&self, one: &str, other: &str) -> bool {
        let history = |id| self.cluster(id).backup_history.as_deref();
        one == other
            || history(one).is_some_and(|history_of_one| history(other) == Some(history_of_one))
    }

    /// The planned failure of the next connection to a cluster; it is told once.
    pub(crate) fn take_cluster_error(&mut self, id: &str) -> Option<String> {
        self.clusters.get_mut(id)?.connection_error.take()
    }

    /// The planned failure of the next connection to a proxy; it is told once.
    pub(crate) fn take_proxy_error(&mut self, endpoint: &str) -> Option<String> {
        self.proxies.get_mut(endpoint)?.connection_error.take()
    }

    /// The fault of this request, told once: `DependencyTimeoutException` or `KMSInternalException` (fact W-050).
    pub(crate) fn take_failure(&mut self) -> Option<&'static str> {
        let fault = self.fail_next.take()?;
        Some(if fault == "DependencyTimeoutException" {
            "DependencyTimeoutException"
        } else {
            "KMSInternalException"
        })
    }
}
