//! How many requests a second AWS lets an account make in a Region, by the group of operations that share a quota.

use super::Operation;

/// A quota of requests that the operations of a group share, or that is one operation's own.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestQuota {
    /// What people call the group, such as `cryptography, symmetric keys` or `CreateKey`.
    pub group: String,
    /// Requests a second.
    pub per_second: f64,
    /// The fact that says so.
    pub fact: &'static str,
}

/// The kinds of key that quotas tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Symmetric,
    Rsa,
    MlDsa,
    Curve,
}

impl Family {
    /// That of a key or key pair spec such as `RSA_2048`.
    fn of(spec: &str) -> Self {
        if spec.starts_with("RSA_") {
            Self::Rsa
        } else if spec.starts_with("ML_DSA_") {
            Self::MlDsa
        } else if spec.starts_with("ECC_") || spec == "SM2" {
            Self::Curve
        } else {
            Self::Symmetric
        }
    }
}

/// Regions with the largest quota of symmetric cryptography (fact Q-500).
const LARGEST: [&str; 3] = ["us-east-1", "us-west-2", "eu-west-1"];

/// Regions with the second largest (fact Q-500).
const LARGE: [&str; 6] = [
    "us-east-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "eu-central-1",
    "eu-west-2",
];

/// The quota against which a request counts in a Region; `spec` is that of the key that is used, or of the key pair that is
/// made, where the request names one. An account may have been granted more.
///
/// Sources: facts for custom key stores. An operation of which no fact speaks is held to the
/// least that most have.
#[must_use]
pub fn request_quota(operation: Operation, spec: Option<&str>, region: &str) -> RequestQuota {
    use Operation as O;
    let quota = |group: &str, per_second: f64, fact| RequestQuota {
        group: group.to_owned(),
        per_second,
        fact,
    };
    let own = |per_second, fact| quota(operation.name(), per_second, fact);
    let spec = spec.unwrap_or("SYMMETRIC_DEFAULT");
    match operation {
        O::GenerateDataKeyPair | O::GenerateDataKeyPairWithoutPlaintext => {
            pair_quota(spec, region, quota)
        }
        O::Decrypt
        | O::Encrypt
        | O::ReEncrypt
        | O::Sign
        | O::Verify
        | O::DeriveSharedSecret
        | O::GenerateDataKey
        | O::GenerateDataKeyWithoutPlaintext
        | O::GenerateMac
        | O::VerifyMac
        | O::GenerateRandom => match Family::of(spec) {
            Family::Symmetric => {
                let per_second = if LARGEST.contains(&region) {
                    100_000.0
                } else if LARGE.contains(&region) {
                    20_000.0
                } else {
                    10_000.0
                };
                quota("cryptography with symmetric keys", per_second, "Q-500")
            }
            Family::Rsa => quota("cryptography with RSA keys", 1000.0, "Q-501"),
            Family::MlDsa => quota("cryptography with ML-DSA keys", 1000.0, "Q-502"),
            Family::Curve => quota("cryptography with ECC and SM2 keys", 1000.0, "Q-503"),
        },
        O::DescribeKey | O::GetPublicKey | O::ListResourceTags => own(2000.0, "Q-508"),
        O::GetKeyPolicy | O::GetKeyRotationStatus => own(1000.0, "Q-509"),
        O::ListAliases | O::ListKeys => own(500.0, "Q-510"),
        O::ListGrants | O::ListKeyPolicies | O::ListKeyRotations | O::ListRetirableGrants => {
            own(100.0, "Q-511")
        }
        O::CreateGrant | O::RetireGrant | O::RevokeGrant => own(50.0, "Q-512"),
        O::DeleteAlias
        | O::DeleteImportedKeyMaterial
        | O::EnableKeyRotation
        | O::ImportKeyMaterial
        | O::PutKeyPolicy
        | O::ScheduleKeyDeletion => own(15.0, "Q-513"),
        O::TagResource => own(10.0, "Q-514"),
        O::GetParametersForImport => own(1.0, "Q-516"),
        O::ConnectCustomKeyStore
        | O::CreateCustomKeyStore
        | O::DeleteCustomKeyStore
        | O::DescribeCustomKeyStores
        | O::DisconnectCustomKeyStore
        | O::UpdateCustomKeyStore => own(5.0, "Q-006"),
        O::CancelKeyDeletion
        | O::CreateAlias
        | O::CreateKey
        | O::DisableKey
        | O::DisableKeyRotation
        | O::EnableKey
        | O::GetKeyLastUsage
        | O::ReplicateKey
        | O::RotateKeyOnDemand
        | O::UntagResource
        | O::UpdateAlias
        | O::UpdateKeyDescription
        | O::UpdatePrimaryRegion
        // Newer than the table: the least that most have.
        | O::Encapsulate
        | O::Decapsulate => own(5.0, "Q-515"),
    }
}

/// That of a key pair: each spec for itself, both operations together (facts ).
fn pair_quota(
    spec: &str,
    region: &str,
    quota: impl Fn(&str, f64, &'static str) -> RequestQuota,
) -> RequestQuota {
    let china = region.starts_with("cn-");
    let (per_second, fact) = match spec {
        "RSA_2048" => (if china { 1.0 } else { 20.0 }, "Q-506"),
        "RSA_3072" => (if china { 0.5 } else { 4.0 }, "Q-506"),
        "RSA_4096" => (if china { 0.1 } else { 1.0 }, "Q-506"),
        "SM2" => (25.0, "Q-507"),
        _ => (100.0, "Q-505"),
    };
    quota(&format!("key pairs of {spec}"), per_second, fact)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(operation: Operation, spec: Option<&str>, region: &str, expected: (&str, f64, &str)) {
        let quota = request_quota(operation, spec, region);
        let told = (quota.group.as_str(), quota.per_second, quota.fact);
        assert_eq!(told, expected, "{operation} {spec:?} {region}");
    }

    #[test]
    fn cryptography_shares_a_quota_by_the_kind_of_key() {
        let symmetric = "cryptography with symmetric keys";
        check(
            Operation::Encrypt,
            None,
            "us-east-1",
            (symmetric, 100_000.0, "Q-500"),
        );
        check(
            Operation::Decrypt,
            None,
            "eu-west-2",
            (symmetric, 20_000.0, "Q-500"),
        );
        let hmac = Some("HMAC_256");
        check(
            Operation::GenerateMac,
            hmac,
            "eu-north-1",
            (symmetric, 10_000.0, "Q-500"),
        );
        let rsa = ("cryptography with RSA keys", 1000.0, "Q-501");
        check(Operation::Sign, Some("RSA_2048"), "us-east-1", rsa);
        let curve = ("cryptography with ECC and SM2 keys", 1000.0, "Q-503");
        check(
            Operation::DeriveSharedSecret,
            Some("ECC_NIST_P256"),
            "us-east-1",
            curve,
        );
    }

    #[test]
    fn what_is_rare_has_a_small_one_of_its_own() {
        check(
            Operation::CreateKey,
            None,
            "us-east-1",
            ("CreateKey", 5.0, "Q-515"),
        );
        let pairs = ("key pairs of RSA_4096", 0.1, "Q-506");
        check(
            Operation::GenerateDataKeyPair,
            Some("RSA_4096"),
            "cn-north-1",
            pairs,
        );
        // What management asks of an asymmetric key is no cryptography.
        check(
            Operation::DescribeKey,
            Some("RSA_4096"),
            "us-east-1",
            ("DescribeKey", 2000.0, "Q-508"),
        );
    }
}
