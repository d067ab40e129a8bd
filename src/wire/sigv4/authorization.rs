//! Reads the signature of a request, from its `Authorization` header or from its query.

use std::time::Duration;

use super::fault::{AuthFault, AuthFaultKind};
use super::{ALGORITHM, canonical};
use crate::wire::{Headers, Request, Timestamp, form};

/// What a request says of its signer, true or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The access key id.
    pub access_key_id: String,
    /// The Region in the credential scope, if there is one.
    pub region: Option<String>,
}

/// Who a request says has signed it, for an endpoint that does not check; `None` when it names nobody.
#[must_use]
pub fn claim(request: &Request) -> Option<Claim> {
    let header = request.headers.get("authorization").unwrap_or_default();
    let credential = match parameter(header, "Credential") {
        Some(credential) => credential.to_owned(),
        None => query(request, "X-Amz-Credential")?,
    };
    let mut parts = credential.split('/').map(str::to_owned);
    let access_key_id = parts.next().filter(|id| !id.is_empty())?;
    Some(Claim {
        access_key_id,
        region: parts.nth(1).filter(|region| !region.is_empty()),
    })
}

/// A signature as it travels, all its parts there, none of them believed.
#[derive(Debug)]
pub(super) struct Authorization {
    pub(super) access_key_id: String,
    pub(super) date: String,
    pub(super) region: String,
    pub(super) service: String,
    pub(super) terminator: String,
    pub(super) signed_headers: Vec<String>,
    pub(super) signature: String,
    pub(super) at: Timestamp,
    pub(super) token: Option<String>,
    /// How long a signature in a query says that it is good.
    pub(super) expires: Option<Duration>,
    pub(super) in_query: bool,
}

/// The signature of a request.
///
/// # Errors
/// Facts: none, two, or one that is not whole.
pub(super) fn read(request: &Request) -> Result<Authorization, AuthFault> {
    let header = request
        .headers
        .get("authorization")
        .filter(|value| !value.trim().is_empty());
    let query = query(request, "X-Amz-Algorithm");
    match (header, query) {
        (None, None) => Err(AuthFaultKind::Missing.fault("Missing Authentication Token")),
        (Some(_), Some(_)) => Err(AuthFaultKind::Both.fault(
            "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
        )),
        (Some(header), None) => from_header(header, &request.headers),
        (None, Some(algorithm)) => from_query(&algorithm, request),
    }
}

fn from_header(header: &str, headers: &Headers) -> Result<Authorization, AuthFault> {
    let date = headers.get("x-amz-date").or_else(|| headers.get("date"));
    let mut missing: Vec<String> = ["Credential", "Signature", "SignedHeaders"]
        .iter()
        .filter(|name| parameter(header, name).is_none())
        .map(|name| format!("Authorization header requires '{name}' parameter. "))
        .collect();
    if date.is_none() {
        missing.push(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
                .to_owned(),
        );
    }
    if !missing.is_empty() {
        let missing = missing.concat();
        let message = format!("{missing}Authorization={header}");
        return Err(AuthFaultKind::Incomplete.fault(message));
    }
    let part = |name| parameter(header, name).unwrap_or_default();
    let draft = Parts {
        algorithm: header.split_ascii_whitespace().next().unwrap_or_default(),
        credential: part("Credential"),
        signed_headers: part("SignedHeaders"),
        signature: part("Signature"),
        date: date.unwrap_or_default(),
    };
    let token = headers.get("x-amz-security-token").map(str::to_owned);
    draft.authorization(token, None, false)
}

fn from_query(algorithm: &str, request: &Request) -> Result<Authorization, AuthFault> {
    let part = |name: &str| query(request, name).filter(|value| !value.is_empty());
    let names = [
        "X-Amz-Credential",
        "X-Amz-Signature",
        "X-Amz-SignedHeaders",
        "X-Amz-Date",
    ];
    let missing: Vec<String> = names
        .iter()
        .filter(|name| part(name).is_none())
        .map(|name| format!("AWS query-string parameters must include '{name}'. "))
        .collect();
    if !missing.is_empty() {
        let missing = missing.concat();
        return Err(AuthFaultKind::Incomplete
            .fault(format!("{missing}Re-examine the query-string parameters.")));
    }
    let [credential, signature, signed_headers, date] =
        names.map(|name| part(name).unwrap_or_default());
    let draft = Parts {
        algorithm,
        credential: &credential,
        signed_headers: &signed_headers,
        signature: &signature,
        date: &date,
    };
    let seconds = part("X-Amz-Expires").and_then(|text| text.parse().ok());
    let token = part("X-Amz-Security-Token");
    draft.authorization(token, seconds.map(Duration::from_secs), true)
}

struct Parts<'a> {
    algorithm: &'a str,
    credential: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
    date: &'a str,
}

impl Parts<'_> {
    fn authorization(
        &self,
        token: Option<String>,
        expires: Option<Duration>,
        in_query: bool,
    ) -> Result<Authorization, AuthFault> {
        let algorithm = self.algorithm;
        if algorithm != ALGORITHM {
            return Err(AuthFaultKind::Algorithm.fault(format!(
                "Unsupported AWS 'algorithm': '{algorithm}' (only {ALGORITHM} for now). "
            )));
        }
        let parts: Vec<&str> = self.credential.split('/').collect();
        let [access_key_id, date, region, service, terminator] = parts[..] else {
            return Err(AuthFaultKind::Credential.fault(format!(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, \
                 got '{}'",
                self.credential
            )));
        };
        let Some(at) = moment(self.date) else {
            return Err(AuthFaultKind::Date.fault(format!(
                "Date must be in ISO-8601 'basic format'. Got '{}'. See http://en.wikipedia.org/wiki/ISO_8601",
                self.date
            )));
        };
        let signed_headers = self.signed_headers.split(';').map(str::to_ascii_lowercase);
        Ok(Authorization {
            access_key_id: access_key_id.to_owned(),
            date: date.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
            terminator: terminator.to_owned(),
            signed_headers: signed_headers.filter(|name| !name.is_empty()).collect(),
            signature: self.signature.to_owned(),
            at,
            token,
            expires,
            in_query,
        })
    }
}

/// One parameter of an `Authorization` value; `None` where it is missing or empty.
fn parameter<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let (_, parameters) = header.trim().split_once(char::is_whitespace)?;
    parameters
        .split(',')
        .filter_map(|parameter| parameter.trim().split_once('='))
        .find(|(n, value)| *n == name && !value.is_empty())
        .map(|(_, value)| value)
}

/// One parameter of the query, decoded; the first of its name.
fn query(request: &Request, name: &str) -> Option<String> {
    let (_, query) = canonical::split(&request.target);
    form::value(query, name)
}

/// A date in AWS's form or in HTTP's.
fn moment(text: &str) -> Option<Timestamp> {
    Timestamp::from_amz_date(text).or_else(|| Timestamp::from_http_date(text))
}
