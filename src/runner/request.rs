//! A call of a case → the request on the wire.

use serde_json::{Value, json};

use super::marking::Marker;
use crate::case::{self, BodyBytes, Call, Principal, Region, Repeat, Template, Wire};
use crate::check::{Scope, Unbound};
use crate::target::Session;
use crate::wire::sigv4;
use crate::wire::{Request, Timestamp, aws_json};

/// A request with every value in place, still to be signed.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    request: Request,
    /// How it is signed; `None`: not at all.
    signing: Option<sigv4::Signing>,
    principal: Principal,
    region: Region,
}

/// Why a request cannot be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lacking {
    /// The target's credentials hold no such principal.
    Principal(Principal),
    /// The target has no such Region.
    Region(Region),
    /// Neither the principals nor a key's ARN told the account.
    Account,
    /// Nobody told the principal's ARN.
    Arn(Principal),
}

impl Draft {
    /// A good client's request.
    pub(super) fn plain(
        session: &Session,
        operation: crate::model::Operation,
        principal: Principal,
        region: Region,
        input: &Value,
    ) -> Self {
        Self {
            request: aws_json::request(
                session.authority(region),
                operation.name(),
                input.to_string(),
            ),
            signing: Some(sigv4::Signing::default()),
            principal,
            region,
        }
    }

    /// The request of a call, with its templates evaluated.
    pub(super) fn of_call(
        call: &Call,
        session: &Session,
        scope: &mut Scope<'_>,
    ) -> Result<Self, Unbound> {
        let input = match &call.input {
            Some(template) => scope.value(template)?,
            None => json!({}),
        };
        let mut draft = Self::plain(session, call.operation, call.principal, call.region, &input);
        if let Some(wire) = &call.wire {
            draft.differ(wire, scope)?;
        }
        Ok(draft)
    }

    /// Puts the mark of the run on what it makes.
    pub(super) fn mark(&mut self, marker: Marker<'_>, call: &Call) {
        let mut input = self.input();
        marker.mark(call.operation, call.principal, &mut input);
        if input != self.input() {
            self.request.body = input.to_string().into_bytes();
        }
    }

    /// The same, signed with a secret that is not the caller's.
    pub(super) fn forged(mut self) -> Self {
        let signing = self.signing.get_or_insert_default();
        signing.secret_access_key = Some("never-the-secret".to_owned());
        self
    }

    /// The body, where it is the input in JSON.
    pub(super) fn input(&self) -> Value {
        serde_json::from_slice(&self.request.body).unwrap_or_default()
    }

    /// Whether it is signed at all.
    pub(super) fn is_signed(&self) -> bool {
        self.signing.is_some() && self.principal != Principal::Anonymous
    }

    /// Whether it is signed as a good client signs.
    pub(super) fn is_as_usual(&self) -> bool {
        self.signing.as_ref() == Some(&sigv4::Signing::default())
    }

    fn differ(&mut self, wire: &Wire, scope: &mut Scope<'_>) -> Result<(), Unbound> {
        let request = &mut self.request;
        if let Some(method) = &wire.method {
            request.method.clone_from(method);
        }
        if let Some(path) = &wire.path {
            request.target = scope.text(path)?;
        }
        match &wire.target {
            Some(Some(target)) => request.headers.set("X-Amz-Target", scope.text(target)?),
            Some(None) => request.headers.remove("X-Amz-Target"),
            None => {}
        }
        match &wire.content_type {
            Some(Some(kind)) => request.headers.set("Content-Type", kind.as_str()),
            Some(None) => request.headers.remove("Content-Type"),
            None => {}
        }
        if let Some(body) = &wire.body {
            request.body = bytes(body, scope)?;
        }
        // Of several values for one name the first replaces what is there, and the others stand beside it.
        let mut seen: Vec<String> = Vec::new();
        for (name, value) in &wire.headers {
            let again = seen.iter().any(|n| n.eq_ignore_ascii_case(name));
            match value {
                Some(value) if again => request.headers.append(name.as_str(), scope.text(value)?),
                Some(value) => request.headers.set(name, scope.text(value)?),
                None => request.headers.remove(name),
            }
            seen.push(name.clone());
        }
        match &wire.sign {
            Some(Some(signing)) => self.signing = Some(signing_of(signing, scope)?),
            Some(None) => self.signing = None,
            None => {}
        }
        Ok(())
    }

    /// The request as it is sent at this moment.
    pub(super) fn sign(&self, session: &Session, at: Timestamp) -> Result<Request, Lacking> {
        let mut request = self.request.clone();
        let region = session
            .region(self.region)
            .ok_or(Lacking::Region(self.region))?;
        let Some(signing) = &self.signing else {
            return Ok(request);
        };
        if self.principal == Principal::Anonymous {
            return Ok(request);
        }
        let principal = session
            .principal(self.principal)
            .ok_or(Lacking::Principal(self.principal))?;
        for (name, value) in session.headers(&principal.name) {
            request.headers.set(name, value);
        }
        let scope = sigv4::Scope::kms(region);
        sigv4::sign_with(&mut request, &principal.credentials(), &scope, at, signing);
        Ok(request)
    }
}

fn signing_of(signing: &case::Signing, scope: &mut Scope<'_>) -> Result<sigv4::Signing, Unbound> {
    let mut text = |template: Option<&Template>| template.map(|t| scope.text(t)).transpose();
    let region = text(signing.region.as_ref())?;
    let access_key_id = text(signing.access_key_id.as_ref())?;
    let alter_body = signing.alter_body.as_ref();
    Ok(sigv4::Signing {
        at_millis: signing.at_millis,
        region,
        service: signing.service.clone(),
        scope_date: signing.scope_date.clone(),
        terminator: signing.terminator.clone(),
        algorithm: signing.algorithm.clone(),
        access_key_id,
        secret_access_key: signing.secret_access_key.clone(),
        session_token: signing.session_token.clone(),
        signature: signing.signature.clone(),
        unsigned: signing.unsigned.clone(),
        omit: signing.omit.clone(),
        authorization: signing.authorization.clone(),
        alter_headers: signing.alter_headers.clone(),
        alter_body: alter_body.map(|b| bytes(b, scope)).transpose()?,
        omit_date: signing.omit_date,
        in_query: signing.in_query,
    })
}

fn bytes(body: &BodyBytes, scope: &mut Scope<'_>) -> Result<Vec<u8>, Unbound> {
    Ok(match body {
        BodyBytes::Text(template) => scope.text(template)?.into_bytes(),
        BodyBytes::Json(template) => scope.value(template)?.to_string().into_bytes(),
        BodyBytes::Hex(bytes) => bytes.clone(),
        BodyBytes::Repeat(Repeat { text, times }) => text
            .repeat(usize::try_from(*times).unwrap_or(usize::MAX))
            .into_bytes(),
    })
}
