//! The chain of providers: the first that has credentials wins.

use super::super::config::{Profile, Settings};
use super::super::fault::CliError;
use super::super::send::Environment;
use super::role::{self, Role};
use super::{metadata, process, sso};
use crate::wire::sigv4::Credentials;

/// Credentials, or how to get them when they are needed.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// At hand.
    Ready(Credentials),
    /// Found, but of no use when the first request is signed: this is what is said then.
    Broken(CliError),
    /// By assuming a role, when the first request is signed.
    Role(Box<Role>),
}

/// Looks for credentials; `None` if nobody has any.
///
/// # Errors
///
/// Half of a pair, a process that fails, a role that cannot be assumed as it is written, a missing profile.
pub(crate) fn find(
    settings: &Settings<'_>,
    world: &mut Environment<'_>,
) -> Result<Option<Source>, CliError> {
    let name = settings.profile_name().unwrap_or("default");
    if settings.profile_flag.is_none()
        && let Some(found) = from_environment(settings)?
    {
        return Ok(Some(Source::Ready(found)));
    }
    let profile = settings.profiles.merged.get(name);
    if let Some(profile) = profile.filter(|p| role::is_role(p)) {
        let plan = role::plan(settings, world, name, profile, &mut vec![name.to_owned()])?;
        return Ok(Some(Source::Role(Box::new(plan))));
    }
    if let Some(role) = role::by_token(settings, name)? {
        return Ok(Some(Source::Role(Box::new(role))));
    }
    if let Some(found) = sso::find(settings, name)? {
        return Ok(Some(found));
    }
    if let Some(found) = from_profile(settings, world, name)? {
        return Ok(Some(found));
    }
    if let Some(found) = metadata::from_container(settings, world)? {
        return Ok(Some(Source::Ready(found)));
    }
    Ok(metadata::from_instance(settings, world)?.map(Source::Ready))
}

/// The credentials of the environment.
pub(super) fn from_environment(settings: &Settings<'_>) -> Result<Option<Credentials>, CliError> {
    let set = |name: &str| settings.env.get(name).filter(|v| !v.is_empty()).cloned();
    let Some(access_key_id) = set("AWS_ACCESS_KEY_ID") else {
        return Ok(None);
    };
    let Some(secret_access_key) = set("AWS_SECRET_ACCESS_KEY") else {
        return Err(partial("env", "AWS_SECRET_ACCESS_KEY"));
    };
    let session_token = set("AWS_SECURITY_TOKEN").or_else(|| set("AWS_SESSION_TOKEN"));
    Ok(Some(Credentials {
        access_key_id,
        secret_access_key,
        session_token,
    }))
}

/// What a profile says of itself: static credentials in either file, or a process between the two.
pub(super) fn from_profile(
    settings: &Settings<'_>,
    world: &mut Environment<'_>,
    name: &str,
) -> Result<Option<Source>, CliError> {
    let shared = settings.profiles.credentials.get(name);
    if let Some(found) = fixed("shared-credentials-file", shared)? {
        return Ok(Some(Source::Ready(found)));
    }
    let merged = settings.profiles.merged.get(name);
    if let Some(session) = merged.and_then(|p| p.get("login_session")) {
        return Err(sso::no_login(settings.flavour, session));
    }
    if let Some(command) = merged.and_then(|p| p.get("credential_process")) {
        return process::run(world, command).map(Some);
    }
    let found = fixed("config-file", settings.profiles.config.get(name))?;
    Ok(found.map(Source::Ready))
}

fn fixed(provider: &str, profile: Option<&Profile>) -> Result<Option<Credentials>, CliError> {
    let Some(profile) = profile else {
        return Ok(None);
    };
    let Some(access_key_id) = profile.get("aws_access_key_id").cloned() else {
        return Ok(None);
    };
    let Some(secret_access_key) = profile.get("aws_secret_access_key").cloned() else {
        return Err(partial(provider, "aws_secret_access_key"));
    };
    let token = profile.get("aws_security_token");
    let token = token.or_else(|| profile.get("aws_session_token"));
    Ok(Some(Credentials {
        access_key_id,
        secret_access_key,
        // The first that is written counts, and an empty one is none.
        session_token: token.filter(|token| !token.is_empty()).cloned(),
    }))
}

/// Credentials past their time, which nobody renews.
pub(super) fn expired() -> CliError {
    CliError::other("Credentials were refreshed, but the refreshed credentials are still expired.")
}

/// Half of what is needed.
pub(super) fn partial(provider: &str, missing: &str) -> CliError {
    CliError::other(format!(
        "Partial credentials found in {provider}, missing: {missing}"
    ))
}

/// A provider that had something, but failed.
pub(super) fn failed(provider: &str, message: &str) -> CliError {
    CliError::other(format!(
        "Error when retrieving credentials from {provider}: {message}"
    ))
}
