//! One script run on one side: what was asked and answered, step by step.

use std::time::Duration;

use serde_json::Value;

use super::rate::Rate;
use super::situation::is_signature;
use crate::case::{Principal, Region};
use crate::generate::{Arg, Bindings, Call, Drive, Place, Script, Step};
use crate::model::Operation;
use crate::reference::{Reference, Rules};
use crate::target::{Error, Session, Target};
use crate::wire::admin::Disturbance;
use crate::wire::aws_json::Answer;
use crate::wire::{Response, Timestamp};

/// How long a store is given to come to rest where the clock is ours.
const REST: Duration = Duration::from_mins(30);

/// How often a store is looked at where it is not.
const LOOKS: u32 = 40;

/// One call and what came of it.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// The body asked for, before any oddity.
    pub(super) input: Value,
    /// What came, or why nothing did.
    pub(super) response: Result<Response, String>,
    /// The endpoint's clock at that moment.
    pub(super) at: Timestamp,
    /// In which state the store or the key was, on the reference; empty where nobody looked.
    pub(super) state: String,
}

impl Seen {
    pub(super) fn answer(&self) -> Option<Answer> {
        self.response.as_ref().ok().map(Answer::of)
    }

    /// The body of a success.
    pub(super) fn success(&self) -> Option<Value> {
        let answer = self.answer().filter(Answer::is_success)?;
        Some(answer.json().cloned().unwrap_or_default())
    }
}

/// One entry a step; `None` for a step that is no call.
pub(super) type Trace = Vec<Option<Seen>>;

/// Where scripts run.
#[derive(Debug)]
pub enum Side {
    /// An endpoint, or the reference in process.
    Target(Target),
    /// A reference in process with rules of its own.
    Rules(Box<Rules>),
}

impl Side {
    /// What people call it.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Side::Target(target) => target.name(),
            Side::Rules(_) => "reference with other rules",
        }
    }

    /// Whether clock and world are ours.
    #[must_use]
    pub fn has_world(&self) -> bool {
        match self {
            Side::Target(target) => target.has_world(),
            Side::Rules(_) => true,
        }
    }

    /// The Regions, home first.
    pub(super) fn regions(&self) -> Vec<String> {
        match self {
            Side::Target(target) => target.regions(),
            Side::Rules(_) => Drive::place().regions,
        }
    }

    /// Runs the script on a fresh state, as far as the side has one.
    ///
    /// # Errors
    /// When no session can be had, or the world cannot be changed: nothing that tells about KMS.
    pub(super) async fn play(
        &self,
        script: &Script,
        salt: u64,
        rate: &Rate,
    ) -> Result<Trace, Error> {
        match self {
            Side::Rules(rules) => Ok(replay_blind(script, rules, salt)),
            Side::Target(target) => {
                let session = target.open(salt).await?;
                let mut player = Player::new(&session, salt, rate, !target.has_world());
                let trace = player.play(script).await;
                player.clean_up().await;
                session.close().await;
                trace
            }
        }
    }
}

/// Runs the script on a reference in process, and looks at the state before each call.
pub(super) fn replay(script: &Script, rules: &Rules, salt: u64) -> Trace {
    replayed(script, rules, salt, !fails_next(script))
}

/// Runs the script on a reference in process.
pub(super) fn replay_blind(script: &Script, rules: &Rules, salt: u64) -> Trace {
    replayed(script, rules, salt, false)
}

fn replayed(script: &Script, rules: &Rules, salt: u64, looks: bool) -> Trace {
    let mut config = Drive::config(salt);
    let mut place = Drive::place();
    // Signatures are only worked out where one is odd.
    let odd = |call: &Call| call.oddity.as_ref().is_some_and(is_signature);
    if !script.steps.iter().filter_map(Step::call).any(odd) {
        config.verify_signatures = false;
        place.forged = true;
    }
    let reference = Reference::with_rules(config, rules.clone());
    let mut drive = Drive::new(reference, place, salt);
    let mut trace = Vec::new();
    for step in &script.steps {
        let at = drive.now();
        let state = match step {
            Step::Call(call) if looks => state(&mut drive, call),
            _ => String::new(),
        };
        let done = drive.step(step);
        trace.push(done.map(|done| Seen {
            input: done.input,
            response: Ok(done.response),
            at,
            state,
        }));
    }
    trace
}

/// Whether the script makes a call fail: looking at the state would be that call.
fn fails_next(script: &Script) -> bool {
    let disturbs = |step: &Step| match step {
        Step::Disturb(change) => change.member("service").is_some(),
        _ => false,
    };
    script.steps.iter().any(disturbs)
}

/// The state of the store and of the key that a call names, in words.
fn state(drive: &mut Drive, call: &Call) -> String {
    let input = drive.bindings().value(&call.input);
    let mut words = Vec::new();
    let mut look = |operation, member: &str, shown: [&str; 2]| {
        let id = input[member].as_str()?;
        let call = owners(operation, Arg::object([(member, Arg::text(id))]));
        let body = drive.send(&call)?.answer().json().cloned()?;
        let found = body.pointer(shown[1]).and_then(Value::as_str);
        words.push(format!("{} {}", shown[0], found.unwrap_or("unknown")));
        Some(())
    };
    let store = ["store", "/CustomKeyStores/0/ConnectionState"];
    look(
        Operation::DescribeCustomKeyStores,
        "CustomKeyStoreId",
        store,
    );
    look(
        Operation::DescribeKey,
        "KeyId",
        ["key", "/KeyMetadata/KeyState"],
    );
    words.join(", ")
}

