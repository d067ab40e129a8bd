//! The profiles of targets that come with kmspec.

use crate::case::{LoadErrors, TargetProfile};

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        /// The files: name and text.
        const SHIPPED: &[(&str, &str)] = &[$(
            ($name, include_str!(concat!("profiles/", $name, ".yaml"))),
        )*];
    };
}

shipped! {
    "reference",
    "aws",
    "moto",
    "ministack",
    "localstack",
    "local-kms",
    "floci",
    "fakecloud",
    "winterbaume",
    "awsim",
}

/// The names of the shipped profiles.
pub fn shipped_names() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(name, _)| *name)
}

/// The text of a shipped profile, to begin one's own with.
#[must_use]
pub fn shipped_text(name: &str) -> Option<&'static str> {
    let mut shipped = SHIPPED.iter();
    shipped.find(|(its, _)| *its == name).map(|(_, text)| *text)
}

/// A shipped profile; `None` for a name of none.
///
/// # Errors
/// What is wrong with it; a test holds that nothing is.
#[must_use]
pub fn shipped_profile(name: &str) -> Option<Result<TargetProfile, LoadErrors>> {
    let path = format!("kmspec:targets/{name}.yaml");
    shipped_text(name).map(|text| TargetProfile::parse(name, &path, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{AccountKind, Lack, ProfileEndpoint};

    fn profile(name: &str) -> TargetProfile {
        let loaded = shipped_profile(name).expect("it is shipped");
        loaded.unwrap_or_else(|errors| panic!("{errors}"))
    }

    #[test]
    fn every_shipped_profile_loads_and_says_where() {
        for name in shipped_names() {
            let profile = profile(name);
            assert_eq!(profile.name, name);
            assert!(profile.endpoint.is_some(), "{name}");
            let real = profile.account_kind() == AccountKind::Real;
            assert_eq!(real, name == "aws", "{name}");
            assert!(
                profile.deviations.is_empty(),
                "{name} hides what it is known to get wrong"
            );
        }
        assert!(shipped_profile("motto").is_none());
    }

    #[test]
    fn a_region_stands_in_an_endpoint() {
        let url = |name: &str| profile(name).endpoint.and_then(|it| it.url("eu-west-1"));
        assert_eq!(
            url("aws").as_deref(),
            Some("https://kms.eu-west-1.amazonaws.com")
        );
        assert_eq!(url("moto").as_deref(), Some("http://127.0.0.1:5000"));
        assert_eq!(
            profile("reference").endpoint,
            Some(ProfileEndpoint::Reference)
        );
        assert!(profile("local-kms").cannot.contains(&Lack::SecondRegion));
    }
}
