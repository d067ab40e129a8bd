//! What every world of the reference starts from: the same in process, over HTTP and over TLS, so that one corpus gets
//! one verdict.

use super::admin::Principal;
use super::{Timestamp, region};

/// The Regions that a world tells its clients of, home first.
pub const REGIONS: [&str; 2] = ["us-east-1", "us-west-2"];

/// The clock of a fresh world: 2026-01-01T00:00:00Z. It stands still until it is told to advance.
pub const START: Timestamp = Timestamp::from_millis(1_767_225_600_000);

/// [`REGIONS`] as a configuration takes them.
#[must_use]
pub fn regions() -> Vec<String> {
    REGIONS.map(str::to_owned).to_vec()
}

/// Every Region that a world answers for, home first: those of [`REGIONS`], and all others that AWS has.
#[must_use]
pub fn served() -> Vec<String> {
    let others = region::all().filter(|region| !REGIONS.contains(region));
    REGIONS
        .into_iter()
        .chain(others)
        .map(str::to_owned)
        .collect()
}

/// The name of the role that every account has where STS is beside KMS; it may do what the account's principal may.
pub const ROLE: &str = "kmspec";

/// Whether the account of the principal of this name lets it, or a role of the account, do anything: all but the `stranger` and
/// the `user`, who may do what key policies and grants let them.
#[must_use]
pub fn is_permitted(name: &str) -> bool {
    !["stranger", "user"].contains(&name)
}

/// Who may call: `owner`, `peer` and `stranger`, each in an account of its own, and a `user` in the owner's.
///
/// The credentials are AWS documentation's example forms, good for nothing but a reference.
#[must_use]
pub fn principals() -> Vec<Principal> {
    [
        ("owner", "111122223333", "OWNER"),
        ("peer", "444455556666", "PEER"),
        ("stranger", "777788889999", "STRANGER"),
        ("user", "111122223333", "USER"),
    ]
    .map(|(name, account, mark)| Principal {
        name: name.to_owned(),
        account: account.to_owned(),
        arn: Some(format!("arn:aws:iam::{account}:user/{name}")),
        access_key_id: format!("AKIA{mark:0>9}EXAMPLE"),
        secret_access_key: format!("wJalrXUtnFEMI/K7MDENG/{mark:x>11}EXAMPLE"),
        session_token: None,
    })
    .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_has_two_regions_and_three_accounts() {
        assert_eq!(regions(), ["us-east-1", "us-west-2"]);
        let [owner, peer, stranger, user] = principals().try_into().expect("four");
        assert_eq!(
            [&owner, &peer, &stranger, &user].map(|it| it.name.as_str()),
            ["owner", "peer", "stranger", "user"]
        );
        assert_eq!(owner.account, user.account);
        assert!(owner.account != peer.account && peer.account != stranger.account);
        assert!(!is_permitted("user") && is_permitted("owner"));
    }

    #[test]
    fn credentials_have_the_form_of_real_ones() {
        for principal in principals() {
            assert_eq!(principal.access_key_id.len(), 20, "{principal:?}");
            assert_eq!(principal.secret_access_key.len(), 40, "{principal:?}");
            assert_eq!(principal.account.len(), 12, "{principal:?}");
        }
        assert_eq!(START.amz_date(), "20260101T000000Z");
    }
}
