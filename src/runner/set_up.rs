//! Needs: what a case presupposes, made by calls.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::capability::{Suspicion, absent_or};
use super::change::{Change, IN_A_ROW, settle};
use super::client::{Calling, Client};
use super::need_input::{key_input, store_input};
use super::outcome::{Outcome, fault};
use super::request::Lacking;
use super::scope::learn;
use super::shared_stores::LeasedStore;
use super::waiting::Pauses;
use crate::case::{
    FreshKind, KeyNeed, KeyStateNeed, Need, NeedKind, OfKeyNeed, Principal, Region, StoreNeed,
    StoreState, StoreType, Template,
};
use crate::check::{Reply, Scope};
use crate::model::{Model, Operation};
use crate::target::resource::{Kind, Shown};
use crate::wire::admin::{ClusterChange, Disturbance, ProxyChange, ServiceChange};

/// How long a store that a case wants CONNECTING or DISCONNECTING stays so.
const IN_BETWEEN: Duration = Duration::from_mins(10);

/// Makes every need, in order, and gives each its name in the scope.
pub(super) async fn set_up(
    needs: &[Need],
    client: Client<'_>,
    scope: &mut Scope<'_>,
    leased: &[LeasedStore],
) -> Result<(), Outcome> {
    let mut stores: Vec<Store<'_>> = Vec::new();
    let mut unavailable = Vec::new();
    for need in needs {
        let maker = Maker {
            client,
            need,
            leased,
        };
        match &need.kind {
            NeedKind::CustomKeyStore(wanted) => {
                let mut store = maker.store(wanted, scope).await?;
                let holds_keys = needs.iter().any(|n| is_in(n, &need.name));
                if holds_keys
                    || matches!(
                        wanted.state,
                        StoreState::Connected | StoreState::Disconnecting
                    )
                {
                    store.connect().await?;
                }
                stores.push(store);
            }
            NeedKind::Key(wanted) => {
                let store = wanted.store.as_deref();
                let store = stores
                    .iter()
                    .find(|s| Some(s.maker.need.name.as_str()) == store);
                let id = maker.key(wanted, store, scope).await?;
                if wanted.state == KeyStateNeed::Unavailable {
                    unavailable.push(Change {
                        kind: Kind::Key,
                        id,
                        principal: need.principal,
                        region: need.region,
                        shown: Shown::In(&["Unavailable"]),
                        at: client.session.now(),
                    });
                }
            }
            NeedKind::OfKey(wanted) => maker.of_key(wanted, scope).await?,
        }
    }
    // The states that pass with time come last, so that no other need's waiting makes them pass.
    let passing = |s: &Store<'_>| {
        matches!(
            s.wanted.state,
            StoreState::Connecting | StoreState::Disconnecting
        )
    };
    stores.sort_by_key(passing);
    for store in &mut stores {
        store.bring_to_state().await?;
    }
    // The keys of a store follow it one by one.
    for unavailable in unavailable {
        client.ledger.awaits(unavailable);
    }
    let settled = settle(client).await;
    settled.map_err(|why| Outcome::of_unanswered(0, &why))
}

fn is_in(need: &Need, store: &str) -> bool {
    matches!(&need.kind, NeedKind::Key(key) if key.store.as_deref() == Some(store))
}

/// Makes the calls for one need.
#[derive(Clone, Copy)]
struct Maker<'a> {
    client: Client<'a>,
    need: &'a Need,
    /// Stores that are there already.
    leased: &'a [LeasedStore],
}

/// A store that was made.
struct Store<'a> {
    maker: Maker<'a>,
    wanted: &'a StoreNeed,
    id: String,
    /// The request that made it.
    input: Value,
    connected: bool,
}

