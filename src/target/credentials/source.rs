//! Where somebody's credentials come from, now and when they have ended.

use std::time::Duration;

#[cfg(feature = "aws")]
use super::chain;
use super::environment;
use crate::target::{Error, http};
use crate::wire::admin::Principal;

/// Where somebody's credentials come from, now and when they have ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Where programs of AWS look by themselves: the environment, and with the feature `aws` the profile, a token of web
    /// identity, a container and the instance behind it.
    Default,
    /// A profile of the files that programs of AWS share, by its name; only with the feature `aws`.
    Profile(String),
    /// What STS gives somebody else for a role.
    Role(Role),
}

/// A role, and who takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its ARN, which names the account.
    pub arn: String,
    /// The principal who asks STS for it.
    pub by: String,
    /// What a role of somebody else may want to be told.
    pub external_id: Option<String>,
}

/// Credentials for a time.
#[derive(Debug, Clone)]
pub(in crate::target) struct Lease {
    pub(in crate::target) principal: Principal,
    /// For how long, from now on; `None` where they do not tell of an end.
    pub(in crate::target) life: Option<Duration>,
}

impl Source {
    /// The credentials that `name` has of its own; nobody takes a role here.
    ///
    /// # Errors
    /// [`Error::Credentials`], with each place that was looked at.
    pub(in crate::target) async fn own(
        &self,
        name: &str,
        options: &http::Options,
    ) -> Result<Lease, Error> {
        let profile = match self {
            Self::Profile(profile) => Some(profile.as_str()),
            _ => None,
        };
        if profile.is_none() {
            let variable = |name: &str| std::env::var(name).ok();
            if let Some(principal) = environment::principal(name, variable)? {
                return Ok(Lease {
                    principal,
                    life: None,
                });
            }
        }
        elsewhere(name, profile, options).await
    }
}

#[cfg(feature = "aws")]
async fn elsewhere(
    name: &str,
    profile: Option<&str>,
    options: &http::Options,
) -> Result<Lease, Error> {
    Box::pin(chain::lease(name, profile, options)).await
}

#[cfg(not(feature = "aws"))]
#[expect(clippy::unused_async, reason = "with the feature `aws` it waits")]
async fn elsewhere(_: &str, profile: Option<&str>, _: &http::Options) -> Result<Lease, Error> {
    Err(match profile {
        Some(profile) => Error::Credentials {
            why: format!(
                "the profile `{profile}` of AWS is not read: this kmspec is built without the feature `aws`"
            ),
            help: "take the released program, or `cargo install kmspec --features aws`".into(),
        },
        None => environment::missing(environment::NEITHER),
    })
}

/// The Region of a profile; `None`, as profiles are read with the feature `aws`.
#[cfg(not(feature = "aws"))]
#[must_use]
pub fn region_of_profile(_: Option<&str>) -> Option<String> {
    None
}
