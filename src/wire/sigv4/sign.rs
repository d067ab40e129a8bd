//! Signing: as a good client, and in every way that is wrong.

use std::time::Duration;

use super::canonical::{self, ScopeParts};
use super::{ALGORITHM, Credentials, Scope, TERMINATOR};
use crate::wire::{Request, Timestamp};

/// Header fields that a good client leaves out of the signature: proxies and HTTP libraries change them.
const NEVER_SIGNED: [&str; 8] = [
    "authorization",
    "connection",
    "content-length",
    "expect",
    "transfer-encoding",
    "user-agent",
    "x-amzn-trace-id",
    crate::wire::admin::WORLD_HEADER,
];

/// How a signature differs from a good one. The default is a good one.
///
/// The credential scope is consistent whatever stands in it: the signing key is derived from it, as by a client that
/// believes in that Region, service or day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signing {
    /// Milliseconds to add to the signature's date.
    pub at_millis: i64,
    /// The Region in the credential scope.
    pub region: Option<String>,
    /// The service in the credential scope.
    pub service: Option<String>,
    /// The date in the credential scope, `YYYYMMDD`.
    pub scope_date: Option<String>,
    /// The last part of the credential scope.
    pub terminator: Option<String>,
    /// The algorithm's name where the server reads it; what is signed keeps the right one.
    pub algorithm: Option<String>,
    /// Another access key id than the credentials'.
    pub access_key_id: Option<String>,
    /// Another secret than the credentials'.
    pub secret_access_key: Option<String>,
    /// Another session token than the credentials'.
    pub session_token: Option<String>,
    /// The signature's 64 hex digits, whatever would be right.
    pub signature: Option<String>,
    /// Header names left out of `SignedHeaders`.
    pub unsigned: Vec<String>,
    /// Parameters left out: `Credential`, `SignedHeaders`, `Signature`; in a query also `Algorithm`, `Expires`, ….
    pub omit: Vec<String>,
    /// The whole `Authorization` value, as it stands.
    pub authorization: Option<String>,
    /// Fields changed after signing.
    pub alter_headers: Vec<(String, String)>,
    /// A body sent instead of the signed one.
    pub alter_body: Option<Vec<u8>>,
    /// True: no `X-Amz-Date` is sent.
    pub omit_date: bool,
    /// True: the signature stands in the query, as in a presigned URL.
    pub in_query: bool,
}

/// Signs as a good client: sets `X-Amz-Date`, `X-Amz-Security-Token` if there is one, and `Authorization`.
///
/// Every header field that stands in the request is signed, but for those that travel badly (`User-Agent` and such).
pub fn sign(request: &mut Request, credentials: &Credentials, scope: &Scope, at: Timestamp) {
    sign_with(request, credentials, scope, at, &Signing::default());
}

/// Signs as a good client but for what `signing` says.
pub fn sign_with(
    request: &mut Request,
    credentials: &Credentials,
    scope: &Scope,
    at: Timestamp,
    signing: &Signing,
) {
    let amz_date = shift(at, signing.at_millis).amz_date();
    let scope = ScopeParts {
        date: signing
            .scope_date
            .as_deref()
            .or(amz_date.get(..8))
            .unwrap_or_default(),
        region: signing.region.as_deref().unwrap_or(&scope.region),
        service: signing.service.as_deref().unwrap_or(&scope.service),
        terminator: signing.terminator.as_deref().unwrap_or(TERMINATOR),
    };
    let key = signing.access_key_id.as_deref();
    let key = key.unwrap_or(&credentials.access_key_id);
    let token = signing.session_token.as_deref();
    let token = token.or(credentials.session_token.as_deref());
    for name in ["Authorization", "X-Amz-Date", "X-Amz-Security-Token"] {
        request.headers.remove(name);
    }
    let draft = Draft {
        credential: format!("{key}/{}", scope.text()),
        secret: signing.secret_access_key.as_deref(),
        amz_date: &amz_date,
        scope,
        token,
        signing,
    };
    let secret = draft.secret.unwrap_or(&credentials.secret_access_key);
    if signing.in_query {
        draft.sign_query(request, secret);
    } else {
        draft.sign_header(request, secret);
    }
    if let Some(value) = &signing.authorization {
        request.headers.set("Authorization", value.as_str());
    }
    for (name, value) in &signing.alter_headers {
        request.headers.set(name, value.as_str());
    }
    if let Some(body) = &signing.alter_body {
        request.body.clone_from(body);
    }
}

