//! How one try of an instance ended.

use crate::case::{Principal, Region};
use crate::check::{Mismatch, NoVerdict};
use crate::model::Operation;
use crate::target;

use super::client::Unanswered;
use super::request::Lacking;

/// How one try of an instance ended.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    /// Every expectation held.
    Pass,
    /// At this step an expectation did not hold.
    Fail {
        step: usize,
        mismatches: Vec<Mismatch>,
    },
    /// Set-up failed.
    Blocked { step: usize, fault: NoVerdict },
    /// The user gave no credentials for somebody the case needs.
    Lacking { fault: NoVerdict },
    /// The target cannot be put into the situation, or does not have the operation.
    Unsupported { step: usize, fault: NoVerdict },
    /// The answer may mean that the target does not have the operation, or that it crashed: the rest of the run tells.
    Doubtful {
        operation: Operation,
        absent: Box<Outcome>,
        crashed: Box<Outcome>,
    },
    /// The user interrupted the run before this ended.
    Interrupted,
    /// The target could not be asked, or the suite broke.
    Error {
        step: usize,
        fault: NoVerdict,
        unreachable: bool,
    },
}

impl Outcome {
    /// The step that was answered in another way altogether than the case asks, such as by a success for a refusal.
    pub(super) fn wrong_answer(&self) -> Option<usize> {
        match self {
            Self::Fail { step, mismatches } => {
                let wrong = mismatches.iter().any(|it| it.path == "answer");
                wrong.then_some(*step)
            }
            _ => None,
        }
    }

    /// Why something that the case needs could not be made.
    pub(super) fn unmade_need(&self) -> Option<&str> {
        match self {
            Self::Blocked { step: 0, fault } | Self::Unsupported { step: 0, fault } => {
                Some(&fault.summary)
            }
            Self::Doubtful { absent, .. } => absent.unmade_need(),
            _ => None,
        }
    }

    /// The target could not be asked.
    pub(super) fn of_error(step: usize, error: &target::Error) -> Self {
        if let target::Error::Unsupported { .. } | target::Error::NotPermitted { .. } = error {
            return Self::Unsupported {
                step,
                fault: fault(error.to_string()),
            };
        }
        Self::Error {
            step,
            fault: NoVerdict {
                summary: error.to_string(),
                help: error.help().map(str::to_owned),
            },
            unreachable: error.is_unreachable(),
        }
    }

    /// There is no answer.
    pub(super) fn of_unanswered(step: usize, why: &Unanswered) -> Self {
        match why {
            Unanswered::Target(error) => Self::of_error(step, error),
            Unanswered::Lacking(lacking) => Self::of_lacking(*lacking),
        }
    }

    /// Somebody or somewhere is not there.
    pub(super) fn of_lacking(lacking: Lacking) -> Self {
        let (summary, help) = match lacking {
            Lacking::Principal(principal) => (
                format!("there are no credentials for `{}`", principal.word()),
                "name a file of principals with --principals",
            ),
            Lacking::Account => (
                "the account of the credentials is not known".to_owned(),
                "name a file of principals with --principals",
            ),
            Lacking::Arn(principal) => (
                format!("the ARN of `{}` is not known", principal.word()),
                "name it as `arn` in the file of --principals, or in the profile",
            ),
            Lacking::Region(Region::Home | Region::Other) => (
                "the target has no other Region".to_owned(),
                "the case needs a second Region of the same endpoint",
            ),
        };
        Self::Lacking {
            fault: NoVerdict {
                summary,
                help: Some(help.to_owned()),
            },
        }
    }

    /// Somebody can never be there.
    pub(super) fn of_never(principal: Principal) -> Self {
        Self::never(&format!("a `{}`", principal.word()))
    }

    /// Something can never be there.
    pub(super) fn never(what: &str) -> Self {
        Self::Unsupported {
            step: 0,
            fault: fault(format!("the target can never have {what}")),
        }
    }

    /// What would be made cannot bear the mark of the run, and the target is one where everything must.
    pub(super) fn unmarked(step: usize, operation: Operation) -> Self {
        Self::Unsupported {
            step,
            fault: fault(format!(
                "what {operation} would make here cannot bear the mark of the run, by which it is found and taken away"
            )),
        }
    }

    /// The suite itself is at fault.
    pub(super) fn broken(step: usize, summary: String) -> Self {
        Self::Error {
            step,
            fault: fault(summary),
            unreachable: false,
        }
    }
}

/// A fault with nothing to do about it.
pub(super) fn fault(summary: impl Into<String>) -> NoVerdict {
    NoVerdict {
        summary: summary.into(),
        help: None,
    }
}
