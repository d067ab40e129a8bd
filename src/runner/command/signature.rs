//! Whether the signature of a request that a CLI sent is right.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::check::Signed;
use crate::wire::sigv4::{AuthFaultKind, Check, Known, Rules, verify};
use crate::wire::{Request, Timestamp};

/// The secret of every access key id in cases, as AWS's documentation has it.
pub(super) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// Whether it is right, and its scope: Region, service, access key id.
pub(super) fn judge(request: &Request) -> (Signed, Option<(String, String, String)>) {
    let scope = scope(request);
    let mut rules = Rules::kms(Vec::new(), now());
    rules.without = vec![Check::Region, Check::Service];
    // A machine that is busy is no fault of the CLI.
    rules.window = Duration::from_mins(15);
    let token = request
        .headers
        .get("x-amz-security-token")
        .map(str::to_owned);
    let known = |_: &str| {
        Some(Known {
            secret_access_key: SECRET.to_owned(),
            session_token: token.clone(),
            token_expires: None,
        })
    };
    let signed = match verify(request, &rules, known) {
        Ok(_) => Signed::Valid,
        Err(fault) if fault.kind == AuthFaultKind::Missing => Signed::No,
        Err(fault) => Signed::Invalid(format!("{:?}", fault.kind)),
    };
    (signed, scope)
}

fn scope(request: &Request) -> Option<(String, String, String)> {
    let header = request.headers.get("authorization")?;
    let (_, credential) = header.split_once("Credential=")?;
    let credential = credential.split(',').next()?;
    let mut parts = credential.trim().split('/').map(str::to_owned);
    let access_key_id = parts.next()?;
    let region = parts.nth(1)?;
    Some((region, parts.next()?, access_key_id))
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let millis = since.map_or(0, |since| since.as_millis());
    Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}
