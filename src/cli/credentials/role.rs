//! Assuming a role: `role_arn` with `source_profile` or `credential_source`.

use std::fmt::Write as _;

use super::super::config::{Profile, Settings};
use super::super::fault::{CliError, Kind};
use super::super::send::{Client, Environment};
use super::super::value::parse_int;
use super::chain::{Source, failed, from_environment, from_profile};
use super::metadata;
use crate::wire::Response;
use crate::wire::sigv4::Credentials;

/// How to assume a role.
#[derive(Debug, Clone)]
pub(crate) struct Role {
    /// The parameters of `AssumeRole`, in the order in which they are sent.
    parameters: Vec<(&'static str, String)>,
    proof: Proof,
}

/// By what a role is assumed.
#[derive(Debug, Clone)]
enum Proof {
    /// A signature by these.
    Source(Source),
    /// A token in this file.
    Token(String),
}

/// The role that a web identity's token assumes, if environment or profile name one.
///
/// # Errors
///
/// A token without a role.
pub(super) fn by_token(settings: &Settings<'_>, name: &str) -> Result<Option<Role>, CliError> {
    let profile = settings.profiles.merged.get(name);
    let get = |variable: &str, key: &str| {
        let set = settings.env.get(variable);
        let set = set.filter(|_| settings.profile_flag.is_none());
        set.or_else(|| profile.and_then(|p| p.get(key))).cloned()
    };
    let Some(file) = get("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file") else {
        return Ok(None);
    };
    let Some(role) = get("AWS_ROLE_ARN", "role_arn") else {
        return Err(CliError::other(
            "The provided profile or the current environment is configured to assume role with web identity but has no \
             role ARN configured. Ensure that the profile has the role_arnconfiguration set or the AWS_ROLE_ARN env \
             var is set.",
        ));
    };
    let session = get("AWS_ROLE_SESSION_NAME", "role_session_name");
    let mut parameters: Vec<(&'static str, String)> = Vec::new();
    parameters.extend(session.map(|name| ("RoleSessionName", name)));
    parameters.push(("RoleArn", role));
    Ok(Some(Role {
        parameters,
        proof: Proof::Token(file),
    }))
}

/// True if the profile assumes a role.
pub(super) fn is_role(profile: &Profile) -> bool {
    profile.contains_key("role_arn") && !profile.contains_key("web_identity_token_file")
}

/// Plans the role of a profile, and those that it builds on.
///
/// # Errors
///
/// The profile names no source, two, a missing one, or itself.
pub(super) fn plan(
    settings: &Settings<'_>,
    world: &mut Environment<'_>,
    name: &str,
    profile: &Profile,
    visited: &mut Vec<String>,
) -> Result<Role, CliError> {
    let get = |key: &str| profile.get(key).cloned();
    let source = match (get("source_profile"), get("credential_source")) {
        (Some(_), Some(_)) => {
            return Err(CliError::other(format!(
                "The profile \"{name}\" contains both source_profile and credential_source."
            )));
        }
        (None, None) => {
            return Err(super::chain::partial(
                "assume-role",
                "source_profile or credential_source",
            ));
        }
        (None, Some(source)) => Source::Ready(by_name(settings, world, name, &source)?),
        (Some(source), None) => by_profile(settings, world, name, &source, visited)?,
    };
    let mut parameters = Vec::new();
    let optional = [
        ("RoleSessionName", "role_session_name"),
        ("ExternalId", "external_id"),
    ];
    for (parameter, key) in optional {
        parameters.extend(get(key).map(|value| (parameter, value)));
    }
    if get("mfa_serial").is_some() {
        return Err(CliError::other(
            "mfa_serial asks for a code from a terminal, which this CLI does not read",
        ));
    }
    let duration = get("duration_seconds").and_then(|d| parse_int(&d).ok());
    parameters.extend(duration.map(|d| ("DurationSeconds", d.to_string())));
    parameters.push(("RoleArn", get("role_arn").unwrap_or_default()));
    Ok(Role {
        parameters,
        proof: Proof::Source(source),
    })
}

fn by_name(
    settings: &Settings<'_>,
    world: &mut Environment<'_>,
    profile: &str,
    source: &str,
) -> Result<Credentials, CliError> {
    let found = match source {
        "Environment" => from_environment(settings)?,
        "EcsContainer" => metadata::from_container(settings, world)?,
        "Ec2InstanceMetadata" => metadata::from_instance(settings, world)?,
        _ => {
            return Err(CliError::other(format!(
                "The credential source \"{source}\" referenced in profile \"{profile}\" is not valid."
            )));
        }
    };
    found.ok_or_else(|| {
        let message =
            format!("No credentials found in credential_source referenced in profile {profile}");
        failed(source, &message)
    })
}

fn by_profile(
    settings: &Settings<'_>,
    world: &mut Environment<'_>,
    parent: &str,
    name: &str,
    visited: &mut Vec<String>,
) -> Result<Source, CliError> {
    let Some(profile) = settings.profiles.merged.get(name) else {
        return Err(CliError::other(format!(
            "The source_profile \"{name}\" referenced in the profile \"{parent}\" does not exist."
        )));
    };
    let fixed = ["aws_secret_access_key", "aws_access_key_id"]
        .iter()
        .any(|key| profile.contains_key(*key));
    if visited.iter().any(|v| v == name) && (name != parent || !fixed) {
        let list: Vec<String> = visited.iter().map(|v| format!("'{v}'")).collect();
        return Err(CliError::other(format!(
            "Infinite loop in credential configuration detected. Attempting to load from profile {name} which has \
             already been visited. Visited profiles: [{}]",
            list.join(", ")
        )));
    }
    visited.push(name.to_owned());
    if fixed || !is_role(profile) {
        return match from_profile(settings, world, name)? {
            Some(found) => Ok(found),
            None => Err(CliError::other(format!(
                "The source profile \"{name}\" must have credentials."
            ))),
        };
    }
    let inner = plan(settings, world, name, profile, visited)?;
    Ok(Source::Role(Box::new(inner)))
}

/// Assumes the role, and before it those that it builds on.
///
/// # Errors
///
/// STS refuses or cannot be reached.
pub(crate) fn assume(
    role: &Role,
    settings: &Settings<'_>,
    world: &mut Environment<'_>,
    client: &Client,
) -> Result<Credentials, CliError> {
    let mut parameters = role.parameters.clone();
    if !parameters
        .iter()
        .any(|(name, _)| *name == "RoleSessionName")
    {
        let seconds = world.host.now().millis() / 1000;
        parameters.push(("RoleSessionName", format!("botocore-session-{seconds}")));
    }
    let (action, credentials) = match &role.proof {
        Proof::Source(Source::Ready(credentials)) => ("AssumeRole", Some(credentials.clone())),
        Proof::Source(Source::Broken(fault)) => return Err(fault.clone()),
        Proof::Source(Source::Role(inner)) => {
            ("AssumeRole", Some(assume(inner, settings, world, client)?))
        }
        Proof::Token(path) => {
            let token = world.files.read(path).map_err(|fault| {
                CliError::other(format!(
                    "[Errno {}] {}: '{path}'",
                    fault.number, fault.message
                ))
            })?;
            let token = String::from_utf8_lossy(&token).into_owned();
            parameters.push(("WebIdentityToken", token));
            ("AssumeRoleWithWebIdentity", None)
        }
    };
    check(&parameters)?;
    let mut body = format!("Action={action}&Version=2011-06-15");
    for (name, value) in &parameters {
        let _ = write!(body, "&{name}={}", form(value));
    }
    let reply = client.call_sts(
        world,
        settings,
        action,
        body.into_bytes(),
        credentials.as_ref(),
    )?;
    read(&reply, action)
}

/// The lengths that STS's model asks for.
fn check(parameters: &[(&str, String)]) -> Result<(), CliError> {
    let faults: Vec<String> = parameters
        .iter()
        .filter_map(|(name, value)| {
            let min = match *name {
                "RoleArn" => 20,
                "RoleSessionName" | "ExternalId" => 2,
                "WebIdentityToken" => 4,
                _ => 0,
            };
            let length = value.chars().count();
            (length < min).then(|| {
                format!(
                    "Invalid length for parameter {name}, value: {length}, valid min length: {min}"
                )
            })
        })
        .collect();
    if faults.is_empty() {
        return Ok(());
    }
    Err(CliError::input(format!(
        "Parameter validation failed:\n{}",
        faults.join("\n")
    )))
}

fn form(value: &str) -> String {
    value
        .bytes()
        .map(|byte| match byte {
            b' ' => "+".to_owned(),
            b if b.is_ascii_alphanumeric() || b"_.-~".contains(&b) => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect()
}

/// The text of the first element of this name.
fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    Some(text)
}

fn read(reply: &Response, action: &str) -> Result<Credentials, CliError> {
    let xml = String::from_utf8_lossy(&reply.body);
    if reply.status >= 300 {
        let code = element(&xml, "Code").map_or(reply.status.to_string(), str::to_owned);
        let message = element(&xml, "Message").unwrap_or_default();
        return Err(CliError::new(
            Kind::Service(Vec::new()),
            format!("An error occurred ({code}) when calling the {action} operation: {message}"),
        ));
    }
    let needed = |name: &str| {
        element(&xml, name)
            .map(str::to_owned)
            .ok_or_else(|| failed("assume-role", &format!("the response of STS has no {name}")))
    };
    Ok(Credentials {
        access_key_id: needed("AccessKeyId")?,
        secret_access_key: needed("SecretAccessKey")?,
        session_token: Some(needed("SessionToken")?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_encoded_and_xml_is_read() {
        assert_eq!(
            form("arn:aws:iam::1:role/a b"),
            "arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fa+b"
        );
        let reply = Response {
            status: 403,
            headers: crate::wire::Headers::new(),
            body: b"<E><Error><Code>AccessDenied</Code><Message>not you</Message></Error></E>"
                .to_vec(),
        };
        assert_eq!(
            read(&reply, "AssumeRole").expect_err("denied").message,
            "An error occurred (AccessDenied) when calling the AssumeRole operation: not you"
        );
    }
}
