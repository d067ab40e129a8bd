//! A script's values made concrete for one endpoint, and its calls made into requests.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use super::fresh::fresh;
use super::script::PREFLIGHT;
use super::{Arg, Malformation, Ref, ScriptCall};
use crate::case;
use crate::wire::sigv4::{Scope, Signing, sign_with};
use crate::wire::{Principals, Request, Timestamp, aws_json};

/// What references stand for at one endpoint: the answer to each step so far.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bindings {
    salt: u64,
    answers: Vec<Value>,
}

impl Bindings {
    /// Nothing asked yet; `salt` names the run from which fresh values are drawn.
    #[must_use]
    pub fn new(salt: u64) -> Self {
        let answers = Vec::new();
        Self { salt, answers }
    }

    /// Adds what the next step was answered; null for a step that is no call, and for an error.
    pub fn push(&mut self, answer: Value) {
        self.answers.push(answer);
    }

    /// What a reference stands for; `None` when the answer does not have it.
    #[must_use]
    pub fn lookup(&self, reference: &Ref) -> Option<&Value> {
        walk(self.answers.get(reference.step)?, &reference.path)
    }

    /// The value; a reference to nothing is its stand-in.
    #[must_use]
    pub fn value(&self, arg: &Arg) -> Value {
        match arg {
            Arg::Null => Value::Null,
            Arg::Bool(value) => Value::Bool(*value),
            Arg::Int(value) => Value::from(*value),
            Arg::Float(value) => Number::from_f64(*value).map_or(Value::Null, Value::Number),
            Arg::Text(text) => Value::from(text.as_str()),
            Arg::Repeat(text, times) => Value::from(repeated(text, *times)),
            Arg::Join(parts) => parts
                .iter()
                .map(|part| self.text(part))
                .collect::<String>()
                .into(),
            Arg::Upper(inner) => Value::from(self.text(inner).to_uppercase()),
            Arg::List(items) => items.iter().map(|item| self.value(item)).collect(),
            Arg::Map(members) => {
                let members = members.iter();
                let map: Map<_, _> = members
                    .map(|(name, arg)| (name.clone(), self.value(arg)))
                    .collect();
                Value::Object(map)
            }
            Arg::Ref(reference) => match self.lookup(reference) {
                Some(value) => value.clone(),
                None => self.value(&reference.stand_in()),
            },
            Arg::Fresh(kind, n) => Value::from(fresh(*kind, *n, self.salt)),
        }
    }

    /// The value, where it is a text.
    fn text(&self, arg: &Arg) -> String {
        match self.value(arg) {
            Value::String(text) => text,
            _ => String::new(),
        }
    }
}

/// Where calls go and who may call there.
#[derive(Debug, Clone)]
pub struct Callers {
    /// The `Host`.
    pub authority: String,
    /// Who may call, by the credentials of the moment.
    pub principals: Principals,
    /// The Regions, home first.
    pub regions: Vec<String>,
    /// Header fields that tell the place whose account it is, by the caller's name.
    pub headers: BTreeMap<String, BTreeMap<String, String>>,
    /// Signatures are not worked out: nobody checks them there.
    pub forged: bool,
}

impl Callers {
    /// The signed request of a call with this input; `None` when the place has no such principal or no such Region.
    #[must_use]
    pub fn request(&self, call: &ScriptCall, input: &Value, now: Timestamp) -> Option<Request> {
        let name = call.principal.signer();
        let credentials = match name {
            Some(name) => {
                let principal = self.principals.named(name)?;
                Some(principal.credentials())
            }
            None => None,
        };
        let region = match call.region {
            case::Region::Home => self.regions.first()?,
            case::Region::Other => self.regions.get(1)?,
        };
        let body = input.to_string();
        let mut request = aws_json::request(&self.authority, call.operation.name(), body);
        for (field, value) in name
            .and_then(|name| self.headers.get(name))
            .into_iter()
            .flatten()
        {
            request.headers.set(field.as_str(), value.as_str());
        }
        let mut signing = Signing {
            signature: self.forged.then(|| "0".repeat(64)),
            ..Signing::default()
        };
        let mut signed = true;
        if let Some(oddity) = &call.oddity {
            signed = apply(oddity, &mut request, &mut signing);
        }
        if let Some(credentials) = credentials.filter(|_| signed) {
            let scope = Scope::kms(region.as_str());
            sign_with(&mut request, &credentials, &scope, now, &signing);
        }
        Some(request)
    }
}

