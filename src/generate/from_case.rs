//! A case of the corpus as a script: the seeds of coverage-guided fuzzing.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{Arg, Malformation, Ref, Script, ScriptCall, Step};
use crate::case::{
    Action, BodyBytes, Case, FreshKind, KeyNeed, KeyStateNeed, Need, NeedKind, OfKeyNeed,
    Principal, Region, Repeat, Row, Shaped, Signing, StoreConnectivity, StoreNeed, StoreState,
    StoreType, Template, Wire,
};
use crate::model::Operation;

/// The script of a case, or of one of its rows; `None` when the case says what a script cannot.
#[must_use]
pub fn from_case(case: &Case, row: Option<&Row>) -> Option<Script> {
    let mut reader = Reader::default();
    for (name, template) in row.map(|row| row.values.as_slice()).unwrap_or_default() {
        let value = reader.arg(template)?;
        reader.rows.insert(name.clone(), value);
    }
    for (name, template) in &case.lets {
        let value = reader.arg(template)?;
        reader.names.insert(name.clone(), Named::Value(value));
    }
    for need in &case.needs {
        reader.need(need)?;
    }
    for step in &case.steps {
        match &step.action {
            Action::Advance(by) => {
                let millis = u64::try_from(by.as_millis()).ok()?;
                reader.steps.push(Step::Advance(millis));
            }
            // A CLI is no part of a script.
            Action::Run(_) => return None,
            Action::Disturb(disturb) => {
                let change = reader.arg(&disturb.template)?;
                reader.steps.push(Step::Disturb(change));
            }
            Action::Call(call) => {
                let input = match &call.input {
                    Some(template) => reader.arg(template)?,
                    None => Arg::object([]),
                };
                let oddity = match &call.wire {
                    Some(wire) => Some(reader.oddity(wire)?),
                    None => None,
                };
                let at = reader.call(call.operation, input, call.principal, call.region);
                if let Some(Step::Call(added)) = reader.steps.last_mut() {
                    added.oddity = oddity;
                }
                if let Some(id) = &step.id {
                    reader.names.insert(id.clone(), Named::Answer(at));
                }
            }
        }
    }
    Some(Script {
        steps: reader.steps,
    })
}

/// What a name of the case stands for.
enum Named {
    Value(Arg),
    /// The answer to a step.
    Answer(usize),
    /// A need: its answer's step, where in the answer its members are, and what was asked for.
    Need(usize, Option<&'static str>, Arg),
}

#[derive(Default)]
struct Reader {
    steps: Vec<Step>,
    names: BTreeMap<String, Named>,
    rows: BTreeMap<String, Arg>,
    next: u8,
}

impl Reader {
    fn call(
        &mut self,
        operation: Operation,
        input: Arg,
        principal: Principal,
        region: Region,
    ) -> usize {
        self.steps.push(Step::Call(Box::new(ScriptCall {
            operation,
            principal,
            region,
            input,
            oddity: None,
        })));
        self.steps.len() - 1
    }

    fn fresh(&mut self, kind: FreshKind) -> Arg {
        self.next = self.next.wrapping_add(1) % 128;
        Arg::Fresh(kind, self.next)
    }

    fn arg(&mut self, template: &Template) -> Option<Arg> {
        Some(match &template.shaped {
            Shaped::Plain(value) => plain(value),
            Shaped::List(items) => {
                Arg::List(items.iter().map(|t| self.arg(t)).collect::<Option<_>>()?)
            }
            Shaped::Map(members) => {
                let mut map = Arg::object([]);
                for (name, template) in members {
                    map.set(name, self.arg(template)?);
                }
                map
            }
            Shaped::Ref(path) => self.reference(path)?,
            Shaped::Row(name) => self.rows.get(name)?.clone(),
            // Scripts know an account, whatever it owns.
            Shaped::Fresh(FreshKind::VpcServiceOwner) => self.fresh(FreshKind::AccountId),
            Shaped::Fresh(kind) => self.fresh(*kind),
            Shaped::Repeat(Repeat { text, times }) => Arg::Repeat(text.clone(), *times),
            Shaped::Concat(parts) => {
                let parts = parts.iter().map(|part| self.arg(part));
                join(parts.collect::<Option<_>>()?)
            }
            Shaped::Upper(inner) => Arg::Upper(Box::new(self.arg(inner)?)),
            Shaped::Base64(inner) => Arg::Text(STANDARD.encode(self.text(inner)?)),
            Shaped::Bytes(range) => {
                let length = usize::try_from(range.min).ok()?;
                Arg::Text(STANDARD.encode(vec![0; length.min(8192)]))
            }
            Shaped::Text(range) => Arg::Repeat("t".to_owned(), u32::try_from(range.min).ok()?),
            Shaped::Pick(all) => self.arg(all.first()?)?,
            // A script has no cryptography.
            Shaped::Json(_)
            | Shaped::Joined(_)
            | Shaped::Shortened(_)
            | Shaped::Altered(_)
            | Shaped::Digest(_)
            | Shaped::Encrypted(_)
            | Shaped::Encapsulated(_)
            | Shaped::KeyPair(_)
            | Shaped::Agreed(_) => return None,
        })
    }

