//! The alias file: `[toplevel]` words that stand for a command line or, with `!`, for a shell command.

use std::collections::BTreeMap;

use super::config::{parse_ini, split_words};
use super::fault::{CliError, Kind};
use super::params::expand;
use super::ports::Files;

/// Aliases by the command under which they count; `""` for those that stand for a command themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Aliases(BTreeMap<String, Vec<(String, String)>>);

/// What an alias stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// These words.
    Words(Vec<String>),
    /// This shell command.
    Shell(String),
}

impl Aliases {
    /// Reads the alias file, if there is one.
    ///
    /// # Errors
    ///
    /// It does not parse.
    pub(crate) fn load(
        files: &dyn Files,
        env: &BTreeMap<String, String>,
    ) -> Result<Self, CliError> {
        let path = expand("~/.aws/cli/alias", env);
        let Ok(bytes) = files.read(&path) else {
            return Ok(Self::default());
        };
        let sections = parse_ini(&bytes).ok_or_else(|| {
            CliError::new(
                Kind::Startup,
                format!("Unable to parse config file: {path}"),
            )
        })?;
        let mut aliases = Self::default();
        for (header, keys) in sections {
            let under = match header.as_str() {
                "toplevel" => "",
                other => match other.strip_prefix("command ") {
                    Some(command) => command,
                    None => continue,
                },
            };
            let keys = keys.into_iter().map(|(k, v)| (k, v.trim().to_owned()));
            aliases.0.insert(under.to_owned(), keys.collect());
        }
        Ok(aliases)
    }

    /// The names under a command, in the order of the file.
    pub(crate) fn names(&self, under: &str) -> impl Iterator<Item = &str> {
        let names = self.0.get(under).into_iter().flatten();
        names.map(|(name, _)| name.as_str())
    }

    /// What a name stands for.
    ///
    /// # Errors
    ///
    /// A quote stays open.
    pub(crate) fn meaning(&self, under: &str, name: &str) -> Result<Option<Meaning>, CliError> {
        let found = self
            .0
            .get(under)
            .into_iter()
            .flatten()
            .find(|(n, _)| n == name);
        let Some((_, value)) = found else {
            return Ok(None);
        };
        if let Some(command) = value.strip_prefix('!') {
            return Ok(Some(Meaning::Shell(command.to_owned())));
        }
        let words = split_words(value).ok_or_else(|| {
            CliError::other(format!(
                "Value of alias \"{name}\" could not be parsed. Received error: No closing quotation when parsing:\n{value}"
            ))
        })?;
        Ok(Some(Meaning::Words(words)))
    }
}

/// A word as a shell reads it back.
pub(crate) fn shell_quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@%+=:,./-_".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\"'\"'"))
}
