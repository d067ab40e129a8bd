//! What the answers of a case show that no step asks for: whether they are what the model says, and tell no secret.

use std::collections::BTreeSet;

use serde_json::Value;

use super::repeated::repeated_members;
use super::text::{item_shape, member_shape};
use super::{Exchange, Mismatch, Origin, Reply};
use crate::case::Judges;
use crate::model::{Model, Nonconformance, Operation, Shape, conforms, unknown_members};
use crate::wire::aws_json;

/// Members that hold a secret: where the model does not give them they tell it, however they are spelt.
const SECRET_MEMBERS: [&str; 6] = [
    "KeyStorePassword",
    "XksProxyAuthenticationCredential",
    "RawSecretAccessKey",
    "SecretAccessKey",
    "Plaintext",
    "PrivateKeyPlaintext",
];

/// Shorter secrets are not searched for, nor those of few letters: they occur in other texts by chance.
const SHORTEST: usize = 7;
const FEWEST_LETTERS: usize = 5;

/// The same for what is sent to be encrypted, in base64.
const SHORTEST_PLAINTEXT: usize = 16;

/// What one answer shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Observed {
    /// Which of the exchanges it is.
    pub at: usize,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// Members that the model does not have.
    pub unknown: Vec<Nonconformance>,
}

/// One way in which an answer is wrong whatever a case asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Which judgement over the run it belongs to.
    pub judges: Judges,
    /// The path without positions in lists, by which it is the same fault in another answer.
    pub member: String,
    /// What is wrong.
    pub mismatch: Mismatch,
}

/// Looks at every answer of a case; those in which there is nothing to see are left out. `strict` makes a fault of every
/// member that the model does not have.
#[must_use]
pub fn observe(model: &Model, exchanges: &[Exchange], strict: bool) -> Vec<Observed> {
    let mut sent = Sent::default();
    let mut seen = Vec::new();
    for (at, exchange) in exchanges.iter().enumerate() {
        sent.note(&exchange.request.body);
        let Some(response) = exchange
            .response
            .as_ref()
            .filter(|_| exchange.is_of_the_case())
        else {
            continue;
        };
        let reply = Reply::read(response);
        let asked = aws_json::operation(&exchange.request).and_then(Operation::from_name);
        let mut observed = Observed {
            at,
            findings: Vec::new(),
            unknown: Vec::new(),
        };
        let secrets = sent.secrets();
        if reply.is_success() && asked == Some(exchange.operation) {
            observed.shape(model, exchange.operation, &reply, strict);
            // A name may be what was sent in secret; the search below says so.
            let telling = |member: &str| secrets.iter().any(|secret| member.contains(secret));
            observed.unknown.retain(|it| !telling(&it.member));
        }
        let operation = asked.unwrap_or(exchange.operation);
        let shape = model.output(operation).filter(|_| reply.is_success());
        observed.secrets(model, shape, &reply, &secrets);
        observed.repeats(&response.body, &secrets);
        if !observed.findings.is_empty() || !observed.unknown.is_empty() {
            seen.push(observed);
        }
    }
    seen
}

impl Observed {
    /// Compares a success with the operation's output.
    fn shape(&mut self, model: &Model, operation: Operation, reply: &Reply<'_>, strict: bool) {
        let Some(body) = reply.json() else {
            return; // Nothing, or nothing of KMS: the step says so.
        };
        let mut faults = Vec::new();
        if let Some(shape) = model.output(operation) {
            faults = conforms(model, &shape.name, body);
            self.unknown = unknown_members(model, &shape.name, body);
            if strict {
                faults.extend(self.unknown.iter().cloned());
            }
        } else if *body != serde_json::json!({}) {
            faults.push(Nonconformance {
                path: String::new(),
                member: String::new(),
                expected: "an empty body or {}, as the operation returns nothing".to_owned(),
                actual: reply.describe(model, operation),
            });
        }
        let judges = Judges::Shape(operation);
        self.findings
            .extend(faults.into_iter().map(|fault| Finding {
                judges,
                mismatch: mismatch(&fault.path, fault.expected, fault.actual),
                member: fault.member,
            }));
    }

