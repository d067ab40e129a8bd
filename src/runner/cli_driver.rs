//! The requests of one step, made by the CLI under test.

use futures_util::future::join_all;

use super::cli_support;
use super::client::{Calling, Client};
use super::command::{self, Driving, Undriven};
use super::outcome::{Outcome, fault};
use super::request::Draft;
use crate::case::Case;
use crate::check::Mismatch;
use crate::target::command::CliProgram;
use crate::wire::Response;

/// The answers to a step's requests.
#[derive(Debug, Default)]
pub(super) struct Answered {
    /// One for each request.
    pub(super) answers: Vec<Response>,
    /// What the CLI did wrong that made the requests.
    pub(super) breaches: Vec<Mismatch>,
    /// It asked for something else than the step: the answers say nothing of the case.
    pub(super) astray: bool,
}

/// How many of a step's requests are made at once: each takes a process, of some 60 MB for the AWS CLI.
const AT_ONCE: usize = 16;

/// Lets the CLI make the requests, up to [`AT_ONCE`] at once.
pub(super) async fn drive(
    client: Client<'_>,
    command: &CliProgram,
    calling: Calling<'_>,
    drafts: &[Draft],
    case: &Case,
) -> Result<Answered, Outcome> {
    let number = client.ledger.step();
    let step = number.checked_sub(1).and_then(|at| case.steps.get(at));
    let location = case.location(step.map_or(case.requirement.span, |step| step.span));
    let mut drives = Vec::new();
    for draft in drafts {
        let input = draft.input();
        // What an earlier answer gave is known only now.
        cli_support::input(calling.operation, &input, command.flavour()).map_err(|why| {
            Outcome::Unsupported {
                step: number,
                fault: fault(format!("{why} (step {number}, {})", calling.operation)),
            }
        })?;
        drives.push(command::drive(Driving {
            command,
            client,
            calling,
            input,
            signed: draft.is_signed(),
            location: location.clone(),
        }));
    }
    let mut answered = Answered::default();
    let mut drives = drives.into_iter();
    while drives.len() > 0 {
        for made in join_all(drives.by_ref().take(AT_ONCE)).await {
            let made = made.map_err(|why| match why {
                Undriven::Broken(why) => Outcome::broken(number, why),
                Undriven::Unanswered(why) => Outcome::of_unanswered(number, &why),
            })?;
            client.ledger.ran(made.run);
            answered.answers.extend(made.response);
            answered.astray |= !made.breaches.request.is_empty();
            answered.breaches.extend(made.breaches.request);
            answered.breaches.extend(made.breaches.output);
        }
    }
    Ok(answered)
}
