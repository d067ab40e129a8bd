//! The names that a case may refer to before its first step: its row, the principals, and the target.

use serde_json::{Value, json};

use super::plan::Instance;
use super::set_up::REGIONS;
use crate::case::{Principal, Region};
use crate::check::{FreshValues, Scope};
use crate::target::Session;
use crate::wire::partition::Partition;

/// The names that stand from the beginning.
pub(super) fn scope<'case>(
    instance: &Instance<'case>,
    session: &Session,
    draw: FreshValues,
) -> Scope<'case> {
    let row = instance.row.map_or(&[][..], |row| &row.values);
    let home = session.region(Region::Home).unwrap_or_default();
    let mut scope = Scope::new(&instance.case.lets, row, draw, home);
    let mut principals = serde_json::Map::new();
    for name in Principal::SIGNERS {
        if let Some(principal) = session.principal(name) {
            let mut known = json!({"access_key_id": principal.access_key_id});
            // Credentials alone, such as those of the environment, do not tell whose they are. An ARN made with no account
            // would have the case judge a malformed request.
            if !principal.account.is_empty() {
                known["account"] = json!(principal.account);
            }
            if let Some(arn) = principal.arn {
                known["arn"] = json!(arn);
            }
            principals.insert(name.word().to_owned(), known);
        }
    }
    scope.name("principals", Value::Object(principals));
    let mut target = serde_json::Map::new();
    for (name, region) in ["region", "other_region"].into_iter().zip(REGIONS) {
        if let Some(region) = session.region(region) {
            target.insert(name.to_owned(), json!(region));
        }
    }
    target.insert("partition".to_owned(), json!(Partition::of_region(home).id));
    let owner = session.principal(Principal::Owner);
    if let Some(owner) = owner.filter(|owner| !owner.account.is_empty()) {
        target.insert("account".to_owned(), json!(owner.account));
    }
    scope.name("target", Value::Object(target));
    scope
}

/// What the ARN of a key of the owner tells of where the target is, whatever its Region is called, and of whose it is.
pub(super) fn learn(metadata: &Value, scope: &mut Scope<'_>) {
    let arn = metadata.get("Arn").and_then(Value::as_str);
    let mut parts = arn.unwrap_or_default().split(':');
    let (Some("arn"), Some(partition)) = (parts.next(), parts.next()) else {
        return;
    };
    let account = parts.nth(2).unwrap_or_default();
    if account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit()) {
        scope.add("target", "partition", json!(partition));
        scope.add("target", "account", json!(account));
        let owner = Principal::Owner.word();
        scope.add_within("principals", owner, "account", json!(account));
    }
}
