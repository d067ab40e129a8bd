//! What tells that a thing is a run's.

use serde_json::Value;

use super::found::moment;
use crate::runner::shared_stores::{SharedStore, shared_store};
use crate::target::journal::{Journalled, Journals, Outcome};
use crate::target::resource::{Kind, Resource};
use crate::wire::{RunId, Timestamp};

/// By how much clocks may differ.
const CLOCKS: std::time::Duration = std::time::Duration::from_mins(1);

/// What a sweep takes for a run's: what bears the mark itself. A journal narrows that to its runs, and adds nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ours<'a> {
    pub(super) journals: &'a Journals,
    /// The Region that is swept.
    pub(super) region: &'a str,
    /// The account that is swept; empty where it is not known.
    pub(super) account: &'a str,
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
        self.marked(RunId::of_alias(text(entry, "AliasName")?))
    }

    /// A key store, by its entry in the list; also one that runs share, and whose key tells so.
    pub(super) fn store(self, entry: &Value) -> Option<Mine> {
        let shared =
            || (self.journals.runs.is_empty() && shared_of(entry).is_some()).then_some(None);
        self.marked(text(entry, "CustomKeyStoreName").and_then(RunId::of_store))
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

    /// The run of which a journal says that it has made this thing, which bears no mark that tells so: by its id, or where that
    /// never came by its name, if it is no older than the request.
    pub(super) fn only_told(self, kind: Kind, id: &str, entry: &Value) -> Option<RunId> {
        let mark = text(entry, Resource::of(kind).mark).filter(|mark| !mark.is_empty());
        let is_it = |thing: &&Journalled| {
            let same = match &thing.outcome {
                Outcome::Made(made) => made == id,
                Outcome::Unknown => mark.is_some() && thing.mark.as_deref() == mark,
            };
            // An id is nobody else's; a name may be given again.
            let by_name = kind == Kind::Alias || thing.outcome == Outcome::Unknown;
            same && (!by_name || is_of_then(entry, thing.at))
        };
        let mut told = self.told_of(kind).filter(|thing| !thing.removed);
        told.find(is_it).map(|thing| thing.run.clone())
    }

    /// What journals tell of, of this kind and in this account and Region.
    pub(super) fn told_of(self, kind: Kind) -> impl Iterator<Item = &'a Journalled> {
        let word = Resource::of(kind).word;
        let is_here = move |told: &Option<String>, here: &str| {
            here.is_empty() || told.as_deref().is_none_or(|told| told == here)
        };
        let things = self.journals.things.iter();
        things.filter(move |it| {
            it.kind == word
                && is_here(&it.region, self.region)
                && is_here(&it.account, self.account)
        })
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
