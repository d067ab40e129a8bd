//! Reads policy documents (grammar of the IAM JSON policy language; facts K-036, P-703, P-704, P-707).

use serde_json::{Map, Value};

use super::condition::Condition;
use super::document::{Document, Scope, Statement};

/// Why a text is no policy document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Malformed(pub(crate) String);

/// Whose policy is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Of a key: each statement says whom it is about, and one that lacks a resource or an action does nothing.
    Key { resource_needed: bool },
    /// Of an identity: no statement says whom it is about.
    Identity,
}

/// The policy of a key.
///
/// Without `resource_needed`, a statement that lacks `Resource` is about the key.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn read_key_policy(text: &str, resource_needed: bool) -> Result<Document, Malformed> {
    read(text, Kind::Key { resource_needed })
}

/// A policy of an identity.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn read_identity_policy(text: &str) -> Result<Document, Malformed> {
    read(text, Kind::Identity)
}

fn read(text: &str, kind: Kind) -> Result<Document, Malformed> {
    let document: Value =
        serde_json::from_str(text).map_err(|error| Malformed(format!("it is no JSON: {error}")))?;
    let document = object(&document, "a policy document")?;
    known(
        document,
        &["Version", "Id", "Statement"],
        "a policy document",
    )?;
    if let Some(version) = document.get("Version") {
        let versions = ["2012-10-17", "2008-10-17"];
        if !versions.iter().any(|known| version == known) {
            return Err(Malformed(format!(
                "Version is {version}: it is 2012-10-17 or 2008-10-17"
            )));
        }
    }
    let Some(statements) = document.get("Statement") else {
        return Err(Malformed("it lacks Statement".to_owned()));
    };
    let statements = many(statements).iter().map(|one| statement(one, kind));
    Ok(Document {
        statements: statements.collect::<Result<_, _>>()?,
    })
}

fn statement(value: &Value, kind: Kind) -> Result<Statement, Malformed> {
    const ELEMENTS: &[&str] = &[
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    ];
    let members = object(value, "a statement")?;
    known(members, ELEMENTS, "a statement")?;
    let allows = match members.get("Effect").and_then(Value::as_str) {
        Some("Allow") => true,
        Some("Deny") => false,
        _ => return Err(Malformed("Effect is neither Allow nor Deny".to_owned())),
    };
    let principals = scope(members, "Principal", "NotPrincipal", principals)?;
    let actions = scope(members, "Action", "NotAction", texts)?;
    let resources = scope(members, "Resource", "NotResource", texts)?;
    let nothing = || Scope::Only(Vec::new());
    let (principals, actions, resources) = match kind {
        Kind::Key { resource_needed } => {
            let Some(principals) = principals else {
                return Err(Malformed("a statement lacks Principal".to_owned()));
            };
            let everything = || Scope::Only(vec!["*".to_owned()]);
            let usual = if resource_needed {
                nothing()
            } else {
                everything()
            };
            (
                Some(principals),
                actions.unwrap_or_else(nothing),
                resources.unwrap_or(usual),
            )
        }
        Kind::Identity => {
            if principals.is_some() {
                let text = "a statement has a Principal, in a policy that is an identity's own";
                return Err(Malformed(text.to_owned()));
            }
            let lacks = |name: &str| Malformed(format!("a statement lacks {name}"));
            let actions = actions.ok_or_else(|| lacks("Action"))?;
            (None, actions, resources.ok_or_else(|| lacks("Resource"))?)
        }
    };
    Ok(Statement {
        allows,
        principals,
        actions: lower(actions),
        resources,
        conditions: conditions(members.get("Condition"))?,
    })
}

/// What one of two members names; both are too many.
fn scope(
    members: &Map<String, Value>,
    only: &str,
    all_but: &str,
    read: fn(&Value, &str) -> Result<Vec<String>, Malformed>,
) -> Result<Option<Scope>, Malformed> {
    Ok(match (members.get(only), members.get(all_but)) {
        (Some(_), Some(_)) => {
            return Err(Malformed(format!("a statement has {only} and {all_but}")));
        }
        (Some(value), None) => Some(Scope::Only(read(value, only)?)),
        (None, Some(value)) => Some(Scope::AllBut(read(value, all_but)?)),
        (None, None) => None,
    })
}

/// Everybody whom a statement names: `*`, or lists by kind, of which only `AWS` is of callers; others keep their kind.
fn principals(value: &Value, name: &str) -> Result<Vec<String>, Malformed> {
    let none = || Malformed(format!("{name} names nobody"));
    let mut named = Vec::new();
    match value {
        Value::String(text) if text == "*" => named.push(text.clone()),
        Value::Object(kinds) => {
            for (kind, value) in kinds {
                let of_kind = texts(value, name)?;
                match kind.as_str() {
                    "AWS" => named.extend(of_kind),
                    "Service" | "Federated" | "CanonicalUser" => {
                        named.extend(of_kind.into_iter().map(|text| format!("{kind}:{text}")));
                    }
                    _ => return Err(Malformed(format!("{name} has no kind `{kind}`"))),
                }
            }
        }
        _ => return Err(none()),
    }
    if named.is_empty() {
        return Err(none());
    }
    Ok(named)
}

fn conditions(value: Option<&Value>) -> Result<Vec<Condition>, Malformed> {
    let Some(value) = value else {
        return Ok(Vec::new());
    };
    let mut all = Vec::new();
    for (operator, keys) in object(value, "Condition")? {
        for (key, wanted) in object(keys, operator)? {
            let wanted = many(wanted).iter().map(|wanted| match wanted {
                Value::String(text) => Ok(text.clone()),
                Value::Bool(_) | Value::Number(_) => Ok(wanted.to_string()),
                _ => Err(Malformed(format!(
                    "{operator}, {key}: {wanted} is no value"
                ))),
            });
            let wanted = wanted.collect::<Result<Vec<_>, _>>()?;
            all.push(Condition::of(operator, key, wanted).map_err(Malformed)?);
        }
    }
    Ok(all)
}

fn lower(scope: Scope) -> Scope {
    let lower = |names: Vec<String>| names.iter().map(|name| name.to_ascii_lowercase()).collect();
    match scope {
        Scope::Only(names) => Scope::Only(lower(names)),
        Scope::AllBut(names) => Scope::AllBut(lower(names)),
    }
}

fn object<'a>(value: &'a Value, what: &str) -> Result<&'a Map<String, Value>, Malformed> {
    let none = || Malformed(format!("{what} is no JSON object"));
    value.as_object().ok_or_else(none)
}

fn known(members: &Map<String, Value>, names: &[&str], what: &str) -> Result<(), Malformed> {
    match members.keys().find(|name| !names.contains(&name.as_str())) {
        Some(name) => Err(Malformed(format!("{what} has no element `{name}`"))),
        None => Ok(()),
    }
}

/// One value or the values of a list.
fn many(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        one => std::slice::from_ref(one),
    }
}

fn texts(value: &Value, name: &str) -> Result<Vec<String>, Malformed> {
    let texts = many(value).iter().map(|item| match item {
        Value::String(text) => Ok(text.clone()),
        _ => Err(Malformed(format!("{name}: {item} is no text"))),
    });
    texts.collect()
}
