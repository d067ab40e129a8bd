//! Faults of data keys.

use super::{LengthUnit, PrivateForm};
use crate::reference::Fault;
use crate::reference::random::Source;

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        name: "data_key_one_byte_long",
        sentence: "A data key has a byte more than was asked for.",
        source: None,
        apply: |rules| rules.data_keys.surplus = 1,
    },
    Fault {
        name: "aes_128_is_256_bits",
        sentence: "A data key of AES_128 has 32 bytes.",
        source: None,
        apply: |rules| rules.data_keys.aes_128 = 32,
    },
    Fault {
        name: "data_key_takes_both_lengths",
        sentence: "GenerateDataKey takes KeySpec and NumberOfBytes together.",
        source: None,
        apply: |rules| rules.data_keys.takes_both = true,
    },
    Fault {
        name: "data_key_takes_no_length",
        sentence: "GenerateDataKey takes a request with neither KeySpec nor NumberOfBytes.",
        source: None,
        apply: |rules| rules.data_keys.takes_neither = true,
    },
    Fault {
        name: "same_data_key",
        sentence: "Every data key is the same.",
        source: None,
        apply: |rules| rules.data_keys.source = Source::Constant,
    },
    Fault {
        name: "data_key_is_not_its_ciphertext",
        sentence: "The ciphertext of a data key holds another key.",
        source: None,
        apply: |rules| rules.data_keys.seals_what_it_tells = false,
    },
    Fault {
        name: "data_key_hides_key",
        sentence: "Answers with data keys do not tell KeyId.",
        source: None,
        apply: |rules| rules.data_keys.names_key = false,
    },
    Fault {
        name: "data_key_hides_material",
        sentence: "Answers with data keys do not tell KeyMaterialId.",
        source: None,
        apply: |rules| rules.data_keys.names_material = false,
    },
    Fault {
        name: "data_key_plaintext_told",
        sentence: "GenerateDataKeyWithoutPlaintext tells the plaintext.",
        source: None,
        apply: |rules| rules.data_keys.hides_plaintext = false,
    },
    Fault {
        name: "pair_under_a_stored_key",
        sentence: "A key in a custom key store makes data key pairs.",
        source: None,
        apply: |rules| rules.data_keys.pair_refuses_stores = false,
    },
    Fault {
        name: "pair_in_store_is_bad_usage",
        sentence: "A data key pair under a key in a custom key store is answered with InvalidKeyUsageException.",
        source: None,
        apply: |rules| rules.data_keys.pair_in_store = "InvalidKeyUsageException",
    },
    Fault {
        name: "pair_of_any_region",
        sentence: "SM2 data key pairs are made in every Region.",
        source: None,
        apply: |rules| rules.data_keys.pair_regional = false,
    },
    Fault {
        name: "same_data_key_pair",
        sentence: "Every data key pair of a spec is the same.",
        source: None,
        apply: |rules| rules.data_keys.pair_fresh = false,
    },
    Fault {
        name: "private_half_is_not_its_ciphertext",
        sentence: "The ciphertext of a data key pair holds the private half of another.",
        source: None,
        apply: |rules| rules.data_keys.pair_seals_what_it_tells = false,
    },
    Fault {
        name: "pair_hides_key",
        sentence: "Answers with data key pairs do not tell KeyId.",
        source: None,
        apply: |rules| rules.data_keys.pair_names_key = false,
    },
    Fault {
        name: "pair_hides_spec",
        sentence: "Answers with data key pairs do not tell KeyPairSpec.",
        source: None,
        apply: |rules| rules.data_keys.pair_names_spec = false,
    },
    Fault {
        name: "pair_hides_material",
        sentence: "Answers with data key pairs do not tell KeyMaterialId.",
        source: None,
        apply: |rules| rules.data_keys.pair_names_material = false,
    },
    Fault {
        name: "private_half_told",
        sentence: "GenerateDataKeyPairWithoutPlaintext tells the private half.",
        source: None,
        apply: |rules| rules.data_keys.pair_hides_plaintext = false,
    },
    Fault {
        name: "aes_256_is_128_bits",
        sentence: "A data key of AES_256 has 16 bytes.",
        source: None,
        apply: |rules| rules.data_keys.aes_256 = 16,
    },
    Fault {
        name: "number_of_bytes_is_bits",
        sentence: "NumberOfBytes counts bits.",
        source: None,
        apply: |rules| rules.data_keys.unit = LengthUnit::Bits,
    },
    Fault {
        name: "number_of_bytes_ignored",
        sentence: "A data key has 32 bytes, whatever NumberOfBytes says.",
        source: None,
        apply: |rules| rules.data_keys.unit = LengthUnit::Ignored,
    },
    Fault {
        name: "data_key_is_letters",
        sentence: "A data key is letters.",
        source: None,
        apply: |rules| rules.data_keys.source = Source::Letters,
    },
    Fault {
        name: "data_key_counts",
        sentence: "Each byte of a data key is one more than the last.",
        source: None,
        apply: |rules| rules.data_keys.source = Source::Counting,
    },
    Fault {
        name: "data_key_repeats",
        sentence: "A data key is sixteen bytes again and again.",
        source: None,
        apply: |rules| rules.data_keys.source = Source::Repeating,
    },
    Fault {
        name: "data_key_context_ignored",
        sentence: "Data keys are not bound to the encryption context.",
        source: Some("faiscadev/fakecloud#1909"),
        apply: |rules| rules.data_keys.binds_context = false,
    },
    Fault {
        name: "pair_context_ignored",
        sentence: "Private halves are not bound to the encryption context.",
        source: Some("localstack/localstack#8527"),
        apply: |rules| rules.data_keys.pair_binds_context = false,
    },
    Fault {
        name: "pair_spec_ignored",
        sentence: "Every data key pair is one of ECC_NIST_P256, whatever KeyPairSpec says.",
        source: None,
        apply: |rules| rules.data_keys.pair_of_spec = false,
    },
    Fault {
        name: "public_half_of_another_pair",
        sentence: "The public half of a data key pair belongs to another private one.",
        source: Some("faiscadev/fakecloud#1069"),
        apply: |rules| rules.data_keys.pair_is_one = false,
    },
    Fault {
        name: "public_half_sealed",
        sentence: "The ciphertext of a data key pair holds the public half.",
        source: None,
        apply: |rules| rules.data_keys.pair_seals_private = false,
    },
    Fault {
        name: "private_half_is_no_pkcs8",
        sentence: "A private half is told without what says which algorithm's it is.",
        source: None,
        apply: |rules| rules.data_keys.private_form = PrivateForm::Bare,
    },
    Fault {
        name: "private_half_is_pem",
        sentence: "A private half is told as PEM.",
        source: None,
        apply: |rules| rules.data_keys.private_form = PrivateForm::Pem,
    },
];