    /// Looks for members that stand twice in one object: of those, readers take either (RFC 8259, section 4).
    fn repeats(&mut self, body: &[u8], secrets: &BTreeSet<&str>) {
        // A name may be what was sent in secret; the search for those says so.
        let telling = |member: &str| secrets.iter().any(|secret| member.contains(secret));
        let repeated = repeated_members(body).into_iter();
        let repeated = repeated.filter(|member| !telling(member));
        self.findings.extend(repeated.map(|member| Finding {
            judges: Judges::Repeats,
            mismatch: mismatch(
                &member,
                "the member once in its object".to_owned(),
                "it stands there again".to_owned(),
            ),
            member,
        }));
    }

    /// Looks for what was sent in secret, and for members that are secret by name.
    fn secrets(
        &mut self,
        model: &Model,
        shape: Option<&Shape>,
        reply: &Reply<'_>,
        secrets: &BTreeSet<&str>,
    ) {
        let mut search = Search {
            model,
            secrets,
            path: String::new(),
            found: Vec::new(),
        };
        match reply.json() {
            Some(body) => search.value(shape, body),
            None => search.text(&String::from_utf8_lossy(&reply.response.body)),
        }
        self.findings
            .extend(search.found.into_iter().map(|(path, actual)| Finding {
                judges: Judges::Secrets,
                mismatch: mismatch(&path, "no secret".to_owned(), actual.to_owned()),
                member: path,
            }));
    }
}

fn mismatch(path: &str, expected: String, actual: String) -> Mismatch {
    Mismatch {
        origin: Origin::Endpoint,
        path: match path {
            "" => "body".to_owned(),
            path => format!("body.{path}"),
        },
        expected,
        actual,
        location: None,
    }
}

/// The search for secrets in one body.
struct Search<'a> {
    model: &'a Model,
    secrets: &'a BTreeSet<&'a str>,
    /// Without positions in lists.
    path: String,
    found: Vec<(String, &'static str)>,
}

impl Search<'_> {
    fn value(&mut self, shape: Option<&Shape>, value: &Value) {
        if shape.is_some_and(|shape| shape.sensitive) {
            return; // The model tells it here.
        }
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    let below = member_shape(self.model, shape, name);
                    let length = self.path.len();
                    if length > 0 {
                        self.path.push('.');
                    }
                    self.path.push_str(name);
                    self.text(name);
                    let secret = below.is_none() && is_secret(name) && !is_nothing(member);
                    if secret {
                        self.note("a member of a secret's name (masked)");
                    } else {
                        self.value(below, member);
                    }
                    self.path.truncate(length);
                }
            }
            Value::Array(items) => {
                let below = item_shape(self.model, shape);
                let length = self.path.len();
                self.path.push_str("[]");
                for item in items {
                    self.value(below, item);
                }
                self.path.truncate(length);
            }
            Value::String(text) => self.text(text),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.secrets.iter().any(|secret| text.contains(secret)) {
            self.note("a secret that the case sent (masked)");
        }
    }

    fn note(&mut self, what: &'static str) {
        let found = (self.path.clone(), what);
        if self.found.last() != Some(&found) {
            self.found.push(found);
        }
    }
}

fn is_secret(name: &str) -> bool {
    let mut names = SECRET_MEMBERS.iter();
    names.any(|secret| secret.eq_ignore_ascii_case(name))
}

/// True for a member that says only that there is nothing to say.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Object(members) => members.values().all(is_nothing),
        Value::Array(items) => items.iter().all(is_nothing),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// What a case has sent so far.
#[derive(Default)]
struct Sent {
    secret: BTreeSet<String>,
    open: BTreeSet<String>,
}

impl Sent {
    fn note(&mut self, body: &[u8]) {
        if let Ok(value) = serde_json::from_slice(body) {
            self.value(None, &value);
        }
    }

