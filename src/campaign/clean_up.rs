//! Takes away what a campaign made on an endpoint that is not its own: as the one who made it, where it was made, keys
//! before the stores that hold them; and says what had to stay.

use std::time::Duration;

use serde_json::{Value, json};

use super::control::Control;
use super::ledger::{Kind, Ledger, Made, Place};
use super::sides::Which;
use super::summary::Left;
use super::trace::call_with;
use crate::case::{Principal, Region};
use crate::generate;
use crate::model::Operation;
use crate::target::Session;
use crate::wire::aws_json::Answer;

/// How long clean-up may go on after the campaign's end.
const LONGEST: Duration = Duration::from_secs(30);

/// Requests in a row without an answer after which nothing more is tried.
const SILENCE: u32 = 2;

/// How long a store may take to disconnect.
const DISCONNECTING: Duration = Duration::from_secs(20);

/// Between two looks at a store.
const PAUSE: Duration = Duration::from_millis(50);

/// Pages of a list that are looked through.
const PAGES: usize = 200;

/// Takes away what was made on one side.
pub(super) struct CleanUp<'a> {
    session: &'a Session,
    place: &'a generate::Place,
    control: &'a Control,
    which: Which,
    /// Requests in a row without an answer.
    unanswered: u32,
}

/// What came of a request.
enum Told {
    Body(Value),
    Refused(String),
    /// Nothing came, or nothing may be asked any more.
    Nothing(&'static str),
}

impl<'a> CleanUp<'a> {
    pub(super) fn new(
        session: &'a Session,
        place: &'a generate::Place,
        control: &'a Control,
        which: Which,
    ) -> Self {
        Self {
            session,
            place,
            control,
            which,
            unanswered: 0,
        }
    }

    /// Takes away these.
    pub(super) async fn take_away(&mut self, made: &[Made]) {
        for key in made.iter().filter(|made| made.kind == Kind::Key).rev() {
            self.key(key).await;
        }
        for store in made.iter().filter(|made| made.kind == Kind::Store).rev() {
            self.store(store).await;
        }
    }

    /// Looks for what was made by calls without an answer, and takes away all that is still there.
    pub(super) async fn finish(&mut self) {
        let mut looked: Vec<(Kind, Place, Option<&'static str>)> = Vec::new();
        for place in self.ledger().places() {
            looked.push((Kind::Key, place, self.find_keys(place).await));
            looked.push((Kind::Store, place, self.find_stores(place).await));
        }
        let there = self.ledger().there();
        self.take_away(&there).await;
        for made in self.ledger().there() {
            // Only where nothing may be asked any more.
            self.stays(&made, "it was not asked for any more");
        }
        let uncertain = self.ledger().take_uncertain();
        for (kind, place, failed) in looked {
            let mut of_place = uncertain
                .iter()
                .filter(|call| (call.kind, call.place) == (kind, place));
            let why = match failed {
                Some(why) if of_place.next().is_some() => format!(
                    "a call was left without an answer, and what it may have made was not looked for: {why}"
                ),
                None if of_place.any(|call| !call.marked) => {
                    "a call was left without an answer, and what it may have made has no mark"
                        .to_owned()
                }
                Some(_) | None => continue,
            };
            let left = self.left(kind, None, place, why);
            self.ledger().unknown(left);
        }
    }

    fn ledger(&self) -> &'a Ledger {
        self.control.ledger(self.which)
    }

    /// Schedules a key's deletion, with the shortest waiting period.
    async fn key(&mut self, key: &Made) {
        let input = json!({"KeyId": key.id, "PendingWindowInDays": 7});
        let place = (key.principal, key.region);
        let scheduled = self
            .ask(place, Operation::ScheduleKeyDeletion, &input)
            .await;
        match scheduled {
            Told::Body(_) => self.ledger().gone(key),
            Told::Refused(error) if error == "NotFoundException" => self.ledger().gone(key),
            Told::Refused(error) => {
                // A script may have scheduled it, with a waiting period of its own.
                let input = json!({"KeyId": key.id});
                let described = self.ask(place, Operation::DescribeKey, &input).await;
                let waits = matches!(&described, Told::Body(body) if is_waiting(body));
                if waits {
                    self.ledger().gone(key);
                } else {
                    self.stays(key, &format!("ScheduleKeyDeletion is refused with {error}"));
                }
            }
            Told::Nothing(why) => self.stays(key, why),
        }
    }

