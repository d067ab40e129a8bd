//! One script run on one side: what was asked and answered, step by step.

use serde_json::Value;

use super::clean_up;
use super::control::Control;
use super::player::Player;
use super::sides::Which;
use super::situation::is_signature;
use crate::case::{Principal, Region};
use crate::generate::{Arg, Drive, Script, ScriptCall, Step};
use crate::model::Operation;
use crate::reference::{Reference, Rules};
use crate::target::not_implemented::classify;
use crate::target::{Error, Target};
use crate::wire::aws_json::Answer;
use crate::wire::{Response, Timestamp};

/// One call and what came of it.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// The body asked for, before any oddity.
    pub(super) input: Value,
    /// What came, or why nothing did.
    pub(super) response: Result<Response, String>,
    /// The answer says that there is no such operation, or may say so.
    pub(super) is_absence: bool,
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
        control: &Control,
        which: Which,
    ) -> Result<Trace, Error> {
        match self {
            Side::Rules(rules) => Ok(replay_blind(script, rules, salt)),
            Side::Target(target) => {
                let Some(session) = control.end.unless_aborted(target.open(salt)).await else {
                    return Ok(Trace::new());
                };
                let session = session?;
                let shared = !target.has_world();
                let mut player = Player::new(&session, salt, control, which, shared);
                let trace = player.play(script).await;
                player.clean_up().await;
                control.end.unless_aborted(session.close()).await;
                trace
            }
        }
    }

    /// Takes away what is still there of all that was made.
    pub(super) async fn clean_up(&self, control: &Control, which: Which) {
        let Side::Target(target) = self else { return };
        if target.has_world() {
            return;
        }
        if let Ok(session) = target.open(0).await {
            clean_up::finish(&session, control, which).await;
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
    let odd = |call: &ScriptCall| call.oddity.as_ref().is_some_and(is_signature);
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
        let operation = step.call().map(|call| call.operation);
        trace.push(done.map(|done| Seen {
            input: done.input,
            is_absence: operation.is_some_and(|it| classify(&done.response, it).is_some()),
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
fn state(drive: &mut Drive, call: &ScriptCall) -> String {
    let input = drive.bindings().value(&call.input);
    let mut words = Vec::new();
    let mut look = |operation, member: &str, shown: [&str; 2]| {
        let id = input[member].as_str()?;
        let named = if member == "TargetKeyId" {
            "KeyId"
        } else {
            member
        };
        let call = owners(operation, Arg::object([(named, Arg::text(id))]));
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
    look(
        Operation::DescribeKey,
        "TargetKeyId",
        ["target", "/KeyMetadata/KeyState"],
    );
    words.join(", ")
}

/// A call of the owner at home.
pub(super) fn owners(operation: Operation, input: Arg) -> ScriptCall {
    ScriptCall {
        input,
        ..call_with(operation, Principal::Owner, Region::Home)
    }
}

/// A call without members.
pub(super) fn call_with(operation: Operation, principal: Principal, region: Region) -> ScriptCall {
    ScriptCall {
        operation,
        principal,
        region,
        input: Arg::object([]),
        oddity: None,
    }
}
