//! Tags (facts K-041..K-043).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::reference::input::Input;
use crate::reference::rules::KeyRules;
use crate::reference::service_error::ServiceError;

/// Reads the tags of a request.
///
/// # Errors
///
/// `TagException` for too many, reserved, or equal tag keys.
pub(super) fn read(
    rules: &KeyRules,
    items: &[Value],
) -> Result<BTreeMap<String, String>, ServiceError> {
    let error = |text: &str| Err(ServiceError::of("TagException").saying(text));
    if items.len() > rules.tags {
        return error("Too many tags");
    }
    let mut tags = BTreeMap::new();
    for tag in items.iter().map(Input::of) {
        let key = tag.text("TagKey").unwrap_or_default();
        if key.to_ascii_lowercase().starts_with("aws:") {
            return error("Tags beginning with aws: are reserved");
        }
        let value = tag.text("TagValue").unwrap_or_default();
        let known = tags.insert(key.to_owned(), value.to_owned()).is_some();
        if known && !rules.equal_tags {
            return error("Duplicate tag keys");
        }
    }
    Ok(tags)
}
