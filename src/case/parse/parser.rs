//! What parsing carries along: the source, the errors so far, and the names that are defined.

use std::cmp::Ordering;
use std::sync::Arc;

use super::names::Names;
use super::row::RowNodes;
use crate::case::error::LoadError;
use crate::case::node::{Key, Node};
use crate::case::{Facts, Source, Span};
use crate::model::{Model, Operation};

/// An error was reported; there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reported;

/// A value, or an error that was reported.
pub(super) type Parsed<T> = Result<T, Reported>;

/// Every item, after each had its chance to report.
pub(super) fn all<T>(items: impl Iterator<Item = Parsed<T>>) -> Parsed<Vec<T>> {
    let parsed: Vec<_> = items.collect();
    parsed.into_iter().collect()
}

/// The state of parsing one case.
pub(super) struct Parser<'n> {
    source: Arc<Source>,
    errors: Vec<LoadError>,
    pub(super) model: &'static Model,
    /// The facts that may be cited.
    pub(super) facts: &'n Facts,
    /// The operation of the step that is being parsed.
    pub(super) operation: Option<Operation>,
    /// Messages that are compared; the evidence has to carry them.
    pub(super) compared_messages: Vec<At>,
    /// A `run` step is being parsed: it has a folder and a server.
    pub(super) in_run: bool,
    pub(super) names: Names,
    pub(super) rows: RowNodes<'n>,
}

/// A stretch of the source that an error is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
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
    pub(super) fn new(source: Arc<Source>, facts: &'n Facts) -> Self {
        Self {
            source,
            errors: Vec::new(),
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
    pub(super) fn error(
        &mut self,
        at: impl Into<At>,
        what: impl Into<String>,
        why: impl Into<String>,
    ) {
        self.error_with(at, what, why, None);
    }

    /// Reports what is wrong at a place, why, and what to do.
    pub(super) fn error_with(
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

    /// The value, if nothing was wrong.
    pub(super) fn finish<T>(self, value: Parsed<T>) -> Result<T, Vec<LoadError>> {
        match value {
            Ok(value) if self.errors.is_empty() => Ok(value),
            _ => Err(self.errors),
        }
    }

    pub(super) fn source(&self) -> &Arc<Source> {
        &self.source
    }
}
