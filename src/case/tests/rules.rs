//! The rules of the format, each broken once.

use insta::assert_snapshot;

use super::{errors, step_errors};

#[test]
fn a_slip_in_a_key_is_shown_with_its_place() {
    assert_snapshot!(step_errors("  - call: DeleteCustomKeyStore\n    expct: {error: X}"), @r"
    error: unknown key `expct` in a step
     --> cases/a/case.yaml:5:5
      |
    5 |     expct: {error: X}
      |     ^^^^^
      = a step has the keys `id`, `call`, `advance`, `disturb`, `as`, `region`, `input`, `unknown_members`, `wire`, `copies`, `expect`, `eventually`
      = help: did you mean `expect`?

    1 error in 1 file
    ");
}

#[test]
fn all_errors_come_at_once() {
    assert_snapshot!(errors("requirement: no stop\nevidence: []\nsteps: []"), @r"
    error: the requirement does not end with a full stop
     --> cases/a/case.yaml:1:14
      |
    1 | requirement: no stop
      |              ^^^^^^^
      = the requirement is one sentence, which a failure prints first
      = help: what else there is to say goes into `note`

    error: this list is empty
     --> cases/a/case.yaml:2:11
      |
    2 | evidence: []
      |           ^
      = it holds at least one a piece of evidence

    error: this list is empty
     --> cases/a/case.yaml:3:8
      |
    3 | steps: []
      |        ^
      = it holds at least one a step

    3 errors in 1 file
    ");
}
