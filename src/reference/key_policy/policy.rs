//! A key policy: its text, and what it lets whom do (facts K-036, K-037, K-040, A-707).

use serde_json::{Value, json};

use super::PolicyRules;
use crate::reference::account::Tenant;
use crate::reference::call::Call;
use crate::reference::iam::{Document, read_key_policy};
use crate::reference::kms::Kms;
use crate::reference::service_error::{ServiceError, refuse};
use crate::wire::region;
use crate::wire::world::ROLE;

const MALFORMED: &str = "MalformedPolicyDocumentException";

/// A key policy that was understood.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Policy {
    /// As it was given.
    pub(crate) text: String,
    /// As it is understood.
    pub(crate) document: Document,
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
            document: Document::of_account(root),
        }
    }

    /// The policy of a request, if it has one and is held to be one (facts K-036, K-037, K-040, P-701, P-703).
    /// `resource` is the ARN of the key, and `*` of a key that is not there yet.
    ///
    /// # Errors
    ///
    /// `LimitExceededException` for a text that is too long, and `MalformedPolicyDocumentException` for one that is no
    /// policy, or that locks the caller out.
    pub(crate) fn of_request(
        kms: &Kms,
        call: &Call<'_>,
        resource: &str,
    ) -> Result<Option<Self>, ServiceError> {
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
        if bypassed || policy.document.lets_put(kms, call, resource) {
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
        // What is wrong with it is not told (fact P-704).
        let document = read_key_policy(text, rules.statements_need_resource)
            .map_err(|_| ServiceError::of(MALFORMED))?;
        let known = |principal: &str| exists(principal, people);
        if !rules.any_principal && !document.principals().all(known) {
            let text = "Policy contains a statement with one or more invalid principals.";
            return Err(ServiceError::of(MALFORMED).saying(text));
        }
        Ok(Self {
            text: text.to_owned(),
            document,
        })
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

/// Whether a principal is known: an account, somebody in it, a role or its session, or a service.
pub(crate) fn exists(principal: &str, people: &[Person]) -> bool {
    let account = |account: &str| people.iter().any(|person| person.account == account);
    let parts: Vec<&str> = principal.splitn(6, ':').collect();
    match parts[..] {
        ["arn", _, "iam", "", of, "root"] => account(of),
        ["arn", _, "iam", "", of, user] => people.iter().any(|person| {
            let own = person.account == of;
            own && (user == format!("user/{}", person.name) || user == format!("role/{ROLE}"))
        }),
        ["arn", _, "sts", "", of, session] => {
            let role = session
                .strip_prefix("assumed-role/")
                .and_then(|rest| rest.split_once('/'));
            account(of) && role.is_some_and(|(role, name)| role == ROLE && !name.is_empty())
        }
        ["Service", service] | [service] if service.ends_with(".amazonaws.com") => true,
        // Who these are no account here can tell.
        ["Federated" | "CanonicalUser", ..] => true,
        _ => principal == "*" || account(principal),
    }
}
