//! Profiles that sign in through a browser: what is said when nobody has signed in.
//!
//! The CLI keeps the tokens of those who have in files of its own; this one has no such files, so there is never a token.

use std::collections::BTreeMap;

use super::super::config::{Profile, Settings};
use super::super::fault::CliError;
use super::super::ports::Flavour;
use super::chain::Source;

/// Looks whether the profile signs in through IAM Identity Center.
///
/// # Errors
///
/// A session that does not exist or contradicts the profile, a setting that is missing.
pub(super) fn find(settings: &Settings<'_>, name: &str) -> Result<Option<Source>, CliError> {
    match settings.profiles.merged.get(name) {
        Some(profile) => token(&settings.profiles.sso_sessions, name, profile),
        None => Ok(None),
    }
}

fn token(
    sessions: &BTreeMap<String, Profile>,
    name: &str,
    profile: &Profile,
) -> Result<Option<Source>, CliError> {
    if !["sso_role_name", "sso_account_id"]
        .iter()
        .any(|key| profile.contains_key(*key))
    {
        return Ok(None);
    }
    let mut resolved = profile.clone();
    let session = profile.get("sso_session");
    if let Some(session) = session {
        let keys = sessions.get(session).ok_or_else(|| {
            CliError::other(format!(
                "The specified sso-session does not exist: \"{session}\""
            ))
        })?;
        for (key, value) in keys {
            let own = resolved.insert(key.clone(), value.clone());
            if let Some(own) = own.filter(|own| own != value) {
                return Err(CliError::other(format!(
                    "The value for {key} is inconsistent between profile ({own}) and sso-session ({value})."
                )));
            }
        }
    }
    let needed = [
        "sso_role_name",
        "sso_account_id",
        "sso_start_url",
        "sso_region",
    ];
    let missing: Vec<&str> = needed
        .into_iter()
        .filter(|key| !resolved.contains_key(*key))
        .collect();
    if !missing.is_empty() {
        return Err(CliError::other(format!(
            "The profile \"{name}\" is configured to use SSO but is missing required configuration: {}",
            missing.join(", ")
        )));
    }
    let owner = session.or_else(|| resolved.get("sso_start_url"));
    let owner = owner.map_or("", String::as_str);
    Ok(Some(Source::Broken(CliError::other(format!(
        "Error loading SSO Token: Token for {owner} does not exist"
    )))))
}

/// A profile that `aws login` would serve: v1 lacks a library for it, v2 finds no session.
pub(super) fn no_login(flavour: Flavour, session: &str) -> CliError {
    CliError::other(match flavour {
        Flavour::V1 => {
            "Missing Dependency: Using the login credential provider requires an additional dependency. You will need \
             to pip install \"botocore[crt]\" before proceeding."
                .to_owned()
        }
        Flavour::V2 => format!(
            "Error loading login session token: Unable to load a existing login session for session {session}, Please \
             reauthenticate with 'aws login'."
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(profile: &[(&str, &str)], expect: &str) {
        let keys = |pairs: &[(&str, &str)]| -> Profile {
            pairs
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect()
        };
        let session = keys(&[("sso_start_url", "https://x"), ("sso_region", "r")]);
        let sessions = BTreeMap::from([("s".to_owned(), session)]);
        let said = match token(&sessions, "p", &keys(profile)) {
            Ok(None) => "nothing".to_owned(),
            Ok(Some(Source::Broken(fault))) => format!("later: {}", fault.message),
            Ok(Some(_)) => "credentials".to_owned(),
            Err(fault) => fault.message,
        };
        assert_eq!(said, expect);
    }

    #[test]
    fn a_profile_says_how_it_signs_in() {
        check(&[("sso_start_url", "u")], "nothing");
        check(
            &[("sso_account_id", "1"), ("sso_start_url", "u")],
            "The profile \"p\" is configured to use SSO but is missing required configuration: sso_role_name, sso_region",
        );
        let role = [("sso_account_id", "1"), ("sso_role_name", "r")];
        check(
            &[role[0], role[1], ("sso_session", "s")],
            "later: Error loading SSO Token: Token for s does not exist",
        );
        check(
            &[role[0], role[1], ("sso_session", "t")],
            "The specified sso-session does not exist: \"t\"",
        );
        check(
            &[role[0], role[1], ("sso_session", "s"), ("sso_region", "q")],
            "The value for sso_region is inconsistent between profile (q) and sso-session (r).",
        );
        check(
            &[
                role[0],
                role[1],
                ("sso_start_url", "u"),
                ("sso_region", "q"),
            ],
            "later: Error loading SSO Token: Token for u does not exist",
        );
    }
}
