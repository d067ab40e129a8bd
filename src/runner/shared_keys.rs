//! Keys that cases share which only use them: a case has one alone while it runs, and gives it back as it got it.
//!
//! A case shares keys if no answer that it accepts says that it has changed one, and if it says nothing of what a key has gone
//! through. What comes back is looked at: a key with an alias, a grant, another state, description or policy is nobody's any more,
//! and is taken away with what its case has made.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use super::RunOptions;
use super::capability::Capabilities;
use super::cleanup::{self, ask};
use super::client::Client;
use super::ledger::{Ledger, Made};
use super::left_behind::Remains;
use super::marking::Marker;
use super::plan::Instance;
use super::shared_stores::may_succeed;
use crate::case::{Action, Case, KeyNeed, KeyStateNeed, Principal, Region};
use crate::model::{Effect, Operation};
use crate::target::Target;
use crate::target::resource::Kind;

/// What a case that shares keys may say of one that it needs.
const MEMBERS: [&str; 3] = ["CustomerMasterKeySpec", "KeySpec", "KeyUsage"];

/// Words of a case that has something to say of what a key is called, or of what it has gone through.
const OF_ITS_OWN: [&str; 5] = [
    "Tag",
    "Description",
    "GetKeyLastUsage",
    "ListKeys",
    "CreationDate",
];

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
    held: Mutex<Vec<(Recipe, SharedKey)>>,
}

impl SharedKeys {
    /// What an instance may borrow; `None` for one that has keys of its own.
    pub(super) fn borrowed(
        &self,
        options: &RunOptions,
        instance: &Instance<'_>,
    ) -> Option<Borrowed<'_>> {
        // What is compared with an earlier run shows whatever a key has gone through.
        let shares = options.share_keys && options.snapshots.is_none() && only_uses(instance.case);
        shares.then(|| Borrowed {
            keys: self,
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
    pub(super) fn recipe(
        who: (Principal, Region),
        wanted: &KeyNeed,
        input: &Value,
    ) -> Option<Recipe> {
        let plain = wanted.store.is_none()
            && wanted.state == KeyStateNeed::Enabled
            && wanted
                .with
                .iter()
                .all(|(name, _)| MEMBERS.contains(&name.as_str()));
        let mut asked = input.as_object().filter(|_| plain)?.clone();
        asked.remove("Description");
        Some((who.0, who.1, Value::Object(asked).to_string()))
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

/// Whether a case only uses the keys that it needs: it accepts no answer that says that something was changed.
fn only_uses(case: &Case) -> bool {
    let uses = |call: &crate::case::Call| {
        let changes = call.operation.effect() == Effect::Changes || call.wire.is_some();
        !changes || !may_succeed(call.expect.as_ref())
    };
    let text = &case.source.text;
    !case.serial
        && OF_ITS_OWN.iter().all(|word| !text.contains(word))
        && case
            .needs
            .iter()
            .all(|need| matches!(need.kind, crate::case::NeedKind::Key(_)))
        && case.steps.iter().all(|step| match &step.action {
            Action::Call(call) => uses(call),
            Action::Advance(_) | Action::Disturb(_) | Action::Run(_) => false,
        })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runner::tests::case;

    #[test]
    fn who_changes_a_key_has_one_of_its_own() {
        let check = |step: &str, expected: bool| {
            let needs = "needs:\n  _key: {role: key}\nsteps:\n";
            let case = case("key/a", &format!("{needs}  - {{{step}}}\n"));
            assert_eq!(only_uses(&case), expected, "{step}");
        };
        let of = |operation: &str, expect: &str| {
            format!("call: {operation}, input: {{KeyId: {{$ref: _key.KeyId}}}}, expect: {expect}")
        };
        check(&of("DescribeKey", "{ok: {$open: true}}"), true);
        check(
            &of("GenerateMac", "{error: InvalidKeyUsageException}"),
            true,
        );
        check(&of("DisableKey", "{ok: {}}"), false);
        check(&of("DisableKey", "{error: NotFoundException}"), true);
        check(
            &of(
                "DisableKey",
                "{any_of: [{ok: {}}, {error: NotFoundException}]}",
            ),
            false,
        );
        check(&of("GetKeyLastUsage", "{ok: {$open: true}}"), false);
        check(&of("ListResourceTags", "{ok: {$open: true}}"), false);
    }
}
