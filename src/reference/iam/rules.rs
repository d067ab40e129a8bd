//! How policies are read and weighed.

use crate::reference::faults::derived::rules;

rules! {
    /// Rules about the evaluation of policies.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct IamRules {
        /// Whether statements that deny outrank those that allow (fact A-707).
        pub(crate) denials_bind: bool,
        /// Whether `*` and `?` in actions stand for any text (`PutKeyPolicy.Policy` documentation).
        pub(crate) action_wildcards: bool,
        /// Whether `NotAction` is read as `Action` (it is its reverse).
        pub(crate) not_action_is_action: bool,
        /// Whether `NotPrincipal` is read as `Principal` (likewise).
        pub(crate) not_principal_is_principal: bool,
        /// Whether `NotResource` is read as `Resource` (likewise).
        pub(crate) not_resource_is_resource: bool,
        /// Whether a statement is about the resources that it names, and no others.
        pub(crate) heeds_resources: bool,
        /// Whether the digits of an account name it, as its ARN does (fact K-036).
        pub(crate) account_ids_are_principals: bool,
        /// Whether the ARN of any account is everybody.
        pub(crate) root_is_everybody: bool,
        /// Whether an account in a key policy is everybody in it, with or without a policy of their own (fact A-701: it is not).
        pub(crate) account_is_everybody_in_it: bool,
        /// Whether the ARN of a role names the sessions of the role.
        pub(crate) roles_name_sessions: bool,
        /// Whether `*` names everybody (fact P-707).
        pub(crate) star_is_everybody: bool,
        /// Whether whom a key policy names needs a policy of their own too, in the key's account.
        pub(crate) names_need_identity: bool,
        /// Whether callers of other accounts need a policy of their own (fact A-703).
        pub(crate) foreign_keys_need_identity: bool,
        /// Whether conditions are looked at.
        pub(crate) heeds_conditions: bool,
        /// Whether one condition of several is enough (all must hold).
        pub(crate) one_condition_is_enough: bool,
        /// Whether `Not…` operators are the reverse of those without.
        pub(crate) reverses: bool,
        /// Whether they hold for calls without the key.
        pub(crate) reversed_hold_without: bool,
        /// Whether `…IfExists` holds for calls without the key.
        pub(crate) heeds_if_exists: bool,
        /// Whether `ForAllValues` asks every value.
        pub(crate) heeds_for_all: bool,
        /// Whether it holds for calls without the key.
        pub(crate) all_of_none_hold: bool,
        /// Whether `ForAnyValue` asks for one value only.
        pub(crate) heeds_for_any: bool,
        /// Whether `Null` tells calls with the key from calls without.
        pub(crate) heeds_null: bool,
        /// Whether `*` and `?` in values of `…Like` stand for any text.
        pub(crate) condition_wildcards: bool,
        /// Whether `StringEquals` compares without case.
        pub(crate) condition_values_ignore_case: bool,
        /// Whether the key of an encryption context is compared without case in `kms:EncryptionContext:` (fact G-536).
        pub(crate) condition_keys_ignore_case: bool,
        /// Whether `…Equals` of numbers and dates takes the bound itself.
        pub(crate) bounds_are_within: bool,
        /// A condition key that is found in no call, in lower case.
        pub(crate) absent_key: Option<&'static str>,
    }
}

impl IamRules {
    pub(crate) fn aws() -> Self {
        Self {
            denials_bind: true,
            action_wildcards: true,
            not_action_is_action: false,
            not_principal_is_principal: false,
            not_resource_is_resource: false,
            heeds_resources: true,
            account_ids_are_principals: true,
            root_is_everybody: false,
            account_is_everybody_in_it: false,
            roles_name_sessions: true,
            star_is_everybody: true,
            names_need_identity: false,
            foreign_keys_need_identity: true,
            heeds_conditions: true,
            one_condition_is_enough: false,
            reverses: true,
            reversed_hold_without: true,
            heeds_if_exists: true,
            heeds_for_all: true,
            all_of_none_hold: true,
            heeds_for_any: true,
            heeds_null: true,
            condition_wildcards: true,
            condition_values_ignore_case: false,
            condition_keys_ignore_case: true,
            bounds_are_within: true,
            absent_key: None,
        }
    }
}
