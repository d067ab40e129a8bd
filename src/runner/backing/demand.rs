//! How much an instance takes: its calls are evaluated before anything is sent, with values that are invented.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::case::{
    Action, Answer, Call, Expect, Need, NeedKind, Principal, Region, Shaped, StoreConnectivity,
    StoreNeed, StoreState, StoreType, Template,
};
use crate::check::{FreshValues, Scope};
use crate::model::Operation;
use crate::runner::need_input::store_input;
use crate::runner::plan::Instance;
use crate::runner::set_up::needs_world;

/// Errors that follow from the request alone, or from who sends it: KMS gives them without a look at what stands behind a
/// key store.
const OF_THE_REQUEST: [&str; 13] = [
    "AccessDeniedException",
    "CustomKeyStoreNotFoundException",
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "SerializationException",
    "SignatureDoesNotMatch",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "UnsupportedOperationException",
    "ValidationException",
];

/// What stands behind a key store, by what has to be real for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::runner) enum Kind {
    /// A `CloudHSM` cluster.
    Cluster,
    /// An external key store proxy with a public endpoint.
    Proxy,
    /// One behind a VPC endpoint service.
    VpcService,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::Cluster, Self::Proxy, Self::VpcService];

    /// The need that asks for a store on one.
    pub(in crate::runner) fn store_need(self) -> StoreNeed {
        StoreNeed {
            store_type: match self {
                Self::Cluster => StoreType::AwsCloudHsm,
                Self::Proxy | Self::VpcService => StoreType::ExternalKeyStore,
            },
            connectivity: match self {
                Self::Cluster | Self::Proxy => StoreConnectivity::PublicEndpoint,
                Self::VpcService => StoreConnectivity::VpcEndpointService,
            },
            state: StoreState::default(),
            with: Vec::new(),
        }
    }

    /// Its name where there are this many.
    pub(in crate::runner) fn name(self, number: usize) -> &'static str {
        match (self, number) {
            (Self::Cluster, 1) => "CloudHSM cluster",
            (Self::Cluster, _) => "CloudHSM clusters",
            (Self::Proxy, 1) => "external key store proxy",
            (Self::Proxy, _) => "external key store proxies",
            (Self::VpcService, 1) => "VPC endpoint service",
            (Self::VpcService, _) => "VPC endpoint services",
        }
    }
}

/// One part of what a request says of its backing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Part {
    /// The request does not say.
    #[default]
    Open,
    /// The n-th value that is drawn, yet to be supplied.
    Drawn(usize),
    /// This value.
    Fixed(String),
}

/// What one request says of the backing of one key store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) kind: Kind,
    pub(super) principal: Principal,
    pub(super) region: Region,
    /// The cluster's id, the proxy's endpoint.
    pub(super) place: Part,
    /// `KeyStorePassword`, or `XksProxyUriPath`.
    pub(super) entry: Part,
    /// `TrustAnchorCertificate`.
    pub(super) certificate: Part,
    pub(super) access_key_id: Part,
    pub(super) secret: Part,
    /// `XksProxyVpcEndpointServiceName`.
    pub(super) service: Part,
    /// `XksProxyVpcEndpointServiceOwner`.
    pub(super) owner: Part,
}

/// What an instance takes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::runner) struct Demand {
    pub(super) requests: Vec<Request>,
    /// How many values the instance draws.
    pub(super) drawn: usize,
    /// Whether it connects a `CloudHSM` key store.
    pub(super) connects: bool,
}

impl Demand {
    /// What the instance takes; nothing if it can only run where the world is the target's own.
    ///
    /// `scope` has the names that stand from the beginning, and draws as the instance will.
    pub(in crate::runner) fn of(instance: &Instance<'_>, scope: Scope<'_>, region: &str) -> Self {
        let steps = &instance.case.steps;
        let changes = |action: &Action| matches!(action, Action::Advance(_) | Action::Disturb(_));
        if steps.iter().any(|step| changes(&step.action))
            || instance.case.needs.iter().any(needs_world)
        {
            return Self::default();
        }
        let mut survey = Survey {
            scope,
            stores: BTreeMap::new(),
            requests: Vec::new(),
        };
        survey.needs(instance, region);
        for step in steps {
            if let Action::Call(call) = &step.action {
                survey.call(call, step.id.as_deref());
            }
        }
        Self {
            drawn: survey.scope.draw().backing().len(),
            requests: survey.requests,
            connects: connects(instance),
        }
    }