struct Draft<'a> {
    credential: String,
    secret: Option<&'a str>,
    amz_date: &'a str,
    scope: ScopeParts<'a>,
    token: Option<&'a str>,
    signing: &'a Signing,
}

impl Draft<'_> {
    fn sign_header(&self, request: &mut Request, secret: &str) {
        if !self.signing.omit_date {
            request.headers.append("X-Amz-Date", self.amz_date);
        }
        if let Some(token) = self.token {
            request.headers.append("X-Amz-Security-Token", token);
        }
        let signed = self.signed_headers(request);
        let signature = self.signature(request, &signed, secret);
        let parameters = [
            ("Credential", self.credential.clone()),
            ("SignedHeaders", signed.join(";")),
            ("Signature", signature),
        ];
        let kept: Vec<String> = parameters
            .into_iter()
            .filter(|(name, _)| !self.omits(name))
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let value = format!("{} {}", self.algorithm(), kept.join(", "));
        request.headers.append("Authorization", value.trim_end());
    }

    fn sign_query(&self, request: &mut Request, secret: &str) {
        let signed = self.signed_headers(request);
        let mut parameters = vec![
            ("Algorithm", self.algorithm().to_owned()),
            ("Credential", self.credential.clone()),
            ("Date", self.amz_date.to_owned()),
            ("Expires", "300".to_owned()),
            ("SignedHeaders", signed.join(";")),
        ];
        parameters.extend(self.token.map(|token| ("Security-Token", token.to_owned())));
        for (name, value) in parameters {
            let omitted = self.omits(name) || (self.signing.omit_date && name == "Date");
            if !omitted {
                add_parameter(request, name, &value);
            }
        }
        let signature = self.signature(request, &signed, secret);
        if !self.omits("Signature") {
            add_parameter(request, "Signature", &signature);
        }
    }

    fn signature(&self, request: &Request, signed: &[String], secret: &str) -> String {
        if let Some(signature) = &self.signing.signature {
            return signature.clone();
        }
        let canonical = canonical::request(request, signed);
        let text = canonical::string_to_sign(self.amz_date, &self.scope, &canonical);
        canonical::signature(secret, &self.scope, &text)
    }

    fn signed_headers(&self, request: &Request) -> Vec<String> {
        let mut names: Vec<String> = request
            .headers
            .iter()
            .map(|(name, _)| name.to_ascii_lowercase())
            .filter(|name| !NEVER_SIGNED.contains(&name.as_str()))
            .filter(|name| !contains(&self.signing.unsigned, name))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    fn omits(&self, parameter: &str) -> bool {
        contains(&self.signing.omit, parameter)
    }

    fn algorithm(&self) -> &str {
        self.signing.algorithm.as_deref().unwrap_or(ALGORITHM)
    }
}

fn contains(names: &[String], name: &str) -> bool {
    names.iter().any(|n| n.eq_ignore_ascii_case(name))
}

fn add_parameter(request: &mut Request, name: &str, value: &str) {
    let separator = if request.target.contains('?') {
        '&'
    } else {
        '?'
    };
    let value = canonical::encode(value.as_bytes());
    request.target = format!("{}{separator}X-Amz-{name}={value}", request.target);
}

fn shift(at: Timestamp, millis: i64) -> Timestamp {
    let by = Duration::from_millis(millis.unsigned_abs());
    if millis < 0 {
        at.minus(by)
    } else {
        at.plus(by)
    }
}
