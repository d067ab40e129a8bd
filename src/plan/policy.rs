//! The least identity policy with which a run goes as planned, for each principal.
//!
//! It has the actions that the run asks for and must be let do, each on the narrowest resources that can be named before
//! there is any: keys get their ids from KMS, so all keys of a Region in an account; aliases by what their names begin
//! with. Actions that KMS ties to no resource are held to the Regions of the run by `aws:RequestedRegion`; on request those on
//! keys to such as bear the tag of a run.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::Call;
use crate::model::{KeyNames, Operation};
use crate::wire::{RUN_TAG, region};

/// An identity policy: statements that allow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    statements: Vec<Statement>,
}

/// Actions that are allowed on the same resources.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Statement {
    actions: BTreeSet<Operation>,
    on: On,
}

/// An action, and whether it is asked for on keys or aliases that are there.
type Asked = (Operation, bool);

/// On what an action is asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
struct On {
    /// ARNs with `*`; none: any, in these Regions.
    resources: BTreeSet<String>,
    regions: BTreeSet<String>,
    /// The condition key of the tag that keys have to bear.
    tag: Option<&'static str>,
}

/// What each principal needs for the calls, by name; whoever asks for nothing that is allowed has no policy. `accounts` are
/// those that are known. With `by_tag` actions are held to keys with the tag of a run where all have it.
pub(super) fn least(
    calls: &[Call],
    accounts: &BTreeMap<String, String>,
    by_tag: bool,
) -> BTreeMap<String, Policy> {
    let mut needs: BTreeMap<&str, BTreeMap<Asked, On>> = BTreeMap::new();
    let mut untagged: BTreeSet<(&str, Asked)> = BTreeSet::new();
    let prefix = alias_prefix(calls);
    for call in calls.iter().filter(|call| call.authorised) {
        let Some(operation) = call.operation else {
            continue;
        };
        let account = accounts.get(&call.principal).map_or("*", String::as_str);
        let mut need = |operation, resources: BTreeSet<String>| {
            let asked = (operation, !resources.is_empty());
            let on = needs.entry(&call.principal).or_default();
            let on = on.entry(asked).or_default();
            if !call.tagged {
                untagged.insert((&call.principal, asked));
            }
            on.regions.insert(call.region.clone());
            on.resources.extend(resources);
        };
        need(operation, resources(call, operation, account, &prefix));
        // To give a new key tags is to tag (fact model-CreateKey.permissions).
        let tags = call.input.get("Tags").and_then(Value::as_array);
        if operation == Operation::CreateKey && tags.is_some_and(|tags| !tags.is_empty()) {
            need(Operation::TagResource, BTreeSet::new());
        }
    }
    let mut policies = BTreeMap::new();
    for (principal, actions) in needs {
        let mut statements: BTreeMap<On, BTreeSet<Operation>> = BTreeMap::new();
        for (asked, mut on) in actions {
            if !on.resources.is_empty() {
                // They name their Regions.
                on.regions.clear();
            }
            if by_tag && !untagged.contains(&(principal, asked)) {
                on.tag = tag_key(asked);
            }
            statements.entry(on).or_default().insert(asked.0);
        }
        let statements = statements.into_iter();
        let statements = statements
            .map(|(on, actions)| Statement { actions, on })
            .collect();
        policies.insert(principal.to_owned(), Policy { statements });
    }
    policies
}

impl Policy {
    /// The same without one action.
    #[must_use]
    pub fn without(&self, action: Operation) -> Self {
        let mut less = self.clone();
        for statement in &mut less.statements {
            statement.actions.remove(&action);
        }
        less.statements
            .retain(|statement| !statement.actions.is_empty());
        less
    }

    /// Every action that it allows.
    #[must_use]
    pub fn actions(&self) -> BTreeSet<Operation> {
        let statements = self.statements.iter();
        statements
            .flat_map(|it| it.actions.iter().copied())
            .collect()
    }

    /// The document, as IAM takes it.
    #[must_use]
    pub fn document(&self) -> Value {
        let statements = self.statements.iter().map(|statement| {
            let Statement { actions, on } = statement;
            let actions: Vec<String> = actions.iter().flat_map(|it| names(*it)).collect();
            let mut document = json!({"Effect": "Allow", "Action": actions, "Resource": "*"});
            let mut conditions = Map::new();
            if on.resources.is_empty() {
                let regions = json!({"aws:RequestedRegion": on.regions});
                conditions.insert("StringEquals".to_owned(), regions);
            } else {
                document["Resource"] = json!(on.resources);
            }
            if let Some(tag) = on.tag {
                // The id of a run, which each has anew.
                let tag = json!({format!("{tag}/{RUN_TAG}"): "r*"});
                conditions.insert("StringLike".to_owned(), tag);
            }
            if !conditions.is_empty() {
                document["Condition"] = Value::Object(conditions);
            }
            document
        });
        let statements: Vec<Value> = statements.collect();
        json!({"Version": "2012-10-17", "Statement": statements})
    }
}

/// What IAM calls the actions that an operation asks for (fact model-ReEncrypt.permissions).
fn names(operation: Operation) -> Vec<String> {
    match operation {
        Operation::ReEncrypt => vec!["kms:ReEncryptFrom".to_owned(), "kms:ReEncryptTo".to_owned()],
        other => vec![format!("kms:{other}")],
    }
}

/// The condition key that tells the tags of the key of an operation; `None` where it is about something else too.
fn tag_key((operation, on_keys): Asked) -> Option<&'static str> {
    match operation {
        Operation::CreateKey | Operation::TagResource if !on_keys => Some("aws:RequestTag"),
        _ if !on_keys || is_of_alias(operation) => None,
        _ => Some("aws:ResourceTag"),
    }
}

