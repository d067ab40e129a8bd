//! Requests that are wrong in two ways: each two of the faults of `two_faults.yaml` that one request can have.

use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use super::filling::Filling;
use super::good_calls;
use super::node::{Node, Tree};
use super::yaml;
use crate::model::{Model, Operation};

const TEXT: &str = include_str!("two_faults.yaml");

/// Two faults in one request of an operation.
#[derive(Debug)]
pub(super) struct Pair {
    operation: Operation,
    /// How an id has it: `algorithm_and_digest`.
    name: String,
    /// Which of them is told, for people.
    told: String,
    /// The case's parts for it.
    parts: Vec<(&'static str, Value)>,
}

impl From<Pair> for Filling {
    fn from(pair: Pair) -> Self {
        Self {
            member: Some((pair.told, pair.name)),
            own: pair.parts,
            ..Self::of(pair.operation)
        }
    }
}

/// Every two faults that one request of the operation can have; none for an operation that uses no key.
pub(super) fn pairs(operation: Operation) -> impl Iterator<Item = Pair> {
    Faulty::of(operation).into_iter().flat_map(|whole| {
        let faults = &whole.faults;
        let two = faults.iter().enumerate().flat_map(|(at, first)| {
            let later = faults[at + 1..].iter();
            later.map(move |second| [first, second])
        });
        let possible = two.filter(|[first, second]| first.goes_with(second));
        possible.map(|two| whole.pair(two)).collect::<Vec<_>>()
    })
}

/// What can be wrong with the requests of an operation.
struct Faulty {
    operation: Operation,
    /// The need whose key they are about.
    subject: &'static str,
    /// The member that names it.
    member: &'static str,
    /// Parts that are other than the good call's.
    sound: &'static Value,
    faults: Vec<Fault>,
}

/// One thing that can be wrong.
struct Fault {
    kind: &'static str,
    told: &'static str,
    says: &'static Value,
}

impl Fault {
    /// Whether one request can have this one and the other.
    fn goes_with(&self, other: &Self) -> bool {
        let excludes =
            |one: &Self, other: &Self| texts(&one.says["not_with"]).any(|kind| kind == other.kind);
        let both = |part: &str| self.says.get(part).is_some() && other.says.get(part).is_some();
        let input = &other.says["input"];
        let same = entries(&self.says["input"]).any(|(name, _)| input.get(name).is_some());
        !excludes(self, other) && !excludes(other, self) && !same && !both("as") && !both("key")
    }
}

impl Faulty {
    fn of(operation: Operation) -> Option<Self> {
        let all = parsed();
        let row = |name: &str| all["operations"].get(name);
        let own = row(operation.name())?;
        let own = own["like"].as_str().and_then(row).unwrap_or(own);
        let every = &all["every_operation"];
        let text = |name: &str| own[name].as_str().or_else(|| every[name].as_str());
        let input = Model::bundled().input(operation);
        let is_known = |says: &&'static Value| {
            let mut members = entries(&says["input"]);
            members.all(|(name, _)| input.member(name).is_some())
        };
        let faults = told().into_iter().filter_map(|(kind, told)| {
            let says = own["faults"]
                .get(kind)
                .or_else(|| every["faults"].get(kind));
            let says = says.filter(is_known)?;
            Some(Fault { kind, told, says })
        });
        Some(Self {
            operation,
            subject: text("subject")?,
            member: text("member")?,
            sound: &own["sound"],
            faults: faults.collect(),
        })
    }

    fn pair(&self, [first, second]: [&Fault; 2]) -> Pair {
        let order = Order::of(self.operation, first, second);
        let (told, tells) = match &order {
            Order::Known { first, then, .. } => (
                format!("{}, and not {}", first.told, then.told),
                vec![*first],
            ),
            Order::Open => (
                format!("{}, or {}", first.told, second.told),
                vec![first, second],
            ),
        };
        let says = |part: &str| {
            [first, second]
                .into_iter()
                .find_map(|one| one.says.get(part))
        };
        let key = says("key");
        let subject = key.map_or(self.subject, |_| "unfit");
        let sound = self.part("input");
        let mut input = sound.as_object().cloned().unwrap_or_default();
        let by = says("by").and_then(Value::as_str).unwrap_or("KeyId");
        input.insert(
            self.member.to_owned(),
            json!({"$ref": format!("{subject}.{by}")}),
        );
        let mut made = Vec::new();
        for fault in [first, second] {
            let changed = entries(&fault.says["input"]);
            input.extend(changed.map(|(name, value)| (name.clone(), value.clone())));
            let steps = fault.says["steps"].as_array().into_iter().flatten();
            made.extend(steps.map(|step| about(step, subject)));
        }
        let mut needs = self.part("needs").as_object().cloned().unwrap_or_default();
        needs.extend(key.map(|key| ("unfit".to_owned(), key.clone())));
        let mut faulty = Map::from_iter([
            ("call".to_owned(), json!(self.operation.name())),
            ("input".to_owned(), input.into()),
            ("expect".to_owned(), json!({"error": errors(&tells)})),
        ]);
        faulty.extend(says("as").map(|who| ("as".to_owned(), who.clone())));
        let mut parts = vec![
            ("facts", facts(&order, &tells)),
            ("needs", needs.into()),
            ("sound", sound),
            ("made", made.into()),
            ("faulty", faulty.into()),
        ];
        parts.extend(
            self.sound
                .get("set_up")
                .map(|steps| ("set_up", steps.clone())),
        );
        Pair {
            operation: self.operation,
            name: format!("{}_and_{}", first.kind, second.kind),
            told,
            parts,
        }
    }