    /// How many different ones of a kind it takes.
    pub(super) fn count(&self, kind: Kind) -> usize {
        let of_kind = self.requests.iter().filter(|request| request.kind == kind);
        let mut parts: Vec<&Part> = Vec::new();
        for request in of_kind {
            let part = match kind {
                Kind::Cluster | Kind::Proxy => &request.place,
                Kind::VpcService => &request.service,
            };
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        parts.len()
    }
}

/// The calls of an instance, followed with invented values.
struct Survey<'case> {
    scope: Scope<'case>,
    /// What stands behind each store, by the id that it goes by here.
    stores: BTreeMap<String, Request>,
    requests: Vec<Request>,
}

impl Survey<'_> {
    fn needs(&mut self, instance: &Instance<'_>, region: &str) {
        for need in &instance.case.needs {
            let id = format!("the store of need {}", need.name);
            match &need.kind {
                NeedKind::CustomKeyStore(wanted) => {
                    let mut input = store_input(wanted, region, &mut self.scope);
                    for (name, template) in &wanted.with {
                        let value = self.scope.value(template).unwrap_or_default();
                        input.insert(name.clone(), value);
                    }
                    let mut request = self.create(&Value::Object(input.clone()));
                    (request.principal, request.region) = (need.principal, need.region);
                    input.insert("CustomKeyStoreId".to_owned(), json!(id));
                    self.scope.name(&need.name, Value::Object(input));
                    self.stores.insert(id, request.clone());
                    self.requests.push(request);
                }
                NeedKind::Key(wanted) => {
                    for (_, template) in &wanted.with {
                        // Only for what it draws.
                        let _ = self.scope.value(template);
                    }
                }
                NeedKind::OfKey(wanted) => {
                    for (_, template) in &wanted.input() {
                        // Only for what it draws.
                        let _ = self.scope.value(template);
                    }
                }
            }
        }
    }

    fn call(&mut self, call: &Call, step: Option<&str>) {
        for _ in 0..call.copies.max(1) {
            let input = call.input.as_ref().map(|input| self.input(input));
            let input = input.unwrap_or_default();
            let request = match call.operation {
                Operation::CreateCustomKeyStore => Some(self.create(&input)),
                Operation::UpdateCustomKeyStore => self.update(&input),
                _ => None,
            };
            let Some(mut request) = request else { continue };
            (request.principal, request.region) = (call.principal, call.region);
            if let (Some(step), Operation::CreateCustomKeyStore) = (step, call.operation) {
                let id = format!("the store of step {step}");
                self.scope.name(step, json!({"CustomKeyStoreId": id}));
                self.stores.insert(id, request.clone());
            }
            if call.wire.is_none() && !follows_from_the_request(call.expect.as_ref()) {
                self.requests.push(request);
            }
        }
        if let Some(expect) = &call.expect {
            // Only for what it draws.
            let _ = self.scope.bind(expect);
        }
    }

    /// The members that can be evaluated before anything was answered.
    fn input(&mut self, template: &Template) -> Value {
        let Shaped::Map(members) = &template.shaped else {
            return self.scope.value(template).unwrap_or_default();
        };
        let members = members.iter().filter_map(|(name, member)| {
            let value = self.scope.value(member).ok()?;
            Some((name.clone(), value))
        });
        Value::Object(members.collect())
    }

    fn create(&mut self, input: &Value) -> Request {
        let external = input["CustomKeyStoreType"] == "EXTERNAL_KEY_STORE";
        let empty = Request {
            kind: if external { Kind::Proxy } else { Kind::Cluster },
            principal: Principal::Owner,
            region: Region::Home,
            place: Part::Open,
            entry: Part::Open,
            certificate: Part::Open,
            access_key_id: Part::Open,
            secret: Part::Open,
            service: Part::Open,
            owner: Part::Open,
        };
        self.changed(empty, input)
    }

    /// What stands behind a store after an update; `None` if the update leaves that alone.
    fn update(&mut self, input: &Value) -> Option<Request> {
        let store = input["CustomKeyStoreId"].as_str()?;
        let before = self.stores.get(store)?.clone();
        let after = self.changed(before.clone(), input);
        (after != before).then_some(after)
    }

    fn changed(&mut self, mut request: Request, input: &Value) -> Request {
        let credential = &input["XksProxyAuthenticationCredential"];
        if request.kind == Kind::Cluster {
            self.set(&mut request.place, &input["CloudHsmClusterId"]);
            self.set(&mut request.entry, &input["KeyStorePassword"]);
            self.set(&mut request.certificate, &input["TrustAnchorCertificate"]);
            return request;
        }
        match input["XksProxyConnectivity"].as_str() {
            Some("VPC_ENDPOINT_SERVICE") => request.kind = Kind::VpcService,
            Some("PUBLIC_ENDPOINT") => {
                request.kind = Kind::Proxy;
                (request.service, request.owner) = (Part::Open, Part::Open);
            }
            _ => {}
        }
        self.set(&mut request.place, &input["XksProxyUriEndpoint"]);
        self.set(&mut request.entry, &input["XksProxyUriPath"]);
        self.set(&mut request.access_key_id, &credential["AccessKeyId"]);
        self.set(&mut request.secret, &credential["RawSecretAccessKey"]);
        self.set(
            &mut request.service,
            &input["XksProxyVpcEndpointServiceName"],
        );
        self.set(
            &mut request.owner,
            &input["XksProxyVpcEndpointServiceOwner"],
        );
        request
    }

    fn set(&mut self, part: &mut Part, value: &Value) {
        let Some(value) = value.as_str() else { return };
        let mut drawn = self.scope.draw().backing().iter();
        *part = match drawn.position(|(_, drawn)| drawn == value) {
            Some(number) => Part::Drawn(number),
            None => Part::Fixed(value.to_owned()),
        };
    }
}

