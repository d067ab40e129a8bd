//! What a campaign makes on an endpoint that is not its own: noted before it is sent, so that it is found again even
//! where the answer never comes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::summary::Left;
use super::trace::Seen;
use crate::case::{Principal, Region};
use crate::generate::{Malformation, ScriptCall};
use crate::target::resource::{Effect, Id, Kind, Resource};
use crate::wire::{Response, RunId};

/// The longest description of a key (the model's `DescriptionType`).
const LONGEST: usize = 8192;

/// Digits of the number in a mark.
const DIGITS: usize = 8;

/// With what the names begin that scripts draw for stores.
const STORE_NAME: &str = "kmspec-";

/// One thing made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) kind: Kind,
    pub(super) id: String,
    pub(super) principal: Principal,
    pub(super) region: Region,
}

/// A call whose answer does not say whether it made something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Uncertain {
    pub(super) kind: Kind,
    pub(super) place: PrincipalInRegion,
    /// What it made is found by its mark.
    pub(super) marked: bool,
}

/// Where something may have been made.
pub(super) type PrincipalInRegion = (Principal, Region);

/// What was made on one endpoint, by which marks it is known, and what had to stay.
#[derive(Debug)]
pub(super) struct Ledger {
    /// With what the mark of each key of this campaign begins.
    prefix: String,
    noted: Mutex<Noted>,
}

#[derive(Debug, Default)]
struct Noted {
    /// Marks given out.
    marks: u32,
    /// What marks have taken the place of.
    cuts: BTreeMap<String, String>,
    /// Made, and not taken away yet.
    there: Vec<Made>,
    /// The ids of all that was ever made.
    known: BTreeSet<String>,
    /// Names that stores were asked to have.
    names: BTreeSet<String>,
    /// Who was asked to make something, and where.
    places: BTreeSet<PrincipalInRegion>,
    /// What could not be taken away.
    left: Vec<Left>,
    /// Calls whose answer does not say whether they made something.
    uncertain: Vec<Uncertain>,
}

impl Ledger {
    /// An empty one, whose keys bear the mark of this run.
    pub(super) fn new(run: &RunId) -> Self {
        Self {
            prefix: run.campaign_mark(""),
            noted: Mutex::default(),
        }
    }

    /// Notes a call before it is sent, and gives a key that it may make a mark in its description.
    pub(super) fn before(&self, call: &ScriptCall, input: &mut Value) {
        let mut noted = self.lock();
        let names = names(call, input).filter(|name| name.starts_with(STORE_NAME));
        noted.names.extend(names.map(str::to_owned));
        let Some(resource) = Resource::made_by(call.operation) else {
            return;
        };
        noted.places.insert((call.principal, call.region));
        if resource.kind == Kind::Key && sends_input(call) {
            let mark = format!("{}{:0DIGITS$}", self.prefix, noted.marks);
            noted.marks += 1;
            if let Some(cut) = mark_key(input, &mark) {
                noted.cuts.insert(mark, cut);
            }
        }
    }

    /// The answer as if the mark had not been there.
    pub(super) fn unmarked(&self, mut response: Response) -> Response {
        let prefix = self.prefix.as_bytes();
        while let Some(at) = find(&response.body, prefix) {
            let end = (at + prefix.len() + DIGITS).min(response.body.len());
            let mark = String::from_utf8_lossy(&response.body[at..end]).into_owned();
            let cut = self.lock().cuts.get(&mark).cloned().unwrap_or_default();
            response.body.splice(at..end, cut.into_bytes());
        }
        response
    }

    /// Whether a mark, as a list or a description tells it, is one of this campaign's.
    pub(super) fn is_mark(&self, kind: Kind, mark: &str) -> bool {
        match kind {
            Kind::Key => mark.contains(&self.prefix),
            Kind::Store => self.lock().names.contains(mark),
            // Its mark is its id, which is known from the request.
            Kind::Alias => false,
        }
    }

    /// Notes what a call made, or may have made.
    pub(super) fn after(&self, call: &ScriptCall, input: &Value, seen: &Seen) -> Option<Made> {
        let resource = Resource::made_by(call.operation).or_else(|| may_make(call))?;
        let place = (call.principal, call.region);
        let answer = seen.answer();
        if answer.is_some_and(|answer| (400..500).contains(&answer.status)) {
            return None;
        }
        let output = seen.success().unwrap_or_default();
        let Some(id) = resource.made(input, &output) else {
            if matches!(resource.id, Id::Request(_)) {
                return None; // Without a name there is none.
            }
            let mark = input[resource.mark].as_str();
            let marked = mark.is_some_and(|mark| self.is_mark(resource.kind, mark));
            let kind = resource.kind;
            self.lock().uncertain.push(Uncertain {
                kind,
                place,
                marked,
            });
            return None;
        };
        let made = Made {
            kind: resource.kind,
            id: id.to_owned(),
            principal: call.principal,
            region: call.region,
        };
        self.add(&made).then_some(made)
    }

    /// Notes something that is there; false where it is noted already.
    pub(super) fn add(&self, made: &Made) -> bool {
        let mut noted = self.lock();
        noted.known.insert(made.id.clone());
        let new = !noted.there.contains(made);
        if new {
            noted.there.push(made.clone());
        }
        new
    }

