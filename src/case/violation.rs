//! What can be wrong with a member of an input, by what the model and the catalogue say of it.

use serde_json::{Value, json};

use super::sample::{has_form, lengths, of_length, sample, text};
use crate::model::{Kind, Member, Model, Operation, Shape};

/// What is wrong with a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    /// A required one is left out, or null.
    Missing,
    /// An optional one is null, which is as if it were left out.
    Null,
    /// Fewer characters, bytes, items or entries than the least.
    TooShort,
    /// More than the most.
    TooLong,
    /// A number below the least.
    TooSmall,
    /// A number above the most.
    TooLarge,
    /// Not of the pattern.
    Malformed,
    /// None of the enumeration.
    UnknownValue,
    /// JSON of another type.
    Type,
    /// The id, or the ARN, of a key that is not there.
    UnknownKey,
    /// The name, or the ARN, of the alias that the file calls `alias`.
    Alias,
    /// The ARN, or the id alone, of the good call's key.
    OwnersKey,
    /// Nothing: its ARN, where the good call has its id.
    ByArn,
}

/// The words for what is wrong.
pub(super) const WORDS: &[(&str, Wrong)] = &[
    ("alias", Wrong::Alias),
    ("by_arn", Wrong::ByArn),
    ("is_null", Wrong::Null),
    ("malformed", Wrong::Malformed),
    ("missing", Wrong::Missing),
    ("owners_key", Wrong::OwnersKey),
    ("too_large", Wrong::TooLarge),
    ("too_long", Wrong::TooLong),
    ("too_short", Wrong::TooShort),
    ("too_small", Wrong::TooSmall),
    ("unknown_key", Wrong::UnknownKey),
    ("unknown_value", Wrong::UnknownValue),
    ("wrong_type", Wrong::Type),
];

/// A member, and the inputs in which it is wrong.
#[derive(Debug, PartialEq)]
pub(super) struct Violated {
    /// Its name, with the names around it: `Tags.TagKey`.
    pub(super) member: String,
    /// At least one.
    pub(super) inputs: Vec<Value>,
}

impl Wrong {
    /// The part of the good call that is made wrong.
    pub(super) fn part(self) -> &'static str {
        match self {
            Self::UnknownKey | Self::Alias | Self::OwnersKey | Self::ByArn => "input",
            _ => "probe",
        }
    }
}

/// Every member that can be wrong in this way, each in inputs that are as `good` but for it.
pub(super) fn violations(operation: Operation, wrong: Wrong, good: &Value) -> Vec<Violated> {
    let mut all: Vec<Violated> = Vec::new();
    for (member, input) in inputs(operation, wrong, good) {
        match all.iter_mut().find(|known| known.member == member) {
            Some(known) => known.inputs.push(input),
            None => all.push(Violated {
                member,
                inputs: vec![input],
            }),
        }
    }
    all
}

fn inputs(operation: Operation, wrong: Wrong, good: &Value) -> Vec<(String, Value)> {
    let shape = Model::bundled().input(operation);
    let of_member = |member: &Member| {
        let values = match wrong {
            Wrong::UnknownKey | Wrong::Alias | Wrong::OwnersKey | Wrong::ByArn => {
                keys(operation, wrong, member, good)
            }
            Wrong::Null if good.get(&member.name).is_some() => Vec::new(),
            Wrong::Null | Wrong::Missing => optional_or_not(wrong, member),
            _ => Vec::new(),
        };
        let own = values.into_iter().map(|value| (String::new(), value));
        let below = broken(wrong, Model::bundled().shape_of(member));
        let name = member.name.clone();
        let whole = own.chain(below.into_iter().map(|(path, value)| (path, Some(value))));
        whole
            .map(|(path, value)| (format!("{name}{path}"), with(good, &name, value)))
            .collect::<Vec<_>>()
    };
    shape.members().iter().flat_map(of_member).collect()
}

/// What stands in for a member that is required, or is not.
fn optional_or_not(wrong: Wrong, member: &Member) -> Vec<Option<Value>> {
    match (wrong, member.required) {
        (Wrong::Missing, true) => vec![None, Some(Value::Null)],
        (Wrong::Null, false) => vec![Some(Value::Null)],
        _ => Vec::new(),
    }
}

fn with(good: &Value, member: &str, value: Option<Value>) -> Value {
    let mut input = good.as_object().cloned().unwrap_or_default();
    input.remove(member);
    if let Some(value) = value {
        input.insert(member.to_owned(), value);
    }
    Value::Object(input)
}

