//! Verification: who signed a request, or why nobody is believed to have.

use std::time::Duration;

use aws_lc_rs::constant_time::verify_slices_are_equal;

use super::TERMINATOR;
use super::authorization::{self, Authorization};
use super::canonical::{self, ScopeParts};
use super::fault::{AuthFault, AuthFaultKind};
use crate::wire::{Request, Timestamp};

/// What an endpoint knows of one access key id.
#[derive(Clone, PartialEq, Eq)]
pub struct Known {
    /// The secret half.
    pub secret_access_key: String,
    /// The token of a temporary credential: a request must carry just this, or none when there is none.
    pub session_token: Option<String>,
    /// When the token's time is over.
    pub token_expires: Option<Timestamp>,
}

/// What an endpoint asks of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// The Regions for which a scope may be.
    pub regions: Vec<String>,
    /// The service for which a scope must be.
    pub service: String,
    /// The endpoint's clock.
    pub now: Timestamp,
    /// How far a signature's date may be from the clock, either way; five minutes on KMS (fact A-011).
    pub window: Duration,
    /// Checks left out, to be wrong on purpose; empty on an endpoint that is right.
    pub without: Vec<Check>,
}

impl Rules {
    /// The rules of KMS in these Regions at this moment.
    #[must_use]
    pub fn kms(regions: Vec<String>, now: Timestamp) -> Self {
        Self {
            regions,
            service: "kms".to_owned(),
            now,
            window: Duration::from_mins(5),
            without: Vec::new(),
        }
    }
}

/// One check of [`verify`] that [`Rules::without`] can leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// The scope's Region is served (fact A-006).
    Region,
    /// The scope's service is this one (fact A-007).
    Service,
    /// The scope's day is the date's (fact A-008).
    ScopeDate,
    /// The scope ends in `aws4_request`.
    Terminator,
    /// `Host` is signed.
    SignedHost,
    /// Every `X-Amz-…` that is there is signed: a rule for signers, of which nobody knows whether KMS enforces it.
    SignedAmzHeaders,
    /// The session token is the key's (facts ).
    Token,
    /// The date is not too old (fact A-011).
    Expired,
    /// The date is not in the future (fact A-013).
    NotYetCurrent,
    /// The signature is right (fact A-010).
    Signature,
}

/// Who signed a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// By the public half of the credential.
    pub access_key_id: String,
    /// The Region in the credential scope.
    pub region: String,
    /// The signature's date.
    pub at: Timestamp,
    /// The signature stands in the query.
    pub in_query: bool,
}

/// Tells who signed a request.
///
/// Checks run in the order of [`AuthFaultKind`] (facts W-047, A-016); `lookup` is asked only about well-formed
/// requests. Signatures are compared in constant time.
///
/// # Errors
/// The first rule that the request breaks.
pub fn verify(
    request: &Request,
    rules: &Rules,
    lookup: impl Fn(&str) -> Option<Known>,
) -> Result<Verified, AuthFault> {
    let authorization = authorization::read(request)?;
    check_scope(&authorization, rules)?;
    check_signed_headers(&authorization, request, rules)?;
    let Some(known) = lookup(&authorization.access_key_id) else {
        return Err(AuthFaultKind::UnknownKey
            .fault("The security token included in the request is invalid."));
    };
    check_token(&authorization, &known, rules)?;
    check_window(&authorization, rules)?;
    check_signature(&authorization, request, &known, rules)?;
    Ok(Verified {
        access_key_id: authorization.access_key_id,
        region: authorization.region,
        at: authorization.at,
        in_query: authorization.in_query,
    })
}

impl Rules {
    fn has(&self, check: Check) -> bool {
        !self.without.contains(&check)
    }
}