impl<'a> Maker<'a> {
    async fn store(
        self,
        wanted: &'a StoreNeed,
        scope: &mut Scope<'_>,
    ) -> Result<Store<'a>, Outcome> {
        let region = self.client.session.region(self.need.region);
        let region =
            region.ok_or_else(|| Outcome::of_lacking(Lacking::Region(self.need.region)))?;
        let drawn = store_input(wanted, region, scope);
        let input = self.with(drawn, &wanted.with, scope)?;
        if let Some(leased_store) = self.leased_store(&self.need.name) {
            return self.shared(wanted, leased_store, scope);
        }
        let answer = self.call(Operation::CreateCustomKeyStore, &input).await?;
        let id = answer.get("CustomKeyStoreId").and_then(Value::as_str);
        let id = id.ok_or_else(|| self.blocked("the new store has no CustomKeyStoreId"))?;
        let mut named = input.as_object().cloned().unwrap_or_default();
        named.insert("CustomKeyStoreId".to_owned(), json!(id));
        scope.name(&self.need.name, Value::Object(named));
        Ok(Store {
            maker: self,
            wanted,
            id: id.to_owned(),
            input,
            connected: false,
        })
    }

    fn leased_store(self, store: &str) -> Option<&'a LeasedStore> {
        self.leased
            .iter()
            .find(|leased_store| leased_store.need == store)
    }

    /// A store that is there already.
    fn shared(
        self,
        wanted: &'a StoreNeed,
        leased_store: &LeasedStore,
        scope: &mut Scope<'_>,
    ) -> Result<Store<'a>, Outcome> {
        let id = leased_store
            .members
            .get("CustomKeyStoreId")
            .and_then(Value::as_str);
        let id = id.ok_or_else(|| self.blocked("the shared store has no CustomKeyStoreId"))?;
        scope.name(&self.need.name, leased_store.members.clone());
        Ok(Store {
            maker: self,
            wanted,
            id: id.to_owned(),
            input: Value::Null,
            connected: false,
        })
    }

    /// The key of a shared store, brought into the state that a new one would have: its deletion is cancelled, which
    /// leaves it disabled.
    async fn revived(self, id: &str, wanted: KeyStateNeed) -> Result<Value, Outcome> {
        let input = json!({"KeyId": id});
        if wanted != KeyStateNeed::PendingDeletion {
            self.call(Operation::CancelKeyDeletion, &input).await?;
        }
        if matches!(wanted, KeyStateNeed::Enabled | KeyStateNeed::Unavailable) {
            self.call(Operation::EnableKey, &input).await?;
        }
        let answer = self.call(Operation::DescribeKey, &input).await?;
        let metadata = answer.get("KeyMetadata").cloned().unwrap_or_default();
        let expected = match wanted {
            KeyStateNeed::Enabled | KeyStateNeed::Unavailable => "Enabled",
            KeyStateNeed::Disabled => "Disabled",
            KeyStateNeed::PendingDeletion => "PendingDeletion",
        };
        match metadata.get("KeyState").and_then(Value::as_str) {
            Some(state) if state == expected => Ok(metadata),
            state => {
                let state = state.unwrap_or("in no state");
                Err(self.blocked(&format!("the key is {state} where it should be {expected}")))
            }
        }
    }

    async fn key(
        self,
        wanted: &KeyNeed,
        store: Option<&Store<'_>>,
        scope: &mut Scope<'_>,
    ) -> Result<String, Outcome> {
        let mut drawn = key_input(store.map(|it| (it.wanted, it.id.as_str())), scope);
        if !self.client.session.has_world() {
            // By this it is found again if its id never comes.
            let mark = scope.draw().fresh(FreshKind::Text, "");
            drawn.insert("Description".to_owned(), json!(mark));
        }
        let input = self.with(drawn, &wanted.with, scope)?;
        let leased_store = wanted
            .store
            .as_deref()
            .and_then(|store| self.leased_store(store));
        if let Some(key) = leased_store.and_then(|leased_store| leased_store.key.as_deref()) {
            let metadata = self.revived(key, wanted.state).await?;
            return Ok(self.named(metadata, scope));
        }
        let borrowed = self
            .client
            .shared_keys
            .and_then(|borrowed| Some((borrowed, borrowed.recipe(self.need, &input)?)));
        if let Some((borrowed, recipe)) = &borrowed
            && let Some(metadata) = borrowed.take(recipe)
        {
            return Ok(self.named(metadata, scope));
        }
        let mut maker = self;
        if borrowed.is_some() {
            maker.client.marker = maker.client.marker.of_shared();
        }
        let answer = maker.call(Operation::CreateKey, &input).await?;
        let metadata = answer.get("KeyMetadata").cloned().unwrap_or_default();
        let Some(id) = metadata.get("KeyId").and_then(Value::as_str) else {
            return Err(self.blocked("the new key has no KeyMetadata.KeyId"));
        };
        match wanted.state {
            // Unavailable is what a key becomes when its store is disconnected.
            KeyStateNeed::Enabled | KeyStateNeed::Unavailable => {}
            KeyStateNeed::Disabled => {
                self.call(Operation::DisableKey, &json!({"KeyId": id}))
                    .await?;
            }
            KeyStateNeed::PendingDeletion => {
                let input = json!({"KeyId": id, "PendingWindowInDays": 7});
                self.call(Operation::ScheduleKeyDeletion, &input).await?;
            }
        }
        if let Some((borrowed, recipe)) = borrowed {
            borrowed.made(recipe, &metadata, self.client).await;
        }
        Ok(self.named(metadata, scope))
    }

    /// Gives a key its name in the scope; its id.
    fn named(self, metadata: Value, scope: &mut Scope<'_>) -> String {
        if self.need.principal == Principal::Owner {
            learn(&metadata, scope);
        }
        let id = metadata.get("KeyId").and_then(Value::as_str);
        let id = id.unwrap_or_default().to_owned();
        scope.name(&self.need.name, metadata);
        id
    }

    async fn of_key(self, wanted: &OfKeyNeed, scope: &mut Scope<'_>) -> Result<(), Outcome> {
        let input = self.with(Map::new(), &wanted.input(), scope)?;
        self.call(wanted.role.create, &input).await?;
        scope.name(&self.need.name, input);
        Ok(())
    }

    /// The drawn request with the case's own members in place.
    fn with(
        self,
        mut drawn: Map<String, Value>,
        own: &[(String, Template)],
        scope: &mut Scope<'_>,
    ) -> Result<Value, Outcome> {
        for (name, template) in own {
            let value = scope.value(template);
            let value = value
                .map_err(|why| Outcome::broken(0, format!("need `{}`: {why}", self.need.name)))?;
            drawn.insert(name.clone(), value);
        }
        Ok(Value::Object(drawn))
    }

    /// Calls an operation that must succeed, and gives its body.
    async fn call(self, operation: Operation, input: &Value) -> Result<Value, Outcome> {
        let mut input = input.clone();
        let marker = self.client.marker;
        marker.mark(operation, self.need.principal, &mut input);
        if !marker.allows(operation, &input) {
            return Err(Outcome::unmarked(0, operation));
        }
        let label = format!("needs {}: {operation}", self.need.name);
        let calling = Calling {
            operation,
            principal: self.need.principal,
            region: self.need.region,
            label: &label,
            waiting: false,
        };
        let response = self.client.patient_call(calling, &input).await;
        let response = response.map_err(|why| Outcome::of_unanswered(0, &why))?;
        let reply = Reply::read(&response);
        if reply.is_success() {
            let settled = settle(self.client).await;
            settled.map_err(|why| Outcome::of_unanswered(0, &why))?;
            return Ok(reply.json().cloned().unwrap_or_default());
        }
        let answer = reply.describe(Model::bundled(), operation);
        let crashed = self.blocked(&format!("{operation} was answered {answer}"));
        let suspicion = Suspicion {
            operation,
            answer: &response,
            proper: true,
            step: 0,
        };
        Err(absent_or(self.client, suspicion, crashed).await)
    }

    fn blocked(self, why: &str) -> Outcome {
        Outcome::Blocked {
            step: 0,
            fault: fault(format!(
                "need `{}` could not be made: {why}",
                self.need.name
            )),
        }
    }
}

