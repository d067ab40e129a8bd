//! Credentials that stand in the environment.

use crate::target::Error;
use crate::wire::admin::Principal;

/// The variables of a pair.
const PAIR: [&str; 2] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

/// Neither of the two is there.
pub(super) const NEITHER: &str = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set";

/// What an endpoint without secrets of its own takes.
const ANY: &str =
    "export both (an emulator takes any values, such as AKIAIOSFODNN7EXAMPLE and example)";

/// Who `name` is by `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`; `None` where neither of the first two
/// is set. The account is not known.
///
/// # Errors
/// Where one of the two is set alone.
pub(super) fn principal(
    name: &str,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Option<Principal>, Error> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    match PAIR.map(set) {
        [Some(access_key_id), Some(secret_access_key)] => Ok(Some(Principal {
            name: name.to_owned(),
            account: String::new(),
            arn: None,
            access_key_id,
            secret_access_key,
            session_token: set("AWS_SESSION_TOKEN"),
        })),
        [None, None] => Ok(None),
        [None, _] => Err(missing(&format!("{} is not set", PAIR[0]))),
        [_, None] => Err(missing(&format!("{} is not set", PAIR[1]))),
    }
}

/// Nobody has any credentials; without an owner every call would be left out, and a run would say nothing of the endpoint.
pub(super) fn missing(why: &str) -> Error {
    let elsewhere = if cfg!(feature = "aws") {
        "sign in, as with `aws sso login`"
    } else {
        "take a kmspec with the feature `aws`, which reads profiles, SSO and the roles of containers and instances"
    };
    Error::Credentials {
        why: format!("there are no credentials to call the endpoint with: {why}"),
        help: format!("{ANY}, name a file of principals with --principals, or {elsewhere}").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_needs_both_halves() {
        let of = |names: &'static [&str]| {
            principal("owner", |name: &str| {
                names.contains(&name).then(|| "x".to_owned())
            })
        };
        let owner = of(&PAIR).expect("both halves").expect("there are some");
        assert_eq!((owner.name.as_str(), owner.session_token), ("owner", None));
        assert_eq!(of(&[]), Ok(None));
        assert_eq!(principal("owner", |_| Some(String::new())), Ok(None));
        for (set, told) in [(0, "AWS_SECRET_ACCESS_KEY"), (1, "AWS_ACCESS_KEY_ID")] {
            let error = of(if set == 0 { &PAIR[..1] } else { &PAIR[1..] });
            let error = error.expect_err("half of a pair").to_string();
            assert_eq!(
                error,
                format!("there are no credentials to call the endpoint with: {told} is not set")
            );
        }
    }
}
