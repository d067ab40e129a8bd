//! Whether a judged call is made again before its answer counts.
//!
//! An answer that tells of trouble is none: it is never a pass, whatever the case expects. An answer that does not hold
//! may come from a host that does not know yet what this try has done: where asking again is harmless, it is asked again
//! until the consistency wait is over, and what it says then counts. A server that never comes to the right answer fails.

use std::time::Duration;

use serde_json::Value;

use super::change;
use super::client::{Client, LONGEST_PAUSE, PATIENCE, Unanswered};
use super::outcome::{Outcome, fault};
use super::waiting::Pauses;
use crate::case::{Answer, Call, Expect};
use crate::check::{BoundExpect, Mismatch, NoVerdict, Reply};
use crate::model::Model;
use crate::target;
use crate::target::trouble::{self, Trouble};
use crate::wire::{Response, Timestamp};

/// The tries of one judged call.
#[derive(Debug)]
pub(super) struct Again<'a> {
    client: Client<'a>,
    call: &'a Call,
    /// When what was changed before must be seen.
    deadline: Option<Timestamp>,
    pauses: Pauses,
    throttled: usize,
    was_broken: bool,
    /// How long an answer that tells of trouble asked to wait.
    asked: Option<Duration>,
    was_late: bool,
    /// The last answers were asked again for having been asked too fast.
    was_throttled: bool,
}

/// What to do with the answers.
#[derive(Debug)]
pub(super) enum Next {
    /// They count.
    Count,
    /// The call is made again, after a pause.
    Ask,
    /// They say nothing about the rule.
    Nothing(Outcome),
}

impl<'a> Again<'a> {
    pub(super) fn new(client: Client<'a>, call: &'a Call) -> Self {
        Self {
            client,
            call,
            deadline: change::deadline(client),
            pauses: Pauses::new(),
            throttled: 0,
            was_broken: false,
            asked: None,
            was_late: false,
            was_throttled: false,
        }
    }

    /// What to do with answers; `holds` tells whether they are as the case expects.
    pub(super) fn next(
        &mut self,
        expect: &BoundExpect,
        inputs: &[Value],
        answers: &[Response],
        holds: bool,
    ) -> Next {
        match self.trouble(expect, answers, holds) {
            Next::Count if !holds => {}
            next => return next,
        }
        let ledger = self.client.ledger;
        let late = |(answer, input): (&Response, &Value)| {
            change::may_be_late(self.call.operation, input, answer, ledger)
        };
        let in_time = self
            .deadline
            .is_some_and(|deadline| self.client.session.now() < deadline);
        if in_time && answers.iter().zip(inputs).all(late) {
            self.was_late = true;
            return Next::Ask;
        }
        Next::Count
    }

    /// The same, of answers that are asked again in any case until they hold.
    pub(super) fn trouble(
        &mut self,
        expect: &BoundExpect,
        answers: &[Response],
        holds: bool,
    ) -> Next {
        let unwanted = |trouble: Trouble| {
            let mut troubled = answers
                .iter()
                .filter(move |answer| trouble::classify(answer) == Some(trouble));
            troubled.find(|answer| !names(expect.expect(), answer))
        };
        let throttled = unwanted(Trouble::Throttled);
        self.was_throttled = throttled.is_some();
        if let Some(answer) = throttled {
            self.throttled += 1;
            self.asked = target::retry_after(answer, self.client.session.now());
            if self.throttled <= PATIENCE {
                return Next::Ask;
            }
            return Next::Nothing(self.nothing(answer, "fewer --jobs ask less often"));
        }
        // A request that is odd on purpose may well be refused for its signature.
        let proper = self.call.wire.is_none();
        let counts = !holds && !self.has_ended(answers);
        if let (true, false, Some(answer)) = (proper, counts, unwanted(Trouble::Unbelieved)) {
            let help =
                "the credentials of whoever asks are refused: are they right, and not expired?";
            return Next::Nothing(self.nothing(answer, help));
        }
        if holds {
            return Next::Count;
        }
        if let Some(answer) = unwanted(Trouble::Broken)
            && !self.was_broken
            && self
                .client
                .session
                .absence(answer, self.call.operation)
                .is_none()
        {
            self.was_broken = true;
            self.asked = target::retry_after(answer, self.client.session.now());
            return Next::Ask;
        }
        Next::Count
    }

    /// Whether credentials are refused as ended that may well have: such as have a token, and were not renewed.
    fn has_ended(&self, answers: &[Response]) -> bool {
        let caller = self.client.session.principal(self.call.principal);
        caller.is_some_and(|caller| caller.session_token.is_some())
            && answers.iter().any(trouble::is_expired)
    }

    /// The answers of several copies that stand when the others are made again: of copies that were refused for their number,
    /// only those are, or the rest would be done twice.
    pub(super) fn keeps(
        &self,
        expect: &BoundExpect,
        answers: Vec<Response>,
    ) -> Vec<Option<Response>> {
        let stands = |answer: &Response| {
            self.was_throttled
                && (trouble::classify(answer) != Some(Trouble::Throttled)
                    || names(expect.expect(), answer))
        };
        let kept = answers.into_iter();
        kept.map(|answer| Some(answer).filter(stands)).collect()
    }

    /// How long the last answer that tells of trouble asked to wait; the next has to ask anew.
    pub(super) fn asked(&mut self) -> Option<Duration> {
        self.asked.take()
    }

    /// Waits before the call is made again.
    pub(super) async fn pause(&mut self) -> Result<(), Unanswered> {
        let session = self.client.session;
        let left = self.deadline.map_or(0, |deadline| {
            deadline.millis().saturating_sub(session.now().millis())
        });
        let left = u64::try_from(left).ok().filter(|left| *left > 0);
        let most = left.map_or(LONGEST_PAUSE, Duration::from_millis);
        let asked = self.asked();
        let most = most.min(LONGEST_PAUSE);
        let paused = self.pauses.pause_as_asked(session, most, asked).await;
        paused.map_err(Unanswered::Target)
    }

    /// Says of mismatches how long they were given to go away.
    pub(super) fn tell(&self, mismatches: &mut [Mismatch]) {
        if !self.was_late {
            return;
        }
        let wait = humantime::format_duration(self.client.waits.consistency);
        for mismatch in mismatches {
            mismatch.expected = format!("{} within {wait} of the last change", mismatch.expected);
        }
    }

    fn nothing(&self, answer: &Response, help: &str) -> Outcome {
        let step = self.client.ledger.step();
        let operation = self.call.operation;
        let answer = Reply::read(answer).describe(Model::bundled(), operation);
        let why = format!("step {step}, {operation}, was not judged: it was answered {answer}");
        Outcome::Blocked {
            step,
            fault: NoVerdict {
                help: Some(help.to_owned()),
                ..fault(why)
            },
        }
    }
}

/// Whether an expectation asks for the answer's error by its name.
fn names(expect: &Expect, answer: &Response) -> bool {
    let reply = Reply::read(answer);
    let Some(error) = reply.error_type.as_deref().or(reply.xml_type.as_deref()) else {
        return false;
    };
    match &expect.answer {
        Answer::Error(expected) => expected.types.iter().any(|name| name.as_str() == error),
        Answer::AnyOf(choices) => choices.iter().any(|choice| names(choice, answer)),
        Answer::Each(lines) => lines.iter().any(|line| names(&line.expect, answer)),
        Answer::Ok(_) | Answer::Refused(_) => false,
    }
}
