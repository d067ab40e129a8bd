//! Key specs: what each is good for, and by which algorithms.

/// One key spec.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Spec {
    pub(crate) name: &'static str,
    /// Usages with the algorithms that each brings, under the member that lists them.
    pub(crate) usages: &'static [(&'static str, &'static str, &'static [&'static str])],
}

const ENCRYPT: &str = "ENCRYPT_DECRYPT";
const SIGN: &str = "SIGN_VERIFY";
const MAC: &str = "GENERATE_VERIFY_MAC";
const AGREE: &str = "KEY_AGREEMENT";
const ENCAPSULATE: &str = "ENCAPSULATE_DECAPSULATE";

const ENCRYPTION: &str = "EncryptionAlgorithms";
const SIGNING: &str = "SigningAlgorithms";
const MACS: &str = "MacAlgorithms";
const AGREEMENT: &str = "KeyAgreementAlgorithms";
const ENCAPSULATION: &str = "EncapsulationAlgorithms";

const RSA: &[(&str, &str, &[&str])] = &[
    (
        ENCRYPT,
        ENCRYPTION,
        &["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"],
    ),
    (
        SIGN,
        SIGNING,
        &[
            "RSASSA_PKCS1_V1_5_SHA_256",
            "RSASSA_PKCS1_V1_5_SHA_384",
            "RSASSA_PKCS1_V1_5_SHA_512",
            "RSASSA_PSS_SHA_256",
            "RSASSA_PSS_SHA_384",
            "RSASSA_PSS_SHA_512",
        ],
    ),
];
const ML_DSA: &[(&str, &str, &[&str])] = &[(SIGN, SIGNING, &["ML_DSA_SHAKE_256"])];
const ML_KEM: &[(&str, &str, &[&str])] = &[(ENCAPSULATE, ENCAPSULATION, &["ML_KEM"])];

/// The default: 256 bits of AES-GCM.
pub(crate) const SYMMETRIC_DEFAULT: Spec = Spec {
    name: "SYMMETRIC_DEFAULT",
    usages: &[(ENCRYPT, ENCRYPTION, &["SYMMETRIC_DEFAULT"])],
};

/// Every key spec of the model.
pub(crate) static SPECS: &[Spec] = &[
    SYMMETRIC_DEFAULT,
    Spec {
        name: "RSA_2048",
        usages: RSA,
    },
    Spec {
        name: "RSA_3072",
        usages: RSA,
    },
    Spec {
        name: "RSA_4096",
        usages: RSA,
    },
    Spec {
        name: "ECC_NIST_P256",
        usages: &[
            (SIGN, SIGNING, &["ECDSA_SHA_256"]),
            (AGREE, AGREEMENT, &["ECDH"]),
        ],
    },
    Spec {
        name: "ECC_NIST_P384",
        usages: &[
            (SIGN, SIGNING, &["ECDSA_SHA_384"]),
            (AGREE, AGREEMENT, &["ECDH"]),
        ],
    },
    Spec {
        name: "ECC_NIST_P521",
        usages: &[
            (SIGN, SIGNING, &["ECDSA_SHA_512"]),
            (AGREE, AGREEMENT, &["ECDH"]),
        ],
    },
    Spec {
        name: "ECC_SECG_P256K1",
        usages: &[(SIGN, SIGNING, &["ECDSA_SHA_256"])],
    },
    Spec {
        name: "ECC_NIST_EDWARDS25519",
        usages: &[(SIGN, SIGNING, &["ED25519_SHA_512", "ED25519_PH_SHA_512"])],
    },
    Spec {
        name: "HMAC_224",
        usages: &[(MAC, MACS, &["HMAC_SHA_224"])],
    },
    Spec {
        name: "HMAC_256",
        usages: &[(MAC, MACS, &["HMAC_SHA_256"])],
    },
    Spec {
        name: "HMAC_384",
        usages: &[(MAC, MACS, &["HMAC_SHA_384"])],
    },
    Spec {
        name: "HMAC_512",
        usages: &[(MAC, MACS, &["HMAC_SHA_512"])],
    },
    Spec {
        name: "SM2",
        usages: &[
            (ENCRYPT, ENCRYPTION, &["SM2PKE"]),
            (SIGN, SIGNING, &["SM2DSA"]),
            (AGREE, AGREEMENT, &["ECDH"]),
        ],
    },
    Spec {
        name: "ML_DSA_44",
        usages: ML_DSA,
    },
    Spec {
        name: "ML_DSA_65",
        usages: ML_DSA,
    },
    Spec {
        name: "ML_DSA_87",
        usages: ML_DSA,
    },
    Spec {
        name: "ML_KEM_512",
        usages: ML_KEM,
    },
    Spec {
        name: "ML_KEM_768",
        usages: ML_KEM,
    },
    Spec {
        name: "ML_KEM_1024",
        usages: ML_KEM,
    },
];

impl Spec {
    /// The spec that a request names; without a name, the default.
    pub(crate) fn of(name: Option<&str>) -> &'static Self {
        let found = name.and_then(|name| SPECS.iter().find(|spec| spec.name == name));
        found.unwrap_or(&SPECS[0])
    }

    /// Whether this is the default.
    pub(crate) fn is_symmetric(&self) -> bool {
        *self == SYMMETRIC_DEFAULT
    }

    /// Whether keys of this spec can have this usage.
    pub(crate) fn allows(&self, usage: &str) -> bool {
        self.usages.iter().any(|(allowed, _, _)| *allowed == usage)
    }

    /// The member and the names of the algorithms for one usage.
    pub(crate) fn algorithms(
        &self,
        usage: &str,
    ) -> Option<(&'static str, &'static [&'static str])> {
        let found = self.usages.iter().find(|(allowed, _, _)| *allowed == usage);
        found.map(|(_, member, algorithms)| (*member, *algorithms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Model};

    /// The table holds the key specs of the model, all of them, and nothing else.
    #[test]
    fn every_spec_of_the_model_is_known() {
        let shape = Model::bundled()
            .shape("KeySpec")
            .expect("the model has key specs");
        let Kind::String { values, .. } = &shape.kind else {
            panic!("key specs are text")
        };
        let mut modelled: Vec<&str> = values.iter().map(String::as_str).collect();
        let mut known: Vec<&str> = SPECS.iter().map(|spec| spec.name).collect();
        modelled.sort_unstable();
        known.sort_unstable();
        assert_eq!(known, modelled);
    }
}
