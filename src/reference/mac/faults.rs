//! Faults of message authentication codes.

use super::Comparison;
use crate::reference::Fault;
use crate::reference::rules::BlobForm;

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
        apply: |rules| rules.macs.compared = Comparison::Longer,
    },
    Fault {
        name: "any_mac_verified",
        sentence: "VerifyMac takes any code.",
        source: None,
        apply: |rules| rules.macs.compared = Comparison::Nothing,
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
    Fault {
        name: "mac_shortened_verified",
        sentence: "VerifyMac compares as many bytes as it is given.",
        source: None,
        apply: |rules| rules.macs.compared = Comparison::Shorter,
    },
    Fault {
        name: "half_a_mac_verified",
        sentence: "VerifyMac compares the first half of a code.",
        source: None,
        apply: |rules| rules.macs.compared = Comparison::FirstHalf,
    },
    Fault {
        name: "mac_of_the_key_alone",
        sentence: "GenerateMac gives one code for all messages.",
        source: None,
        apply: |rules| rules.macs.reads_message = false,
    },
    Fault {
        name: "mac_hides_algorithm",
        sentence: "GenerateMac and VerifyMac do not tell MacAlgorithm.",
        source: None,
        apply: |rules| rules.macs.names_algorithm = false,
    },
    Fault {
        name: "mac_verdict_left_out",
        sentence: "VerifyMac does not tell MacValid.",
        source: None,
        apply: |rules| rules.macs.tells_verdict = false,
    },
    Fault {
        name: "mac_encoded_twice",
        sentence: "A code is told as base64 of base64.",
        source: None,
        apply: |rules| rules.macs.told = BlobForm::Twice,
    },
    Fault {
        name: "mac_in_hex",
        sentence: "A code is told as hexadecimal digits.",
        source: None,
        apply: |rules| rules.macs.told = BlobForm::Hex,
    },
    Fault {
        name: "hmac_224_does_not_work",
        sentence: "HMAC keys of 224 bits can be made and not used.",
        source: Some("faiscadev/fakecloud#2239"),
        apply: |rules| rules.macs.knows_224 = false,
    },
];