/// What a member that names a key names instead.
fn keys(operation: Operation, wrong: Wrong, member: &Member, good: &Value) -> Vec<Option<Value>> {
    if !operation.key_members().contains(&member.name.as_str()) {
        return Vec::new();
    }
    let arn = |kind: &str, name: Value| {
        json!({"$concat": [
            "arn:", {"$ref": "target.partition"}, ":kms:", {"$ref": "target.region"}, ":", {"$ref": "target.account"}, kind, name
        ]})
    };
    let fresh = json!({"$fresh": "key_id"});
    let alias = json!({"$ref": "alias"});
    match wrong {
        Wrong::UnknownKey => vec![Some(fresh.clone()), Some(arn(":key/", fresh))],
        Wrong::Alias => vec![Some(alias.clone()), Some(arn(":", alias))],
        _ => {
            let path = good[&member.name]["$ref"].as_str().unwrap_or_default();
            let need = path.split('.').next().filter(|need| !need.is_empty());
            let parts: &[&str] = match wrong {
                Wrong::ByArn => &["Arn"],
                _ => &["Arn", "KeyId"],
            };
            let of_need = |need| {
                parts
                    .iter()
                    .map(move |part| json!({"$ref": format!("{need}.{part}")}))
            };
            need.into_iter().flat_map(of_need).map(Some).collect()
        }
    }
}

/// Values of the shape that are wrong in one place, and where that is.
fn broken(wrong: Wrong, shape: &Shape) -> Vec<(String, Value)> {
    let mut all: Vec<(String, Value)> = values(wrong, shape)
        .into_iter()
        .map(|value| (String::new(), value))
        .collect();
    let model = Model::bundled();
    match &shape.kind {
        Kind::Structure { members } => {
            for member in members {
                all.extend(broken_member(wrong, shape, member));
            }
        }
        Kind::List { member, .. } => {
            let below = model.shape(member).map(|item| broken(wrong, item));
            for (path, value) in below.unwrap_or_default() {
                let path = if path.is_empty() {
                    ".Item".to_owned()
                } else {
                    path
                };
                all.push((path, json!([value])));
            }
        }
        Kind::Map { value, .. } => {
            let below = model.shape(value).map(|value| broken(wrong, value));
            for (path, value) in below.unwrap_or_default() {
                all.push((format!(".Value{path}"), json!({"a": value})));
            }
        }
        _ => {}
    }
    all
}

fn broken_member(wrong: Wrong, shape: &Shape, member: &Member) -> Vec<(String, Value)> {
    let left_out = match wrong {
        Wrong::Missing => optional_or_not(wrong, member),
        _ => Vec::new(),
    };
    let own = left_out.into_iter().map(|value| (String::new(), value));
    let below = broken(wrong, Model::bundled().shape_of(member));
    own.chain(below.into_iter().map(|(path, value)| (path, Some(value))))
        .map(|(path, value)| {
            let whole = with(&sample(shape), &member.name, value);
            (format!(".{}{path}", member.name), whole)
        })
        .collect()
}

/// Values that are wrong as a whole.
fn values(wrong: Wrong, shape: &Shape) -> Vec<Value> {
    match wrong {
        Wrong::TooShort => too_short(shape),
        Wrong::TooLong => lengths(&shape.kind)
            .1
            .map(|most| of_length(shape, most + 1))
            .into_iter()
            .collect(),
        Wrong::TooSmall => match &shape.kind {
            Kind::Integer { min: Some(min), .. } | Kind::Long { min: Some(min), .. } => {
                vec![json!(min - 1), json!(i32::MIN)]
            }
            _ => Vec::new(),
        },
        Wrong::TooLarge => match &shape.kind {
            Kind::Integer { max: Some(max), .. } | Kind::Long { max: Some(max), .. } => {
                vec![json!(max + 1), json!(i32::MAX)]
            }
            _ => Vec::new(),
        },
        Wrong::Malformed => malformed(shape),
        Wrong::UnknownValue => unknown_values(&shape.kind),
        Wrong::Type => wrong_types(&shape.kind),
        _ => Vec::new(),
    }
}

fn too_short(shape: &Shape) -> Vec<Value> {
    match lengths(&shape.kind).0 {
        None | Some(0) => Vec::new(),
        Some(1) => vec![of_length(shape, 0)],
        Some(least) => vec![of_length(shape, least - 1), of_length(shape, 0)],
    }
}

fn unknown_values(kind: &Kind) -> Vec<Value> {
    let Kind::String { values, .. } = kind else {
        return Vec::new();
    };
    let Some(first) = values.first() else {
        return Vec::new();
    };
    let candidates = [
        "NO_SUCH_VALUE".to_owned(),
        first.to_lowercase(),
        String::new(),
    ];
    let unknown = candidates.into_iter().filter(|one| !values.contains(one));
    unknown.map(Value::String).collect()
}

/// JSON of every type that evidence says cannot be read (facts V-030..V-037, V-043).
fn wrong_types(kind: &Kind) -> Vec<Value> {
    match kind {
        Kind::String { .. } => vec![json!(1), json!(true), json!([]), json!({"a": "b"})],
        Kind::Blob { .. } => vec![
            json!(1),
            json!(true),
            json!([]),
            json!({"a": "b"}),
            json!("!!!!"),
        ],
        Kind::Integer { .. } | Kind::Long { .. } => {
            vec![json!("1"), json!(true), json!([]), json!({"a": "b"})]
        }
        Kind::Boolean | Kind::Double | Kind::Timestamp => vec![json!([]), json!({"a": "b"})],
        Kind::List { .. } | Kind::Structure { .. } | Kind::Map { .. } => vec![json!("a")],
    }
}

