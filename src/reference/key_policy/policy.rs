//! A key policy: its text, and what it lets whom do (facts K-036, K-037, K-040, A-707).

use serde_json::{Value, json};

use super::PolicyRules;
use crate::reference::account::Tenant;
use crate::reference::call::{Call, Caller};
use crate::reference::kms::Kms;
use crate::reference::service_error::{ServiceError, refuse};
use crate::wire::region;

const MALFORMED: &str = "MalformedPolicyDocumentException";

/// A key policy that was understood.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Policy {
    /// As it was given.
    pub(crate) text: String,
    statements: Vec<Statement>,
}

#[derive(Debug, Clone, PartialEq)]
struct Statement {
    allows: bool,
    principals: Vec<String>,
    actions: Vec<String>,
}

/// Somebody whom policies can name.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) account: String,
    pub(crate) name: String,
}

impl Policy {
    /// The policy of a key that was created without one: its account decides through IAM.
    pub(crate) fn default_of(tenant: &Tenant) -> Self {
        let partition = region::partition(&tenant.region);
        let root = format!("arn:{partition}:iam::{}:root", tenant.account);
        let document = json!({
            "Version": "2012-10-17",
            "Id": "key-default-1",
            "Statement": [{
                "Sid": "Enable IAM User Permissions",
                "Effect": "Allow",
                "Principal": {"AWS": root},
                "Action": "kms:*",
                "Resource": "*",
            }],
        });
        Self {
            text: pretty(&document),
            statements: vec![Statement {
                allows: true,
                principals: vec![root],
                actions: vec!["kms:*".to_owned()],
            }],
        }
    }

    /// The policy of a request, if it has one and is held to be one (facts K-036, K-037, K-040, P-701, P-703).
    ///
    /// # Errors
    ///
    /// `LimitExceededException` for a text that is too long, and `MalformedPolicyDocumentException` for one that is no
    /// policy, or that locks the caller out.
    pub(crate) fn of_request(kms: &Kms, call: &Call<'_>) -> Result<Option<Self>, ServiceError> {
        let rules = &call.rules.policies;
        let Some(text) = call.input.text("Policy") else {
            return Ok(None);
        };
        if text.len() > rules.bytes {
            return refuse("LimitExceededException");
        }
        if !rules.reads {
            return Ok(None);
        }
        let policy = Self::read(rules, text, &kms.people)?;
        let asks = call.input.flag("BypassPolicyLockoutSafetyCheck") && rules.bypass;
        let bypassed = asks || !rules.lockout_check;
        if bypassed || policy.allows(call.caller, "kms:PutKeyPolicy") {
            Ok(Some(policy))
        } else {
            let text =
                "The new key policy will not allow you to update the key policy in the future.";
            Err(ServiceError::of(MALFORMED).saying(text))
        }
    }

    /// Reads a policy document.
    ///
    /// # Errors
    ///
    /// `MalformedPolicyDocumentException` for text that is no policy, or that names principals who do not exist.
    pub(crate) fn read(
        rules: &PolicyRules,
        text: &str,
        people: &[Person],
    ) -> Result<Self, ServiceError> {
        let malformed = || ServiceError::of(MALFORMED);
        let document: Value = serde_json::from_str(text).map_err(|_| malformed())?;
        let statements = document.get("Statement").ok_or_else(malformed)?;
        let mut read = Vec::new();
        for statement in many(statements) {
            let allows = match statement.get("Effect").and_then(Value::as_str) {
                Some("Allow") => true,
                Some("Deny") => false,
                _ => return Err(malformed()),
            };
            let principals = principals(statement.get("Principal")).ok_or_else(malformed)?;
            let known = |principal: &String| exists(principal, people);
            if !rules.any_principal && !principals.iter().all(known) {
                let text = "Policy contains a statement with one or more invalid principals.";
                return Err(malformed().saying(text));
            }
            // Without a resource a statement is about nothing, and does nothing.
            let has_resource = statement.get("Resource").is_some();
            if rules.statements_need_resource && !has_resource {
                continue;
            }
            let actions = statement.get("Action").map(texts).unwrap_or_default();
            read.push(Statement {
                allows,
                principals,
                actions,
            });
        }
        Ok(Self {
            text: text.to_owned(),
            statements: read,
        })
    }

