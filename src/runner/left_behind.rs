//! What a run leaves on a target that others use too: found at its end, taken away where that is safe, else told.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::RunOptions;
use super::capability::Capabilities;
use super::cleanup::{LOOKING, ask, is_of_now, undo};
use super::client::Client;
use super::ledger::{Ledger, Made, Making};
use super::marking::Marker;
use crate::case::{Principal, Region};
use crate::check::LeftBehind;
use crate::model::Operation;
use crate::target::resource::{Kind, Resource};
use crate::target::{Session, Target, http};

/// How many keys of an account are looked at to find one whose id never came.
const MOST_KEYS: usize = 2000;

/// How long after it was sent a request may have made its key.
const LATEST: Duration = Duration::from_mins(2);

/// Why something was not looked for, or not taken away, of which nothing else is known.
const STOPPED: &str = "clean-up was stopped before it came to it";

/// What the tries of a run tell of things that may still be there.
#[derive(Debug, Default)]
pub(super) struct Remains {
    /// What clean-up could not take away.
    pub(super) made: Vec<Made>,
    /// Requests to make something that were never answered.
    pub(super) making: Vec<Making>,
    /// Every id that the run was told of.
    pub(super) ids: BTreeSet<String>,
}

impl Remains {
    /// What a try's ledger tells of.
    pub(super) fn of(ledger: &Ledger) -> Self {
        Self {
            made: ledger.still_made(),
            making: ledger.unanswered(),
            ids: ledger.ids().into_iter().collect(),
        }
    }

    /// Who has made the stores that are still there, and where; one entry a store.
    pub(super) fn stores(&self) -> Vec<(Principal, Region)> {
        let stores = self.made.iter().filter(|made| made.kind == Kind::Store);
        stores.map(|made| (made.principal, made.region)).collect()
    }

    /// Adds what another try has left.
    pub(super) fn add(&mut self, other: Self) {
        self.made.extend(other.made);
        self.making.extend(other.making);
        self.ids.extend(other.ids);
    }

    /// Looks for keys whose ids never came, takes them away, and tells what stays.
    pub(super) async fn report(
        self,
        target: &Target,
        options: &RunOptions,
        capabilities: &Capabilities,
    ) -> Vec<LeftBehind> {
        let Self {
            made,
            mut making,
            ids,
        } = self;
        // A target that never had the operation has made nothing.
        let has = |kind| capabilities.has_answered(Resource::of(kind).create);
        making.retain(|making| !making.absent || has(making.kind));
        let mut left: Vec<LeftBehind> = Vec::new();
        let session = if made.is_empty() && making.is_empty() {
            return left;
        } else {
            target.open(0).await
        };
        let Ok(session) = session else {
            // Without the target nothing can be looked for; what is known is told all the same.
            left.extend(made.iter().map(|made| entry(None, made)));
            left.extend(
                making
                    .iter()
                    .map(|making| lost(None, making, "nobody could be asked")),
            );
            return left;
        };
        left.extend(made.iter().map(|made| entry(Some(&session), made)));
        // Stores have been looked for where they were made; what is still here could not be.
        let stores = making.iter().filter(|making| making.kind == Kind::Store);
        left.extend(stores.map(|making| {
            let why = making.reason.as_deref().unwrap_or(STOPPED);
            self::lost(Some(&session), making, why)
        }));
        // A request that was made again may have made one thing.
        left.dedup();
        making.retain(|making| making.kind == Kind::Key);
        let mut places: Vec<(Principal, Region)> =
            making.iter().map(|m| (m.principal, m.region)).collect();
        places.sort_unstable();
        places.dedup();
        for place in places {
            let lost: Vec<&Making> = making
                .iter()
                .filter(|m| (m.principal, m.region) == place)
                .collect();
            let ledger = Ledger::default();
            let client = Client {
                shared_keys: None,
                session: &session,
                ledger: &ledger,
                capabilities,
                waits: options.waits(),
                marker: Marker::of_run(options.marks.as_ref()),
                cleanup: true,
            };
            let found = tokio::select! {
                found = sweep(client, place, &lost, &ids, !http::is_aws(target.name())) => found,
                () = options.cancel.aborted() => {
                    let lost = lost.iter();
                    lost.map(|making| self::lost(Some(&session), making, STOPPED)).collect()
                }
            };
            left.extend(found);
        }
        session.close().await;
        left
    }
}

