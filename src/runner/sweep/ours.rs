//! What tells that a thing is a run's.

use serde_json::Value;

use super::found::moment;
use crate::runner::shared_stores::{SharedStore, shared_store};
use crate::target::journal::{Journalled, Journals, Outcome};
use crate::target::resource::{Kind, Resource};
use crate::wire::{RunId, Timestamp};

/// By how much clocks may differ.
const CLOCKS: std::time::Duration = std::time::Duration::from_mins(1);

/// What a sweep takes for a run's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ours<'a> {
    pub(super) journals: &'a Journals,
    /// The Region that is swept.
    pub(super) region: &'a str,
}

/// That a thing is a run's; which one, where that is known.
pub(super) type Mine = Option<RunId>;

impl<'a> Ours<'a> {
    /// An id with its check digits is a run's; where journals are given, it is one of theirs.
    fn is_swept(self, run: &RunId) -> bool {
        self.journals.runs.is_empty() || self.journals.runs.contains_key(run)
    }

    fn marked(self, run: Option<RunId>) -> Option<Mine> {
        run.filter(|run| self.is_swept(run)).map(Some)
    }

    /// An alias, by its entry in the list.
    pub(super) fn alias(self, entry: &Value) -> Option<Mine> {
        let name = entry.get("AliasName")?.as_str()?;
        self.marked(RunId::of_alias(name))
            .or_else(|| self.journalled(Kind::Alias, name, Some(name), entry))
    }

    /// A key store, by its entry in the list; also one that runs share, and whose key tells so.
    pub(super) fn store(self, entry: &Value) -> Option<Mine> {
        let (name, id) = (
            text(entry, "CustomKeyStoreName"),
            text(entry, "CustomKeyStoreId"),
        );
        let shared =
            || (self.journals.runs.is_empty() && shared_of(entry).is_some()).then_some(None);
        self.marked(name.and_then(RunId::of_store))
            .or_else(|| self.journalled(Kind::Store, id?, name, entry))
            .or_else(shared)
    }

    /// A key, by its description; `stores` are those that are a run's.
    pub(super) fn key(self, entry: &Value, stores: &[Value]) -> Option<Mine> {
        let described = text(entry, "Description").filter(|it| !it.is_empty());
        let store = text(entry, "CustomKeyStoreId");
        let of_store = |it: &&Value| store.is_some() && text(it, "CustomKeyStoreId") == store;
        let shared = || {
            let shared = shared_of(stores.iter().find(of_store)?)?;
            (described == Some(shared.key_description.as_str())).then_some(None)
        };
        self.marked(described.and_then(RunId::of_description))
            .or_else(|| self.journalled(Kind::Key, text(entry, "KeyId")?, described, entry))
            .or_else(shared)
    }

    /// A key, by its tags.
    pub(super) fn tagged(self, tags: &[Value]) -> Option<Mine> {
        let run = tags.iter().find_map(|tag| {
            let (key, value) = (text(tag, "TagKey")?, text(tag, "TagValue")?);
            RunId::of_tag(key, value)
        });
        self.marked(run)
    }

    /// What a journal tells of: by its id, or where that never came by its name, if it is no older than the request.
    fn journalled(self, kind: Kind, id: &str, mark: Option<&str>, entry: &Value) -> Option<Mine> {
        let is_it = |thing: &&Journalled| {
            let same = match &thing.outcome {
                Outcome::Made(made) => made == id,
                Outcome::Unknown => mark.is_some() && thing.mark.as_deref() == mark,
            };
            // An id is nobody else's; a name may be given again.
            let by_name = kind == Kind::Alias || thing.outcome == Outcome::Unknown;
            same && (!by_name || is_of_then(entry, thing.at))
        };
        let mut told = self.told_of(kind);
        told.find(is_it).map(|thing| Some(thing.run.clone()))
    }

    /// What journals tell of, of this kind and in this Region.
    pub(super) fn told_of(self, kind: Kind) -> impl Iterator<Item = &'a Journalled> {
        let word = Resource::of(kind).word;
        let region = self.region;
        self.journals
            .things
            .iter()
            .filter(move |it| it.kind == word && it.region.as_deref().is_none_or(|it| it == region))
    }
}

fn shared_of(store: &Value) -> Option<SharedStore> {
    shared_store(text(store, "CustomKeyStoreName")?)
}

fn is_of_then(entry: &Value, at: Timestamp) -> bool {
    moment(entry, "CreationDate").is_none_or(|made| made >= at.minus(CLOCKS))
}

fn text<'v>(entry: &'v Value, member: &str) -> Option<&'v str> {
    entry.get(member)?.as_str()
}