impl Store<'_> {
    async fn bring_to_state(&mut self) -> Result<(), Outcome> {
        match self.wanted.state {
            StoreState::Connected => Ok(()),
            StoreState::Disconnected => self.disconnect().await,
            StoreState::Connecting => {
                self.disconnect().await?;
                self.pace(|service, millis| service.connect_millis = Some(millis))
                    .await?;
                self.call(Operation::ConnectCustomKeyStore).await?;
                self.expect_state("CONNECTING").await
            }
            StoreState::Disconnecting => {
                self.pace(|service, millis| service.disconnect_millis = Some(millis))
                    .await?;
                self.call(Operation::DisconnectCustomKeyStore).await?;
                self.expect_state("DISCONNECTING").await
            }
            StoreState::Failed => {
                self.disconnect().await?;
                self.connection_error(true).await?;
                self.call(Operation::ConnectCustomKeyStore).await?;
                self.await_state("FAILED").await?;
                // The need is a failed store; what stands behind it is healthy again.
                self.connection_error(false).await
            }
        }
    }

    async fn connect(&mut self) -> Result<(), Outcome> {
        self.call(Operation::ConnectCustomKeyStore).await?;
        self.await_state("CONNECTED").await?;
        self.connected = true;
        Ok(())
    }

    async fn disconnect(&mut self) -> Result<(), Outcome> {
        if self.connected {
            self.call(Operation::DisconnectCustomKeyStore).await?;
            self.await_state("DISCONNECTED").await?;
            self.connected = false;
        }
        Ok(())
    }

    async fn call(&self, operation: Operation) -> Result<(), Outcome> {
        let input = json!({"CustomKeyStoreId": self.id});
        self.maker.call(operation, &input).await.map(|_| ())
    }

    /// The state now, and its error code if there is one.
    async fn state(&self) -> Result<(String, Option<String>), Outcome> {
        let input = json!({"CustomKeyStoreId": self.id});
        let answer = self
            .maker
            .call(Operation::DescribeCustomKeyStores, &input)
            .await?;
        let member = |name: &str| {
            let member = answer.pointer(&format!("/CustomKeyStores/0/{name}"));
            member.and_then(Value::as_str).map(str::to_owned)
        };
        let state = member("ConnectionState").ok_or_else(|| {
            self.maker
                .blocked("DescribeCustomKeyStores gives it no ConnectionState")
        })?;
        Ok((state, member("ConnectionErrorCode")))
    }

    async fn expect_state(&self, wanted: &str) -> Result<(), Outcome> {
        let (state, _) = self.state().await?;
        if state == wanted {
            return Ok(());
        }
        Err(self
            .maker
            .blocked(&format!("it is {state} where it should be {wanted}")))
    }

    async fn await_state(&self, wanted: &str) -> Result<(), Outcome> {
        let session = self.maker.client.session;
        let begin = session.now();
        let longest = self.maker.client.waits.connection;
        let mut pauses = Pauses::new();
        let mut seen = 0;
        loop {
            let (state, error) = self.state().await?;
            if state == wanted {
                seen += 1;
                if seen >= IN_A_ROW {
                    return Ok(());
                }
                continue;
            }
            seen = 0;
            let error = error.map(|code| format!(" ({code})")).unwrap_or_default();
            if state == "FAILED" || session.now() >= begin.plus(longest) {
                let why = format!("it is {state}{error} where it should become {wanted}");
                return Err(self.maker.blocked(&why));
            }
            let slept = pauses.pause(session, longest).await;
            slept.map_err(|error| Outcome::of_error(0, &error))?;
        }
    }

    async fn pace(&self, set: impl Fn(&mut ServiceChange, u64)) -> Result<(), Outcome> {
        let mut service = ServiceChange::default();
        set(
            &mut service,
            u64::try_from(IN_BETWEEN.as_millis()).unwrap_or(u64::MAX),
        );
        self.disturb(Disturbance {
            service: Some(service),
            ..Disturbance::default()
        })
        .await
    }

    async fn connection_error(&self, on: bool) -> Result<(), Outcome> {
        let member = |name: &str| {
            let text = self.input.get(name).and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        let code = |code: &str| Some(if on { code } else { "" }.to_owned());
        let mut disturbance = Disturbance::default();
        match self.wanted.store_type {
            StoreType::AwsCloudHsm => {
                disturbance.cluster = Some(ClusterChange {
                    id: member("CloudHsmClusterId"),
                    connection_error: code("INVALID_CREDENTIALS"),
                    ..ClusterChange::default()
                });
            }
            StoreType::ExternalKeyStore => {
                disturbance.proxy = Some(ProxyChange {
                    endpoint: member("XksProxyUriEndpoint"),
                    connection_error: code("XKS_PROXY_NOT_REACHABLE"),
                    ..ProxyChange::default()
                });
            }
        }
        self.disturb(disturbance).await
    }

    async fn disturb(&self, disturbance: Disturbance) -> Result<(), Outcome> {
        let done = self.maker.client.session.disturb(&disturbance).await;
        done.map_err(|error| Outcome::of_error(0, &error))
    }
}

/// True for a need that only a world of the target's own can provide.
pub(super) fn needs_world(need: &Need) -> bool {
    let NeedKind::CustomKeyStore(store) = &need.kind else {
        return false;
    };
    matches!(
        store.state,
        StoreState::Connecting | StoreState::Disconnecting | StoreState::Failed
    )
}

/// The Regions of one endpoint, as a case names them.
pub(super) const REGIONS: [Region; 2] = [Region::Home, Region::Other];
