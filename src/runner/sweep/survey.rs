//! Looks at everything that stands in one place, and tells what of it is a run's.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::found::{Found, is_pending};
use super::ours::{Mine, Ours};
use crate::case::{Principal, Region};
use crate::check::Reply;
use crate::model::{Model, Operation};
use crate::runner::client::{Calling, Client};
use crate::runner::shared_stores::shared_store;
use crate::target::resource::{Kind, Resource};

/// The most pages of a list that are read: a list that never ends is none.
const PAGES: usize = 10_000;

/// Where is looked, and as whom.
pub(super) type Place = (Principal, Region);

/// What stands in one place.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// What is a run's: aliases, then keys, then stores.
    pub(super) found: Vec<Found>,
    /// What only a journal says is a run's, and does not itself bear the mark that says so.
    pub(super) unmarked: Vec<Found>,
    /// The description of every key that stands in a store, whosever it is.
    pub(super) in_stores: Vec<Value>,
    /// What could not be listed or looked at, in sentences.
    pub(super) failures: Vec<String>,
}

/// Looks through the place. Keys that are known to be somebody else's are not looked at again.
pub(super) async fn survey(
    client: Client<'_>,
    place: Place,
    ours: Ours<'_>,
    foreign: &mut BTreeSet<String>,
) -> Survey {
    let mut survey = Survey::default();
    let aliases = survey
        .list(client, place, Operation::ListAliases, "Aliases")
        .await;
    let stores = DESCRIBE_STORES;
    let stores = survey.list(client, place, stores, "CustomKeyStores").await;
    let keys = survey
        .list(client, place, Operation::ListKeys, "Keys")
        .await;
    for entry in aliases {
        survey.note(ours, Kind::Alias, ours.alias(&entry), entry);
    }
    let mine = stores.iter().filter(|entry| ours.store(entry).is_some());
    let mine: Vec<Value> = mine.cloned().collect();
    for entry in keys {
        let id = entry.get("KeyId").and_then(Value::as_str);
        let Some(id) = id.filter(|id| !foreign.contains(*id)) else {
            continue;
        };
        survey
            .look_at(client, place, (ours, &mine), id, foreign)
            .await;
    }
    for entry in stores {
        survey.note(ours, Kind::Store, ours.store(&entry), entry);
    }
    survey
}

const DESCRIBE_STORES: Operation = Operation::DescribeCustomKeyStores;

impl Survey {
    /// Keeps an entry that is a run's, or that a journal says is one's.
    fn note(&mut self, ours: Ours<'_>, kind: Kind, mine: Option<Mine>, entry: Value) {
        let id = entry.get(Resource::of(kind).named_by);
        let Some(id) = id.and_then(Value::as_str).map(str::to_owned) else {
            return;
        };
        let told = || {
            ours.only_told(kind, &id, &entry)
                .filter(|_| !is_pending(&entry))
        };
        let (all, run) = match (mine, told()) {
            (Some(run), _) => (&mut self.found, run),
            (None, Some(run)) => (&mut self.unmarked, Some(run)),
            (None, None) => return,
        };
        let name = entry.get("CustomKeyStoreName").and_then(Value::as_str);
        all.push(Found {
            kind,
            run,
            used: name.and_then(shared_store).map(|shared| shared.at),
            id,
            entry,
        });
    }