/// Puts the oddity into the request or into how it is signed; false when it is not signed at all.
fn apply(oddity: &Malformation, request: &mut Request, signing: &mut Signing) -> bool {
    let put = |request: &mut Request, name: &str, value: &Option<String>| match value {
        Some(value) => request.headers.set(name, value.as_str()),
        None => request.headers.remove(name),
    };
    match oddity {
        Malformation::Method(method) => request.method.clone_from(method),
        Malformation::Path(path) => request.target.clone_from(path),
        Malformation::Target(target) => put(request, "X-Amz-Target", target),
        Malformation::ContentType(kind) => put(request, "Content-Type", kind),
        Malformation::Header(name, value) => put(request, name, value),
        Malformation::BodyText(text) => request.body = text.clone().into_bytes(),
        Malformation::BodyRepeat(text, times) => request.body = repeated(text, *times).into_bytes(),
        Malformation::BodyBytes(bytes) => request.body.clone_from(bytes),
        Malformation::Unsigned => return false,
        Malformation::SignedAt(millis) => signing.at_millis = *millis,
        Malformation::ScopeRegion(region) => signing.region = Some(region.clone()),
        Malformation::ScopeService(service) => signing.service = Some(service.clone()),
        Malformation::ScopeDate(date) => signing.scope_date = Some(date.clone()),
        Malformation::ScopeTerminator(word) => signing.terminator = Some(word.clone()),
        Malformation::Algorithm(name) => signing.algorithm = Some(name.clone()),
        Malformation::AccessKeyId(id) => signing.access_key_id = Some(id.clone()),
        Malformation::Secret(secret) => signing.secret_access_key = Some(secret.clone()),
        Malformation::Signature(digits) => signing.signature = Some(digits.clone()),
        Malformation::SessionToken(token) => signing.session_token = Some(token.clone()),
        Malformation::UnsignedHeader(name) => signing.unsigned.push(name.clone()),
        Malformation::Omit(parameter) => signing.omit.push(parameter.clone()),
        Malformation::Authorization(value) => signing.authorization = Some(value.clone()),
        Malformation::AlterHeader(name, value) => {
            signing.alter_headers.push((name.clone(), value.clone()));
        }
        Malformation::AlterBody(text) => signing.alter_body = Some(text.clone().into_bytes()),
        Malformation::OmitDate => signing.omit_date = true,
        Malformation::InQuery => signing.in_query = true,
        Malformation::Preflight => {
            "OPTIONS".clone_into(&mut request.method);
            request.body = Vec::new();
            for name in ["X-Amz-Target", "Content-Type"] {
                request.headers.remove(name);
            }
            for (name, value) in PREFLIGHT {
                request.headers.set(name, value);
            }
            return false;
        }
    }
    true
}

fn walk<'a>(value: &'a Value, path: &[String]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, part| match value {
        Value::Array(items) => items.get(part.parse::<usize>().ok()?),
        value => value.get(part),
    })
}

/// At most 1 MiB, whatever a script asks for.
fn repeated(text: &str, times: u32) -> String {
    let most = (1 << 20) / text.len().max(1);
    text.repeat(usize::try_from(times).unwrap_or(usize::MAX).min(most))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::case::FreshKind;

    #[test]
    fn references_find_answers_or_stand_ins() {
        let mut bindings = Bindings::new(1);
        bindings.push(json!({"A": [{"Id": 5}]}));
        bindings.push(Value::Null);
        assert_eq!(bindings.value(&Arg::answer(0, "A.0.Id")), json!(5));
        let never = json!(fresh(FreshKind::StoreId, 129, 1));
        assert_eq!(bindings.value(&Arg::answer(1, "CustomKeyStoreId")), never);
    }
}
