//! From flags and a profile to a target that can be asked.

use std::collections::BTreeMap;
use std::path::PathBuf;

use kmspec::case::{CallerCredentials, Lack};
use kmspec::target::credentials::{Role, Source};
use kmspec::target::{self, Manner, Target};
use kmspec::wire::admin::{Principal, ReadyFile};

use super::corpus;
use super::exit::Exit;
use super::guard;
use super::run::LARGEST;
use super::target_args::TargetArguments;

/// Who makes nearly all calls of the cases.
pub(crate) const OWNER: &str = "owner";

/// A variable of the environment that is not empty.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The Region to sign for: by the flag, the profile of the target, the environment, the file of principals, the profile of AWS.
pub(crate) fn home_region(arguments: &TargetArguments, file: Option<&ReadyFile>) -> String {
    let profile = arguments.profile.as_ref();
    arguments
        .region
        .clone()
        .or_else(|| profile.and_then(|profile| profile.regions.first().cloned()))
        .or_else(|| variable("AWS_REGION"))
        .or_else(|| variable("AWS_DEFAULT_REGION"))
        .or_else(|| file.map(|file| file.region.clone()))
        .or_else(|| target::credentials::region_of_profile(arguments.aws_profile.as_deref()))
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
    let bundle = arguments.ca_bundle.clone();
    let bundle = bundle.or_else(|| variable("AWS_CA_BUNDLE").map(PathBuf::from));
    if let Some(path) = bundle {
        options.ca_bundle = Some(corpus::read(&path, LARGEST)?);
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
        (arguments.aws_profile.is_some(), "--profile"),
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

/// Who may call: by the file of principals, by the flag and the profile of the target, else where programs of AWS look.
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
    let profile = arguments.profile.as_deref();
    let named = profile.map(|profile| &profile.principals);
    let mut sources = Vec::new();
    match &arguments.aws_profile {
        Some(shared) => sources.push((OWNER, Source::Profile(shared.clone()))),
        None if named.is_none_or(|named| !named.contains_key(OWNER)) => {
            sources.push((OWNER, Source::Default));
        }
        None => {}
    }
    let mut roles = Vec::new();
    let mut accounts = BTreeMap::new();
    for (name, caller) in named.into_iter().flatten() {
        if name == OWNER && arguments.aws_profile.is_some() {
            continue;
        }
        match &caller.signs {
            CallerCredentials::Own {
                access_key_id,
                secret_access_key,
                session_token,
                account,
                arn,
            } => options.principals.push(Principal {
                name: name.clone(),
                account: account.clone(),
                arn: arn.clone(),
                access_key_id: access_key_id.clone(),
                secret_access_key: secret_access_key.clone(),
                session_token: session_token.clone(),
            }),
            CallerCredentials::Profile { profile, account } => {
                sources.push((name.as_str(), Source::Profile(profile.clone())));
                accounts.insert(name.as_str(), account.clone());
            }
            CallerCredentials::AssumeRole {
                arn,
                by,
                external_id,
            } => {
                let role = Role {
                    arn: arn.clone(),
                    by: by.clone(),
                    external_id: external_id.clone(),
                };
                roles.push((name.as_str(), Source::Role(role)));
            }
        }
    }
    // Who takes a role has to be known before.
    for (name, source) in sources.into_iter().chain(roles) {
        let added = Box::pin(options.add(name, source)).await;
        added.map_err(|error| unusable(&error))?;
        if let (Some(account), Some(added)) = (accounts.remove(name), options.principals.last_mut())
        {
            added.account = account;
        }
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