/// A call of the owner at home.
pub(super) fn owners(operation: Operation, input: Arg) -> Call {
    Call {
        operation,
        principal: Principal::Owner,
        region: Region::Home,
        input,
        oddity: None,
    }
}

/// Runs scripts in one session.
pub(super) struct Player<'a> {
    session: &'a Session,
    rate: &'a Rate,
    /// The state is shared: what was made must be taken away.
    shared: bool,
    place: Place,
    bindings: Bindings,
    stores: Vec<Value>,
    keys: Vec<Value>,
}

impl<'a> Player<'a> {
    pub(super) fn new(session: &'a Session, salt: u64, rate: &'a Rate, shared: bool) -> Self {
        let all = [Principal::Owner, Principal::Peer, Principal::Stranger];
        let regions = [Region::Home, Region::Other];
        let principals = all
            .into_iter()
            .filter_map(|p| session.principal(p).cloned());
        // A Region with a host of its own, as on AWS, is another endpoint, and not the one that is fuzzed.
        let authority = session.authority(Region::Home);
        let regions = regions
            .into_iter()
            .filter(|region| session.authority(*region) == authority)
            .filter_map(|region| session.region(region));
        let place = Place {
            authority: authority.to_owned(),
            principals: principals.collect(),
            regions: regions.map(str::to_owned).collect(),
            forged: false,
        };
        Self {
            session,
            rate,
            shared,
            place,
            bindings: Bindings::new(salt),
            stores: Vec::new(),
            keys: Vec::new(),
        }
    }

    pub(super) async fn play(&mut self, script: &Script) -> Result<Trace, Error> {
        let mut trace = Vec::new();
        for step in &script.steps {
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
                self.session.advance(by).await?;
                Ok(None)
            }
            Step::Disturb(change) => {
                let change = self.bindings.value(change);
                if let Ok(change) = serde_json::from_value::<Disturbance>(change) {
                    self.session.disturb(&change).await?;
                }
                Ok(None)
            }
        }
    }

    /// Makes a call; `None` when nobody here can make it.
    pub(super) async fn send(&mut self, call: &Call) -> Option<Seen> {
        let seen = self.ask_at_once(call).await?;
        self.remember(&seen);
        Some(seen)
    }

    /// Makes a call beside others; what it made must be [`remember`](Self::remember)ed.
    pub(super) async fn ask_at_once(&self, call: &Call) -> Option<Seen> {
        let input = self.bindings.value(&call.input);
        let at = self.session.now();
        let request = self.place.request(call, &input, at)?;
        self.rate.wait().await;
        let response = self.session.send(&request).await;
        Some(Seen {
            input,
            response: response.map_err(|error| error.to_string()),
            at,
            state: String::new(),
        })
    }

    /// Notes what an answer says was made, for the clean-up.
    pub(super) fn remember(&mut self, seen: &Seen) {
        let Some(body) = seen.success().filter(|_| self.shared) else {
            return;
        };
        if let (Value::String(_), None) = (&body["CustomKeyStoreId"], body.get("KeyMetadata")) {
            self.stores.push(body["CustomKeyStoreId"].clone());
        }
        if body["KeyMetadata"]["KeyId"].is_string() && seen.input.get("KeyId").is_none() {
            self.keys.push(body["KeyMetadata"]["KeyId"].clone());
        }
    }

    async fn rest(&mut self, store: &Arg) -> Result<(), Error> {
        if !self.shared {
            return self.session.advance(REST).await;
        }
        let store = self.bindings.value(store);
        for _ in 0..LOOKS {
            let input = serde_json::json!({"CustomKeyStoreId": store});
            let seen = self.ask(Operation::DescribeCustomKeyStores, &input).await;
            let body = seen.and_then(|seen| seen.success()).unwrap_or_default();
            let state = body["CustomKeyStores"][0]["ConnectionState"].as_str();
            if !matches!(state, Some("CONNECTING" | "DISCONNECTING")) {
                break;
            }
            self.session.wait(Duration::from_millis(50)).await?;
        }
        Ok(())
    }

    async fn ask(&mut self, operation: Operation, input: &Value) -> Option<Seen> {
        let members = input.as_object().into_iter().flatten();
        let members = members.map(|(name, value)| {
            let value = value.as_str().map_or(Arg::Null, Arg::text);
            (name.clone(), value)
        });
        let call = owners(operation, Arg::Map(members.collect()));
        self.send(&call).await
    }

    /// Takes away what was made, as far as that is possible; on a state of our own nothing needs to be.
    pub(super) async fn clean_up(&mut self) {
        for key in std::mem::take(&mut self.keys) {
            let input = serde_json::json!({"KeyId": key});
            self.ask(Operation::ScheduleKeyDeletion, &input).await;
        }
        for store in std::mem::take(&mut self.stores) {
            let input = serde_json::json!({"CustomKeyStoreId": store});
            self.ask(Operation::DisconnectCustomKeyStore, &input).await;
            self.ask(Operation::DeleteCustomKeyStore, &input).await;
        }
    }
}
