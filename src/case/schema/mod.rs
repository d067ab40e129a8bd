//! The JSON Schema of the format, for editors: generated from types that mirror a file's raw form.
//!
//! The loader is the judge; a test holds both to the same verdicts on good and bad files. What no schema can see (names
//! that are not defined, members that the model lacks) only the loader refuses.

mod command;
mod document;
mod expect;
mod fact;
mod step;
mod target;
mod value;
mod wire;

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

/// The JSON Schema (draft 2020-12) of a case file.
#[must_use]
pub fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator
        .into_root_schema_for::<document::File>()
        .to_value();
    // An editor then tells what is wrong with the one, and not that it is neither.
    if let Some(Value::Array(forms)) = schema.as_object_mut().and_then(|all| all.remove("anyOf")) {
        schema["if"] = json!({"properties": {"rows": {"type": "object"}}, "required": ["rows"]});
        schema["then"] = forms[1].clone();
        schema["else"] = forms[0].clone();
    }
    schema["$id"] = json!("kmspec/case/v1");
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
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator
        .into_root_schema_for::<fact::FactFile>()
        .to_value();
    schema["$id"] = json!("kmspec/facts/v1");
    schema
}

/// The JSON Schema (draft 2020-12) of the profile of a target.
#[must_use]
pub fn target_schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator
        .into_root_schema_for::<target::TargetFile>()
        .to_value();
    schema["$id"] = json!("kmspec/target/v1");
    schema
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
