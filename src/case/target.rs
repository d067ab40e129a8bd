//! The profile of a target: where it is, who may call it, what it cannot have and what it is known to get wrong.
//!
//! ```yaml
//! about: moto 5, AWS in Python.                # what it is, in a sentence
//! endpoint: http://127.0.0.1:5000              # where it usually is; {region} is the home Region, `reference` the one inside
//! account: emulator                            # or `real`; without it, real where the endpoint is one of AWS
//! regions: [us-east-1, us-west-2]              # home first; the second is the one in which nothing may be seen
//! principals:                                  # who may call; without an owner, the environment's credentials are the owner's
//!   owner: {access_key_id: "111122223333", secret_access_key: example}      # twelve digits are the account
//!   peer: {assume_role: "arn:aws:iam::444455556666:role/kmspec"}            # the owner asks STS at the endpoint; or `by: stranger`
//!   # owner: {profile: work, account: "111122223333"}                      # a profile that programs of AWS share
//!   stranger: {access_key_id: x, secret_access_key: x, account: "777788889999", headers: {x-account-id: "777788889999"}}
//! cannot: [iam, second_account, custom_key_stores]   # what needs them is `unsupported`, and not `blocked`
//! absent:                                      # how it says that it does not have an operation, beside what is known
//!   - {status: 500, type: InternalError, text: no handler, sure: false}
//! consistency: 1s                              # --consistency-wait
//! rate: 5                                      # --rate
//! jobs: 2                                      # --jobs
//! deviations: {key/list: {reason: …, issue: …, expires: 2027-03-01}}    # id, where ids begin, or glob
//! disabled: {key/create/limit: Takes too long here.}
//! ```

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;

use super::keys::{
    Bool, ByName, Count, Day, Filled, List, Optional, Or, Required, Time, Yes, mapping, words,
};
use super::load::sorted;
use super::parse::{Callers, Endpoint, ErrorStatus, RegionNames};
use super::{LoadErrors, Source, parse};
use crate::wire::partition::is_aws_host;

mapping! {
    /// What is known of a target: where it is, who may call it, what it cannot have and what it is known to get wrong.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub TargetProfile("the profile of a target", check TargetProfile::check)
    given {
        /// What reports call it.
        name: String = |parser, _| parser.name.clone();
    } {
        /// What it is, in a sentence.
        about "about": String = Required<Filled>;
        /// Where it usually is; `None` where nobody can know.
        endpoint "endpoint": Option<ProfileEndpoint> = Optional<Endpoint>;
        /// Whether it is AWS or plays it: a profile of an emulator is refused where real accounts are.
        account "account": Option<AccountKind> = Optional<AccountKind>;
        /// The Regions: home first, and perhaps one other in which nothing may be seen.
        regions "regions": Vec<String> = Or<RegionNames>;
        /// Who may call, by name; where the owner is left out, the environment's credentials are the owner's.
        principals "principals": BTreeMap<String, Caller> = Or<Callers>;
        /// What it can never have: what needs that is unsupported, and not blocked.
        cannot "cannot": Vec<Lack> = Or<List<Lack>>;
        /// How it says that it does not have an operation, beside what kmspec knows of any endpoint.
        absent "absent": Vec<AbsentAnswer> = Or<List<AbsentAnswer>>;
        /// `--consistency-wait`: the longest that is waited for what was done to be seen, such as `1s`.
        consistency "consistency": Option<Duration> = Optional<Time>;
        /// `--rate`: the most requests a second.
        rate "rate": Option<u32> = Optional<Count<1, 100_000>>;
        /// `--jobs`: how many cases run side by side.
        jobs "jobs": Option<u32> = Optional<Count<1, 100_000>>;
        /// Cases that fail, by id, where ids begin, or glob.
        deviations "deviations": BTreeMap<String, Deviation> = Or<ByName<Deviation>>;
        /// Cases that do not run, by id, where ids begin, or glob, with the reason.
        disabled "disabled": BTreeMap<String, String> = Or<ByName<Filled>>;
    }
}