    /// A part of what is sound.
    fn part(&self, name: &str) -> Value {
        let own = self.sound.get(name).cloned();
        let good = || good_calls::part(self.operation, name).map(Node::to_value);
        own.or_else(good).unwrap_or_default()
    }
}

/// Which of two faults is told.
enum Order<'f> {
    /// By these facts, which may be of checks between the two.
    Known {
        first: &'f Fault,
        then: &'f Fault,
        facts: Vec<&'static str>,
    },
    /// No fact tells.
    Open,
}

impl<'f> Order<'f> {
    fn of(operation: Operation, one: &'f Fault, other: &'f Fault) -> Self {
        let either = [(one, other), (other, one)].into_iter();
        let mut known = either.filter_map(|(first, then)| {
            let facts = path(operation, first.kind, then.kind)?;
            Some(Self::Known { first, then, facts })
        });
        known.next().unwrap_or(Self::Open)
    }
}

/// The facts by which one check comes before another, directly or by way of others, by the shortest way; `None` where none tell.
fn path(operation: Operation, first: &'static str, then: &str) -> Option<Vec<&'static str>> {
    let mut reached = vec![(first, Vec::new())];
    let mut at = 0;
    while let Some((kind, facts)) = reached.get(at).cloned() {
        if kind == then {
            return Some(facts);
        }
        for order in parsed()["orders"].as_array().into_iter().flatten() {
            let whose = order.get("operations");
            let is_of = whose.is_none_or(|whose| texts(whose).any(|name| name == operation.name()));
            if !is_of || !texts(&order["first"]).any(|name| name == kind) {
                continue;
            }
            for next in texts(&order["then"]) {
                if reached.iter().all(|(known, _)| *known != next) {
                    let more = texts(&order["evidence"]);
                    reached.push((next, facts.iter().copied().chain(more).collect()));
                }
            }
        }
        at += 1;
    }
    None
}

/// The errors of these faults, each once.
fn errors(faults: &[&Fault]) -> Vec<&'static str> {
    once(faults.iter().flat_map(|fault| texts(&fault.says["error"])))
}

/// What the case cites: the order, and what the faults that may be told are refused with.
fn facts(order: &Order<'_>, faults: &[&Fault]) -> Value {
    let of_order = match order {
        Order::Known { facts, .. } => facts.clone(),
        Order::Open => Vec::new(),
    };
    let of_faults = faults
        .iter()
        .flat_map(|fault| texts(&fault.says["evidence"]));
    once(of_order.into_iter().chain(of_faults)).into()
}

fn once(all: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut known = Vec::new();
    for one in all {
        if !known.contains(&one) {
            known.push(one);
        }
    }
    known
}

/// The value with the need's name for `subject` in its references.
fn about(value: &Value, need: &str) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix("subject.") {
            Some(rest) => json!(format!("{need}.{rest}")),
            None => value.clone(),
        },
        Value::Array(items) => items.iter().map(|item| about(item, need)).collect(),
        Value::Object(map) => {
            let entries = map.iter();
            entries
                .map(|(name, one)| (name.clone(), about(one, need)))
                .collect()
        }
        other => other.clone(),
    }
}

fn entries(value: &'static Value) -> impl Iterator<Item = (&'static String, &'static Value)> {
    value.as_object().into_iter().flatten()
}

/// A text, or each text of a list.
fn texts(value: &'static Value) -> impl Iterator<Item = &'static str> {
    let items = value.as_array().into_iter().flatten();
    value
        .as_str()
        .into_iter()
        .chain(items.filter_map(Value::as_str))
}

fn node() -> &'static Node {
    static NODE: OnceLock<Node> = OnceLock::new();
    NODE.get_or_init(|| {
        let node = yaml::parse(TEXT);
        node.unwrap_or_else(|refusal| panic!("two_faults.yaml: {}", refusal.what))
    })
}

