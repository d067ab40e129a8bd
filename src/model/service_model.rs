//! The service model in use: shapes and operations of the catalogue, every name resolved.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use regex::Regex;

use super::document::Document;
use super::{
    Example, ImportError, Kind, Member, Operation, OperationModel, Shape, Stripped, pattern,
};

/// A service model: what `botocore/data/kms/2014-11-01/service-2.json` says, without its prose.
///
/// It holds every operation of the catalogue, and every shape that an operation or another shape names.
#[derive(Debug, Clone)]
pub struct Model {
    /// Where it was taken from, such as `botocore 1.44.5`.
    pub source: String,
    /// Every operation.
    pub operations: BTreeMap<Operation, OperationModel>,
    /// Every shape, by name.
    pub shapes: BTreeMap<String, Shape>,
    /// The examples of an operation.
    pub examples: BTreeMap<Operation, Vec<Example>>,
    /// Patterns by the name of their shape, each compiled when it is first needed.
    patterns: BTreeMap<String, OnceLock<Option<Regex>>>,
}

impl PartialEq for Model {
    fn eq(&self, other: &Self) -> bool {
        // Whether a pattern was compiled yet is not part of the value.
        (&self.source, &self.operations, &self.shapes, &self.examples)
            == (
                &other.source,
                &other.operations,
                &other.shapes,
                &other.examples,
            )
    }
}

impl Model {
    /// The model that this version of kmspec is about, `src/model/kms.json`.
    ///
    /// # Panics
    /// Never: the file is part of the program, and a test reads it.
    #[must_use]
    pub fn bundled() -> &'static Self {
        static BUNDLED: LazyLock<Model> = LazyLock::new(|| {
            // Ours and tested, so it is not checked again on every start.
            let document: Document =
                serde_json::from_str(include_str!("kms.json")).expect("the bundled model is JSON");
            let stripped =
                Stripped::from_document(document).expect("the bundled model is consistent");
            Model::from_listed(stripped)
        });
        &BUNDLED
    }

    /// Reads a model as [`Stripped::to_text`] writes it.
    ///
    /// # Errors
    /// As [`Stripped::parse`], and a model that lacks operations of the catalogue.
    pub fn parse(bytes: &[u8]) -> Result<Self, ImportError> {
        Self::try_from(Stripped::parse(bytes)?)
    }

    /// The operation's shapes, errors and paginator.
    #[must_use]
    pub fn operation(&self, operation: Operation) -> &OperationModel {
        &self.operations[&operation]
    }

    /// The structure of the operation's request.
    #[must_use]
    pub fn input(&self, operation: Operation) -> &Shape {
        &self.shapes[&self.operation(operation).input]
    }

    /// The structure of the operation's response; `None` when it returns nothing.
    #[must_use]
    pub fn output(&self, operation: Operation) -> Option<&Shape> {
        self.operation(operation)
            .output
            .as_ref()
            .map(|name| &self.shapes[name])
    }

    /// The shape of this exact name.
    #[must_use]
    pub fn shape(&self, name: &str) -> Option<&Shape> {
        self.shapes.get(name)
    }

    /// The shape of a member of one of the model's structures.
    #[must_use]
    pub fn shape_of(&self, member: &Member) -> &Shape {
        &self.shapes[&member.shape]
    }

    /// The error shape of this name, such as `NotFoundException`; `None` for protocol errors, which the model lacks.
    #[must_use]
    pub fn error(&self, name: &str) -> Option<&Shape> {
        self.shape(name).filter(|shape| shape.exception)
    }

    /// The examples of an operation, in the model's order.
    #[must_use]
    pub fn examples(&self, operation: Operation) -> &[Example] {
        self.examples.get(&operation).map_or(&[], Vec::as_slice)
    }

    /// The compiled pattern of a string shape; `None` when it has none.
    pub(super) fn pattern(&self, shape: &Shape) -> Option<&Regex> {
        let Kind::String {
            pattern: Some(text),
            ..
        } = &shape.kind
        else {
            return None;
        };
        let cell = self.patterns.get(&shape.name)?;
        cell.get_or_init(|| pattern::compile(text).ok()).as_ref()
    }

    fn from_listed(stripped: Stripped) -> Self {
        let listed = |name: &str| Operation::from_name(name);
        let patterns = stripped
            .shapes
            .values()
            .filter_map(|shape| match &shape.kind {
                Kind::String {
                    pattern: Some(_), ..
                } => Some((shape.name.clone(), OnceLock::new())),
                _ => None,
            });
        Self {
            patterns: patterns.collect(),
            source: stripped.source,
            operations: stripped
                .operations
                .into_iter()
                .filter_map(|(name, operation)| Some((listed(&name)?, operation)))
                .collect(),
            shapes: stripped.shapes,
            examples: stripped
                .examples
                .into_iter()
                .filter_map(|(name, examples)| Some((listed(&name)?, examples)))
                .collect(),
        }
    }
}

