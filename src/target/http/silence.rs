//! An endpoint that has stopped answering, so that a run ends after a handful of time-outs instead of one for each case.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::target::Error;
use crate::wire::Response;

/// So many requests in a row without an answer are enough.
const ENOUGH: usize = 5;

/// A request that is given up from outside, as at a case's time limit, counts if it was waited for so long.
const WAITED: Duration = Duration::from_secs(1);

/// Counts the time-outs in a row of all sessions of one endpoint.
///
/// Requests that wait side by side all time out in one pause of the endpoint. So one of the time-outs must be of a request
/// that was sent when another had timed out already.
#[derive(Debug, Default)]
pub(super) struct Silence(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    in_a_row: usize,
    first: Option<Instant>,
    /// A request that was sent after the first time-out timed out too.
    again: bool,
    limit: Duration,
}

impl State {
    fn is_over(&self) -> bool {
        self.in_a_row >= ENOUGH && self.again
    }
}

impl Silence {
    /// Begins a request.
    ///
    /// # Errors
    /// [`Error::GaveUp`] when nothing more is to be sent.
    pub(super) fn begin(&self) -> Result<Waiting<'_>, Error> {
        let state = self.lock();
        if state.is_over() {
            return Err(Error::GaveUp {
                times: state.in_a_row,
                limit: state.limit,
            });
        }
        Ok(Waiting {
            silence: self,
            sent: Instant::now(),
            over: false,
        })
    }

    /// True when nothing more is sent.
    pub(super) fn is_over(&self) -> bool {
        self.lock().is_over()
    }

    fn timed_out(&self, sent: Instant, limit: Duration) {
        let mut state = self.lock();
        state.in_a_row += 1;
        state.limit = limit;
        match state.first {
            Some(first) => state.again |= sent >= first,
            None => state.first = Some(Instant::now()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request whose answer is awaited.
#[derive(Debug)]
pub(super) struct Waiting<'a> {
    silence: &'a Silence,
    sent: Instant,
    over: bool,
}

impl Waiting<'_> {
    /// Notes how it ended: anything but a time-out shows that the endpoint is there.
    pub(super) fn ended(mut self, result: &Result<Response, Error>) {
        self.over = true;
        match result {
            Err(Error::TimedOut { limit, .. }) => self.silence.timed_out(self.sent, *limit),
            _ => *self.silence.lock() = State::default(),
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let waited = self.sent.elapsed();
        if !self.over && waited >= WAITED {
            self.silence.timed_out(self.sent, waited);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Phase;
    use crate::wire::Headers;

    fn late() -> Result<Response, Error> {
        Err(Error::TimedOut {
            phase: Phase::Reply,
            limit: Duration::from_secs(3),
        })
    }

    #[test]
    fn a_handful_of_time_outs_in_a_row_is_enough() {
        let silence = Silence::default();
        for _ in 0..ENOUGH {
            assert!(!silence.is_over());
            silence.begin().expect("it is asked").ended(&late());
        }
        let told = silence.begin().map(|_| ()).expect_err("it is silent");
        assert_eq!(
            told.to_string(),
            "the endpoint has stopped answering: 5 requests in a row got no answer within 3s, so no more are sent"
        );
    }

    #[test]
    fn an_answer_in_between_or_one_pause_is_no_silence() {
        let silence = Silence::default();
        let answer = Ok(Response {
            status: 200,
            headers: Headers::new(),
            body: Vec::new(),
        });
        for round in 0..20 {
            let result = if round % 4 == 3 { &answer } else { &late() };
            silence.begin().expect("it is asked").ended(result);
        }
        let silence = Silence::default();
        let at_once: Vec<_> = (0..16).map(|_| silence.begin().expect("asked")).collect();
        for waiting in at_once {
            waiting.ended(&late());
        }
        assert!(!silence.is_over(), "one pause ended the run");
        silence.begin().expect("it is asked").ended(&late());
        assert!(silence.is_over());
    }
}