fn parsed() -> &'static Value {
    static PARSED: OnceLock<Value> = OnceLock::new();
    PARSED.get_or_init(|| node().to_value())
}

/// The kinds of faults in the order of the file, and how each is told.
fn told() -> Vec<(&'static str, &'static str)> {
    let Some(Tree::Map(entries)) = node().entry("told").map(|told| &told.tree) else {
        return Vec::new();
    };
    let kinds = entries.iter().filter_map(|(kind, told)| match &told.tree {
        Tree::Text(told) => Some((kind.text.as_str(), told.as_str())),
        _ => None,
    });
    kinds.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Facts;

    fn pair(operation: Operation, name: &str) -> Option<Pair> {
        pairs(operation).find(|pair| pair.name == name)
    }

    fn part<'p>(pair: &'p Pair, name: &str) -> &'p Value {
        let found = pair.parts.iter().find(|(part, _)| *part == name);
        found.map_or(&Value::Null, |(_, value)| value)
    }

    /// The errors that are expected, and the facts of the order.
    fn expected(operation: Operation, name: &str) -> Value {
        let pair = pair(operation, name).unwrap_or_else(|| panic!("{operation} {name}"));
        part(&pair, "faulty")["expect"]["error"].clone()
    }

    #[test]
    fn what_a_fact_tells_first_is_expected_and_either_where_none_does() {
        let digest = expected(Operation::Sign, "algorithm_and_digest");
        assert_eq!(digest, json!(["InvalidKeyUsageException"]));
        let told = pair(Operation::Sign, "algorithm_and_digest").map(|pair| pair.told);
        let algorithm = "an algorithm of another key spec, and not a digest of the wrong length";
        assert_eq!(told.as_deref(), Some(algorithm));
        // Of Verify nobody has told it.
        let open = json!(["InvalidKeyUsageException", "ValidationException"]);
        assert_eq!(expected(Operation::Verify, "algorithm_and_digest"), open);
        let open = json!(["InvalidGrantTokenException", "DisabledException"]);
        assert_eq!(expected(Operation::Encrypt, "token_and_state"), open);
    }

    #[test]
    fn what_follows_from_two_orders_is_known() {
        let facts = path(Operation::Sign, "state", "digest");
        assert_eq!(facts, Some(vec!["R-501", "R-502", "R-504"]));
        assert_eq!(path(Operation::Sign, "digest", "state"), None);
        assert_eq!(path(Operation::Verify, "state", "digest"), None);
        let told = expected(Operation::Decrypt, "constraint_and_state");
        assert_eq!(told, json!(["ValidationException"]));
    }

    #[test]
    fn what_one_request_cannot_have_is_no_pair() {
        let names = |operation| pairs(operation).map(|pair| pair.name).collect::<Vec<_>>();
        assert!(names(Operation::ListKeys).is_empty());
        let sign = names(Operation::Sign);
        for other in [
            "bad_id_and_no_key",
            "foreign_and_policy",
            "bad_id_and_state",
            "constraint_and_constraint",
        ] {
            assert!(!sign.contains(&other.to_owned()), "{other}");
        }
        // It takes no dry run.
        let told = names(Operation::GetPublicKey);
        assert!(
            told.iter().all(|name| !name.contains("dry_run")),
            "{told:?}"
        );
    }

    #[test]
    fn no_order_contradicts_another_and_every_word_is_known() {
        let kinds: Vec<_> = told().into_iter().map(|(kind, _)| kind).collect();
        for order in parsed()["orders"].as_array().into_iter().flatten() {
            for kind in texts(&order["first"]).chain(texts(&order["then"])) {
                assert!(kinds.contains(&kind), "{kind}");
            }
            for id in texts(&order["evidence"]) {
                assert!(Facts::built_in().all().any(|fact| fact.id == id), "{id}");
            }
        }
        for operation in Operation::ALL.iter().copied() {
            for (one, other) in kinds
                .iter()
                .flat_map(|one| kinds.iter().map(move |other| (*one, *other)))
            {
                let both = one != other
                    && path(operation, one, other).is_some()
                    && path(operation, other, one).is_some();
                assert!(!both, "{operation}: {one}, {other}");
            }
        }
    }

    #[test]
    fn the_key_that_does_not_fit_is_the_one_that_is_disabled() {
        let pair = pair(Operation::Verify, "usage_and_state").expect("it can be");
        assert_eq!(
            part(&pair, "made")[0]["input"]["KeyId"],
            json!({"$ref": "unfit.KeyId"})
        );
        assert_eq!(
            part(&pair, "faulty")["input"]["KeyId"],
            json!({"$ref": "unfit.KeyId"})
        );
        assert_eq!(part(&pair, "sound")["KeyId"], json!({"$ref": "key.KeyId"}));
        assert!(part(&pair, "needs").get("unfit").is_some());
    }
}
