//! What happens to a request before it reaches an operation.

use crate::reference::faults::derived::rules;
use std::time::Duration;

use crate::wire::sigv4::Check;

rules! {
    /// The front of the endpoint.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct Front {
        /// The stages, in order. Each stands here once; authorisation and validation come after dispatch and parsing.
        pub(crate) stages: Vec<Stage>,
        pub(crate) authentication: Authentication,
        pub(crate) dispatch: Dispatch,
        /// What becomes of a body that is not JSON.
        pub(crate) malformed_body: BodyFault,
        /// What becomes of an empty body (fact V-061).
        pub(crate) empty_body: BodyFault,
        /// What becomes of JSON that is no object (facts V-062, V-063, V-065).
        pub(crate) non_object_body: BodyFault,
        /// Whether members are held to the model's types (facts V-030..V-043).
        pub(crate) checks_types: bool,
        /// Whether constraints are looked at before the key is looked for (facts V-570, V-573).
        pub(crate) constraints_first: bool,
        /// Whether members are held to the model's constraints (facts V-014..V-021).
        pub(crate) checks_constraints: bool,
        /// The error for a member of the wrong JSON type (facts V-030..V-037).
        pub(crate) type_error: &'static str,
        /// Whether a text that is no base64 breaks the server where a blob should stand (fact V-043: it is refused).
        pub(crate) crashes_on_blobs: bool,
        /// Whether a `KeyId` must be ASCII, though no model says so (fact V-556).
        pub(crate) ascii_key_ids: bool,
        /// The error for a member that breaks a constraint (fact V-015).
        pub(crate) constraint_error: &'static str,
        /// Constraints of the model that are not enforced.
        pub(crate) loosened: Vec<Loosened>,
    }
}

/// One stage of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Authenticate,
    Dispatch,
    Parse,
    Validate,
    Authorize,
}

rules! {
    /// How callers are told apart.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct Authentication {
        /// Whether signatures are looked at where the endpoint is told to verify them.
        pub(crate) enforced: bool,
        /// Checks of a signature that are left out; none on AWS.
        pub(crate) without: Vec<Check>,
        /// How far the date of a request may be from the clock (facts ).
        pub(crate) window: Duration,
        /// Whether the credential scope tells the Region; otherwise everybody is in the home Region.
        pub(crate) region_from_scope: bool,
        /// Whether the access key id tells the account; otherwise everybody is the owner.
        pub(crate) account_from_key: bool,
        /// Whether a principal without permission is refused (fact A-017).
        pub(crate) denies_strangers: bool,
        /// The status of errors of this stage (facts A-001..A-016): 400, or 403 as tables of common errors list it.
        pub(crate) status: u16,
        /// Whether a browser's preflight request is answered, which nobody can sign (fact W-710).
        pub(crate) answers_preflight: bool,
        /// Errors of this stage that go by another name.
        pub(crate) renamed: Vec<(&'static str, &'static str)>,
    }
}

rules! {
    /// How an operation is found.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct Dispatch {
        /// Whether methods other than POST are refused (fact W-045).
        pub(crate) only_post: bool,
        /// Whether content types other than awsJson1.1's are refused (facts W-032, W-043).
        pub(crate) only_aws_json: bool,
        pub(crate) target: TargetMatch,
        /// Whether a request without a target gets an empty 204 (fact W-042: it gets an error).
        pub(crate) silent_without_target: bool,
        /// The error for a target that names no operation (facts W-041, W-042).
        pub(crate) unknown_operation: &'static str,
        /// Its status.
        pub(crate) unknown_operation_status: u16,
    }
}

/// How `X-Amz-Target` is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TargetMatch {
    /// `TrentService.` and the operation's exact name (facts W-001, W-042).
    Exact,
    /// The same, in any case.
    IgnoreCase,
    /// Whatever stands before the last dot.
    AnyPrefix,
}

/// What becomes of a body that cannot be an operation's input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyFault {
    /// `SerializationException` without a message (fact V-060).
    Refused,
    /// It is read as `{}`.
    ReadAsEmpty,
    /// The server breaks: 500.
    Crash,
}

/// One constraint that is not enforced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loosened {
    /// The least length or value of a shape.
    Min(&'static str),
    /// The greatest length or value of a shape.
    Max(&'static str),
    /// The pattern of a shape.
    Pattern(&'static str),
    /// The enum of a shape.
    Values(&'static str),
    /// A required member of a structure.
    Required(&'static str, &'static str),
}

impl Front {
    pub(super) fn aws() -> Self {
        Self {
            stages: vec![
                Stage::Authenticate,
                Stage::Dispatch,
                Stage::Parse,
                Stage::Validate,
                Stage::Authorize,
            ],
            authentication: Authentication {
                enforced: true,
                without: Vec::new(),
                window: Duration::from_mins(5),
                region_from_scope: true,
                account_from_key: true,
                denies_strangers: true,
                status: 400,
                answers_preflight: true,
                renamed: Vec::new(),
            },
            dispatch: Dispatch {
                only_post: true,
                only_aws_json: true,
                target: TargetMatch::Exact,
                silent_without_target: false,
                unknown_operation: "UnknownOperationException",
                unknown_operation_status: 400,
            },
            malformed_body: BodyFault::Refused,
            empty_body: BodyFault::Refused,
            non_object_body: BodyFault::Refused,
            checks_types: true,
            constraints_first: true,
            checks_constraints: true,
            type_error: "SerializationException",
            crashes_on_blobs: false,
            ascii_key_ids: true,
            constraint_error: "ValidationException",
            loosened: Vec::new(),
        }
    }
}