/// Texts of a good length that do not match the pattern: a good one with another last letter, or another letter throughout.
fn malformed(shape: &Shape) -> Vec<Value> {
    let Kind::String {
        pattern: Some(_), ..
    } = &shape.kind
    else {
        return Vec::new();
    };
    let length = lengths(&shape.kind).0.unwrap_or(1).max(2);
    let good = text(shape, length);
    let mut near = good.clone();
    near.pop();
    let candidates = [
        format!("{near}?"),
        format!("{near} "),
        format!("{near}\u{100}"),
    ];
    let is_bad = |text: &String| !has_form(shape, text);
    candidates
        .into_iter()
        .filter(is_bad)
        .map(Value::String)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::good_calls;
    use crate::model::{Invalid, validate};

    fn all(operation: Operation, wrong: Wrong) -> Vec<Violated> {
        let good = good_calls::drawn_probe(operation).expect("it has a probe");
        violations(operation, wrong, &good)
    }

    fn members(operation: Operation, wrong: Wrong) -> Vec<String> {
        let all = all(operation, wrong);
        all.into_iter().map(|one| one.member).collect()
    }

    /// What the input comes to once its forms are values.
    fn value(input: &Value) -> Value {
        match input {
            Value::Object(map) => {
                if let Some(repeat) = map.get("$repeat") {
                    let times = repeat["times"]
                        .as_u64()
                        .and_then(|it| usize::try_from(it).ok());
                    return json!(
                        repeat["text"]
                            .as_str()
                            .unwrap_or_default()
                            .repeat(times.unwrap_or(0))
                    );
                }
                if let Some(Value::Array(parts)) = map.get("$concat") {
                    let parts = parts.iter().map(value);
                    let texts = parts.map(|part| part.as_str().unwrap_or_default().to_owned());
                    return json!(texts.collect::<String>());
                }
                if let Some(kind) = map.get("$fresh") {
                    return json!(format!("alias/{}", kind.as_str().unwrap_or_default()));
                }
                if let Some(text) = map.get("$text") {
                    let times = text["max"].as_u64().and_then(|it| usize::try_from(it).ok());
                    return json!("t".repeat(times.unwrap_or(0)));
                }
                if let Some(bytes) = map.get("$bytes") {
                    let length = bytes["length"].as_u64().unwrap_or(16);
                    let groups = usize::try_from(length / 3).unwrap_or_default();
                    let rest =
                        ["", "AA==", "AAA="][usize::try_from(length % 3).unwrap_or_default()];
                    return json!("AAAA".repeat(groups) + rest);
                }
                map.iter()
                    .map(|(name, one)| (name.clone(), value(one)))
                    .collect()
            }
            Value::Array(items) => items.iter().map(value).collect(),
            other => other.clone(),
        }
    }

    /// Each input is refused for the member that it is about, and for nothing else but what follows from that.
    #[test]
    fn the_model_refuses_each_for_its_member() {
        let model = Model::bundled();
        let constraints = WORDS.iter().filter(|(_, wrong)| {
            wrong.part() == "probe" && !matches!(wrong, Wrong::Null | Wrong::Type)
        });
        for (word, wrong) in constraints {
            for operation in Operation::ALL.iter().copied() {
                let Some(good) = good_calls::drawn_probe(operation) else {
                    continue;
                };
                for one in violations(operation, *wrong, &good) {
                    for input in &one.inputs {
                        let checked = validate(model, &model.input(operation).name, &value(input));
                        let Err(Invalid::Constraints(found)) = checked else {
                            panic!("{word} {operation} {}: {checked:?}", one.member);
                        };
                        let paths: std::collections::BTreeSet<_> =
                            found.iter().map(|it| &it.path).collect();
                        assert_eq!(
                            paths.len(),
                            1,
                            "{word} {operation} {}: {found:?}",
                            one.member
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn members_and_what_is_in_them() {
        let create = Operation::CreateKey;
        assert!(members(create, Wrong::TooLong).contains(&"Tags.TagValue".to_owned()));
        assert_eq!(
            members(create, Wrong::Missing),
            ["Tags.TagKey", "Tags.TagValue"]
        );
        assert_eq!(
            members(Operation::DeleteAlias, Wrong::Missing),
            ["AliasName"]
        );
        let listed = members(Operation::DescribeKey, Wrong::TooLong);
        assert_eq!(listed, ["KeyId", "GrantTokens", "GrantTokens.Item"]);
        assert_eq!(
            members(Operation::GenerateRandom, Wrong::TooLarge),
            ["NumberOfBytes"]
        );
        assert!(members(Operation::ListKeys, Wrong::Null).contains(&"Marker".to_owned()));
    }
}