    /// Disconnects a store and deletes it.
    async fn store(&mut self, store: &Made) {
        let id = json!({"CustomKeyStoreId": store.id});
        let place = (store.principal, store.region);
        if self
            .state(place, &id)
            .await
            .is_some_and(|state| state != "DISCONNECTED")
        {
            self.ask(place, Operation::DisconnectCustomKeyStore, &id)
                .await;
            let mut waited = Duration::ZERO;
            while waited < DISCONNECTING
                && !self.is_over()
                && self
                    .state(place, &id)
                    .await
                    .is_some_and(|state| state != "DISCONNECTED")
            {
                if self.session.wait(PAUSE).await.is_err() {
                    break;
                }
                waited += PAUSE;
            }
        }
        match self.ask(place, Operation::DeleteCustomKeyStore, &id).await {
            Told::Body(_) => self.ledger().gone(store),
            Told::Refused(error) if error == "CustomKeyStoreNotFoundException" => {
                self.ledger().gone(store);
            }
            Told::Refused(error) if error == "CustomKeyStoreHasCMKsException" => self.stays(
                store,
                "it holds keys until their waiting period is over; delete it then (CustomKeyStoreHasCMKsException)",
            ),
            Told::Refused(error) => {
                self.stays(store, &format!("DeleteCustomKeyStore is refused with {error}"));
            }
            Told::Nothing(why) => self.stays(store, why),
        }
    }

    async fn state(&mut self, place: Place, id: &Value) -> Option<String> {
        let told = self
            .ask(place, Operation::DescribeCustomKeyStores, id)
            .await;
        let Told::Body(body) = told else { return None };
        let state = body.pointer("/CustomKeyStores/0/ConnectionState")?;
        state.as_str().map(str::to_owned)
    }

    /// Finds keys by their marks; why not, if it could not.
    async fn find_keys(&mut self, place: Place) -> Option<&'static str> {
        let mut marker = Value::Null;
        for _ in 0..PAGES {
            let input = with_marker(json!({"Limit": 1000}), &marker);
            let page = match self.ask(place, Operation::ListKeys, &input).await {
                Told::Body(page) => page,
                Told::Refused(_) => return Some("ListKeys is refused"),
                Told::Nothing(why) => return Some(why),
            };
            for id in texts(&page, "Keys", "KeyId") {
                if self.ledger().knows(&id) {
                    continue;
                }
                let input = json!({"KeyId": id});
                let described = match self.ask(place, Operation::DescribeKey, &input).await {
                    Told::Body(body) => body,
                    Told::Refused(_) => continue,
                    Told::Nothing(why) => return Some(why),
                };
                let text = described["KeyMetadata"]["Description"].as_str();
                if text.is_some_and(|text| self.ledger().is_marked(text)) {
                    self.found(Kind::Key, id, place);
                }
            }
            marker = page["NextMarker"].clone();
            if marker.is_null() {
                return None;
            }
        }
        Some("its list has too many pages")
    }