/// True when the instance may connect a `CloudHSM` key store: as a need, or in a step.
fn connects(instance: &Instance<'_>) -> bool {
    let all = &instance.case.needs;
    let needs = all.iter().any(|need| {
        let NeedKind::CustomKeyStore(store) = &need.kind else {
            return false;
        };
        // A store is connected while its keys are made.
        let holds_key = |other: &Need| matches!(&other.kind, NeedKind::Key(key) if key.store.as_ref() == Some(&need.name));
        store.store_type == StoreType::AwsCloudHsm
            && (store.state != StoreState::Disconnected || all.iter().any(holds_key))
    });
    let mut steps = instance.case.steps.iter();
    needs
        || steps.any(|step| match &step.action {
            Action::Call(call) => {
                call.operation == Operation::ConnectCustomKeyStore
                    && !follows_from_the_request(call.expect.as_ref())
            }
            Action::Advance(_) | Action::Disturb(_) | Action::Run(_) => false,
        })
}

/// True when every answer that is expected follows from the request alone, so that what stands behind it may be invented.
fn follows_from_the_request(expect: Option<&Expect>) -> bool {
    expect.is_some_and(|expect| match &expect.answer {
        Answer::Ok(_) => false,
        Answer::Error(error) => {
            let mut types = error.types.iter();
            types.all(|name| OF_THE_REQUEST.contains(&name.as_str()))
        }
        Answer::Refused(_) => true,
        Answer::AnyOf(any) => any
            .iter()
            .all(|expect| follows_from_the_request(Some(expect))),
        Answer::Each(lines) => {
            let mut lines = lines.iter();
            lines.all(|line| follows_from_the_request(Some(&line.expect)))
        }
    })
}

/// The request that makes a store on a backing of this kind, as a need would.
pub(super) fn request_for(kind: Kind, draw: FreshValues, region: &str) -> Value {
    let wanted = kind.store_need();
    let mut scope = Scope::new(&[], &[], draw, region);
    Value::Object(store_input(&wanted, region, &mut scope))
}