    /// A text that is known now.
    fn text(&mut self, template: &Template) -> Option<String> {
        match self.arg(template)? {
            Arg::Text(text) => Some(text),
            Arg::Repeat(text, times) => Some(text.repeat(usize::try_from(times).ok()?.min(10_000))),
            _ => None,
        }
    }

    fn reference(&self, path: &[String]) -> Option<Arg> {
        let (name, rest) = path.split_first()?;
        match self.names.get(name)? {
            Named::Value(value) => {
                let mut value = value;
                for part in rest {
                    value = value.member(part)?;
                }
                Some(value.clone())
            }
            Named::Answer(step) => Some(Arg::Ref(Ref {
                step: *step,
                path: rest.to_vec(),
            })),
            Named::Need(step, within, input) => {
                let given = rest.first().and_then(|member| input.member(member));
                if let Some(given) = given.filter(|_| rest.len() == 1) {
                    return Some(given.clone());
                }
                let mut path: Vec<String> = within.iter().map(|&part| part.to_owned()).collect();
                path.extend(rest.iter().cloned());
                Some(Arg::Ref(Ref { step: *step, path }))
            }
        }
    }

    fn need(&mut self, need: &Need) -> Option<()> {
        match &need.kind {
            NeedKind::CustomKeyStore(store) => self.store(need, store),
            NeedKind::Key(key) => self.key(need, key),
            NeedKind::OfKey(wanted) => self.of_key(need, wanted),
        }
    }

    fn store(&mut self, need: &Need, store: &StoreNeed) -> Option<()> {
        let mut input = Arg::object([("CustomKeyStoreName", self.fresh(FreshKind::StoreName))]);
        if store.store_type == StoreType::AwsCloudHsm {
            input.set("CloudHsmClusterId", self.fresh(FreshKind::ClusterId));
            input.set("TrustAnchorCertificate", self.fresh(FreshKind::Certificate));
            input.set("KeyStorePassword", self.fresh(FreshKind::Password));
        } else {
            input.set("CustomKeyStoreType", Arg::text("EXTERNAL_KEY_STORE"));
            input.set("XksProxyUriEndpoint", self.fresh(FreshKind::ProxyEndpoint));
            input.set("XksProxyUriPath", self.fresh(FreshKind::ProxyPath));
            let id = self.fresh(FreshKind::ProxyAccessKeyId);
            let secret = self.fresh(FreshKind::ProxySecret);
            let credential = [("AccessKeyId", id), ("RawSecretAccessKey", secret)];
            input.set("XksProxyAuthenticationCredential", Arg::object(credential));
            let connectivity = match store.connectivity {
                StoreConnectivity::PublicEndpoint => "PUBLIC_ENDPOINT",
                StoreConnectivity::VpcEndpointService => {
                    let service = self.fresh(FreshKind::VpcService);
                    input.set("XksProxyVpcEndpointServiceName", service);
                    "VPC_ENDPOINT_SERVICE"
                }
            };
            input.set("XksProxyConnectivity", Arg::text(connectivity));
        }
        for (name, template) in &store.with {
            let value = self.arg(template)?;
            input.set(name, value);
        }
        let (who, region) = (need.principal, need.region);
        let step = self.call(Operation::CreateCustomKeyStore, input.clone(), who, region);
        let named = Named::Need(step, None, input);
        self.names.insert(need.name.clone(), named);
        let id = Arg::answer(step, "CustomKeyStoreId");
        if store.state != StoreState::Disconnected {
            let input = Arg::object([("CustomKeyStoreId", id.clone())]);
            self.call(Operation::ConnectCustomKeyStore, input, who, region);
            if store.state != StoreState::Connecting {
                let state = StoreState::Connected;
                self.steps.push(Step::Settle { store: id, state });
            }
        }
        Some(())
    }

    fn of_key(&mut self, need: &Need, wanted: &OfKeyNeed) -> Option<()> {
        let mut input = Arg::object([]);
        for (name, template) in &wanted.input() {
            let value = self.arg(template)?;
            input.set(name, value);
        }
        let create = wanted.role.create;
        let step = self.call(create, input.clone(), need.principal, need.region);
        let named = Named::Need(step, None, input);
        self.names.insert(need.name.clone(), named);
        Some(())
    }

