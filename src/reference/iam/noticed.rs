//! Which rules of the evaluation of policies no case can notice.

/// Why a rule about callers of the key's account shows to nobody.
const NO_USER: &str = "Of the callers of the key's own account, all may do everything there: no case has one without permissions.";

/// Parts of the book, as the paths of derived faults begin, and why no case may tell right from wrong there.
pub(crate) const OPEN: &[(&str, &str)] = &[
    ("iam.account_is_everybody_in_it", NO_USER),
    ("iam.names_need_identity", NO_USER),
    ("iam.roles_name_sessions", NO_USER),
];
