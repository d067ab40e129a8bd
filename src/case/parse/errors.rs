//! The names of error types: those that an operation declares, and those that any operation may answer.

use super::parser::{Parsed, Parser, Reported};
use crate::case::node::Node;
use crate::case::suggest::{did_you_mean, listed};

/// Error types that no operation declares and any may answer: AWS's common errors (the API reference, "Common Errors"),
/// and those of the protocol and of signatures (facts W, V and A).
pub(super) const COMMON: &[&str] = &[
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InternalFailure",
    "InternalServerException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "NotAuthorized",
    // No model has it; a name that AWS keeps for itself gets it (fact L-501).
    "NotAuthorizedException",
    "OptInRequired",
    "RequestEntityTooLargeException",
    "RequestExpired",
    "SerializationException",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "SignatureDoesNotMatch",
    "ThrottlingException",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "ValidationException",
];

impl Parser<'_> {
    /// The name of an error type that the step's operation can answer.
    pub(in crate::case) fn error_type(&mut self, node: &Node) -> Parsed<String> {
        let name = self.filled_text(node)?;
        let Some(operation) = self.operation else {
            return Ok(name);
        };
        let declared = &self.model.operation(operation).errors;
        if COMMON.contains(&name.as_str()) || declared.contains(&name) {
            return Ok(name);
        }
        let known = || declared.iter().map(String::as_str);
        let what = if self.model.error(&name).is_some() {
            format!("{operation} does not declare `{name}`")
        } else {
            format!("KMS has no error `{name}`")
        };
        let why = format!(
            "{operation} declares {}, beside the common errors",
            listed(known())
        );
        let help = did_you_mean(&name, known().chain(COMMON.iter().copied()));
        self.error_with(node, what, why, help);
        Err(Reported)
    }
}
