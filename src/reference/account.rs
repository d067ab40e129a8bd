//! What the endpoint holds, by account and Region.

use std::collections::BTreeMap;

use super::alias::Alias;
use super::custom_key_store::Store;
use super::grant::Grant;
use super::key::Key;
use super::rules::{Index, Reach};
use crate::wire::region;

/// One account in one Region.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tenant {
    pub(crate) account: String,
    pub(crate) region: String,
}

impl Tenant {
    /// Whether `self` is in `reach` of `caller`.
    pub(crate) fn within(&self, reach: Reach, caller: &Tenant) -> bool {
        match reach {
            Reach::Own => self == caller,
            Reach::Account => self.account == caller.account,
            Reach::Region => self.region == caller.region,
        }
    }

    /// The ARN of something in this account and Region.
    pub(crate) fn arn(&self, resource: &str) -> String {
        let partition = region::partition(&self.region);
        format!(
            "arn:{partition}:kms:{}:{}:{resource}",
            self.region, self.account
        )
    }
}

/// What one account holds in one Region.
#[derive(Debug, Clone, Default)]
pub(crate) struct Holdings {
    /// In the order of their creation.
    pub(crate) stores: Vec<Store>,
    /// By key id.
    pub(crate) keys: BTreeMap<String, Key>,
    /// By name.
    pub(crate) aliases: BTreeMap<String, Alias>,
    /// Grants whose keys are gone; there are none on AWS.
    pub(crate) orphans: Vec<Grant>,
    /// Values that stores claim for themselves.
    pub(crate) claims: Vec<Claim>,
}

/// One value that one store claims for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) index: Index,
    pub(crate) value: String,
    /// Whether the store has a VPC connection, which sets the rule for endpoints.
    pub(crate) vpc: bool,
    /// The id of the store.
    pub(crate) holder: String,
}

/// All holdings.
#[derive(Debug, Clone, Default)]
pub(crate) struct Accounts(BTreeMap<Tenant, Holdings>);

impl Accounts {
    /// What this tenant holds; it may be nothing yet.
    pub(crate) fn of(&mut self, tenant: &Tenant) -> &mut Holdings {
        self.0.entry(tenant.clone()).or_default()
    }

    /// Every tenant with its holdings.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Tenant, &Holdings)> {
        self.0.iter()
    }

    /// Every tenant with its holdings, to change them.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&Tenant, &mut Holdings)> {
        self.0.iter_mut()
    }

    /// Tenants in reach of the caller, the caller first.
    pub(crate) fn in_reach<'a>(
        &'a self,
        reach: Reach,
        caller: &'a Tenant,
    ) -> impl Iterator<Item = (&'a Tenant, &'a Holdings)> {
        let own = self.0.get_key_value(caller);
        let others = self
            .0
            .iter()
            .filter(move |(tenant, _)| *tenant != caller && tenant.within(reach, caller));
        own.into_iter().chain(others)
    }
}