    fn value(&mut self, name: Option<&str>, value: &Value) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    self.value(Some(name), member);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.value(None, item)),
            Value::String(text) => {
                let letters: BTreeSet<char> = text.chars().collect();
                let shortest = match name {
                    Some("KeyStorePassword" | "RawSecretAccessKey") => SHORTEST,
                    Some("Plaintext") => SHORTEST_PLAINTEXT,
                    _ => usize::MAX,
                };
                if shortest == usize::MAX {
                    self.open.insert(text.clone());
                } else if text.len() >= shortest && letters.len() >= FEWEST_LETTERS {
                    self.secret.insert(text.clone());
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Everything that was sent in secret only.
    fn secrets(&self) -> BTreeSet<&str> {
        let secrets = self.secret.iter().map(String::as_str);
        secrets
            .filter(|secret| !self.open.iter().any(|open| open.contains(secret)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::wire::{Headers, Response};

    fn exchange(operation: Operation, input: &Value, status: u16, answer: &str) -> Exchange {
        Exchange {
            step: 1,
            label: operation.to_string(),
            operation,
            request: aws_json::request("host", operation.name(), input.to_string()),
            response: Some(Response {
                status,
                headers: Headers::new(),
                body: answer.into(),
            }),
            cut: None,
            cleanup: false,
            waiting: false,
        }
    }

    fn told(exchanges: &[Exchange], strict: bool) -> Vec<String> {
        let seen = observe(Model::bundled(), exchanges, strict);
        let findings = seen.iter().flat_map(|seen| &seen.findings);
        findings
            .map(|f| format!("{}: {}", f.mismatch.path, f.mismatch.actual))
            .collect()
    }

    fn check(operation: Operation, status: u16, answer: &str, expected: &[&str]) {
        let exchanges = [exchange(operation, &json!({}), status, answer)];
        assert_eq!(told(&exchanges, false), expected, "{answer}");
    }

    #[test]
    fn shapes_of_successes() {
        use Operation::{DeleteCustomKeyStore, DescribeKey, EnableKey, ListKeys};
        check(
            ListKeys,
            200,
            r#"{"Keys":[{"KeyId":null},{"KeyId":null}]}"#,
            &["body.Keys[0].KeyId: null", "body.Keys[1].KeyId: null"],
        );
        check(ListKeys, 400, r#"{"Keys":1}"#, &[]);
        check(
            DescribeKey,
            200,
            r#"{"KeyMetadata":{"KeyId":"a","New":1}}"#,
            &[],
        );
        for void in [DeleteCustomKeyStore, EnableKey] {
            check(void, 200, "", &[]);
            check(void, 200, "{}", &[]);
        }
        check(DeleteCustomKeyStore, 200, r#"{"New":1}"#, &["body.New: 1"]);
        check(DeleteCustomKeyStore, 200, "null", &["body: null"]);
        check(EnableKey, 200, "null", &["body: 200 null"]);
        let unknown = [exchange(
            ListKeys,
            &json!({}),
            200,
            r#"{"Keys":[],"New":1}"#,
        )];
        assert_eq!(told(&unknown, true), ["body.New: 1"]);
    }

    #[test]
    fn secrets_by_name_and_by_value() {
        use Operation::{CreateCustomKeyStore, Decrypt, DescribeCustomKeyStores, Encrypt};
        let named = "a member of a secret's name (masked)";
        check(
            DescribeCustomKeyStores,
            200,
            r#"{"CustomKeyStores":[{"keystorepassword":"x","X":{"RawSecretAccessKey":"y"}}]}"#,
            &[
                &format!("body.CustomKeyStores[].keystorepassword: {named}"),
                &format!("body.CustomKeyStores[].X.RawSecretAccessKey: {named}"),
            ],
        );
        check(
            DescribeCustomKeyStores,
            200,
            r#"{"KeyStorePassword":null}"#,
            &[],
        );
        check(Decrypt, 200, r#"{"Plaintext":"YQ=="}"#, &[]);
        check(
            Encrypt,
            200,
            r#"{"Plaintext":"YQ=="}"#,
            &[&format!("body.Plaintext: {named}")],
        );
        let sent = json!({"CustomKeyStoreName": "a", "KeyStorePassword": "kmsPswd"});
        let by_value = |answer: &str| {
            let made = exchange(CreateCustomKeyStore, &sent, 200, "{}");
            let asked = exchange(DescribeCustomKeyStores, &json!({}), 400, answer);
            told(&[made, asked], false)
        };
        let valued = "a secret that the case sent (masked)";
        assert_eq!(
            by_value(r#"{"message":"is kmsPswd right?"}"#),
            [format!("body.message: {valued}")]
        );
        assert_eq!(by_value("<p>kmsPswd</p>"), [format!("body: {valued}")]);
        assert_eq!(by_value(r#"{"message":"a"}"#), [""; 0]);
    }
}
