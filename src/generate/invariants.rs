//! What must be true of every endpoint after every call, whatever the call was.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Arg, Done, Drive, Script, ScriptCall, Step, fresh};
use crate::case::{FreshKind, Principal, Region};
use crate::model::{Model, Operation, conforms, mask};
use crate::wire::aws_json::Answer;

/// Members that AWS answers beyond the model: the value of `KeySpec`, whatever it is, although the model lists fewer for the
/// old name, and how many aliases a page has (fact W-705).
const BEYOND_THE_MODEL: [&str; 2] = ["CustomerMasterKeySpec", "AliasCount"];

/// Aliases that every account has (fact L-703): nobody makes them here.
const OF_AWS: &str = "alias/aws/";

/// Pages of aliases that are looked at.
const PAGES: usize = 8;

/// Stores per account and Region (fact C-015).
const MOST_STORES: usize = 10;

/// Error types that no operation declares: those of the protocol, and what AWS has been recorded to answer to the name of an
/// alias of its own (fact L-501).
const BEYOND_THE_OPERATION: [&str; 15] = [
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InternalFailure",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "NotAuthorizedException",
    "RequestEntityTooLargeException",
    "SerializationException",
    "SignatureDoesNotMatch",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "UnsupportedOperationException",
    "ValidationException",
    "XksProxyInvalidConfigurationException",
];

/// One thing that must always be true and was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvariantViolation {
    /// The step, from 0.
    pub step: usize,
    /// The rule, in one sentence.
    pub rule: &'static str,
    /// What was seen, for people.
    pub seen: String,
}

/// Looks on while a script runs on a reference.
#[derive(Debug, Default)]
pub struct Invariants {
    secrets: Vec<String>,
    /// What callers have said where no secret belongs: it is none any more, and may be quoted.
    told: Vec<String>,
    ids: BTreeMap<String, Value>,
    disturbed: bool,
    before: Option<Value>,
}

impl Invariants {
    /// Runs the script and looks at every answer, and at everything that is there before and after a refusal.
    ///
    /// # Errors
    /// The first violation.
    pub fn run(script: &Script, drive: &mut Drive, salt: u64) -> Result<(), InvariantViolation> {
        let mut invariants = Invariants::default();
        for (step, what) in script.steps.iter().enumerate() {
            invariants.note_secrets(what, salt);
            if invariants.before.is_none() {
                invariants.before = everything(drive);
            }
            let done = drive.step(what);
            if let (Step::Call(call), Some(done)) = (what, &done) {
                let judged = invariants.judge(call, done, drive);
                judged.map_err(|(rule, seen)| InvariantViolation { step, rule, seen })?;
            }
            match what {
                Step::Advance(_) | Step::Settle { .. } => invariants.before = None,
                // Looking would use up a fault that the next call is to meet.
                Step::Disturb(_) => invariants.disturbed = true,
                Step::Call(_) => {}
            }
        }
        Ok(())
    }

    fn note_secrets(&mut self, step: &Step, salt: u64) {
        step.clone().each_arg(&mut |arg| {
            if let Arg::Fresh(kind @ (FreshKind::Password | FreshKind::ProxySecret), n) = arg {
                self.secrets.push(fresh(*kind, *n, salt));
            }
        });
    }

    /// A secret that a script puts into a name, a path or a header is told by the caller, not by the endpoint.
    fn note_told(&mut self, call: &ScriptCall, done: &Done) {
        let model = Model::bundled();
        let shape = model.input(call.operation).name.as_str();
        self.told
            .push(mask(model, Some(shape), &done.input).to_string());
        self.told.push(done.request.target.clone());
        let headers = done.request.headers.iter();
        self.told.extend(headers.map(|(_, value)| value.to_owned()));
        let sent: Option<Value> = serde_json::from_slice(&done.request.body).ok();
        if sent.as_ref() != Some(&done.input) {
            let raw = String::from_utf8_lossy(&done.request.body);
            self.told.push(raw.into_owned());
        }
    }

