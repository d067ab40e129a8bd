//! A service model by the names that it uses itself, whatever this version of kmspec knows of them.

use std::collections::BTreeMap;

use super::document::{
    Document, Entries, Metadata, RawExample, RawMember, RawOperation, RawPaginator, RawShape, Ref,
};
use super::{Example, Kind, Member, OperationModel, Paginator, Shape};

/// A service model without its prose: complete and consistent, operations by name.
///
/// [`import`](super::import) and [`Stripped::parse`] are the only ways to one, so every name in it resolves, no shape
/// contains itself, bounds are in order and patterns compile. [`Model`](super::Model) is the same with the operations of
/// the catalogue; [`diff`](super::diff) compares two of these, because a newer model may have operations that the
/// catalogue lacks.
#[derive(Debug, Clone, PartialEq)]
pub struct Stripped {
    /// Where it was taken from, such as `botocore 1.44.5`.
    pub source: String,
    /// Every operation, by name.
    pub operations: BTreeMap<String, OperationModel>,
    /// Every shape, by name.
    pub shapes: BTreeMap<String, Shape>,
    /// The examples of an operation, by its name.
    pub examples: BTreeMap<String, Vec<Example>>,
}

impl Stripped {
    /// The model that this version of kmspec is about, by the names that it uses itself.
    ///
    /// # Panics
    /// Never: the file is part of the program, and a test reads it.
    #[must_use]
    pub fn bundled() -> Self {
        Self::parse(include_bytes!("kms.json")).expect("the bundled model is consistent")
    }

    /// The model as text, in botocore's form: one operation, shape or paginator a line, in order of names.
    ///
    /// [`Stripped::parse`] reads it back, and the same model always gives the same text.
    #[must_use]
    pub fn to_text(&self) -> String {
        // Serialising strings, numbers and maps with string keys cannot fail.
        self.to_document().to_text().unwrap_or_default()
    }

    /// Reads meaning into a document; every problem that stands in the way of a single entry is told in the error.
    pub(super) fn from_document(document: Document) -> Result<Self, Vec<String>> {
        let mut problems = Vec::new();
        let mut paginators: BTreeMap<String, Paginator> = document
            .pagination
            .0
            .into_iter()
            .map(|(name, raw)| (name, paginator(raw)))
            .collect();
        let mut operations = BTreeMap::new();
        for (name, raw) in document.operations.0 {
            let Some(input) = raw.input else {
                problems.push(format!("operation `{name}` has no input shape"));
                continue;
            };
            let operation = OperationModel {
                input: input.shape,
                output: raw.output.map(|output| output.shape),
                errors: raw.errors.into_iter().map(|error| error.shape).collect(),
                paginator: paginators.remove(&name),
                idempotent: raw.idempotent,
            };
            operations.insert(name, operation);
        }
        for name in paginators.keys() {
            problems.push(format!("paginator `{name}` belongs to no operation"));
        }
        let mut shapes = BTreeMap::new();
        for (name, raw) in document.shapes.0 {
            match shape(&name, raw) {
                Ok(shape) => drop(shapes.insert(name, shape)),
                Err(problem) => problems.push(problem),
            }
        }
        let examples = document.examples.0.into_iter().map(|(name, raw)| {
            let examples = raw.into_iter().map(|raw| Example {
                id: raw.id,
                input: raw.input,
                output: raw.output,
            });
            (name, examples.collect())
        });
        let stripped = Self {
            source: document.source,
            operations,
            shapes,
            examples: examples.collect(),
        };
        if problems.is_empty() {
            Ok(stripped)
        } else {
            Err(problems)
        }
    }

    fn to_document(&self) -> Document {
        let mut document = Document {
            source: self.source.clone(),
            metadata: Metadata::kms(),
            ..Document::default()
        };
        for (name, operation) in &self.operations {
            document
                .operations
                .0
                .push((name.clone(), raw_operation(operation)));
            if let Some(paginator) = &operation.paginator {
                document
                    .pagination
                    .0
                    .push((name.clone(), raw_paginator(paginator)));
            }
        }
        for (name, shape) in &self.shapes {
            document.shapes.0.push((name.clone(), raw_shape(shape)));
        }
        for (name, examples) in &self.examples {
            let raw = examples.iter().map(|example| RawExample {
                id: example.id.clone(),
                input: example.input.clone(),
                output: example.output.clone(),
            });
            document.examples.0.push((name.clone(), raw.collect()));
        }
        document
    }
}

impl Metadata {
    /// What every KMS model says of itself.
    pub(super) fn kms() -> Self {
        Self {
            api_version: "2014-11-01".to_owned(),
            service_id: "KMS".to_owned(),
            protocol: "json".to_owned(),
            json_version: "1.1".to_owned(),
            target_prefix: "TrentService".to_owned(),
        }
    }
}

