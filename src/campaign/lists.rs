//! Members and things that one answer has and the other does not.

use serde_json::Value;

use super::compare::{Pair, shown};
use super::difference::Ask;
use crate::generate::Call;

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
        call: &Call,
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
        if self.tells_all && left.len() > right.len() {
            let place = shown(path);
            let (count, actual) = (right.len(), left.len().to_string());
            let ask = Ask::Count(path.clone(), count);
            self.note(&place, &format!("{count} things"), &actual, ask, false);
            return;
        }
        let known: Vec<String> = self.drawn.values().cloned().collect();
        for right in right {
            let drawn = right[id]
                .as_str()
                .and_then(|id| self.drawn.get(id))
                .cloned();
            let Some(drawn) = drawn else { continue };
            path.push("*".to_owned());
            let Some(left) = left.iter().find(|left| left[id] == drawn.as_str()) else {
                path.pop();
                let place = shown(path);
                self.note(&place, "what was made", "not there", Ask::Success, false);
                return;
            };
            self.values(call, path, left, right, ages);
            path.pop();
        }
        for left in left {
            let ours = left[id]
                .as_str()
                .is_some_and(|id| known.iter().any(|k| k == id));
            let there = right.iter().filter_map(|right| right[id].as_str());
            let mut there = there.filter_map(|id| self.drawn.get(id));
            if ours && !there.any(|drawn| left[id] == drawn.as_str()) {
                self.note(
                    &shown(path),
                    "nothing that is gone",
                    "it is there",
                    Ask::Success,
                    false,
                );
                return;
            }
        }
    }
}