/// Looks through the keys of one account in one Region.
async fn sweep(
    client: Client<'_>,
    place: (Principal, Region),
    lost: &[&Making],
    ids: &BTreeSet<String>,
    unmarked_too: bool,
) -> Vec<LeftBehind> {
    // A key of just now may not be listed yet.
    let newest = lost.iter().map(|making| making.at).max();
    let wait = client.waits.consistency.min(LOOKING);
    if let Some(newest) = newest {
        let left = newest.plus(wait).millis() - client.session.now().millis();
        let left = Duration::from_millis(u64::try_from(left).unwrap_or(0));
        let _ = client.session.wait(left).await;
    }
    let mut left = Vec::new();
    let keys = match keys(client, place).await {
        Ok(keys) => keys,
        Err(why) => {
            let why = format!("ListKeys was answered {why}");
            left.extend(
                lost.iter()
                    .map(|making| self::lost(Some(client.session), making, &why)),
            );
            return left;
        }
    };
    for id in keys.iter().filter(|id| !ids.contains(*id)) {
        let input = json!({"KeyId": id});
        let answer = ask(client, place.0, place.1, Operation::DescribeKey, &input).await;
        let answer = match answer {
            Ok(answer) => answer,
            // Gone, or somebody else's.
            Err(why) if why.is_refusal() => continue,
            Err(why) => {
                left.push(untold(client.session, place, id, &why.text));
                continue;
            }
        };
        let Some(metadata) = answer.get("KeyMetadata") else {
            continue;
        };
        let is_over = metadata.get("DeletionDate").is_some();
        let Some(making) = lost.iter().find(|m| !is_over && is_the_key(metadata, m)) else {
            continue;
        };
        let made = Made {
            kind: Kind::Key,
            id: id.clone(),
            name: None,
            principal: place.0,
            region: place.1,
            at: making.at,
            reason: None,
        };
        if making.mark().is_some() || unmarked_too {
            client.ledger.found_again(made);
            continue;
        }
        let reason = "it may be of a CreateKey that was never answered, but nothing marks it: look at it, and schedule its deletion";
        let made = Made {
            reason: Some(reason.to_owned()),
            ..made
        };
        left.push(entry(Some(client.session), &made));
    }
    undo(client, Resource::of(Kind::Key)).await;
    let there = client.ledger.still_made();
    left.extend(there.iter().map(|made| entry(Some(client.session), made)));
    left
}

/// A key that is listed, that no answer to this run has named, and of which nobody can tell whether the run has made it.
fn untold(
    session: &Session,
    (principal, place): (Principal, Region),
    id: &str,
    why: &str,
) -> LeftBehind {
    LeftBehind {
        kind: Resource::of(Kind::Key).word.to_owned(),
        id: id.to_owned(),
        region: region(Some(session), place),
        principal: principal.word().to_owned(),
        reason: format!(
            "it may be of a CreateKey whose answer did not tell what came of it: it is listed, but DescribeKey was answered {why}"
        ),
    }
}

/// Whether a key is what a request asked for, and of its time.
fn is_the_key(metadata: &Value, making: &Making) -> bool {
    let asked = |name: &str| making.input.get(name).filter(|value| value.is_string());
    let same = |name: &str| asked(name).is_none_or(|value| metadata.get(name) == Some(value));
    let members = [
        "Description",
        "KeyUsage",
        "KeySpec",
        "Origin",
        "CustomKeyStoreId",
    ];
    if !members.into_iter().all(same) {
        return false;
    }
    if making.mark().is_some() {
        return is_of_now(metadata, making.at);
    }
    let undescribed = metadata.get("Description").and_then(Value::as_str);
    let created = metadata.get("CreationDate").and_then(Value::as_f64);
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds since 1970 are far below 2^52"
    )]
    let latest = making.at.plus(LATEST).millis() as f64 / 1000.0;
    undescribed.is_none_or(str::is_empty)
        && is_of_now(metadata, making.at)
        && created.is_some_and(|created| created <= latest)
}

/// The ids of the keys there.
async fn keys(client: Client<'_>, place: (Principal, Region)) -> Result<Vec<String>, String> {
    let mut ids = Vec::new();
    let mut input = json!({});
    loop {
        let answer = ask(client, place.0, place.1, Operation::ListKeys, &input).await;
        let answer = answer.map_err(|why| why.text)?;
        let keys = answer.get("Keys").and_then(Value::as_array);
        for key in keys.into_iter().flatten() {
            ids.extend(key.get("KeyId").and_then(Value::as_str).map(str::to_owned));
        }
        match answer.get("NextMarker") {
            Some(marker @ Value::String(_)) if ids.len() < MOST_KEYS => {
                input = json!({"Marker": marker});
            }
            _ => return Ok(ids),
        }
    }
}

fn entry(session: Option<&Session>, made: &Made) -> LeftBehind {
    LeftBehind {
        kind: Resource::of(made.kind).word.to_owned(),
        id: made.id.clone(),
        region: region(session, made.region),
        principal: made.principal.word().to_owned(),
        reason: made.reason.clone().unwrap_or_else(|| STOPPED.to_owned()),
    }
}

fn lost(session: Option<&Session>, making: &Making, why: &str) -> LeftBehind {
    let resource = Resource::of(making.kind);
    LeftBehind {
        kind: resource.word.to_owned(),
        id: making.mark().unwrap_or("unknown").to_owned(),
        region: region(session, making.region),
        principal: making.principal.word().to_owned(),
        reason: format!(
            "no answer tells what came of {}, so it may be there; it could not be looked for: {why}",
            resource.create
        ),
    }
}

fn region(session: Option<&Session>, region: Region) -> String {
    let named = session.and_then(|session| session.region(region));
    let word = match region {
        Region::Home => "home",
        Region::Other => "other",
    };
    named.unwrap_or(word).to_owned()
}
