//! Why a request is not authenticated, in AWS's words.

use std::fmt;

/// Why a request is not authenticated, and what the client is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthFault {
    /// Which rule is broken.
    pub kind: AuthFaultKind,
    /// The status code; 400 for all (facts ).
    pub status: u16,
    /// The error's shape name.
    pub error_type: &'static str,
    /// The error's text.
    pub message: String,
}

impl fmt::Display for AuthFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.error_type, self.message)
    }
}

impl std::error::Error for AuthFault {}

/// The rules that a request can break, in the order in which they are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuthFaultKind {
    /// Fact A-003: a signature in the header and one in the query.
    Both,
    /// Fact A-001: no signature.
    Missing,
    /// Fact A-002: parts of the signature are left out.
    Incomplete,
    /// Fact A-004: another algorithm.
    Algorithm,
    /// Fact A-005: a credential that is not five parts.
    Credential,
    /// A date that no calendar has, or in another form.
    Date,
    /// Facts: a scope for another Region, service or day, or with another terminator.
    Scope,
    /// A header that must be signed is not.
    SignedHeaders,
    /// Fact A-009: nobody has this access key id.
    UnknownKey,
    /// Fact A-015: a session token that does not belong to the key, or a missing one.
    Token,
    /// Fact A-014: a session token past its time.
    ExpiredToken,
    /// Fact A-011: too old.
    Expired,
    /// Fact A-013: from the future.
    NotYetCurrent,
    /// Fact A-010: the signature is another.
    Mismatch,
}

impl AuthFaultKind {
    /// The error's shape name.
    #[must_use]
    pub fn error_type(self) -> &'static str {
        match self {
            Self::Missing => "MissingAuthenticationTokenException",
            Self::Incomplete | Self::Algorithm | Self::Credential | Self::Date => {
                "IncompleteSignatureException"
            }
            Self::UnknownKey | Self::Token => "UnrecognizedClientException",
            Self::ExpiredToken => "ExpiredTokenException",
            Self::Both
            | Self::Scope
            | Self::SignedHeaders
            | Self::Expired
            | Self::NotYetCurrent
            | Self::Mismatch => "InvalidSignatureException",
        }
    }

    pub(super) fn fault(self, message: impl Into<String>) -> AuthFault {
        AuthFault {
            kind: self,
            status: 400,
            error_type: self.error_type(),
            message: message.into(),
        }
    }
}
