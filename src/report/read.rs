//! A report, read back.

use super::document::{Document, SCHEMA};
use super::event;

/// A report as `--report-json` or `--report-ndjson` wrote it.
///
/// # Errors
/// A text for people that says what is wrong with it, and where.
pub fn read_report(text: &str) -> Result<Document, String> {
    let is_stream = text
        .lines()
        .next()
        .is_some_and(|line| line.starts_with("{\"run\":"));
    let document = if is_stream {
        event::from_events(text)
    } else {
        serde_json::from_str::<Document>(text).map_err(|error| error.to_string())
    };
    let document = document.map_err(|error| format!("it is no report of kmspec: {error}"))?;
    if document.schema != SCHEMA {
        let schema = &document.schema;
        return Err(format!(
            "its schema is `{schema}`, and this kmspec reads `{SCHEMA}`"
        ));
    }
    Ok(document)
}
