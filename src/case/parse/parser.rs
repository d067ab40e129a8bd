//! What parsing carries along: the source, the errors so far, and the names that are defined.

use std::cmp::Ordering;
use std::sync::Arc;

use super::names::Names;
use super::row::RowNodes;
use crate::case::error::LoadError;
use crate::case::node::{Key, Node};
use crate::case::{Facts, OF_A_KEY, OfKeyRole, Row, Source, Span};
use crate::model::{Model, Operation};

/// An error was reported; there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::case) struct Reported;

/// A value, or an error that was reported.
pub(in crate::case) type Parsed<T> = Result<T, Reported>;

/// Every item, after each had its chance to report.
pub(in crate::case) fn all<T>(items: impl Iterator<Item = Parsed<T>>) -> Parsed<Vec<T>> {
    let parsed: Vec<_> = items.collect();
    parsed.into_iter().collect()
}

/// The state of parsing one case.
pub(in crate::case) struct Parser<'n> {
    source: Arc<Source>,
    errors: Vec<LoadError>,
    /// What the case or the profile is called, and the fact that is being parsed.
    pub(in crate::case) name: String,
    /// Where what is being parsed has its name.
    pub(in crate::case) at: Span,
    /// The role of the need that is being parsed, if it is one of what one request makes of a key.
    pub(in crate::case) role: &'static OfKeyRole,
    pub(in crate::case) model: &'static Model,
    /// The facts that may be cited.
    pub(super) facts: &'n Facts,
    /// The operation of the step that is being parsed.
    pub(in crate::case) operation: Option<Operation>,
    /// Messages that are compared; the evidence has to carry them.
    pub(super) compared_messages: Vec<At>,
    /// Some evidence was seen on KMS itself.
    pub(super) is_of_kms: bool,
    /// How many errors there are in what defines names and uses them.
    pub(super) errors_of_names: usize,
    /// The rows, which are parsed before what uses them.
    pub(super) parsed_rows: Option<Parsed<Vec<Row>>>,
    /// A `run` step is being parsed: it has a folder and a server.
    pub(in crate::case) in_run: bool,
    pub(super) names: Names,
    pub(super) rows: RowNodes<'n>,
}

/// A stretch of the source that an error is about.
#[derive(Debug, Clone, Copy)]
pub(in crate::case) struct At {
    pub(super) span: Span,
    pub(super) width: u32,
}

impl From<&Node> for At {
    fn from(node: &Node) -> Self {
        At {
            span: node.span,
            width: node.width,
        }
    }
}

impl From<&Key> for At {
    fn from(key: &Key) -> Self {
        At {
            span: key.span,
            width: key.width,
        }
    }
}

impl From<Span> for At {
    fn from(span: Span) -> Self {
        At { span, width: 1 }
    }
}

impl<'n> Parser<'n> {
    pub(super) fn new(name: String, source: Arc<Source>, facts: &'n Facts) -> Self {
        Self {
            source,
            errors: Vec::new(),
            name,
            at: Span::default(),
            role: &OF_A_KEY[0],
            is_of_kms: true,
            errors_of_names: 0,
            parsed_rows: None,
            model: Model::bundled(),
            facts,
            operation: None,
            compared_messages: Vec::new(),
            in_run: false,
            names: Names::default(),
            rows: RowNodes::default(),
        }
    }

    /// Reports what is wrong at a place and why.
    pub(in crate::case) fn error(
        &mut self,
        at: impl Into<At>,
        what: impl Into<String>,
        why: impl Into<String>,
    ) {
        self.error_with(at, what, why, None);
    }

    /// Reports what is wrong at a place, why, and what to do.
    pub(in crate::case) fn error_with(
        &mut self,
        at: impl Into<At>,
        what: impl Into<String>,
        why: impl Into<String>,
        help: impl Into<Option<String>>,
    ) {
        const MOST: usize = 200;
        let at = at.into();
        match self.errors.len().cmp(&MOST) {
            Ordering::Greater => return,
            Ordering::Equal => return self.errors.push(self.too_many(at)),
            Ordering::Less => {}
        }
        self.errors.push(LoadError {
            source: Arc::clone(&self.source),
            span: Some(at.span),
            width: at.width,
            what: what.into(),
            why: why.into(),
            help: help.into(),
        });
    }

    /// The error after which no more are listed.
    fn too_many(&self, at: At) -> LoadError {
        LoadError {
            source: Arc::clone(&self.source),
            span: Some(at.span),
            width: at.width,
            what: "too many errors in one file".to_owned(),
            why: "what follows is not listed".to_owned(),
            help: Some("put these right first".to_owned()),
        }
    }

    /// How many errors there are so far.
    pub(super) fn error_count(&self) -> usize {
        self.errors.len()
    }

    /// Parses what defines names or uses them.
    pub(super) fn with_names<T>(&mut self, parse: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.errors.len();
        let parsed = parse(self);
        self.errors_of_names += self.errors.len() - before;
        parsed
    }

    /// The value, if nothing was wrong.
    pub(super) fn finish<T>(self, value: Parsed<T>) -> Result<T, Vec<LoadError>> {
        match value {
            Ok(value) if self.errors.is_empty() => Ok(value),
            _ => Err(self.errors),
        }
    }

    pub(in crate::case) fn source(&self) -> &Arc<Source> {
        &self.source
    }
}
