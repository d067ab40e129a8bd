//! Results as text and as files: pure rendering, which never runs a case and never fetches anything.
//!
//! A run becomes a [`Document`], which is the JSON report and has everything secret masked. Every other file is a function
//! of that ([`write_report`]), and so can be made later, of one run or of several.
//!
//! Everything is written to an [`io::Write`](std::io::Write) with ANSI styles; the caller wraps its stream in `anstream`,
//! which takes them away where nobody reads them (`NO_COLOR`, `CLICOLOR_FORCE`, a pipe). What an endpoint sent is shown
//! with its secrets masked and its control characters replaced.

mod alike;
mod annotations;
mod badge;
mod baseline;
mod block;
mod body;
mod cause;
mod changes;
mod command;
mod compare;
mod conformance;
mod curl;
mod document;
mod event;
mod exchange;
mod facts;
mod failure;
mod fault;
mod format;
mod html;
mod json;
mod junit;
mod list;
mod markdown;
mod merge;
mod phrase;
mod read;
mod redacted;
mod secrets;
mod style;
mod summary;
mod tap;
mod terminal;
#[cfg(test)]
mod tests;
mod text;
mod why;
mod words;

pub use annotations::write_annotations;
pub use baseline::{Baseline, Judgement, KnownCause, write_judgement};
pub use command::Rerun;
pub use compare::{Change, ChangedCase, Comparison, compare, write_comparison};
pub use conformance::is_conformant;
pub use document::{
    Body, CauseEntry, Document, EvidenceEntry, ExchangeEntry, FaultEntry, Header, MismatchEntry,
    ReportCase, ResponseEntry, SCHEMA, SightingEntry, SourceLocation, Totals, UnknownMemberEntry,
};
pub use event::{EndEvent, EventStream, ReportEvent, RunEvent};
pub use facts::{write_facts, write_why_fact};
pub use failure::write_failure;
pub use format::{Format, write_report};
pub use json::{document, report_schema, write_json};
pub use list::{write_list, write_tags};
pub use merge::merge;
pub use read::read_report;
pub use redacted::{Redacted, redacted};
pub use summary::write_summary;
pub use terminal::{Terminal, TerminalOptions};
pub use text::count;
pub use why::write_why;
pub use words::headline;
