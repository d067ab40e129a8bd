//! Several clients on one state: their answers must be those of some order of the calls.

use futures_util::future::join_all;

use super::control::Control;
use super::player::Player;
use super::race_scenario::RaceScenario;
use super::sides::Which;
use super::trace::{Seen, replay_blind};
use crate::case::StoreState;
use crate::generate::{Arg, Script, ScriptCall, Step};
use crate::model::Operation;
use crate::reference::{AllowedAnswer, Rules};
use crate::target::{Error, Target};

/// How the calls of a scenario are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// All at once.
    AtOnce,
    /// Each after the answer to the one before.
    InTurn,
}

/// What the clients of a scenario were told, and then what was read; `None` when its beginning could not be made.
///
/// # Errors
/// When the endpoint cannot be asked.
pub(super) async fn play(
    target: &Target,
    scenario: &RaceScenario,
    manner: Manner,
    seed: u64,
    control: &Control,
) -> Result<Option<Vec<String>>, Error> {
    let session = target.open(seed).await?;
    let shared = !target.has_world();
    let mut player = Player::new(&session, seed, control, Which::First, shared);
    let told = told(&mut player, scenario, manner).await;
    player.clean_up().await;
    session.close().await;
    told
}

async fn told(
    player: &mut Player<'_>,
    scenario: &RaceScenario,
    manner: Manner,
) -> Result<Option<Vec<String>>, Error> {
    let trace = player.play(&scenario.before).await?;
    let is_whole = trace.len() == scenario.before.steps.len();
    if !is_whole || trace.iter().flatten().any(|seen| seen.success().is_none()) {
        return Ok(None);
    }
    let mut told = Vec::new();
    match manner {
        Manner::AtOnce => {
            let calls = scenario.at_once.iter();
            let answers = join_all(calls.map(|call| player.ask_at_once(call))).await;
            for answer in answers {
                let (seen, made) = answer.unzip();
                player.remember(made.flatten());
                told.push(outcome(seen.as_ref()));
            }
        }
        Manner::InTurn => {
            for call in &scenario.at_once {
                told.push(outcome(player.send(call).await.as_ref()));
            }
        }
    }
    for call in &scenario.after {
        told.push(state(player.send(call).await.as_ref()));
    }
    // Of calls that were cut off nobody can say in which order they were answered.
    Ok((!player.is_over()).then_some(told))
}

/// A small search: every order of the calls, under every allowed answer to one open question; a store may come to rest
/// at once or later. True too where it is stopped before it is through.
pub(super) fn is_explained(
    scenario: &RaceScenario,
    told: &[String],
    salt: u64,
    stopped: impl Fn() -> bool,
) -> bool {
    let books: Vec<Rules> = std::iter::once(Rules::aws())
        .chain(AllowedAnswer::all().map(|choice| Rules::aws().with_choice(choice)))
        .collect();
    let mut orders = Vec::new();
    let mut places: Vec<usize> = (0..scenario.at_once.len()).collect();
    permute(&mut places, 0, &mut orders);
    books.iter().any(|rules| {
        orders.iter().any(|order| {
            [false, true]
                .iter()
                .any(|rests| stopped() || fits(scenario, order, *rests, rules, told, salt))
        })
    })
}

/// Whether the calls in this order are answered as the clients were told.
fn fits(
    scenario: &RaceScenario,
    order: &[usize],
    rests: bool,
    rules: &Rules,
    told: &[String],
    salt: u64,
) -> bool {
    let mut script = scenario.before.clone();
    for call in order.iter().map(|&at| &scenario.at_once[at]) {
        script.steps.push(Step::Call(Box::new(call.clone())));
        if rests && call.operation == Operation::DisconnectCustomKeyStore {
            script.steps.push(rest(call));
        }
    }
    let after = scenario.after.iter().cloned();
    script
        .steps
        .extend(after.map(|call| Step::Call(Box::new(call))));
    let trace = replay_blind(&script, rules, salt);
    let seen: Vec<&Option<Seen>> = calls_after(&script, scenario.before.steps.len(), &trace);
    let (at_once, after) = seen.split_at(order.len().min(seen.len()));
    let in_order = order.iter().zip(at_once);
    let mut in_order = in_order.map(|(&at, seen)| told[at] == outcome(seen.as_ref()));
    let mut later = after.iter().zip(&told[order.len()..]);
    in_order.all(|same| same) && later.all(|(seen, told)| state(seen.as_ref()) == *told)
}

fn rest(call: &ScriptCall) -> Step {
    let store = call.input.member("CustomKeyStoreId").cloned();
    Step::Settle {
        store: store.unwrap_or(Arg::Null),
        state: StoreState::Disconnected,
    }
}

