//! Members and things that one answer has and the other does not.

use std::collections::BTreeSet;

use serde_json::Value;

use super::compare::{Pair, shown};
use super::difference::Ask;
use crate::generate::ScriptCall;

impl Pair {
    /// Members that should not be there; nulls and what the model does not know are noted as such.
    pub(super) fn extra(
        &mut self,
        path: &[String],
        left: &Value,
        right: &serde_json::Map<String, Value>,
    ) {
        for (name, value) in left.as_object().into_iter().flatten() {
            // A page that says that there is no more may as well say nothing (fact C-146).
            let is_silent = name == "Truncated" || (name == "NextMarker" && !self.manner.world);
            if right.contains_key(name) || value.is_null() || is_silent {
                continue;
            }
            let path: Vec<String> = path.iter().chain([name]).cloned().collect();
            let ask = Ask::Absent(path.clone());
            self.note(&shown(&path), "not there", "there", ask, false);
        }
    }

    /// Lists of stores and keys are compared thing by thing: on a shared endpoint others have things too.
    pub(super) fn lists(
        &mut self,
        call: &ScriptCall,
        path: &mut Vec<String>,
        left: &Value,
        right: &[Value],
        ages: (crate::wire::Timestamp, crate::wire::Timestamp),
    ) {
        let Some(left) = left.as_array() else {
            return; // Not what the model says, and noted as such.
        };
        let id = match path.last().map(String::as_str) {
            Some("CustomKeyStores") => "CustomKeyStoreId",
            Some("Keys") => "KeyId",
            Some("Aliases") => "AliasName",
            Some("Grants") => "GrantId",
            _ => {
                if left.len() != right.len() || left != right {
                    let ask = Ask::Member(path.clone(), Some(Value::Array(right.to_vec())));
                    let (right, left) = (Value::from(right), Value::from(left.as_slice()));
                    self.note(
                        &shown(path),
                        &right.to_string(),
                        &left.to_string(),
                        ask,
                        false,
                    );
                }
                return;
            }
        };
        if call.input.member("Limit").is_some() || call.input.member("Marker").is_some() {
            // Which things stand on a page follows from the ids that each side drew.
            if self.manner.world && left.len() != right.len() {
                let count = |items: usize| format!("{items} on a page");
                let (right, left) = (count(right.len()), count(left.len()));
                self.note(&shown(path), &right, &left, Ask::Success, false);
            }
            return;
        }
        if self.includes_all && left.len() > right.len() {
            let place = shown(path);
            let (count, actual) = (right.len(), left.len().to_string());
            let ask = Ask::Count(path.clone(), count);
            self.note(&place, &format!("{count} things"), &actual, ask, false);
            return;
        }
        let known = self.known(id);
        self.order(call, path, id, left, right);
        for right in right {
            let Some(drawn) = self.counterpart(id, right) else {
                continue;
            };
            path.push("*".to_owned());
            let Some(left) = left.iter().find(|left| left[id] == drawn.as_str()) else {
                path.pop();
                if self.is_cut {
                    continue;
                }
                let place = shown(path);
                self.note(&place, "what was made", "not there", Ask::Success, false);
                return;
            };
            self.values(call, path, left, right, ages);
            path.pop();
        }
        let there: Vec<String> = right
            .iter()
            .filter_map(|right| self.counterpart(id, right))
            .collect();
        let is_other = |left: &Value| {
            let id = left[id].as_str().unwrap_or_default();
            known.contains(id) && !there.iter().any(|drawn| drawn == id)
        };
        if !self.is_cut && left.iter().any(is_other) {
            let right = if call.input.member("KeyId").is_some() {
                OF_ANOTHER
            } else {
                GONE
            };
            self.note(&shown(path), right, "it is there", Ask::Success, false);
        }
    }

    /// What the endpoint has in place of an entry of the reference's, if it is the script's.
    fn counterpart(&self, id: &str, right: &Value) -> Option<String> {
        let name = right[id].as_str()?;
        if id == "AliasName" {
            return self.aliases.get(name).cloned();
        }
        self.drawn.get(name).cloned()
    }

    /// By which the endpoint's entries of the script's own things are known.
    fn known(&self, id: &str) -> BTreeSet<String> {
        if id == "AliasName" {
            self.aliases.clone()
        } else {
            self.drawn.values().cloned().collect()
        }
    }

    /// The aliases of one key are listed in the order of their names (fact L-700).
    fn order(
        &mut self,
        call: &ScriptCall,
        path: &[String],
        id: &str,
        left: &[Value],
        right: &[Value],
    ) {
        let names = |entries: &[Value]| {
            let names = entries.iter().filter_map(|entry| entry[id].as_str());
            names.map(str::to_owned).collect::<Vec<_>>()
        };
        let (left, right) = (names(left), names(right));
        let same = left.iter().collect::<BTreeSet<_>>() == right.iter().collect();
        if id == "AliasName" && call.input.member("KeyId").is_some() && same && left != right {
            let ask = Ask::Order(path.to_vec(), right);
            let place = shown(path);
            self.note(&place, "the order of their names", "another", ask, false);
        }
    }

    /// Of an alias that was not updated both dates are one, and of one that was they differ (fact L-704); where the clock is
    /// ours, so that nothing passes but what the script says.
    pub(super) fn dates(&mut self, path: &[String], left: &Value, right: &Value) {
        let both = |entry: &Value| {
            let date = |name: &str| entry[name].as_f64();
            Some(date("CreationDate")? < date("LastUpdatedDate")?)
        };
        let (Some(left), Some(right)) = (both(left), both(right)) else {
            return;
        };
        if self.manner.world && left != right {
            let when = |later| {
                if later {
                    "later than CreationDate"
                } else {
                    "equal to CreationDate"
                }
            };
            let path: Vec<String> = path
                .iter()
                .cloned()
                .chain(["LastUpdatedDate".to_owned()])
                .collect();
            let ask = Ask::Member(path.clone(), None);
            self.note(&shown(&path), when(right), when(left), ask, false);
        }
    }
}

/// What a list must not have.
pub(super) const GONE: &str = "nothing that is gone";
pub(super) const OF_ANOTHER: &str = "nothing of another key";
