//! The endpoint: a request comes in, passes the stages and its operation, and an answer goes out.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use super::account::{Accounts, Tenant};
use super::authenticate::{authenticate, identify, known};
use super::authorize::authorize;
use super::call::{Call, Caller};
use super::config::Config;
use super::dispatch::dispatch;
use super::encryption::not_built;
use super::iam::{Document, Identities, PolicyFault};
use super::input::Input;
use super::key::{self, KeyRules, note_usage};
use super::key_policy::Person;
use super::kms::Kms;
use super::oddity::spoil;
use super::operations::{Handler, handler};
use super::parse::parse;
use super::preflight::preflight;
use super::reply;
use super::rules::{Loosened, Rules, Stage};
use super::service_error::{Answer, Output, ServiceError};
use super::sts::{Sessions, Sts, is_for_sts};
use super::validate::valid;
use crate::model::{Kind, Model, Operation, Shape};
use crate::wire::admin::Disturbance;
use crate::wire::{Request, Response, Timestamp, sigv4};

/// One KMS endpoint with all its state.
#[derive(Debug)]
pub struct Reference {
    config: Config,
    rules: Arc<Rules>,
    model: Cow<'static, Model>,
    kms: Box<Kms>,
    /// Whom STS has given credentials.
    sessions: Sessions,
    last_request_id: String,
    /// What accounts let their own principals do.
    identities: Identities,
}

impl Reference {
    /// A fresh endpoint with AWS's rules: no keys, no stores, a healthy world behind them.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self::with_rules(config, Rules::aws())
    }

    /// A fresh endpoint with other rules.
    #[must_use]
    pub fn with_rules(config: Config, rules: Rules) -> Self {
        let person = |principal: &crate::wire::admin::Principal| Person {
            account: principal.account.clone(),
            name: principal.name.clone(),
        };
        let people = config.principals.iter().map(person).collect();
        let mut kms = Box::new(Kms::new(config.seed, config.now, people));
        let last_request_id = kms.rng.uuid();
        Self {
            kms,
            model: loosened(&rules.front.loosened),
            rules: Arc::new(rules),
            config,
            sessions: Sessions::default(),
            last_request_id,
            identities: Identities::default(),
        }
    }

    /// Gives a principal identity policies, JSON documents, in place of those that it had. A principal that never got any may
    /// do everything in its account; with an empty list it may do nothing but what key policies and grants let it. Sessions of
    /// the role of its account have the same.
    ///
    /// # Errors
    ///
    /// [`PolicyFault`] for a name that no principal has, and for a text that is no identity policy; then nothing is changed.
    pub fn set_identity_policies(
        &mut self,
        principal: &str,
        documents: &[String],
    ) -> Result<(), PolicyFault> {
        let mut all = self.config.principals.iter();
        if !all.any(|known| known.name == principal) {
            return Err(PolicyFault::Nobody(principal.to_owned()));
        }
        self.identities.set(principal, documents)
    }

    /// The policies of a caller's own; a session has those of the principal of its account.
    fn policies_of(&self, caller: &Caller) -> Option<Arc<[Document]>> {
        if caller.session.is_none() {
            return self.identities.of(&caller.name);
        }
        let mut all = self.config.principals.iter();
        let principal = all.find(|principal| principal.account == caller.tenant.account)?;
        self.identities.of(&principal.name)
    }

    /// The answer to one request; every side effect is in `self`.
    pub fn handle(&mut self, request: &Request) -> Response {
        let rules = Arc::clone(&self.rules);
        self.kms.tick(&rules);
        if rules.reply.request_id_fresh {
            self.last_request_id = self.kms.rng.uuid();
        }
        let (now, request_id) = (self.kms.now, self.last_request_id.clone());
        if self.is_sts(request) {
            let sts = Sts {
                config: &self.config,
                sessions: &mut self.sessions,
                rng: &mut self.kms.rng,
                now,
            };
            return sts.handle(request, &request_id);
        }
        if let Some(response) = preflight(&rules.front.authentication, request, now, &request_id) {
            return response;
        }
        let answer = self.answer(&rules, request);
        let mut response = reply::respond(&rules.reply, answer, now, &request_id);
        if let Some(oddity) = rules.reply.oddity {
            spoil(oddity, &mut response);
        }
        response
    }

    /// Whether a reference endpoint answers the operation; it says of any other that it does not have it.
    #[must_use]
    pub fn answers(operation: Operation) -> bool {
        matches!(handler(operation), Handler::Built(_))
    }

    /// The endpoint's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.kms.now
    }

    /// Moves the clock; connections are made or fail, keys whose waiting period is over die. It never goes back.
    pub fn advance_to(&mut self, now: Timestamp) {
        self.kms.now = self.kms.now.max(now);
        self.kms.tick(&Arc::clone(&self.rules));
    }

    /// Changes what stands behind custom key stores.
    pub fn disturb(&mut self, disturbance: &Disturbance) {
        self.kms.world.disturb(disturbance);
    }

    /// Whether a request is for STS, and not for KMS.
    pub(super) fn is_sts(&self, request: &Request) -> bool {
        is_for_sts(&self.config, request)
    }

    /// The account and Region that a request says it is of; `None` where it names nobody who is known.
    pub(super) fn tenant_of(&self, request: &Request) -> Option<Tenant> {
        let claim = sigv4::claim(request)?;
        known(&self.config, &self.sessions, &claim.access_key_id)?;
        let who = identify(&self.config, &self.sessions, &claim.access_key_id)?;
        Some(Tenant {
            account: who.account,
            region: claim.region?,
        })
    }

    /// By what keys go here.
    pub(super) fn key_rules(&self) -> &KeyRules {
        &self.rules.keys
    }

    /// What every account holds.
    pub(super) fn kms(&self) -> &Kms {
        &self.kms
    }

    /// What is held for whom.
    pub(super) fn held(&self) -> &Accounts {
        &self.kms.accounts
    }

    /// Lets the accounts hold something else; gives what they held.
    pub(super) fn hold(&mut self, held: Accounts) -> Accounts {
        std::mem::replace(&mut self.kms.accounts, held)
    }

    /// An error as this endpoint writes it, whatever was asked.
    pub(super) fn refuse(&mut self, error: ServiceError) -> Response {
        self.last_request_id = self.kms.rng.uuid();
        reply::respond(
            &self.rules.reply,
            Err(error),
            self.kms.now,
            &self.last_request_id,
        )
    }

    fn answer(&mut self, rules: &Rules, request: &Request) -> Result<Output, ServiceError> {
        let mut caller: Option<Caller> = None;
        let mut operation: Option<Operation> = None;
        let mut body: Option<Value> = None;
        for stage in &rules.front.stages {
            match stage {
                Stage::Authenticate => {
                    let rules = &rules.front.authentication;
                    let mut who =
                        authenticate(rules, (&self.config, &self.sessions), request, self.kms.now)?;
                    who.policies = self.policies_of(&who);
                    caller = Some(who);
                }
                Stage::Dispatch => operation = Some(dispatch(&rules.front.dispatch, request)?),
                Stage::Parse => body = Some(parse(&rules.front, &request.body)?),
                Stage::Validate => {
                    if let (Some(operation), Some(body)) = (operation, &body) {
                        if let (Some(caller), Some(id)) = (&caller, body["KeyId"].as_str())
                            && !rules.front.constraints_first
                        {
                            key::identify(&self.kms, &call(rules, operation, caller, body), id)?;
                        }
                        valid(rules, &self.model, operation, body)?;
                    }
                }
                Stage::Authorize => {
                    if let (Some(operation), Some(caller), Some(body)) = (operation, &caller, &body)
                    {
                        authorize(&self.kms, &call(rules, operation, caller, body))?;
                    }
                }
            }
        }
        let (Some(caller), Some(operation), Some(body)) = (caller, operation, body) else {
            // A book without these stages; no choice and no fault leaves one out.
            return Err(ServiceError::of("InternalError").with_status(500));
        };
        if let Some(fault) = self.kms.world.take_failure() {
            return Err(ServiceError::of(fault));
        }
        let answer = behave(&mut self.kms, &call(rules, operation, &caller, &body))?;
        note_usage(
            &mut self.kms,
            rules,
            operation,
            &answer,
            &self.last_request_id,
        );
        Ok(match answer {
            Value::Null if self.model.operation(operation).output.is_none() => Output::Silent,
            Value::Null => Output::Void,
            members => Output::Members(members),
        })
    }
}