    /// Whether the campaign has made it, as far as is known.
    pub(super) fn knows(&self, id: &str) -> bool {
        self.lock().known.contains(id)
    }

    /// Notes that something is not there any more, or waits for its deletion.
    pub(super) fn gone(&self, made: &Made) {
        let mut noted = self.lock();
        noted.there.retain(|other| other != made);
        noted
            .left
            .retain(|left| left.id.as_deref() != Some(&made.id));
    }

    /// Notes why something stays.
    pub(super) fn stays(&self, made: &Made, left: Left) {
        let mut noted = self.lock();
        noted.there.retain(|other| other != made);
        noted
            .left
            .retain(|other| other.id.as_deref() != Some(&made.id));
        noted.left.push(left);
    }

    /// Notes what nobody can name.
    pub(super) fn unknown(&self, left: Left) {
        self.lock().left.push(left);
    }

    /// What is there still, first made first.
    pub(super) fn there(&self) -> Vec<Made> {
        self.lock().there.clone()
    }

    /// Who was asked to make something, and where.
    pub(super) fn places(&self) -> Vec<PrincipalInRegion> {
        self.lock().places.iter().copied().collect()
    }

    /// Calls whose answer does not say whether they made something, once.
    pub(super) fn take_uncertain(&self) -> Vec<Uncertain> {
        std::mem::take(&mut self.lock().uncertain)
    }

    /// How many stores had to stay: each takes one place of the account's quota.
    pub(super) fn stores_left(&self) -> usize {
        let left = &self.lock().left;
        let store = Resource::of(Kind::Store).noun();
        left.iter().filter(|left| left.kind == store).count()
    }

    /// What could not be taken away.
    pub(super) fn left(&self) -> Vec<Left> {
        self.lock().left.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a call may make that is to change something: an endpoint may take a name for new that nothing has.
fn may_make(call: &ScriptCall) -> Option<&'static Resource> {
    let (resource, effect) = Resource::changed_by(call.operation)?;
    let by_name = matches!((&resource.id, effect), (Id::Request(_), Effect::Sets(_)));
    by_name.then_some(resource)
}

/// The marks that a call gives to something: one that it makes, or another for one that is there.
fn names<'v>(call: &ScriptCall, input: &'v Value) -> impl Iterator<Item = &'v str> {
    let changed = Resource::changed_by(call.operation);
    let mut members = Vec::new();
    if let Some((resource, effect)) = changed {
        members.extend((call.operation == resource.create).then_some(resource.mark));
        if let Effect::Sets(all) = effect {
            let is_mark = |shown: &str| shown.strip_prefix('/') == Some(resource.mark);
            members.extend(
                all.iter()
                    .filter(|(_, shown)| is_mark(shown))
                    .map(|(sent, _)| *sent),
            );
        }
    }
    let texts = members.into_iter().map(|member| input[member].as_str());
    texts.flatten()
}

/// Whether what is sent is the input, and not another body.
fn sends_input(call: &ScriptCall) -> bool {
    !matches!(
        call.oddity,
        Some(
            Malformation::BodyText(_)
                | Malformation::BodyRepeat(..)
                | Malformation::BodyBytes(_)
                | Malformation::AlterBody(_)
        )
    )
}

/// Puts the mark at the end of a key's description, where the description is none that must be refused; what had to make room
/// for it.
fn mark_key(input: &mut Value, mark: &str) -> Option<String> {
    let members = input.as_object_mut()?;
    match members.get_mut("Description") {
        None => {
            members.insert("Description".to_owned(), Value::from(mark));
        }
        Some(Value::String(text)) => {
            let length = text.chars().count();
            if length + mark.len() <= LONGEST {
                text.push_str(mark);
            } else if length <= LONGEST
                && let Some(from) = text.len().checked_sub(mark.len())
                && text.as_bytes()[from..]
                    .iter()
                    .all(u8::is_ascii_alphanumeric)
            {
                let cut = text.split_off(from);
                text.push_str(mark);
                return Some(cut);
            }
        }
        Some(_) => {}
    }
    None
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::campaign::trace::owners;
    use crate::generate::Arg;
    use crate::model::Operation;
    use crate::wire::Headers;

    #[test]
    fn a_mark_is_sent_and_never_seen() {
        let ledger = Ledger::new(&RunId::of_bytes([1; 6]));
        let call = owners(Operation::CreateKey, Arg::object([]));
        let mut input = json!({});
        ledger.before(&call, &mut input);
        let sent = input["Description"].as_str().expect("a mark").to_owned();
        assert!(ledger.is_mark(Kind::Key, &sent), "{sent}");
        let body = json!({"A": sent, "B": format!("text{sent}"), "C": "c"}).to_string();
        let response = Response {
            status: 200,
            headers: Headers::default(),
            body: body.into_bytes(),
        };
        let seen = ledger.unmarked(response);
        let text = String::from_utf8_lossy(&seen.body);
        assert_eq!(text, r#"{"A":"","B":"text","C":"c"}"#);
        let mut none = json!({"Description": 5});
        ledger.before(&call, &mut none);
        assert_eq!(none, json!({"Description": 5}));
    }
}
