//! The JSON form of a service model, botocore's and our own: what is read and written, nothing of what it means.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A `service-2.json`, with `paginators-1.json` and `examples-1.json` beside it in one document.
///
/// Members that are not named here, such as `documentation`, are prose and are dropped while they are read.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Document {
    pub(super) source: String,
    pub(super) metadata: Metadata,
    pub(super) operations: Entries<RawOperation>,
    pub(super) shapes: Entries<RawShape>,
    pub(super) pagination: Entries<RawPaginator>,
    pub(super) examples: Entries<Vec<RawExample>>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Metadata {
    #[serde(rename = "apiVersion")]
    pub(super) api_version: String,
    #[serde(rename = "serviceId")]
    pub(super) service_id: String,
    pub(super) protocol: String,
    #[serde(rename = "jsonVersion")]
    pub(super) json_version: String,
    #[serde(rename = "targetPrefix")]
    pub(super) target_prefix: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ref {
    pub(super) shape: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RawOperation {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) input: Option<Ref>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) output: Option<Ref>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) errors: Vec<Ref>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) idempotent: bool,
}

#[derive(Debug, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the traits of a shape as the model writes them"
)]
pub(super) struct RawShape {
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) required: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) members: Option<Entries<RawMember>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) member: Option<Ref>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<Ref>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<Ref>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) min: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) max: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) pattern: Option<String>,
    #[serde(default, rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub(super) values: Vec<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) sensitive: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) exception: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) fault: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) deprecated: bool,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RawMember {
    pub(super) shape: String,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) deprecated: bool,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RawPaginator {
    pub(super) input_token: String,
    pub(super) output_token: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) limit_key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) more_results: Option<String>,
    pub(super) result_key: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RawExample {
    pub(super) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) input: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) output: Option<Value>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde's skip_serializing_if passes a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

/// A JSON object in the order in which it is written; a name that occurs twice is an error, never silently the last.
#[derive(Debug)]
pub(super) struct Entries<T>(pub(super) Vec<(String, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Serialize> Serialize for Entries<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

struct EntriesVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for EntriesVisitor<T> {
    type Value = Entries<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        while let Some(name) = map.next_key::<String>()? {
            if !seen.insert(name.clone()) {
                return Err(A::Error::custom(format!("`{name}` occurs twice")));
            }
            entries.push((name, map.next_value()?));
        }
        Ok(Entries(entries))
    }
}

impl Document {
    /// The document as text: objects by name except members, which keep the model's order; one entry a line.
    ///
    /// The same document always gives the same text, and two versions differ in the lines that changed.
    pub(super) fn to_text(&self) -> Result<String, serde_json::Error> {
        let mut text = String::from("{\n");
        entry(&mut text, "source", &self.source)?;
        text.push_str(",\n");
        entry(&mut text, "metadata", &self.metadata)?;
        section(&mut text, "operations", &self.operations)?;
        section(&mut text, "shapes", &self.shapes)?;
        section(&mut text, "pagination", &self.pagination)?;
        section(&mut text, "examples", &self.examples)?;
        text.push_str("\n}\n");
        Ok(text)
    }
}

/// A comma, and an object of one entry a line.
fn section<T: Serialize>(
    text: &mut String,
    name: &str,
    entries: &Entries<T>,
) -> Result<(), serde_json::Error> {
    let mut sorted: Vec<_> = entries.0.iter().collect();
    sorted.sort_by(|(a, _), (b, _)| a.cmp(b));
    text.extend([",\n\"", name, "\":{"]);
    for (at, (name, value)) in sorted.into_iter().enumerate() {
        text.push_str(if at == 0 { "\n" } else { ",\n" });
        entry(text, name, value)?;
    }
    text.push_str("\n}");
    Ok(())
}

fn entry<T: Serialize>(text: &mut String, name: &str, value: &T) -> Result<(), serde_json::Error> {
    text.push_str(&serde_json::to_string(name)?);
    text.push(':');
    text.push_str(&serde_json::to_string(value)?);
    Ok(())
}
