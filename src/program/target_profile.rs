//! `--target`: a shipped profile or a file of one's own, and what it sets where no flag does.

use std::path::Path;
use std::sync::Arc;

use kmspec::case::{ProfileEndpoint, TargetProfile, did_you_mean};
use kmspec::target;

use super::corpus;
use super::exit::Exit;
use super::open::{home_region, principals};
use super::run;
use super::target_args::TargetArguments;

/// The arguments of a command that takes one target, with what its profile sets; as they are where none is named.
pub(crate) fn of_one(arguments: &TargetArguments) -> Result<TargetArguments, Exit> {
    match arguments.targets.as_slice() {
        [one] if arguments.profile.is_none() => applied(arguments, one),
        [] | [_] => Ok(arguments.clone()),
        _ => Err(Exit::usage("this takes one --target")
            .help("`kmspec run` takes several, and puts them beside each other")),
    }
}

/// The arguments for the target that is named so.
pub(crate) fn applied(arguments: &TargetArguments, named: &str) -> Result<TargetArguments, Exit> {
    let (name, url) = split(named);
    if url.is_some() && arguments.endpoint_url.is_some() {
        let twice = format!("--target {named} and --endpoint-url both say where it is");
        return Err(Exit::usage(twice).help("leave one of them out"));
    }
    let mut applied = arguments.clone();
    let profile = read(name)?;
    applied.profile = Some(Arc::new(profile.clone()));
    let url = url.map(str::to_owned).or(arguments.endpoint_url.clone());
    let elsewhere = url.as_ref().map(|url| format!("{name}={url}"));
    applied.endpoint_url = match (url, &profile.endpoint) {
        (Some(url), _) => Some(url),
        (None, Some(ProfileEndpoint::Reference)) => None,
        (None, Some(endpoint)) => {
            let file = principals(arguments)?;
            endpoint.url(&home_region(&applied, file.as_ref()))
        }
        (None, None) => {
            return Err(
                Exit::usage(format!("the profile `{name}` does not say where it is"))
                    .help(format!("write --target {name}=URL")),
            );
        }
    };
    // By this it is named again.
    applied.targets = vec![elsewhere.unwrap_or_else(|| name.to_owned())];
    Ok(applied)
}

/// What stands before `=http…`, and the URL.
fn split(named: &str) -> (&str, Option<&str>) {
    let at = named.find("=http://").or_else(|| named.find("=https://"));
    match at {
        Some(at) => (&named[..at], Some(&named[at + 1..])),
        None => (named, None),
    }
}

/// The profile of this name, or in this file.
fn read(name: &str) -> Result<TargetProfile, Exit> {
    let path = Path::new(name);
    let profile = match target::shipped_profile(name) {
        Some(profile) => profile,
        None if path.is_file() => {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            TargetProfile::parse(&stem, name, &run::text(path)?)
        }
        None => return Err(unknown(name)),
    };
    profile.map_err(|errors| corpus::refuse_profile(&errors))
}

fn unknown(name: &str) -> Exit {
    let exit = Exit::usage(format!(
        "--target {name}: there is no such file, and no shipped profile of this name"
    ));
    let all: Vec<&str> = target::shipped_names().collect();
    let names = format!("the shipped ones are {}", all.join(", "));
    exit.help(did_you_mean(name, all).unwrap_or(names))
}
