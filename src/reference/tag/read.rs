//! The tags of a request (facts K-041..K-044).

use serde_json::Value;

use super::{Tag, TagRules};
use crate::reference::input::Input;
use crate::reference::service_error::ServiceError;

/// The error for tags that a key cannot have.
pub(super) fn error(text: &str) -> ServiceError {
    ServiceError::of("TagException").saying(text)
}

/// Reads the tags of a request, in its order.
///
/// # Errors
///
/// `TagException` for too many, reserved, or equal tag keys.
pub(crate) fn read(rules: &TagRules, items: &[Value]) -> Result<Vec<Tag>, ServiceError> {
    if items.len() > rules.quota {
        return Err(error("Too many tags"));
    }
    let mut tags: Vec<Tag> = Vec::new();
    for tag in items.iter().map(Input::of) {
        let key = tag.text("TagKey").unwrap_or_default();
        let is_reserved = |prefix: &str| key.to_ascii_lowercase().starts_with(prefix);
        if rules.reserved.is_some_and(is_reserved) {
            return Err(error("Tags beginning with aws: are reserved"));
        }
        if !set(
            rules,
            &mut tags,
            key,
            tag.text("TagValue").unwrap_or_default(),
        ) && !rules.equal_keys
        {
            return Err(error("Duplicate tag keys"));
        }
    }
    Ok(tags)
}

/// Adds a tag, or gives one that is there its new value; whether it is new.
pub(super) fn set(rules: &TagRules, tags: &mut Vec<Tag>, key: &str, value: &str) -> bool {
    let same =
        |known: &str| known == key || (!rules.case_sensitive && known.eq_ignore_ascii_case(key));
    match tags.iter_mut().find(|(known, _)| same(known)) {
        Some((_, known)) if rules.replaces => value.clone_into(known),
        Some(_) => {}
        None => {
            tags.push((key.to_owned(), value.to_owned()));
            return true;
        }
    }
    false
}
