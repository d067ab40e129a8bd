//! `ListAliases` (facts L-010, L-011, L-700..L-704, W-705).

use serde_json::{Value, json};

use super::PREDEFINED;
use crate::reference::call::Call;
use crate::reference::key::identify;
use crate::reference::kms::Kms;
use crate::reference::page;
use crate::reference::reply;
use crate::reference::service_error::Answer;

/// A page of the account's aliases, or of those of one key, in the order of their names.
pub(crate) fn list(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = &call.rules.aliases;
    let page = page::Request::read_at_most(kms, call, rules.most_per_page, rules.page)?;
    let key = match call.input.text("KeyId") {
        Some(id) => Some(identify(kms, call, id)?.id).filter(|_| rules.lists_by_key),
        None => None,
    };
    let mut entries: Vec<(String, Value)> = Vec::new();
    for (tenant, held) in kms.accounts.in_reach(rules.list_reach, &call.caller.tenant) {
        for (name, alias) in &held.aliases {
            if key.as_ref().is_some_and(|key| *key != alias.target) {
                continue;
            }
            let target = if rules.lists_key_arns {
                tenant.arn(&format!("key/{}", alias.target))
            } else {
                alias.target.clone()
            };
            let mut entry = json!({
                "AliasName": name,
                "AliasArn": tenant.arn(name),
                "TargetKeyId": target,
            });
            if rules.lists_dates {
                entry["CreationDate"] = reply::timestamp(&call.rules.reply, alias.created);
                entry["LastUpdatedDate"] = reply::timestamp(&call.rules.reply, alias.updated);
            }
            entries.push((name.clone(), entry));
        }
    }
    if key.is_none() {
        let own = &call.caller.tenant;
        entries.extend(PREDEFINED.map(|name| {
            let entry = json!({"AliasName": name, "AliasArn": own.arn(name)});
            (name.to_owned(), entry)
        }));
    }
    if rules.order_ignores_case {
        for (place, _) in &mut entries {
            place.make_ascii_lowercase();
        }
    }
    let mut answer = page.cut(kms, call, "Aliases", entries.into_iter(), |entry| entry);
    if rules.includes_count {
        let count = answer["Aliases"].as_array().map_or(0, Vec::len);
        answer["AliasCount"] = json!(count);
    }
    Ok(answer)
}
