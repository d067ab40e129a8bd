//! What keeps a run away from accounts in which it has no business: whose they are, and what may be done there.

use kmspec::case::{AccountKind, CallerCredentials};
use kmspec::target::Permitted;
use kmspec::target::http::{Identity, Options, account_of_answers, identity, is_aws};
use kmspec::wire::admin::Principal;

use super::exit::Exit;
use super::open::{OWNER, unusable};
use super::output::errln;
use super::target_args::{Only, TargetArguments};

/// Accounts of documentation and of emulators; whoever has one of these as a real account says so in the profile.
const NOBODY_S: [&str; 5] = [
    "000000000000",
    "111111111111",
    "111122223333",
    "123456789012",
    "444455556666",
];

/// Refuses an endpoint of AWS for which no account is named, and one that the profile is not meant for.
///
/// Every command that opens an endpoint goes through [`open`](super::open::open), and so through this.
pub(crate) fn allowed(arguments: &TargetArguments) -> Result<(), Exit> {
    let url = arguments.endpoint_url.as_deref().unwrap_or_default();
    if !is_aws(url) {
        return Ok(());
    }
    if let Some(name) = emulator(arguments) {
        let refused = format!("{url} is AWS, and the profile `{name}` is one of an emulator");
        return Err(Exit::unreachable(refused)
            .help("for AWS there is --target aws; a profile of your own says `account: real`"));
    }
    if !arguments.allow_account.is_empty() {
        return Ok(());
    }
    let refused = format!("{url} is AWS, and no account is named that it may be");
    Err(Exit::unreachable(refused).help(
        "write --allow-account and its twelve digits; then calls that describe, list or get are sent, and with --allow-writes all",
    ))
}

/// The same, for what does nothing without making things.
pub(crate) fn allowed_to_write(arguments: &TargetArguments) -> Result<(), Exit> {
    allowed(arguments)?;
    let Some(word) = permitted(arguments).word() else {
        return Ok(());
    };
    let url = arguments.endpoint_url.as_deref().unwrap_or_default();
    let refused =
        format!("at {url} only calls of --only {word} are permitted, and these would make keys");
    Err(Exit::unreachable(refused).help(
        "a key costs money and cannot be deleted for at least 7 days; to make them all the same, write --allow-writes",
    ))
}

/// What the flags permit: all, but on AWS only what reads unless the user wants more.
pub(crate) fn permitted(arguments: &TargetArguments) -> Permitted {
    let url = arguments.endpoint_url.as_deref().unwrap_or_default();
    match arguments.only {
        Some(only) => permitted_by(only),
        None if is_aws(url) && !arguments.allow_writes => Permitted::Reads,
        None => Permitted::Everything,
    }
}

/// What a word of `--only` permits.
pub(crate) fn permitted_by(only: Only) -> Permitted {
    match only {
        Only::Read => Permitted::Reads,
        Only::DryRun => Permitted::DryRuns,
    }
}

/// Asks whose accounts these are, and refuses what they are not meant to be; then tells what is permitted.
///
/// Nothing but this is sent before it: to an endpoint of AWS nothing at all, to STS who each principal is.
pub(crate) async fn hold(arguments: &TargetArguments, options: &mut Options) -> Result<(), Exit> {
    if is_aws(&options.url) {
        let mut found_as = Vec::new();
        for principal in &options.principals {
            let found = identity(options, principal).await;
            let found = found.map_err(|error| unusable(&error))?;
            named(arguments, principal, &found)?;
            found_as.push(found);
        }
        for (principal, found) in options.principals.iter_mut().zip(found_as) {
            principal.account = found.account;
            principal.arn = Some(found.arn).filter(|arn| !arn.is_empty());
        }
    } else if let Some(name) = emulator(arguments) {
        nobody_s(arguments, options, name).await?;
    }
    tell_permitted(arguments);
    Ok(())
}

/// Tells what is permitted, where that is not all.
pub(crate) fn tell_permitted(arguments: &TargetArguments) {
    let permitted = permitted(arguments);
    let Some(word) = permitted.word() else { return };
    let url = arguments.endpoint_url.as_deref().unwrap_or_default();
    let why = match arguments.only {
        Some(_) => format!("--only {word}"),
        None => format!("{url} is AWS"),
    };
    errln!(
        "note: {why}: {}; --allow-writes permits all",
        permitted.sentence()
    );
}

/// Refuses an account that the user has not named, and one that is not that of the caller's `account`.
fn named(arguments: &TargetArguments, who: &Principal, found: &Identity) -> Result<(), Exit> {
    let Identity { account, arn } = found;
    let (who, meant) = (&who.name, &who.account);
    if !meant.is_empty() && meant != account {
        let refused = format!(
            "the `{who}` is {arn}, of account {account}, and should be of {meant}: nothing was sent to KMS"
        );
        return Err(Exit::unreachable(refused)
            .help("take the credentials of the account that is meant, or correct the `account`"));
    }
    if arguments.allow_account.contains(account) {
        return Ok(());
    }
    let refused = format!(
        "the `{who}` is {arn}, of account {account}, which --allow-account does not name: nothing was sent to KMS"
    );
    Err(Exit::unreachable(refused)
        .help("take the credentials of the account that is meant, or name this one too"))
}

/// The name of the profile, where it is one of an emulator.
fn emulator(arguments: &TargetArguments) -> Option<&str> {
    let profile = arguments.profile.as_ref()?;
    (profile.account_kind() == AccountKind::Emulator).then_some(profile.name.as_str())
}

/// Refuses an endpoint that passes on to AWS, such as a tunnel: where credentials are taken that do not stand in the profile,
/// its answers must not be of an account that may be somebody's.
///
/// AWS takes no credentials but its own, and a profile has none that are secret.
async fn nobody_s(arguments: &TargetArguments, options: &Options, name: &str) -> Result<(), Exit> {
    let own = |who: &str| {
        let profile = arguments.profile.as_ref();
        let caller = profile.and_then(|profile| profile.principals.get(who));
        arguments.principals.is_none()
            && (who != OWNER || arguments.aws_profile.is_none())
            && caller.is_some_and(|it| matches!(it.signs, CallerCredentials::Own { .. }))
    };
    for principal in options.principals.iter().filter(|it| !own(&it.name)) {
        let found = match identity(options, principal).await {
            Ok(found) => Some(found.account),
            Err(error) if error.is_unreachable() => return Err(unusable(&error)),
            Err(_) => match account_of_answers(options, principal).await {
                Err(error) if error.is_unreachable() => return Err(unusable(&error)),
                Err(_) => None,
                Ok(found) => found,
            },
        };
        let Some(account) = found else { continue };
        if account == principal.account || NOBODY_S.contains(&account.as_str()) {
            continue;
        }
        let refused = format!(
            "the profile `{name}` is one of an emulator, and {} answers the `{}` as account {account}, which may be a real one",
            options.url, principal.name
        );
        return Err(Exit::unreachable(refused).help(
            "if it is the emulator's, say so: `principals` with this `account` in a profile, or in the file of --principals",
        ));
    }
    Ok(())
}
