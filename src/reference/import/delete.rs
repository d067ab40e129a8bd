//! `DeleteImportedKeyMaterial` (facts I-004, I-500, I-533, I-534, S-021..S-023).

use serde_json::{Map, json};

use super::fit::external;
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::service_error::{Answer, refuse};

/// Takes a key's material away until it is imported again; a key that has none stays as it is (fact S-023).
pub(crate) fn delete(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.imports;
    let found = external(kms, call)?;
    let Some(key) = kms.accounts.of(&found.tenant).keys.get_mut(&found.id) else {
        return refuse("NotFoundException");
    };
    let first = key.materials.named_current().map(|material| &material.id);
    let named = call.input.text("KeyMaterialId").map(str::to_owned);
    let id = named.or(first.cloned());
    let mut answer = Map::new();
    if let Some(id) = id {
        let Some(material) = key.materials.with_id(&id) else {
            return refuse("NotFoundException");
        };
        if let Some(imported) = material.imported.as_mut().filter(|_| rules.deletes) {
            imported.is_gone = true;
        }
        if rules.tells_id {
            answer.insert("KeyMaterialId".to_owned(), json!(id));
        }
    }
    if rules.deletion_cancels {
        key.deletion = None;
        key.told_deletion = None;
    }
    answer.insert("KeyId".to_owned(), json!(key.named(&call.rules.keys)));
    Ok(answer.into())
}
