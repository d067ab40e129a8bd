//! Faults of the evaluation of policies.

use crate::reference::Fault;

/// An endpoint that does not know a condition key.
macro_rules! unknown {
    ($name:literal, $sentence:literal, $key:literal) => {
        Fault {
            name: $name,
            sentence: $sentence,
            source: None,
            apply: |rules| rules.iam.absent_key = Some($key),
        }
    };
}

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "denials_ignored",
        sentence: "A statement that denies does not outrank one that allows.",
        source: None,
        apply: |rules| rules.iam.denials_bind = false,
    },
    Fault {
        name: "conditions_ignored",
        sentence: "Conditions of policies are not looked at.",
        source: None,
        apply: |rules| rules.iam.heeds_conditions = false,
    },
    Fault {
        name: "one_condition_is_enough",
        sentence: "A statement holds as soon as one of its conditions does.",
        source: None,
        apply: |rules| rules.iam.one_condition_is_enough = true,
    },
    Fault {
        name: "not_action_as_action",
        sentence: "NotAction is read as Action.",
        source: None,
        apply: |rules| rules.iam.not_action_is_action = true,
    },
    Fault {
        name: "not_principal_as_principal",
        sentence: "NotPrincipal is read as Principal.",
        source: None,
        apply: |rules| rules.iam.not_principal_is_principal = true,
    },
    Fault {
        name: "not_resource_as_resource",
        sentence: "NotResource is read as Resource.",
        source: None,
        apply: |rules| rules.iam.not_resource_is_resource = true,
    },
    Fault {
        name: "action_wildcards_literal",
        sentence: "A * or ? in an action stands for itself.",
        source: None,
        apply: |rules| rules.iam.action_wildcards = false,
    },
    Fault {
        name: "policy_resources_ignored",
        sentence: "A statement is about the key whatever resource it names.",
        source: None,
        apply: |rules| rules.iam.heeds_resources = false,
    },
    Fault {
        name: "account_id_is_nobody",
        sentence: "The digits of an account are no principal.",
        source: None,
        apply: |rules| rules.iam.account_ids_are_principals = false,
    },
    Fault {
        name: "root_is_everybody",
        sentence: "The ARN of an account lets everybody in who may do it in an account of their own.",
        source: None,
        apply: |rules| rules.iam.root_is_everybody = true,
    },
    Fault {
        name: "star_is_nobody",
        sentence: "The principal * is nobody.",
        source: None,
        apply: |rules| rules.iam.star_is_everybody = false,
    },
    Fault {
        name: "foreign_without_own_policy",
        sentence: "Callers of another account need no policy of their own.",
        source: None,
        apply: |rules| rules.iam.foreign_keys_need_identity = false,
    },
    Fault {
        name: "reversed_operators_plain",
        sentence: "StringNotEquals compares as StringEquals does, and so do the others.",
        source: None,
        apply: |rules| rules.iam.reverses = false,
    },
    Fault {
        name: "reversed_operators_need_key",
        sentence: "StringNotEquals and the like fail for calls without the key.",
        source: None,
        apply: |rules| rules.iam.reversed_hold_without = false,
    },
    Fault {
        name: "if_exists_ignored",
        sentence: "IfExists is not looked at.",
        source: None,
        apply: |rules| rules.iam.heeds_if_exists = false,
    },
    Fault {
        name: "for_all_values_is_any",
        sentence: "ForAllValues asks for one value that fits.",
        source: None,
        apply: |rules| rules.iam.heeds_for_all = false,
    },
    Fault {
        name: "for_all_values_needs_one",
        sentence: "ForAllValues fails for calls without the key.",
        source: None,
        apply: |rules| rules.iam.all_of_none_hold = false,
    },
    Fault {
        name: "for_any_value_is_all",
        sentence: "ForAnyValue asks every value.",
        source: None,
        apply: |rules| rules.iam.heeds_for_any = false,
    },
    Fault {
        name: "null_always_holds",
        sentence: "The operator Null always holds.",
        source: None,
        apply: |rules| rules.iam.heeds_null = false,
    },
    Fault {
        name: "like_is_equals",
        sentence: "StringLike and ArnLike take * and ? for themselves.",
        source: None,
        apply: |rules| rules.iam.condition_wildcards = false,
    },
    Fault {
        name: "string_equals_ignores_case",
        sentence: "StringEquals compares without case.",
        source: None,
        apply: |rules| rules.iam.condition_values_ignore_case = true,
    },
    Fault {
        name: "bounds_left_out",
        sentence: "NumericLessThanEquals and the like leave out the bound.",
        source: None,
        apply: |rules| rules.iam.bounds_are_within = false,
    },
    unknown!(
        "no_kms_caller_account",
        "The condition key kms:CallerAccount is in no request.",
        "kms:calleraccount"
    ),
    unknown!(
        "no_aws_principal_account",
        "The condition key aws:PrincipalAccount is in no request.",
        "aws:principalaccount"
    ),
    unknown!(
        "no_aws_principal_arn",
        "The condition key aws:PrincipalArn is in no request.",
        "aws:principalarn"
    ),
    unknown!(
        "no_aws_requested_region",
        "The condition key aws:RequestedRegion is in no request.",
        "aws:requestedregion"
    ),
    unknown!(
        "no_aws_current_time",
        "The condition key aws:CurrentTime is in no request.",
        "aws:currenttime"
    ),
    unknown!(
        "no_aws_epoch_time",
        "The condition key aws:EpochTime is in no request.",
        "aws:epochtime"
    ),
    unknown!(
        "no_aws_resource_account",
        "The condition key aws:ResourceAccount is in no request.",
        "aws:resourceaccount"
    ),
    unknown!(
        "no_aws_resource_tag",
        "The condition key aws:ResourceTag is in no request.",
        "aws:resourcetag"
    ),
    unknown!(
        "no_aws_request_tag",
        "The condition key aws:RequestTag is in no request.",
        "aws:requesttag"
    ),
    unknown!(
        "no_aws_tag_keys",
        "The condition key aws:TagKeys is in no request.",
        "aws:tagkeys"
    ),
    unknown!(
        "no_aws_via_aws_service",
        "The condition key aws:ViaAWSService is in no request.",
        "aws:viaawsservice"
    ),
    unknown!(
        "no_kms_encryption_context",
        "The condition key kms:EncryptionContext is in no request.",
        "kms:encryptioncontext"
    ),
    unknown!(
        "no_kms_encryption_context_keys",
        "The condition key kms:EncryptionContextKeys is in no request.",
        "kms:encryptioncontextkeys"
    ),
    unknown!(
        "no_kms_encryption_algorithm",
        "The condition key kms:EncryptionAlgorithm is in no request.",
        "kms:encryptionalgorithm"
    ),
    unknown!(
        "no_kms_key_spec",
        "The condition key kms:KeySpec is in no request.",
        "kms:keyspec"
    ),
    unknown!(
        "no_kms_key_usage",
        "The condition key kms:KeyUsage is in no request.",
        "kms:keyusage"
    ),
    unknown!(
        "no_kms_key_origin",
        "The condition key kms:KeyOrigin is in no request.",
        "kms:keyorigin"
    ),
    unknown!(
        "no_kms_multi_region",
        "The condition key kms:MultiRegion is in no request.",
        "kms:multiregion"
    ),
    unknown!(
        "no_kms_request_alias",
        "The condition key kms:RequestAlias is in no request.",
        "kms:requestalias"
    ),
    unknown!(
        "no_kms_resource_aliases",
        "The condition key kms:ResourceAliases is in no request.",
        "kms:resourcealiases"
    ),
    unknown!(
        "no_kms_grant_operations",
        "The condition key kms:GrantOperations is in no request.",
        "kms:grantoperations"
    ),
    unknown!(
        "no_kms_grantee_principal",
        "The condition key kms:GranteePrincipal is in no request.",
        "kms:granteeprincipal"
    ),
    unknown!(
        "no_kms_retiring_principal",
        "The condition key kms:RetiringPrincipal is in no request.",
        "kms:retiringprincipal"
    ),
    unknown!(
        "no_kms_grant_constraint_type",
        "The condition key kms:GrantConstraintType is in no request.",
        "kms:grantconstrainttype"
    ),
    unknown!(
        "no_kms_grant_is_for_aws_resource",
        "The condition key kms:GrantIsForAWSResource is in no request.",
        "kms:grantisforawsresource"
    ),
    unknown!(
        "no_kms_schedule_key_deletion_pending_window_in_days",
        "The condition key kms:ScheduleKeyDeletionPendingWindowInDays is in no request.",
        "kms:schedulekeydeletionpendingwindowindays"
    ),
    unknown!(
        "no_kms_bypass_policy_lockout_safety_check",
        "The condition key kms:BypassPolicyLockoutSafetyCheck is in no request.",
        "kms:bypasspolicylockoutsafetycheck"
    ),
];
