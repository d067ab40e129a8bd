//! What others made is no part of a transcript: on an account that more than one case uses, lists hold their things too.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::transcript::asked;
use crate::check::{Exchange, Reply};
use crate::model::Operation;

/// A list of what an account holds.
struct AccountList {
    operation: Operation,
    list: &'static str,
    id: &'static str,
    /// The members of a request that name one entry.
    named_by: &'static [&'static str],
    /// An account may hold more than a page of them.
    long: bool,
}

const LISTS: [AccountList; 2] = [
    AccountList {
        operation: Operation::ListKeys,
        list: "Keys",
        id: "KeyId",
        named_by: &[],
        long: true,
    },
    AccountList {
        operation: Operation::DescribeCustomKeyStores,
        list: "CustomKeyStores",
        id: "CustomKeyStoreId",
        named_by: &["CustomKeyStoreId", "CustomKeyStoreName"],
        // Ten at most, unless AWS raises the quota.
        long: false,
    },
];

/// What stands for entries of which a page holds some, and which ones is luck.
const MADE: &str = "[what the case made]";

/// What a case has made so far, of the things that are listed.
#[derive(Debug, Default)]
pub(super) struct Made {
    ids: BTreeSet<(Operation, String)>,
}

impl Made {
    /// Takes note of what an answer made or took away.
    pub(super) fn note(&mut self, exchange: &Exchange) {
        let answer = exchange.response.as_ref().map(Reply::read);
        let Some(answer) = answer.filter(Reply::is_success) else {
            return;
        };
        let text = |value: &Value, path: &str| {
            let found = value.pointer(path).and_then(Value::as_str);
            found.map(str::to_owned)
        };
        let body = answer.json().cloned().unwrap_or_default();
        match asked(exchange) {
            Operation::CreateKey => {
                let id = text(&body, "/KeyMetadata/KeyId");
                self.ids.extend(id.map(|id| (Operation::ListKeys, id)));
            }
            Operation::CreateCustomKeyStore => {
                let id = text(&body, "/CustomKeyStoreId");
                let id = id.map(|id| (Operation::DescribeCustomKeyStores, id));
                self.ids.extend(id);
            }
            Operation::DeleteCustomKeyStore => {
                if let Some(id) = text(&input(exchange), "/CustomKeyStoreId") {
                    self.ids.remove(&(Operation::DescribeCustomKeyStores, id));
                }
            }
            _ => {}
        }
    }

    /// The body of an answer without what others made; `None` where it lists nothing of the account.
    ///
    /// Where a page cannot hold everything, one text stands for the entries: which of them it holds, and whether there is
    /// another page, is the others' doing.
    pub(super) fn without_others(&self, exchange: &Exchange) -> Option<Value> {
        let known = LISTS.iter().find(|it| it.operation == asked(exchange))?;
        let input = input(exchange);
        if known.named_by.iter().any(|name| input.get(name).is_some()) {
            return None;
        }
        let answer = Reply::read(exchange.response.as_ref()?);
        let body = answer.json().filter(|_| answer.is_success())?;
        let mut shown: Map<String, Value> = body.as_object()?.clone();
        let entries = shown.get(known.list)?.as_array()?;
        let id = |entry: &Value| {
            entry
                .get(known.id)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        let is_own =
            |entry: &&Value| id(entry).is_some_and(|id| self.ids.contains(&(known.operation, id)));
        let own: Vec<Value> = entries.iter().filter(is_own).cloned().collect();
        let there: BTreeSet<String> = own.iter().filter_map(id).collect();
        let made = self.ids.iter().filter(|(kind, _)| *kind == known.operation);
        let complete = made.count() == there.len();
        let cut = ["Limit", "Marker"]
            .iter()
            .any(|name| input.get(name).is_some())
            || shown.get("Truncated") == Some(&json!(true));
        let is_luck = cut || (known.long && complete);
        let list = if is_luck {
            json!(MADE)
        } else {
            Value::Array(own)
        };
        shown.insert(known.list.to_owned(), list);
        shown.shift_remove("Truncated");
        shown.shift_remove("NextMarker");
        Some(Value::Object(shown))
    }
}

fn input(exchange: &Exchange) -> Value {
    serde_json::from_slice(&exchange.request.body).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Headers, Response, aws_json};

    fn exchange(operation: Operation, input: &Value, answer: &Value) -> Exchange {
        Exchange {
            step: 1,
            label: String::new(),
            operation,
            request: aws_json::request("host", operation.name(), input.to_string()),
            response: Some(Response {
                status: 200,
                headers: Headers::new(),
                body: answer.to_string().into_bytes(),
            }),
            cut: None,
            cleanup: false,
            waiting: false,
        }
    }

    fn made() -> Made {
        let mut made = Made::default();
        let key = json!({"KeyMetadata": {"KeyId": "own"}});
        made.note(&exchange(Operation::CreateKey, &json!({}), &key));
        for id in ["cks-own", "cks-gone"] {
            let store = json!({"CustomKeyStoreId": id});
            made.note(&exchange(
                Operation::CreateCustomKeyStore,
                &json!({}),
                &store,
            ));
        }
        let gone = json!({"CustomKeyStoreId": "cks-gone"});
        made.note(&exchange(
            Operation::DeleteCustomKeyStore,
            &gone,
            &json!({}),
        ));
        made
    }

    fn check(operation: Operation, input: &Value, answer: &Value, expected: Option<&Value>) {
        let shown = made().without_others(&exchange(operation, input, answer));
        assert_eq!(shown.as_ref(), expected, "{operation} {input} {answer}");
    }

    #[test]
    fn a_list_of_keys_is_the_same_whatever_others_make() {
        let list = |ids: &[&str], more: bool| {
            let keys: Vec<Value> = ids.iter().map(|id| json!({"KeyId": id})).collect();
            json!({"Keys": keys, "Truncated": more, "NextMarker": if more { "m" } else { "" }})
        };
        let made = json!({"Keys": MADE});
        let same = |input: Value, answer: Value| {
            check(Operation::ListKeys, &input, &answer, Some(&made));
        };
        same(json!({}), list(&["own"], false));
        same(json!({}), list(&["a", "own", "b"], false));
        same(json!({}), list(&["a", "b"], true));
        same(json!({"Limit": 1}), list(&["a"], true));
        same(json!({"Limit": 1}), list(&["own"], false));
        // Nothing is wrong with the luck where the list is whole and the case's own key is not on it.
        let none = json!({"Keys": []});
        check(
            Operation::ListKeys,
            &json!({}),
            &list(&["a"], false),
            Some(&none),
        );
    }

    #[test]
    fn of_the_stores_only_the_case_s_own_are_shown() {
        let stores = |ids: &[&str]| {
            let stores: Vec<Value> = ids
                .iter()
                .map(|id| json!({"CustomKeyStoreId": id}))
                .collect();
            json!({"CustomKeyStores": stores, "Truncated": false})
        };
        let own = json!({"CustomKeyStores": [{"CustomKeyStoreId": "cks-own"}]});
        let operation = Operation::DescribeCustomKeyStores;
        check(
            operation,
            &json!({}),
            &stores(&["cks-a", "cks-own"]),
            Some(&own),
        );
        check(
            operation,
            &json!({}),
            &stores(&["cks-own", "cks-gone"]),
            Some(&own),
        );
        let named = json!({"CustomKeyStoreId": "cks-a"});
        check(operation, &named, &stores(&["cks-a"]), None);
        check(
            Operation::DescribeKey,
            &json!({}),
            &json!({"Keys": []}),
            None,
        );
    }
}
