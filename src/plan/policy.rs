//! The least identity policy with which a run goes as planned, for each principal.
//!
//! It has the actions that the run asks for and must be let do, each on the narrowest resources that can be named before
//! there is any: keys get their ids from KMS, so all keys of a Region in an account; aliases by what their names begin
//! with. Actions that KMS ties to no resource are held to the Regions of the run by `aws:RequestedRegion`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Call;
use crate::model::{KeyNames, Operation};
use crate::wire::region;

/// An identity policy: statements that allow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    statements: Vec<Statement>,
}

/// Actions that are allowed on the same resources.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Statement {
    actions: BTreeSet<Operation>,
    /// ARNs with `*`; none: any, in these Regions.
    resources: BTreeSet<String>,
    regions: BTreeSet<String>,
}

/// On what an action is asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
struct On {
    resources: BTreeSet<String>,
    regions: BTreeSet<String>,
}

/// What each principal needs for the calls, by name; whoever asks for nothing that is allowed has no policy. `accounts` are
/// those that are known.
pub(super) fn least(
    calls: &[Call],
    accounts: &BTreeMap<String, String>,
) -> BTreeMap<String, Policy> {
    let mut needs: BTreeMap<&str, BTreeMap<Operation, On>> = BTreeMap::new();
    let prefix = alias_prefix(calls);
    for call in calls.iter().filter(|call| call.is_let_pass()) {
        let Some(operation) = call.operation else {
            continue;
        };
        let account = accounts.get(&call.principal).map_or("*", String::as_str);
        let on = needs
            .entry(&call.principal)
            .or_default()
            .entry(operation)
            .or_default();
        on.regions.insert(call.region.clone());
        on.resources
            .extend(resources(call, operation, account, &prefix));
    }
    let mut policies = BTreeMap::new();
    for (principal, actions) in needs {
        let mut statements: BTreeMap<On, BTreeSet<Operation>> = BTreeMap::new();
        for (operation, mut on) in actions {
            if !on.resources.is_empty() {
                // They name their Regions.
                on.regions.clear();
            }
            statements.entry(on).or_default().insert(operation);
        }
        let statements = statements.into_iter().map(|(on, actions)| Statement {
            actions,
            resources: on.resources,
            regions: on.regions,
        });
        let statements = statements.collect();
        policies.insert(principal.to_owned(), Policy { statements });
    }
    policies
}

impl Policy {
    /// Whether it lets the call pass.
    #[must_use]
    pub(super) fn allows(&self, call: &Call) -> bool {
        let Some(operation) = call.operation else {
            return false;
        };
        let alias = call.text("AliasName").unwrap_or("alias/*");
        let asked = resources(call, operation, "*", alias);
        let of_it = |statement: &&Statement| statement.actions.contains(&operation);
        let mut statements = self.statements.iter().filter(of_it);
        statements.any(|statement| {
            let in_region =
                statement.regions.is_empty() || statement.regions.contains(&call.region);
            let named = |asked: &String| {
                let mut resources = statement.resources.iter();
                resources.any(|allowed| covers(allowed, asked))
            };
            in_region && (statement.resources.is_empty() || asked.iter().all(named))
        })
    }

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
            let actions = statement.actions.iter();
            let actions: Vec<String> = actions.map(|it| format!("kms:{it}")).collect();
            if statement.resources.is_empty() {
                return json!({
                    "Effect": "Allow",
                    "Action": actions,
                    "Resource": "*",
                    "Condition": {"StringEquals": {"aws:RequestedRegion": statement.regions}},
                });
            }
            json!({"Effect": "Allow", "Action": actions, "Resource": statement.resources})
        });
        let statements: Vec<Value> = statements.collect();
        json!({"Version": "2012-10-17", "Statement": statements})
    }
}

/// The resources that a call is about, as ARNs with `*` for what is not known; none where KMS ties it to no resource.
fn resources(call: &Call, operation: Operation, account: &str, alias: &str) -> BTreeSet<String> {
    let partition = region::partition(&call.region);
    let arn = |account: &str, what: &str| {
        let region = &call.region;
        format!("arn:{partition}:kms:{region}:{account}:{what}")
    };
    let mut resources = BTreeSet::new();
    let of_alias = matches!(
        operation,
        Operation::CreateAlias | Operation::UpdateAlias | Operation::DeleteAlias
    );
    if of_alias {
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
    let passed = calls.iter().filter(|call| call.is_let_pass());
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

/// Whether an ARN with `*` covers another: what is not known is covered by anything that may be it.
fn covers(allowed: &str, asked: &str) -> bool {
    let (allowed, asked): (Vec<&str>, Vec<&str>) = (
        allowed.splitn(6, ':').collect(),
        asked.splitn(6, ':').collect(),
    );
    allowed.len() == asked.len()
        && allowed.iter().zip(&asked).all(|(allowed, asked)| {
            let prefix = |pattern: &str| pattern.strip_suffix('*').map(str::to_owned);
            *allowed == *asked
                || prefix(allowed).is_some_and(|it| asked.starts_with(&it))
                || prefix(asked).is_some_and(|it| allowed.starts_with(&it))
        })
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
        let policy = &least(&calls(), &accounts)["owner"];
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
        for call in calls() {
            let asked = call.operation != Some(Operation::ListKeys);
            assert_eq!(policy.allows(&call), asked, "{call:?}");
        }
        let mut elsewhere = call(Operation::CreateKey, json!({}), true);
        elsewhere.region = "us-east-1".to_owned();
        assert!(!policy.allows(&elsewhere));
        let less = policy.without(Operation::Encrypt);
        assert!(!less.allows(&calls()[2]) && less.allows(&calls()[1]));
        assert_eq!(less.actions().len(), 4);
    }
}
