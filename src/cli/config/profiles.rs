//! Profiles, `services` sections and the shared credentials file.

use std::collections::BTreeMap;

use super::super::fault::{CliError, Kind};
use super::super::params::expand;
use super::super::ports::Files;
use super::ini::{Sections, parse_ini};

/// The settings of one profile.
pub(crate) type Profile = BTreeMap<String, String>;

/// What the two configuration files hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Profiles {
    /// The profiles of the configuration file alone.
    pub(crate) config: BTreeMap<String, Profile>,
    /// The sections of the shared credentials file.
    pub(crate) credentials: BTreeMap<String, Profile>,
    /// Both, as settings are looked up: the credentials file wins.
    pub(crate) merged: BTreeMap<String, Profile>,
    /// `[services NAME]` sections.
    pub(crate) services: BTreeMap<String, Profile>,
    /// `[sso-session NAME]` sections.
    pub(crate) sso_sessions: BTreeMap<String, Profile>,
}

impl Profiles {
    /// Reads the two files; a missing one is empty.
    ///
    /// # Errors
    ///
    /// A file that does not parse.
    pub(crate) fn load(
        files: &dyn Files,
        env: &BTreeMap<String, String>,
    ) -> Result<Self, CliError> {
        let path = |variable: &str, default: &str| {
            expand(env.get(variable).map_or(default, String::as_str), env)
        };
        let config = sections(files, &path("AWS_CONFIG_FILE", "~/.aws/config"))?;
        let credentials = sections(
            files,
            &path("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
        )?;
        let mut profiles = Self::default();
        for (header, keys) in config {
            let keys: Profile = keys.into_iter().collect();
            if header == "default" {
                profiles.config.insert(header, keys);
            } else if let Some(name) = named(&header, "profile") {
                profiles.config.insert(name, keys);
            } else if let Some(name) = named(&header, "services") {
                profiles.services.insert(name, keys);
            } else if let Some(name) = named(&header, "sso-session") {
                profiles.sso_sessions.insert(name, keys);
            }
        }
        for (header, keys) in credentials {
            profiles
                .credentials
                .insert(header, keys.into_iter().collect());
        }
        profiles.merged.clone_from(&profiles.config);
        for (name, keys) in &profiles.credentials {
            let merged = profiles.merged.entry(name.clone()).or_default();
            merged.extend(keys.iter().map(|(k, v)| (k.clone(), v.clone())));
        }
        Ok(profiles)
    }
}

fn sections(files: &dyn Files, path: &str) -> Result<Sections, CliError> {
    let Ok(bytes) = files.read(path) else {
        return Ok(Sections::new());
    };
    let fault = || {
        CliError::new(
            Kind::Startup,
            format!("Unable to parse config file: {path}"),
        )
    };
    let sections = parse_ini(&bytes).ok_or_else(fault)?;
    let broken = sections
        .iter()
        .flat_map(|(_, keys)| keys)
        .any(|(_, value)| value.starts_with('\n') && nested(value).is_none());
    if broken {
        return Err(fault());
    }
    Ok(sections)
}

/// The keys of a value that is a section of its own; `None` for a line without `=`.
pub(super) fn nested(value: &str) -> Option<Profile> {
    let lines = value.lines().map(str::trim).filter(|l| !l.is_empty());
    lines
        .map(|line| {
            let (key, value) = line.split_once('=')?;
            Some((key.trim().to_owned(), value.trim().to_owned()))
        })
        .collect()
}

/// `X` of `[profile X]`, quotes taken away.
fn named(header: &str, word: &str) -> Option<String> {
    let rest = header.strip_prefix(word)?;
    let mut parts = split_words(rest)?;
    (parts.len() == 1 && rest.starts_with(char::is_whitespace)).then(|| parts.remove(0))
}

/// Words as a shell splits them; `None` if a quote stays open.
pub(crate) fn split_words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some('"'), '\\') => match chars.next()? {
                escaped @ ('"' | '\\') => word.get_or_insert_default().push(escaped),
                other => word.get_or_insert_default().extend(['\\', other]),
            },
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '\\') => word.get_or_insert_default().push(chars.next()?),
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return None;
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_split_as_in_a_shell() {
        assert_eq!(
            split_words("sh -c \"echo 'a b' \\\"q\\\"\" x\\ y ''"),
            Some(vec![
                "sh".into(),
                "-c".into(),
                "echo 'a b' \"q\"".into(),
                "x y".into(),
                String::new()
            ])
        );
        assert_eq!(split_words("'open"), None);
    }

    #[test]
    fn only_named_profiles_count() {
        assert_eq!(named("profile a", "profile").as_deref(), Some("a"));
        assert_eq!(named("profile \"a b\"", "profile").as_deref(), Some("a b"));
        assert_eq!(named("profiles", "profile"), None);
        assert_eq!(named("profile", "profile"), None);
    }
}
