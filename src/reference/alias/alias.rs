//! One alias, and the key behind it.

use crate::reference::account::Tenant;
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::service_error::ServiceError;
use crate::wire::Timestamp;

/// Aliases that are in every account before the service has made its key (fact L-703); there are more on AWS.
pub(crate) const PREDEFINED: [&str; 4] = [
    "alias/aws/dynamodb",
    "alias/aws/ebs",
    "alias/aws/rds",
    "alias/aws/s3",
];

/// An alias that somebody made.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Alias {
    /// The id of its key, in the same account and Region.
    pub(crate) target: String,
    pub(crate) created: Timestamp,
    /// When it was last associated with a key (fact L-704).
    pub(crate) updated: Timestamp,
}

/// The id of the key behind an alias of this tenant (facts K-014, K-015, L-005).
///
/// # Errors
///
/// `NotFoundException` in the words of facts L-522 and L-706.
pub(crate) fn resolve(
    kms: &Kms,
    call: &Call<'_>,
    tenant: &Tenant,
    name: &str,
) -> Result<String, ServiceError> {
    let rules = &call.rules.aliases;
    let same =
        |other: &str| other == name || (!rules.case_sensitive && other.eq_ignore_ascii_case(name));
    let aliases = kms
        .accounts
        .in_reach(rules.reach, tenant)
        .flat_map(|(_, held)| &held.aliases);
    let mut found = aliases.filter(|(other, _)| same(other));
    match found.next().filter(|_| rules.resolves) {
        Some((_, alias)) => Ok(alias.target.clone()),
        None => Err(not_found(tenant, name)),
    }
}

/// No such alias (facts K-016, L-522..L-524).
pub(super) fn not_found(tenant: &Tenant, name: &str) -> ServiceError {
    let text = format!("Alias {} is not found.", tenant.arn(name));
    ServiceError::of("NotFoundException").saying(text)
}
