//! What a key of each spec and usage is good for: every operation that uses a key, by every algorithm (`key_specs.yaml`).

use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use super::filling::Filling;
use super::good_calls;
use super::node::Node;
use super::yaml;
use crate::model::{Kind, Model, Operation};

const TEXT: &str = include_str!("key_specs.yaml");

/// The cases that stand under the operation: one for each spec that has keys of the usage that it heads.
pub(super) fn of(operation: Operation) -> impl Iterator<Item = Filling> {
    let usages = entries(&parsed()["usages"]);
    let headed = usages.filter(move |(_, shown)| shown["operation"] == operation.name());
    headed.flat_map(move |(usage, shown)| {
        let specs = entries(&parsed()["specs"]);
        specs.filter_map(move |(spec, usages)| {
            let key = Key {
                spec,
                usage,
                shown,
                usages,
                algorithms: texts(usages.get(usage)?).collect(),
            };
            Some(key.filling(operation))
        })
    })
}

/// A key of a spec and a usage.
struct Key {
    spec: &'static str,
    usage: &'static str,
    /// How it shows what the key is good for.
    shown: &'static Value,
    /// The usages that keys of the spec can have, with their algorithms.
    usages: &'static Value,
    /// Those of this one.
    algorithms: Vec<&'static str>,
}

impl Key {
    fn filling(&self, operation: Operation) -> Filling {
        let with = json!({"KeySpec": self.spec, "KeyUsage": self.usage});
        let curve = if self.usage == "KEY_AGREEMENT" {
            self.spec
        } else {
            "ECC_NIST_P256"
        };
        let mut values = map(&self.shown["let"]);
        values.insert("peer".to_owned(), json!({"$key_pair": curve}));
        Filling {
            own: vec![
                ("facts", self.shown["evidence"].clone()),
                ("let", values.into()),
                ("needs", json!({"key": {"role": "key", "with": with}})),
                ("steps", self.steps().into()),
            ],
            member: Some((self.spec.to_owned(), self.spec.to_lowercase())),
            ..Filling::of(operation)
        }
    }

    fn steps(&self) -> Vec<Value> {
        let all = parsed();
        let is_secret = texts(&all["secret"]).any(|spec| spec == self.spec);
        let half = if is_secret {
            "secret_half"
        } else {
            "public_half"
        };
        let mut steps = self.written(&all[half], "");
        for algorithm in &self.algorithms {
            steps.extend(self.written(&self.shown["each"], algorithm));
            if !is_secret {
                steps.extend(self.written(&self.shown["by_public_half"], algorithm));
            }
        }
        if self.makes_data_keys() {
            steps.extend(self.written(&self.shown["of_symmetric"], ""));
        }
        let asked = all["operations"].as_array().into_iter().flatten();
        steps.extend(asked.flat_map(|row| self.refused(row)));
        steps
    }

    fn makes_data_keys(&self) -> bool {
        self.spec == "SYMMETRIC_DEFAULT"
    }

    /// What the key is not good for: another usage's operations, and other algorithms of its own.
    fn refused(&self, row: &'static Value) -> Vec<Value> {
        let member = row["algorithm"].as_str();
        if row["usage"] != self.usage {
            // An algorithm of the spec for that usage, if there is one: the usage alone is wrong.
            let known = row["usage"]
                .as_str()
                .and_then(|usage| self.usages.get(usage));
            let of_spec = known.into_iter().flat_map(texts);
            let algorithm = of_spec.chain(algorithms(row)).next();
            let wrong = row["tells_usage"] == true;
            let message = wrong.then(|| self.usage_message(row));
            return vec![refusal(row, algorithm, message)];
        }
        if member.is_none() {
            let refused = !self.makes_data_keys();
            return refused
                .then(|| refusal(row, None, None))
                .into_iter()
                .collect();
        }
        let others = algorithms(row).filter(|one| !self.algorithms.contains(one));
        let told = row["tells_algorithm"] == true;
        let refused = others.map(|algorithm| {
            let spec = self.spec;
            let text = format!("Algorithm {algorithm} is incompatible with key spec {spec}.");
            refusal(row, Some(algorithm), told.then(|| json!(text)))
        });
        refused.collect()
    }

    fn usage_message(&self, row: &Value) -> Value {
        let (usage, operation) = (self.usage, row["name"].as_str().unwrap_or_default());
        let text = format!(" key usage is {usage} which is not valid for {operation}.");
        json!({"$concat": [{"$ref": "key.Arn"}, text]})
    }

    /// The steps for the key, by one algorithm.
    fn written(&self, steps: &'static Value, algorithm: &str) -> Vec<Value> {
        let words = [
            ("$spec", self.spec),
            ("$usage", self.usage),
            ("$algorithm", algorithm),
            ("$id", &algorithm.to_lowercase()),
        ];
        let steps = steps.as_array().into_iter().flatten();
        let written = steps.map(|step| {
            let mut step = filled(step, &words);
            if let Some(input) = step["input"].as_object_mut() {
                input.extend(map(&parsed()["with"][algorithm]));
            }
            step
        });
        written.collect()
    }
}

