//! Why a call must be refused, in words, and by which facts: what is special about a call that the model allows. What is about
//! a resource stands beside it.

use super::operations::CAUSES;
use crate::model::Operation;

/// Why a call is refused that the model allows.
#[derive(Debug)]
pub struct Cause {
    /// The operations that are refused for it; any where there is none.
    pub operations: &'static [Operation],
    /// The error.
    pub error: &'static str,
    /// What the situation must have in it, such as `store CONNECTED` or a member's name.
    pub mark: Mark,
    /// What is so, after "when".
    pub when: &'static str,
    /// The facts whose rule it is.
    pub facts: &'static [&'static str],
}

/// By what a cause is told from others of the same error.
#[derive(Debug, Clone, Copy)]
pub enum Mark {
    /// It is the only one of its error.
    Any,
    /// The state on the reference has these words.
    State(&'static str),
    /// The input has this member.
    Given(&'static str),
    /// The input lacks this member.
    Lacks(&'static str),
    /// This member of the input has these words in it.
    Says(&'static str, &'static str),
}

use Mark::{Any, Given, Says};
use Operation::{
    CreateGrant, Decrypt, DescribeKey, Encrypt, GenerateDataKey, GenerateDataKeyWithoutPlaintext,
    GenerateMac, ReEncrypt, RetireGrant, TagResource, UntagResource, UpdateKeyDescription,
    VerifyMac,
};

impl Cause {
    /// Every cause; of those of one operation and error the narrower stand first.
    pub fn all() -> impl Iterator<Item = &'static Cause> {
        CAUSES.iter().copied().flatten()
    }
}

pub(super) const fn row(
    operations: &'static [Operation],
    error: &'static str,
    mark: Mark,
    when: &'static str,
    facts: &'static [&'static str],
) -> Cause {
    Cause {
        operations,
        error,
        mark,
        when,
        facts,
    }
}

/// The store is in no state for it.
pub(super) const STATE: &str = "CustomKeyStoreInvalidStateException";
/// The key is in no state for it.
pub(super) const KEY_STATE: &str = "KMSInvalidStateException";
/// The key, or the store, is of a kind that cannot do it.
pub(super) const UNSUPPORTED: &str = "UnsupportedOperationException";

/// Those that resources share.
#[rustfmt::skip]
pub(super) const SHARED: &[Cause] = &[
    row(&[], "InvalidMarkerException", Any, "the marker is none that was given out", &[]),
    row(&[TagResource, UntagResource, UpdateKeyDescription], KEY_STATE, Any, "the key waits for its deletion", &["S-502", "S-503", "S-504"]),
    row(&[DescribeKey, Encrypt, Decrypt, GenerateDataKey, GenerateDataKeyWithoutPlaintext, GenerateMac, VerifyMac], "NotFoundException", Says("KeyId", "alias/"), "there is no such alias", &["L-706"]),
    row(&[CreateGrant, Encrypt, Decrypt, ReEncrypt, RetireGrant, GenerateDataKey, GenerateDataKeyWithoutPlaintext, GenerateMac, VerifyMac], "InvalidGrantTokenException", Any, "a grant token is none", &["model-InvalidGrantTokenException"]),
    row(&[DescribeKey, Encrypt], "NotFoundException", Any, "there is no such key", &["K-001"]),
    row(&[], "InvalidArnException", Says("KeyId", "alias/"), "an alias is given where only keys are taken", &[]),
    row(&[], "NotFoundException", Given("KeyId"), "there is no such key", &["K-001"]),
    row(&[], "UnknownOperationException", Any, "the target names no operation", &["W-041"]),
    row(&[], "KMSInternalException", Any, "the service fails inside", &["W-050"]),
    row(&[], "DependencyTimeoutException", Any, "what the service needs does not answer", &["W-050"]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{CAUSES, Cause, SHARED};

    fn resources(causes: &[Cause]) -> BTreeSet<&'static str> {
        let operations = causes.iter().flat_map(|cause| cause.operations);
        operations.map(|operation| operation.resource()).collect()
    }

    #[test]
    fn each_stands_beside_its_resource() {
        let (_, own) = CAUSES.split_last().expect("the shared ones");
        for table in own {
            assert_eq!(resources(table).len(), 1, "{table:?}");
        }
        for cause in SHARED {
            let one = std::slice::from_ref(cause);
            assert_ne!(resources(one).len(), 1, "{cause:?}");
        }
    }
}
