//! `ListResourceTags` (facts K-047, K-540, K-541, S-101..S-104).

use serde_json::json;

use crate::reference::call::Call;
use crate::reference::key::identify;
use crate::reference::kms::Kms;
use crate::reference::page;
use crate::reference::service_error::{Answer, refuse};

/// A page of a key's tags, in the order in which it got them.
pub(crate) fn list(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.tags;
    let page = page::Request::read_at_most(kms, call, rules.most_per_page, rules.page)?;
    let found = identify(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    let Some(key) = kms.accounts.of(&found.tenant).keys.get(&found.id).cloned() else {
        return refuse("NotFoundException");
    };
    let mut tags = key.tags;
    if rules.list_loses_last {
        tags.pop();
    }
    if rules.sorted {
        tags.sort();
    }
    // The place of a tag in the list is its number, so that a page goes on where the one before ended.
    let items = tags.into_iter().enumerate();
    let items = items.map(|(place, tag)| (format!("{place:04}"), tag));
    let mut answer = page.cut(
        kms,
        call,
        "Tags",
        items,
        |(name, value)| json!({"TagKey": name, "TagValue": value}),
    );
    if !rules.tells_none && answer["Tags"].as_array().is_some_and(Vec::is_empty) {
        answer.as_object_mut().map(|members| members.remove("Tags"));
    }
    Ok(answer)
}
