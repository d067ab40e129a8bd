//! The catalogue: every operation of KMS, one row each: the resource and the verb under which its cases stand, and what the
//! documentation says of it that no shape of the model holds. What a shape holds (`DryRun`, `GrantTokens`, declared errors)
//! is asked of the model.

use std::fmt;
use std::str::FromStr;

/// How an operation's key members may name a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyNames {
    /// No member names a key.
    Nothing,
    /// By key id or key ARN.
    Keys,
    /// Also by alias name or alias ARN: cryptography, `DescribeKey` and `GetPublicKey`.
    KeysAndAliases,
}

/// Whether an operation can be about a key of another account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the documentation")]
pub enum CrossAccountUse {
    Yes,
    No,
    NotApplicable,
}

macro_rules! catalogue {
    ($($name:ident => $resource:literal, $verb:literal, [$($key:literal),*], $takes:ident, $crosses:ident, $answer:literal;)*) => {
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

            /// The members of its input that name KMS keys, such as `KeyId`.
            #[must_use]
            pub fn key_members(self) -> &'static [&'static str] {
                match self {
                    $(Operation::$name => &[$($key),*],)*
                }
            }

            /// What those members may hold, as far as the operation takes it.
            #[must_use]
            pub fn key_names(self) -> KeyNames {
                match self {
                    $(Operation::$name => KeyNames::$takes,)*
                }
            }

            /// What its documentation says under "Cross-account use".
            #[must_use]
            pub fn cross_account_use(self) -> CrossAccountUse {
                match self {
                    $(Operation::$name => CrossAccountUse::$crosses,)*
                }
            }

            /// What its answer is called where a case names it, such as `store`.
            #[must_use]
            pub fn answer_noun(self) -> &'static str {
                match self {
                    $(Operation::$name => $answer,)*
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

// Name => resource, verb, the members that name keys, what those take, cross-account use, what its answer is called.
catalogue! {
    CancelKeyDeletion => "key", "cancel_deletion", ["KeyId"], Keys, No, "answer";
    ConnectCustomKeyStore => "custom_key_store", "connect", [], Nothing, No, "answer";
    CreateAlias => "alias", "create", ["TargetKeyId"], Keys, No, "answer";
    CreateCustomKeyStore => "custom_key_store", "create", [], Nothing, No, "store";
    CreateGrant => "grant", "create", ["KeyId"], Keys, Yes, "grant";
    CreateKey => "key", "create", [], Nothing, No, "key";
    Decapsulate => "encapsulation", "decapsulate", ["KeyId"], KeysAndAliases, Yes, "answer";
    Decrypt => "encryption", "decrypt", ["KeyId"], KeysAndAliases, Yes, "answer";
    DeleteAlias => "alias", "delete", [], Nothing, No, "answer";
    DeleteCustomKeyStore => "custom_key_store", "delete", [], Nothing, No, "answer";
    DeleteImportedKeyMaterial => "import", "delete", ["KeyId"], Keys, No, "answer";
    DeriveSharedSecret => "shared_secret", "derive", ["KeyId"], KeysAndAliases, Yes, "secret";
    DescribeCustomKeyStores => "custom_key_store", "describe", [], Nothing, No, "stores";
    DescribeKey => "key", "describe", ["KeyId"], KeysAndAliases, Yes, "answer";
    DisableKey => "key", "disable", ["KeyId"], Keys, No, "answer";
    DisableKeyRotation => "rotation", "disable", ["KeyId"], Keys, No, "answer";
    DisconnectCustomKeyStore => "custom_key_store", "disconnect", [], Nothing, No, "answer";
    EnableKey => "key", "enable", ["KeyId"], Keys, No, "answer";
    EnableKeyRotation => "rotation", "enable", ["KeyId"], Keys, No, "answer";
    Encapsulate => "encapsulation", "encapsulate", ["KeyId"], KeysAndAliases, Yes, "encapsulated";
    Encrypt => "encryption", "encrypt", ["KeyId"], KeysAndAliases, Yes, "encrypted";
    GenerateDataKey => "data_key", "generate", ["KeyId"], KeysAndAliases, Yes, "data_key";
    GenerateDataKeyPair => "data_key", "generate_pair", ["KeyId"], KeysAndAliases, Yes, "key_pair";
    GenerateDataKeyPairWithoutPlaintext => "data_key", "generate_pair_without_plaintext", ["KeyId"], KeysAndAliases, Yes, "key_pair";
    GenerateDataKeyWithoutPlaintext => "data_key", "generate_without_plaintext", ["KeyId"], KeysAndAliases, Yes, "data_key";
    GenerateMac => "mac", "generate", ["KeyId"], KeysAndAliases, Yes, "mac";
    GenerateRandom => "random", "generate", [], Nothing, NotApplicable, "answer";
    GetKeyLastUsage => "key", "get_last_usage", ["KeyId"], Keys, No, "answer";
    GetKeyPolicy => "key_policy", "get", ["KeyId"], Keys, No, "policy";
    GetKeyRotationStatus => "rotation", "get_status", ["KeyId"], Keys, Yes, "answer";
    GetParametersForImport => "import", "get_parameters", ["KeyId"], Keys, No, "parameters";
    GetPublicKey => "public_key", "get", ["KeyId"], KeysAndAliases, Yes, "public_key";
    ImportKeyMaterial => "import", "import", ["KeyId"], Keys, No, "answer";
    ListAliases => "alias", "list", ["KeyId"], Keys, No, "aliases";
    ListGrants => "grant", "list", ["KeyId"], Keys, Yes, "grants";
    ListKeyPolicies => "key_policy", "list", ["KeyId"], Keys, No, "policies";
    ListKeyRotations => "rotation", "list", ["KeyId"], Keys, No, "rotations";
    ListKeys => "key", "list", [], Nothing, No, "keys";
    ListResourceTags => "tag", "list", ["KeyId"], Keys, No, "tags";
    ListRetirableGrants => "grant", "list_retirable", [], Nothing, NotApplicable, "grants";
    PutKeyPolicy => "key_policy", "put", ["KeyId"], Keys, No, "answer";
    ReEncrypt => "encryption", "re_encrypt", ["SourceKeyId", "DestinationKeyId"], KeysAndAliases, Yes, "encrypted";
    ReplicateKey => "multi_region", "replicate", ["KeyId"], Keys, No, "replica";
    RetireGrant => "grant", "retire", ["KeyId"], Keys, Yes, "answer";
    RevokeGrant => "grant", "revoke", ["KeyId"], Keys, Yes, "answer";
    RotateKeyOnDemand => "rotation", "rotate_on_demand", ["KeyId"], Keys, No, "answer";
    ScheduleKeyDeletion => "key", "schedule_deletion", ["KeyId"], Keys, No, "answer";
    Sign => "signature", "sign", ["KeyId"], KeysAndAliases, Yes, "signed";
    TagResource => "tag", "tag", ["KeyId"], Keys, No, "answer";
    UntagResource => "tag", "untag", ["KeyId"], Keys, No, "answer";
    UpdateAlias => "alias", "update", ["TargetKeyId"], Keys, No, "answer";
    UpdateCustomKeyStore => "custom_key_store", "update", [], Nothing, No, "answer";
    UpdateKeyDescription => "key", "update_description", ["KeyId"], Keys, No, "answer";
    UpdatePrimaryRegion => "multi_region", "update_primary", ["KeyId"], Keys, No, "answer";
    Verify => "signature", "verify", ["KeyId"], KeysAndAliases, Yes, "answer";
    VerifyMac => "mac", "verify", ["KeyId"], KeysAndAliases, Yes, "answer";
}

impl Operation {
    /// True for a call that changes nothing, and that any number of times.
    #[must_use]
    pub fn is_read(self) -> bool {
        let verbs = [
            "Decapsulate",
            "Decrypt",
            "Derive",
            "Describe",
            "Encapsulate",
            "Encrypt",
            "Generate",
            "Get",
            "List",
            "ReEncrypt",
            "Sign",
            "Verify",
        ];
        verbs.iter().any(|verb| self.name().starts_with(verb))
    }

    /// Its name as ids have it: `create_alias`.
    #[must_use]
    pub fn snake_case(self) -> String {
        separated(self.name(), '_')
    }

    /// The operation of this exact name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|op| op.name() == name)
    }
}

/// The words of a name of the model in lower case, with this between them: `key-id` of `KeyId`.
#[must_use]
pub fn separated(name: &str, by: char) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push(by);
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Model};

    /// Every member that a row names is in the input, and no row leaves out one that names a key.
    #[test]
    fn the_rows_name_the_models_members() {
        let model = Model::bundled();
        for operation in Operation::ALL {
            let Kind::Structure { members } = &model.input(*operation).kind else {
                panic!("{operation} has no structure");
            };
            let mut of_model: Vec<&str> = members
                .iter()
                .filter(|member| member.shape == "KeyIdType")
                .map(|member| member.name.as_str())
                .collect();
            let mut of_row = operation.key_members().to_vec();
            of_model.sort_unstable();
            of_row.sort_unstable();
            assert_eq!(of_row, of_model, "{operation}");
            let nothing = operation.key_names() == KeyNames::Nothing;
            assert_eq!(nothing, of_row.is_empty(), "{operation}");
        }
    }

    /// A key of another account can be used only where a key can be named, and by nobody's choice but the documentation's.
    #[test]
    fn dry_runs_and_grant_tokens_are_of_operations_with_keys_of_other_accounts() {
        let model = Model::bundled();
        for operation in Operation::ALL {
            let input = model.input(*operation);
            let member = |name: &str| input.member(name).is_some();
            if member("DryRun") || member("GrantTokens") {
                assert_eq!(
                    operation.cross_account_use(),
                    CrossAccountUse::Yes,
                    "{operation}"
                );
                assert!(!operation.key_members().is_empty(), "{operation}");
            }
        }
    }
}
