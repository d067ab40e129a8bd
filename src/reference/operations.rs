//! What the endpoint does for each operation: one row each, and the compiler holds that none is missing.

use std::collections::BTreeMap;

use super::call::Call;
use super::cause::{self, Cause};
use super::kms::Kms;
use super::rules::{Admission, ByKey, UnspecifiedBehaviour};
use super::service_error::Answer;
use super::{
    Fault, alias, custom_key_store, data_key, encapsulation, encryption, grant, iam, key,
    key_policy, mac, public_key, random, shared_secret, signature, tag,
};
use crate::model::Operation;

/// The faults of resources that have theirs beside their behaviour.
pub(crate) const FAULTS: &[&[&[Fault]]] = &[
    custom_key_store::FAULTS,
    key::FAULTS,
    &[
        encryption::FAULTS,
        data_key::FAULTS,
        mac::FAULTS,
        public_key::FAULTS,
        signature::FAULTS,
        shared_secret::FAULTS,
        encapsulation::FAULTS,
        random::FAULTS,
        alias::FAULTS,
        tag::FAULTS,
        key_policy::FAULTS,
        grant::FAULTS,
        iam::FAULTS,
    ],
];

/// The open questions of resources that have theirs beside their behaviour.
pub(crate) const QUESTIONS: &[&[UnspecifiedBehaviour]] = &[
    custom_key_store::QUESTIONS,
    key::QUESTIONS,
    encryption::QUESTIONS,
    data_key::QUESTIONS,
    mac::QUESTIONS,
    public_key::QUESTIONS,
    signature::QUESTIONS,
    shared_secret::QUESTIONS,
    encapsulation::QUESTIONS,
    random::QUESTIONS,
    alias::QUESTIONS,
    tag::QUESTIONS,
    key_policy::QUESTIONS,
    grant::QUESTIONS,
    iam::QUESTIONS,
];

/// The parts of each resource's rules about which no case may tell right from wrong.
pub(crate) const OPEN: &[&[(&str, &str)]] = &[
    custom_key_store::OPEN,
    key::OPEN,
    encryption::OPEN,
    data_key::OPEN,
    mac::OPEN,
    public_key::OPEN,
    signature::OPEN,
    shared_secret::OPEN,
    encapsulation::OPEN,
    alias::OPEN,
    tag::OPEN,
    grant::OPEN,
    iam::OPEN,
];

/// Where the rules of each resource show.
pub(crate) const SHOWN: &[&[(&str, &[Operation])]] = &[
    custom_key_store::SHOWN,
    key::SHOWN,
    encryption::SHOWN,
    data_key::SHOWN,
    mac::SHOWN,
    public_key::SHOWN,
    signature::SHOWN,
    shared_secret::SHOWN,
    encapsulation::SHOWN,
    alias::SHOWN,
    tag::SHOWN,
    key_policy::SHOWN,
    grant::SHOWN,
];

/// Why calls about each resource are refused.
pub(crate) const CAUSES: &[&[Cause]] = &[
    custom_key_store::CAUSES,
    key::CAUSES,
    encryption::CAUSES,
    data_key::CAUSES,
    mac::CAUSES,
    public_key::CAUSES,
    signature::CAUSES,
    shared_secret::CAUSES,
    encapsulation::CAUSES,
    random::CAUSES,
    alias::CAUSES,
    tag::CAUSES,
    key_policy::CAUSES,
    grant::CAUSES,
    cause::SHARED,
];

/// Who answers.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Handler {
    /// This function, under the operation's resource and verb.
    Built(fn(&mut Kms, &Call<'_>) -> Answer),
    /// Nobody yet; the endpoint says so.
    Absent,
}

/// What the state of the key says (facts S-001..S-158).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum KeyStates {
    /// The operation names no key.
    NoKey,
    /// The state alone decides.
    States(ByKey<Admission>),
    /// The origin of the key's material decides as well; the operation has to ask for itself.
    ByOrigin,
}

use Admission::{
    Accepted, Disabled, NotPendingDeletion, PendingDeletion, PendingImport, Unavailable,
};

/// In every state.
const ANY: ByKey<Admission> = ByKey([Accepted; 5]);
/// Uses the key's material.
const USED: ByKey<Admission> = ByKey([
    Accepted,
    Disabled,
    PendingDeletion,
    PendingImport,
    Unavailable,
]);
/// Tells its public half; whether that of a disabled key is a question (facts S-081, S-510).
const TOLD: ByKey<Admission> = ByKey([
    Accepted,
    Accepted,
    PendingDeletion,
    PendingImport,
    Unavailable,
]);
/// Grants its use, also while its store is away.
const GRANTED: ByKey<Admission> =
    ByKey([Accepted, Disabled, PendingDeletion, PendingImport, Accepted]);
/// Enables or disables it.
const SWITCHED: ByKey<Admission> =
    ByKey([Accepted, Accepted, PendingDeletion, PendingImport, Accepted]);
/// Changes what is known of a key that is to stay.
const NOT_PENDING: ByKey<Admission> =
    ByKey([Accepted, Accepted, PendingDeletion, Accepted, Accepted]);
/// Ends its waiting period.
const CANCELLED: ByKey<Admission> = ByKey([
    NotPendingDeletion,
    NotPendingDeletion,
    Accepted,
    NotPendingDeletion,
    NotPendingDeletion,
]);