    /// Finds stores by the names that they were asked to have; why not, if it could not.
    async fn find_stores(&mut self, place: Place) -> Option<&'static str> {
        let mut marker = Value::Null;
        for _ in 0..PAGES {
            let input = with_marker(json!({}), &marker);
            let told = self
                .ask(place, Operation::DescribeCustomKeyStores, &input)
                .await;
            let page = match told {
                Told::Body(page) => page,
                // An endpoint without stores has none of ours.
                Told::Refused(_) => return None,
                Told::Nothing(why) => return Some(why),
            };
            let stores = page["CustomKeyStores"].as_array().into_iter().flatten();
            for store in stores {
                let name = store["CustomKeyStoreName"].as_str().unwrap_or_default();
                if let Some(id) = store["CustomKeyStoreId"].as_str()
                    && self.ledger().named(name)
                    && !self.ledger().knows(id)
                {
                    self.found(Kind::Store, id.to_owned(), place);
                }
            }
            marker = page["NextMarker"].clone();
            if marker.is_null() {
                return None;
            }
        }
        Some("its list has too many pages")
    }

    fn found(&self, kind: Kind, id: String, (principal, region): Place) {
        self.ledger().add(&Made {
            kind,
            id,
            principal,
            region,
        });
    }

    fn stays(&self, made: &Made, why: &str) {
        let place = (made.principal, made.region);
        let left = self.left(made.kind, Some(made.id.clone()), place, why.to_owned());
        self.ledger().stays(made, left);
    }

    fn left(
        &self,
        kind: Kind,
        id: Option<String>,
        (principal, region): Place,
        why: String,
    ) -> Left {
        let at = usize::from(region == Region::Other);
        let region = self.place.regions.get(at).cloned().unwrap_or_default();
        Left {
            kind: kind.noun().to_owned(),
            id,
            principal: format!("{principal:?}").to_lowercase(),
            region,
            why,
        }
    }

    /// Whether nothing more may be asked.
    fn is_over(&self) -> bool {
        let end = &self.control.end;
        end.is_aborted() || end.since() > LONGEST || self.unanswered >= SILENCE
    }

    async fn ask(
        &mut self,
        (principal, region): Place,
        operation: Operation,
        input: &Value,
    ) -> Told {
        if self.unanswered >= SILENCE {
            return Told::Nothing("the endpoint does not answer any more");
        }
        if self.is_over() {
            return Told::Nothing("there was no time to take it away");
        }
        let call = call_with(operation, principal, region);
        let Some(request) = self.place.request(&call, input, self.session.now()) else {
            return Told::Nothing("nobody here can ask for it");
        };
        self.control.rate.wait().await;
        let sent = self.session.send(&request);
        match self.control.end.unless_aborted(sent).await {
            None => Told::Nothing("there was no time to take it away"),
            Some(Err(_)) => {
                self.unanswered += 1;
                Told::Nothing("the endpoint did not answer")
            }
            Some(Ok(response)) => {
                self.unanswered = 0;
                let answer = Answer::of(&response);
                if answer.is_success() {
                    return Told::Body(answer.json().cloned().unwrap_or_default());
                }
                let status = answer.status.to_string();
                Told::Refused(answer.error_type.unwrap_or(status))
            }
        }
    }
}

/// Whether a key waits for its deletion.
fn is_waiting(described: &Value) -> bool {
    let state = described["KeyMetadata"]["KeyState"].as_str();
    state.is_some_and(|state| state.starts_with("Pending") && state.ends_with("Deletion"))
}

fn with_marker(mut input: Value, marker: &Value) -> Value {
    if !marker.is_null() {
        input["Marker"] = marker.clone();
    }
    input
}

fn texts(page: &Value, list: &str, member: &str) -> Vec<String> {
    let items = page[list].as_array().into_iter().flatten();
    let texts = items.filter_map(|item| item[member].as_str());
    texts.map(str::to_owned).collect()
}

/// Takes away what is left on one side at a campaign's end.
pub(super) async fn finish(session: &Session, control: &Control, which: Which) {
    let place = place_of(session);
    CleanUp::new(session, &place, control, which).finish().await;
}

/// Who may call in a session, and where.
pub(super) fn place_of(session: &Session) -> generate::Place {
    let all = [Principal::Owner, Principal::Peer, Principal::Stranger];
    let principals = all
        .into_iter()
        .filter_map(|p| session.principal(p).cloned());
    // A Region with a host of its own, as on AWS, is another endpoint, and not the one that is fuzzed.
    let authority = session.authority(Region::Home);
    let regions = [Region::Home, Region::Other]
        .into_iter()
        .filter(|region| session.authority(*region) == authority)
        .filter_map(|region| session.region(region));
    generate::Place {
        authority: authority.to_owned(),
        principals: principals.collect(),
        regions: regions.map(str::to_owned).collect(),
        forged: false,
    }
}