    async fn look_at(
        &mut self,
        client: Client<'_>,
        place: Place,
        (ours, stores): (Ours<'_>, &[Value]),
        id: &str,
        foreign: &mut BTreeSet<String>,
    ) {
        let answer = read(client, place, Operation::DescribeKey, &json!({"KeyId": id})).await;
        let key = match answer {
            Ok(Some(answer)) => answer.get("KeyMetadata").cloned().unwrap_or_default(),
            // It went away meanwhile, or this host has not heard of it yet.
            Ok(None) => return,
            Err(why) if why.error.as_deref() == Some("NotFoundException") => return,
            Err(why) => {
                let at = at(client, place);
                let text = &why.text;
                self.failures.push(format!(
                    "{at}: key {id} could not be looked at: DescribeKey was answered {text}"
                ));
                return;
            }
        };
        if key.get("KeyManager").and_then(Value::as_str) == Some("AWS") {
            foreign.insert(id.to_owned());
            return;
        }
        let mut run = ours.key(&key, stores);
        // A key that waits for its deletion is done with, whosever it is.
        if run.is_none() && !is_pending(&key) {
            let input = json!({"KeyId": id});
            match self
                .pages(client, place, (Operation::ListResourceTags, "Tags"), input)
                .await
            {
                Ok(tags) => run = ours.tagged(&tags),
                Err(why) if why.error.as_deref() == Some("NotFoundException") => return,
                Err(why) => {
                    let (at, text) = (at(client, place), &why.text);
                    self.failures.push(format!(
                        "{at}: the tags of key {id} could not be read: ListResourceTags was answered {text}"
                    ));
                }
            }
        }
        if key.get("CustomKeyStoreId").is_some() {
            self.in_stores.push(key.clone());
        } else if run.is_none() && ours.only_told(Kind::Key, id, &key).is_none() {
            foreign.insert(id.to_owned());
        }
        self.note(ours, Kind::Key, run, key);
    }

    /// All entries of a list; where it is refused that is noted, and a target without the operation has none.
    async fn list(
        &mut self,
        client: Client<'_>,
        place: Place,
        operation: Operation,
        member: &'static str,
    ) -> Vec<Value> {
        match self
            .pages(client, place, (operation, member), json!({}))
            .await
        {
            Ok(entries) => entries,
            Err(why) => {
                let (at, text) = (at(client, place), &why.text);
                self.failures
                    .push(format!("{at}: {operation} was answered {text}"));
                Vec::new()
            }
        }
    }

    async fn pages(
        &self,
        client: Client<'_>,
        place: Place,
        (operation, member): (Operation, &'static str),
        mut input: Value,
    ) -> Result<Vec<Value>, Unread> {
        let mut entries = Vec::new();
        for _page in 0..PAGES {
            let Some(answer) = read(client, place, operation, &input).await? else {
                return Ok(Vec::new());
            };
            let page = answer.get(member).and_then(Value::as_array);
            entries.extend(page.into_iter().flatten().cloned());
            match answer.get("NextMarker") {
                Some(marker @ Value::String(_)) if input.get("Marker") != Some(marker) => {
                    input["Marker"] = marker.clone();
                }
                _ => return Ok(entries),
            }
        }
        Err(Unread {
            error: None,
            text: format!("with {PAGES} pages and more"),
        })
    }

    /// The ids of the grants of a key.
    pub(super) async fn grants(
        &self,
        client: Client<'_>,
        place: Place,
        key: &str,
    ) -> Result<Vec<String>, String> {
        let input = json!({"KeyId": key});
        let grants = self
            .pages(client, place, (Operation::ListGrants, "Grants"), input)
            .await;
        let grants = grants.map_err(|why| format!("ListGrants was answered {}", why.text))?;
        let id = |grant: &Value| grant.get("GrantId")?.as_str().map(str::to_owned);
        Ok(grants.iter().filter_map(id).collect())
    }
}

/// `us-east-1 (owner)`.
pub(super) fn at(client: Client<'_>, (principal, region): Place) -> String {
    let region = client.session.region(region).unwrap_or_default();
    let name = principal.word();
    format!("{region} ({name})")
}

/// Why something could not be read.
#[derive(Debug)]
struct Unread {
    error: Option<String>,
    text: String,
}

/// The answer to a read; `None` where the target does not have the operation.
async fn read(
    client: Client<'_>,
    (principal, region): Place,
    operation: Operation,
    input: &Value,
) -> Result<Option<Value>, Unread> {
    let calling = Calling {
        operation,
        principal,
        region,
        label: "sweep",
        waiting: false,
    };
    let response = client.patient_call(calling, input).await;
    let response = response.map_err(|why| Unread {
        error: None,
        text: format!("by nobody: {}", why.text()),
    })?;
    let reply = Reply::read(&response);
    if reply.is_success() {
        return Ok(Some(reply.json().cloned().unwrap_or_default()));
    }
    if client.session.absence(&response, operation).is_some() {
        return Ok(None);
    }
    Err(Unread {
        text: reply.describe(Model::bundled(), operation),
        error: reply.error_type,
    })
}