impl TargetProfile {
    /// Reads a profile; `path` is what errors call the file.
    ///
    /// # Errors
    /// Everything that is wrong with the text.
    pub fn parse(name: &str, path: &str, text: &str) -> Result<Self, LoadErrors> {
        let source = Source {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        parse::target(name, Arc::new(source)).map_err(sorted)
    }

    /// Whose its accounts are: as it says, else by whether its endpoint is one of AWS, else an emulator's.
    #[must_use]
    pub fn account_kind(&self) -> AccountKind {
        let of_aws = || {
            let url = self.endpoint.as_ref()?.url("us-east-1")?;
            let (_, rest) = url.split_once("://")?;
            let host = rest.split(['/', ':']).next()?;
            is_aws_host(host).then_some(AccountKind::Real)
        };
        self.account
            .or_else(of_aws)
            .unwrap_or(AccountKind::Emulator)
    }
}

/// Where a target is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfileEndpoint {
    /// In this process: the reference.
    Reference,
    /// At this URL, in which `{region}` stands for the home Region.
    Url(String),
}

impl ProfileEndpoint {
    /// The URL for a home Region; `None` for the reference.
    #[must_use]
    pub fn url(&self, region: &str) -> Option<String> {
        match self {
            Self::Reference => None,
            Self::Url(url) => Some(url.replace("{region}", region)),
        }
    }
}

/// Somebody who may call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// With what they sign.
    pub signs: CallerCredentials,
    /// Header fields that the target looks at to know the account, signed with every request of theirs.
    pub headers: BTreeMap<String, String>,
}

/// With what somebody signs.
#[derive(Clone, PartialEq, Eq)]
pub enum CallerCredentials {
    /// With credentials of their own.
    Own {
        /// The public half.
        access_key_id: String,
        /// The secret half.
        secret_access_key: String,
        /// The token of a temporary credential.
        session_token: Option<String>,
        /// The twelve digits of the account; empty where it is not known.
        account: String,
        /// The ARN of whoever signs with them.
        arn: Option<String>,
    },
    /// With what a profile of the files says that programs of AWS share.
    Profile {
        /// Its name.
        profile: String,
        /// The twelve digits of the account that it has to be of; empty where any may be.
        account: String,
    },
    /// With what STS at the endpoint gives somebody else for this role.
    AssumeRole {
        /// The role's ARN, which names the account.
        arn: String,
        /// Who takes it: one who takes no role.
        by: String,
        /// What the role wants to be told.
        external_id: Option<String>,
    },
}

impl fmt::Debug for CallerCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own {
                access_key_id,
                account,
                ..
            } => f
                .debug_struct("Own")
                .field("access_key_id", access_key_id)
                .field("account", account)
                .finish_non_exhaustive(),
            Self::Profile { profile, .. } => {
                f.debug_struct("Profile").field("profile", profile).finish()
            }
            Self::AssumeRole { arn, by, .. } => f
                .debug_struct("AssumeRole")
                .field("arn", arn)
                .field("by", by)
                .finish_non_exhaustive(),
        }
    }
}

words! {
    /// Whose the accounts of a target are.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    AccountKind("kind of account") {
        /// `emulator`: nobody's.
        Emulator "emulator",
        /// `real`: somebody pays for them.
        Real "real",
    }
}

words! {
    /// Something that a target can never have.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    Lack("lack") {
        /// `iam`: it asks nobody for permission, so that nobody is a stranger to it, or a user without permissions.
        Iam "iam",
        /// `second_account`: all its callers are of one account.
        SecondAccount "second_account",
        /// `second_region`: it serves one Region.
        SecondRegion "second_region",
        /// `custom_key_stores`: it keeps no keys elsewhere.
        CustomKeyStores "custom_key_stores",
    }
}

mapping! {
    /// An answer by which a target says that it does not have an operation; `type`, `text` or both, and everything that is
    /// named holds of it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub AbsentAnswer("an answer", check AbsentAnswer::check) {
        /// The status.
        status "status": Option<u16> = Optional<ErrorStatus>;
        /// The error type.
        error_type "type": Option<String> = Optional<Filled>;
        /// What stands in the body.
        text "text": Option<String> = Optional<Filled>;
        /// False: it may as well have crashed, which other answers of the operation tell.
        sure "sure": bool = Or<Bool, Yes>;
    }
}

mapping! {
    /// A failure that is known.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub Deviation("a deviation") {
        /// What the target does.
        reason "reason": String = Required<Filled>;
        /// Where its maintainers speak of it.
        issue "issue": Option<String> = Optional<Filled>;
        /// The day from which it is a failure again, `YYYY-MM-DD`.
        expires "expires": Option<String> = Optional<Day>;
    }
}

impl Deviation {
    /// Reason and link, in one line.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.issue {
            Some(issue) => format!("{} ({issue})", self.reason),
            None => self.reason.clone(),
        }
    }
}
