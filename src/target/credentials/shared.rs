//! The files that programs of AWS share, as far as kmspec reads them itself: which profiles there are, their Region, and how
//! whoever uses one signs in.

use std::collections::BTreeMap;
use std::path::Path;

use crate::case::did_you_mean;
use crate::cli::{FileFault, Files, Profiles};
use crate::file;
use crate::target::Error;

/// A configuration file above this size is none.
const LARGEST: u64 = 4 << 20;

/// So many profiles may stand one behind the other.
const DEEPEST: usize = 8;

/// What the two files hold, and the environment that says where they are.
pub(super) struct Shared {
    profiles: Profiles,
    env: BTreeMap<String, String>,
}

struct Disk;

impl Files for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileFault> {
        file::read(Path::new(path), LARGEST).map_err(|error| FileFault {
            number: error.raw_os_error().unwrap_or_default(),
            message: error.to_string(),
        })
    }
}

/// The Region of a profile, of that which the environment names where none is given; `None` where it says none.
#[must_use]
pub fn region_of_profile(profile: Option<&str>) -> Option<String> {
    let shared = Shared::read().ok()?;
    let profile = shared.profiles.merged.get(shared.chosen(profile))?;
    profile.get("region").cloned()
}

impl Shared {
    /// What the files hold; one that is not there holds nothing.
    ///
    /// # Errors
    /// [`Error::Credentials`] for a file that cannot be understood.
    pub(super) fn read() -> Result<Self, Error> {
        let env = std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        Self::of(env.collect())
    }

    fn of(env: BTreeMap<String, String>) -> Result<Self, Error> {
        let profiles = Profiles::load(&Disk, &env).map_err(|error| Error::Credentials {
            why: format!("the profiles of AWS cannot be read: {}", error.message),
            help: "sections in brackets, and `name = value` under them, make such a file".into(),
        })?;
        Ok(Self { profiles, env })
    }

    /// The profile that counts where this one is asked for.
    pub(super) fn chosen<'a>(&'a self, profile: Option<&'a str>) -> &'a str {
        let named = self.env.get("AWS_PROFILE").filter(|it| !it.is_empty());
        profile.or(named.map(String::as_str)).unwrap_or("default")
    }

    /// Whether a profile is there that is asked for by its name.
    ///
    /// # Errors
    /// [`Error::Credentials`] where it is not.
    pub(super) fn has(&self, profile: Option<&str>) -> Result<(), Error> {
        let chosen = self.chosen(profile);
        let all = &self.profiles.merged;
        if all.contains_key(chosen) || (profile.is_none() && chosen == "default") {
            return Ok(());
        }
        let known: Vec<&str> = all.keys().map(String::as_str).collect();
        let places = [
            ("AWS_CONFIG_FILE", "~/.aws/config"),
            ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
        ];
        let [config, credentials] =
            places.map(|(name, usual)| self.env.get(name).map_or(usual, String::as_str));
        let help = did_you_mean(chosen, known.iter().copied()).unwrap_or(match known.len() {
            0 => "there is no profile at all; `aws configure` makes one".to_owned(),
            _ => format!("there are {}", known.join(", ")),
        });
        Err(Error::Credentials {
            why: format!("there is no profile `{chosen}` in {config} or {credentials}"),
            help: help.into(),
        })
    }

    /// What to do where a profile gives no credentials: to sign in, where somebody does that for it.
    pub(super) fn help(&self, profile: &str) -> String {
        let mut name = profile;
        for _ in 0..DEEPEST {
            let Some(keys) = self.profiles.merged.get(name) else {
                break;
            };
            let has = |key: &str| keys.contains_key(key);
            if has("sso_session") || has("sso_start_url") {
                return format!("sign in again: aws sso login --profile {name}");
            }
            if has("login_session") {
                return format!("sign in again: aws login --profile {name}");
            }
            let Some(next) = keys.get("source_profile").filter(|next| *next != name) else {
                break;
            };
            name = next;
        }
        format!("`aws sts get-caller-identity --profile {profile}` goes the same way")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(config: &str, more: &[(&str, &str)]) -> (tempfile::TempDir, Result<Shared, Error>) {
        let home = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(home.path().join(".aws")).expect("it is writable");
        std::fs::write(home.path().join(".aws/config"), config).expect("it is writable");
        let mut env: BTreeMap<_, _> = more
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        env.insert("HOME".to_owned(), home.path().display().to_string());
        let shared = Shared::of(env);
        (home, shared)
    }

    const CONFIG: &str = "[profile work]\nregion = eu-west-1\nsso_session = corp\n\n[profile admin]\nrole_arn = arn:aws:iam::111122223333:role/a\nsource_profile = work\n[profile mine]\nlogin_session = arn\n";

    #[test]
    fn a_profile_that_is_not_there_is_told_with_those_that_are() {
        let (_home, shared) = shared(CONFIG, &[]);
        let shared = shared.expect("a good file");
        let missing = |name| {
            let error = shared.has(Some(name)).expect_err("it is not there");
            format!("{error}; {}", error.help().unwrap_or_default())
        };
        assert_eq!(
            missing("wrok"),
            "there is no profile `wrok` in ~/.aws/config or ~/.aws/credentials; did you mean `work`?"
        );
        assert!(missing("zzz").ends_with("; there are admin, mine, work"));
        assert_eq!(
            (shared.has(None), shared.has(Some("work"))),
            (Ok(()), Ok(()))
        );
    }

    #[test]
    fn whoever_signs_in_is_told_how() {
        let (_home, shared) = shared(CONFIG, &[("AWS_PROFILE", "mine")]);
        let shared = shared.expect("a good file");
        let sso = "sign in again: aws sso login --profile work";
        assert_eq!(shared.help("work"), sso);
        assert_eq!(shared.help("admin"), sso);
        let mine = shared.help(shared.chosen(None));
        assert_eq!(mine, "sign in again: aws login --profile mine");
    }

    #[test]
    fn a_file_that_is_none_is_told() {
        let (_home, shared) = shared("region = x\n", &[]);
        let error = shared.err().expect("it is wrong").to_string();
        assert!(
            error.starts_with("the profiles of AWS cannot be read: "),
            "{error}"
        );
    }
}
