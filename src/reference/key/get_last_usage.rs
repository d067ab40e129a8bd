//! `GetKeyLastUsage`, and what is noted for it (facts K-550..K-555).

use serde_json::{Value, json};

use super::identify_admitted;
use crate::model::{Kind, Model, Operation};
use crate::reference::call::Call;
use crate::reference::kms::Kms;
use crate::reference::reply;
use crate::reference::rules::Rules;
use crate::reference::service_error::{Answer, refuse};
use crate::wire::Timestamp;

/// The last successful cryptographic operation with a key.
#[derive(Debug, Clone)]
pub(crate) struct Usage {
    operation: Operation,
    at: Timestamp,
    event_id: String,
    request_id: String,
}

/// Tells for what a key was used last, and since when that is noted.
pub(crate) fn get_last_usage(kms: &mut Kms, call: &Call<'_>) -> Answer {
    let rules = call.rules;
    let found = identify_admitted(kms, call, call.input.text("KeyId").unwrap_or_default())?;
    let Some(key) = kms.accounts.of(&found.tenant).keys.get(&found.id) else {
        return refuse("NotFoundException");
    };
    let created = reply::timestamp(&rules.reply, key.created);
    let mut answer = json!({
        "KeyId": key.named(&rules.keys),
        "KeyCreationDate": created,
        "TrackingStartDate": created,
    });
    if let Some(usage) = &key.usage_noted {
        answer["KeyLastUsage"] = json!({
            "Operation": usage.operation.name(),
            "Timestamp": reply::timestamp(&rules.reply, usage.at),
            "CloudTrailEventId": usage.event_id,
            "KmsRequestId": usage.request_id,
        });
    } else if rules.keys.tells_no_usage {
        answer["KeyLastUsage"] = json!({});
    }
    Ok(answer)
}

/// Notes what a call has done with the keys that its answer names, if that is one of the operations that are noted.
pub(crate) fn note_usage(
    kms: &mut Kms,
    rules: &Rules,
    operation: Operation,
    answer: &Value,
    request_id: &str,
) {
    let describes = operation == Operation::DescribeKey && rules.keys.describing_is_usage;
    if !rules.keys.notes_usage || !(is_noted(operation) || describes) {
        return;
    }
    let names = ["/KeyId", "/SourceKeyId", "/KeyMetadata/KeyId"];
    let ids: Vec<&str> = names
        .iter()
        .filter_map(|name| answer.pointer(name)?.as_str())
        .filter_map(|name| name.rsplit('/').next())
        .collect();
    for id in ids {
        let usage = Usage {
            operation,
            at: kms.now,
            event_id: kms.rng.uuid(),
            request_id: request_id.to_owned(),
        };
        let keys = kms.accounts.iter_mut().map(|(_, held)| &mut held.keys);
        for key in keys.filter_map(|keys| keys.get_mut(id)) {
            if key.usage_noted.is_none() || !rules.keys.first_usage_stays {
                key.usage_noted = Some(usage.clone());
            }
        }
    }
}

/// Whether the operation is one that the service model lists for it.
fn is_noted(operation: Operation) -> bool {
    let shape = Model::bundled().shape("KeyLastUsageTrackingOperation");
    match shape.map(|shape| &shape.kind) {
        Some(Kind::String { values, .. }) => values.iter().any(|name| name == operation.name()),
        _ => false,
    }
}
