//! Faults of key policies.

use crate::reference::Fault;

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "policy_is_not_put",
        sentence: "PutKeyPolicy answers 200 and changes nothing.",
        source: None,
        apply: |rules| rules.policies.puts = false,
    },
    Fault {
        name: "policy_always_default",
        sentence: "GetKeyPolicy tells the default policy of every key.",
        source: None,
        apply: |rules| rules.policies.always_default = true,
    },
    Fault {
        name: "policy_of_any_name",
        sentence: "A key has a policy of every name.",
        source: None,
        apply: |rules| rules.policies.any_name = true,
    },
    Fault {
        name: "policy_of_ram",
        sentence: "PutKeyPolicy takes a policy named AWS_RAM.",
        source: None,
        apply: |rules| {
            rules.policies.ram_is_managed = false;
            rules.policies.any_name = true;
        },
    },
    Fault {
        name: "policy_without_name",
        sentence: "GetKeyPolicy does not tell the name of the policy.",
        source: None,
        apply: |rules| rules.policies.tells_name = false,
    },
    Fault {
        name: "policies_are_none",
        sentence: "ListKeyPolicies tells no policy.",
        source: None,
        apply: |rules| rules.policies.names.clear(),
    },
    Fault {
        name: "no_bypass",
        sentence: "BypassPolicyLockoutSafetyCheck bypasses nothing.",
        source: None,
        apply: |rules| rules.policies.bypass = false,
    },
];
