//! What is wrong with case files: every error of every file, each with its place.

use std::fmt;
use std::fmt::Write as _;
use std::sync::Arc;

use super::excerpt::{excerpt, visible};
use super::{Paint, Source, Span};

/// One thing that is wrong with a case file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError {
    /// The file; its text is empty if it could not be read.
    pub source: Arc<Source>,
    /// Line and column; `None` when the file as a whole is meant.
    pub span: Option<Span>,
    /// How many characters are meant, for the caret.
    pub width: u32,
    /// What is wrong, in one line.
    pub what: String,
    /// Why it is wrong: the rule.
    pub why: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl LoadError {
    /// The error of a file as a whole.
    pub(super) fn of_file(path: &str, what: impl Into<String>, why: impl Into<String>) -> Self {
        let source = Source {
            path: path.to_owned(),
            text: String::new(),
        };
        Self {
            source: Arc::new(source),
            span: None,
            width: 0,
            what: what.into(),
            why: why.into(),
            help: None,
        }
    }

    /// The same error with advice.
    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The error as a person reads it: what, where with the line and a caret, why, and what to do.
    #[must_use]
    pub fn render(&self, paint: Paint) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "{}: {}", paint.error("error"), visible(&self.what));
        let digits = self.span.map_or(1, |span| span.line.to_string().len());
        let pad = " ".repeat(digits);
        match self.span {
            Some(span) => out.push_str(&excerpt(&self.source, span, self.width, digits, paint)),
            None => {
                let _ = writeln!(
                    out,
                    "{pad}{} {}",
                    paint.frame("-->"),
                    visible(&self.source.path)
                );
            }
        }
        if !self.why.is_empty() {
            let _ = writeln!(out, "{pad} {} {}", paint.frame("="), visible(&self.why));
        }
        if let Some(help) = &self.help {
            let _ = writeln!(
                out,
                "{pad} {} {}: {}",
                paint.frame("="),
                paint.help("help"),
                visible(help)
            );
        }
        out
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.render(Paint::Plain).trim_end())
    }
}

impl std::error::Error for LoadError {}

/// Everything that is wrong with a set of case files; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadErrors {
    /// The errors, by file and place.
    pub errors: Vec<LoadError>,
}

impl LoadErrors {
    /// Every error, and at the end how many there are.
    #[must_use]
    pub fn render(&self, paint: Paint) -> String {
        let mut out = String::new();
        for error in &self.errors {
            let _ = writeln!(out, "{}", error.render(paint));
        }
        let mut files: Vec<_> = self.errors.iter().map(|e| e.source.path.as_str()).collect();
        files.sort_unstable();
        files.dedup();
        let _ = writeln!(
            out,
            "{} in {}",
            plural(self.errors.len(), "error"),
            plural(files.len(), "file")
        );
        out
    }
}

fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

impl fmt::Display for LoadErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.render(Paint::Plain).trim_end())
    }
}

impl std::error::Error for LoadErrors {}