    fn judge(&mut self, call: &ScriptCall, done: &Done, drive: &mut Drive) -> Result<(), Broken> {
        let model = Model::bundled();
        let answer = done.answer();
        let text = String::from_utf8_lossy(&done.response.body);
        self.note_told(call, done);
        let kept = |secret: &&String| !self.told.iter().any(|told| told.contains(secret.as_str()));
        let mut secrets = self.secrets.iter().filter(kept);
        if let Some(secret) = secrets.find(|s| text.contains(s.as_str())) {
            return broken("no secret is ever told", secret);
        }
        if done.response.headers.get("x-amzn-requestid").is_none() {
            return broken("every answer has a request id", &answer.status);
        }
        if !answer.is_success() {
            return self.refused(call, done, drive);
        }
        let declared = model.operation(call.operation);
        if let (Some(shape), Some(body)) = (&declared.output, answer.json())
            && call.oddity.is_none()
            && let Some(wrong) = conforms(model, shape, body).iter().find(|wrong| {
                !BEYOND_THE_MODEL
                    .iter()
                    .any(|name| wrong.path.ends_with(name))
            })
        {
            return broken("an answer is what the model says", wrong);
        }
        let body = answer.json().cloned().unwrap_or_default();
        for id in ["/CustomKeyStoreId", "/KeyMetadata/KeyId"] {
            let creates = matches!(
                call.operation,
                Operation::CreateKey | Operation::CreateCustomKeyStore
            );
            let Some(id) = body.pointer(id).and_then(Value::as_str).filter(|_| creates) else {
                continue;
            };
            let asked = meant(&done.input);
            let before = self.ids.insert(id.to_owned(), asked.clone());
            // A create that is repeated may answer the store that it made.
            if before.is_some_and(|input| input != asked) {
                return broken("no two things have one id", &id);
            }
        }
        let Some(now) = everything(drive) else {
            self.before = None;
            return Ok(());
        };
        let count = now["CustomKeyStores"].as_array().map_or(0, Vec::len);
        if count > MOST_STORES {
            return broken("an account has at most ten stores", &count);
        }
        unique_names(&now)?;
        aliases_of_keys(&now)?;
        grants_of_keys(&now)?;
        read_back(call, done, &now)?;
        self.before = Some(now);
        Ok(())
    }

    fn refused(&mut self, call: &ScriptCall, done: &Done, drive: &mut Drive) -> Result<(), Broken> {
        let model = Model::bundled();
        let answer = done.answer();
        let name = answer.error_type.as_deref().unwrap_or_default();
        let seen = format!("{} {name}", answer.status);
        // The reference says so of an operation that it does not have; that is no failure, and still changes nothing.
        let is_absent = answer.status == 501 && name == "NotImplementedException";
        if answer.status >= 500 && !self.disturbed && !is_absent {
            return broken("nothing fails inside a healthy service", &seen);
        }
        // Where not even the protocol was recognised, AWS answers in XML (facts W-043, W-045).
        let typed = !name.is_empty() || done.response.body.starts_with(b"<");
        if !(400..=599).contains(&answer.status) || !typed {
            return broken("a refusal has a status and a type", &seen);
        }
        let declared = &model.operation(call.operation).errors;
        let known = is_absent
            || declared.iter().any(|error| error == name)
            || BEYOND_THE_OPERATION.contains(&name);
        // Some errors of a proxy are documented and in no model (facts ).
        if !known && call.oddity.is_none() && !self.disturbed {
            return broken("an error is one that the operation declares", &seen);
        }
        let now = everything(drive);
        match (&self.before, &now) {
            (Some(before), Some(now)) if before != now => {
                broken("a refusal changes nothing", &seen)
            }
            _ => Ok(()),
        }
    }
}

