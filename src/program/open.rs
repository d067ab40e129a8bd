//! From flags and a profile to a target that can be asked.

use kmspec::case::{CallerCredentials, Lack};
use kmspec::target::{self, Manner, Target};
use kmspec::wire::admin::{Principal, ReadyFile};

use super::corpus;
use super::exit::Exit;
use super::guard;
use super::run::LARGEST;
use super::target_args::TargetArguments;

/// Without an owner every call would be left out, and the run would say nothing of the endpoint.
fn no_credentials(variable: impl Fn(&str) -> Option<String>) -> Exit {
    let set = |name: &str| variable(name).is_some();
    let missing = match (set("AWS_ACCESS_KEY_ID"), set("AWS_SECRET_ACCESS_KEY")) {
        (true, false) => "AWS_SECRET_ACCESS_KEY is not set",
        (false, true) => "AWS_ACCESS_KEY_ID is not set",
        _ => "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set",
    };
    Exit::unreachable(format!("there are no credentials to call the endpoint with: {missing}")).help(
        "export both (an emulator takes any values, such as AKIAIOSFODNN7EXAMPLE and example), or name a file of principals with --principals",
    )
}

/// A variable of the environment that is not empty.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The Region to sign for: by the flag, the profile, the environment, the file of principals.
pub(crate) fn home_region(arguments: &TargetArguments, file: Option<&ReadyFile>) -> String {
    let profile = arguments.profile.as_ref();
    arguments
        .region
        .clone()
        .or_else(|| profile.and_then(|profile| profile.regions.first().cloned()))
        .or_else(|| variable("AWS_REGION"))
        .or_else(|| variable("AWS_DEFAULT_REGION"))
        .or_else(|| file.map(|file| file.region.clone()))
        .unwrap_or_else(|| "us-east-1".to_owned())
}

/// The target that the flags name.
pub(crate) async fn open(arguments: &TargetArguments) -> Result<Target, Exit> {
    let Some(url) = &arguments.endpoint_url else {
        in_process_only(arguments)?;
        return Ok(Target::in_process());
    };
    guard::allowed(arguments)?;
    let file = principals(arguments)?;
    let region = home_region(arguments, file.as_ref());
    let mut options = target::http::Options::new(url.clone(), region);
    options.manner = arguments
        .profile
        .as_deref()
        .map(Manner::of)
        .unwrap_or_default();
    options.manner.rate = arguments.most_a_second.or(options.manner.rate);
    options.manner.permitted = guard::permitted(arguments);
    regions(arguments, &mut options);
    options.verify_ssl = !arguments.no_verify_ssl;
    options.resolve.clone_from(&arguments.resolve);
    options.timeouts.total = arguments.request_timeout;
    // An endpoint may be silent for as long as the user grants it.
    options.timeouts.read = arguments.request_timeout;
    if let Some(path) = &arguments.ca_bundle {
        options.ca_bundle = Some(corpus::read(path, LARGEST)?);
    }
    callers(arguments, file, &mut options).await?;
    guard::hold(arguments, &mut options).await?;
    Target::http(options)
        .await
        .map_err(|error| unusable(&error))
}

/// What only an endpoint over HTTP can have.
fn in_process_only(arguments: &TargetArguments) -> Result<(), Exit> {
    for (given, flag) in [
        (arguments.principals.is_some(), "--principals"),
        (arguments.ca_bundle.is_some(), "--ca-bundle"),
        (arguments.no_verify_ssl, "--no-verify-ssl"),
        (!arguments.resolve.is_empty(), "--resolve"),
        (arguments.only.is_some(), "--only"),
    ] {
        if given {
            return Err(Exit::usage(format!("{flag} needs --endpoint-url"))
                .help("without an endpoint the cases run against the reference inside kmspec"));
        }
    }
    Ok(())
}

/// The file of principals, if one is named.
pub(crate) fn principals(arguments: &TargetArguments) -> Result<Option<ReadyFile>, Exit> {
    let path = arguments.principals.as_ref();
    let file = path.map(|path| target::read_principals(path));
    file.transpose().map_err(|error| Exit::usage(&error))
}

/// The other Region: by the flag, else the one of the profile that is not the home Region.
pub(crate) fn regions(arguments: &TargetArguments, options: &mut target::http::Options) {
    let profile = arguments.profile.as_ref();
    let home = options.regions[0].clone();
    let named = profile.and_then(|profile| profile.regions.iter().find(|name| **name != home));
    let other = arguments.other_region.as_ref().or(named);
    if let Some(other) = other {
        options.regions.truncate(1);
        options.regions.push(other.clone());
    } else if options.manner.lacks.contains(&Lack::SecondRegion) {
        options.regions.truncate(1);
    }
}

/// Who may call: by the file of principals, the profile, the environment.
async fn callers(
    arguments: &TargetArguments,
    file: Option<ReadyFile>,
    options: &mut target::http::Options,
) -> Result<(), Exit> {
    if let Some(file) = file {
        options.cannot = file.cannot;
        options.principals = file.principals;
        return Ok(());
    }
    let profile = arguments.profile.as_ref();
    let Some(profile) = profile.filter(|it| !it.principals.is_empty()) else {
        let owner = target::from_environment(variable);
        options.principals = vec![owner.ok_or_else(|| no_credentials(variable))?];
        return Ok(());
    };
    let mut roles = Vec::new();
    for (name, caller) in &profile.principals {
        match &caller.signs {
            CallerCredentials::Own {
                access_key_id,
                secret_access_key,
                session_token,
                account,
            } => options.principals.push(Principal {
                name: name.clone(),
                account: account.clone(),
                access_key_id: access_key_id.clone(),
                secret_access_key: secret_access_key.clone(),
                session_token: session_token.clone(),
            }),
            CallerCredentials::AssumeRole { arn } => roles.push((name, arn)),
        }
    }
    for (name, arn) in roles {
        let taken = target::http::assume_role(options, name, arn).await;
        let principal = taken.map_err(|error| unusable(&error))?;
        options.principals.push(principal);
    }
    Ok(())
}

pub(crate) fn unusable(error: &target::Error) -> Exit {
    let exit = match error {
        target::Error::Options(_) => Exit::usage(error),
        _ => Exit::unreachable(error),
    };
    match error.help() {
        Some(help) => exit.help(help),
        None => exit,
    }
}
