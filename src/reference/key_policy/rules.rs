//! What becomes of key policies.

use crate::reference::faults::derived::rules;

rules! {
    /// Rules about key policies.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct PolicyRules {
        /// Bytes of a key policy (facts K-040, Q-004).
        pub(crate) bytes: usize,
        /// Whether a policy must be JSON and name principals that exist (fact K-036).
        pub(crate) reads: bool,
        /// Whether a policy that locks the caller out is refused (facts K-037, P-701).
        pub(crate) lockout_check: bool,
        /// Whether `BypassPolicyLockoutSafetyCheck` bypasses it (facts P-700, P-701).
        pub(crate) bypass: bool,
        /// Whether a policy may name principals that do not exist (facts K-036, P-702, P-703: it may not).
        pub(crate) any_principal: bool,
        /// Whether a statement needs a `Resource` to have an effect (`PutKeyPolicy.Policy` documentation).
        pub(crate) statements_need_resource: bool,
        /// Whether key policies keep callers out (fact A-018).
        pub(crate) bind: bool,
        /// Whether `PutKeyPolicy` changes the policy (fact P-003).
        pub(crate) puts: bool,
        /// Whether `GetKeyPolicy` tells the default policy whatever was put (fact P-003: it does not).
        pub(crate) always_default: bool,
        /// Whether the text comes back as KMS formats it; otherwise as it was given (fact P-706).
        pub(crate) pretty: bool,
        /// Whether the answer tells `PolicyName` (`GetKeyPolicy` output).
        pub(crate) tells_name: bool,
        /// Whether a policy of any name is there, and can be put (facts P-002, P-705: only `default`).
        pub(crate) any_name: bool,
        /// The error of `GetKeyPolicy` for another name (facts P-002, P-705).
        pub(crate) no_policy: &'static str,
        /// The error of `PutKeyPolicy` for another name.
        pub(crate) other_name: &'static str,
        /// Whether `PutKeyPolicy` leaves the policy of Resource Access Manager to it (`PutKeyPolicy` documentation).
        pub(crate) ram_is_managed: bool,
        /// The names that `ListKeyPolicies` tells (fact P-001).
        pub(crate) names: Vec<&'static str>,
    }
}

impl PolicyRules {
    pub(crate) fn aws() -> Self {
        Self {
            bytes: 32_768,
            reads: true,
            lockout_check: true,
            bypass: true,
            any_principal: false,
            statements_need_resource: true,
            bind: true,
            puts: true,
            always_default: false,
            pretty: false,
            tells_name: true,
            any_name: false,
            no_policy: "NotFoundException",
            other_name: "ValidationException",
            ram_is_managed: true,
            names: super::list::NAMES.to_vec(),
        }
    }
}
