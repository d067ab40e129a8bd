//! When a request is sent again.

use super::super::ports::TransportError;

/// The rules of one retry mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Policy {
    pub(crate) mode: Mode,
    /// Attempts in all, at least one.
    pub(crate) attempts: u32,
}

/// The retry modes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Legacy,
    Standard,
    Adaptive,
}

impl Mode {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Legacy => "legacy",
            Self::Standard => "standard",
            Self::Adaptive => "adaptive",
        }
    }
}

/// What an attempt came to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Attempt<'a> {
    Answered {
        status: u16,
        /// The error's code, if the answer is an error.
        code: Option<&'a str>,
    },
    Failed(&'a TransportError),
}

/// What to do after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) again: bool,
    /// The fault says that retries are used up.
    pub(super) exhausted: bool,
}

/// Source: botocore, `_retry.json`.
const LEGACY_CODES: [&str; 5] = [
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "ProvisionedThroughputExceededException",
];

/// Source: botocore, `retries/standard.py`.
const STANDARD_CODES: [&str; 16] = [
    "RequestTimeout",
    "RequestTimeoutException",
    "PriorRequestNotComplete",
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "TransactionInProgressException",
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "RequestThrottled",
    "SlowDown",
    "EC2ThrottledException",
];

impl Policy {
    /// What to do after the attempt of this number, the first being 1.
    pub(super) fn decide(self, number: u32, attempt: Attempt<'_>) -> Decision {
        let left = number < self.attempts;
        let retryable = match (self.mode, attempt) {
            (Mode::Legacy, Attempt::Failed(error)) => !matches!(error, TransportError::Other(_)),
            (Mode::Legacy, Attempt::Answered { status, code }) => {
                matches!(status, 429 | 500 | 502 | 503 | 504 | 509)
                    || (status == 400 && code.is_some_and(|c| LEGACY_CODES.contains(&c)))
            }
            (_, Attempt::Failed(_)) => true,
            (_, Attempt::Answered { status, code }) => {
                matches!(status, 500 | 502 | 503 | 504)
                    || code.is_some_and(|c| STANDARD_CODES.contains(&c))
            }
        };
        Decision {
            again: retryable && left,
            // The newer modes look at the count before they look at the error.
            exhausted: !left && (retryable || self.mode != Mode::Legacy),
        }
    }

    /// Seconds to wait after this attempt, given a random number from 0 to 1.
    pub(super) fn delay(self, number: u32, random: f64) -> f64 {
        let growth = 2f64.powi(i32::try_from(number - 1).unwrap_or(30).min(30));
        match self.mode {
            Mode::Legacy => random * growth,
            _ => random * growth.min(20.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(mode: Mode, number: u32, status: u16, code: &str) -> (bool, bool) {
        let policy = Policy { mode, attempts: 2 };
        let code = Some(code);
        let decision = policy.decide(number, Attempt::Answered { status, code });
        (decision.again, decision.exhausted)
    }

    #[test]
    fn the_modes_differ() {
        assert_eq!(decide(Mode::Legacy, 1, 429, ""), (true, false));
        assert_eq!(decide(Mode::Standard, 1, 429, ""), (false, false));
        assert_eq!(decide(Mode::Legacy, 1, 400, "SlowDown"), (false, false));
        assert_eq!(decide(Mode::Standard, 1, 400, "SlowDown"), (true, false));
        assert_eq!(decide(Mode::Legacy, 2, 500, ""), (false, true));
        assert_eq!(decide(Mode::Legacy, 2, 307, ""), (false, false));
        assert_eq!(decide(Mode::Standard, 2, 307, ""), (false, true));
    }
}