    fn key(&mut self, need: &Need, key: &KeyNeed) -> Option<()> {
        let mut input = Arg::object([]);
        if let Some(store) = &key.store {
            let Some(Named::Need(_, _, asked)) = self.names.get(store) else {
                return None;
            };
            let external = asked.member("XksProxyUriPath").is_some();
            let id = self.reference(&[store.clone(), "CustomKeyStoreId".to_owned()])?;
            let origin = if external {
                let key = self.fresh(FreshKind::XksKeyId);
                input.set("XksKeyId", key);
                "EXTERNAL_KEY_STORE"
            } else {
                "AWS_CLOUDHSM"
            };
            input.set("Origin", Arg::text(origin));
            input.set("CustomKeyStoreId", id);
        }
        for (name, template) in &key.with {
            let value = self.arg(template)?;
            input.set(name, value);
        }
        let (who, region) = (need.principal, need.region);
        let step = self.call(Operation::CreateKey, input, who, region);
        let named = Named::Need(step, Some("KeyMetadata"), Arg::object([]));
        self.names.insert(need.name.clone(), named);
        let id = Arg::object([("KeyId", Arg::answer(step, "KeyMetadata.KeyId"))]);
        match key.state {
            KeyStateNeed::Disabled => {
                self.call(Operation::DisableKey, id, who, region);
            }
            KeyStateNeed::PendingDeletion => {
                self.call(Operation::ScheduleKeyDeletion, id, who, region);
            }
            KeyStateNeed::Enabled | KeyStateNeed::Unavailable => {}
        }
        Some(())
    }

    fn oddity(&mut self, wire: &Wire) -> Option<Malformation> {
        let mut found = Vec::new();
        found.extend(wire.method.clone().map(Malformation::Method));
        if let Some(path) = &wire.path {
            found.push(Malformation::Path(self.text(path)?));
        }
        if let Some(target) = &wire.target {
            let target = match target {
                Some(target) => Some(self.text(target)?),
                None => None,
            };
            found.push(Malformation::Target(target));
        }
        found.extend(wire.content_type.clone().map(Malformation::ContentType));
        for (name, value) in &wire.headers {
            let value = match value {
                Some(value) => Some(self.text(value)?),
                None => None,
            };
            found.push(Malformation::Header(name.clone(), value));
        }
        if let Some(body) = &wire.body {
            found.push(match body {
                BodyBytes::Text(text) => Malformation::BodyText(self.text(text)?),
                BodyBytes::Hex(bytes) => Malformation::BodyBytes(bytes.clone()),
                BodyBytes::Repeat(Repeat { text, times }) => {
                    Malformation::BodyRepeat(text.clone(), *times)
                }
                BodyBytes::Json(_) => return None,
            });
        }
        match &wire.sign {
            None => {}
            Some(None) => found.push(Malformation::Unsigned),
            Some(Some(signing)) => found.push(self.signing(signing)?),
        }
        // A request that is odd twice is not what a script can say.
        (found.len() == 1).then(|| found.remove(0))
    }

    fn signing(&mut self, signing: &Signing) -> Option<Malformation> {
        let mut found = Vec::new();
        if signing.at_millis != 0 {
            found.push(Malformation::SignedAt(signing.at_millis));
        }
        if let Some(region) = &signing.region {
            found.push(Malformation::ScopeRegion(self.text(region)?));
        }
        found.extend(signing.service.clone().map(Malformation::ScopeService));
        found.extend(signing.scope_date.clone().map(Malformation::ScopeDate));
        found.extend(
            signing
                .terminator
                .clone()
                .map(Malformation::ScopeTerminator),
        );
        found.extend(signing.algorithm.clone().map(Malformation::Algorithm));
        if let Some(id) = &signing.access_key_id {
            found.push(Malformation::AccessKeyId(self.text(id)?));
        }
        found.extend(signing.secret_access_key.clone().map(Malformation::Secret));
        found.extend(
            signing
                .session_token
                .clone()
                .map(Malformation::SessionToken),
        );
        found.extend(signing.signature.clone().map(Malformation::Signature));
        found.extend(
            signing
                .unsigned
                .iter()
                .cloned()
                .map(Malformation::UnsignedHeader),
        );
        found.extend(signing.omit.iter().cloned().map(Malformation::Omit));
        found.extend(
            signing
                .authorization
                .clone()
                .map(Malformation::Authorization),
        );
        for (name, value) in &signing.alter_headers {
            found.push(Malformation::AlterHeader(name.clone(), value.clone()));
        }
        if let Some(BodyBytes::Text(text)) = &signing.alter_body {
            found.push(Malformation::AlterBody(self.text(text)?));
        }
        found.extend(signing.omit_date.then_some(Malformation::OmitDate));
        found.extend(signing.in_query.then_some(Malformation::InQuery));
        (found.len() == 1).then(|| found.remove(0))
    }
}

/// The parts as one text, which is known where all of them are.
fn join(parts: Vec<Arg>) -> Arg {
    let known = parts.iter().map(|part| match part {
        Arg::Text(text) => Some(text.as_str()),
        _ => None,
    });
    match known.collect::<Option<Vec<_>>>() {
        Some(texts) => Arg::Text(texts.concat()),
        None => Arg::Join(parts),
    }
}

fn plain(value: &Value) -> Arg {
    match value {
        Value::Null => Arg::Null,
        Value::Bool(value) => Arg::Bool(*value),
        Value::Number(number) => match number.as_i64() {
            Some(value) => Arg::Int(value),
            None => Arg::Float(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => Arg::Text(text.clone()),
        Value::Array(items) => Arg::List(items.iter().map(plain).collect()),
        Value::Object(members) => {
            let members = members.iter();
            Arg::Map(members.map(|(n, v)| (n.clone(), plain(v))).collect())
        }
    }
}
