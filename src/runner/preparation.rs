//! Which steps of a case only prepare what it is about.

use crate::case::{Action, Case, Step};
use crate::model::Operation;

/// Whether a step, from 1, only prepares what the case is about: it looks at something before the first call of that
/// operation, and has no rule of its own. A request that no good client makes prepares nothing: it is there to be judged.
pub(super) fn prepares(case: &Case, about: Operation, step: usize) -> bool {
    let is_about =
        |step: &Step| matches!(&step.action, Action::Call(call) if call.operation == about);
    let Some(begin) = case.steps.iter().position(is_about) else {
        return false;
    };
    let own = |at: usize| {
        let step = case.steps.get(at);
        step.is_some_and(|step| step.requirement.is_some() || is_odd_step(step))
    };
    step.checked_sub(1).is_some_and(|at| at < begin && !own(at))
}

fn is_odd_step(step: &Step) -> bool {
    matches!(&step.action, Action::Call(call) if call.wire.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{CaseId, load_text};

    #[test]
    fn looks_before_the_call_that_a_case_is_about_prepare_it() {
        let text = "requirement: A rule.\nevidence:\n  - kmspec-trial\nsteps:\n  \
                    - {call: ListKeys, requirement: A rule of its own., expect: {ok: {$open: true}}}\n  \
                    - {call: DescribeKey, input: {KeyId: a}, expect: {ok: {$open: true}}}\n  \
                    - {call: ListKeys, wire: {sign: {secret_access_key: another}}, expect: {refused: true}}\n  \
                    - {call: EnableKey, input: {KeyId: a}, expect: {ok: {}}}\n  \
                    - {call: DescribeKey, input: {KeyId: a}, expect: {ok: {$open: true}}}\n";
        let id = CaseId::new("key/enable/a").expect("a good id");
        let case = load_text(id, "cases/key/enable/a.yaml", text).expect("a good case");
        let found = |about| [0, 1, 2, 3, 4, 5, 6].map(|step| prepares(&case, about, step));
        assert_eq!(
            found(Operation::EnableKey),
            [false, false, true, false, false, false, false]
        );
        assert_eq!(found(Operation::DescribeKey), [false; 7]);
        assert_eq!(found(Operation::Encrypt), [false; 7]);
    }
}
