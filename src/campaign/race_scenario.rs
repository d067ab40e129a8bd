//! Calls that get in each other's way: what is there before, what is called at once, what is looked at afterwards.

use super::trace::owners;
use crate::case::{FreshKind, StoreState};
use crate::generate::{Arg, Script, ScriptCall, Step, noise};
use crate::model::Operation;

/// More clients than this have too many orders to try.
const MOST: usize = 6;

/// The number of the name that several clients want.
const WANTED: u8 = 100;

/// One race.
#[derive(Debug, Clone)]
pub(super) struct RaceScenario {
    pub(super) before: Script,
    pub(super) at_once: Vec<ScriptCall>,
    pub(super) after: Vec<ScriptCall>,
}

impl RaceScenario {
    /// A store, connected or not, and calls about it and about one name.
    pub(super) fn drawn(seed: u64, clients: usize) -> Self {
        let clients = clients.clamp(2, MOST);
        let bytes = noise(seed, clients + 1);
        let connected = bytes[0].is_multiple_of(2);
        let call = |(byte, n): (&u8, u8)| match (connected, byte % 6) {
            (false, 0 | 1) | (true, 0) => with_id(Operation::DeleteCustomKeyStore),
            (_, 2) => {
                let name = Arg::Fresh(FreshKind::StoreName, WANTED);
                let input = [("CustomKeyStoreId", id()), ("NewCustomKeyStoreName", name)];
                owners(Operation::UpdateCustomKeyStore, Arg::object(input))
            }
            (true, 1 | 3) => with_id(Operation::DisconnectCustomKeyStore),
            (true, 4) => create_key(),
            _ => create(n, WANTED),
        };
        let at_once = bytes[1..].iter().zip(1u8..).map(call).collect();
        Self::of(connected, at_once)
    }

    fn of(connected: bool, at_once: Vec<ScriptCall>) -> Self {
        let mut steps = vec![Step::Call(Box::new(create(0, 0)))];
        if connected {
            let connect = with_id(Operation::ConnectCustomKeyStore);
            steps.push(Step::Call(Box::new(connect)));
            steps.push(Step::Settle {
                store: id(),
                state: StoreState::Connected,
            });
        }
        let name = Arg::Fresh(FreshKind::StoreName, WANTED);
        let by_name = Arg::object([("CustomKeyStoreName", name)]);
        Self {
            before: Script { steps },
            at_once,
            after: vec![
                with_id(Operation::DescribeCustomKeyStores),
                owners(Operation::DescribeCustomKeyStores, by_name),
            ],
        }
    }

    /// The scenario without one of the calls made at once.
    pub(super) fn without(&self, gone: usize) -> Self {
        let mut scenario = self.clone();
        scenario.at_once.remove(gone);
        scenario
    }
}

fn id() -> Arg {
    Arg::answer(0, "CustomKeyStoreId")
}

fn with_id(operation: Operation) -> ScriptCall {
    owners(operation, Arg::object([("CustomKeyStoreId", id())]))
}

fn create_key() -> ScriptCall {
    let origin = Arg::text("AWS_CLOUDHSM");
    let input = [("CustomKeyStoreId", id()), ("Origin", origin)];
    owners(Operation::CreateKey, Arg::object(input))
}

fn create(n: u8, name: u8) -> ScriptCall {
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
}

/// The races that every endpoint must survive.
#[cfg(test)]
pub(super) mod known {
    use super::*;

    pub(in crate::campaign) fn two_deletes() -> RaceScenario {
        let delete = with_id(Operation::DeleteCustomKeyStore);
        RaceScenario::of(false, vec![delete.clone(), delete])
    }

    /// No race: a connected store is deleted and then looked for.
    pub(in crate::campaign) fn a_connected_store_deleted() -> Script {
        let mut script = RaceScenario::of(true, Vec::new()).before;
        for operation in [
            Operation::DeleteCustomKeyStore,
            Operation::DescribeCustomKeyStores,
        ] {
            script.steps.push(Step::Call(Box::new(with_id(operation))));
        }
        script
    }

    pub(in crate::campaign) fn a_name_taken_twice() -> RaceScenario {
        RaceScenario::of(false, vec![create(1, WANTED), create(2, WANTED)])
    }

    pub(in crate::campaign) fn a_key_in_a_store_that_is_gone() -> RaceScenario {
        let disconnect = with_id(Operation::DisconnectCustomKeyStore);
        let delete = with_id(Operation::DeleteCustomKeyStore);
        RaceScenario::of(true, vec![create_key(), disconnect, delete])
    }
}