fn check_scope(authorization: &Authorization, rules: &Rules) -> Result<(), AuthFault> {
    let Authorization {
        date,
        region,
        service,
        terminator,
        at,
        ..
    } = authorization;
    let stamp = at.amz_date();
    let day = stamp.get(..8).unwrap_or_default();
    let mut wrong: Vec<String> = Vec::new();
    if rules.has(Check::Region) && !rules.regions.contains(region) {
        wrong.push(format!(
            "Credential should be scoped to a valid region, not '{region}'. "
        ));
    }
    if rules.has(Check::Service) && *service != rules.service {
        let right = &rules.service;
        wrong.push(format!(
            "Credential should be scoped to correct service: '{right}'. "
        ));
    }
    if rules.has(Check::Terminator) && terminator != TERMINATOR {
        wrong.push(format!(
            "Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{terminator}'. "
        ));
    }
    if rules.has(Check::ScopeDate) && date != day {
        wrong.push(format!(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
             '{date}' != '{day}', from '{stamp}'. "
        ));
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(AuthFaultKind::Scope.fault(wrong.concat()))
    }
}

fn check_signed_headers(
    authorization: &Authorization,
    request: &Request,
    rules: &Rules,
) -> Result<(), AuthFault> {
    let signed = |name: &str| authorization.signed_headers.iter().any(|s| s == name);
    if rules.has(Check::SignedHost) && !signed("host") {
        return Err(AuthFaultKind::SignedHeaders
            .fault("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."));
    }
    if !rules.has(Check::SignedAmzHeaders) {
        return Ok(());
    }
    let names = request
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase());
    let unsigned = names
        .filter(|name| name.starts_with("x-amz-") && !signed(name))
        .min();
    match unsigned {
        None => Ok(()),
        Some(name) => Err(AuthFaultKind::SignedHeaders.fault(format!(
            "'{name}' must be a 'SignedHeader' in the AWS Authorization."
        ))),
    }
}

fn check_token(
    authorization: &Authorization,
    known: &Known,
    rules: &Rules,
) -> Result<(), AuthFault> {
    if !rules.has(Check::Token) {
        return Ok(());
    }
    if authorization.token != known.session_token {
        return Err(
            AuthFaultKind::Token.fault("The security token included in the request is invalid")
        );
    }
    if known
        .token_expires
        .is_some_and(|expires| expires <= rules.now)
    {
        return Err(AuthFaultKind::ExpiredToken
            .fault("The security token included in the request is expired"));
    }
    Ok(())
}

fn check_window(authorization: &Authorization, rules: &Rules) -> Result<(), AuthFault> {
    let at = authorization.at;
    // Dates on the wire are whole seconds; a fraction of the clock would refuse what the message calls equal.
    let now = Timestamp::from_millis(rules.now.millis().div_euclid(1000) * 1000);
    let past = authorization.expires.unwrap_or(rules.window);
    if rules.has(Check::Expired) && at < now.minus(past) {
        return Err(AuthFaultKind::Expired.fault(format!(
            "Signature expired: {} is now earlier than {} ({} - {})",
            at.amz_date(),
            now.minus(past).amz_date(),
            now.amz_date(),
            span(past),
        )));
    }
    let latest = now.plus(rules.window);
    if rules.has(Check::NotYetCurrent) && at > latest {
        return Err(AuthFaultKind::NotYetCurrent.fault(format!(
            "Signature not yet current: {} is still later than {} ({} + {})",
            at.amz_date(),
            latest.amz_date(),
            now.amz_date(),
            span(rules.window),
        )));
    }
    Ok(())
}

fn check_signature(
    authorization: &Authorization,
    request: &Request,
    known: &Known,
    rules: &Rules,
) -> Result<(), AuthFault> {
    if !rules.has(Check::Signature) {
        return Ok(());
    }
    let scope = ScopeParts {
        date: &authorization.date,
        region: &authorization.region,
        service: &authorization.service,
        terminator: &authorization.terminator,
    };
    let canonical = canonical::request(request, &authorization.signed_headers);
    let text = canonical::string_to_sign(&authorization.at.amz_date(), &scope, &canonical);
    let right = canonical::signature(&known.secret_access_key, &scope, &text);
    verify_slices_are_equal(right.as_bytes(), authorization.signature.as_bytes()).map_err(|_| {
        AuthFaultKind::Mismatch.fault(
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
             Access Key and signing method. Consult the service documentation for details.",
        )
    })
}

/// A length of time as AWS writes it in these messages.
fn span(length: Duration) -> String {
    match length.as_secs() {
        seconds if seconds % 60 == 0 => format!("{} min.", seconds / 60),
        seconds => format!("{seconds} sec."),
    }
}

#[cfg(test)]
mod tests;