/// A request that reached its operation.
fn call<'a>(
    rules: &'a Rules,
    operation: Operation,
    caller: &'a Caller,
    body: &'a Value,
) -> Call<'a> {
    Call {
        rules,
        operation,
        action: operation.name(),
        caller,
        input: Input::of(body),
    }
}

/// The operation itself.
fn behave(kms: &mut Kms, call: &Call<'_>) -> Answer {
    match handler(call.operation) {
        Handler::Built(answer) => answer(kms, call),
        Handler::Absent => Err(not_built(call.operation.name())),
    }
}

/// The model, without the constraints that the book leaves out.
fn loosened(left_out: &[Loosened]) -> Cow<'static, Model> {
    let mut model = Cow::Borrowed(Model::bundled());
    for loosened in left_out {
        let (Loosened::Min(name)
        | Loosened::Max(name)
        | Loosened::Pattern(name)
        | Loosened::Values(name)
        | Loosened::Required(name, _)) = *loosened;
        if let Some(shape) = model.to_mut().shapes.get_mut(name) {
            loosen(shape, *loosened);
        }
    }
    model
}

fn loosen(shape: &mut Shape, loosened: Loosened) {
    match (loosened, &mut shape.kind) {
        (
            Loosened::Min(_),
            Kind::String { min, .. }
            | Kind::Blob { min, .. }
            | Kind::List { min, .. }
            | Kind::Map { min, .. },
        ) => *min = None,
        (
            Loosened::Max(_),
            Kind::String { max, .. }
            | Kind::Blob { max, .. }
            | Kind::List { max, .. }
            | Kind::Map { max, .. },
        ) => *max = None,
        (Loosened::Min(_), Kind::Integer { min, .. } | Kind::Long { min, .. }) => *min = None,
        (Loosened::Max(_), Kind::Integer { max, .. } | Kind::Long { max, .. }) => *max = None,
        (Loosened::Pattern(_), Kind::String { pattern, .. }) => *pattern = None,
        (Loosened::Values(_), Kind::String { values, .. }) => values.clear(),
        (Loosened::Required(_, name), Kind::Structure { members }) => {
            for member in members.iter_mut().filter(|member| member.name == name) {
                member.required = false;
            }
        }
        _ => {}
    }
}
