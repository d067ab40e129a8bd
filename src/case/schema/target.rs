//! The profile of a target.
#![expect(dead_code, reason = "these types are only described, never made")]

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::document::Filled;
use crate::case::Lack;

/// What is known of a target: where it is, who may call it, what it cannot have and what it is known to get wrong.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Target")]
pub(super) struct TargetFile {
    /// What it is, in a sentence.
    about: Filled,
    /// Where it usually is; `{region}` is the home Region, `reference` the endpoint inside kmspec.
    #[schemars(default, with = "Endpoint")]
    endpoint: Option<Endpoint>,
    /// The home Region, and perhaps one other in which nothing may be seen.
    #[schemars(default, with = "Vec<Line>", length(min = 1, max = 2), extend("uniqueItems" = true))]
    regions: Option<Vec<Line>>,
    /// Who may call; left out: the environment's credentials are the owner.
    #[schemars(default, with = "Callers")]
    principals: Option<Callers>,
    /// What it can never have: what needs that is unsupported, and not blocked.
    #[schemars(default, with = "Vec<Lack>", length(min = 1))]
    cannot: Option<Vec<Lack>>,
    /// How it says that it does not have an operation, beside what kmspec knows of any endpoint.
    #[schemars(default, with = "Vec<Answer>", length(min = 1))]
    absent: Option<Vec<Answer>>,
    /// `--consistency-wait`: how long it may not know what it was told, such as `1s`.
    #[schemars(default, with = "Time")]
    consistency: Option<Time>,
    /// `--rate`: the most requests a second.
    #[schemars(default, with = "u32", range(min = 1, max = 100_000))]
    rate: Option<u32>,
    /// `--jobs`: how many cases run side by side.
    #[schemars(default, with = "u32", range(min = 1, max = 100_000))]
    jobs: Option<u32>,
    /// Cases that fail, by id, where ids begin, or glob.
    #[schemars(default, with = "BTreeMap<String, Known>")]
    deviations: Option<BTreeMap<String, Known>>,
    /// Cases that do not run, by id, where ids begin, or glob, and why.
    #[schemars(default, with = "BTreeMap<String, Filled>")]
    disabled: Option<BTreeMap<String, Filled>>,
}

/// `reference`, or a URL.
#[derive(JsonSchema)]
#[schemars(transparent)]
struct Endpoint(
    #[schemars(regex(pattern = r"^(reference$|https?://)"))]
    String,
);

/// A text in one line.
#[derive(JsonSchema)]
#[schemars(transparent)]
struct Line(
    #[schemars(regex(
        pattern = r"^[^\u0000-\u001f\u007f]*[^\u0000-\u001f\u007f\s][^\u0000-\u001f\u007f]*$"
    ))]
    String,
);

/// A duration.
#[derive(JsonSchema)]
#[schemars(transparent)]
struct Time(#[schemars(regex(pattern = r"^[0-9]+(ms|s|m|h|d)( ?[0-9]+(ms|s|m|h|d))*$"))] String);

/// Twelve digits, in quotes.
#[derive(JsonSchema)]
#[schemars(transparent)]
struct Account(#[schemars(regex(pattern = r"^[0-9]{12}$"))] String);

/// Who may call.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Callers {
    /// Who makes nearly all calls.
    owner: Credentials,
    /// Somebody of another account.
    #[schemars(default, with = "Caller")]
    peer: Option<Caller>,
    /// Somebody with valid credentials and no permission.
    #[schemars(default, with = "Caller")]
    stranger: Option<Caller>,
}

/// Somebody who may call.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Caller {
    Own(Credentials),
    Role(Role),
}

/// Credentials of their own.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Credentials {
    /// The public half; where it has twelve digits it is the account too.
    access_key_id: Line,
    /// The secret half; what is really secret belongs into `--principals` or the environment.
    secret_access_key: Line,
    /// The token of a temporary credential.
    #[schemars(default, with = "Line")]
    session_token: Option<Line>,
    /// The account.
    #[schemars(default, with = "Account")]
    account: Option<Account>,
    /// Header fields by which the target knows the account; signed with every request.
    #[schemars(default, with = "BTreeMap<String, Line>")]
    headers: Option<BTreeMap<String, Line>>,
}

/// What STS at the endpoint gives the owner for a role.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Role {
    /// The role's ARN.
    assume_role: Arn,
    /// Header fields by which the target knows the account; signed with every request.
    #[schemars(default, with = "BTreeMap<String, Line>")]
    headers: Option<BTreeMap<String, Line>>,
}

/// The ARN of a role.
#[derive(JsonSchema)]
#[schemars(transparent)]
struct Arn(#[schemars(regex(pattern = r"^arn:[^:]*:[^:]*:[^:]*:[0-9]{12}:role/"))] String);

/// An answer; `type`, `text` or both, and everything that is named holds of it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("anyOf" = [{"required": ["type"]}, {"required": ["text"]}]))]
struct Answer {
    /// The status.
    #[schemars(default, with = "u16", range(min = 400, max = 599))]
    status: Option<u16>,
    /// The error type.
    #[schemars(default, with = "Filled")]
    r#type: Option<Filled>,
    /// What stands in the body.
    #[schemars(default, with = "Filled")]
    text: Option<Filled>,
    /// False: it may as well have crashed, which other answers of the operation tell.
    #[schemars(default, with = "bool")]
    sure: Option<bool>,
}

/// A failure that is known.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Known {
    /// What the target does.
    reason: Filled,
    /// Where its maintainers speak of it.
    #[schemars(default, with = "Filled")]
    issue: Option<Filled>,
    /// The day from which it is a failure again.
    #[schemars(default, with = "Day")]
    expires: Option<Day>,
}

/// A day, in quotes.
#[derive(JsonSchema)]
#[schemars(transparent)]
struct Day(#[schemars(regex(pattern = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))] String);
