//! A request as a line for a shell, with curl, signed anew with the credentials of the environment.

use std::fmt::Write as _;

use super::command::quoted;
use super::document::ExchangeEntry;

/// What curl makes by itself, or what a signature is made of.
const MADE: [&str; 8] = [
    "host",
    "content-length",
    "authorization",
    "x-amz-date",
    "x-amz-security-token",
    "user-agent",
    "accept",
    "connection",
];

/// The line, which holds no secret: what was masked in the request is masked in it. A request without a signature stays so.
pub(super) fn command(target: &str, exchange: &ExchangeEntry) -> String {
    let field = |name: &str| {
        let mut fields = exchange.headers.iter();
        fields.find(|it| it.name.eq_ignore_ascii_case(name))
    };
    let url = if target.contains("://") {
        target.trim_end_matches('/')
    } else {
        "http://127.0.0.1:4599"
    };
    let mut line = format!(
        "curl -sS -i {}",
        quoted(&format!("{url}{}", exchange.target))
    );
    if exchange.method != "POST" {
        let _ = write!(line, " -X {}", quoted(&exchange.method));
    }
    if let Some(authorization) = field("authorization") {
        let region = region(&authorization.value).unwrap_or("us-east-1");
        let _ = write!(
            line,
            " --aws-sigv4 {} --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\"",
            quoted(&format!("aws:amz:{region}:kms"))
        );
    }
    let is_made = |name: &str| MADE.iter().any(|made| made.eq_ignore_ascii_case(name));
    for header in exchange.headers.iter().filter(|it| !is_made(&it.name)) {
        let _ = write!(
            line,
            " -H {}",
            quoted(&format!("{}: {}", header.name, header.value))
        );
    }
    let body = match (&exchange.body.json, &exchange.body.text) {
        (Some(json), _) => json.to_string(),
        (None, Some(text)) => text.clone(),
        (None, None) => return line,
    };
    line + " --data-binary " + &quoted(&body)
}

/// The Region of a signature's scope: `…/20260101/us-east-1/kms/aws4_request`.
fn region(authorization: &str) -> Option<&str> {
    let scope = authorization.split("Credential=").nth(1)?;
    scope.split(',').next()?.split('/').nth(2)
}
