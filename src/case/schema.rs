//! The JSON Schemas of the formats, for editors, from the declarations of what stands in a file.
//!
//! The loader is the judge; a test holds both to the same verdicts on good and bad files. What no schema can see (names
//! that are not defined, members that the model lacks) only the loader refuses.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::fact::FactFile;
use super::keys::{Describes, named, operations, root};
use super::violation::WORDS;
use super::{Case, Prices, TargetProfile, family};

/// A file: one case, or one for each of many operations.
struct File;

impl Describes for File {
    const NAME: &'static str = "File";

    // An editor then tells what is wrong with the one, and not that it is neither.
    fn describe(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "if": {"properties": {"rows": {"type": "object"}}, "required": ["rows"]},
            "then": family(generator),
            "else": named::<Case>(generator),
        })
    }
}

/// One rule for many operations: the keys of a case, whose parts are filled in before they are read.
fn family(generator: &mut SchemaGenerator) -> Value {
    let mut schema = Case::describe(generator).to_value();
    schema["description"] = json!(
        "One rule for many operations; `$operation` stands for the name, `{$good: part}` for a part of a good call."
    );
    let Some(keys) = schema["properties"].as_object_mut() else {
        return schema;
    };
    for (key, plain) in [
        ("evidence", json!({"type": "array", "minItems": 1})),
        ("let", json!({"type": "object"})),
        ("needs", json!({"type": "object"})),
        (
            "steps",
            json!({"type": "array", "items": {"type": "object"}, "minItems": 1}),
        ),
        ("rows", of_operations()),
    ] {
        keys.insert(key.to_owned(), plain);
    }
    keys.remove("judges");
    schema
}

/// The operations that a file is about.
fn of_operations() -> Value {
    let selectors: Vec<_> = family::SELECTORS.iter().map(|(word, _)| *word).collect();
    let wrong: Vec<_> = WORDS.iter().map(|(word, _)| *word).collect();
    let declaring = json!({
        "type": "object",
        "properties": {"declaring": {"type": "string"}},
        "required": ["declaring"],
        "additionalProperties": false,
    });
    let names = json!({"type": "array", "items": {"enum": operations()}});
    let mut keys = Map::new();
    for (key, about) in family::KEYS {
        let takes = match *key {
            "operations" => json!({"anyOf": [{"enum": selectors}, declaring, names]}),
            "members" => json!({"enum": wrong}),
            "key_state" => json!({"type": "string"}),
            "faults" => json!({"const": "in_pairs"}),
            "keys" => json!({"const": "of_every_spec"}),
            _ => json!({"type": "array", "items": {"type": "string"}}),
        };
        let mut takes = takes;
        takes["description"] = json!(about);
        keys.insert((*key).to_owned(), takes);
    }
    json!({"type": "object", "properties": keys, "additionalProperties": false})
}

/// The JSON Schema (draft 2020-12) of a case file.
#[must_use]
pub fn schema() -> Value {
    let mut schema = root::<File>("kmspec/case/v1");
    if let Some(definitions) = schema["$defs"].as_object_mut() {
        for name in [
            "Disturbance",
            "ClusterChange",
            "ProxyChange",
            "VpcServiceChange",
            "ServiceChange",
            "ExternalKeyChange",
        ] {
            if let Some(properties) = definitions
                .get_mut(name)
                .and_then(|of| of["properties"].as_object_mut())
            {
                properties.values_mut().for_each(admit_forms);
            }
        }
        if let Some(disturbance) = definitions.get_mut("Disturbance") {
            disturbance["minProperties"] = json!(1);
        }
    }
    schema
}

/// The JSON Schema (draft 2020-12) of a file of facts.
#[must_use]
pub fn facts_schema() -> Value {
    let mut schema = root::<FactFile>("kmspec/facts/v1");
    // They stand in the fact, or in the `defaults` of its file.
    schema["$defs"]["Fact"]["required"] = json!(["statement"]);
    schema
}

/// The JSON Schema (draft 2020-12) of the profile of a target.
#[must_use]
pub fn target_schema() -> Value {
    let mut schema = root::<TargetProfile>("kmspec/target/v1");
    schema["$defs"]["AbsentAnswer"]["anyOf"] =
        json!([{"required": ["type"]}, {"required": ["text"]}]);
    schema
}

/// The JSON Schema (draft 2020-12) of a price list.
#[must_use]
pub fn prices_schema() -> Value {
    root::<Prices>("kmspec/prices/v1")
}

/// A value of a disturbance: never null, and perhaps a form that is evaluated at run time.
fn admit_forms(property: &mut Value) {
    if let Some(choices) = property.get_mut("anyOf").and_then(Value::as_array_mut) {
        choices.retain(|choice| choice["type"] != "null");
    }
    if let Some(types) = property.get_mut("type").and_then(Value::as_array_mut) {
        types.retain(|name| name != "null");
    }
    if let Some(items) = property.get_mut("items") {
        admit_forms(items);
    }
    let description = property
        .as_object_mut()
        .and_then(|all| all.remove("description"));
    let plain = property.take();
    *property = json!({"anyOf": [plain, {"$ref": "#/$defs/ValueForm"}]});
    if let Some(description) = description {
        property["description"] = description;
    }
}