fn shape(name: &str, raw: RawShape) -> Result<Shape, String> {
    let (min, max) = (raw.min, raw.max);
    let length = |bound: Option<i64>| match bound.map(u64::try_from) {
        None => Ok(None),
        Some(Ok(length)) => Ok(Some(length)),
        Some(Err(_)) => Err(format!("shape `{name}` has a negative length bound")),
    };
    let part = |part: Option<Ref>, which: &str| {
        part.map(|part| part.shape)
            .ok_or_else(|| format!("shape `{name}` is a {} without `{which}`", raw.kind))
    };
    let kind = match raw.kind.as_str() {
        "structure" => Kind::Structure {
            members: members(name, raw.members, &raw.required)?,
        },
        "list" => Kind::List {
            member: part(raw.member, "member")?,
            min: length(min)?,
            max: length(max)?,
        },
        "map" => Kind::Map {
            key: part(raw.key, "key")?,
            value: part(raw.value, "value")?,
            min: length(min)?,
            max: length(max)?,
        },
        "string" => Kind::String {
            min: length(min)?,
            max: length(max)?,
            pattern: raw.pattern,
            values: raw.values,
        },
        "blob" => Kind::Blob {
            min: length(min)?,
            max: length(max)?,
        },
        "integer" => Kind::Integer { min, max },
        "long" => Kind::Long { min, max },
        "double" | "float" => Kind::Double,
        "boolean" => Kind::Boolean,
        "timestamp" => Kind::Timestamp,
        other => {
            return Err(format!(
                "shape `{name}` has the type `{other}`, which kmspec does not know"
            ));
        }
    };
    Ok(Shape {
        name: name.to_owned(),
        kind,
        sensitive: raw.sensitive,
        exception: raw.exception,
        fault: raw.fault,
        deprecated: raw.deprecated,
    })
}

fn members(
    name: &str,
    members: Option<Entries<RawMember>>,
    required: &[String],
) -> Result<Vec<Member>, String> {
    let members =
        members.ok_or_else(|| format!("shape `{name}` is a structure without `members`"))?;
    if let Some(stray) = required
        .iter()
        .find(|r| !members.0.iter().any(|(m, _)| m == *r))
    {
        return Err(format!(
            "shape `{name}` requires `{stray}`, which is not a member of it"
        ));
    }
    let required: std::collections::BTreeSet<&String> = required.iter().collect();
    let members = members.0.into_iter().map(|(member, raw)| Member {
        required: required.contains(&member),
        name: member,
        shape: raw.shape,
        deprecated: raw.deprecated,
    });
    Ok(members.collect())
}

fn paginator(raw: RawPaginator) -> Paginator {
    Paginator {
        input_token: raw.input_token,
        output_token: raw.output_token,
        limit_key: raw.limit_key,
        more_results: raw.more_results,
        result_key: raw.result_key,
    }
}

fn raw_paginator(paginator: &Paginator) -> RawPaginator {
    RawPaginator {
        input_token: paginator.input_token.clone(),
        output_token: paginator.output_token.clone(),
        limit_key: paginator.limit_key.clone(),
        more_results: paginator.more_results.clone(),
        result_key: paginator.result_key.clone(),
    }
}

fn raw_operation(operation: &OperationModel) -> RawOperation {
    let refer = |shape: &String| Ref {
        shape: shape.clone(),
    };
    RawOperation {
        input: Some(refer(&operation.input)),
        output: operation.output.as_ref().map(refer),
        errors: operation.errors.iter().map(refer).collect(),
        idempotent: operation.idempotent,
    }
}

fn raw_shape(shape: &Shape) -> RawShape {
    let refer = |shape: &String| {
        Some(Ref {
            shape: shape.clone(),
        })
    };
    let bound = |length: Option<u64>| length.and_then(|length| i64::try_from(length).ok());
    let mut raw = RawShape {
        kind: String::new(),
        required: Vec::new(),
        members: None,
        member: None,
        key: None,
        value: None,
        min: None,
        max: None,
        pattern: None,
        values: Vec::new(),
        sensitive: shape.sensitive,
        exception: shape.exception,
        fault: shape.fault,
        deprecated: shape.deprecated,
    };
    let name = match &shape.kind {
        Kind::Structure { members } => {
            raw.required = members
                .iter()
                .filter(|m| m.required)
                .map(|m| m.name.clone())
                .collect();
            let members = members.iter().map(|m| {
                (
                    m.name.clone(),
                    RawMember {
                        shape: m.shape.clone(),
                        deprecated: m.deprecated,
                    },
                )
            });
            raw.members = Some(Entries(members.collect()));
            "structure"
        }
        Kind::List { member, min, max } => {
            (raw.member, raw.min, raw.max) = (refer(member), bound(*min), bound(*max));
            "list"
        }
        Kind::Map {
            key,
            value,
            min,
            max,
        } => {
            (raw.key, raw.value) = (refer(key), refer(value));
            (raw.min, raw.max) = (bound(*min), bound(*max));
            "map"
        }
        Kind::String {
            min,
            max,
            pattern,
            values,
        } => {
            (raw.min, raw.max) = (bound(*min), bound(*max));
            (raw.pattern, raw.values) = (pattern.clone(), values.clone());
            "string"
        }
        Kind::Blob { min, max } => {
            (raw.min, raw.max) = (bound(*min), bound(*max));
            "blob"
        }
        Kind::Integer { min, max } => {
            (raw.min, raw.max) = (*min, *max);
            "integer"
        }
        Kind::Long { min, max } => {
            (raw.min, raw.max) = (*min, *max);
            "long"
        }
        Kind::Double => "double",
        Kind::Boolean => "boolean",
        Kind::Timestamp => "timestamp",
    };
    name.clone_into(&mut raw.kind);
    raw
}
