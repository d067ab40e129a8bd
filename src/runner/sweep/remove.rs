//! Takes away what is a run's: aliases, then keys with their grants, then the stores that nothing holds.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::Telling;
use super::found::{Found, is_pending, moment};
use super::report::{SweepWait, SweptAction};
use super::survey::{Place, Survey, at};
use crate::model::Operation;
use crate::runner::cleanup::{ask, put_away, undo};
use crate::runner::client::Client;
use crate::runner::ledger::{Ledger, Made};
use crate::target::resource::{Kind, Resource};
use crate::wire::Timestamp;

/// The shortest waiting period of a key that there is (fact model-ScheduleKeyDeletion.PendingWindowInDays).
const WINDOW: Duration = Duration::from_hours(7 * 24);

/// What became of one thing.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) action: SweptAction,
    pub(super) why: Option<String>,
    pub(super) until: Option<Timestamp>,
}

impl Done {
    pub(super) fn of(action: SweptAction) -> Self {
        Self {
            action,
            why: None,
            until: None,
        }
    }

    pub(super) fn because(action: SweptAction, why: impl Into<String>) -> Self {
        Self {
            why: Some(why.into()),
            ..Self::of(action)
        }
    }
}

/// Takes away what one look has found.
pub(super) struct Remover<'a> {
    pub(super) client: Client<'a>,
    pub(super) place: Place,
    pub(super) survey: &'a Survey,
    pub(super) dry_run: bool,
    pub(super) tell: &'a Telling<'a>,
}

/// What holds a store.
enum Held {
    ByNothing,
    /// By keys that wait for their deletion, the last until then.
    Until(Timestamp),
    /// By a key that stays.
    By(String),
}

impl Remover<'_> {
    /// Takes away all of one kind; `keys` are those that are taken away before stores.
    pub(super) async fn take<'f>(
        &self,
        kind: Kind,
        all: &[&'f Found],
        keys: &BTreeSet<String>,
    ) -> Vec<(&'f Found, Done)> {
        let mut done = Vec::new();
        let mut to_undo = Vec::new();
        for found in all.iter().copied() {
            let settled = match kind {
                Kind::Store => self.held(found, keys).await,
                Kind::Alias | Kind::Key => None,
            };
            match settled {
                Some(settled) => done.push((found, settled)),
                None if self.dry_run => done.push((found, Done::of(SweptAction::Would))),
                None => {
                    match kind {
                        Kind::Key => self.revoke_grants(found).await,
                        Kind::Store => self.tell_of_disconnecting(found),
                        Kind::Alias => {}
                    }
                    to_undo.push(found);
                }
            }
        }
        let ledger = self.ledger(&to_undo);
        let client = Client {
            ledger: &ledger,
            ..self.client
        };
        undo(client, Resource::of(kind)).await;
        let left = ledger.still_made();
        done.extend(to_undo.into_iter().map(|found| {
            let left = left.iter().find(|it| it.id == found.id);
            (found, self.undone(found, left))
        }));
        done
    }

    /// What became of something whose undoing was asked for; `left`: it is still there.
    fn undone(&self, found: &Found, left: Option<&Made>) -> Done {
        let Some(left) = left else {
            return match found.kind {
                Kind::Key => Done {
                    until: Some(self.client.session.now().plus(WINDOW)),
                    ..Done::of(SweptAction::Scheduled)
                },
                Kind::Alias | Kind::Store => Done::of(SweptAction::Deleted),
            };
        };
        let why = left
            .reason
            .as_deref()
            .unwrap_or("it could not be asked for");
        // It ends in a while by itself, or when a key is listed that is new; and then it can be deleted.
        let passes = ["still DISCONNECTING", "CustomKeyStoreHasCMKsException"];
        if found.kind == Kind::Store && passes.iter().any(|it| why.contains(it)) {
            return Done::because(
                SweptAction::Stays,
                format!("{why}; sweep again, or with --wait"),
            );
        }
        Done::because(SweptAction::Failed, why)
    }

    /// Tells until when is waited for a store, which is disconnected before it is deleted.
    fn tell_of_disconnecting(&self, store: &Found) {
        if store.state() != Some("DISCONNECTED") {
            (self.tell)(&SweepWait {
                place: at(self.client, self.place),
                what: format!("key store {} is on its way to DISCONNECTED", store.id),
                until: self.client.session.now().plus(self.client.waits.connection),
            });
        }
    }

    /// Revokes the grants of a key, so that nobody uses it through one should its deletion be cancelled.
    async fn revoke_grants(&self, found: &Found) {
        let (principal, region) = self.place;
        let grants = self.survey.grants(self.client, self.place, &found.id).await;
        // Where they cannot be listed, the key's deletion ends them all the same.
        let grants = grants.unwrap_or_default();
        for grant in grants {
            let input = json!({"KeyId": found.id, "GrantId": grant});
            // Whatever is answered: the key's deletion ends what it gives.
            let _ = ask(
                self.client,
                principal,
                region,
                Operation::RevokeGrant,
                &input,
            )
            .await;
        }
    }

    /// What becomes of a store that keys hold; `None` where none does.
    async fn held(&self, store: &Found, keys: &BTreeSet<String>) -> Option<Done> {
        match self.holder(store, keys) {
            Held::ByNothing => None,
            Held::By(key) => Some(Done::because(
                SweptAction::Stays,
                format!("key {key} is in it, which no run has made, or which is to stay"),
            )),
            Held::Until(until) => {
                let stays = Done {
                    until: Some(until),
                    ..Done::because(SweptAction::Stays, "keys in it wait for their deletion")
                };
                if self.dry_run || store.state() == Some("DISCONNECTED") {
                    return Some(stays);
                }
                self.tell_of_disconnecting(store);
                let ledger = self.ledger(&[store]);
                let client = Client {
                    ledger: &ledger,
                    ..self.client
                };
                Some(match put_away(client).await {
                    Ok(()) => stays,
                    Err(why) if why.contains("still DISCONNECTING") => stays,
                    Err(why) => Done::because(SweptAction::Failed, why),
                })
            }
        }
    }

    fn holder(&self, store: &Found, keys: &BTreeSet<String>) -> Held {
        let text = |entry: &Value, member: &str| {
            let text = entry.get(member).and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        let in_it = self
            .survey
            .in_stores
            .iter()
            .filter(|key| text(key, "CustomKeyStoreId") == store.id);
        let mut until = None;
        for key in in_it {
            let id = text(key, "KeyId");
            if is_pending(key) {
                until = until.max(moment(key, "DeletionDate"));
            } else if keys.contains(&id) {
                until = until.max(Some(self.client.session.now().plus(WINDOW)));
            } else {
                return Held::By(id);
            }
        }
        until.map_or(Held::ByNothing, Held::Until)
    }

    /// A ledger of these things.
    fn ledger(&self, things: &[&Found]) -> Ledger {
        let ledger = Ledger::default();
        for found in things {
            ledger.found_again(Made {
                kind: found.kind,
                id: found.id.clone(),
                name: None,
                principal: self.place.0,
                region: self.place.1,
                // It was listed: nobody waits for it to be seen.
                at: Timestamp::from_millis(0),
                reason: None,
            });
        }
        ledger
    }
}
