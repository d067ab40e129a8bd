//! One request that reached its operation.

use std::sync::Arc;

use super::account::Tenant;
use super::iam::Document;
use super::input::Input;
use super::rules::Rules;
use crate::model::Operation;
use crate::wire::region;

/// Who calls.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// Account and Region of the call.
    pub(crate) tenant: Tenant,
    /// The principal's name, or the role's.
    pub(crate) name: String,
    /// The session's name, of somebody who has taken a role.
    pub(crate) session: Option<String>,
    /// Whether everything is permitted where it has no policies; else nothing is.
    pub(crate) permitted: bool,
    /// The policies of its own, if it has any; they decide alone.
    pub(crate) policies: Option<Arc<[Document]>>,
}

impl Caller {
    /// The principal's ARN.
    pub(crate) fn arn(&self) -> String {
        let partition = region::partition(&self.tenant.region);
        let account = &self.tenant.account;
        arn(partition, account, &self.name, self.session.as_deref())
    }

    /// The ARN of the role that the caller has taken.
    pub(crate) fn role_arn(&self) -> Option<String> {
        self.session.as_ref()?;
        let partition = region::partition(&self.tenant.region);
        let account = &self.tenant.account;
        Some(format!("arn:{partition}:iam::{account}:role/{}", self.name))
    }
}

/// The ARN of a user, or of a session of a role.
pub(crate) fn arn(partition: &str, account: &str, name: &str, session: Option<&str>) -> String {
    match session {
        Some(session) => format!("arn:{partition}:sts::{account}:assumed-role/{name}/{session}"),
        None => format!("arn:{partition}:iam::{account}:user/{name}"),
    }
}

/// One request that reached its operation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) operation: Operation,
    /// The permission that it takes, without its `kms:`; the halves of `ReEncrypt` have one each.
    pub(crate) action: &'static str,
    pub(crate) caller: &'a Caller,
    pub(crate) input: Input<'a>,
}
