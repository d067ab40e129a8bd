//! Runs scripts in one session of an endpoint.

use std::time::Duration;

use super::asking::ask;
use super::clean_up::{CleanUp, place_of};
use super::control::Control;
use super::ledger::{Ledger, Made};
use super::sides::Which;
use super::trace::{Seen, Trace, owners};
use crate::generate::{Arg, Bindings, Callers, Script, ScriptCall, Step};
use crate::model::Operation;
use crate::target::{Error, Session};
use crate::wire::admin::Disturbance;

/// How long a store is given to come to rest where the clock is ours.
pub(super) const REST: Duration = Duration::from_mins(30);

/// How often a store is looked at where it is not.
const LOOKS: u32 = 40;

/// Runs scripts in one session.
pub(super) struct Player<'a> {
    session: &'a Session,
    control: &'a Control,
    which: Which,
    /// The state is shared: what was made must be taken away.
    shared: bool,
    place: Callers,
    bindings: Bindings,
    made: Vec<Made>,
}

impl<'a> Player<'a> {
    pub(super) fn new(
        session: &'a Session,
        salt: u64,
        control: &'a Control,
        which: Which,
        shared: bool,
    ) -> Self {
        Self {
            session,
            control,
            which,
            shared,
            place: place_of(session),
            bindings: Bindings::new(salt),
            made: Vec::new(),
        }
    }

    /// Runs the script, or its beginning where the campaign ends meanwhile.
    pub(super) async fn play(&mut self, script: &Script) -> Result<Trace, Error> {
        let mut trace = Vec::new();
        for step in &script.steps {
            if self.is_over() {
                break;
            }
            let seen = self.step(step).await?;
            let body = seen.as_ref().and_then(Seen::success);
            self.bindings.push(body.unwrap_or_default());
            trace.push(seen);
        }
        Ok(trace)
    }

    async fn step(&mut self, step: &Step) -> Result<Option<Seen>, Error> {
        match step {
            Step::Call(call) => Ok(self.send(call).await),
            Step::Settle { store, .. } => {
                self.rest(store).await?;
                Ok(None)
            }
            Step::Advance(millis) => {
                let by = Duration::from_millis(*millis);
                let moved = self.session.advance(by);
                self.unless_aborted(moved).await?;
                Ok(None)
            }
            Step::Disturb(change) => {
                let change = self.bindings.value(change);
                if let Ok(change) = serde_json::from_value::<Disturbance>(change) {
                    self.unless_aborted(self.session.disturb(&change)).await?;
                }
                Ok(None)
            }
        }
    }

    async fn unless_aborted(
        &self,
        future: impl Future<Output = Result<(), Error>>,
    ) -> Result<(), Error> {
        let done = self.control.end.unless_aborted(future).await;
        done.unwrap_or(Ok(()))
    }

    /// Makes a call; `None` when nobody here can make it.
    pub(super) async fn send(&mut self, call: &ScriptCall) -> Option<Seen> {
        let (seen, made) = self.ask_at_once(call).await?;
        self.made.extend(made);
        Some(seen)
    }

    /// Makes a call beside others; what it made must be [`remember`](Self::remember)ed.
    pub(super) async fn ask_at_once(&self, call: &ScriptCall) -> Option<(Seen, Option<Made>)> {
        let input = self.bindings.value(&call.input);
        let at = self.session.now();
        let ledger = self.ledger();
        let mut sent = input.clone();
        if let Some(ledger) = ledger {
            ledger.before(call, &mut sent);
        }
        let response = match ask(self.session, &self.place, self.control, call, &sent).await? {
            None => Err("the campaign was stopped".to_owned()),
            Some(response) => {
                self.control.heard(response.is_ok());
                response.map_err(|error| error.to_string())
            }
        };
        let told = response.as_ref().ok();
        let absence = told.and_then(|told| self.session.absence(told, call.operation));
        let mut seen = Seen {
            input,
            is_absence: absence.is_some(),
            response,
            at,
            state: String::new(),
        };
        let made = ledger.and_then(|ledger| ledger.after(call, &sent, &seen));
        if let Some(ledger) = ledger {
            seen.response = seen.response.map(|response| ledger.unmarked(response));
        }
        Some((seen, made))
    }

    /// Whether the campaign's end has come.
    pub(super) fn is_over(&self) -> bool {
        self.control.end.is_there()
    }

    /// Notes what a call made, for the clean-up.
    pub(super) fn remember(&mut self, made: Option<Made>) {
        self.made.extend(made);
    }

    /// What is noted of what is made; nothing where the state is our own.
    fn ledger(&self) -> Option<&'a Ledger> {
        self.shared.then(|| self.control.ledger(self.which))
    }

    async fn rest(&mut self, store: &Arg) -> Result<(), Error> {
        if !self.shared {
            return self.unless_aborted(self.session.advance(REST)).await;
        }
        let store = self.bindings.value(store);
        let store = store.as_str().map_or(Arg::Null, Arg::text);
        let look = owners(
            Operation::DescribeCustomKeyStores,
            Arg::object([("CustomKeyStoreId", store)]),
        );
        for _ in 0..LOOKS {
            if self.is_over() {
                break;
            }
            let seen = self.send(&look).await;
            let body = seen.and_then(|seen| seen.success()).unwrap_or_default();
            let state = body["CustomKeyStores"][0]["ConnectionState"].as_str();
            if !matches!(state, Some("CONNECTING" | "DISCONNECTING")) {
                break;
            }
            self.session.wait(Duration::from_millis(50)).await?;
        }
        Ok(())
    }

    /// Takes away what was made, as far as that is possible; on a state of our own nothing needs to be.
    pub(super) async fn clean_up(&mut self) {
        let made: Vec<Made> = std::mem::take(&mut self.made);
        let mut clean_up = CleanUp::new(self.session, &self.place, self.control, self.which);
        clean_up.take_away(&made).await;
    }
}
