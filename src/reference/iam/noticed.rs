//! Which rules of the evaluation of policies no case can notice.

/// Parts of the book, as the paths of derived faults begin, and why no case may tell right from wrong there.
pub(crate) const OPEN: &[(&str, &str)] = &[(
    "iam.roles_name_sessions",
    "No case is called by the session of a role that it could name.",
)];
