//! The catalogue: every operation of KMS, with the resource and the verb under which its cases stand.

use std::fmt;
use std::str::FromStr;

macro_rules! catalogue {
    ($($name:ident => $resource:literal, $verb:literal;)*) => {
        /// One operation of the KMS API, by its name in the service model.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each variant is documented by AWS under the same name")]
        pub enum Operation {
            $($name,)*
        }

        impl Operation {
            /// Every operation, by name.
            pub const ALL: &'static [Operation] = &[$(Operation::$name,)*];

            /// The name in the service model, such as `DeleteCustomKeyStore`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Operation::$name => stringify!($name),)*
                }
            }

            /// The folder of its cases, such as `custom_key_store`.
            #[must_use]
            pub fn resource(self) -> &'static str {
                match self {
                    $(Operation::$name => $resource,)*
                }
            }

            /// The folder under the resource, and the function in the reference, such as `delete`.
            #[must_use]
            pub fn verb(self) -> &'static str {
                match self {
                    $(Operation::$name => $verb,)*
                }
            }
        }
    };
}

catalogue! {
    CancelKeyDeletion => "key", "cancel_deletion";
    ConnectCustomKeyStore => "custom_key_store", "connect";
    CreateAlias => "alias", "create";
    CreateCustomKeyStore => "custom_key_store", "create";
    CreateGrant => "grant", "create";
    CreateKey => "key", "create";
    Decapsulate => "encapsulation", "decapsulate";
    Decrypt => "encryption", "decrypt";
    DeleteAlias => "alias", "delete";
    DeleteCustomKeyStore => "custom_key_store", "delete";
    DeleteImportedKeyMaterial => "import", "delete";
    DeriveSharedSecret => "shared_secret", "derive";
    DescribeCustomKeyStores => "custom_key_store", "describe";
    DescribeKey => "key", "describe";
    DisableKey => "key", "disable";
    DisableKeyRotation => "rotation", "disable";
    DisconnectCustomKeyStore => "custom_key_store", "disconnect";
    EnableKey => "key", "enable";
    EnableKeyRotation => "rotation", "enable";
    Encapsulate => "encapsulation", "encapsulate";
    Encrypt => "encryption", "encrypt";
    GenerateDataKey => "data_key", "generate";
    GenerateDataKeyPair => "data_key", "generate_pair";
    GenerateDataKeyPairWithoutPlaintext => "data_key", "generate_pair_without_plaintext";
    GenerateDataKeyWithoutPlaintext => "data_key", "generate_without_plaintext";
    GenerateMac => "mac", "generate";
    GenerateRandom => "random", "generate";
    GetKeyLastUsage => "key", "get_last_usage";
    GetKeyPolicy => "key_policy", "get";
    GetKeyRotationStatus => "rotation", "get_status";
    GetParametersForImport => "import", "get_parameters";
    GetPublicKey => "public_key", "get";
    ImportKeyMaterial => "import", "import";
    ListAliases => "alias", "list";
    ListGrants => "grant", "list";
    ListKeyPolicies => "key_policy", "list";
    ListKeyRotations => "rotation", "list";
    ListKeys => "key", "list";
    ListResourceTags => "tag", "list";
    ListRetirableGrants => "grant", "list_retirable";
    PutKeyPolicy => "key_policy", "put";
    ReEncrypt => "encryption", "re_encrypt";
    ReplicateKey => "multi_region", "replicate";
    RetireGrant => "grant", "retire";
    RevokeGrant => "grant", "revoke";
    RotateKeyOnDemand => "rotation", "rotate_on_demand";
    ScheduleKeyDeletion => "key", "schedule_deletion";
    Sign => "signature", "sign";
    TagResource => "tag", "tag";
    UntagResource => "tag", "untag";
    UpdateAlias => "alias", "update";
    UpdateCustomKeyStore => "custom_key_store", "update";
    UpdateKeyDescription => "key", "update_description";
    UpdatePrimaryRegion => "multi_region", "update_primary";
    Verify => "signature", "verify";
    VerifyMac => "mac", "verify";
}

impl Operation {
    /// True for a call that changes nothing, and that any number of times.
    #[must_use]
    pub fn is_read(self) -> bool {
        let verbs = [
            "Describe",
            "List",
            "Get",
            "GenerateRandom",
            "Encrypt",
            "Decrypt",
        ];
        verbs.iter().any(|verb| self.name().starts_with(verb))
    }

    /// The operation of this exact name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|op| op.name() == name)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Operation {
    type Err = UnknownOperation;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::from_name(name).ok_or_else(|| UnknownOperation(name.to_owned()))
    }
}

/// A name that no KMS operation has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownOperation(pub String);

impl fmt::Display for UnknownOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KMS has no operation `{}`", self.0)
    }
}

impl std::error::Error for UnknownOperation {}
