//! What a call of an operation does to an account: what `--only read` and `--only dry-run` go by.

use super::{Model, Operation};

/// What a call of an operation does to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It describes, lists or gets: nothing is changed, and no key is used.
    Tells,
    /// It uses a key, or makes random bytes: nothing is changed but when the key was last used, and it is charged for.
    Uses,
    /// It makes, changes or removes something.
    Changes,
}

impl Operation {
    /// What a call of it does; the name alone decides nothing.
    ///
    /// Source: the descriptions of the operations in the KMS API Reference.
    #[must_use]
    pub fn effect(self) -> Effect {
        match self {
            Self::DescribeCustomKeyStores
            | Self::DescribeKey
            | Self::GetKeyLastUsage
            | Self::GetKeyPolicy
            | Self::GetKeyRotationStatus
            | Self::GetParametersForImport
            | Self::GetPublicKey
            | Self::ListAliases
            | Self::ListGrants
            | Self::ListKeyPolicies
            | Self::ListKeyRotations
            | Self::ListKeys
            | Self::ListResourceTags
            | Self::ListRetirableGrants => Effect::Tells,
            Self::Decapsulate
            | Self::Decrypt
            | Self::DeriveSharedSecret
            | Self::Encapsulate
            | Self::Encrypt
            | Self::GenerateDataKey
            | Self::GenerateDataKeyPair
            | Self::GenerateDataKeyPairWithoutPlaintext
            | Self::GenerateDataKeyWithoutPlaintext
            | Self::GenerateMac
            | Self::GenerateRandom
            | Self::ReEncrypt
            | Self::Sign
            | Self::Verify
            | Self::VerifyMac => Effect::Uses,
            Self::CancelKeyDeletion
            | Self::ConnectCustomKeyStore
            | Self::CreateAlias
            | Self::CreateCustomKeyStore
            | Self::CreateGrant
            | Self::CreateKey
            | Self::DeleteAlias
            | Self::DeleteCustomKeyStore
            | Self::DeleteImportedKeyMaterial
            | Self::DisableKey
            | Self::DisableKeyRotation
            | Self::DisconnectCustomKeyStore
            | Self::EnableKey
            | Self::EnableKeyRotation
            | Self::ImportKeyMaterial
            | Self::PutKeyPolicy
            | Self::ReplicateKey
            | Self::RetireGrant
            | Self::RevokeGrant
            | Self::RotateKeyOnDemand
            | Self::ScheduleKeyDeletion
            | Self::TagResource
            | Self::UntagResource
            | Self::UpdateAlias
            | Self::UpdateCustomKeyStore
            | Self::UpdateKeyDescription
            | Self::UpdatePrimaryRegion => Effect::Changes,
        }
    }

    /// True for an operation whose input has `DryRun`, with which it does nothing.
    #[must_use]
    pub fn has_dry_run(self) -> bool {
        Model::bundled().input(self).member("DryRun").is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_is_named_so_and_nothing_else_is() {
        for operation in Operation::ALL {
            let verbs = ["Describe", "Get", "List"];
            let named = verbs.iter().any(|verb| operation.name().starts_with(verb));
            assert_eq!(operation.effect() == Effect::Tells, named, "{operation}");
            // Only what would do something can do it dry.
            let tells = operation.effect() == Effect::Tells;
            assert!(!(tells && operation.has_dry_run()), "{operation}");
        }
    }
}
