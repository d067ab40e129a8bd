//! Results as text and as JSON: pure rendering, which never runs a case and never fetches anything.
//!
//! Everything is written to an [`io::Write`](std::io::Write) with ANSI styles; the caller wraps its stream in `anstream`,
//! which takes them away where nobody reads them (`NO_COLOR`, `CLICOLOR_FORCE`, a pipe). What an endpoint sent is shown
//! with its secrets masked and its control characters replaced.

mod alike;
mod block;
mod body;
mod cause;
mod command;
mod conformance;
mod document;
mod exchange;
mod facts;
mod failure;
mod fault;
mod json;
mod list;
mod phrase;
mod secrets;
mod style;
mod summary;
mod terminal;
#[cfg(test)]
mod tests;
mod text;
mod why;

pub use command::Rerun;
pub use conformance::is_conformant;
pub use document::{
    Body, CauseEntry, Document, EvidenceEntry, ExchangeEntry, FaultEntry, Header, MismatchEntry,
    Place, ReportCase, ResponseEntry, SCHEMA, SightingEntry, Totals, UnknownMemberEntry,
};
pub use facts::{write_facts, write_why_fact};
pub use failure::write_failure;
pub use json::{document, report_schema, write_json};
pub use list::{write_list, write_tags};
pub use summary::write_summary;
pub use terminal::{Terminal, TerminalOptions};
pub use why::write_why;
