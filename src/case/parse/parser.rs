//! What parsing carries along: the source, the errors so far, and the names that are defined.

use std::sync::Arc;

use super::names::Names;
use super::row::RowNodes;
use crate::case::error::LoadError;
use crate::case::node::{Key, Node};
use crate::case::{Source, Span};

/// The state of parsing one case. Methods give `None` after they reported an error.
pub(super) struct Parser<'n> {
    source: Arc<Source>,
    errors: Vec<LoadError>,
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

impl Parser<'_> {
    pub(super) fn new(source: Arc<Source>) -> Self {
        Self {
            source,
            errors: Vec::new(),
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
        let at = at.into();
        self.errors.push(LoadError {
            source: Arc::clone(&self.source),
            span: Some(at.span),
            width: at.width,
            what: what.into(),
            why: why.into(),
            help: help.into(),
        });
    }

    /// How many errors there are so far.
    pub(super) fn error_count(&self) -> usize {
        self.errors.len()
    }

    /// The value, if nothing was wrong.
    pub(super) fn finish<T>(self, value: Option<T>) -> Result<T, Vec<LoadError>> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(self.errors),
        }
    }

    pub(super) fn source(&self) -> &Arc<Source> {
        &self.source
    }
}
