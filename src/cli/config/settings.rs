//! One setting at a time: flag, environment, profile, default.

use std::collections::BTreeMap;

use super::super::fault::CliError;
use super::super::ports::Flavour;
use super::profiles::{Profile, Profiles, nested};

/// Settings, looked up in the order of the flavour.
#[derive(Debug)]
pub(crate) struct Settings<'a> {
    pub(crate) flavour: Flavour,
    pub(crate) env: &'a BTreeMap<String, String>,
    pub(crate) profiles: &'a Profiles,
    /// `--profile`.
    pub(crate) profile_flag: Option<&'a str>,
    /// `--region`.
    pub(crate) region_flag: Option<&'a str>,
}

impl<'a> Settings<'a> {
    fn variable(&self, name: &str) -> Option<&'a str> {
        self.env.get(name).map(String::as_str)
    }

    /// The profile's name, if one is chosen.
    pub(crate) fn profile_name(&self) -> Option<&'a str> {
        let (first, second) = match self.flavour {
            Flavour::V1 => ("AWS_DEFAULT_PROFILE", "AWS_PROFILE"),
            Flavour::V2 => ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"),
        };
        self.profile_flag
            .or_else(|| self.variable(first))
            .or_else(|| self.variable(second))
    }

    /// The chosen profile, or the default one, or none at all.
    ///
    /// # Errors
    ///
    /// A profile is chosen that no file has.
    pub(crate) fn profile(&self) -> Result<Option<&'a Profile>, CliError> {
        match self.profile_name() {
            None => Ok(self.profiles.merged.get("default")),
            Some(name) => match self.profiles.merged.get(name) {
                Some(profile) => Ok(Some(profile)),
                None => Err(CliError::other(format!(
                    "The config profile ({name}) could not be found"
                ))),
            },
        }
    }

    /// A setting of the profile.
    pub(crate) fn scoped(&self, key: &str) -> Result<Option<&'a str>, CliError> {
        let profile = self.profile()?;
        Ok(profile.and_then(|p| p.get(key)).map(String::as_str))
    }

    /// A setting of the environment, else of the profile; an empty variable counts.
    pub(crate) fn get(&self, variable: &str, key: &str) -> Result<Option<&'a str>, CliError> {
        match self.variable(variable) {
            Some(value) => Ok(Some(value)),
            None => self.scoped(key),
        }
    }

    /// The Region, if one is configured.
    pub(crate) fn region(&self) -> Result<Option<&'a str>, CliError> {
        // An empty flag is no flag.
        if let Some(flag) = self.region_flag {
            return Ok(Some(flag));
        }
        if self.flavour == Flavour::V2
            && let Some(region) = self.variable("AWS_REGION")
        {
            return Ok(Some(region));
        }
        self.get("AWS_DEFAULT_REGION", "region")
    }

    /// The endpoint that environment or profile set for a service, such as `kms`.
    pub(crate) fn endpoint_url(&self, service: &str) -> Result<Option<String>, CliError> {
        let ignored = self.get(
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
            "ignore_configured_endpoint_urls",
        )?;
        if ignored.is_some_and(is_true) {
            return Ok(None);
        }
        let own = format!("AWS_ENDPOINT_URL_{}", service.to_uppercase());
        let set = |name: &str| self.variable(name).filter(|url| !url.is_empty());
        let found = set(&own).or_else(|| set("AWS_ENDPOINT_URL"));
        if let Some(url) = found {
            return Ok(Some(url.to_owned()));
        }
        let section = match self.scoped("services")? {
            None => None,
            Some(name) => {
                let section = self.profiles.services.get(name);
                let section = section.filter(|section| !section.is_empty());
                Some(section.ok_or_else(|| {
                    CliError::other(format!(
                        "The profile is configured to use the services section but the \"{name}\" services \
                         configuration does not exist."
                    ))
                })?)
            }
        };
        let in_section = section
            .and_then(|section| section.get(service))
            .and_then(|value| nested(value))
            .and_then(|mut keys| keys.remove("endpoint_url"));
        match in_section {
            Some(url) => Ok(Some(url)),
            None => Ok(self.scoped("endpoint_url")?.map(str::to_owned)),
        }
    }

    /// A switch, off unless it says `true`.
    pub(crate) fn switch(&self, variable: &str, key: &str) -> Result<bool, CliError> {
        Ok(self.get(variable, key)?.is_some_and(is_true))
    }
}

/// Only `true`, in any case, is true.
pub(crate) fn is_true(value: &str) -> bool {
    value.eq_ignore_ascii_case("true")
}
