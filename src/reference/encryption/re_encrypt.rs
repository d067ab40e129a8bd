//! `ReEncrypt` (facts ..R-529, R-565, S-109..S-112, S-R09, S-R10).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::ciphertext::{self, Opened};
use super::decrypt::{decrypting, needed, opened};
use super::{dry_run, encrypting, sealed};
use crate::reference::call::Call;
use crate::reference::grant::check_tokens_of;
use crate::reference::input::Input;
use crate::reference::key::{Key, identify};
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, ServiceError};

/// What the members of one half are called in the other operations.
const SOURCE: [(&str, &str); 6] = [
    ("CiphertextBlob", "CiphertextBlob"),
    ("SourceKeyId", "KeyId"),
    ("SourceEncryptionContext", "EncryptionContext"),
    ("SourceEncryptionAlgorithm", "EncryptionAlgorithm"),
    ("DryRun", "DryRun"),
    ("DryRunModifiers", "DryRunModifiers"),
];
const DESTINATION: [(&str, &str); 3] = [
    ("DestinationKeyId", "KeyId"),
    ("DestinationEncryptionContext", "EncryptionContext"),
    ("DestinationEncryptionAlgorithm", "EncryptionAlgorithm"),
];

/// Decrypts, and encrypts anew under the same or another key. Each half asks for a permission of its own.
pub(crate) fn re_encrypt(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = call.rules;
    let source_input = half(call.input, &SOURCE);
    let mut destination_input = half(call.input, &DESTINATION);
    if rules.crypto.re_encrypt_keeps_context {
        destination_input["EncryptionContext"] = source_input["EncryptionContext"].clone();
    }
    if !rules.crypto.re_encrypt_reads_destination_algorithm
        && destination_input["EncryptionAlgorithm"] == "RSAES_OAEP_SHA_256"
    {
        destination_input["EncryptionAlgorithm"] = json!("RSAES_OAEP_SHA_1");
    }
    let source_call = Call {
        action: "ReEncryptFrom",
        input: Input::of(&source_input),
        ..*call
    };
    let destination_call = Call {
        action: "ReEncryptTo",
        input: Input::of(&destination_input),
        ..*call
    };
    let from = needed(kms, &source_call, "SourceKeyId")?;
    let id = call.input.text("DestinationKeyId").unwrap_or_default();
    let to = identify(kms, &destination_call, id)?;
    check_tokens_of(kms, call, &[&from, &to])?;
    let source = decrypting(kms, &source_call, &from)?;
    let Opened {
        plaintext,
        material,
    } = read(kms, &source_call, &source)?;
    let algorithm = algorithm(call, "DestinationEncryptionAlgorithm");
    let destination = encrypting(kms, &destination_call, &to, algorithm, plaintext.len())?;
    dry_run(call)?;
    let sealing = if rules.crypto.re_encrypt_changes_key {
        &destination
    } else {
        &source
    };
    let blob = if source.id == destination.id && !rules.crypto.re_encrypt_always {
        call.input.blob("CiphertextBlob").unwrap_or_default()
    } else {
        let version = ciphertext::OF_ENCRYPT;
        sealed(kms, &destination_call, sealing, version, &plaintext)?
    };
    let mut answer = Map::new();
    answer.insert("CiphertextBlob".to_owned(), json!(STANDARD.encode(blob)));
    let told = if rules.crypto.re_encrypt_tells_source {
        &source
    } else {
        &destination
    };
    answer.insert("SourceKeyId".to_owned(), json!(told.named(&rules.keys)));
    answer.insert("KeyId".to_owned(), json!(destination.named(&rules.keys)));
    if rules.crypto.tells_algorithms {
        for name in [
            "SourceEncryptionAlgorithm",
            "DestinationEncryptionAlgorithm",
        ] {
            answer.insert(name.to_owned(), json!(self::algorithm(call, name)));
        }
    }
    let opened_by = material.as_deref().filter(|_| source.tells_materials());
    for (name, material) in [
        ("SourceKeyMaterialId", opened_by),
        ("DestinationKeyMaterialId", destination.told_material()),
    ] {
        if let Some(material) = material.filter(|_| rules.crypto.tells_materials) {
            answer.insert(name.to_owned(), json!(material));
        }
    }
    Ok(answer.into())
}

/// What the source holds.
fn read(kms: &Kms, call: &Call<'_>, key: &Key) -> Result<Opened, ServiceError> {
    let read = opened(kms, call, key);
    if call.rules.crypto.re_encrypt_reads_source_algorithm {
        return read;
    }
    let mut input = half(call.input, &[]);
    input["CiphertextBlob"] = call
        .input
        .get("CiphertextBlob")
        .cloned()
        .unwrap_or_default();
    let others = ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"].iter();
    others.fold(read, |read, other| {
        input["EncryptionAlgorithm"] = json!(other);
        let input = Input::of(&input);
        read.or_else(|_| opened(kms, &Call { input, ..*call }, key))
    })
}

fn algorithm<'a>(call: &Call<'a>, member: &str) -> &'a str {
    call.input.text(member).unwrap_or("SYMMETRIC_DEFAULT")
}

/// The members of one half under the names that the other operations have for them.
fn half(input: Input<'_>, names: &[(&str, &str)]) -> Value {
    let members = names.iter().filter_map(|(own, other)| {
        let value = input.get(own)?;
        Some(((*other).to_owned(), value.clone()))
    });
    Value::Object(members.collect())
}
