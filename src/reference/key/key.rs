//! One KMS key.

use super::get_last_usage::Usage;
use super::spec::Spec;
use super::{KeyRules, Materials};
use crate::reference::account::Tenant;
use crate::reference::grant::Grant;
use crate::reference::key_policy::Policy;
use crate::reference::rules::NamedKey;
use crate::reference::tag::Tag;
use crate::wire::Timestamp;

/// Where key material comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    AwsKms,
    External,
    CloudHsm,
    ExternalKeyStore,
}

impl Origin {
    /// The origin that a request names; without one, KMS makes the material.
    pub(crate) fn of(name: Option<&str>) -> Self {
        match name {
            Some("EXTERNAL") => Self::External,
            Some("AWS_CLOUDHSM") => Self::CloudHsm,
            Some("EXTERNAL_KEY_STORE") => Self::ExternalKeyStore,
            _ => Self::AwsKms,
        }
    }

    /// The name on the wire; for keys of stores it is the name of the store's type.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AwsKms => "AWS_KMS",
            Self::External => "EXTERNAL",
            Self::CloudHsm => "AWS_CLOUDHSM",
            Self::ExternalKeyStore => "EXTERNAL_KEY_STORE",
        }
    }

    /// Whether the key lives in a custom key store.
    pub(crate) fn in_store(self) -> bool {
        matches!(self, Self::CloudHsm | Self::ExternalKeyStore)
    }
}

/// A KMS key.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) id: String,
    /// Whose it is.
    pub(crate) tenant: Tenant,
    pub(crate) created: Timestamp,
    pub(crate) description: String,
    pub(crate) spec: &'static Spec,
    pub(crate) usage: String,
    pub(crate) origin: Origin,
    pub(crate) multi_region: bool,
    /// The id of its store.
    pub(crate) store: Option<String>,
    /// The cluster of its store.
    pub(crate) cluster: Option<String>,
    /// Its external key.
    pub(crate) external_id: Option<String>,
    /// What `EnableKey` and `DisableKey` set; the key state is more than that.
    pub(crate) enabled: bool,
    /// When it dies, in its waiting period.
    pub(crate) deletion: Option<Timestamp>,
    /// The date that answers tell, which outlives a wrong cancellation only.
    pub(crate) told_deletion: Option<Timestamp>,
    /// Never available again; no key on AWS is.
    pub(crate) lost: bool,
    pub(crate) materials: Materials,
    pub(crate) policy: Policy,
    /// In the order in which they came.
    pub(crate) tags: Vec<Tag>,
    /// In the order in which they were made; they end with it.
    pub(crate) grants: Vec<Grant>,
    /// What it was used for last.
    pub(crate) usage_noted: Option<Usage>,
}

impl Key {
    /// The key's ARN.
    pub(crate) fn arn(&self) -> String {
        self.tenant.arn(&format!("key/{}", self.id))
    }

    /// The key as answers name it.
    pub(crate) fn named(&self, rules: &KeyRules) -> String {
        match rules.named {
            NamedKey::Arn => self.arn(),
            NamedKey::Id => self.id.clone(),
        }
    }

    /// Whether answers tell the ids of its materials: those of symmetric keys outside custom key stores.
    pub(crate) fn tells_materials(&self) -> bool {
        self.spec.is_symmetric() && !self.origin.in_store()
    }

    /// The id of its current material, where answers tell it.
    pub(crate) fn told_material(&self) -> Option<&str> {
        let material = self.materials.current()?;
        self.tells_materials().then_some(material.id.as_str())
    }
}