    /// Whether the caller may do this, denials first.
    pub(crate) fn allows(&self, caller: &Caller, action: &str) -> bool {
        let about = self.about(caller, action);
        !about.is_empty() && about.iter().all(|statement| statement.allows)
    }

    /// Whether a statement denies the caller this.
    pub(crate) fn denies(&self, caller: &Caller, action: &str) -> bool {
        let about = self.about(caller, action);
        about.iter().any(|statement| !statement.allows)
    }

    /// The statements about this caller and action.
    fn about(&self, caller: &Caller, action: &str) -> Vec<&Statement> {
        let about = |statement: &&Statement| {
            statement
                .principals
                .iter()
                .any(|principal| is(principal, caller))
                && statement
                    .actions
                    .iter()
                    .any(|pattern| covers(pattern, action))
        };
        self.statements.iter().filter(about).collect()
    }
}

/// A document as KMS writes it: two spaces a level, ` : ` after a name (fact P-706).
pub(super) fn pretty(document: &Value) -> String {
    let mut text = String::new();
    write(&mut text, document, 1);
    text
}

fn write(text: &mut String, value: &Value, level: usize) {
    let line = |text: &mut String, level: usize| {
        text.push('\n');
        text.push_str(&"  ".repeat(level));
    };
    match value {
        Value::Object(members) if !members.is_empty() => {
            text.push('{');
            for (at, (name, value)) in members.iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "," });
                line(text, level);
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push_str(" : ");
                write(text, value, level + 1);
            }
            line(text, level - 1);
            text.push('}');
        }
        // Items stand on the line of their brackets.
        Value::Array(items) if !items.is_empty() => {
            text.push_str("[ ");
            for (at, item) in items.iter().enumerate() {
                text.push_str(if at == 0 { "" } else { ", " });
                write(text, item, level);
            }
            text.push_str(" ]");
        }
        plain => text.push_str(&plain.to_string()),
    }
}

/// One value or the values of a list.
fn many(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        one => std::slice::from_ref(one),
    }
}

fn texts(value: &Value) -> Vec<String> {
    many(value)
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// Everybody a statement names: `*`, or lists by kind, of whom only `AWS` principals can call.
fn principals(value: Option<&Value>) -> Option<Vec<String>> {
    let named = match value? {
        Value::String(text) => vec![text.clone()],
        Value::Object(kinds) => kinds.values().flat_map(texts).collect(),
        _ => return None,
    };
    (!named.is_empty()).then_some(named)
}

/// Whether a principal is known: an account, somebody in it, or a service.
pub(crate) fn exists(principal: &str, people: &[Person]) -> bool {
    let account = |account: &str| people.iter().any(|person| person.account == account);
    match principal
        .strip_prefix("arn:aws")
        .and_then(|rest| rest.split_once(":iam::"))
        .map(|(_, rest)| rest)
        .and_then(|rest| rest.split_once(':'))
    {
        Some((of, "root")) => account(of),
        Some((of, user)) => people
            .iter()
            .any(|person| person.account == of && user == format!("user/{}", person.name)),
        None => principal == "*" || principal.ends_with(".amazonaws.com") || account(principal),
    }
}

fn is(principal: &str, caller: &Caller) -> bool {
    let account = &caller.tenant.account;
    let partition = region::partition(&caller.tenant.region);
    principal == "*"
        || principal == account
        || principal == caller.arn()
        || caller.role_arn().as_deref() == Some(principal)
        || *principal == format!("arn:{partition}:iam::{account}:root")
}

/// Whether an action pattern, with its `*`, covers an action; the names are compared without case.
fn covers(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    match pattern.split_once('*') {
        Some((start, end)) => {
            action.len() >= start.len() + end.len()
                && action.starts_with(start)
                && action.ends_with(end)
        }
        None => pattern == action,
    }
}
