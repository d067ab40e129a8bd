//! Who calls, in every form in which a policy can name them (facts K-036, A-710).

use super::IamRules;
use crate::reference::call::Caller;
use crate::wire::region;

/// Who calls, in every form in which a policy can name them.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    pub(super) account: String,
    /// The ARN of the account.
    root: String,
    /// The ARN of the user, or of the session.
    arn: String,
    /// The ARN of the role whose session it is.
    role: Option<String>,
}

/// How a policy names somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// Themselves, or everybody.
    Self_,
    /// Their account, which decides through identity policies.
    Account,
}

impl Subject {
    pub(crate) fn of(caller: &Caller) -> Self {
        let account = &caller.tenant.account;
        let partition = region::partition(&caller.tenant.region);
        Self {
            account: account.clone(),
            root: format!("arn:{partition}:iam::{account}:root"),
            arn: caller.arn(),
            role: caller.role_arn(),
        }
    }

    /// The value of `aws:PrincipalArn`: of a session it is the role.
    pub(super) fn principal_arn(&self) -> &str {
        self.role.as_deref().unwrap_or(&self.arn)
    }

    /// How this principal of a policy names the caller, if it does.
    pub(super) fn named_by(&self, rules: &IamRules, principal: &str) -> Option<Named> {
        let is_account = principal == self.root
            || (principal == self.account && rules.account_ids_are_principals);
        if is_account {
            let alone = rules.account_is_everybody_in_it;
            return Some(if alone { Named::Self_ } else { Named::Account });
        }
        if rules.root_is_everybody && principal.ends_with(":root") {
            return Some(Named::Account);
        }
        let is_role = || rules.roles_name_sessions && self.role.as_deref() == Some(principal);
        let everybody = || principal == "*" && rules.star_is_everybody;
        (everybody() || principal == self.arn || is_role()).then_some(Named::Self_)
    }
}
