//! Several clients on one state: their answers must be those of some order of the calls.

use std::collections::BTreeSet;

use super::join::join_all;
use super::rate::Rate;
use super::trace::{Player, Seen, replay};
use crate::case::{FreshKind, Principal, Region, StoreState};
use crate::generate::{Arg, Call, Script, Step, noise};
use crate::model::Operation;
use crate::reference::{Choice, Rules};
use crate::target::{Error, Target};

/// More clients than this have too many orders to try.
const MOST: usize = 6;

/// Calls that were made at once and answered as no order of them explains.
#[derive(Debug, Clone)]
pub(super) struct Impossible {
    /// What each client asked and was told, and what was read afterwards.
    pub(super) history: Vec<String>,
    /// The operations, each once.
    pub(super) operations: BTreeSet<Operation>,
    pub(super) calls: usize,
}

/// Lets `clients` call at once after a common beginning; `None` when some order explains their answers.
///
/// # Errors
/// When the endpoint cannot be asked.
pub(super) async fn race(
    target: &Target,
    clients: usize,
    seed: u64,
    rate: &Rate,
) -> Result<Option<Impossible>, Error> {
    let (before, at_once, after) = scenario(seed, clients.clamp(2, MOST));
    let session = target.open(seed).await?;
    let mut player = Player::new(&session, seed, rate, !target.has_world());
    let mut told = Vec::new();
    let trace = player.play(&before).await?;
    let began = trace.iter().flatten().all(|seen| seen.success().is_some());
    if began {
        let answers = join_all(
            at_once
                .iter()
                .map(|call| player.ask_at_once(call))
                .collect(),
        )
        .await;
        for seen in answers.iter().flatten() {
            player.remember(seen);
        }
        told.extend(answers.iter().map(|seen| outcome(seen.as_ref())));
        for call in &after {
            let read = player.send(call).await;
            told.push(state(read.as_ref()));
        }
    }
    player.clean_up().await;
    session.close().await;
    if !began || is_explained(&before, &at_once, &after, &told, seed) {
        return Ok(None);
    }
    let calls = at_once.iter().chain(&after).zip(&told);
    Ok(Some(Impossible {
        history: calls
            .map(|(call, told)| format!("{} → {told}", call.operation))
            .collect(),
        operations: at_once.iter().map(|call| call.operation).collect(),
        calls: before.calls() + at_once.len() + after.len(),
    }))
}

/// A small search: every order of the calls, under every allowed answer to one open question.
fn is_explained(
    before: &Script,
    at_once: &[Call],
    after: &[Call],
    told: &[String],
    salt: u64,
) -> bool {
    let books: Vec<Rules> = std::iter::once(Rules::aws())
        .chain(Choice::all().map(|choice| Rules::aws().with_choice(choice)))
        .collect();
    let mut orders = Vec::new();
    permute(&mut (0..at_once.len()).collect::<Vec<_>>(), 0, &mut orders);
    books.iter().any(|rules| {
        orders.iter().any(|order| {
            let mut script = before.clone();
            let steps = order.iter().map(|&at| at_once[at].clone());
            let steps = steps.chain(after.iter().cloned());
            script
                .steps
                .extend(steps.map(|call| Step::Call(Box::new(call))));
            let trace = replay(&script, rules, salt);
            let seen = &trace[before.steps.len()..];
            let in_order = order.iter().zip(seen);
            in_order
                .clone()
                .all(|(&at, seen)| told[at] == outcome(seen.as_ref()))
                && seen[order.len()..]
                    .iter()
                    .zip(&told[order.len()..])
                    .all(|(seen, told)| state(seen.as_ref()) == *told)
        })
    })
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

/// A store, calls about it that get in each other's way, and a look at it.
fn scenario(seed: u64, clients: usize) -> (Script, Vec<Call>, Vec<Call>) {
    let owners = |operation, input| Call {
        operation,
        principal: Principal::Owner,
        region: Region::Home,
        input,
        oddity: None,
    };
    let create = |n: u8, name: u8| {
        owners(
            Operation::CreateCustomKeyStore,
            Arg::object([
                ("CustomKeyStoreName", Arg::Fresh(FreshKind::StoreName, name)),
                ("CloudHsmClusterId", Arg::Fresh(FreshKind::ClusterId, n)),
                (
                    "TrustAnchorCertificate",
                    Arg::Fresh(FreshKind::Certificate, n),
                ),
                ("KeyStorePassword", Arg::Fresh(FreshKind::Password, n)),
            ]),
        )
    };
    let id = || Arg::answer(0, "CustomKeyStoreId");
    let with_id = |operation| owners(operation, Arg::object([("CustomKeyStoreId", id())]));
    let bytes = noise(seed, clients + 1);
    let mut steps = vec![Step::Call(Box::new(create(0, 0)))];
    let connected = bytes[0].is_multiple_of(2);
    if connected {
        let connect = with_id(Operation::ConnectCustomKeyStore);
        steps.push(Step::Call(Box::new(connect)));
        steps.push(Step::Settle {
            store: id(),
            state: StoreState::Connected,
        });
    }
    let at_once = bytes[1..]
        .iter()
        .zip(1u8..)
        .map(|(byte, n)| match byte % 6 {
            0 | 1 if !connected => with_id(Operation::DeleteCustomKeyStore),
            3 => {
                let name = Arg::Fresh(FreshKind::StoreName, 100);
                let input = [("CustomKeyStoreId", id()), ("NewCustomKeyStoreName", name)];
                owners(Operation::UpdateCustomKeyStore, Arg::object(input))
            }
            4 if connected => with_id(Operation::DisconnectCustomKeyStore),
            5 if connected => {
                let origin = Arg::text("AWS_CLOUDHSM");
                let input = [("CustomKeyStoreId", id()), ("Origin", origin)];
                owners(Operation::CreateKey, Arg::object(input))
            }
            _ => create(n, 100),
        });
    let at_once = at_once.collect();
    let after = vec![with_id(Operation::DescribeCustomKeyStores)];
    (Script { steps }, at_once, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_deletes_that_both_succeed_have_no_order() {
        let (mut before, _, after) = scenario(0, 2);
        before.steps.truncate(1);
        let delete = Call {
            operation: Operation::DeleteCustomKeyStore,
            ..after[0].clone()
        };
        let both = [delete.clone(), delete];
        let gone = "CustomKeyStoreNotFoundException".to_owned();
        let told = |one: &str, other: &str| vec![one.to_owned(), other.to_owned(), gone.clone()];
        let fits = |told: &[String]| is_explained(&before, &both, &after, told, 1);
        assert!(fits(&told("success", &gone)) && fits(&told(&gone, "success")));
        assert!(!fits(&told("success", "success")));
        assert!(!fits(&told(&gone, &gone)));
    }

    #[tokio::test]
    async fn the_reference_answers_in_some_order() {
        let rate = Rate::new(None);
        for seed in 0..20 {
            let raced = race(&Target::in_process(), 3, seed, &rate).await;
            assert!(matches!(raced, Ok(None)), "seed {seed}: {raced:?}");
        }
    }
}
