//! AWS Signature Version 4: signing as a good client does, signing wrongly on purpose, and verification.
//!
//! Source: AWS General Reference, "Signature Version 4 signing process"; faults by the facts.

mod authorization;
mod canonical;
mod credentials;
mod fault;
mod sign;
#[cfg(test)]
mod vectors;
mod verify;

pub use authorization::{Claim, claim};
pub use credentials::{Credentials, Scope};
pub use fault::{AuthFault, AuthFaultKind};
pub use sign::{Signing, sign, sign_with};
pub use verify::{Check, Known, Rules, Verified, verify};

/// The one algorithm of Signature Version 4.
pub const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The last part of every credential scope.
pub const TERMINATOR: &str = "aws4_request";