impl TryFrom<Stripped> for Model {
    type Error = ImportError;

    /// The model with the operations of the catalogue; others are dropped, and a missing one is an error.
    fn try_from(stripped: Stripped) -> Result<Self, ImportError> {
        let missing: Vec<String> = Operation::ALL
            .iter()
            .filter(|operation| !stripped.operations.contains_key(operation.name()))
            .map(ToString::to_string)
            .collect();
        if missing.is_empty() {
            Ok(Self::from_listed(stripped))
        } else {
            Err(ImportError::Incomplete { missing })
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const BUNDLED: &str = include_str!("kms.json");

    #[test]
    fn the_bundled_model_is_what_the_importer_writes() {
        let stripped =
            Stripped::parse(BUNDLED.as_bytes()).expect("the bundled model is consistent");
        assert_eq!(stripped.to_text(), BUNDLED);
        assert_eq!(
            &Model::try_from(stripped).expect("it is complete"),
            Model::bundled()
        );
    }

    #[test]
    fn the_catalogue_is_the_model() {
        let stripped =
            Stripped::parse(BUNDLED.as_bytes()).expect("the bundled model is consistent");
        let modelled: Vec<&str> = stripped.operations.keys().map(String::as_str).collect();
        let listed: Vec<&str> = Operation::ALL
            .iter()
            .map(|operation| operation.name())
            .collect();
        assert_eq!(
            listed, modelled,
            "each operation of the model stands once in the catalogue, by name"
        );
        assert_eq!(listed.len(), 56);
        let places: BTreeSet<_> = Operation::ALL
            .iter()
            .map(|op| (op.resource(), op.verb()))
            .collect();
        assert_eq!(
            places.len(),
            listed.len(),
            "no two operations share a resource and a verb"
        );
    }

    #[test]
    fn accessors() {
        let model = Model::bundled();
        assert_eq!(model.source, "botocore 1.44.5");
        let delete = Operation::DeleteCustomKeyStore;
        assert_eq!(model.operation(delete).errors.len(), 4);
        let id = model
            .input(delete)
            .member("CustomKeyStoreId")
            .expect("a member");
        assert!(id.required);
        assert!(matches!(
            model.shape_of(id).kind,
            Kind::String {
                min: Some(1),
                max: Some(64),
                ..
            }
        ));
        assert_eq!(
            model.output(delete).map(|shape| shape.members().len()),
            Some(0)
        );
        assert_eq!(model.output(Operation::CreateAlias), None);
        assert!(
            model
                .error("KMSInternalException")
                .is_some_and(|error| error.fault)
        );
        assert_eq!(model.error("CustomKeyStoreIdType"), None);
        assert_eq!(model.error("ValidationException"), None);
        let pages = model
            .operation(Operation::DescribeCustomKeyStores)
            .paginator
            .as_ref();
        assert_eq!(
            pages.map(|pages| pages.result_key.as_str()),
            Some("CustomKeyStores")
        );
        assert_eq!(
            model.examples(delete)[0].id,
            "to-delete-a-custom-key-store-from-aws-kms-1628630837145"
        );
    }

    #[test]
    fn nothing_that_counts_was_lost() {
        let shapes = Model::bundled().shapes.values();
        let count =
            |wanted: fn(&Shape) -> bool| shapes.clone().filter(|shape| wanted(shape)).count();
        assert_eq!(count(|_| true), 259);
        assert_eq!(count(|shape| shape.sensitive), 4);
        assert_eq!(count(|shape| shape.exception), 48);
        assert_eq!(count(|shape| shape.fault), 3);
        assert_eq!(
            count(|shape| matches!(&shape.kind, Kind::String { values, .. } if !values.is_empty())),
            32
        );
        assert_eq!(
            count(|shape| shape.members().iter().any(|member| member.required)),
            51
        );
        let examples: usize = Model::bundled().examples.values().map(Vec::len).sum();
        assert_eq!(examples, 61);
    }

    #[test]
    fn a_model_without_an_operation_of_the_catalogue_is_refused() {
        let mut stripped =
            Stripped::parse(BUNDLED.as_bytes()).expect("the bundled model is consistent");
        stripped.operations.remove("Verify");
        let error = Model::try_from(stripped).expect_err("Verify is missing");
        assert_eq!(
            error.to_string(),
            "the service model lacks operations that kmspec knows: Verify. Import a newer botocore"
        );
    }
}