fn calls_after<'t>(
    script: &Script,
    from: usize,
    trace: &'t [Option<Seen>],
) -> Vec<&'t Option<Seen>> {
    let steps = script.steps.iter().zip(trace).skip(from);
    let calls = steps.filter(|(step, _)| step.call().is_some());
    calls.map(|(_, seen)| seen).collect()
}

fn permute(order: &mut Vec<usize>, from: usize, all: &mut Vec<Vec<usize>>) {
    if from == order.len() {
        all.push(order.clone());
        return;
    }
    for at in from..order.len() {
        order.swap(from, at);
        permute(order, from + 1, all);
        order.swap(from, at);
    }
}

/// What a client was told, without what is drawn anew each time.
fn outcome(seen: Option<&Seen>) -> String {
    let answer = seen.and_then(Seen::answer);
    match answer {
        Some(answer) if answer.is_success() => "success".to_owned(),
        Some(answer) => answer
            .error_type
            .unwrap_or_else(|| answer.status.to_string()),
        None => "no answer".to_owned(),
    }
}

/// What is there afterwards: a store's name, or that it is gone.
fn state(seen: Option<&Seen>) -> String {
    let body = seen.and_then(Seen::success);
    match body {
        Some(body) => body["CustomKeyStores"][0]["CustomKeyStoreName"].to_string(),
        None => outcome(seen),
    }
}

#[cfg(test)]
mod tests {
    use super::super::race_scenario::known;
    use super::*;

    const GONE: &str = "CustomKeyStoreNotFoundException";
    const TAKEN: &str = "CustomKeyStoreNameInUseException";
    const STATE: &str = "CustomKeyStoreInvalidStateException";
    const HOLDS_KEYS: &str = "CustomKeyStoreHasCMKsException";
    const OK: &str = "success";

    /// Whether the scenario may be answered so; what is read afterwards is as the reference reads it in some order.
    fn check(scenario: &RaceScenario, told: &[&str], is_possible: bool) {
        let mut scenario = scenario.clone();
        scenario.after.clear();
        let told: Vec<String> = told.iter().map(|told| (*told).to_owned()).collect();
        assert_eq!(
            is_explained(&scenario, &told, 1, || false),
            is_possible,
            "{told:?}"
        );
    }

    #[test]
    fn one_of_two_deletes_succeeds() {
        let scenario = known::two_deletes();
        check(&scenario, &[OK, GONE], true);
        check(&scenario, &[GONE, OK], true);
        check(&scenario, &[OK, OK], false);
        check(&scenario, &[GONE, GONE], false);
    }

    #[test]
    fn a_name_is_taken_once() {
        let scenario = known::a_name_taken_twice();
        check(&scenario, &[OK, TAKEN], true);
        check(&scenario, &[TAKEN, OK], true);
        check(&scenario, &[OK, OK], false);
    }

    #[test]
    fn no_key_is_made_in_a_store_that_is_gone() {
        let scenario = known::a_key_in_a_store_that_is_gone();
        check(&scenario, &[OK, OK, HOLDS_KEYS], true);
        check(&scenario, &[GONE, OK, OK], true);
        check(&scenario, &[STATE, OK, OK], true);
        check(&scenario, &[OK, OK, OK], false);
    }

    #[tokio::test]
    async fn the_reference_answers_in_some_order() {
        let control = Control::for_test();
        for seed in 0..20 {
            let scenario = RaceScenario::drawn(seed, 3);
            let told = play(
                &Target::in_process(),
                &scenario,
                Manner::AtOnce,
                seed,
                &control,
            )
            .await;
            let told = told.expect("it can be asked").expect("a beginning");
            assert!(
                is_explained(&scenario, &told, seed, || false),
                "seed {seed}: {told:?}"
            );
        }
    }

    /// Races until the answers fit no order; one after another the same calls are answered well.
    async fn check_racy(scenario: RaceScenario) {
        let (target, control) = (
            super::super::racy_server::target().await,
            Control::for_test(),
        );
        let mut noticed = false;
        for salt in 0..20 {
            let told = play(&target, &scenario, Manner::AtOnce, salt, &control).await;
            let told = told.expect("it can be asked").expect("a beginning");
            noticed |= !is_explained(&scenario, &told, salt, || false);
            if noticed {
                break;
            }
        }
        assert!(noticed);
        let told = play(&target, &scenario, Manner::InTurn, 99, &control).await;
        let told = told.expect("it can be asked").expect("a beginning");
        assert!(is_explained(&scenario, &told, 99, || false), "{told:?}");
    }

    #[tokio::test]
    async fn racy_deletes_are_noticed() {
        check_racy(known::two_deletes()).await;
    }

    #[tokio::test]
    async fn a_racy_name_is_noticed() {
        check_racy(known::a_name_taken_twice()).await;
    }

    #[tokio::test]
    async fn a_key_in_a_store_that_is_gone_is_noticed() {
        check_racy(known::a_key_in_a_store_that_is_gone()).await;
    }
}
