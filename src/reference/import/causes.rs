//! Why calls about imports are refused, and by which facts.

use crate::model::Operation::{
    DeleteImportedKeyMaterial, GetParametersForImport, ImportKeyMaterial,
};
use crate::reference::cause::Mark::{Any, Given};
use crate::reference::cause::{Cause, KEY_STATE, UNSUPPORTED, row};

/// Every cause; of those of one operation and error the narrower stand first.
#[rustfmt::skip]
pub(crate) const CAUSES: &[Cause] = &[
    row(&[GetParametersForImport], UNSUPPORTED, Any, "the key's origin is not EXTERNAL, or the wrapping algorithm is withdrawn", &["I-500", "C-195", "I-502"]),
    row(&[ImportKeyMaterial, DeleteImportedKeyMaterial], UNSUPPORTED, Any, "the key's origin is not EXTERNAL", &["I-500", "C-195"]),
    row(&[GetParametersForImport], KEY_STATE, Any, "the key waits for its deletion", &["S-078"]),
    row(&[ImportKeyMaterial], KEY_STATE, Any, "the key waits for its deletion, or another material for its rotation", &["S-086", "I-003"]),
    row(&[GetParametersForImport], "ValidationException", Any, "the material cannot be wrapped so", &["I-531", "I-532", "I-700"]),
    row(&[ImportKeyMaterial], "ValidationException", Given("KeyMaterialId"), "new material, or that of no symmetric key, is named by an id", &["I-521", "I-522"]),
    row(&[ImportKeyMaterial], "ValidationException", Any, "the date, the type of the import or the length is not right", &["I-002", "I-007", "I-522", "I-526"]),
    row(&[ImportKeyMaterial], "InvalidImportTokenException", Any, "the token is none, or another key's", &["I-528"]),
    row(&[ImportKeyMaterial], "ExpiredImportTokenException", Any, "the token is older than a day", &["I-529"]),
    row(&[ImportKeyMaterial], "InvalidCiphertextException", Any, "the material cannot be unwrapped", &["model-InvalidCiphertextException"]),
    row(&[ImportKeyMaterial], "IncorrectKeyMaterialException", Any, "the material is not what it has to be", &["I-523", "model-IncorrectKeyMaterialException"]),
];