macro_rules! operations {
    ($($name:ident => $handler:expr, $states:expr;)*) => {
        /// Who answers an operation.
        pub(crate) fn handler(operation: Operation) -> Handler {
            use Handler::{Absent, Built};
            match operation {
                $(Operation::$name => $handler,)*
            }
        }

        /// What the key's state says to an operation.
        pub(crate) fn key_states(operation: Operation) -> KeyStates {
            use KeyStates::{ByOrigin, NoKey, States};
            match operation {
                $(Operation::$name => $states,)*
            }
        }
    };
}

// Operation => who answers, what the state of its key says.
operations! {
    CancelKeyDeletion => Built(key::cancel_deletion), States(CANCELLED);
    ConnectCustomKeyStore => Built(custom_key_store::connect), NoKey;
    CreateAlias => Built(alias::create), States(NOT_PENDING);
    CreateCustomKeyStore => Built(custom_key_store::create), NoKey;
    CreateGrant => Built(grant::create), States(GRANTED);
    CreateKey => Built(key::create), NoKey;
    Decapsulate => Built(encapsulation::decapsulate), States(USED);
    Decrypt => Built(encryption::decrypt), States(USED);
    DeleteAlias => Built(alias::delete), NoKey;
    DeleteCustomKeyStore => Built(custom_key_store::delete), NoKey;
    DeleteImportedKeyMaterial => Absent, ByOrigin;
    DeriveSharedSecret => Built(shared_secret::derive), States(USED);
    DescribeCustomKeyStores => Built(custom_key_store::describe), NoKey;
    DescribeKey => Built(key::describe), States(ANY);
    DisableKey => Built(key::disable), States(SWITCHED);
    DisableKeyRotation => Absent, ByOrigin;
    DisconnectCustomKeyStore => Built(custom_key_store::disconnect), NoKey;
    EnableKey => Built(key::enable), States(SWITCHED);
    EnableKeyRotation => Absent, ByOrigin;
    Encapsulate => Built(encapsulation::encapsulate), States(USED);
    Encrypt => Built(encryption::encrypt), States(USED);
    GenerateDataKey => Built(data_key::generate), States(USED);
    GenerateDataKeyPair => Built(data_key::generate_pair), States(USED);
    GenerateDataKeyPairWithoutPlaintext => Built(data_key::generate_pair_without_plaintext), States(USED);
    GenerateDataKeyWithoutPlaintext => Built(data_key::generate_without_plaintext), States(USED);
    GenerateMac => Built(mac::generate), States(USED);
    GenerateRandom => Built(random::generate), NoKey;
    GetKeyLastUsage => Built(key::get_last_usage), States(ANY);
    GetKeyPolicy => Built(key_policy::get), States(ANY);
    GetKeyRotationStatus => Absent, ByOrigin;
    GetParametersForImport => Absent, ByOrigin;
    GetPublicKey => Built(public_key::get), States(TOLD);
    ImportKeyMaterial => Absent, ByOrigin;
    ListAliases => Built(alias::list), States(ANY);
    ListGrants => Built(grant::list), States(ANY);
    ListKeyPolicies => Built(key_policy::list), States(ANY);
    ListKeyRotations => Absent, States(ANY);
    ListKeys => Built(key::list), NoKey;
    ListResourceTags => Built(tag::list), States(ANY);
    ListRetirableGrants => Built(grant::list_retirable), NoKey;
    PutKeyPolicy => Built(key_policy::put), States(ANY);
    ReEncrypt => Built(encryption::re_encrypt), States(USED);
    ReplicateKey => Absent, States(USED);
    RetireGrant => Built(grant::retire), States(ANY);
    RevokeGrant => Built(grant::revoke), States(ANY);
    RotateKeyOnDemand => Absent, States(USED);
    ScheduleKeyDeletion => Built(key::schedule_deletion), States(NOT_PENDING);
    Sign => Built(signature::sign), States(USED);
    TagResource => Built(tag::tag), States(NOT_PENDING);
    UntagResource => Built(tag::untag), States(NOT_PENDING);
    UpdateAlias => Built(alias::update), States(NOT_PENDING);
    UpdateCustomKeyStore => Built(custom_key_store::update), NoKey;
    UpdateKeyDescription => Built(key::update_description), States(NOT_PENDING);
    UpdatePrimaryRegion => Absent, States(USED);
    Verify => Built(signature::verify), States(USED);
    VerifyMac => Built(mac::verify), States(USED);
}

/// The admission by key state of every operation where the state alone decides.
pub(crate) fn admission() -> BTreeMap<Operation, ByKey<Admission>> {
    let rows = Operation::ALL.iter();
    rows.filter_map(|operation| match key_states(*operation) {
        KeyStates::States(row) => Some((*operation, row)),
        KeyStates::NoKey | KeyStates::ByOrigin => None,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;

    #[test]
    fn an_operation_that_names_a_key_has_a_row_for_its_state() {
        for operation in Operation::ALL {
            let names_key = !operation.key_members().is_empty();
            // A list without the key is a list of everything.
            let states = key_states(*operation);
            assert_eq!(states == KeyStates::NoKey, !names_key, "{operation}");
            let is_built = matches!(handler(*operation), Handler::Built(_));
            assert!(!is_built || states != KeyStates::ByOrigin, "{operation}");
        }
    }

    /// An operation that a state of its key refuses declares the error.
    #[test]
    fn what_the_state_refuses_is_declared() {
        let model = Model::bundled();
        for (operation, row) in admission() {
            let declared = &model.operation(operation).errors;
            for admission in row.0 {
                let error = match admission {
                    Accepted => continue,
                    Disabled => "DisabledException",
                    _ => "KMSInvalidStateException",
                };
                assert!(
                    declared.iter().any(|name| name == error),
                    "{operation} does not declare {error}"
                );
            }
        }
    }
}