type Broken = (&'static str, String);

fn broken(rule: &'static str, seen: &impl std::fmt::Debug) -> Result<(), Broken> {
    Err((rule, format!("{seen:?}")))
}

/// All stores, keys, aliases and grants of the owner at home, as the endpoint tells them; `None` when a disturbance makes it fail.
fn everything(drive: &mut Drive) -> Option<Value> {
    let mut ask = |operation, input| {
        let call = ScriptCall {
            operation,
            principal: Principal::Owner,
            region: Region::Home,
            input,
            oddity: None,
        };
        let answer = drive.send(&call).map(|done| done.answer());
        let answer = answer.filter(Answer::is_success);
        answer.and_then(|answer| answer.json().cloned())
    };
    let stores = ask(Operation::DescribeCustomKeyStores, Arg::object([]));
    let keys = ask(
        Operation::ListKeys,
        Arg::object([("Limit", Arg::Int(1000))]),
    );
    let mut aliases = Vec::new();
    let mut page = Arg::object([]);
    for _ in 0..PAGES {
        let mut listed = ask(Operation::ListAliases, page)?;
        let own = |alias: &Value| {
            !alias["AliasName"]
                .as_str()
                .is_some_and(|n| n.starts_with(OF_AWS))
        };
        if let Some(Value::Array(entries)) = listed.get_mut("Aliases").map(Value::take) {
            aliases.extend(entries.into_iter().filter(own));
        }
        let Some(marker) = listed["NextMarker"].as_str() else {
            break;
        };
        page = Arg::object([("Marker", Arg::text(marker))]);
    }
    let mut all = stores?;
    let listed = keys?;
    let ids: BTreeSet<&str> = listed["Keys"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|key| key["KeyId"].as_str())
        .collect();
    let mut grants = Vec::new();
    let keys = ids.into_iter().filter_map(|id| {
        let input = Arg::object([("KeyId", Arg::text(id))]);
        let mut listed = ask(Operation::ListGrants, input.clone());
        let listed = listed.as_mut().map(|listed| listed["Grants"].take());
        if let Some(Value::Array(entries)) = listed {
            grants.extend(entries);
        }
        ask(Operation::DescribeKey, input)
    });
    let keys: Vec<Value> = keys.collect();
    // Of whose keys it is nobody tells but a key.
    let metadata = keys.first().map(|key| &key["KeyMetadata"]);
    let account = metadata.and_then(|key| key["AWSAccountId"].as_str());
    let retirable = account.and_then(|account| {
        let root = Arg::text(format!("arn:aws:iam::{account}:root"));
        ask(
            Operation::ListRetirableGrants,
            Arg::object([("RetiringPrincipal", root)]),
        )
    });
    all["Retirable"] = retirable.map_or(Value::Null, |mut listed| listed["Grants"].take());
    all["Keys"] = keys.into();
    all["Grants"] = grants.into();
    all["Aliases"] = aliases.into();
    Some(all)
}

fn unique_names(now: &Value) -> Result<(), Broken> {
    let mut names = BTreeSet::new();
    for store in now["CustomKeyStores"].as_array().into_iter().flatten() {
        if !names.insert(store["CustomKeyStoreName"].as_str()) {
            return broken("no two stores have one name", &store["CustomKeyStoreName"]);
        }
    }
    Ok(())
}

/// What a creation asks for: a member that is null is left out (fact W-033), and so is the default type of a store.
fn meant(input: &Value) -> Value {
    let mut input = input.clone();
    if let Value::Object(members) = &mut input {
        members.retain(|name, value| {
            let is_default = name == "CustomKeyStoreType" && value == "AWS_CLOUDHSM";
            !is_default && !value.is_null()
        });
    }
    input
}

/// No two aliases have one name, and each is of a key that is there.
fn aliases_of_keys(now: &Value) -> Result<(), Broken> {
    let keys = now["Keys"].as_array().into_iter().flatten();
    let keys: BTreeSet<&str> = keys
        .filter_map(|key| key["KeyMetadata"]["KeyId"].as_str())
        .collect();
    let mut names = BTreeSet::new();
    for alias in now["Aliases"].as_array().into_iter().flatten() {
        if !names.insert(alias["AliasName"].as_str()) {
            return broken("no two aliases have one name", alias);
        }
        let target = alias["TargetKeyId"].as_str();
        if !target.is_some_and(|target| keys.contains(target)) {
            return broken("an alias is of a key", alias);
        }
    }
    Ok(())
}

/// What can be retired of a key of the account is a grant of a key that is there.
fn grants_of_keys(now: &Value) -> Result<(), Broken> {
    let keys = now["Keys"].as_array().into_iter().flatten();
    let keys: BTreeSet<&str> = keys
        .filter_map(|key| key["KeyMetadata"]["Arn"].as_str())
        .collect();
    let own = keys.first().and_then(|arn| arn.rsplit_once('/'));
    for grant in now["Retirable"].as_array().into_iter().flatten() {
        let key = grant["KeyId"].as_str().unwrap_or_default();
        let is_own = own.is_some_and(|(own, _)| key.starts_with(own));
        if is_own && !keys.contains(key) {
            return broken("no grant outlives its key", grant);
        }
    }
    Ok(())
}

/// What was written is what is read.
fn read_back(call: &ScriptCall, done: &Done, now: &Value) -> Result<(), Broken> {
    if call.principal != Principal::Owner || call.region != Region::Home || call.oddity.is_some() {
        return Ok(());
    }
    let input = &done.input;
    let body = done.answer().json().cloned().unwrap_or_default();
    let store = |id: &Value| {
        let stores = now["CustomKeyStores"].as_array().into_iter().flatten();
        stores
            .into_iter()
            .find(|store| store["CustomKeyStoreId"] == *id)
    };
    let alias = |input: &Value| {
        let mut aliases = now["Aliases"].as_array().into_iter().flatten();
        aliases.find(|alias| alias["AliasName"] == input["AliasName"])
    };
    let grant = |id: &Value| {
        let mut grants = now["Grants"].as_array().into_iter().flatten();
        grants.find(|grant| grant["GrantId"] == *id)
    };
    let rule = "what was written is what is read";
    let same = |read: &Value, written: &Value| {
        let is_given = !written.is_null();
        if is_given && read != written {
            return broken(rule, &(read, written));
        }
        Ok(())
    };
    match call.operation {
        Operation::CreateCustomKeyStore => match store(&body["CustomKeyStoreId"]) {
            Some(store) => {
                for member in ["CustomKeyStoreName", "CloudHsmClusterId"] {
                    same(&store[member], &input[member])?;
                }
                Ok(())
            }
            None => broken("what was made is there", &body),
        },
        Operation::UpdateCustomKeyStore => match store(&input["CustomKeyStoreId"]) {
            Some(store) => {
                same(
                    &store["CustomKeyStoreName"],
                    &input["NewCustomKeyStoreName"],
                )?;
                same(&store["CloudHsmClusterId"], &input["CloudHsmClusterId"])
            }
            None => broken("what was changed is there", &input),
        },
        Operation::DeleteCustomKeyStore => match store(&input["CustomKeyStoreId"]) {
            Some(store) => broken("what was deleted is gone", store),
            None => Ok(()),
        },
        Operation::CreateAlias | Operation::UpdateAlias => {
            let target = alias(input).and_then(|alias| alias["TargetKeyId"].as_str());
            let asked = input["TargetKeyId"].as_str().unwrap_or_default();
            match target {
                Some(target) if asked.ends_with(target) => Ok(()),
                seen => broken("an alias is of the key that it was given to", &seen),
            }
        }
        Operation::CreateGrant => match grant(&body["GrantId"]) {
            Some(grant) => {
                same(&grant["Operations"], &input["Operations"])?;
                same(&grant["Constraints"], &input["Constraints"])?;
                same(&grant["GranteePrincipal"], &input["GranteePrincipal"])
            }
            None => broken("what was made is there", &body),
        },
        Operation::RevokeGrant => match grant(&input["GrantId"]) {
            Some(grant) => broken("what was ended is gone", grant),
            None => Ok(()),
        },
        Operation::DeleteAlias => match alias(input) {
            Some(alias) => broken("what was deleted is gone", alias),
            None => Ok(()),
        },
        Operation::CreateKey => {
            let id = &body["KeyMetadata"]["KeyId"];
            let mut keys = now["Keys"].as_array().into_iter().flatten();
            if keys.any(|key| key["KeyMetadata"]["KeyId"] == *id) {
                Ok(())
            } else {
                broken("what was made is there", id)
            }
        }
        _ => Ok(()),
    }
}
