//! One request that reached its operation.

use super::account::Tenant;
use super::input::Input;
use super::rules::Rules;
use crate::model::Operation;
use crate::wire::region;

/// Who calls.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// Account and Region of the call.
    pub(crate) tenant: Tenant,
    /// The principal's name.
    pub(crate) name: String,
    /// Whether anything is permitted at all.
    pub(crate) permitted: bool,
}

impl Caller {
    /// The principal's ARN.
    pub(crate) fn arn(&self) -> String {
        let partition = region::partition(&self.tenant.region);
        format!(
            "arn:{partition}:iam::{}:user/{}",
            self.tenant.account, self.name
        )
    }
}

/// One request that reached its operation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) operation: Operation,
    pub(crate) caller: &'a Caller,
    pub(crate) input: Input<'a>,
}
