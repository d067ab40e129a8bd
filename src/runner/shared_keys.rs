//! Keys that cases share which only use them: a case has one alone while it runs, and gives it back as it got it.
//!
//! Which those are tells [`keys_to_itself`](super::keys_to_itself). What comes back is looked at: a key with an alias, a grant,
//! another state, description or policy is nobody's any more, and is taken away with what its case has made. It is not set
//! back: hosts learn late of that too, no read shows that all know a policy or tags, and whoever has the key next would take a
//! late answer for a wrong one, as it has changed nothing itself.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use super::RunOptions;
use super::capability::Capabilities;
use super::cleanup::{self, ask};
use super::client::Client;
use super::key_use::keys_to_itself;
use super::ledger::{Ledger, Made};
use super::left_behind::Remains;
use super::marking::Marker;
use super::plan::Instance;
use crate::case::{Need, Principal, Region};
use crate::model::Operation;
use crate::target::Target;
use crate::target::resource::Kind;

/// What keys differ in that cases share: whose they are, where, and what was asked for, but for their mark.
type Recipe = (Principal, Region, String);

/// A key that cases share.
#[derive(Debug, Clone, PartialEq)]
struct SharedKey {
    made: Made,
    /// What described it when it was new.
    metadata: Value,
    policy: Value,
}

/// The keys of a run that no case has at the moment.
#[derive(Debug, Default)]
pub(super) struct SharedKeys(Mutex<BTreeMap<Recipe, Vec<SharedKey>>>);

/// What one try has of them.
#[derive(Debug)]
pub(super) struct Borrowed<'run> {
    keys: &'run SharedKeys,
    /// The case's needs of keys that it does not have to itself.
    needs: Vec<&'run str>,
    held: Mutex<Vec<(Recipe, SharedKey)>>,
}

impl SharedKeys {
    /// What an instance may borrow; `None` for one that has all its keys to itself.
    pub(super) fn borrowed<'run>(
        &'run self,
        options: &RunOptions,
        instance: &Instance<'run>,
    ) -> Option<Borrowed<'run>> {
        // What is compared with an earlier run shows whatever a key has gone through.
        if !options.share_keys || options.snapshots.is_some() {
            return None;
        }
        let own = keys_to_itself(instance.case);
        let keys = instance.case.needs.iter().filter(|need| need.is_key());
        let needs = keys.map(|need| need.name.as_str());
        let needs: Vec<&str> = needs.filter(|name| !own.contains_key(name)).collect();
        (!needs.is_empty()).then(|| Borrowed {
            keys: self,
            needs,
            held: Mutex::default(),
        })
    }

    /// Takes away every key; what stays is told.
    pub(super) async fn close(
        &self,
        target: &Target,
        options: &RunOptions,
        capabilities: &Capabilities,
    ) -> Remains {
        let keys = std::mem::take(&mut *lock(&self.0));
        let ledger = Ledger::default();
        for key in keys.into_values().flatten() {
            ledger.found_again(key.made);
        }
        if !ledger.still_made().is_empty()
            && let Ok(session) = target.open(0).await
        {
            let client = Client {
                session: &session,
                ledger: &ledger,
                capabilities,
                waits: options.waits(),
                marker: Marker::of_run(options.marks.as_ref()),
                shared_keys: None,
                cleanup: true,
            };
            cleanup::within_limits(client, &options.cancel).await;
            session.close().await;
        }
        Remains::of(&ledger)
    }
}

impl Borrowed<'_> {
    /// By what a need's key is known among those that are shared; `None` for one that is not.
    pub(super) fn recipe(&self, need: &Need, input: &Value) -> Option<Recipe> {
        let mut asked = input.as_object()?.clone();
        asked.remove("Description");
        let shares = self.needs.contains(&need.name.as_str());
        shares.then(|| {
            (
                need.principal,
                need.region,
                Value::Object(asked).to_string(),
            )
        })
    }

    /// A key that is there; the try has it alone.
    pub(super) fn take(&self, recipe: &Recipe) -> Option<Value> {
        let key = lock(&self.keys.0).get_mut(recipe)?.pop()?;
        let metadata = key.metadata.clone();
        lock(&self.held).push((recipe.clone(), key));
        Some(metadata)
    }

    /// Notes a key that the try has made, which others may have after it; not where its policy cannot be read.
    pub(super) async fn made(&self, recipe: Recipe, metadata: &Value, client: Client<'_>) {
        let id = metadata.get("KeyId").and_then(Value::as_str);
        let input = json!({"KeyId": id});
        let operation = Operation::GetKeyPolicy;
        let Ok(policy) = ask(client, recipe.0, recipe.1, operation, &input).await else {
            return;
        };
        let made = Made {
            kind: Kind::Key,
            id: id.unwrap_or_default().to_owned(),
            name: None,
            principal: recipe.0,
            region: recipe.1,
            at: client.session.now(),
            reason: None,
        };
        let metadata = metadata.clone();
        lock(&self.held).push((
            recipe,
            SharedKey {
                made,
                metadata,
                policy,
            },
        ));
    }

    /// Gives back what is as it was, where the try has passed; the rest is what the try has to take away.
    pub(super) async fn give_back(&self, client: Client<'_>, passed: bool) {
        let held = std::mem::take(&mut *lock(&self.held));
        for (recipe, key) in held {
            if passed && key.is_as_new(client).await {
                client.ledger.gone(&key.made);
                lock(&self.keys.0).entry(recipe).or_default().push(key);
            } else {
                client.ledger.found_again(key.made);
            }
        }
    }
}

impl SharedKey {
    /// Whether nobody can tell it from a new one.
    async fn is_as_new(&self, client: Client<'_>) -> bool {
        let read = async |operation| {
            let input = json!({"KeyId": self.made.id});
            let (principal, region) = (self.made.principal, self.made.region);
            let answer = ask(client, principal, region, operation, &input).await;
            answer.unwrap_or_default()
        };
        let described = read(Operation::DescribeKey).await;
        let is_same = |member: &str| {
            let now = described.pointer(&format!("/KeyMetadata/{member}"));
            now.is_some() && now == self.metadata.get(member)
        };
        let none =
            |answer: &Value, member: &str| answer[member].as_array().is_some_and(Vec::is_empty);
        is_same("KeyState")
            && is_same("Description")
            && none(&read(Operation::ListGrants).await, "Grants")
            && none(&read(Operation::ListAliases).await, "Aliases")
            && read(Operation::GetKeyPolicy).await == self.policy
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
