//! STS beside KMS, as [`Reference`](super::Reference) plays it where it wears the hosts of AWS: who a caller is, and
//! credentials for a role that end.
//!
//! Source: AWS STS API reference 2011-06-15, `GetCallerIdentity`, `AssumeRole`, `AssumeRoleWithWebIdentity`, "Common errors".
//! Session policies, tags and MFA are not played: a request with one is refused, as it would not be held to it.

mod action;
mod answer;
mod authenticate;
mod request;
mod session;
#[cfg(test)]
mod tests;
mod web_identity;

use std::time::Duration;

pub(crate) use session::Sessions;

use super::config::Config;
use super::rng::Rng;
use crate::wire::aws_host::{AwsHost, Service};
use crate::wire::{Request, Response, Timestamp};

/// What an endpoint that wears AWS's hosts has beside KMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AwsForm {
    /// The longest life of credentials that STS gives for a role; without it, as long as the caller asks for.
    pub token_life: Option<Duration>,
}

/// The Region that the host of a request is for, where hosts are AWS's.
pub(crate) fn region_of_host(config: &Config, request: &Request) -> Option<&'static str> {
    config.aws_form?;
    let host = request.headers.get("host")?;
    AwsHost::parse(host).map(|host| host.region)
}

/// Whether a request is for STS: by its host, and by any other name than AWS's where it is a query with an action.
pub(crate) fn is_for_sts(config: &Config, request: &Request) -> bool {
    if config.aws_form.is_none() {
        return false;
    }
    let host = request.headers.get("host").unwrap_or_default();
    match AwsHost::parse(host) {
        Some(host) => host.service == Service::Sts,
        None => request.headers.get("x-amz-target").is_none() && request::action(request).is_some(),
    }
}

/// What STS has to answer with.
pub(crate) struct Sts<'a> {
    pub(crate) config: &'a Config,
    pub(crate) sessions: &'a mut Sessions,
    pub(crate) rng: &'a mut Rng,
    pub(crate) now: Timestamp,
}

impl Sts<'_> {
    /// The answer to one request.
    pub(crate) fn handle(mut self, request: &Request, request_id: &str) -> Response {
        let now = self.now;
        answer::respond(self.act(request), request_id, now)
    }
}
