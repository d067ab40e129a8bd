//! Keys and key stores that calls make, and how long each stays.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Call;
use crate::model::Operation;
use crate::wire::{RUN_TAG, RunId, Timestamp};

/// A key that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// Who has made it.
    pub principal: String,
    /// Where.
    pub region: String,
    /// Its spec, such as `SYMMETRIC_DEFAULT`.
    pub spec: String,
    /// Whence its material comes, such as `AWS_KMS`.
    pub origin: String,
    /// It is the primary or a replica of a multi-Region key.
    pub multi_region: bool,
    /// When.
    pub made: Timestamp,
    /// It bears the tag of a run.
    pub tagged: bool,
    /// When its deletion was scheduled, and for how many days later; `None`: it stays.
    pub scheduled: Option<(Timestamp, u64)>,
}

/// A custom key store that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Store {
    /// Who has made it.
    pub principal: String,
    /// Where.
    pub region: String,
    /// `AWS_CLOUDHSM` or `EXTERNAL_KEY_STORE`.
    pub store_type: String,
    /// It was deleted.
    pub deleted: bool,
}

/// Everything that was made.
#[derive(Debug, Default)]
pub(super) struct Things {
    /// By id and Region.
    pub(super) keys: BTreeMap<(String, String), Key>,
    /// By id.
    pub(super) stores: BTreeMap<String, Store>,
    /// The ids of the keys that names of aliases stand for, by Region.
    aliases: BTreeMap<(String, String), String>,
}

impl Things {
    /// Takes note of a call that was done, and of what is told of its key.
    pub(super) fn note(&mut self, call: &mut Call, body: &Value, now: Timestamp) {
        call.spec = self.spec(call);
        // What is not found has no tags.
        call.tagged = self.is_tagged(call) && call.error.as_deref() != Some("NotFoundException");
        let Some(operation) = call.operation.filter(|_| call.error.is_none()) else {
            return;
        };
        match operation {
            Operation::CreateKey => self.add_key(call, &body["KeyMetadata"], &call.region, now),
            Operation::ReplicateKey => {
                let region = call.text("ReplicaRegion").unwrap_or_default();
                self.add_key(call, &body["ReplicaKeyMetadata"], region, now);
            }
            Operation::ScheduleKeyDeletion => {
                let days = call
                    .input
                    .get("PendingWindowInDays")
                    .and_then(Value::as_u64);
                if let Some(key) = self.key_of(call, "KeyId") {
                    // Thirty where the request does not say.
                    key.scheduled = Some((now, days.unwrap_or(30)));
                }
            }
            Operation::CancelKeyDeletion => {
                if let Some(key) = self.key_of(call, "KeyId") {
                    key.scheduled = None;
                }
            }
            Operation::TagResource | Operation::UntagResource => {
                let bears = bears_tag(call);
                let loses = call.input.get("TagKeys").and_then(Value::as_array);
                let loses = loses.is_some_and(|keys| keys.iter().any(|key| key == RUN_TAG));
                if let Some(key) = self.key_of(call, "KeyId") {
                    key.tagged = bears || (key.tagged && !loses);
                }
            }
            Operation::CreateAlias | Operation::UpdateAlias => {
                let names = (call.text("AliasName"), call.text("TargetKeyId"));
                if let (Some(alias), Some(key)) = names {
                    let place = (alias.to_owned(), call.region.clone());
                    self.aliases.insert(place, last(key).to_owned());
                }
            }
            Operation::CreateCustomKeyStore => {
                if let Some(id) = body["CustomKeyStoreId"].as_str() {
                    let store_type = call.text("CustomKeyStoreType").unwrap_or("AWS_CLOUDHSM");
                    let store = Store {
                        principal: call.principal.clone(),
                        region: call.region.clone(),
                        store_type: store_type.to_owned(),
                        deleted: false,
                    };
                    self.stores.insert(id.to_owned(), store);
                }
            }
            Operation::DeleteCustomKeyStore => {
                let id = call.text("CustomKeyStoreId").unwrap_or_default();
                if let Some(store) = self.stores.get_mut(id) {
                    store.deleted = true;
                }
            }
            _ => {}
        }
    }

    fn add_key(&mut self, call: &Call, metadata: &Value, region: &str, now: Timestamp) {
        let Some(id) = metadata["KeyId"].as_str() else {
            return;
        };
        let text = |member: &str| metadata[member].as_str().unwrap_or_default().to_owned();
        let key = Key {
            principal: call.principal.clone(),
            region: region.to_owned(),
            spec: text("KeySpec"),
            origin: text("Origin"),
            multi_region: metadata["MultiRegion"] == true,
            made: now,
            tagged: bears_tag(call),
            scheduled: None,
        };
        self.keys.insert((id.to_owned(), region.to_owned()), key);
    }

    /// The key that a member names by id, ARN or alias.
    fn key_of(&mut self, call: &Call, member: &str) -> Option<&mut Key> {
        let place = self.place(call, member)?;
        self.keys.get_mut(&place)
    }

    fn place(&self, call: &Call, member: &str) -> Option<(String, String)> {
        let named = call.text(member)?;
        let id = match named.find("alias/") {
            Some(at) => self
                .aliases
                .get(&(named[at..].to_owned(), call.region.clone()))?,
            None => last(named),
        };
        Some((id.to_owned(), call.region.clone()))
    }

    /// Whether all keys that a call names bear the tag of a run, or the one will that it asks for.
    fn is_tagged(&self, call: &Call) -> bool {
        if call.operation == Some(Operation::CreateKey) {
            return bears_tag(call);
        }
        let members = call.operation.map_or(&[][..], Operation::key_members);
        let mut named = members.iter().filter(|member| call.text(member).is_some());
        let is_tagged = |member: &&str| {
            let place = self.place(call, member);
            place.is_some_and(|place| self.keys.get(&place).is_some_and(|key| key.tagged))
        };
        named.clone().next().is_some() && named.all(is_tagged)
    }

    /// The spec of the key that a call uses, or of the key pair that it asks for.
    fn spec(&self, call: &Call) -> Option<String> {
        if let Some(pair) = call.text("KeyPairSpec") {
            return Some(pair.to_owned());
        }
        let members = call.operation?.key_members().iter();
        let mut keys = members.filter_map(|member| self.keys.get(&self.place(call, member)?));
        keys.next().map(|key| key.spec.clone())
    }
}

/// Whether a request gives a key the tag of a run.
fn bears_tag(call: &Call) -> bool {
    let tags = call.input.get("Tags").and_then(Value::as_array);
    tags.into_iter().flatten().any(|tag| {
        let text = |member: &str| tag.get(member).and_then(Value::as_str);
        let both = text("TagKey").zip(text("TagValue"));
        both.is_some_and(|(key, value)| RunId::of_tag(key, value).is_some())
    })
}

/// The id at the end of an ARN, or as it stands alone.
fn last(named: &str) -> &str {
    named.rsplit('/').next().unwrap_or(named)
}