/// The step that asks what is refused: of the key by this algorithm; the message is compared if there is one.
fn refusal(row: &'static Value, algorithm: Option<&str>, message: Option<Value>) -> Value {
    let name = row["name"].as_str().unwrap_or_default();
    let operation = Operation::from_name(name);
    let good = operation.and_then(|operation| good_calls::part(operation, "probe"));
    let mut input = good.map(|good| map(&good.to_value())).unwrap_or_default();
    input.extend(map(&row["input"]));
    input.insert("KeyId".to_owned(), json!({"$ref": "key.KeyId"}));
    if let (Some(member), Some(algorithm)) = (row["algorithm"].as_str(), algorithm) {
        input.insert(member.to_owned(), json!(algorithm));
        input.extend(map(&parsed()["with"][algorithm]));
    }
    let known = row.get("error").cloned();
    let types = known.unwrap_or_else(|| json!("InvalidKeyUsageException"));
    let error = match message {
        Some(message) => json!({"type": types, "message": message}),
        None => types,
    };
    json!({"call": name, "input": input, "expect": {"error": error}})
}

/// The algorithms that the model knows for an operation, without those that no Region but China's has.
fn algorithms(row: &'static Value) -> impl Iterator<Item = &'static str> {
    let operation = row["name"].as_str().and_then(Operation::from_name);
    let member = operation.and_then(|operation| {
        let input = Model::bundled().input(operation);
        input.member(row["algorithm"].as_str()?)
    });
    let kind = member.map(|member| &Model::bundled().shape_of(member).kind);
    let values = match kind {
        Some(Kind::String { values, .. }) => values.as_slice(),
        _ => &[],
    };
    let elsewhere = |name: &&str| texts(&parsed()["of_china"]).all(|one| one != *name);
    values.iter().map(String::as_str).filter(elsewhere)
}

/// The value with what stands for its words.
fn filled(value: &Value, words: &[(&str, &str)]) -> Value {
    match value {
        Value::String(text) => {
            let mut text = text.clone();
            for (word, meant) in words {
                text = text.replace(word, meant);
            }
            json!(text)
        }
        Value::Array(items) => items.iter().map(|item| filled(item, words)).collect(),
        Value::Object(map) => {
            let entries = map.iter();
            let filled = entries.map(|(name, one)| (name.clone(), filled(one, words)));
            filled.collect()
        }
        other => other.clone(),
    }
}

fn map(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn entries(value: &'static Value) -> impl Iterator<Item = (&'static str, &'static Value)> {
    let entries = value.as_object().into_iter().flatten();
    entries.map(|(name, value)| (name.as_str(), value))
}

fn texts(value: &'static Value) -> impl Iterator<Item = &'static str> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Value::as_str)
}

fn parsed() -> &'static Value {
    static PARSED: OnceLock<Value> = OnceLock::new();
    PARSED.get_or_init(|| {
        let node = yaml::parse(TEXT).map(|node: Node| node.to_value());
        node.unwrap_or_else(|refusal| panic!("key_specs.yaml: {}", refusal.what))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn values(shape: &str) -> BTreeSet<&'static str> {
        match Model::bundled().shape(shape).map(|shape| &shape.kind) {
            Some(Kind::String { values, .. }) => values.iter().map(String::as_str).collect(),
            _ => panic!("{shape} is no enumeration"),
        }
    }

    /// Every spec, usage and algorithm of the model stands in the table, or in the list of those of China.
    #[test]
    fn the_table_is_the_models() {
        let all = parsed();
        let of_china: BTreeSet<_> = texts(&all["of_china"]).collect();
        let specs: BTreeSet<_> = entries(&all["specs"]).map(|(spec, _)| spec).collect();
        assert_eq!(&specs | &of_china, &values("KeySpec") | &of_china);
        let usages: BTreeSet<_> = entries(&all["usages"]).map(|(usage, _)| usage).collect();
        assert_eq!(usages, values("KeyUsageType"));
        let rows = all["operations"].as_array().into_iter().flatten();
        let modelled: BTreeSet<_> = rows.flat_map(algorithms).collect();
        let rows = entries(&all["specs"]).flat_map(|(_, usages)| entries(usages));
        let known: BTreeSet<_> = rows.flat_map(|(_, algorithms)| texts(algorithms)).collect();
        assert_eq!(known, modelled);
    }

    /// A key for signatures is asked for each algorithm of signatures, and for every operation of other usages.
    #[test]
    fn every_operation_and_algorithm_is_asked() {
        let mut all = of(Operation::Sign);
        let p256 = all
            .find(|one| one.name() == "sign/ecc_nist_p256")
            .expect("it has keys");
        let (_, steps) = p256
            .own
            .iter()
            .find(|(part, _)| *part == "steps")
            .expect("it has steps");
        let steps = steps.as_array().expect("a list");
        let asked = |operation: &str| {
            let of = steps.iter().filter(|step| step["call"] == operation);
            of.map(|step| {
                step["input"]["SigningAlgorithm"]
                    .as_str()
                    .unwrap_or_default()
            })
            .collect::<BTreeSet<_>>()
        };
        let mut signing = values("SigningAlgorithmSpec");
        signing.remove("SM2DSA");
        assert_eq!(asked("Sign"), signing);
        assert_eq!(asked("Verify"), signing);
        for row in parsed()["operations"].as_array().into_iter().flatten() {
            let name = row["name"].as_str().unwrap_or_default();
            assert!(!asked(name).is_empty(), "{name}");
        }
    }
}
