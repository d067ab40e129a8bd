//! Faults of data keys.

use crate::reference::Fault;

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
        apply: |rules| rules.data_keys.fresh = false,
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
];
