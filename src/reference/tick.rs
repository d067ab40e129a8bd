//! What the clock brings: connections are made, end or fail; keys whose waiting period is over die.

use super::account::Holdings;
use super::custom_key_store;
use super::kms::Kms;
use super::rules::{ConnectionState, Restored, Rules};

impl Kms {
    /// Brings everything up to the clock.
    pub(crate) fn tick(&mut self, rules: &Rules) {
        let now = self.now;
        for (tenant, held) in self.accounts.iter_mut() {
            let mut made = Vec::new();
            for store in &mut held.stores {
                let due = store
                    .change
                    .filter(|change| change.at <= now && rules.stores.connections_end);
                let Some(change) = due else { continue };
                store.change = None;
                store.state = change.to;
                if change.to == ConnectionState::Connected {
                    let code = custom_key_store::failure(&mut self.world, store, &tenant.account);
                    match code.filter(|_| rules.stores.connections_fail) {
                        Some(code) => {
                            store.state = ConnectionState::Failed;
                            store.error_code = Some(code);
                        }
                        None => made.push(store.id.clone()),
                    }
                }
            }
            for id in made {
                restore(held, &id, rules.keys.restored);
            }
            if rules.keys.dies {
                let orphans = &mut held.orphans;
                held.keys.retain(|_, key| {
                    let lives = key.deletion.is_none_or(|deletion| deletion > now);
                    if !lives && !rules.grants.die_with_key {
                        orphans.append(&mut key.grants);
                    }
                    lives
                });
            }
            if rules.aliases.die_with_key {
                let keys = &held.keys;
                held.aliases
                    .retain(|_, alias| keys.contains_key(&alias.target));
            }
        }
    }
}

/// What a connection brings back: every key is as it was (fact C-050).
fn restore(held: &mut Holdings, store: &str, restored: Restored) {
    for key in held
        .keys
        .values_mut()
        .filter(|key| key.store.as_deref() == Some(store))
    {
        match restored {
            Restored::AsBefore => {}
            Restored::AllEnabled => key.enabled = true,
            Restored::AllDisabled => key.enabled = false,
            Restored::Nothing => key.lost = true,
            Restored::DeletionsForgotten => key.deletion = None,
        }
    }
}
