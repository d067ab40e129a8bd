//! Why a call must be refused, in words, and by which facts: what is special about a call that the model allows.

use super::trace::Seen;
use crate::generate::{Malformation, ScriptCall};
use crate::reference::{Cause, Mark};

/// The first cause that fits.
pub(super) fn of(call: &ScriptCall, expected: &Seen, error: &str) -> Option<&'static Cause> {
    Cause::all().find(|cause| {
        let of_call = cause.operations.is_empty() || cause.operations.contains(&call.operation);
        let marked = match cause.mark {
            Mark::Any => true,
            Mark::State(words) => expected.state.contains(words),
            Mark::Given(member) => call.input.member(member).is_some(),
            Mark::Lacks(member) => call.input.member(member).is_none(),
            Mark::Says(member, words) => expected.input[member]
                .as_str()
                .is_some_and(|text| text.contains(words)),
        };
        of_call && cause.error == error && marked
    })
}

/// The facts about what is odd in a request, or about who sends it and where.
pub(super) fn of_request(call: &ScriptCall, error: Option<&str>) -> &'static [&'static str] {
    match &call.oddity {
        Some(
            Malformation::Unsigned
            | Malformation::Omit(_)
            | Malformation::Authorization(_)
            | Malformation::OmitDate,
        ) => &["A-001", "A-002"],
        Some(Malformation::SignedAt(millis)) if *millis > 0 => &["A-013"],
        Some(Malformation::SignedAt(_)) => &["A-011", "A-012"],
        Some(Malformation::InQuery) => &["A-003"],
        Some(Malformation::Algorithm(_)) => &["A-004"],
        Some(Malformation::ScopeTerminator(_)) => &["A-005"],
        Some(Malformation::ScopeRegion(_)) => &["A-006"],
        Some(Malformation::ScopeService(_)) => &["A-007"],
        Some(Malformation::ScopeDate(_)) => &["A-008"],
        Some(Malformation::AccessKeyId(_)) => &["A-009"],
        Some(Malformation::SessionToken(_)) => &["A-015"],
        Some(
            Malformation::Secret(_)
            | Malformation::Signature(_)
            | Malformation::UnsignedHeader(_)
            | Malformation::AlterHeader(..)
            | Malformation::AlterBody(_),
        ) => &["A-010"],
        Some(Malformation::Target(_)) => &["W-041", "W-042"],
        Some(Malformation::Preflight) => &["W-710"],
        None if error == Some("AccessDeniedException") => &["A-017"],
        _ => &[],
    }
}
