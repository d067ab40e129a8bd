//! Faults of message authentication codes.

use crate::reference::Fault;

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "mac_of_the_wrong_hash",
        sentence: "Every code is one of SHA-256.",
        source: None,
        apply: |rules| rules.macs.hash_of_algorithm = false,
    },
    Fault {
        name: "mac_material_shared",
        sentence: "HMAC keys of one spec share their material.",
        source: None,
        apply: |rules| rules.macs.material_of_key = false,
    },
    Fault {
        name: "mac_one_byte_short",
        sentence: "GenerateMac leaves out the last byte of a code.",
        source: None,
        apply: |rules| rules.macs.cut = 1,
    },
    Fault {
        name: "mac_hides_key",
        sentence: "GenerateMac and VerifyMac do not tell KeyId.",
        source: None,
        apply: |rules| rules.macs.names_key = false,
    },
    Fault {
        name: "mac_extended_verified",
        sentence: "VerifyMac takes the right code with more behind it.",
        source: None,
        apply: |rules| rules.macs.takes_longer = true,
    },
    Fault {
        name: "any_mac_verified",
        sentence: "VerifyMac takes any code.",
        source: None,
        apply: |rules| rules.macs.believes_anything = true,
    },
    Fault {
        name: "wrong_mac_is_false",
        sentence: "VerifyMac answers a wrong code with MacValid: false.",
        source: None,
        apply: |rules| rules.macs.refuses = false,
    },
    Fault {
        name: "wrong_mac_is_bad_signature",
        sentence: "VerifyMac answers a wrong code with KMSInvalidSignatureException.",
        source: None,
        apply: |rules| rules.macs.invalid = "KMSInvalidSignatureException",
    },
];
