//! What it means for a try that a value of the case does not come to be.

use super::Player;
use crate::case::{Action, Principal, Region};
use crate::check::{Mismatch, Origin, Unbound, UnboundKind};
use crate::runner::outcome::{Outcome, fault};
use crate::runner::request::Lacking;

impl Player<'_, '_> {
    /// Whose fault it is that a template has no value.
    pub(super) fn unbound(&self, why: &Unbound) -> Outcome {
        let step = self.step();
        let (name, path, expected, actual) = match &why.kind {
            UnboundKind::Missing { name, path } => {
                (name, path.clone(), "a value, for a later step", "nothing")
            }
            UnboundKind::Unfit {
                why,
                given: Some(path),
            } if !path.is_empty() => {
                let expected = "a value that a later step can use";
                (&path[0], path.join("."), expected, why.as_str())
            }
            _ => {
                let line = why.span.line;
                return Outcome::broken(step, format!("line {line}: {why}"));
            }
        };
        match (name.as_str(), path.as_str()) {
            ("principals", path) => {
                let principal = path.split('.').nth(1).and_then(Principal::of_signer);
                let principal = principal.unwrap_or_default();
                if self.client.session.cannot_have(principal) {
                    return Outcome::of_never(principal);
                }
                let is_there = self.client.session.principal(principal).is_some();
                return Outcome::of_lacking(match path.rsplit('.').next() {
                    Some("account") if is_there => Lacking::Account,
                    Some("arn") if is_there => Lacking::Arn(principal),
                    _ => Lacking::Principal(principal),
                });
            }
            ("target", "target.account") => return Outcome::of_lacking(Lacking::Account),
            ("target", _) => return Outcome::of_lacking(Lacking::Region(Region::Other)),
            _ => {}
        }
        let mut steps = self.instance.case.steps.iter();
        let judged = steps.any(|s| {
            let judged = match &s.action {
                Action::Call(call) => call.expect.is_some(),
                Action::Run(_) => true,
                Action::Advance(_) | Action::Disturb(_) => false,
            };
            s.id.as_ref() == Some(name) && judged
        });
        if judged {
            let location = self.instance.case.location(why.span);
            return self.fail(vec![Mismatch {
                origin: Origin::Endpoint,
                path,
                expected: expected.to_owned(),
                actual: actual.to_owned(),
                location: Some(location),
            }]);
        }
        Outcome::Blocked {
            step,
            fault: fault(why.to_string()),
        }
    }
}