fn is_of_alias(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::CreateAlias | Operation::UpdateAlias | Operation::DeleteAlias
    )
}

/// The resources that a call is about, as ARNs with `*` for what is not known; none where KMS ties it to no resource.
fn resources(call: &Call, operation: Operation, account: &str, alias: &str) -> BTreeSet<String> {
    let partition = region::partition(&call.region);
    let arn = |account: &str, what: &str| {
        let region = &call.region;
        format!("arn:{partition}:kms:{region}:{account}:{what}")
    };
    let mut resources = BTreeSet::new();
    if is_of_alias(operation) {
        resources.insert(arn(account, alias));
        // The key that it stands for must be allowed too, and a deletion does not name it.
        resources.insert(arn(account, "key/*"));
    }
    // A list of all aliases is tied to no resource, whether or not it names a key.
    let ties = operation.key_names() != KeyNames::Nothing && operation != Operation::ListAliases;
    let members = operation.key_members().iter().filter(|_| ties);
    for member in members {
        // A key of another account is named by its ARN, and by nothing else.
        let named = call.text(member).unwrap_or_default();
        let mut parts = named.split(':');
        let owner = if parts.next() == Some("arn") {
            parts.nth(3)
        } else {
            None
        };
        let owner = owner.filter(|it| it.len() == 12).unwrap_or(account);
        resources.insert(arn(owner, "key/*"));
    }
    resources
}

/// With what all names of aliases begin that are made or changed, as a part of an ARN.
fn alias_prefix(calls: &[Call]) -> String {
    let passed = calls.iter().filter(|call| call.authorised);
    let mut names = passed.filter_map(|call| call.text("AliasName"));
    let Some(first) = names.next() else {
        return "alias/*".to_owned();
    };
    let common = names.fold(first, |common, name| {
        let same = common.bytes().zip(name.bytes()).take_while(|(a, b)| a == b);
        let mut end = same.count();
        while !common.is_char_boundary(end) {
            end -= 1;
        }
        &common[..end]
    });
    // Names are drawn: of the whole name of a single one nothing but the part before the last `-` comes again.
    let end = common.rfind('-').map_or(0, |at| at + 1);
    match &common[..end] {
        prefix if prefix.starts_with("alias/") => format!("{prefix}*"),
        _ => "alias/*".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(operation: Operation, input: Value, authorised: bool) -> Call {
        Call {
            operation: Some(operation),
            principal: "owner".to_owned(),
            region: "eu-west-1".to_owned(),
            spec: None,
            input,
            error: None,
            authorised,
            tagged: operation == Operation::DescribeKey,
            in_between: false,
        }
    }

    fn calls() -> Vec<Call> {
        let key = json!({"KeyId": "arn:aws:kms:eu-west-1:444455556666:key/k"});
        vec![
            call(Operation::CreateKey, json!({}), true),
            call(Operation::DescribeKey, json!({"KeyId": "k"}), true),
            call(Operation::Encrypt, key, true),
            call(
                Operation::CreateAlias,
                json!({"AliasName": "alias/kmspec-a-1", "TargetKeyId": "k"}),
                true,
            ),
            call(
                Operation::DeleteAlias,
                json!({"AliasName": "alias/kmspec-b-2"}),
                true,
            ),
            // Refused for its form, before anybody asks who may.
            call(Operation::ListKeys, json!({"Limit": 0}), false),
        ]
    }

    #[test]
    fn the_least_has_what_is_let_pass_and_where() {
        let accounts = BTreeMap::from([("owner".to_owned(), "111122223333".to_owned())]);
        let policy = &least(&calls(), &accounts, false)["owner"];
        insta::assert_snapshot!(serde_json::to_string_pretty(&policy.document()).expect("it is JSON"), @r#"
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": [
                "kms:CreateKey"
              ],
              "Resource": "*",
              "Condition": {
                "StringEquals": {
                  "aws:RequestedRegion": [
                    "eu-west-1"
                  ]
                }
              }
            },
            {
              "Effect": "Allow",
              "Action": [
                "kms:CreateAlias",
                "kms:DeleteAlias"
              ],
              "Resource": [
                "arn:aws:kms:eu-west-1:111122223333:alias/kmspec-*",
                "arn:aws:kms:eu-west-1:111122223333:key/*"
              ]
            },
            {
              "Effect": "Allow",
              "Action": [
                "kms:DescribeKey"
              ],
              "Resource": [
                "arn:aws:kms:eu-west-1:111122223333:key/*"
              ]
            },
            {
              "Effect": "Allow",
              "Action": [
                "kms:Encrypt"
              ],
              "Resource": [
                "arn:aws:kms:eu-west-1:444455556666:key/*"
              ]
            }
          ]
        }
        "#);
        let less = policy.without(Operation::Encrypt);
        assert_eq!(less.actions().len(), 4);
        let by_tag = least(&calls(), &accounts, true)["owner"].document();
        let held = by_tag["Statement"].as_array().into_iter().flatten();
        let held: Vec<&Value> = held.filter(|it| it.get("Condition").is_some()).collect();
        assert_eq!(held.len(), 2, "{by_tag:#}");
        assert_eq!(held[1]["Action"], json!(["kms:DescribeKey"]));
        let condition = json!({"StringLike": {"aws:ResourceTag/kmspec:run": "r*"}});
        assert_eq!(held[1]["Condition"], condition);
    }
}
