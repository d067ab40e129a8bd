//! Faults of imports.

use std::time::Duration;

use crate::reference::Fault;

/// A fault of one rule.
macro_rules! fault {
    ($name:literal, $sentence:literal, $rule:ident = $value:expr) => {
        Fault {
            name: $name,
            sentence: $sentence,
            source: None,
            apply: |rules| rules.imports.$rule = $value,
        }
    };
}

#[rustfmt::skip]
pub(crate) const FAULTS: &[Fault] = &[
    fault!("import_of_any_origin", "Material is imported into keys of every origin.", checks_origin = false),
    fault!("import_wrapped_anyhow", "GetParametersForImport takes every wrapping algorithm for every key.", checks_wrapping = false),
    fault!("import_by_withdrawn_padding", "GetParametersForImport still takes RSAES_PKCS1_V1_5.", refuses_withdrawn = false),
    fault!("import_token_of_any_key", "ImportKeyMaterial takes the import token of another key.", checks_token_key = false),
    fault!("import_token_for_ever", "Import tokens never expire.", life = Duration::from_hours(24 * 3650)),
    fault!("import_without_date", "Material that expires may have no date.", needs_date = false),
    fault!("import_with_date_for_nothing", "Material that does not expire may have a date.", refuses_date = false),
    fault!("import_until_yesterday", "The date of material may be in the past.", bounds_date = false),
    fault!("import_of_other_material", "A key takes other material than it had.", checks_same = false),
    fault!("import_of_any_length", "A key takes material of any length.", checks_material = false),
    fault!("import_not_used", "A key works with other material than the imported.", is_used = false),
    fault!("import_never_expires", "Material stays when its time is over.", expires = false),
    fault!("import_not_deleted", "DeleteImportedKeyMaterial leaves the key Enabled.", deletes = false),
    fault!("import_hides_date", "DescribeKey does not tell ValidTo.", tells_date = false),
    fault!("import_hides_model", "DescribeKey does not tell ExpirationModel.", tells_model = false),
    fault!("import_hides_id", "ImportKeyMaterial does not tell KeyMaterialId.", tells_id = false),
    fault!("import_new_is_current", "New material is current as soon as it is imported.", new_waits = false),
    fault!("import_of_two_new", "Two new materials may wait for their rotation.", one_waits = false),
];
